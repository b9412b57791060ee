"""What the tests of albert.viz share: texts that are hard to show, and readers of what was drawn."""

from __future__ import annotations

import base64
import re
import struct
import zlib
from dataclasses import dataclass
from xml.etree import ElementTree

MASKED = "The president of the United [MASK] signed the law."
HOSTILE = [
    "",
    " ",
    "A text.",
    "tab\there\nnew line\r\n\r  two",
    "<script>alert('x')</script> & \"quotes\" ]]> <!-- --></style></svg>",
    "😀👨‍👩‍👧 caf\u0301e \u0301alone x\u200by \ufe0f ½ ﬁne ①",
    "שלום עולם and العربية \u202eoverride\u202c",
    "nul \0 bell \x07 escape \x1b[0m delete \x7f next \x85 lone \ud800 none \uffff",
    "中文字 ひらがな 한국어 $x_1$ \\frac",
    "w" * 600,
]


@dataclass
class Label:
    label: str
    score: float


@dataclass
class Entity:
    entity: str
    score: float
    start: int
    end: int


def parse(figure):
    """The fragment as XML, after holding it against what every fragment promises."""
    page = figure.html
    assert "<script" not in page and "@import" not in page
    addresses = re.findall(r'(?:href|src)="([^"]*)"|url\(([^)]*)\)', page)
    assert all((one or other).startswith(("#", "data:image/png;base64,")) for one, other in addresses)
    assert "http" not in page.replace('xmlns="http://www.w3.org/2000/svg"', "")
    if figure.svg is not None:
        root = ElementTree.fromstring(figure.svg)
        names = [child.tag.rpartition("}")[2] for child in root]
        assert names[:2] == ["title", "desc"] and root.get("role") == "img" and root.get("aria-label") == figure.title
        assert all(child.text for child in root[:2])
    root = ElementTree.fromstring(page)
    assert root.get("role") == "figure" and root.get("aria-label") == figure.title
    return root


def elements(root, name):
    return [found for found in root.iter() if found.tag.rpartition("}")[2] == name]


def of_class(root, kind):
    return [found for found in root.iter() if kind in (found.get("class") or "").split()]


def as_written(text):
    """What XML gives back of a text that it cannot hold unchanged."""
    return "".join(
        chr(0x2400 + ord(c))
        if c < " " and c not in "\t\n\r"
        else "\ufffd"
        if "\ud800" <= c <= "\udfff" or c == "\uffff"
        else c
        for c in text
    )


def weights_of(model, text):
    encoding = model.tokenizer.encode(text)
    answer = model.forward([encoding.ids], [encoding.type_ids], attentions=True)
    return answer.attentions[0], encoding.tokens


def pixels_of(image):
    """Numbers of colours by row, from the PNG of one of our images."""
    data = base64.b64decode(image.get("href").partition(",")[2])
    assert data.startswith(b"\x89PNG\r\n\x1a\n")
    at, chunks = 8, {}
    while at < len(data):
        (size,) = struct.unpack_from(">I", data, at)
        kind, content = data[at + 4 : at + 8], data[at + 8 : at + 8 + size]
        assert struct.unpack_from(">I", data, at + 8 + size)[0] == zlib.crc32(kind + content)
        chunks[kind] = content
        at += size + 12
    width, height, depth, colour = struct.unpack_from(">IIBB", chunks[b"IHDR"])
    assert (depth, colour) == (8, 3) and len(chunks[b"PLTE"]) == 3 * len(chunks[b"tRNS"])
    lines = zlib.decompress(chunks[b"IDAT"])
    assert len(lines) == height * (width + 1)
    return [lines[row * (width + 1) + 1 : (row + 1) * (width + 1)] for row in range(height)]
