"""What a row's values may be, and what is refused rather than read as a text of it."""

from __future__ import annotations

from math import inf, nan

import pytest

import albert
from albert._row_values import is_missing, list_of_values, number_of, text_of, whole_of


def refused(match: str):
    return pytest.raises(albert.ArgumentError, match=f"row 3: .*{match}")


def test_none_and_what_tables_have_in_empty_cells_are_missing():
    numpy = pytest.importorskip("numpy")
    assert all(map(is_missing, (None, nan, numpy.float32("nan"))))
    assert not any(map(is_missing, (0, 0.0, "", "nan", [], numpy.float32(1), numpy.array([nan, 1]))))


def test_only_texts_are_texts():
    assert text_of("", "text", "row 3") == "" and text_of("a", "text", "row 3") == "a"
    for value in (5, 2.5, b"a", ["a"], {"a": 1}):
        with refused("text: a str expected"):
            text_of(value, "text", "row 3")


def test_lists_are_no_texts():
    assert [list_of_values(value, "tags", "row 3") for value in (["a"], ("a",), iter("a"))] == [["a"]] * 3
    for value in ("ab", b"ab", 5, {"a": 1}):
        with refused("tags: a list expected"):
            list_of_values(value, "tags", "row 3")


def test_numbers_are_finite():
    assert [number_of(value, "label", "row 3") for value in (1, 2.5, "-3e1")] == [1, 2.5, -30]
    for value in (None, nan, "nan", inf, "good", [1]):
        with refused("label.* number"):
            number_of(value, "label", "row 3")


def test_whole_numbers_are_not_cut_out_of_others():
    assert [whole_of(value, "label", "row 3") for value in (1, 2.0, "3")] == [1, 2, 3]
    for value in (0.7, "B", "", None, nan, inf, True, [1]):
        with refused("an int expected"):
            whole_of(value, "label", "row 3")
