"""A text cut where spans begin and end: stretches, each under the same spans from its first character to its last.

Spans may overlap, nest, be equal or be empty. The stretches follow one another without gap, and together are the text.
"""

from __future__ import annotations

import unicodedata
from operator import index
from typing import NamedTuple

from albert._errors import wrong_argument

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["Stretch", "check_span", "check_text", "cut", "direction", "group_overlapping"]


class Stretch(NamedTuple):
    """``text[start:end]`` and the numbers of the spans that cover it."""

    start: int
    end: int
    covering: tuple[int, ...]


def check_text(text: object) -> None:
    if not isinstance(text, str):
        raise TypeError(f"text must be str, not {type(text).__name__}")


def check_span(name: str, start: object, end: object, length: int) -> tuple[int, int]:
    """A span of code points inside a text of ``length``."""
    try:
        first, last = index(start), index(end)  # type: ignore[arg-type]  # numpy's whole numbers too
    except TypeError:
        raise wrong_argument(name, f"start and end are {start!r} and {end!r}; whole numbers expected") from None
    if not 0 <= first <= last <= length:
        raise wrong_argument(name, f"span {first} to {last} is outside the text's {length} code points")
    return first, last


def cut(length: int, spans: Sequence[tuple[int, int]]) -> list[Stretch]:
    """Stretches from 0 to ``length``; empty spans cover nothing."""
    edges = sorted({0, length, *(edge for span in spans for edge in span)})
    beginning: dict[int, list[int]] = {}
    for number, (start, end) in enumerate(spans):
        if start < end:
            beginning.setdefault(start, []).append(number)
    stretches, open_spans = [], list[int]()
    for start, end in zip(edges, edges[1:], strict=False):
        open_spans = [number for number in open_spans if spans[number][1] > start] + beginning.get(start, [])
        stretches.append(Stretch(start, end, tuple(sorted(open_spans))))
    return stretches


def group_overlapping(spans: Sequence[tuple[int, int]]) -> list[list[int]]:
    """Numbers of the spans, in the order of their beginnings; those that share characters stand together."""
    order = sorted(range(len(spans)), key=lambda number: (spans[number][0], number))
    groups: list[list[int]] = []
    reach = -1
    for number in order:
        start, end = spans[number]
        if groups and start < reach:
            groups[-1].append(number)
        else:
            groups.append([number])
        reach = max(reach, end)
    return groups


def direction(text: str) -> str:
    """``rtl`` where the first letter that has a direction runs from the right, as HTML's ``auto`` decides, else ``ltr``."""
    for character in text:
        match unicodedata.bidirectional(character):
            case "L":
                return "ltr"
            case "R" | "AL":
                return "rtl"
    return "ltr"
