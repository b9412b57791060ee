"""Precision, recall and F1 of whole entities, as conlleval of the CoNLL-2000 task counts them.

Tags are O, or a prefix (B, I, E, S) with a type after "-". An entity begins at B or S, after an E or S, and wherever the
tag before is O or of another type; it ends likewise. So IOB1, IOB2 and IOBES files are all read.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

__all__ = ["Span", "evaluate", "spans_of"]

Span = tuple[str, int, int]
"""Type, first word, word after the last."""


def spans_of(tags: Sequence[str]) -> list[Span]:
    """The entities of one sentence."""
    spans: list[Span] = []
    open_type, first = "", 0
    before = "O"
    for place, tag in enumerate([*tags, "O"]):
        prefix, kind = _parts(tag)
        if open_type and (prefix in ("O", "B", "S") or _parts(before)[0] in ("E", "S") or kind != open_type):
            spans.append((open_type, first, place))
            open_type = ""
        if prefix != "O" and not open_type:
            open_type, first = kind, place
        before = tag
    return spans


def _parts(tag: str) -> tuple[str, str]:
    prefix, dash, kind = tag.partition("-")
    if tag == "O":
        return "O", ""
    if not dash:
        return "I", tag
    return prefix, kind


def evaluate(golds: Iterable[Sequence[str]], answers: Iterable[Sequence[str]]) -> dict[str, object]:
    """The report over sentences: of all entities, of each type, and the share of words with the right tag."""
    right: dict[str, int] = {}
    wanted: dict[str, int] = {}
    found: dict[str, int] = {}
    words = right_words = 0
    for gold, answer in zip(golds, answers, strict=True):
        words += len(gold)
        right_words += sum(one == other for one, other in zip(gold, answer, strict=True))
        gold_spans, answer_spans = set(spans_of(gold)), set(spans_of(answer))
        for counts, spans in ((wanted, gold_spans), (found, answer_spans), (right, gold_spans & answer_spans)):
            for kind, _, _ in spans:
                counts[kind] = counts.get(kind, 0) + 1
    report: dict[str, object] = {
        "accuracy": right_words / words if words else 0.0,
        **_measures(sum(right.values()), sum(found.values()), sum(wanted.values())),
        "words": words,
    }
    report["types"] = {
        kind: _measures(right.get(kind, 0), found.get(kind, 0), wanted.get(kind, 0)) for kind in sorted({*wanted, *found})
    }
    return report


def _measures(right: int, found: int, wanted: int) -> dict[str, float]:
    return {
        "precision": right / found if found else 0.0,
        "recall": right / wanted if wanted else 0.0,
        "f1": 2 * right / (found + wanted) if found + wanted else 0.0,
        "found": found,
        "wanted": wanted,
    }
