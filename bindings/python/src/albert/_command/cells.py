"""Cells of CSV and TSV files. CSV is RFC 4180's, quoted fields that hold line ends included; TSV quotes nothing. Empty lines are
no records."""

from __future__ import annotations

import csv

from albert._command.reading import BadText
from albert._command.sources import text_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from albert._command.reading import Form
    from albert._command.sources import Source

__all__ = ["Columns", "cells_of"]

_LONGEST_CELL = 1 << 24  # characters; here the memory ends that an unclosed quote can take


def cells_of(source: Source, delimiter: str) -> Iterator[tuple[list[str], str | None]]:
    """The cells of every record, or why it has none."""
    return _cells_of_tsv(source) if delimiter == "\t" else _cells_of_csv(source)


def _cells_of_tsv(source: Source) -> Iterator[tuple[list[str], str | None]]:
    for line in source.lines():
        try:
            text = text_of(line)
            if text:  # an empty line is no record, as in CSV
                yield text.split("\t"), None
        except UnicodeDecodeError as failure:
            yield [], f"byte {failure.start + 1} of the line is no UTF-8"


def _cells_of_csv(source: Source) -> Iterator[tuple[list[str], str | None]]:
    csv.field_size_limit(_LONGEST_CELL)
    # Bytes that are no UTF-8 come through as lone surrogates, so that the reader's place in the file is kept.
    lines = (line.decode(errors="surrogateescape") for line in source.lines())
    reader = csv.reader(lines, strict=True)
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as failure:
            yield [], f"no CSV: {failure}"
            continue
        if not cells:  # an empty line between records
            continue
        try:
            for cell in cells:
                cell.encode()
            yield cells, None
        except UnicodeEncodeError:
            yield [], "a byte of the record is no UTF-8"


class Columns:
    """Where the roles lie in a record's cells."""

    def __init__(self, form: Form, header: list[str] | None) -> None:
        self._width = 0 if header is None else len(header)
        self._places = {
            role.name: [_place(name, header) for name in form.columns[role.name]] for role in form.roles
        }
        self._many = {role.name for role in form.roles if role.many}
        self._identity = None if form.identity is None else _place(form.identity, header)

    def pick(self, cells: list[str]) -> tuple[dict[str, Any], str | None]:
        if self._width and len(cells) != self._width:
            raise BadText(f"{self._width} cells expected, as in the header, found {len(cells)}")
        values: dict[str, Any] = {}
        for role, places in self._places.items():
            texts = [_cell(cells, place) for place in places]
            values[role] = texts if role in self._many else texts[0]
        return values, None if self._identity is None else _cell(cells, self._identity)


def _place(name: str, header: list[str] | None) -> int:
    """A column by its name in the header; by its number, from 1, where there is no header."""
    if header is None:
        if not name.isascii() or not name.isdigit() or not name[:10].strip("0") or len(name) > 10:
            raise BadText(f"without a header a column is a number from 1, not {name!r}")
        return int(name) - 1
    if name not in header:
        raise BadText(f"there is no column {name!r}; the header has {', '.join(map(repr, header))}")
    if header.count(name) > 1:
        raise BadText(f"two columns are called {name!r}")
    return header.index(name)


def _cell(cells: list[str], place: int) -> str:
    if place >= len(cells):
        raise BadText(f"there is no cell {place + 1}, the record has {len(cells)}")
    return cells[place]
