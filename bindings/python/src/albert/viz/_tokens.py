"""A text as the tokenizer cut it: each piece's span coloured, its spelling and its id below.

Pieces that share characters (a lone ``▁`` and the piece after it; what compatibility forms came apart into) stand below
the same characters. What no piece covers, blanks and what was cut off, stays between them uncoloured.
"""

from __future__ import annotations

import unicodedata
from functools import partial
from itertools import groupby

from albert._encoding import Encoding
from albert._errors import wrong_argument
from albert._tokenizer import Tokenizer
from albert.viz._colours import SPAN_COLOURS
from albert.viz._figure import Figure, fragment
from albert.viz._flow import Box, draw_flow
from albert.viz._markup import attributes, element, escape, visible
from albert.viz._spans import Stretch, check_span, check_text, cut, direction, group_overlapping
from albert.viz._style import text_style

TYPE_CHECKING = False
if TYPE_CHECKING:
    from albert._model import Model

__all__ = ["tokens"]

_CARRIER = "◌"  # U+25CC, on which Unicode shows a mark that has no letter
_UNKNOWN_SPELLINGS = ("<unk>", "[UNK]")


def tokens(source: Encoding | Tokenizer | Model, text: str, pair: str | None = None) -> Figure:
    """The pieces of a text, or of a pair of texts.

    ``source``: an ``Encoding`` of exactly these texts, with offsets in code points, or what makes one. For a text with
    further windows this is the first; give ``encoding.overflowing[n]`` for another.
    """
    texts = [text] if pair is None else [text, pair]
    for given in texts:
        check_text(given)
    if isinstance(source, Encoding):
        encoding = source
    elif isinstance(source, Tokenizer):
        encoding = source.encode(text, pair)
    else:
        encoding = source.tokenizer.encode(text, pair)
    if any(type_id >= len(texts) for type_id in encoding.type_ids):
        raise wrong_argument("pair", "the encoding is of a pair, but only one text is given")
    parts = [_Part(encoding, number, part) for number, part in enumerate(texts)]
    names = ["text"] if len(parts) == 1 else ["first text", "second text"]
    body = "".join(
        element("p", f"{name}, {part.count}", class_="caption")
        + element("p", part.markup(), class_="flow", dir=direction(part.text))
        for name, part in zip(names, parts, strict=True)
    )
    title = f"{len(encoding)} piece{'s' * (len(encoding) != 1)}: {' '.join(map(visible, encoding.tokens[:12]))}"
    title += " …" * (len(encoding) > 12)
    paragraphs = [part.boxes() for part in parts]
    return Figure(title, fragment(text_style(), body, title), None, partial(draw_flow, paragraphs))


