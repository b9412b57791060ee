"""Entities: seqeval's numbers, whose rules are conlleval's, and each rule by hand."""

from __future__ import annotations

import pytest
from metric_cases import CASES

from albert.metrics.entities import evaluate, spans_of


@pytest.mark.parametrize("case", CASES["entities"])
def test_the_measures_are_those_of_seqeval(case):
    report = evaluate(case["golds"], case["answers"])
    for name in ("accuracy", "precision", "recall", "f1"):
        assert report[name] == pytest.approx(case[name], abs=1e-12), name
    for kind, expected in case["types"].items():
        for name, value in expected.items():
            assert report["types"][kind][name] == pytest.approx(value, abs=1e-12), (kind, name)
    assert set(report["types"]) == set(case["types"])


@pytest.mark.parametrize(
    ("tags", "spans"),
    [
        ("", []),
        ("O O", []),
        ("B-A I-A O", [("A", 0, 2)]),
        ("I-A I-A", [("A", 0, 2)]),  # IOB1 begins with I
        ("B-A B-A", [("A", 0, 1), ("A", 1, 2)]),
        ("I-A B-A", [("A", 0, 1), ("A", 1, 2)]),
        ("B-A I-B", [("A", 0, 1), ("B", 1, 2)]),
        ("B-A E-A I-A", [("A", 0, 2), ("A", 2, 3)]),
        ("S-A I-A", [("A", 0, 1), ("A", 1, 2)]),
        ("B-A S-A", [("A", 0, 1), ("A", 1, 2)]),
        ("O E-A", [("A", 1, 2)]),
        ("B-A-B I-A-B", [("A-B", 0, 2)]),
        ("A A O", [("A", 0, 2)]),  # tags without prefixes
    ],
)
def test_where_entities_begin_and_end(tags, spans):
    assert spans_of(tags.split()) == spans


def test_nothing_to_find_is_0():
    report = evaluate([["O"]], [["O"]])
    assert (report["precision"], report["recall"], report["f1"], report["accuracy"]) == (0, 0, 0, 1)
    assert evaluate([], [])["accuracy"] == 0


def test_sentences_of_different_lengths_are_refused():
    for golds, answers in (([["O"]], []), ([["O"]], [["O", "O"]])):
        with pytest.raises(ValueError):
            evaluate(golds, answers)
