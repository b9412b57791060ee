"""One head as a heat map, with the pieces along both sides."""

from __future__ import annotations

from albert.viz._axes import axes_of
from albert.viz._drawing import LEGEND_HEIGHT, LEGEND_WIDTH, MARGIN, Drawing, images, legend
from albert.viz._markup import element, escape, visible
from albert.viz._weights import steps

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from albert.viz._weights import Head

__all__ = ["LARGEST_WITH_CELLS", "single_map"]

LARGEST_WITH_CELLS = 64
"""Up to so many pieces each weight is an element that tells its value; a picture of 64 takes 440 kB, beyond it is an image."""
_NEAREST = 3  # links that a row of an image tells


def single_map(head: Head, pieces: Sequence[str], end: float) -> Drawing:
    axes = axes_of(pieces)
    left, top, cell = axes.left, axes.top, axes.cell
    content = [axes.columns]
    if len(pieces) <= LARGEST_WITH_CELLS:
        rows = [_cells(at, row, pieces, cell, left, end) for at, row in enumerate(head.rows)]
    else:
        content.append(images([steps(row, end) for row in head.rows], left, top, cell))
        rows = [_strip(at, row, pieces, cell, left) for at, row in enumerate(head.rows)]
    shown = "".join(
        element("g", label + row, class_="row", transform=f"translate(0 {top + at * cell})")
        for at, (label, row) in enumerate(zip(axes.rows, rows, strict=True))
    )
    content.append(element("g", shown, shape_rendering="crispEdges"))
    bottom = top + axes.side + 16
    content.append(legend(left, bottom, end, open_ended=max(map(max, head.rows)) > end))
    return Drawing("".join(content), max(axes.right, left + LEGEND_WIDTH) + MARGIN, bottom + LEGEND_HEIGHT)


def _cells(at: int, row: Sequence[float], pieces: Sequence[str], cell: int, left: int, end: float) -> str:
    source = escape(visible(pieces[at]))
    return "".join(
        f'<rect class="cell q{step}" x="{left + to * cell}" y="0" width="{cell - 1}" height="{cell - 1}">'
        f"<title>{source} → {escape(visible(pieces[to]))}: {row[to]:.3f}</title></rect>"
        for to, step in enumerate(steps(row, end))
    )


def _strip(at: int, row: Sequence[float], pieces: Sequence[str], cell: int, left: int) -> str:
    """A row of an image, which tells its strongest links."""
    nearest = sorted(range(len(row)), key=lambda to: (-row[to], to))[:_NEAREST]
    told = "\n".join(f"{visible(pieces[at])} → {visible(pieces[to])}: {row[to]:.3f}" for to in nearest)
    return f'<rect class="over" x="{left}" y="0" width="{len(row) * cell}" height="{cell}"><title>{escape(told)}</title></rect>'
