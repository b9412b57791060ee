"""Images of a few colours as PNG (RFC 2083, colour type 3), which HTML and SVG carry inside as data."""

from __future__ import annotations

import struct
import zlib
from base64 import b64encode

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["data_address", "palette_png"]


def _chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


def palette_png(rows: Sequence[bytes], palette: Sequence[tuple[int, int, int]]) -> bytes:
    """One byte per pixel, the number of its colour; the number after the last colour is transparent."""
    header = struct.pack(">IIBBBBB", len(rows[0]), len(rows), 8, 3, 0, 0, 0)
    colours = bytes(value for colour in palette for value in colour) + b"\0\0\0"
    opacity = b"\xff" * len(palette) + b"\0"
    pixels = zlib.compress(b"".join(b"\0" + row for row in rows), 9)
    return (
        b"\x89PNG\r\n\x1a\n"
        + _chunk(b"IHDR", header)
        + _chunk(b"PLTE", colours)
        + _chunk(b"tRNS", opacity)
        + _chunk(b"IDAT", pixels)
        + _chunk(b"IEND", b"")
    )


def data_address(png: bytes) -> str:
    return "data:image/png;base64," + b64encode(png).decode("ascii")
