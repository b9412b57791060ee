"""Heat maps: every weight is drawn, on one scale, with labels that do not touch."""

from __future__ import annotations

import re
from xml.etree import ElementTree

import numpy
import pytest
from pictures import HOSTILE, MASKED, elements, of_class, parse, pixels_of, weights_of

import albert
import albert.viz
from albert.viz import _colours, _labels


def test_one_head_has_a_cell_for_each_pair_of_pieces(model):
    weights, pieces = weights_of(model, MASKED)
    root = parse(albert.viz.attention(model, MASKED, layer=1, head=2))
    cells = of_class(root, "cell")
    told = [cell[0].text for cell in cells]
    expected = [
        f"{source} → {target}: {weights[1][2][row][column]:.3f}"
        for row, source in enumerate(pieces)
        for column, target in enumerate(pieces)
    ]
    assert told == expected
    steps = [int(re.search(r"\bq(\d+)", cell.get("class"))[1]) for cell in cells]
    assert max(steps) == _colours.LEVELS - 1
    flat = weights[1][2].ravel()
    by_weight = [steps[at] for at in numpy.argsort(flat, kind="stable")]
    assert by_weight == sorted(by_weight)


@pytest.mark.parametrize("count", [1, 2, 5, 8, 9, 16, 17, 32, 33, 60, 64, 65, 130])
def test_labels_do_not_overlap_at_any_length(count):
    pieces = ["▁averyverylongpiecethatisshortened" if at % 3 else "中文😀" for at in range(count)]
    weights = numpy.full((1, 1, count, count), 1 / count, dtype=numpy.float32)
    root = ElementTree.fromstring(albert.viz.attention_weights(weights, pieces, layer=0, head=0).svg)
    width, height = float(root.get("width")), float(root.get("height"))
    turned = [label for label in of_class(root, "piece") if label.get("transform")]
    lying = [label for label in of_class(root, "piece") if not label.get("transform")]
    assert len(turned) == len(lying) == count
    places = [tuple(map(float, re.findall(r"-?[\d.]+", label.get("transform")))) for label in turned]
    for (x, y, angle), label in zip(places, turned, strict=True):
        length = _labels.label_width(label[0].tail, 12)
        slant = 0.7072 if angle == -45 else 0
        assert x + slant * length <= width and y - max(slant, 1 - slant) * length >= 20
    # Neighbours are a line of 12 pixels apart across the direction of their letters.
    assert all((b[0] - a[0]) * (0.7071 if a[2] == -45 else 1) >= 13 for a, b in zip(places, places[1:], strict=False))
    for label in lying:
        assert float(label.get("x")) - _labels.label_width(label[0].tail, 12) >= 20
    assert height > places[0][1] + 13 * count


def test_a_long_text_is_an_image_whose_rows_tell_their_strongest_links():
    count = 65
    weights = numpy.zeros((1, 1, count, count), dtype=numpy.float32)
    weights[0, 0, :, 7] = 0.75
    weights[0, 0, :, 9] = 0.25
    root = parse(albert.viz.attention_weights(weights, [f"p{at}" for at in range(count)], layer=0, head=0))
    assert not of_class(root, "cell")
    assert of_class(root, "over")[3][0].text.split("\n")[:2] == ["p3 → p7: 0.750", "p3 → p9: 0.250"]
    day, night = (pixels_of(image) for image in elements(root, "image"))
    assert len(day) == len(day[0]) == count and day == night
    assert day[4][7] == 63 and day[4][9] == 21 and day[4][8] == 0


def test_an_overview_holds_every_head_on_one_scale(model):
    weights, pieces = weights_of(model, MASKED)
    layers, heads, count = weights.shape[:3]
    figure = albert.viz.attention(model, MASKED)
    root = ElementTree.fromstring(figure.svg)
    assert len(of_class(root, "over")) == layers * heads
    pixels = pixels_of(elements(root, "image")[0])
    gap = (len(pixels[0]) - heads * count) // (heads - 1)
    scale = 63 / float(weights.max())
    for layer in range(layers):
        for head in range(heads):
            top, left = layer * (count + gap), head * (count + gap)
            drawn = [list(row[left : left + count]) for row in pixels[top : top + count]]
            exact = weights[layer, head].astype(float) * scale
            assert numpy.abs(numpy.array(drawn) - exact).max() <= 0.5 + 1e-6
    assert f"Attention of {layers} layers, {heads} heads, {count} pieces" == figure.title


@pytest.mark.parametrize(("layer", "head", "rows", "columns"), [(None, 1, 4, 1), (2, None, 1, 6), (None, None, 4, 6)])
def test_what_is_not_chosen_is_shown_whole(model, layer, head, rows, columns):
    root = ElementTree.fromstring(albert.viz.attention(model, "A text.", layer=layer, head=head).svg)
    titles = [found[0].text.partition(":")[0] for found in of_class(root, "over")]
    layers = range(4) if layer is None else [layer]
    heads = range(6) if head is None else [head]
    assert titles == [f"layer {x}, head {y}" for x in layers for y in heads] and len(titles) == rows * columns


