"""albert man"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace

SUMMARY = "Print the manual page, as man reads it."
EXAMPLE = "albert man | man -l -"


def add_arguments(parser: ArgumentParser) -> None:
    """There are none."""


def run(arguments: Namespace) -> int:
    from albert._command.destination import Destination
    from albert._command.manual import manual_page
    from albert._command.parser import build_parser

    Destination(None).write(manual_page(build_parser()).encode())
    return 0
