"""Pearson's and Spearman's correlation of numbers, which GLUE asks of regression. 0 where they are not defined."""

from __future__ import annotations

from math import fsum, sqrt

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["pearson", "spearman"]


def pearson(golds: Sequence[float], answers: Sequence[float]) -> float:
    """Pearson's correlation, -1 to 1; 0 of fewer than two numbers, or where one of both does not vary."""
    count = len(golds)
    if count < 2:
        return 0.0
    middle, other = fsum(golds) / count, fsum(answers) / count
    shared = fsum((gold - middle) * (answer - other) for gold, answer in zip(golds, answers, strict=True))
    spread = fsum((gold - middle) ** 2 for gold in golds) * fsum((answer - other) ** 2 for answer in answers)
    return shared / sqrt(spread) if spread > 0 else 0.0


def spearman(golds: Sequence[float], answers: Sequence[float]) -> float:
    """Pearson's of the ranks; equal numbers share the mean of their ranks."""
    return pearson(_ranks(golds), _ranks(answers))


def _ranks(numbers: Sequence[float]) -> list[float]:
    order = sorted(range(len(numbers)), key=numbers.__getitem__)
    ranks = [0.0] * len(numbers)
    first = 0
    while first < len(order):
        last = first
        while last + 1 < len(order) and numbers[order[last + 1]] == numbers[order[first]]:
            last += 1
        for place in range(first, last + 1):
            ranks[order[place]] = (first + last) / 2 + 1
        first = last + 1
    return ranks
