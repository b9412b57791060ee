"""The groups of arguments that subcommands share, and what follows from them."""

from __future__ import annotations

import argparse
from math import inf, isfinite

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace
    from collections.abc import Sequence
    from typing import NoReturn

    from albert._command.reading import Form
    from albert._command.records import Role

__all__ = [
    "add_general",
    "add_model",
    "add_output",
    "add_records",
    "add_report",
    "add_vectors",
    "count",
    "count_or_zero",
    "finite",
    "form_of",
    "given_options",
    "share",
    "usage_error",
]


_LARGEST = 2**63 - 1  # the library's, and Python's for sizes
_DIGITS = 20


def count(text: str) -> int:
    """A number from 1."""
    number = _whole(text)
    if number is None or number == 0:
        raise argparse.ArgumentTypeError(f"a number from 1 was expected, not {text!r}")
    return number


def count_or_zero(text: str) -> int:
    """A number from 0."""
    number = _whole(text)
    if number is None:
        raise argparse.ArgumentTypeError(f"a number from 0 was expected, not {text!r}")
    return number


def _whole(text: str) -> int | None:
    """None where there are not only digits."""
    if not text.isascii() or not text.isdigit():
        return None
    if len(text) > _DIGITS or int(text) > _LARGEST:
        raise argparse.ArgumentTypeError(f"a number of at most {_LARGEST} was expected, not {text[:_DIGITS]!r}{'…' * (len(text) > _DIGITS)}")
    return int(text)


def finite(text: str) -> float:
    """Any number."""
    try:
        value = float(text)
    except ValueError:
        value = inf
    if not isfinite(value):
        raise argparse.ArgumentTypeError(f"a number was expected, not {text!r}")
    return value


def share(text: str) -> float:
    """More than 0, at most 1."""
    try:
        found = float(text)
    except ValueError:
        found = 0.0
    if not 0 < found <= 1:
        raise argparse.ArgumentTypeError(f"a number above 0, at most 1, was expected, not {text!r}")
    return found


def add_general(parser: ArgumentParser) -> None:
    group = parser.add_argument_group("messages")
    group.add_argument("-q", "--quiet", action="store_true", help="Show no progress and no notes.")
    group.add_argument("--traceback", action="store_true", help="Let a failure show where in the program it happened.")


def add_model(parser: ArgumentParser) -> None:
    group = parser.add_argument_group("model")
    group.add_argument(
        "--model",
        metavar="PATH|HUB-ID",
        help="The model's directory, or its name on the hub. Default: the model that comes with albert.",
    )
    group.add_argument(
        "--dtype", choices=("f32", "bf16", "int8"), default="f32", help="The number format of the weights. Default: f32."
    )
    group.add_argument("--threads", type=count, metavar="N", help="The threads to compute with. Default: the machine's.")


def add_records(parser: ArgumentParser, roles: Sequence[Role], *, optional: Sequence[str] = ()) -> None:
    """Files, their formats, and where in them the roles stand. ``optional`` roles are read only where they are named."""
    from albert._command.reading import FORMATS

    group = parser.add_argument_group("where texts come from")
    group.add_argument(
        "-f",
        "--file",
        action="append",
        metavar="FILE",
        help="Read FILE; may be repeated; - is standard input, which is read where neither texts nor files are given.",
    )
    group.add_argument(
        "--format",
        choices=FORMATS,
        help="How files are laid out. Default: as the name ends (.jsonl, .csv, .tsv), else one text a line.",
    )
    for role in roles:
        field, column = _option_names(role.name)
        default = None if role.name in optional else role.name
        shown = "none" if default is None else default
        group.add_argument(
            field, metavar="NAME", default=default, help=f"The JSON field that holds the {role.name}. Default: {shown}."
        )
        group.add_argument(
            column,
            metavar="NAME",
            action="append" if role.many else "store",
            default=None if role.many else default,
            help=f"The CSV or TSV column that holds the {role.name}"
            + ("; may be repeated. " if role.many else ". ")
            + f"Default: {shown}.",
        )
    group.add_argument("--id", metavar="NAME", help="The field or column to repeat in the output as id.")
    group.add_argument(
        "--no-header", action="store_true", help="CSV and TSV begin with a record; columns are numbers from 1."
    )


def _option_names(role: str) -> tuple[str, str]:
    return ("--field", "--column") if role == "text" else (f"--{role}-field", f"--{role}-column")


def form_of(arguments: Namespace, roles: Sequence[Role], names: Sequence[str]) -> Form:
    """The form of the files. Field and column names apply to their formats.

    ``names``: of the files, whose columns must be numbers where they have no header.
    """
    from albert._command.reading import BadText, Form, format_of

    fields, columns = {}, {}
    for role in roles:
        field, column = (name.lstrip("-").replace("-", "_") for name in _option_names(role.name))
        fields[role.name] = [getattr(arguments, field) or role.name]
        named = getattr(arguments, column)
        columns[role.name] = named if isinstance(named, list) else [named or role.name]
    form = Form(
        roles,
        fields,
        columns,
        format=arguments.format,
        identity=arguments.id,
        has_header=not arguments.no_header,
    )
    if arguments.no_header and any(format_of(name, form) in ("csv", "tsv") for name in names):
        from albert._command.cells import Columns

        try:
            Columns(form, None)
        except BadText as failure:
            usage_error(arguments, str(failure))
    return form


def add_output(
    parser: ArgumentParser, *, batch: int, outputs: Sequence[str] = ("table", "jsonl", "csv"), resume: bool = True
) -> None:
    group = parser.add_argument_group("where answers go")
    group.add_argument("-o", "--out", metavar="FILE", help="Write FILE instead of standard output.")
    group.add_argument(
        "--output",
        choices=outputs,
        help="The form of the answers. Default: as the name of FILE ends, else a table on a terminal and JSON Lines elsewhere.",
    )
    bad = "Leave out" if not resume else "Write an error, in tables and npy on standard error, in the place of"
    if resume:
        group.add_argument("--echo", action="store_true", help="Repeat the texts beside their answers.")
        group.add_argument(
            "--resume", action="store_true", help="Go on after the last whole record of the file that --out names."
        )
    group.add_argument(
        "--skip-bad",
        action="store_true",
        help=f"{bad} a record that cannot be read or answered, go on, and exit with 1 at the end.",
    )
    group.add_argument(
        "--batch", type=count, metavar="N", default=batch, help=f"The records to answer at a time. Default: {batch}."
    )


def add_report(parser: ArgumentParser) -> None:
    group = parser.add_argument_group("where the report goes")
    group.add_argument("-o", "--out", metavar="FILE", help="Write FILE instead of standard output.")
    group.add_argument(
        "--output",
        choices=("table", "jsonl", "csv"),
        help="The form of the report. Default: as the name of FILE ends, else a table on a terminal and JSON elsewhere.",
    )


def add_vectors(parser: ArgumentParser) -> None:
    """The options of everything that compares or writes vectors."""
    parser.add_argument(
        "--pooling",
        choices=("mean", "cls", "max", "pooler"),
        help="How the vectors of a text's pieces become one. Default: as the model's files say, else mean.",
    )
    parser.add_argument("--max-length", type=count, metavar="N", help="The most pieces of a text that are read.")


def given_options(arguments: Namespace, *names: str) -> dict[str, object]:
    """The options that were set, as keywords of the Python call."""
    return {name: getattr(arguments, name) for name in names if getattr(arguments, name, None) is not None}


def usage_error(arguments: Namespace, message: str) -> NoReturn:
    """Ends the command as argparse does, with exit status 2."""
    parser: ArgumentParser = arguments.parser
    parser.error(message)
