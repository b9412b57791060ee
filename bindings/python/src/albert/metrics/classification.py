"""Accuracy, F1 and Matthews' correlation of labels, as GLUE defines them."""

from __future__ import annotations

from math import sqrt

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["accuracy", "f1", "macro_f1", "matthews"]


def accuracy(golds: Sequence[str], answers: Sequence[str]) -> float:
    """The share of answers that are right, 0 to 1; 0 of none. ValueError where there are not as many answers as golds."""
    right = sum(gold == answer for gold, answer in zip(golds, answers, strict=True))
    return right / len(golds) if golds else 0.0


def f1(golds: Sequence[str], answers: Sequence[str], label: str) -> float:
    """Of one label against all others; 0 where it is neither wanted nor found."""
    both = sum(gold == answer == label for gold, answer in zip(golds, answers, strict=True))
    wanted_and_found = golds.count(label) + answers.count(label)
    return 2 * both / wanted_and_found if wanted_and_found else 0.0


def macro_f1(golds: Sequence[str], answers: Sequence[str]) -> float:
    """The mean F1 of all labels that occur."""
    labels = {*golds, *answers}
    return sum(f1(golds, answers, label) for label in labels) / len(labels) if labels else 0.0


def matthews(golds: Sequence[str], answers: Sequence[str]) -> float:
    """Of any number of labels (Gorodkin, 2004), which for two is Matthews' own; 0 where it is not defined."""
    count = len(golds)
    right = sum(gold == answer for gold, answer in zip(golds, answers, strict=True))
    labels = {*golds, *answers}
    crossed = sum(golds.count(label) * answers.count(label) for label in labels)
    spread_of_golds = count * count - sum(golds.count(label) ** 2 for label in labels)
    spread_of_answers = count * count - sum(answers.count(label) ** 2 for label in labels)
    if not spread_of_golds or not spread_of_answers:
        return 0.0
    return (right * count - crossed) / sqrt(spread_of_golds * spread_of_answers)
