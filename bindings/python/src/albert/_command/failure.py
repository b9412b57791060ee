"""Failures that the command itself finds."""

from __future__ import annotations

import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import ModuleType

    from albert._command.records import BadRecord, Record

__all__ = ["CommandError", "import_extra", "print_bad", "visible"]


class CommandError(Exception):
    """The work cannot be done; the message is the whole line that the user sees."""


def visible(text: str) -> str:
    """One line in which a terminal finds nothing to obey: what a model's file or a text says may be told in a message."""
    line = " ".join(text.split())
    return "".join(letter if letter.isprintable() else ascii(letter)[1:-1] for letter in line)


def print_bad(record: Record | BadRecord, error: str) -> None:
    """Tells why a record was left out, for an output that has no place for reasons."""
    print(f"albert: {visible(f'{record.place}: {error}')}", file=sys.stderr)


def import_extra(module: str, purpose: str, extra: str) -> ModuleType:
    """A package that is needed for one thing only."""
    from importlib import import_module

    try:
        return import_module(module)
    except ImportError as missing:
        raise CommandError(
            f"{purpose} needs the package {module.partition('.')[0]}: pip install 'libalbert[{extra}]'"
        ) from missing
