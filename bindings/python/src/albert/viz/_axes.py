"""The pieces along both sides of a map: how large a cell is, where the map begins, and the labels."""

from __future__ import annotations

import math
from typing import NamedTuple

from albert.viz._drawing import MARGIN
from albert.viz._labels import label_width, shorten
from albert.viz._markup import element, escape, visible

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["Axes", "axes_of"]

_LABEL_COLUMNS, _LABEL_SIZE = 18, 12
_NAME = 18  # room for "from" and "to"


class Axes(NamedTuple):
    """In pixels; ``rows`` are labels of rows whose top is at 0, to be moved with their row."""

    cell: int
    left: int
    top: int
    side: int
    right: int
    columns: str
    rows: list[str]


def _cell(count: int) -> int:
    """The side of a cell: never less than a line of labels needs."""
    return 40 if count <= 8 else 30 if count <= 16 else 24 if count <= 32 else 16


def axes_of(pieces: Sequence[str]) -> Axes:
    cell = _cell(len(pieces))
    side = len(pieces) * cell
    labels = [shorten(piece, _LABEL_COLUMNS) for piece in pieces]
    widest = math.ceil(max(label_width(label, _LABEL_SIZE) for label in labels))
    # Slanted labels of neighbours stay a line apart where a cell is wide enough: 24 · sin 45° = 17.
    slanted = cell >= 24
    reach = math.ceil((widest + _LABEL_SIZE) * math.sqrt(0.5)) if slanted else widest
    left, top = MARGIN + _NAME + widest + 8, MARGIN + _NAME + reach + 8
    titled = [
        f"<title>{escape(visible(piece))}</title>{escape(label)}" for piece, label in zip(pieces, labels, strict=True)
    ]
    columns = [
        element("text", "to", class_="strong", x=f"{left + side / 2:g}", y=MARGIN + 11, text_anchor="middle"),
        element(
            "text",
            "from",
            class_="strong",
            transform=f"translate({MARGIN + 11} {top + side / 2:g})rotate(-90)",
            text_anchor="middle",
        ),
    ]
    for at, label in enumerate(titled):
        x = left + (at + 0.5) * cell + (0 if slanted else 4)
        turn = f"translate({x:g} {top - 7})rotate({-45 if slanted else -90})"
        columns.append(element("text", label, class_="piece", transform=turn))
    rows = [
        element("text", label, class_="piece", x=left - 8, y=f"{cell / 2 + 4:g}", text_anchor="end") for label in titled
    ]
    return Axes(cell, left, top, side, left + side + (reach if slanted else 0), "".join(columns), rows)
