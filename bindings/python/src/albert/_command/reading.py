"""Records of files, in the four formats: lines, JSON Lines, CSV and TSV.

A record that cannot be read is a BadRecord in its place in the order, so that whoever goes on keeps the numbers.
"""

from __future__ import annotations

from albert._command.failure import CommandError
from albert._command.numbers import is_finite
from albert._command.records import BadRecord, Record
from albert._command.sources import open_sources, text_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from typing import Any, NoReturn

    from albert._command.records import Role
    from albert._command.sources import Source

__all__ = ["FORMATS", "BadText", "Form", "format_of", "read_records"]

FORMATS = ("lines", "jsonl", "csv", "tsv")
_ENDINGS = {".jsonl": "jsonl", ".ndjson": "jsonl", ".csv": "csv", ".tsv": "tsv"}


class BadText(Exception):
    """Why one record cannot be read."""


class Form:
    """How records are found in a file: the format, the roles, and per role the names of its field and columns."""

    def __init__(
        self,
        roles: Sequence[Role],
        fields: dict[str, list[str]],
        columns: dict[str, list[str]],
        *,
        format: str | None = None,
        identity: str | None = None,
        has_header: bool = True,
    ) -> None:
        self.roles = roles
        self.fields = fields
        self.columns = columns
        self.format = format
        self.identity = identity
        self.has_header = has_header


def format_of(name: str, form: Form) -> str:
    """The format that was asked for, else the one that the file's name ends with, else lines."""
    from os.path import splitext

    return form.format or _ENDINGS.get(splitext(name)[1].lower(), "lines")


def read_records(
    names: list[str], form: Form, on_source: Callable[[Source], None] | None = None
) -> Iterator[Record | BadRecord]:
    """The records of all files in their order, numbered from 1."""
    number = 0
    for name, source in zip(names, open_sources(names), strict=True):
        if on_source is not None:
            on_source(source)
        for values, identity, reason in _READERS[format_of(name, form)](source, form):
            number += 1
            if reason is None:
                yield Record(number, source.place, values, identity)
            else:
                yield BadRecord(number, source.place, reason, identity)


def _read_lines(source: Source, form: Form) -> Iterator[tuple[dict[str, Any], Any, str | None]]:
    for line in source.lines():
        try:
            yield _split_line(text_of(line), form.roles), None, None
        except (UnicodeDecodeError, BadText) as failure:
            yield {}, None, _reason(failure)


def _split_line(text: str, roles: Sequence[Role]) -> dict[str, Any]:
    """One role is the whole line; several are what stands between its tabs."""
    if len(roles) == 1 and not roles[0].many:
        return {roles[0].name: text}
    parts = text.split("\t")
    singles = [role for role in roles if not role.many]
    expected = len(singles) + (len(roles) > len(singles))
    if len(parts) < expected or (len(parts) > expected and not roles[-1].many):
        what = ", ".join(role.name for role in roles)
        raise BadText(f"{expected} texts with tabs between them expected ({what}), found {len(parts)}")
    values: dict[str, Any] = {role.name: part for role, part in zip(singles, parts, strict=False)}
    if roles[-1].many:
        values[roles[-1].name] = parts[len(singles) :]
    return values


def _read_jsonl(source: Source, form: Form) -> Iterator[tuple[dict[str, Any], Any, str | None]]:
    from json import JSONDecoder

    # Python would take NaN and Infinity, which are no JSON.
    loads = JSONDecoder(parse_constant=_refuse_constant).decode
    for line in source.lines():
        identity = None
        try:
            text = text_of(line)
            if not text.strip():
                raise BadText("the line is empty, a JSON object was expected")
            held = loads(text)
            if not isinstance(held, dict):
                raise BadText(f"a JSON object was expected, found {_kind(held)}")
            identity = None if form.identity is None else _identity(held, form.identity)
            values = {role.name: _field(held, form.fields[role.name][0], role) for role in form.roles}
            yield values, identity, None
        except (ValueError, RecursionError, BadText) as failure:
            yield {}, identity, _reason(failure)


def _refuse_constant(name: str) -> NoReturn:
    raise BadText(f"no JSON: {name} is no number there")


def _field(held: dict[str, Any], name: str, role: Role) -> Any:
    if name not in held:
        raise BadText(f"there is no field {name!r}")
    value = held[name]
    if role.many:
        if not isinstance(value, list) or not all(isinstance(text, str) for text in value):
            raise BadText(f"the field {name!r} holds {_kind(value)}, a list of texts was expected")
    elif role.number and isinstance(value, int | float) and not isinstance(value, bool):
        return repr(value)
    elif not isinstance(value, str):
        raise BadText(f"the field {name!r} holds {_kind(value)}, a text{' or a number' if role.number else ''} was expected")
    return value


def _identity(held: dict[str, Any], name: str) -> Any:
    if name not in held:
        raise BadText(f"there is no field {name!r}")
    if not is_finite(held[name]):
        raise BadText(f"the field {name!r} holds a number that is too large")
    return held[name]


def _read_table(source: Source, form: Form, delimiter: str) -> Iterator[tuple[dict[str, Any], Any, str | None]]:
    from albert._command.cells import Columns, cells_of

    columns = None if form.has_header else Columns(form, None)
    for cells, reason in cells_of(source, delimiter):
        if columns is None:
            if reason is not None:
                raise CommandError(f"{source.place}: {reason}")
            try:
                columns = Columns(form, cells)
            except BadText as failure:
                raise CommandError(f"{source.place}: {failure}") from failure
        elif reason is not None:
            yield {}, None, reason
        else:
            try:
                values, identity = columns.pick(cells)
                yield values, identity, None
            except BadText as failure:
                yield {}, None, str(failure)


_READERS: dict[str, Callable[[Source, Form], Iterator[tuple[dict[str, Any], Any, str | None]]]] = {
    "lines": _read_lines,
    "jsonl": _read_jsonl,
    "csv": lambda source, form: _read_table(source, form, ","),
    "tsv": lambda source, form: _read_table(source, form, "\t"),
}


def _reason(failure: Exception) -> str:
    from json import JSONDecodeError

    if isinstance(failure, UnicodeDecodeError):
        return f"byte {failure.start + 1} of the line is no UTF-8"
    if isinstance(failure, RecursionError):
        return "no JSON that can be read: nested too deeply"
    if isinstance(failure, JSONDecodeError):  # its own text counts lines of the record, where those of the file are told
        return f"no JSON: {failure.msg}, character {failure.pos + 1} of the line"
    return str(failure) if isinstance(failure, BadText) else f"no JSON: {failure}"


def _kind(value: object) -> str:
    if value is None:
        return "null"
    kinds = {str: "a text", bool: "a truth value", int: "a number", float: "a number", list: "a list", dict: "an object"}
    return kinds[type(value)]