class _Part:
    """One of the texts, and the pieces of the encoding that belong to it."""

    def __init__(self, encoding: Encoding, number: int, text: str) -> None:
        self.text = text
        chosen = [row for row, type_id in enumerate(encoding.type_ids) if type_id == number]
        self.ids = [encoding.ids[row] for row in chosen]
        self.spellings = [encoding.tokens[row] for row in chosen]
        self.special = [bool(encoding.special_tokens_mask[row]) for row in chosen]
        self.spans = [check_span(f"piece {row}", *encoding.offsets[row], len(text)) for row in chosen]
        count = len(chosen)
        self.count = f"{count} piece{'s' * (count != 1)}"
        # Special tokens stand where they are in the sequence: before the first piece of the text, or after the last.
        plain = [at for at in range(count) if not self.special[at]]
        first = plain[0] if plain else count
        self.before = [at for at in range(first) if self.special[at]]
        self.after = [at for at in range(first, count) if self.special[at]]
        self.runs = [[plain[member] for member in run] for run in group_overlapping([self.spans[at] for at in plain])]
        self.colours = {at: order % SPAN_COLOURS for order, at in enumerate(plain)}

    def markup(self) -> str:
        written = [self._run([at]) for at in self.before]
        reached = 0
        for run in self.runs:
            start, end = self._reach(run)
            written += [self._loose(reached, start), self._run(run)]
            reached = end
        written.append(self._loose(reached, len(self.text)))
        written += [self._run([at]) for at in self.after]
        return "".join(written)

    def _loose(self, start: int, end: int) -> str:
        """Characters that no piece covers; each line end also ends the line of the picture."""
        written = []
        for _, group in groupby(self.text[start:end], key=lambda c: c != " " and _is_unseen(c)):
            text = "".join(group)
            inner = text.strip(" ")
            before, _, after = text.partition(inner) if inner else (text, "", "")
            for part in (before, inner, after):
                written.append(part if part in ("", " ") else _loose_run(start, part))
                start += len(part)
        return "".join(written)

    def _run(self, run: list[int]) -> str:
        """Stretches of text above, the pieces that cover them below."""
        first, last = self._reach(run)
        spans = [(self.spans[at][0] - first, self.spans[at][1] - first) for at in run]
        said = "".join(
            self._stretch([run[member] for member in covering], first + start, first + end)
            for start, end, covering in cut(last - first, spans)
        )
        pieces = _line("pieces", "".join(map(self._piece, run)))
        return _line("run special" if self.special[run[0]] else "run", _line("said", said) + pieces)

    def _reach(self, run: list[int]) -> tuple[int, int]:
        return min(self.spans[at][0] for at in run), max(self.spans[at][1] for at in run)

    def _stretch(self, covering: list[int], start: int, end: int) -> str:
        # Of several pieces the last gives its colour: before it may be a lone ▁, which has no letter of its own.
        kind = f"c{self.colours[covering[-1]]}" + " shared" * (len(covering) > 1)
        return _said(Stretch(start, end, ()), self.text[start:end], kind)

    def _piece(self, at: int) -> str:
        start, end = self.spans[at]
        kind, note = "part", f"characters {start} to {end}"
        if self.special[at]:
            kind, note = "part special", "special token, not in the text"
        elif self.spellings[at] in _UNKNOWN_SPELLINGS:
            kind, note = "part unknown", f"unknown piece, {note}"
        colour = "name" if self.special[at] else f"name c{self.colours[at]}"
        spelling = visible(self.spellings[at])
        lines = element("bdi", escape(spelling), class_=colour, lang="") + _line("id muted", str(self.ids[at]))
        return element("span", lines, class_=kind, title=f"{spelling}, id {self.ids[at]}, {note}")

    def boxes(self) -> list[Box]:
        """The same for matplotlib."""
        made = [self._box([at]) for at in self.before]
        reached = 0
        for run in self.runs:
            start, end = self._reach(run)
            made += [*_loose_boxes(self.text[reached:start]), self._box(run)]
            reached = end
        return made + _loose_boxes(self.text[reached:]) + [self._box([at]) for at in self.after]

    def _box(self, run: list[int]) -> Box:
        first, last = self._reach(run)
        colour = None if self.special[run[0]] else self.colours[run[-1]]
        spellings = " ".join(visible(self.spellings[at]) for at in run)
        return Box(_shown(self.text[first:last]), spellings, " ".join(str(self.ids[at]) for at in run), colour)


def _line(kind: str, content: str) -> str:
    return element("span", content, class_=kind)


def _loose_run(start: int, text: str) -> str:
    said = _line("said", _said(Stretch(start, start + len(text), ()), text, ""))
    note = _line("pieces", "no piece") if text.strip() else ""
    return _line("run loose", said + note) + "<br/>" * text.count("\n")


def _loose_boxes(text: str) -> list[Box]:
    return [Box(_shown(text), "", "no piece", None)] if text.strip() else []


def _shown(text: str) -> str:
    mark = _mark(text)
    return mark + visible(text) if mark == _CARRIER else mark or visible(text)


def _said(stretch: Stretch, text: str, kind: str) -> str:
    """The exact characters, in an element that says where they are. Signs for what cannot be seen come from the style."""
    values: dict[str, object] = {"data_start": stretch.start, "data_end": stretch.end, "lang": ""}
    mark = _mark(text)
    if mark:
        kind += " mark" if mark == _CARRIER else " mark unseen"
    if kind:
        values["class_"] = kind.strip()
    if mark:
        values["data_mark"] = mark
    return f"<span{attributes(values)}>{escape(text)}</span>"


def _mark(text: str) -> str:
    """What to show before characters that would not be seen, or that would stand on their neighbour."""
    if all(map(_is_unseen, text)):
        return " ".join("␣" if c == " " else visible(c) if visible(c) != c else f"U+{ord(c):04X}" for c in text)
    return _CARRIER if unicodedata.category(text[0]).startswith("M") else ""


def _is_unseen(character: str) -> bool:
    return (
        character in "\t\n\r"
        or "\x7f" <= character <= "\x9f"
        or "\ufe00" <= character <= "\ufe0f"
        or unicodedata.category(character) in ("Cf", "Zl", "Zp", "Zs")
    )
