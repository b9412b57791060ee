"""What heat maps of either kind are made of: a drawing with its size, the legend, and images for a light and a dark ground."""

from __future__ import annotations

from typing import NamedTuple

from albert.viz._colours import DARK, LEVELS, LIGHT, ramp
from albert.viz._markup import element
from albert.viz._png import data_address, palette_png

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["LEGEND_HEIGHT", "LEGEND_WIDTH", "MARGIN", "Drawing", "images", "legend"]

MARGIN = 12
LEGEND_HEIGHT = 50
_STEP = 4
LEGEND_WIDTH = LEVELS * _STEP


class Drawing(NamedTuple):
    content: str
    width: float
    height: float


def legend(left: float, top: float, end: float, *, open_ended: bool) -> str:
    """The scale with its ends and its unit. ``open_ended``: larger weights have the last colour too."""
    steps = "".join(
        f'<rect class="q{at}" x="{left + at * _STEP:g}" y="{top:g}" width="{_STEP}" height="10"/>'
        for at in range(LEVELS)
    )
    ticks = []
    for part, anchor in ((0, "start"), (0.5, "middle"), (1, "end")):
        text = "≥ " * (open_ended and part == 1) + f"{end * part:.3g}"
        x = f"{left + LEGEND_WIDTH * part:g}"
        ticks.append(element("text", text, class_="muted", x=x, y=f"{top + 24:g}", text_anchor=anchor))
    name = element("text", "attention weight (a row sums to 1)", class_="muted", x=f"{left:g}", y=f"{top + 40:g}")
    return element("g", steps, shape_rendering="crispEdges") + "".join(ticks) + name


def images(rows: Sequence[bytes], left: float, top: float, pixel: float) -> str:
    """Steps of the scale as one image per ground, of which the style shows one."""
    width, height = len(rows[0]) * pixel, len(rows) * pixel
    return "".join(
        f'<g class="{kind}"{hidden}><image data-kind="{kind}" x="{left:g}" y="{top:g}" width="{width:g}" height="{height:g}" '
        'preserveAspectRatio="none" image-rendering="optimizeSpeed" style="image-rendering:pixelated" '
        f'href="{data_address(palette_png(rows, ramp(theme)))}"/></g>'
        for kind, theme, hidden in (("day", LIGHT, ""), ("night", DARK, ' display="none"'))
    )
