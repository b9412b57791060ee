"""The same pictures drawn by matplotlib, in the light colours. matplotlib is imported when one is drawn, never before.

Texts are set with ``parse_math=False``: a dollar sign in a text is a dollar sign.
"""

from __future__ import annotations

from typing import NamedTuple

from albert.viz._colours import LIGHT, hexadecimal, ramp, span_colours
from albert.viz._labels import shorten

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from matplotlib.figure import Figure

    from albert.viz._predictions import Answer
    from albert.viz._weights import Head

__all__ = ["Box", "draw_bars", "draw_flow", "draw_maps"]


class Box(NamedTuple):
    """A stretch of text with up to two lines below it; ``colour``: a ground's number, or None."""

    text: str
    above: str
    below: str
    colour: int | None


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
        axes.set_title(heading, loc="left", fontsize=10, parse_math=False)
        axes.spines[["top", "right"]].set_visible(False)
        axes.tick_params(axis="y", length=0)
    panels[-1][0].set_xlabel("probability")
    return figure


def draw_flow(paragraphs: list[list[Box]], gap: float = 6) -> Figure:
    """Boxes one after another, broken into lines where they would leave the page; measured with the font that draws them."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    width, line = 648.0, 56.0  # points; 9 inches
    figure = Figure(figsize=(width / 72, 1), dpi=72)
    FigureCanvasAgg(figure)
    grounds = span_colours(LIGHT)
    placed: list[tuple[Any, float, float]] = []
    x, y = 0.0, 16.0
    for paragraph in paragraphs:
        for box in paragraph:
            texts = [
                figure.text(0, 0, part, fontsize=size, ha="center", va="center", parse_math=False, color=ink)
                for part, size, ink in (
                    (box.text, 12, LIGHT.ink),
                    (box.above, 8, LIGHT.ink),
                    (box.below, 8, LIGHT.muted),
                )
            ]
            if box.colour is not None:
                texts[0].set_bbox({"facecolor": hexadecimal(grounds[box.colour]), "edgecolor": "none", "pad": 2})
            room = max(text.get_window_extent().width for text in texts) + 4
            if x and x + room > width - 24:
                x, y = 0.0, y + line
            placed += [(text, x + 12 + room / 2, y + down) for text, down in zip(texts, (0, 16, 28), strict=True)]
            x += room + gap
        x, y = 0.0, y + line
    height = y
    figure.set_size_inches(width / 72, height / 72)
    for text, across, down in placed:
        text.set_position((across / width, 1 - down / height))
    return figure
