"""The records of a run: texts given as arguments, or those of files or standard input."""

from __future__ import annotations

import sys

from albert._command.arguments import form_of, usage_error
from albert._command.failure import CommandError
from albert._command.reading import read_records
from albert._command.records import Record
from albert._command.sources import check_files
from albert._command.targets import check_targets

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Iterator, Sequence
    from typing import Any

    from albert._command.records import BadRecord, Role
    from albert._command.sources import Source

__all__ = ["Inputs"]


class Inputs:
    """Iterates once over the records, and knows how many bytes of how many have been read."""

    def __init__(self, arguments: Namespace, roles: Sequence[Role], given: Sequence[dict[str, Any]] = ()) -> None:
        """``given``: the values of records that stand in the arguments themselves."""
        if given and arguments.file:
            usage_error(arguments, "texts and --file exclude each other")
        self._given = given
        self._names: list[str] = [] if given else arguments.file or ["-"]
        self._form = form_of(arguments, roles, self._names)
        self._sources: list[Source] = []
        if "-" in self._names and sys.stdin is None:
            raise CommandError("standard input: is closed")
        self.byte_total = check_files(self._names)
        check_targets(arguments, self._names)
        if "-" in self._names and sys.stdin.isatty() and not arguments.quiet:
            print("albert: reading from the terminal, up to Ctrl-D", file=sys.stderr)

    @property
    def bytes_read(self) -> int:
        return sum(source.consumed for source in self._sources)

    def __iter__(self) -> Iterator[Record | BadRecord]:
        for number, values in enumerate(self._given, 1):
            yield Record(number, f"argument {number}", values)
        yield from read_records(self._names, self._form, self._sources.append)
