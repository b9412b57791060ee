"""Outcomes and reports as tables for people: columns in line, numbers to the right, wide letters counted as two."""

from __future__ import annotations

from unicodedata import category, east_asian_width

from albert._command.destination import Destination
from albert._command.failure import print_bad

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from albert._command.records import Layout, Outcome

__all__ = ["TableWriter", "cell_text", "format_table", "width_of"]

_LONGEST = 60  # columns of a text on the screen


def width_of(text: str) -> int:
    """The columns that a terminal gives a text."""
    if text.isascii():
        return len(text)
    return sum(
        0 if category(letter) in ("Mn", "Me", "Cf") else 2 if east_asian_width(letter) in "WF" else 1 for letter in text
    )


def cell_text(value: object, longest: int = _LONGEST) -> str:
    """A value on one line, with nothing in it that a terminal would obey."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return f"{value:.4g}" if value and abs(value) < 1e-3 else f"{value:.4f}"
    if value is None:
        return ""
    text = "".join(
        letter if letter.isprintable() else {"\n": "⏎", "\t": "⇥"}.get(letter, "\ufffd") for letter in str(value)
    )
    if not longest or width_of(text) <= longest:
        return text
    text = text[: longest - 1]
    while width_of(text) >= longest:
        text = text[:-1]
    return text + "…"


def format_table(
    header: Sequence[str],
    rows: Iterable[Sequence[object]],
    widths: list[int] | None = None,
    *,
    heading: bool = True,
    longest: int = _LONGEST,
) -> str:
    """The lines of a table. ``widths`` are those of lines above it, and become those of this one.

    Texts are cut to ``longest`` columns; 0: not at all.
    """
    columns = len(header)
    known = widths if widths is not None else [0] * columns
    kept = [list(row) for row in rows]
    texts = [[cell_text(value, longest) for value in row] for row in kept]
    for row in ([list(header)] if heading else []) + texts:
        for place, text in enumerate(row):
            known[place] = max(known[place], width_of(text))
    numeric = [_is_numeric(kept, place) for place in range(columns)]
    lines = ([list(header)] if heading else []) + texts
    return "".join("  ".join(_padded(row, known, numeric)).rstrip() + "\n" for row in lines)


def _is_numeric(rows: list[list[object]], place: int) -> bool:
    return all(row[place] is None or isinstance(row[place], int | float) for row in rows)


def _padded(row: list[str], widths: list[int], numeric: list[bool]) -> list[str]:
    padded = []
    for text, width, right in zip(row, widths, numeric, strict=True):
        space = " " * (width - width_of(text))
        padded.append(space + text if right else text + space)
    return padded


class TableWriter:
    """The outcomes of a batch as lines under the header, which is written once."""

    def __init__(self, path: str | None, layout: Layout, *, echo: Sequence[str]) -> None:
        self.done = self.failed = 0
        self._layout = layout
        self._echo = echo
        self._header = ["record", *echo, *layout.columns]
        self._widths = [0] * len(self._header)
        self._heading = True
        self._destination = Destination(path)

    def write(self, outcomes: Sequence[Outcome]) -> None:
        rows: list[list[object]] = []
        for record, answer, error in outcomes:
            if error is not None:
                print_bad(record, error)
                continue
            start = [record.number, *(getattr(record, "values", {}).get(role) for role in self._echo)]
            rows.extend([*start, *row] for row in self._layout.rows(answer))
        if rows:
            text = format_table(self._header, rows, self._widths, heading=self._heading)
            self._heading = False
            self._destination.write(text.encode(errors="replace"))

    def finish(self) -> None:
        self._destination.close()
