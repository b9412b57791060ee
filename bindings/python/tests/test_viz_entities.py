"""Texts with labelled spans."""

from __future__ import annotations

import pytest
from pictures import Entity, HOSTILE, Label, as_written, of_class, parse

import albert
import albert.viz


def test_entities_cover_exactly_their_characters():
    text = "Ann <of> 😀 Leipzig\nsaw Bo."
    found = [
        Entity("PER", 0.9, 0, 3),
        Entity("ORG", 0.8, 0, 18),
        Entity("LOC", 0.7, 11, 18),
        Entity("PER", 0.6, 23, 25),
    ]
    root = parse(albert.viz.entities(text, found))
    spans = [span for span in root.iter("span") if span.get("data-start") is not None]
    assert [span.text for span in spans] == ["Ann", " <of> 😀 ", "Leipzig", "Bo"]
    assert all(span.text == text[int(span.get("data-start")) : int(span.get("data-end"))] for span in spans)
    (body,) = of_class(root, "text")
    for tag in of_class(body, "tag"):
        tag.text = ""
    assert "".join(body.itertext()) == text
    tags = [[tag.text for tag in mark.iter("bdi")] for mark in parse(albert.viz.entities(text, found)).iter("mark")]
    assert tags == [["PER 0.90"], [], ["LOC 0.70", "ORG 0.80"], ["PER 0.60"]]
    assert [key.text for key in of_class(root, "key")] == ["LOC × 1", "ORG × 1", "PER × 2"]


@pytest.mark.parametrize("text", HOSTILE)
def test_a_text_without_entities_is_itself(text):
    root = parse(albert.viz.entities(text, []))
    assert "".join(of_class(root, "text")[0].itertext()) == as_written(text)
    assert of_class(root, "legend")[0].text == "no entities"


def test_whole_numbers_of_any_type_are_spans():
    numpy = pytest.importorskip("numpy", reason="numpy is not installed")
    found = [Entity("PER", numpy.float32(0.5), numpy.int64(0), numpy.uint8(3))]
    assert albert.viz.entities("Ann", found).html == albert.viz.entities("Ann", [Entity("PER", 0.5, 0, 3)]).html
    with pytest.raises(albert.ArgumentError, match="whole numbers expected"):
        albert.viz.entities("Ann", [Entity("PER", 0.5, 0.0, 3)])


def test_entities_outside_the_text_are_refused():
    for start, end in ((-1, 2), (2, 5), (3, 2), (5, 5), (1, 1)):
        with pytest.raises(albert.ArgumentError, match="entity 0: span"):
            albert.viz.entities("text", [Entity("A", 1, start, end)])
    with pytest.raises(albert.ArgumentError, match="entity 0: start and end are 0.5 and 2; whole numbers expected"):
        albert.viz.entities("text", [Entity("A", 1, 0.5, 2)])
    with pytest.raises(albert.ArgumentError, match="entity 0: score is 2; 0 to 1 expected"):
        albert.viz.entities("text", [Entity("A", 2, 0, 2)])
    with pytest.raises(TypeError, match="entity, score, start and end expected"):
        albert.viz.entities("text", [Label("A", 1)])
