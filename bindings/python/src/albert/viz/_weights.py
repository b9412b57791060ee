"""Attention weights as an array gives them, checked and turned into steps of the colour scale.

An array is whatever has a ``shape`` and gives rows by number and lists by ``tolist``: numpy's, albert.FloatArray, torch's.
"""

from __future__ import annotations

import math
from array import array
from operator import index
from typing import Any, NamedTuple, Protocol

from albert._errors import wrong_argument
from albert.viz._colours import LEVELS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

__all__ = ["ArrayLike", "Head", "choose_heads", "pooled", "scale_end", "steps"]

# 4 bytes a weight: float objects for all heads of a long text would take more than a gigabyte.
Rows = list["array[float]"]


class ArrayLike(Protocol):
    @property
    def shape(self) -> tuple[int, ...]: ...
    def tolist(self) -> Any: ...
    def __getitem__(self, index: int, /) -> Any: ...


class Head(NamedTuple):
    """One head's weights: a row for each piece that attends, a column for each it attends to."""

    layer: int
    head: int
    rows: Rows


def choose_heads(weights: ArrayLike, count: int, layer: int | None, head: int | None) -> list[list[Head]]:
    """The heads of [layers, heads, pieces, pieces] that were asked for, a row of them per layer."""
    shape = tuple(weights.shape)
    if len(shape) != 4 or shape[2] != shape[3] or 0 in shape:
        raise wrong_argument("weights", f"shape is {list(shape)}; [layers, heads, pieces, pieces] expected")
    if shape[2] != count:
        raise wrong_argument("weights", f"they are for {shape[2]} pieces, and {count} pieces are given")
    layers = _chosen("layer", layer, shape[0])
    heads = _chosen("head", head, shape[1])
    return [[_head(weights, of_layer, of_head) for of_head in heads] for of_layer in layers]


def _chosen(name: str, number: int | None, count: int) -> Iterable[int]:
    if number is None:
        return range(count)
    try:
        exact = index(number)
    except TypeError:
        raise TypeError(f"{name} is {number!r}; a whole number or None expected") from None
    if not 0 <= exact < count:
        raise wrong_argument(name, f"{exact} is none of the {count} that there are; 0 to {count - 1} expected")
    return (exact,)


def _head(weights: ArrayLike, layer: int, head: int) -> Head:
    rows = [array("f", row) for row in weights[layer][head].tolist()]
    for at, row in enumerate(rows):
        # One NaN makes min and max unreliable, and the sum NaN.
        if not math.isfinite(sum(row)) or min(row) < 0 or max(row) > 1 + 1e-3:
            raise wrong_argument("weights", f"layer {layer}, head {head}, row {at} holds a value outside 0 to 1")
    return Head(layer, head, rows)


def scale_end(heads: Iterable[Head], maximum: float | None) -> float:
    """The weight that gets the last colour: ``maximum``, or else the largest weight."""
    if maximum is None:
        return max(max(row) for head in heads for row in head.rows) or 1.0
    end = float(maximum)
    if not 0 < end <= 1:
        raise wrong_argument("maximum", f"{end:g} is no end of a scale; above 0, at most 1 expected")
    return end


def steps(row: Sequence[float], end: float) -> bytes:
    """The colours of a row: step 0 for weight 0, the last for ``end`` and above."""
    factor = (LEVELS - 1) / end
    return bytes([min(LEVELS - 1, int(weight * factor + 0.5)) for weight in row])


def pooled(rows: Rows, block: int) -> Rows:
    """The largest weight of every square of ``block`` by ``block``, which keeps narrow lines visible."""
    if block == 1:
        return rows
    width = len(rows[0])
    narrow = [array("f", [max(row[at : at + block]) for at in range(0, width, block)]) for row in rows]
    return [array("f", map(max, zip(*narrow[at : at + block], strict=True))) for at in range(0, len(rows), block)]