def test_each_map_of_an_overview_can_be_enlarged_without_a_script(model):
    figure = albert.viz.attention(model, "A text.")
    root = parse(figure)
    choices = elements(root, "input")
    assert [choice.get("aria-label") for choice in choices][:2] == ["layer 0, head 0", "layer 0, head 1"]
    assert [choice.get("checked") for choice in choices] == ["checked"] + [None] * 23
    style = "".join(found.text for found in elements(root, "style"))
    assert all(
        f":has(:checked)~.window .which::after{{content:'{choice.get('aria-label')}'}}" in style
        for choice in choices[1:]
    )
    known = {found.get("id") for found in elements(root, "image")}
    assert {found.get("href")[1:] for found in elements(root, "use")} == known and len(known) == 2
    (image, *_), frames = elements(root, "image"), of_class(root, "over")
    side = float(image.get("width")) / (6 + 5 / 5)  # 6 maps of 5 pieces, and 5 gaps of a piece
    (hole,) = [found for found in elements(root, "svg") if found.get("overflow") == "hidden"]
    for number, (frame, label) in enumerate(zip(frames, elements(root, "label"), strict=True)):
        x = float(image.get("x")) + number % 6 * side * 6 / 5
        y = float(image.get("y")) + number // 6 * side * 6 / 5
        assert [float(frame.get(name)) for name in ("x", "y", "width", "height")] == [
            x - 0.5,
            y - 0.5,
            side + 1,
            side + 1,
        ]
        assert label.get("style") == f"left:{x:g}px;top:{y:g}px;width:{side:g}px;height:{side:g}px"
        scale = float(hole.get("width")) / side
        assert f"scale({scale:g}) translate({-x:g}px,{-y:g}px)}}" in style
    other = parse(albert.viz.attention(model, "Another text."))
    assert elements(other, "input")[0].get("name") != choices[0].get("name")


def test_a_map_of_more_cells_than_pixels_keeps_its_largest_weights():
    count = 200
    weights = numpy.zeros((1, 2, count, count), dtype=numpy.float32)
    weights[0, 1, 101, 37] = 1
    root = parse(albert.viz.attention_weights(weights, ["p"] * count))
    pixels = pixels_of(elements(root, "image")[0])
    assert len(pixels) == 67 and pixels[101 // 3][-67:][37 // 3] == 63
    assert sum(value == 63 for row in pixels for value in row) == 1
    assert "a dot is the largest of 3 × 3 weights" in [text.text for text in elements(root, "text")]


def test_a_scale_can_be_shared_between_pictures(model):
    root = parse(albert.viz.attention(model, MASKED, layer=1, head=2, maximum=0.25))
    ticks = [text.text for text in of_class(root, "muted")]
    assert ticks[:3] == ["0", "0.125", "≥ 0.25"]
    for maximum in (0, -1, 1.5, float("nan")):
        with pytest.raises(albert.ArgumentError, match="maximum"):
            albert.viz.attention(model, MASKED, maximum=maximum)


def test_a_layer_or_head_that_is_not_there_is_refused(model):
    for name, number, count in (("layer", 4, 4), ("layer", -1, 4), ("head", 6, 6), ("head", -1, 6)):
        message = f"{name}: {number} is none of the {count} that there are; 0 to {count - 1} expected"
        with pytest.raises(albert.ArgumentError, match=message):
            albert.viz.attention(model, MASKED, **{name: number})
    with pytest.raises(TypeError, match="layer is 1.5; a whole number or None expected"):
        albert.viz.attention(model, MASKED, layer=1.5)


def test_weights_and_pieces_must_agree():
    weights = numpy.full((2, 2, 3, 3), 1 / 3, dtype=numpy.float32)
    with pytest.raises(albert.ArgumentError, match="they are for 3 pieces, and 2 pieces are given"):
        albert.viz.attention_weights(weights, ["a", "b"])
    with pytest.raises(albert.ArgumentError, match="pieces: there are none"):
        albert.viz.attention_weights(weights, [])
    for bad in (weights[0], weights[:, :, :2], weights[:0]):
        with pytest.raises(albert.ArgumentError, match="expected"):
            albert.viz.attention_weights(bad, ["a", "b", "c"])
    for value in (float("nan"), float("inf"), -0.5, 1.5):
        wrong = weights.copy()
        wrong[1, 0, 2, 1] = value
        with pytest.raises(albert.ArgumentError, match="layer 1, head 0, row 2 holds a value outside 0 to 1"):
            albert.viz.attention_weights(wrong, ["a", "b", "c"])


@pytest.mark.parametrize("text", HOSTILE[:-1])
def test_attention_of_any_text_is_well_formed(model, text):
    parse(albert.viz.attention(model, text, layer=0, head=0))
    parse(albert.viz.attention(model, text, "a pair"))


def test_without_numpy_the_picture_is_the_same(model, run_program):
    source = (
        "import sys\n"
        "sys.modules['numpy'] = None\n"
        "import albert, albert.viz\n"
        "model = albert.load()\n"
        "assert type(model.encode('a')) is albert.FloatArray\n"
        "sys.stdout.reconfigure(encoding='utf-8')\n"
        "print(albert.viz.attention(model, sys.argv[1]).html, end='')\n"
    )
    assert run_program(source, MASKED).stdout == albert.viz.attention(model, MASKED).html
