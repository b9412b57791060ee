"""Which writer the answers go through, by --output, the name of --out and what standard output is."""

from __future__ import annotations

import os

from albert._command.arguments import usage_error
from albert._command.destination import is_terminal

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Sequence

    from albert._command.records import Layout, Role
    from albert._command.writing import Writer

__all__ = ["check_output", "check_report", "open_writer", "output_of"]

_ENDINGS = {".csv": "csv", ".jsonl": "jsonl", ".ndjson": "jsonl", ".npy": "npy", ".parquet": "parquet"}
VECTORS = ("npy", "parquet")


def output_of(arguments: Namespace) -> str:
    """The form of the answers."""
    from os.path import splitext

    if arguments.output is not None:
        return str(arguments.output)
    if arguments.out is not None:
        return _ENDINGS.get(splitext(arguments.out)[1].lower(), "jsonl")
    return "table" if is_terminal() else "jsonl"


def check_output(arguments: Namespace, *, vectors: bool = False) -> None:
    """Ends with a usage error what cannot be written, before anything is read or computed."""
    _check_ending(arguments)
    form = output_of(arguments)
    if form in VECTORS and not vectors:
        usage_error(arguments, f"{form} holds vectors, which this subcommand does not give")
    if form in VECTORS and arguments.out is None:
        usage_error(arguments, f"{form} needs --out FILE")
    if arguments.resume and arguments.out is None:
        usage_error(arguments, "--resume needs --out FILE")
    if arguments.resume and form == "table":
        usage_error(arguments, "--resume cannot go on with a table")
    if arguments.resume and os.path.exists(arguments.out) and not os.path.isfile(arguments.out):
        usage_error(arguments, f"--resume needs a file, which {arguments.out} is not")
    if arguments.echo and form == "npy":
        usage_error(arguments, "npy holds nothing but vectors: no --echo")


def _check_ending(arguments: Namespace) -> None:
    """Texts are read from .tsv; answers, which hold tabs and line ends, are not written to it, and JSON Lines would not be expected there."""
    if arguments.output is None and arguments.out is not None and arguments.out.lower().endswith(".tsv"):
        usage_error(arguments, f"answers are not written as TSV: another name than {arguments.out}, or --output, is needed")


def check_report(arguments: Namespace) -> None:
    """The same for what is written in one go."""
    _check_ending(arguments)
    if (form := output_of(arguments)) in VECTORS:
        usage_error(arguments, f"{form} holds vectors, which this subcommand does not give")


def open_writer(arguments: Namespace, layout: Layout, roles: Sequence[Role], width: int = 0) -> Writer:
    """``width``: of the vectors, for the forms that hold nothing else."""
    form = output_of(arguments)
    echo = [role.name for role in roles] if arguments.echo else []
    path, resume, identified = arguments.out, arguments.resume, arguments.id is not None
    if form == "jsonl":
        from albert._command.writing import JsonLinesWriter

        return JsonLinesWriter(path, layout, resume=resume, echo=echo, identified=identified)
    if form == "csv":
        from albert._command.writing import CsvWriter

        return CsvWriter(path, layout, resume=resume, echo=echo, identified=identified, errors=arguments.skip_bad)
    if form == "npy":
        from albert._command.npy import NpyWriter

        return NpyWriter(path, width, resume=resume)
    if form == "parquet":
        from albert._command.parquet import ParquetWriter

        return ParquetWriter(path, width, resume=resume, echo=echo, identified=identified, errors=arguments.skip_bad)
    from albert._command.tables import TableWriter

    return TableWriter(path, layout, echo=echo)
