"""What a row's cells may hold, and what is refused rather than read as a text of it."""

from __future__ import annotations

from math import nan

import pytest

import albert
from albert._cells import answer_of, is_missing, list_of, number_of, text_of, whole_of


def refused(match: str):
    return pytest.raises(albert.ArgumentError, match=f"row 3: .*{match}")


def test_none_and_what_tables_have_in_empty_cells_are_missing():
    numpy = pytest.importorskip("numpy")
    assert all(map(is_missing, (None, nan, numpy.float32("nan"), type("NAType", (), {})())))
    assert not any(map(is_missing, (0, 0.0, "", "nan", [], numpy.float32(1), numpy.array([nan, 1]))))


def test_texts_are_texts_or_numbers():
    assert [text_of(value, "text", 3) for value in ("", "a", 5, 2.5)] == ["", "a", "5", "2.5"]
    for value in (None, nan):
        with refused("text is missing"):
            text_of(value, "text", 3)
    for value in (b"a", ["a"], {"a": 1}):
        with refused("text must be a text, not of type"):
            text_of(value, "text", 3)


def test_lists_are_no_texts():
    assert [list_of(value, "tags", 3) for value in (["a"], ("a",), iter("a"))] == [["a"]] * 3
    for value in ("ab", b"ab", 5, {"a": 1}):
        with refused("tags must be a list"):
            list_of(value, "tags", 3)
    with refused("tags is missing"):
        list_of(None, "tags", 3)


def test_numbers_are_finite():
    assert [number_of(value, "label", 3) for value in (1, 2.5, "-3e1")] == [1, 2.5, -30]
    for value in (None, nan, "nan", float("inf"), "good", [1]):
        with refused("label must be a number"):
            number_of(value, "label", 3)


def test_whole_numbers_are_not_cut_out_of_others():
    assert [whole_of(value, "label", 3) for value in (1, 2.0, "3")] == [1, 2, 3]
    for value in (0.7, "B", "", None, nan, float("inf"), [1]):
        with refused("label must be a whole number"):
            whole_of(value, "label", 3)


def test_an_answer_may_come_in_each_of_squads_forms():
    forms = [
        ("Geneva", 14),
        ("Geneva", "14"),
        ("Geneva", 14.0),
        (["Geneva", "Tom"], [14, 26]),
        ({"text": ["Geneva", "Tom"], "answer_start": [14, 26]}, None),
        ([{"text": "Geneva", "answer_start": 14}, {"text": "Tom", "answer_start": 26}], None),
    ]
    assert [answer_of(*form, 3) for form in forms] == [("Geneva", 14)] * len(forms)
    none = [(None, None), ("", -1), ("", ""), (nan, nan), ([], []), ({"text": [], "answer_start": []}, None)]
    assert [answer_of(*form, 3) for form in none] == [None] * len(none)


def test_an_answer_without_a_start_is_not_learned_as_none():
    for start in (None, nan, "", []):
        with refused("'Geneva' has no start"):
            answer_of("Geneva", start, 3)
    with refused("must have 'text' and 'answer_start'"):
        answer_of({"text": "Geneva"}, 14, 3)
