"""albert completion"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace
    from typing import Any

SUMMARY = "Print the program that completes albert's arguments in a shell."
EXAMPLE = 'eval "$(albert completion bash)"'
SHELLS = ("bash", "zsh", "fish")
FILES = ("FILE", "FILE.svg", "FILE|DIR", "PATH", "SRC")
DIRECTORIES = ("DIR", "DST", "PATH|HUB-ID")


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("shell", choices=SHELLS, metavar="SHELL", help="bash, zsh or fish.")


def run(arguments: Namespace) -> int:
    from albert._command.destination import Destination
    from albert._command.failure import import_extra
    from albert._command.parser import build_parser

    shtab = import_extra("shtab", "completion", "completion")
    parser = build_parser()
    _mark_files(parser, shtab)
    program: str = shtab.complete(parser, shell=arguments.shell)
    Destination(None).write(f"{program}\n".encode())
    return 0


def _mark_files(parser: ArgumentParser, shtab: Any) -> None:
    """What may be a file completes as a file, which a shell takes to include directories; a model or a directory as a directory."""
    action: Any
    for action in parser._actions:
        if isinstance(action.choices, dict):
            for subparser in action.choices.values():
                _mark_files(subparser, shtab)
        elif action.metavar in FILES:
            action.complete = shtab.FILE
        elif action.metavar in DIRECTORIES:
            action.complete = shtab.DIRECTORY
