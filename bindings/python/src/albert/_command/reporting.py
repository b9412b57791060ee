"""Reports: a few rows, or named values, in the form that was asked for."""

from __future__ import annotations

from albert._command.destination import Destination
from albert._command.numbers import plain
from albert._command.outputs import output_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Iterator, Sequence

__all__ = ["write_report", "write_rows"]


def write_rows(form: str, path: str | None, header: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    """Rows with the same names: a JSON object each, or a line each."""
    destination = Destination(path)
    try:
        if form == "jsonl":
            from albert._command.writing import json_line

            destination.write(b"".join(json_line(dict(zip(header, row, strict=True)), "id") for row in rows))
        elif form == "csv":
            from albert._command.writing import csv_lines

            destination.write(csv_lines([list(header), *([plain(value) for value in row] for row in rows)]))
        else:
            from albert._command.tables import format_table

            destination.write(format_table(header, rows, longest=0).encode(errors="replace"))
    finally:
        destination.close()


def write_report(arguments: Namespace, report: dict[str, object]) -> None:
    """Named values: one JSON object, or a line each, where what is nested has its path as a name."""
    form = output_of(arguments)
    if form == "jsonl":
        from albert._command.writing import json_line

        destination = Destination(arguments.out)
        try:
            destination.write(json_line(report))
        finally:
            destination.close()
    else:
        write_rows(form, arguments.out, ("name", "value"), list(_flat(report, "")))


def _flat(value: object, name: str) -> Iterator[tuple[str, object]]:
    if isinstance(value, dict) and value:
        for key, held in value.items():
            yield from _flat(held, f"{name}.{key}" if name else str(key))
    elif isinstance(value, list) and value and not any(isinstance(held, dict | list) for held in value):
        yield name, ", ".join(str(held) for held in value)
    elif isinstance(value, list | dict):
        yield from (_flat(dict(enumerate(value)), name) if value else [(name, "none")])
    else:
        yield name, value
