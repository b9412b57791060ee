"""albert info"""

from __future__ import annotations

from albert._command.arguments import add_model, add_report
from albert._command.opening import open_model

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace

SUMMARY = "Show what a model is: its sizes, heads, memory and files."
EXAMPLE = "albert info --model MODEL"


def add_arguments(parser: ArgumentParser) -> None:
    add_model(parser)
    add_report(parser)


def run(arguments: Namespace) -> int:
    from albert._command.reporting import write_report

    write_report(arguments, open_model(arguments).info)
    return 0
