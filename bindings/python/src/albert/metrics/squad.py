"""Exact match and F1 of SQuAD 1.1 and 2.0 (Rajpurkar et al., 2016 and 2018), in percent.

Texts are compared after normalising: lower case, no ASCII punctuation, no articles, single spaces. Of several gold
answers the best counts. In version 2 a question without gold answers has the gold answer "", and F1 with "" on either
side is 1 only where both are.
"""

from __future__ import annotations

import re
from collections import Counter
from string import punctuation

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

__all__ = ["Question", "best_threshold", "evaluate", "exact_match", "f1", "normalise", "questions_of"]

_ARTICLES = re.compile(r"\b(?:a|an|the)\b", re.UNICODE)
_NO_PUNCTUATION = str.maketrans("", "", punctuation)


def normalise(text: str) -> str:
    """What of a text is compared."""
    return " ".join(_ARTICLES.sub(" ", text.lower().translate(_NO_PUNCTUATION)).split())


def exact_match(answer: str, gold: str) -> float:
    """1 where both are the same once they are normalised, else 0."""
    return float(normalise(answer) == normalise(gold))


def f1(answer: str, gold: str, *, v2: bool = False) -> float:
    """Of the words, as multisets. Version 1.1 gives two empty texts 0, as they share no word."""
    found, wanted = normalise(answer).split(), normalise(gold).split()
    if v2 and not (found and wanted):
        return float(found == wanted)
    shared = sum((Counter(found) & Counter(wanted)).values())
    if not shared:
        return 0.0
    precision, recall = shared / len(found), shared / len(wanted)
    return 2 * precision * recall / (precision + recall)


class Question:
    """A question (``id``, ``question``) with its ``context`` and ``golds``, the answers that count as right: none of them
    where there is no answer."""

    __slots__ = ("context", "golds", "id", "question")

    def __init__(self, id: str, question: str, context: str, golds: Sequence[str]) -> None:
        self.id = id
        self.question = question
        self.context = context
        self.golds = list(golds)


def questions_of(dataset: Mapping[str, object]) -> list[Question]:
    """The questions of a file in SQuAD's layout; ValueError says which part of it is none."""
    found: list[Question] = []
    for article in _listed(dataset, "data", "the file"):
        for paragraph in _listed(article, "paragraphs", "an article"):
            context = _text(paragraph, "context", "a paragraph")
            for asked in _listed(paragraph, "qas", "a paragraph"):
                id = _text(asked, "id", "a question")
                owner = f"question {id}"
                golds = [_text(gold, "text", f"an answer of {owner}") for gold in _listed(asked, "answers", owner)]
                found.append(Question(id, _text(asked, "question", owner), context, golds))
    return found


def _listed(held: Mapping[str, object], name: str, owner: str) -> list[dict[str, object]]:
    value = held.get(name)
    if not isinstance(value, list) or not all(isinstance(part, dict) for part in value):
        raise ValueError(f"{owner} has no list {name!r} of objects")
    return value


def _text(held: Mapping[str, object], name: str, owner: str) -> str:
    value = held.get(name)
    if not isinstance(value, str):
        raise ValueError(f"{owner} has no text {name!r}")
    return value


def evaluate(
    questions: Iterable[Question],
    answers: Mapping[str, str],
    null_odds: Mapping[str, float] | None = None,
    *,
    v2: bool = False,
    threshold: float = 1.0,
) -> dict[str, float]:
    """The report of the published scripts. A question without an answer in ``answers`` scores 0.

    ``null_odds``, of version 2: the more, the likelier a question has no answer. Above ``threshold`` it is taken to have
    none; ``best_exact`` and ``best_f1`` are those of the best threshold for each.
    """
    listed = list(questions)
    golds = {question.id: _golds(question, v2) for question in listed}
    raw_exact = {id: _best(answers.get(id), wanted, exact_match) for id, wanted in golds.items()}
    raw_f1 = {id: _best(answers.get(id), wanted, lambda a, b: f1(a, b, v2=v2)) for id, wanted in golds.items()}
    answered = {question.id for question in listed if question.golds}
    missing = sum(id not in answers for id in golds)
    if not v2:
        return {**_means(raw_exact, raw_f1, list(golds), ""), "missing": missing}
    # In the order of null_odds, which is that of equal odds when the best threshold is looked for.
    odds = {id: value for id, value in (null_odds or {}).items() if id in golds}
    odds.update((id, 0.0) for id in golds if id not in odds)
    exact = {id: score if odds[id] <= threshold else float(id not in answered) for id, score in raw_exact.items()}
    scores = {id: score if odds[id] <= threshold else float(id not in answered) for id, score in raw_f1.items()}
    report = _means(exact, scores, list(golds), "")
    for prefix, has in (("HasAns_", True), ("NoAns_", False)):
        ids = [id for id in golds if (id in answered) is has]
        if ids:
            report.update(_means(exact, scores, ids, prefix))
    report["missing"] = missing
    if null_odds is not None and golds:
        report["best_exact"], report["best_exact_thresh"] = best_threshold(raw_exact, answers, odds, answered)
        report["best_f1"], report["best_f1_thresh"] = best_threshold(raw_f1, answers, odds, answered)
    return report


def _golds(question: Question, v2: bool) -> list[str]:
    if not v2:
        return question.golds
    return [gold for gold in question.golds if normalise(gold)] or [""]


def _best(answer: str | None, golds: list[str], score: Callable[[str, str], float]) -> float:
    if answer is None:
        return 0.0
    return max((score(answer, gold) for gold in golds), default=0.0)


def _means(exact: Mapping[str, float], scores: Mapping[str, float], ids: list[str], prefix: str) -> dict[str, float]:
    total = len(ids)
    return {
        f"{prefix}exact": 100 * sum(exact[id] for id in ids) / total if total else 0.0,
        f"{prefix}f1": 100 * sum(scores[id] for id in ids) / total if total else 0.0,
        f"{prefix}total": total,
    }


def best_threshold(
    scores: Mapping[str, float], answers: Mapping[str, str], odds: Mapping[str, float], answered: set[str]
) -> tuple[float, float]:
    """The best mean score that a threshold on the odds gives, in percent, and the least such threshold.

    At first every question is taken to have no answer; then, by rising odds, one after another is answered.
    """
    current = best = float(sum(id not in answered for id in scores))
    threshold = 0.0
    for id in sorted(odds, key=lambda id: odds[id]):
        if id in answered:
            current += scores[id]
        elif answers.get(id):
            current -= 1
        if current > best:
            best, threshold = current, odds[id]
    return 100 * best / len(scores), threshold
