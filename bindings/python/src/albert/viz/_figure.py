"""What the calls of this package answer with: one picture, in the forms that it can have."""

from __future__ import annotations

from pathlib import Path

from albert._errors import refused, wrong_argument
from albert._frozen import Frozen
from albert.viz._markup import element, escape

TYPE_CHECKING = False
if TYPE_CHECKING:
    import os
    from collections.abc import Callable

    from matplotlib.figure import Figure as MatplotlibFigure

    Drawing = Callable[[], MatplotlibFigure]

__all__ = ["Figure", "fragment", "svg_document"]


class Figure(Frozen):
    """A picture; the last expression of a notebook's cell shows it. The same input gives the same bytes."""

    __slots__ = ("_draw", "html", "svg", "title")

    title: str
    """What it shows, in one line."""
    html: str
    """A fragment for any page: markup and style, no script, nothing loaded from elsewhere."""
    svg: str | None
    """The drawing alone; None for texts, whose lines a browser has to break."""
    _draw: Drawing

    def __init__(self, title: str, html: str, svg: str | None, draw: Drawing) -> None:
        self._set("title", title)
        self._set("html", html)
        self._set("svg", svg)
        self._set("_draw", draw)

    def _repr_html_(self) -> str:
        return self.html

    def save(self, path: str | os.PathLike[str]) -> None:
        """Writes a whole page (``.html``) or the drawing (``.svg``); ``figure().savefig`` writes other formats.

        Raises:
            ArgumentError: the name ends otherwise, or the figure is text and has no drawing.
            FileError: the system refuses.
        """
        target = Path(path)
        match target.suffix.lower():
            case ".html":
                written = self._page()
            case ".svg" if self.svg is not None:
                written = self.svg
            case ".svg":
                raise wrong_argument("path", f"{target.name}: this figure is text and has no SVG; .html expected")
            case _:
                raise wrong_argument(
                    "path", f"{target.name}: .html or .svg expected; figure().savefig writes other formats"
                )
        try:
            target.write_text(written, encoding="utf-8", newline="\n")
        except OSError as error:
            raise refused(error, str(target)) from None

    def _page(self) -> str:
        # The ground of the page follows the picture's, so that no bright frame stands around a dark one.
        style = (
            "body{margin:16px;background:#fff}@media screen and (prefers-color-scheme:dark){body{background:#15181c}}"
        )
        return (
            '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
            '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
            f"<title>{escape(self.title)}</title>\n<style>{style}</style>\n</head>\n<body>\n{self.html}\n</body>\n</html>\n"
        )

    def figure(self) -> MatplotlibFigure:
        """The same picture drawn by matplotlib, for papers: a new ``matplotlib.figure.Figure``, unknown to pyplot."""
        try:
            import matplotlib  # noqa: F401
        except ImportError as error:
            raise ImportError('figure() needs matplotlib: pip install "libalbert[viz]"', name="matplotlib") from error
        return self._draw()

    def __reduce__(self) -> tuple[object, ...]:
        return Figure, (self.title, self.html, self.svg, self._draw)

    def __repr__(self) -> str:
        return f"<albert.viz.Figure: {self.title}>"


def fragment(style: str, content: str, title: str) -> str:
    """A box with its style, for any page."""
    return element("div", f"<style>{style}</style>{content}", class_="albert-viz", role="figure", aria_label=title)


def svg_document(style: str, content: str, title: str, description: str, width: float, height: float) -> str:
    """A drawing that stands alone and, without change, inside a page. Width and height in pixels."""
    width, height = round(width), round(height)
    return element(
        "svg",
        f"<title>{escape(title)}</title><desc>{escape(description)}</desc><style>{style}</style>"
        f'<rect class="ground" width="{width}" height="{height}"/>{content}',
        xmlns="http://www.w3.org/2000/svg",
        class_="albert-viz",
        width=width,
        height=height,
        viewBox=f"0 0 {width} {height}",
        role="img",
        aria_label=title,
    )
