"""Answers with probabilities as horizontal bars: pieces for a mask, labels for a text."""

from __future__ import annotations

import math
from functools import partial
from typing import NamedTuple

from albert._errors import wrong_argument
from albert.viz._figure import Figure, fragment, svg_document
from albert.viz._labels import label_width, shorten
from albert.viz._markup import element, escape, visible
from albert.viz._matplotlib import draw_bars
from albert.viz._style import FRAME, bar_style

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any

__all__ = ["Answer", "predictions", "probability"]

_AXIS_ENDS = (0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0)
_LABEL_COLUMNS, _LABEL_SIZE = 28, 13
_ROW, _BAR, _WIDE, _HEADING, _MARGIN = 26, 16, 360, 30, 12


class Answer(NamedTuple):
    """One bar; ``detail`` is what pointing at it tells more."""

    label: str
    score: float
    detail: str


def predictions(answers: Iterable[Any], *, names: Iterable[str] | None = None) -> Figure:
    """Bars for what ``fill_mask`` or a classifier answers: one list of answers, or a list of them for each mask or text.

    An answer has a ``token`` or a ``label``, and a ``score`` from 0 to 1. ``names`` are the headings of the groups.
    All bars of a picture share one axis, which ends at the first of 0.01, 0.02, 0.05, 0.1, 0.2, 0.5 and 1 that holds them.
    """
    groups = _grouped(list(answers))
    headings = _headings(groups, None if names is None else list(names))
    checked = [
        [
            _checked(f"answer {n}" if len(groups) == 1 else f"answer {n} of group {g}", answer)
            for n, answer in enumerate(group)
        ]
        for g, group in enumerate(groups)
    ]
    end = next(end for end in _AXIS_ENDS if max(a.score for group in checked for a in group) <= end)
    best = "; ".join(f"{visible(group[0].label)} {_number(group[0].score)}" for group in checked)
    title = f"Predictions: {best}"
    svg = _svg(checked, headings, end, title)
    return Figure(title, fragment(FRAME, svg, title), svg, partial(draw_bars, checked, headings, end))


def probability(place: str, score: object) -> float:
    """A score as a float from 0 to 1; float32 sums may exceed 1 by their rounding."""
    try:
        value = float(score)  # type: ignore[arg-type]
    except (TypeError, ValueError):
        raise TypeError(f"{place}: score is {score!r}; a number expected") from None
    if not 0 <= value <= 1 + 1e-5:
        raise wrong_argument(place, f"score is {value:g}; 0 to 1 expected")
    return min(value, 1.0)


def _grouped(answers: list[Any]) -> list[list[Any]]:
    if answers and all(hasattr(answer, "score") for answer in answers):
        return [answers]
    for number, group in enumerate(answers):
        if hasattr(group, "score") or isinstance(group, str) or not hasattr(group, "__iter__"):
            raise TypeError(
                f"predictions: element {number} is {type(group).__name__}; answers, or a list of them each, expected"
            )
    groups = [list(group) for group in answers]
    if not groups:
        raise wrong_argument("predictions", "there are none")
    for number, group in enumerate(groups):
        if not group:
            raise wrong_argument("predictions", f"group {number} is empty")
    return groups


def _headings(groups: list[list[Any]], names: list[str] | None) -> list[str]:
    if names is None:
        kind = "mask" if hasattr(groups[0][0], "token") else "text"
        return [""] if len(groups) == 1 else [f"{kind} {number}" for number in range(1, len(groups) + 1)]
    if len(names) != len(groups):
        raise wrong_argument("names", f"{len(groups)} expected, one per group; found {len(names)}")
    return [str(name) for name in names]


def _checked(place: str, answer: Any) -> Answer:
    label = getattr(answer, "token", getattr(answer, "label", None))
    score = getattr(answer, "score", None)
    if label is None or score is None:
        raise TypeError(f"{place}: {type(answer).__name__} has no token or label with a score")
    kept = probability(place, score)
    details = [visible(str(label)), f"{kept:.6f}"]
    if hasattr(answer, "token_id"):
        details.append(f"id {answer.token_id}")
    if hasattr(answer, "sequence"):
        details.append(visible(answer.sequence))
    return Answer(str(label), kept, "\n".join(details))


def _number(score: float) -> str:
    return f"{score:.3f}" if score >= 0.001 or score == 0 else "< 0.001"


def _svg(groups: list[list[Answer]], headings: list[str], end: float, title: str) -> str:
    labels = max(
        math.ceil(label_width(shorten(a.label, _LABEL_COLUMNS), _LABEL_SIZE)) for group in groups for a in group
    )
    left, top, drawn = _MARGIN + labels + 8, _MARGIN, list[str]()
    bars = []
    for heading, group in zip(headings, groups, strict=True):
        if heading:
            name = shorten(heading, 60)
            bars.append(_room(_MARGIN, top + 5, name))
            bars.append(element("text", escape(name), class_="strong", x=_MARGIN, y=top + 16))
            top += _HEADING
        for answer in group:
            bars.append(_bar(answer, left, top, end))
            top += _ROW
        top += 8
    for step in range(5):
        x = left + _WIDE * step // 4
        drawn.append(f'<path class="line" d="M{x}.5 {_MARGIN}V{top}"/>')
        drawn.append(element("text", f"{end * step / 4:g}", class_="muted", x=x, y=top + 16, text_anchor="middle"))
    drawn.append(element("text", "probability", class_="muted", x=left + _WIDE / 2, y=top + 34, text_anchor="middle"))
    description = f"Bars from 0 to {end:g}. " + "; ".join(
        f"{heading + ': ' if heading else ''}" + ", ".join(f"{visible(a.label)} {_number(a.score)}" for a in group)
        for heading, group in zip(headings, groups, strict=True)
    )
    return svg_document(bar_style(), "".join(drawn + bars), title, description, left + _WIDE + 70, top + 42)


def _bar(answer: Answer, left: int, top: int, end: float) -> str:
    length = round(_WIDE * answer.score / end, 2)
    base = top + _BAR / 2 + 9
    label = element(
        "text",
        escape(shorten(answer.label, _LABEL_COLUMNS)),
        class_="piece",
        x=left - 8,
        y=base - 0.5,
        text_anchor="end",
        style=f"font-size:{_LABEL_SIZE}px",
    )
    bar = f'<rect class="bar" x="{left}" y="{top + 5}" width="{length:g}" height="{_BAR}" rx="2"/>'
    room = _room(left + length + 3, top + 5, _number(answer.score))
    value = element("text", escape(_number(answer.score)), x=f"{left + length + 6:g}", y=base - 0.5)
    return element("g", f"<title>{escape(answer.detail)}</title>{label}{bar}{room}{value}")


def _room(left: float, top: float, text: str) -> str:
    """A ground behind a text, which keeps the axis' lines from running through it."""
    return f'<rect class="ground" x="{left:g}" y="{top:g}" width="{label_width(text, 12) + 4:g}" height="{_BAR}"/>'
