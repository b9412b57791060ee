"""Answers in each of the forms that sets have them in, and what is refused."""

from __future__ import annotations

from math import nan

import pytest

import albert
from albert._answers import answer_of


def refused(match: str):
    return pytest.raises(albert.ArgumentError, match=f"row 3: .*{match}")


def test_an_answer_may_come_in_each_of_squads_forms():
    forms = [
        ("Geneva", 14),
        ("Geneva", "14"),
        ("Geneva", 14.0),
        (["Geneva", "Tom"], [14, 26]),
        ({"text": ["Geneva", "Tom"], "answer_start": [14, 26]}, None),
        ([{"text": "Geneva", "answer_start": 14}, {"text": "Tom", "answer_start": 26}], None),
    ]
    assert [answer_of(*form, "row 3") for form in forms] == [("Geneva", 14)] * len(forms)
    none = [(None, None), ("", -1), ("", ""), (nan, nan), ([], []), ({"text": [], "answer_start": []}, None)]
    assert [answer_of(*form, "row 3") for form in none] == [None] * len(none)


def test_an_answer_without_a_start_is_not_learned_as_none():
    for start in (None, nan, "", []):
        with refused("'Geneva' has no start"):
            answer_of("Geneva", start, "row 3")
    with refused("must have 'text' and 'answer_start'"):
        answer_of({"text": "Geneva"}, 14, "row 3")
