"""The style sheets that travel inside each picture.

Every rule begins with ``.albert-viz``, so that it touches nothing else of a page. Colours are written out twice, not as CSS variables, which
programs other than browsers do not know. A printed page is always the light one. ``FRAME`` is for the box around a drawing, which brings its own.
"""

from __future__ import annotations

from albert.viz._colours import DARK, LIGHT, Theme, hexadecimal, ramp, span_colours
from albert.viz._labels import MONOSPACE, SANS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["FRAME", "bar_style", "map_style", "text_style"]

FRAME = (
    "div.albert-viz{box-sizing:border-box;max-width:100%;overflow-x:auto;margin:0;padding:12px;border-radius:6px;"
    f"font:14px/1.45 {SANS};color-scheme:light dark}}"
    "div.albert-viz>svg,.albert-viz .choose>svg,.albert-viz .window>svg{display:block}"
    "@media print{.albert-viz,.albert-viz *{-webkit-print-color-adjust:exact;print-color-adjust:exact}"
    "div.albert-viz>svg,.albert-viz .choose>svg,.albert-viz .window>svg{max-width:100%;height:auto}"
    "div.albert-viz label{display:none}}"
)


def _both(rules: Callable[[Theme], str]) -> str:
    return f"{rules(LIGHT)}@media screen and (prefers-color-scheme:dark){{{rules(DARK)}}}"


def _drawing(theme: Theme) -> str:
    return (
        f".albert-viz{{background:{theme.ground};color:{theme.ink}}}"
        f".albert-viz .ground{{fill:{theme.ground}}}.albert-viz text{{fill:{theme.ink}}}.albert-viz .muted{{fill:{theme.muted}}}"
        f".albert-viz .line{{stroke:{theme.line}}}.albert-viz .bar{{fill:{theme.bar}}}"
    )


_SVG_TEXT = (
    f".albert-viz text{{font:12px {SANS}}}.albert-viz .piece{{font-family:{MONOSPACE};unicode-bidi:plaintext}}"
    ".albert-viz .strong{font-weight:600}"
)


def map_style() -> str:
    """For heat maps: the class ``qN`` is the scale's step N; ``night`` is for dark grounds, ``day`` for light ones."""

    def levels(theme: Theme) -> str:
        steps = "".join(f".albert-viz .q{at}{{fill:{hexadecimal(colour)}}}" for at, colour in enumerate(ramp(theme)))
        shown, hidden = ("night", "day") if theme is DARK else ("day", "night")
        choice = f".albert-viz .{shown}{{display:inline}}.albert-viz .{hidden}{{display:none}}"
        pointed = f".albert-viz .cell:hover,.albert-viz .over:hover{{stroke:{theme.ink};stroke-width:2}}"
        chosen = f".albert-viz label:hover,.albert-viz label:has(:checked){{outline:2px solid {theme.ink}}}"
        focused = f".albert-viz label:has(:focus-visible){{outline:4px double {theme.bar};outline-offset:1px}}"
        return _drawing(theme) + steps + choice + pointed + chosen + focused

    fixed = (
        ".albert-viz .over{fill:#000;fill-opacity:0}"
        ".albert-viz .row:hover text{font-weight:700}"
        "div.albert-viz .choose{position:relative}div.albert-viz .choose label{position:absolute;cursor:pointer}"
        "div.albert-viz .choose input{position:absolute;inset:0;width:100%;height:100%;margin:0;opacity:0;cursor:pointer}"
        ".albert-viz .moved{transform-origin:0 0}div.albert-viz .which{margin:14px 12px 0;font-weight:600}"
    )
    return _SVG_TEXT + fixed + _both(levels)


def bar_style() -> str:
    return _SVG_TEXT + _both(_drawing)


def text_style() -> str:
    """For texts with coloured stretches: the class ``cN`` is ground N."""

    def grounds(theme: Theme) -> str:
        colours = "".join(
            f".albert-viz .c{at}{{background:{hexadecimal(colour)};color:{theme.ink}}}"
            for at, colour in enumerate(span_colours(theme))
        )
        return (
            f".albert-viz{{background:{theme.ground};color:{theme.ink}}}{colours}"
            f".albert-viz .muted,.albert-viz .loose,.albert-viz .special,.albert-viz .caption{{color:{theme.muted}}}"
            f".albert-viz .special .name,.albert-viz .key{{border-color:{theme.muted}}}"
            f".albert-viz .unknown .name{{color:{theme.alarm};border-color:{theme.alarm}}}"
            f".albert-viz .shared{{border-bottom-color:{theme.ink}}}"
        )

    fixed = (
        ".albert-viz p.caption{font-size:12px;font-weight:600;margin:0 0 6px}.albert-viz .flow+p.caption{margin-top:12px}"
        ".albert-viz p{margin:0;white-space:pre-wrap;overflow-wrap:anywhere}"
        ".albert-viz .flow{white-space:normal;line-height:1.3}"
        ".albert-viz .run{display:inline-block;vertical-align:top;margin:0 2px 8px;text-align:center;max-width:100%}"
        ".albert-viz .said{display:block;white-space:pre-wrap;overflow-wrap:anywhere;font-size:16px;min-height:1.55em;line-height:1.55}"
        ".albert-viz .said span,.albert-viz mark{padding:2px 0;border-radius:3px}"
        ".albert-viz .said span:only-child{padding:2px 3px}"
        ".albert-viz .shared{border-bottom:2px dotted}"
        f".albert-viz .pieces{{display:inline-flex;gap:5px;font:11px/1.35 {MONOSPACE};margin-top:2px}}"
        ".albert-viz .part{display:inline-block}.albert-viz .id{display:block}"
        ".albert-viz .name{display:block;padding:0 2px;border:1px solid transparent;border-radius:3px;white-space:pre}"
        ".albert-viz .special .name{border-style:dashed}"
        ".albert-viz .unknown .name{font-weight:700}"
        ".albert-viz .mark::before{content:attr(data-mark)}.albert-viz .said .unseen{white-space:normal}"
        f".albert-viz .tag{{font:600 11px {MONOSPACE};margin:0 2px 0 4px;white-space:nowrap}}"
        ".albert-viz .text{font-size:16px;line-height:1.9}.albert-viz mark{color:inherit}"
        ".albert-viz .legend{font-size:12px;margin-top:10px}"
        ".albert-viz .key{padding:1px 6px;border-radius:3px;margin-inline-end:8px;white-space:nowrap}"
    )
    return FRAME + fixed + _both(grounds)
