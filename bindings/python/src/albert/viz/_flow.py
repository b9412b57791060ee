"""Texts drawn by matplotlib: boxes one after another, broken into lines where they would leave the page.

Widths are measured with the font that draws them. Texts are set with ``parse_math=False``: a dollar sign in a text is one.
"""

from __future__ import annotations

from typing import NamedTuple

from albert.viz._colours import LIGHT, hexadecimal, span_colours
from albert.viz._labels import columns, shorten

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import Any

    from matplotlib.figure import Figure

__all__ = ["Box", "draw_flow", "longest_prefix"]

_PAGE, _MARGIN, _LINE = 648.0, 12.0, 56.0  # points; the page is 9 inches wide
_ROOM = _PAGE - 2 * _MARGIN
_PADDING = 4
# Size and colour of a box's text and of the two lines below it, and how far below the text's middle they stand.
_ROWS = ((12, LIGHT.ink, 0), (8, LIGHT.ink, 16), (8, LIGHT.muted, 28))


class Box(NamedTuple):
    """A stretch of text with up to two lines below it; ``colour``: a ground's number, or None."""

    text: str
    above: str
    below: str
    colour: int | None


def draw_flow(paragraphs: list[list[Box]], gap: float = 6) -> Figure:
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    figure = Figure(figsize=(_PAGE / 72, 1), dpi=72)
    FigureCanvasAgg(figure)
    placed: list[tuple[Any, float, float]] = []
    x, y = 0.0, 16.0
    for paragraph in paragraphs:
        for box in paragraph:
            for part in _parts(box, _ROOM - x, figure):
                texts = _texts(part, figure)
                room = max(text.get_window_extent().width for text in texts) + _PADDING
                if x and x + room > _ROOM:
                    x, y = 0.0, y + _LINE
                middle = x + _MARGIN + room / 2
                placed += [(text, middle, y + down) for text, (_, _, down) in zip(texts, _ROWS, strict=True)]
                x += room + gap
        x, y = 0.0, y + _LINE
    figure.set_size_inches(_PAGE / 72, y / 72)
    for text, across, down in placed:
        text.set_position((across / _PAGE, 1 - down / y))
    return figure


def _texts(box: Box, figure: Figure) -> list[Any]:
    texts = [
        figure.text(0, 0, part, fontsize=size, ha="center", va="center", parse_math=False, color=ink)
        for part, (size, ink, _) in zip(box[:3], _ROWS, strict=True)
    ]
    if box.colour is not None:
        texts[0].set_bbox({"facecolor": hexadecimal(span_colours(LIGHT)[box.colour]), "edgecolor": "none", "pad": 2})
    return texts


def _parts(box: Box, left: float, figure: Figure) -> Iterator[Box]:
    """The box, or what of it fits into each line, ``left`` being the room in the first; the last part has the lines below."""
    probe = figure.text(0, 0, "", fontsize=_ROWS[0][0], parse_math=False)
    small = figure.text(0, 0, "", fontsize=_ROWS[1][0], parse_math=False)

    def width(text: str) -> float:
        probe.set_text(text)
        return float(probe.get_window_extent().width) + _PADDING

    def kept(text: str) -> str:
        """A line below is no text to be read on: what does not fit is left out."""
        while True:
            small.set_text(text)
            found = small.get_window_extent().width + _PADDING
            if found <= _ROOM:
                return text
            text = shorten(text, int(columns(text) * _ROOM / found))

    text, room = box.text, left
    while True:
        count = longest_prefix(text, room, width)
        if count == len(text):
            break
        count = text.rfind(" ", 0, count + 1) + 1 or (max(1, count) if room == _ROOM else 0)
        if count:
            yield box._replace(text=text[:count], above="", below="")
        text, room = text[count:], _ROOM
    yield box._replace(text=text, above=kept(box.above), below=kept(box.below))
    probe.remove()
    small.remove()


def longest_prefix(text: str, room: float, width: Callable[[str], float]) -> int:
    """How many characters of a text fit, measuring little more than those: a text may be as long as a book."""
    if not text:
        return 0
    fits, fails = 0, 1
    while width(text[:fails]) <= room:
        fits = fails
        if fits == len(text):
            return fits
        fails = min(2 * fails, len(text))
    while fails - fits > 1:
        middle = (fits + fails) // 2
        if width(text[:middle]) <= room:
            fits = middle
        else:
            fails = middle
    return fits
