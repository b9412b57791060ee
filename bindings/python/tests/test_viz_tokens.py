"""Texts with their pieces: every character stands once, under its own pieces, whatever the text holds."""

from __future__ import annotations

import pytest
from pictures import HOSTILE, as_written, elements, of_class, parse

import albert
import albert.viz


@pytest.mark.parametrize("text", HOSTILE)
def test_every_character_of_a_text_stands_once_and_under_its_own_position(model, text):
    root = parse(albert.viz.tokens(model, text))
    reached = 0
    for found in root.iter("span"):
        if found.get("data-start") is None:
            continue
        start, end = int(found.get("data-start")), int(found.get("data-end"))
        assert text[reached:start] in ("", " ")  # a single blank between pieces stands without an element
        assert "".join(found.itertext()) == as_written(text[start:end])
        reached = end
    assert text[reached:] in ("", " ")


@pytest.mark.parametrize("text", HOSTILE)
def test_every_piece_is_named_with_its_id_and_its_span(model, text):
    encoding = model.tokenizer.encode(text)
    parts = of_class(parse(albert.viz.tokens(model, text)), "part")
    assert [part[0].text for part in parts] == encoding.tokens
    assert [int(part[1].text) for part in parts] == encoding.ids
    for part, special, token, span in zip(
        parts, encoding.special_tokens_mask, encoding.tokens, encoding.offsets, strict=True
    ):
        kinds = part.get("class").split()
        assert ("special" in kinds) == bool(special) and ("unknown" in kinds) == (token == "<unk>")
        assert ("special token" if special else f"characters {span[0]} to {span[1]}") in part.get("title")


def test_pieces_that_share_characters_stand_below_the_same_characters(model):
    runs = of_class(parse(albert.viz.tokens(model, "é")), "run")
    assert [[name.text for name in run.iter("bdi")] for run in runs] == [["[CLS]"], ["▁", "e"], ["[SEP]"]]
    (said,) = [found for found in runs[1].iter("span") if found.get("data-start") is not None]
    assert said.text == "é" and "shared" in said.get("class")


def test_what_cannot_be_seen_gets_a_sign_and_stays_in_the_text(model):
    root = parse(albert.viz.tokens(model, "a\tb\u200bc \u0301\n\nd"))
    signs = {found.text: found.get("data-mark") for found in of_class(root, "mark")}
    assert signs["\t"] == "⇥" and signs["\u200b"] == "U+200B" and signs["\n\n"] == "↵ ↵"
    assert signs["\u0301"] == "◌" and len(elements(root, "br")) == 2


def test_a_pair_is_two_texts(model):
    text, pair = "He went out.", "Then <b>he</b> came back."
    encoding = model.tokenizer.encode(text, pair)
    for source in (encoding, model, model.tokenizer):
        root = parse(albert.viz.tokens(source, text, pair))
        flows = of_class(root, "flow")
        assert len(flows) == 2
        counts = [len(of_class(flow, "part")) for flow in flows]
        assert counts == [encoding.type_ids.count(0), encoding.type_ids.count(1)]
    with pytest.raises(albert.ArgumentError, match="pair: the encoding is of a pair"):
        albert.viz.tokens(encoding, text)


def test_a_text_from_the_right_flows_from_the_right(model):
    assert of_class(parse(albert.viz.tokens(model, "123 שלום")), "flow")[0].get("dir") == "rtl"
    assert of_class(parse(albert.viz.tokens(model, "so שלום")), "flow")[0].get("dir") == "ltr"


def test_what_was_cut_off_stays_in_the_picture(model):
    text = "one two three four five"
    root = parse(albert.viz.tokens(model.tokenizer.encode(text, max_length=4, truncation="longest_first"), text))
    (loose,) = [found for found in of_class(root, "loose") if "three" in "".join(found.itertext())]
    assert "four five" in "".join(loose.itertext()) and "no piece" in "".join(loose.itertext())


def test_an_encoding_of_another_text_is_refused(model):
    encoding = model.tokenizer.encode("A long text.")
    with pytest.raises(
        albert.ArgumentError, match="piece 2: span 2 to 6 is outside the text's 5 code points"
    ) as caught:
        albert.viz.tokens(encoding, "A lon")
    assert caught.value.code == "ALBERT_E_ARGUMENT" and caught.value.place == "piece 2"
    for text in (b"a", None, 3):
        with pytest.raises(TypeError, match="text must be str"):
            albert.viz.tokens(model, text)
