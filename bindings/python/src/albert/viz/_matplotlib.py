"""Maps and bars drawn by matplotlib, in the light colours; _flow.py draws texts. matplotlib is imported when one is drawn, never before.

Texts are set with ``parse_math=False``: a dollar sign in a text is a dollar sign.
"""

from __future__ import annotations

from albert.viz._colours import LIGHT, ramp
from albert.viz._labels import shorten

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from matplotlib.figure import Figure

    from albert.viz._predictions import Answer
    from albert.viz._weights import Head

__all__ = ["draw_bars", "draw_maps"]


def _label(axis: Any, places: Sequence[float], labels: Sequence[str], **style: Any) -> None:
    axis.set_ticks(places, labels=labels, **style)
    for tick in axis.get_major_ticks():
        tick.label1.set_parse_math(False)
        tick.label2.set_parse_math(False)  # hidden, until somebody asks for labels on the other side as well


def draw_maps(grid: list[list[Head]], pieces: list[str], end: float, title: str) -> Figure:
    from matplotlib.colors import ListedColormap
    from matplotlib.figure import Figure

    rows, columns, count = len(grid), len(grid[0]), len(pieces)
    single = rows == columns == 1
    side = max(3.0, 0.19 * count) if single else max(0.9, min(2.0, 9.0 / columns))
    figure = Figure(figsize=(side * columns + 1.8, side * rows + 1.2), layout="constrained")
    panels = figure.subplots(rows, columns, squeeze=False)
    colours = ListedColormap([tuple(value / 255 for value in colour) for colour in ramp(LIGHT)])
    for y, of_layer in enumerate(grid):
        for x, head in enumerate(of_layer):
            axes = panels[y][x]
            image = axes.imshow(head.rows, cmap=colours, vmin=0, vmax=end, interpolation="nearest")
            axes.tick_params(length=0)
            if not single:
                axes.set_xticks([])
                axes.set_yticks([])
                if y == 0:
                    axes.set_title(f"head {head.head}", fontsize=8)
                if x == 0:
                    axes.set_ylabel(f"layer {head.layer}", fontsize=8)
    if single:
        names = [shorten(piece, 18) for piece in pieces]
        _label(axes.xaxis, range(count), names, rotation=90, fontsize=8)
        _label(axes.yaxis, range(count), names, fontsize=8)
        axes.set_xlabel("to")
        axes.set_ylabel("from")
    figure.suptitle(title, fontsize=10)
    figure.colorbar(image, ax=panels, label="attention weight", shrink=0.8 if single else 0.5)
    return figure


def draw_bars(groups: list[list[Answer]], headings: list[str], end: float) -> Figure:
    from matplotlib.figure import Figure

    heights = [len(group) + 0.8 * bool(heading) for group, heading in zip(groups, headings, strict=True)]
    figure = Figure(figsize=(6.4, 0.32 * sum(heights) + 0.9), layout="constrained")
    panels = figure.subplots(len(groups), 1, squeeze=False, sharex=True, height_ratios=heights)
    for (axes,), group, heading in zip(panels, groups, headings, strict=True):
        bars = axes.barh(range(len(group)), [answer.score for answer in group], 0.62, color=LIGHT.bar)
        axes.bar_label(bars, labels=[f"{answer.score:.3f}" for answer in group], padding=3, fontsize=9)
        _label(axes.yaxis, range(len(group)), [shorten(answer.label, 28) for answer in group])
        axes.invert_yaxis()
        axes.set_xlim(0, end * 1.12)
        axes.set_title(shorten(heading, 60), loc="left", fontsize=10, parse_math=False)
        axes.spines[["top", "right"]].set_visible(False)
        axes.tick_params(axis="y", length=0)
    panels[-1][0].set_xlabel("probability")
    return figure
