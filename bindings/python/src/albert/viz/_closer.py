"""Below an overview on a page: one of its heads enlarged, with the pieces along both sides, chosen by pointing or by arrow keys.

There is no script in it. Each small map lies under a radio button, and the style moves the overview's own image, enlarged, behind a
window. The first head is what stands there where nothing has been chosen, or in a browser without ``:has()``.
"""

from __future__ import annotations

from hashlib import sha256

from albert.viz._axes import axes_of
from albert.viz._markup import element

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from albert.viz._overview import Grid

__all__ = ["closer"]


def closer(svg: str, grid: Grid, pieces: Sequence[str]) -> str:
    """The drawing of an overview with its choices over it and the window below it."""
    scope = (
        f"albert-viz-{sha256(svg.encode('utf-8')).hexdigest()[:8]}"  # figures on one page do not choose for each other
    )
    window, scale = _window(scope, grid, pieces)
    rules, choices = [], []
    for number, (name, told, x, y) in enumerate(grid.places):
        chosen = f".{scope} .n{number}:has(:checked)~.window" if number else f".{scope} .window"
        moved = f"scale({scale:g}) translate({-x}px,{-y}px)"
        rules.append(f"{chosen} .moved{{transform:{moved}}}{chosen} .which::after{{content:'{name}'}}")
        first = "" if number else ' checked="checked"'
        button = f'<input type="radio" name="{scope}" aria-label="{name}"{first}/>'
        place = f"left:{x}px;top:{y}px;width:{grid.side}px;height:{grid.side}px"
        choices.append(element("label", button, class_=f"n{number}", title=told, style=place))
    for kind in ("day", "night"):
        svg = svg.replace(f'<image data-kind="{kind}"', f'<image id="{scope}-{kind}"', 1)
    content = element("div", svg + "".join(choices) + window, class_=f"choose {scope}")
    return element("style", "".join(rules)) + content


def _window(scope: str, grid: Grid, pieces: Sequence[str]) -> tuple[str, float]:
    """The labels and, between them, what shows a part of the overview's image; and how much larger it shows it."""
    axes = axes_of(pieces)
    shown = f'<use class="day" href="#{scope}-day"/><use class="night" display="none" href="#{scope}-night"/>'
    hole = element(
        "svg",
        element("g", shown, class_="moved"),
        x=axes.left,
        y=axes.top,
        width=axes.side,
        height=axes.side,
        overflow="hidden",
    )
    rows = "".join(
        element("g", row, transform=f"translate(0 {axes.top + at * axes.cell})") for at, row in enumerate(axes.rows)
    )
    width, height = axes.right, axes.top + axes.side + 8
    drawing = element(
        "svg",
        axes.columns + rows + hole,
        width=width,
        height=height,
        viewBox=f"0 0 {width} {height}",
        aria_hidden="true",
    )
    window = element("div", element("p", "Enlarged (choose a map above): ", class_="which") + drawing, class_="window")
    return window, axes.cell / grid.pixel
