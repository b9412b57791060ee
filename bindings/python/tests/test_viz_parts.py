"""What the pictures are made of: colours that can be read, labels that fit, spans, images."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest
from pictures import pixels_of

from albert.viz import _colours, _labels, _png, _spans


def luminance(colour):
    linear = [(v / 255) / 12.92 if v / 255 <= 0.04045 else ((v / 255 + 0.055) / 1.055) ** 2.4 for v in colour]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one, other):
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def from_hexadecimal(colour):
    return tuple(int(colour[at : at + 2], 16) for at in (1, 3, 5))


@pytest.mark.parametrize("theme", [_colours.LIGHT, _colours.DARK], ids=["light", "dark"])
def test_text_can_be_read_on_every_ground(theme):
    ground = from_hexadecimal(theme.ground)
    for text in (theme.ink, theme.muted, theme.alarm):
        assert contrast(from_hexadecimal(text), ground) >= 4.5
    for span in _colours.span_colours(theme):
        assert contrast(from_hexadecimal(theme.ink), span) >= 7
        assert contrast(from_hexadecimal(theme.alarm), span) >= 4.5
    assert contrast(from_hexadecimal(theme.bar), ground) >= 3


@pytest.mark.parametrize("theme", [_colours.LIGHT, _colours.DARK], ids=["light", "dark"])
def test_the_scale_runs_in_equal_steps_of_lightness_in_one_hue(theme):
    colours = _colours.ramp(theme)
    assert len(set(colours)) == _colours.LEVELS
    luminances = [luminance(colour) for colour in colours]
    assert luminances == sorted(luminances, reverse=theme is _colours.LIGHT)
    assert all(red <= green <= blue for red, green, blue in colours)  # blue from end to end
    places = [oklab(colour) for colour in colours]
    distances = [
        sum((p - q) ** 2 for p, q in zip(a, b, strict=True)) ** 0.5 for a, b in zip(places, places[1:], strict=False)
    ]
    mean = sum(distances) / len(distances)
    assert all(
        abs(distance - mean) <= 0.3 * mean for distance in distances
    )  # 8 bits a channel are coarse at the dark end


def oklab(colour):
    red, green, blue = ((v / 255) / 12.92 if v / 255 <= 0.04045 else ((v / 255 + 0.055) / 1.055) ** 2.4 for v in colour)
    long = (0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue) ** (1 / 3)
    medium = (0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue) ** (1 / 3)
    short = (0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue) ** (1 / 3)
    return (
        0.2104542553 * long + 0.793617785 * medium - 0.0040720468 * short,
        1.9779984951 * long - 2.428592205 * medium + 0.4505937099 * short,
        0.0259040371 * long + 0.7827717662 * medium - 0.808675766 * short,
    )


def test_labels_are_shortened_to_their_room():
    assert _labels.shorten("short", 5) == "short" and _labels.shorten("longer", 5) == "long…"
    assert _labels.shorten("中文字", 5) == "中文…" and _labels.shorten("a\nb", 5) == "a↵b"
    assert _labels.columns("e\u0301😀x") == 4 and _labels.shorten("", 5) == ""


def test_a_text_is_cut_where_spans_begin_and_end():
    spans = [(0, 2), (1, 4), (1, 4), (3, 3), (6, 7)]
    assert [tuple(stretch) for stretch in _spans.cut(8, spans)] == [
        (0, 1, (0,)),
        (1, 2, (0, 1, 2)),
        (2, 3, (1, 2)),
        (3, 4, (1, 2)),
        (4, 6, ()),
        (6, 7, (4,)),
        (7, 8, ()),
    ]
    assert _spans.group_overlapping(spans) == [[0, 1, 2, 3], [4]]
    assert _spans.cut(0, []) == [] and _spans.group_overlapping([]) == []
    assert _spans.group_overlapping([(0, 1), (1, 2)]) == [[0], [1]]


def test_an_image_is_a_png_with_a_transparent_colour():
    data = _png.palette_png([bytes([0, 1]), bytes([2, 0])], [(1, 2, 3), (4, 5, 6)])
    assert data.count(b"\x01\x02\x03\x04\x05\x06\x00\x00\x00") == 1 and data.count(b"\xff\xff\x00") == 1
    pixels = pixels_of(ElementTree.fromstring(f'<image href="{_png.data_address(data)}"/>'))
    assert pixels == [bytes([0, 1]), bytes([2, 0])]
