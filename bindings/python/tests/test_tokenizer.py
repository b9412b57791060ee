"""Encodings, options, decoding and the vocabulary."""

from __future__ import annotations

import json
import pickle

import pytest

import albert

TEXT = "The café in Zürich\u00a0opened in 1999 😀."


def test_an_encoding_has_columns_of_one_length(tokenizer):
    encoding = tokenizer.encode(TEXT)
    columns = (
        encoding.ids,
        encoding.type_ids,
        encoding.tokens,
        encoding.offsets,
        encoding.word_ids,
        encoding.special_tokens_mask,
        encoding.attention_mask,
    )
    assert {len(column) for column in columns} == {len(encoding)}
    assert encoding.tokens[0] == "[CLS]" and encoding.tokens[-1] == "[SEP]"
    assert encoding.special_tokens_mask == [1] + [0] * (len(encoding) - 2) + [1]
    assert encoding.word_ids[0] is None and encoding.word_ids[1] == 0
    assert encoding.ids == [tokenizer.token_to_id(token) for token in encoding.tokens]
    assert encoding.tokens == [tokenizer.id_to_token(id) for id in encoding.ids]


def test_offsets_index_the_str(tokenizer):
    encoding = tokenizer.encode(TEXT)
    pieces = [TEXT[start:end] for start, end in encoding.offsets]
    for piece, token in zip(pieces[1:-1], encoding.tokens[1:-1], strict=True):
        spelled = token.removeprefix("▁")
        if token != "<unk>" and spelled.isascii() and piece.isascii():
            assert piece.lower() == spelled


def test_offsets_far_into_a_long_text_index_it_too(tokenizer):
    text = "the river " * 7000 + "house"
    encoding = tokenizer.encode(text)
    assert encoding.offsets[-2] == (70_000, 70_005) and text[slice(*encoding.offsets[-2])] == "house"
    assert encoding.offsets[1:3] == [(0, 3), (4, 9)]


def test_an_id_is_one_object_however_often_it_stands_in_lists(tokenizer):
    first, second = tokenizer.encode("history").ids, tokenizer.encode("a history").ids
    assert first[1] > 256, "Python itself keeps one object for each number up to 256"
    assert first[1] is second[-2]


def test_offsets_in_other_units(tokenizer):
    text = "é😀x"
    ends = {unit: tokenizer.encode(text, offsets=unit).offsets[-2][1] for unit in ("codepoints", "utf16", "bytes")}
    assert ends == {"codepoints": 3, "utf16": 4, "bytes": 7}


def test_pairs_have_type_ids_and_their_own_offsets(tokenizer):
    encoding = tokenizer.encode("One text.", "Another one.")
    first = encoding.type_ids.index(1)
    assert encoding.tokens[first - 1] == encoding.tokens[-1] == "[SEP]"
    assert set(encoding.type_ids[:first]) == {0} and set(encoding.type_ids[first:]) == {1}
    assert encoding.offsets[first] == (0, 7)


def test_truncation_and_overflow_windows(tokenizer):
    text = "one two three four five six seven eight"
    whole = tokenizer.encode(text).ids[1:-1]
    assert len(tokenizer.encode(text, max_length=5)) == 5
    encoding = tokenizer.encode(text, max_length=5, overflow=True, stride=1)
    windows = [encoding, *encoding.overflowing]
    joined = list(windows[0].ids[1:-1])
    for window in windows[1:]:
        assert window.ids[1] == joined[-1] and len(window) <= 5
        joined += window.ids[2:-1]
    assert joined == whole


def test_a_batch_is_the_same_as_one_by_one(tokenizer):
    texts = [f"text {number} " * (number % 7) for number in range(50)]
    single = [tokenizer.encode(text) for text in texts]
    assert tokenizer.encode_batch(texts) == single
    assert tokenizer.encode_batch(texts, threads=3) == single
    assert tokenizer.encode_batch(iter(texts), 1) == single
    assert tokenizer.encode_batch([]) == []
    pairs = tokenizer.encode_batch(["a", "b"], pairs=["c", None])
    assert pairs == [tokenizer.encode("a", "c"), tokenizer.encode("b")]
    with pytest.raises(albert.ArgumentError, match="pairs"):
        tokenizer.encode_batch(["a", "b"], pairs=["c"])


def test_words(tokenizer):
    encoding = tokenizer.encode_words(["New", "Yorkers", "sing"], ["Yes"])
    numbers = [number for number in encoding.word_ids if number is not None]
    assert sorted(set(numbers)) == [0, 1, 2]
    assert encoding.type_ids[-2] == 1
    word = encoding.word_ids.index(1)
    assert encoding.offsets[word][0] == 0


def test_decode(tokenizer):
    encoding = tokenizer.encode("the president of the united states")
    assert tokenizer.decode(encoding.ids, skip_special_tokens=True) == "the president of the united states"
    assert tokenizer.decode(encoding.ids).startswith("[CLS]")
    assert tokenizer.decode(iter(encoding.ids), True) == tokenizer.decode(tuple(encoding.ids), True)
    assert tokenizer.decode([]) == ""
    for ids in ([-1], [tokenizer.vocab_size], [2**31], [-(2**70)]):
        with pytest.raises(albert.ArgumentError, match="ids"):
            tokenizer.decode(ids)


def test_vocabulary_and_special_ids(tokenizer):
    assert tokenizer.vocab_size == 16000
    assert tokenizer.id_to_token(tokenizer.mask_id) == "[MASK]"
    assert tokenizer.id_to_token(tokenizer.cls_id) == "[CLS]"
    assert tokenizer.id_to_token(tokenizer.sep_id) == "[SEP]"
    assert tokenizer.id_to_token(tokenizer.pad_id) == "<pad>"
    assert tokenizer.id_to_token(tokenizer.unk_id) == "<unk>"
    assert tokenizer.token_to_id("no such piece") is None
    for id in (-1, 16000, 2**40):
        with pytest.raises(albert.ArgumentError):
            tokenizer.id_to_token(id)


def test_of_added_tokens_that_normalise_alike_the_first_is_found(model_directory, tmp_path):
    described = json.loads((model_directory / "tokenizer.json").read_text(encoding="utf-8"))
    flags = {"single_word": False, "lstrip": False, "rstrip": False, "normalized": True, "special": False}
    described["added_tokens"] += [{"id": 16000 + number, "content": name, **flags} for number, name in enumerate(("COVIDX", "CovidX"))]
    (tmp_path / "tokenizer.json").write_text(json.dumps(described), encoding="utf-8")
    assert albert.Tokenizer.open(tmp_path / "tokenizer.json").encode("covidx CovidX").ids[1:-1] == [16000, 16000]  # as tokenizers 0.23.3


def test_nul_is_a_character_like_any_other(tokenizer):
    for text in ("\0abc", "ab\0c", "abc\0"):
        assert len(tokenizer.encode(text)) > 2
        assert tokenizer.encode_batch([text])[0] == tokenizer.encode(text)
    assert tokenizer.encode("ab\0c") != tokenizer.encode("ab")


def test_encodings_survive_a_pickle(tokenizer):
    encoding = tokenizer.encode("one two three four five", max_length=4, overflow=True)
    same = pickle.loads(pickle.dumps(encoding))
    assert same == encoding and same.overflowing == encoding.overflowing and len(same) == len(encoding)


def test_repr_is_short_and_tells(tokenizer):
    assert "albert-mini" in repr(tokenizer)
    assert "[CLS]" in repr(tokenizer.encode("a text"))
    assert len(repr(tokenizer.encode("word " * 10000))) < 300
