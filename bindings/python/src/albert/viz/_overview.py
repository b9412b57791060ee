"""Many heads side by side: a row of small maps per layer, a column per head, on one scale."""

from __future__ import annotations

import math
from typing import NamedTuple

from albert.viz._colours import LEVELS
from albert.viz._drawing import LEGEND_HEIGHT, LEGEND_WIDTH, MARGIN, Drawing, images, legend
from albert.viz._markup import element
from albert.viz._weights import pooled, steps

TYPE_CHECKING = False
if TYPE_CHECKING:
    from albert.viz._weights import Head

__all__ = ["Grid", "overview"]

_WIDTH = 760  # pixels that a grid aims at
_SMALLEST, _LARGEST = 72, 150
_MOST_CELLS = 96  # along a side of a map; beyond it weights share a dot
_GAP = 8
_LEFT, _TOP = 64, 38
_TRANSPARENT = LEVELS


class Grid(NamedTuple):
    """Where the maps of an overview are, in pixels: name, left and top of each, what pointing at it tells, their side, and the side of a cell."""

    places: list[tuple[str, str, int, int]]
    side: int
    pixel: int
    block: int


def overview(grid: list[list[Head]], end: float, count: int) -> tuple[Drawing, Grid]:
    columns = len(grid[0])
    wanted = min(_LARGEST, max(_SMALLEST, _WIDTH // columns - _GAP))
    block = math.ceil(count / _MOST_CELLS)
    side = math.ceil(count / block)  # cells of a map
    pixel = max(1, round(wanted / side))
    gap = max(1, round(_GAP / pixel))
    step = (side + gap) * pixel
    rows: list[bytes] = []
    for of_layer in grid:
        if rows:
            rows += [bytes([_TRANSPARENT]) * len(rows[0])] * gap
        maps = [[steps(row, end) for row in pooled(head.rows, block)] for head in of_layer]
        rows += [(bytes([_TRANSPARENT]) * gap).join(parts) for parts in zip(*maps, strict=True)]
    content = [images(rows, _LEFT, _TOP, pixel)]
    for x, head in enumerate(grid[0]):
        content.append(
            element(
                "text",
                f"head {head.head}",
                class_="muted",
                x=f"{_LEFT + x * step + side * pixel / 2:g}",
                y=_TOP - 8,
                text_anchor="middle",
            )
        )
    for y, of_layer in enumerate(grid):
        middle = _TOP + y * step + side * pixel / 2 + 4
        content.append(
            element(
                "text", f"layer {of_layer[0].layer}", class_="muted", x=_LEFT - 8, y=f"{middle:g}", text_anchor="end"
            )
        )
        content += [_frame(head, _LEFT + x * step, _TOP + y * step, side * pixel) for x, head in enumerate(of_layer)]
    width, bottom = _LEFT + columns * step - gap * pixel, _TOP + len(grid) * step - gap * pixel
    content.append(element("text", "from ↓  to →", class_="muted", x=MARGIN - 4, y=MARGIN + 4))
    largest = max(max(row) for of_layer in grid for head in of_layer for row in head.rows)
    content.append(legend(_LEFT, bottom + 16, end, open_ended=largest > end))
    height = bottom + 16 + LEGEND_HEIGHT
    if block > 1:
        note = f"a dot is the largest of {block} × {block} weights"
        content.append(element("text", note, class_="muted", x=_LEFT, y=height + 8))
        height += 18
    places = [
        (_name(head), _told(head), _LEFT + x * step, _TOP + y * step)
        for y, of_layer in enumerate(grid)
        for x, head in enumerate(of_layer)
    ]
    drawing = Drawing("".join(content), max(width, _LEFT + LEGEND_WIDTH) + MARGIN, height)
    return drawing, Grid(places, side * pixel, pixel, block)


def _name(head: Head) -> str:
    return f"layer {head.layer}, head {head.head}"


def _told(head: Head) -> str:
    return f"{_name(head)}: largest weight {max(map(max, head.rows)):.3f}"


def _frame(head: Head, x: int, y: int, side: int) -> str:
    """A line around a map, which tells the map's largest weight."""
    return (
        f'<rect class="line over" x="{x - 0.5:g}" y="{y - 0.5:g}" width="{side + 1}" height="{side + 1}">'
        f"<title>{_told(head)}</title></rect>"
    )
