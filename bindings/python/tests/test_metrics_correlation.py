"""Correlations: SciPy's numbers, and the edges."""

from __future__ import annotations

import pytest
from metric_cases import CASES

from albert.metrics.correlation import pearson, spearman


@pytest.mark.parametrize("case", CASES["correlations"])
def test_the_measures_are_those_of_scipy(case):
    assert pearson(case["golds"], case["answers"]) == pytest.approx(case["pearson"], abs=1e-12)
    assert spearman(case["golds"], case["answers"]) == pytest.approx(case["spearman"], abs=1e-12)


def test_spearman_sees_only_ranks_and_gives_equal_numbers_their_mean():
    assert spearman([1, 2, 3, 4], [1, 10, 100, 1000]) == pytest.approx(1)
    # Ranks 1, 2.5, 2.5, 4 against 1, 2, 3, 4: 4.5 / sqrt(4.5 * 5)
    assert spearman([1, 2, 2, 3], [1, 2, 3, 4]) == pytest.approx(4.5 / (4.5 * 5) ** 0.5)


def test_what_is_not_defined_is_0():
    for measure in (pearson, spearman):
        assert measure([], []) == measure([1.0], [2.0]) == measure([1.0, 1.0], [1.0, 2.0]) == 0


def test_sizes_do_not_matter_and_what_is_no_number_correlates_with_nothing():
    for size in (1e-200, 1e200, 4e307):
        assert pearson([size, 2 * size, 4 * size], [1.0, 2.0, 4.0]) == pytest.approx(1, abs=1e-12)
    for wrong in (float("nan"), float("inf")):
        assert pearson([1.0, 2.0, 3.0], [wrong, 1.0, 2.0]) == 0
    assert spearman([1.0, 2.0, 3.0], [float("nan"), 1.0, 2.0]) == 0


def test_lists_of_different_lengths_are_refused():
    for measure in (pearson, spearman):
        for golds, answers in (([1.0, 2.0], [1.0, 2.0, 3.0]), ([1.0], [1.0, 2.0, 3.0]), ([], [1.0]), ([1.0], [float("nan")] * 2)):
            with pytest.raises(ValueError, match="golds have"):
                measure(golds, answers)
