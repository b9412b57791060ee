"""How much room a label takes, without a font at hand.

Estimated in columns of a monospaced face: 1 for most characters, 2 for East Asian wide ones and emoji, 0 for marks that
stand on another character. Drawings leave the room of the estimate, and labels beyond their limit are shortened.
"""

from __future__ import annotations

import unicodedata

from albert.viz._markup import visible

__all__ = ["MONOSPACE", "SANS", "columns", "label_width", "shorten"]

SANS = "system-ui,-apple-system,'Segoe UI',Roboto,'Helvetica Neue',Arial,'Noto Sans',sans-serif"
MONOSPACE = "ui-monospace,SFMono-Regular,Menlo,Consolas,'DejaVu Sans Mono','Liberation Mono',monospace"
_COLUMN = 0.61  # of the font size; DejaVu Sans Mono, the widest of the faces named, has 0.602


def _columns_of(character: str) -> int:
    if unicodedata.category(character) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def columns(text: str) -> int:
    return sum(map(_columns_of, text))


def label_width(text: str, font_size: float) -> float:
    """In pixels, for the monospaced face."""
    return columns(text) * _COLUMN * font_size


def shorten(text: str, limit: int) -> str:
    """A text for one line of at most ``limit`` columns, its end replaced by ``…`` where it is longer."""
    line = visible(text)
    if columns(line) <= limit:
        return line
    kept, room = "", limit - 1
    for character in line:
        room -= _columns_of(character)
        if room < 0:
            break
        kept += character
    return kept + "…"
