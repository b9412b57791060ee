"""Labels: scikit-learn's numbers, and the edges."""

from __future__ import annotations

import pytest
from metric_cases import CASES

from albert.metrics import classification


@pytest.mark.parametrize("case", CASES["labels"])
def test_the_measures_are_those_of_scikit_learn(case):
    golds, answers = case["golds"], case["answers"]
    assert classification.accuracy(golds, answers) == pytest.approx(case["accuracy"], abs=1e-12)
    assert classification.macro_f1(golds, answers) == pytest.approx(case["macro_f1"], abs=1e-12)
    assert classification.matthews(golds, answers) == pytest.approx(case["matthews"], abs=1e-12)
    for label, expected in case["f1"].items():
        assert classification.f1(golds, answers, label) == pytest.approx(expected, abs=1e-12)


def test_matthews_of_two_labels_by_hand():
    # 6 right of "y", 1 missed, 2 wrongly found, 3 right of "n": (6*3 - 2*1) / sqrt(8 * 7 * 5 * 4)
    golds, answers = ["y"] * 7 + ["n"] * 5, ["y"] * 6 + ["n"] + ["y"] * 2 + ["n"] * 3
    assert classification.matthews(golds, answers) == pytest.approx(16 / 1120**0.5)
    assert classification.f1(golds, answers, "y") == pytest.approx(12 / 15)
    assert classification.macro_f1(golds, answers) == pytest.approx((12 / 15 + 6 / 9) / 2)


def test_nothing_to_measure_is_0():
    assert classification.accuracy([], []) == classification.macro_f1([], []) == classification.matthews([], []) == 0
    assert classification.f1(["a"], ["a"], "b") == 0
    assert classification.matthews(["a", "b"], ["a", "a"]) == 0


def test_lists_of_different_lengths_are_refused():
    for measure in (classification.accuracy, classification.macro_f1, classification.matthews):
        for golds, answers in ((["a"], ["a", "b"]), ([], ["a"]), (["a"], [])):
            with pytest.raises(ValueError):
                measure(golds, answers)
