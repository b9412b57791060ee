"""Outcomes as JSON Lines and CSV. Each writer puts whole records out, and can go on after the last whole one of a file.

JSON Lines hold one line per record. CSV holds a row per answer, several or none of a record, under a header; its first
column is the record's number, which tells where to go on.
"""

from __future__ import annotations

from albert._command.destination import Destination
from albert._command.failure import CommandError
from albert._command.numbers import identity_text, is_finite, plain

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from typing import Protocol

    from albert._command.records import Layout, Outcome

    class Writer(Protocol):
        done: int
        """Records that the output held when it was opened."""
        failed: int
        """How many of those are errors."""

        def write(self, outcomes: Sequence[Outcome]) -> None: ...
        def finish(self) -> None: ...


__all__ = ["CsvWriter", "JsonLinesWriter", "csv_lines", "json_line"]


def json_line(fields: dict[str, object], exact: str = "") -> bytes:
    """``exact``: the field whose numbers the library did not compute."""
    from json import dumps

    cut = {name: value if name == exact else plain(value) for name, value in fields.items()}
    try:
        return dumps(cut, ensure_ascii=False, allow_nan=False).encode() + b"\n"
    except UnicodeEncodeError:  # a lone surrogate, which JSON can spell and UTF-8 cannot
        return dumps(cut).encode() + b"\n"
    except ValueError as failure:
        held = ", ".join(name for name, value in cut.items() if not is_finite(value))
        raise CommandError(f"{held}: NaN or infinity, which JSON cannot hold") from failure


class JsonLinesWriter:
    def __init__(self, path: str | None, layout: Layout, *, resume: bool, echo: Sequence[str], identified: bool) -> None:
        """``echo``: the roles whose texts are repeated; ``identified``: whether records have ids."""
        from albert._command.resuming import json_lines_present

        self._layout = layout
        # An answer may have a field of the same name: sentences in another order, choices with their scores.
        taken = {*layout.names, *layout.further_names}
        self._echo = {role: f"given_{role}" if role in taken else role for role in echo}
        self._identified = identified
        names = ["record", *(["id"] if identified else []), *self._echo.values(), *layout.names]
        self.done, self.failed, keep = json_lines_present(path, names, layout.further_names) if resume and path else (0, 0, 0)
        self._destination = Destination(path, keep)

    def write(self, outcomes: Sequence[Outcome]) -> None:
        self._destination.write(b"".join(json_line(self._fields(outcome), "id") for outcome in outcomes))

    def _fields(self, outcome: Outcome) -> dict[str, object]:
        record, answer, error = outcome
        fields: dict[str, object] = {"record": record.number}
        if error is not None:
            fields["error"] = f"{record.place}: {error}"  # before all that a record may choose, so that --resume counts it
        if self._identified:
            fields["id"] = record.identity
        values = getattr(record, "values", {})  # a record that could not be read has none
        fields.update((name, values[role]) for role, name in self._echo.items() if role in values)
        return fields if error is not None else {**fields, **self._layout.fields(answer)}

    def finish(self) -> None:
        self._destination.close()


class CsvWriter:
    def __init__(
        self, path: str | None, layout: Layout, *, resume: bool, echo: Sequence[str], identified: bool, errors: bool
    ) -> None:
        """``echo``: the roles whose texts are repeated; ``errors``: whether there is a column for them."""
        from albert._command.resuming import csv_present

        self._layout = layout
        self._echo = echo
        self._errors = errors
        self._identified = identified
        header: list[object] = ["record", *(["id"] if identified else []), *echo, *layout.columns, *(["error"] if errors else [])]
        heading = csv_lines([header])
        self.done, self.failed, keep = csv_present(path, heading, errors) if resume and path else (0, 0, 0)
        self._destination = Destination(path, keep)
        if not keep:
            self._destination.write(heading)

    def write(self, outcomes: Sequence[Outcome]) -> None:
        rows: list[list[object]] = []
        for record, answer, error in outcomes:
            start: list[object] = [record.number]
            if self._identified:
                start.append(identity_text(record.identity))
            values = getattr(record, "values", {})
            start.extend(_joined(values.get(role)) for role in self._echo)
            if error is not None:
                if not self._errors:
                    raise CommandError(f"{record.place}: {error}")
                rows.append([*start, *[None] * len(self._layout.columns), f"{record.place}: {error}"])
            else:
                end = [None] if self._errors else []
                rows.extend([*start, *plain(row), *end] for row in self._layout.rows(answer))
        self._destination.write(csv_lines(rows))

    def finish(self) -> None:
        self._destination.close()


def _joined(value: object) -> object:
    return "\t".join(value) if isinstance(value, list) else value


class _Lines:
    def __init__(self) -> None:
        self.held: list[str] = []

    def write(self, row: str) -> None:
        self.held.append(row.removesuffix("\r\n"))


def csv_lines(rows: Iterable[Sequence[object]]) -> bytes:
    import csv

    # Cells with a carriage return are quoted only where lines end with one; it is taken off again.
    lines = _Lines()
    csv.writer(lines, lineterminator="\r\n").writerows(rows)
    return "".join(line + "\n" for line in lines.held).encode(errors="replace")
