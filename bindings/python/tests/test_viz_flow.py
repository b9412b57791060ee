"""Texts drawn by matplotlib: nothing leaves the page, nothing is lost, and any text can be drawn."""

from __future__ import annotations

import pytest
from pictures import HOSTILE, Entity, Label

import albert
import albert.viz
from albert.viz._flow import longest_prefix

pytest.importorskip("matplotlib", reason="matplotlib is not installed")

PROSE = "Ada Lovelace lived in London and wrote notes on the engine that Babbage had planned. " * 12
WORD = "Donaudampfschifffahrt" * 40


def on_the_page(figure):
    """The texts of a drawing in their order; each must lie inside the page, and none on another."""
    drawn = figure.figure()
    texts = [text for text in drawn.texts if text.get_text()]
    boxes = [text.get_window_extent() for text in texts]
    for box in boxes:
        assert 0 <= box.x0 and box.x1 <= drawn.bbox.width and 0 <= box.y0 and box.y1 <= drawn.bbox.height
    for at, (one, other) in enumerate(zip(boxes, boxes[1:], strict=False)):
        assert not (one.x0 + 1 < other.x1 and other.x0 + 1 < one.x1 and one.y0 + 1 < other.y1 and other.y0 + 1 < one.y1), at
    return [text.get_text() for text in texts]


@pytest.mark.parametrize("end", [3, 12, 400, len(PROSE)])
def test_prose_and_long_entities_are_broken_into_lines(end):
    drawn = on_the_page(albert.viz.entities(PROSE, [Entity("person", 0.9, 0, end)]))
    assert "".join(text for text in drawn if text != "person 0.90") == PROSE
    assert drawn.count("person 0.90") == 1
    assert all(text.endswith(" ") for text in drawn[drawn.index("person 0.90") + 1 : -1])  # words stay whole


def test_a_word_beyond_a_line_is_cut_and_what_stands_around_it_is_not():
    drawn = on_the_page(albert.viz.entities(f"a {WORD} b", []))
    assert "".join(drawn) == f"a {WORD} b" and drawn[0] == "a "
    assert len(drawn) < 20


def test_a_label_beyond_a_line_is_shortened():
    (said, label) = on_the_page(albert.viz.entities("Ann", [Entity("W" * 200, 0.5, 0, 3)]))
    assert said == "Ann" and label.endswith("…") and set(label[:-1]) == {"W"}


def test_pieces_of_a_long_text_stand_on_the_page(model):
    drawn = on_the_page(albert.viz.tokens(model, PROSE))
    ids = " ".join(text for text in drawn if text.replace(" ", "").isdecimal())
    assert ids.split() == [str(id) for id in model.tokenizer.encode(PROSE).ids]


@pytest.mark.filterwarnings("ignore:Glyph .* missing from")
@pytest.mark.parametrize("text", [*HOSTILE, "\ud800", "a\ud800\udfffb", "\u0301\n\ud800", ""])
def test_any_text_can_be_drawn(model, text, tmp_path):
    found = [Entity("x\ud800\n", 0.5, 0, len(text))] if text else []
    for figure in (albert.viz.entities(text, found), albert.viz.tokens(model, text)):
        assert "\ud800" not in figure.title
        figure.figure().savefig(tmp_path / "drawn.png", dpi=40)
    bars = albert.viz.predictions([Label(text, 0.5)], names=[text + "\ud800\n$x"])
    bars.figure().savefig(tmp_path / "drawn.png", dpi=40)


def test_a_prefix_is_measured_and_not_the_whole_text():
    measured = []

    def width(text):
        measured.append(len(text))
        return len(text)

    for room in (-1, 0, 1, 2, 3, 7, 8, 9, 100):
        assert longest_prefix("a" * 100, room, width) == max(0, room)
    measured.clear()
    assert longest_prefix("a" * 1_000_000, 90, width) == 90 and max(measured) <= 180 and len(measured) < 20
    assert longest_prefix("", 5, width) == 0
