"""albert convert: its arguments go to albert._convert as they are."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace

SUMMARY = "Turn a model of another format into a directory that albert opens."
EXAMPLE = "albert convert pytorch_model/ model/"


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("source", metavar="SRC", help="The model to read.")
    parser.add_argument("destination", metavar="DST", help="The directory to write.")


def run(arguments: Namespace) -> int:
    from importlib import import_module

    status = import_module("albert._convert").main(arguments.words)
    return int(status or 0)
