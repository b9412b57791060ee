"""Pearson's and Spearman's correlation of numbers, which GLUE asks of regression. 0 where they are not defined; ValueError where there are
not as many answers as golds."""

from __future__ import annotations

from math import frexp, fsum, isfinite, ldexp, sqrt

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["pearson", "spearman"]


def pearson(golds: Sequence[float], answers: Sequence[float]) -> float:
    """Pearson's correlation, -1 to 1; 0 of fewer than two numbers, or where one of both does not vary."""
    _check_lengths(golds, answers)
    if len(golds) < 2:
        return 0.0
    ours, theirs = _spread(golds), _spread(answers)
    shared = fsum(gold * answer for gold, answer in zip(ours, theirs, strict=True))
    spread = fsum(gold**2 for gold in ours) * fsum(answer**2 for answer in theirs)
    return shared / sqrt(spread) if spread > 0 else 0.0


def _check_lengths(golds: Sequence[float], answers: Sequence[float]) -> None:
    if len(golds) != len(answers):
        raise ValueError(f"{len(golds)} golds have {len(answers)} answers")


def _spread(numbers: Sequence[float]) -> list[float]:
    """Distances from the mean, times a power of two, so that their squares neither overflow nor vanish; zeros where the numbers
    do not vary, or one is NaN or infinite."""
    if not all(map(isfinite, numbers)) or min(numbers) == max(numbers):
        return [0.0] * len(numbers)
    largest = frexp(max(map(abs, numbers)))[1]
    numbers = [ldexp(number, -largest) for number in numbers]
    middle = fsum(numbers) / len(numbers)
    distances = [number - middle for number in numbers]
    exponent = frexp(max(map(abs, distances)))[1]
    return [ldexp(distance, -exponent) for distance in distances]


def spearman(golds: Sequence[float], answers: Sequence[float]) -> float:
    """Pearson's of the ranks; equal numbers share the mean of their ranks."""
    _check_lengths(golds, answers)
    if any(number != number for number in (*golds, *answers)):  # NaN has no rank
        return 0.0
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
