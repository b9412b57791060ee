"""Lone surrogates: U+FFFD by default, UnicodeEncodeError if strict, the same in every method."""

from __future__ import annotations

import pytest

import albert

LONE = ["\ud800", "a\udfffb", "\udc00\ud800", "x" * 100 + "\ud83d", "é\ud800é\udbff"]


def replaced(text: str) -> str:
    return "".join("\ufffd" if 0xD800 <= ord(character) <= 0xDFFF else character for character in text)


@pytest.mark.parametrize("text", LONE)
def test_they_read_as_the_replacement_character(tokenizer, text):
    expected = tokenizer.encode(replaced(text))
    assert tokenizer.encode(text) == expected
    assert tokenizer.encode_batch([text])[0] == expected
    assert tokenizer.encode("a", text) == tokenizer.encode("a", replaced(text))
    assert tokenizer.encode_words([text]) == tokenizer.encode_words([replaced(text)])
    assert all(end <= len(text) for _, end in expected.offsets)


@pytest.mark.parametrize("text", LONE)
def test_strict_refuses_them_everywhere(tokenizer, model_directory, text):
    strict = albert.Tokenizer.open(model_directory, strict=True)
    for call in (
        lambda: strict.encode(text),
        lambda: strict.encode("a", text),
        lambda: strict.encode_batch(["a", text]),
        lambda: strict.encode_batch(["a"], pairs=[text]),
        lambda: strict.encode_words(["a", text]),
        lambda: tokenizer.encode(text, strict=True),
    ):
        with pytest.raises(UnicodeEncodeError):
            call()
    assert strict.encode(text, strict=False) == tokenizer.encode(text)


def test_models_do_as_tokenizers_do(model):
    text = "The [MASK] \ud800 is here."
    strict = albert.load(strict=True)
    assert model.fill_mask(text) == model.fill_mask(replaced(text))
    assert model.sentence_order(text, "b") == model.sentence_order(replaced(text), "b")
    assert bytes(model.encode(text)) == bytes(model.encode(replaced(text)))
    for call in (
        lambda: strict.fill_mask(text),
        lambda: strict.encode(text),
        lambda: strict.encode(["a", text]),
        lambda: strict.sentence_order(text, "b"),
        lambda: strict.sentence_order("a", text),
        lambda: strict.tokenizer.encode(text),
        lambda: model.encode(text, strict=True),
    ):
        with pytest.raises(UnicodeEncodeError):
            call()
