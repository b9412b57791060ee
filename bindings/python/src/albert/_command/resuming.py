"""What an output file of an interrupted run holds: how many whole records, how many of them errors, and up to which byte.

A run that was killed may leave a torn record at the end, which is cut off and made anew. A file that is none of this
command's outputs is refused and left as it is.
"""

from __future__ import annotations

import os
import sys

from albert._command.failure import CommandError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import BinaryIO

__all__ = ["csv_present", "json_lines_present"]


def json_lines_present(path: str, names: Iterable[str], further_names: Iterable[str]) -> tuple[int, int, int]:
    """Records, errors among them, and bytes that stay.

    ``names``: of the fields of an answer, to which the first one in the file is held; ``further_names``: of those that it may have.
    """
    done = failed = keep = 0
    if not os.path.exists(path):
        return 0, 0, 0
    with open(path, "rb") as held:
        for line in held:
            beginning = b'{"record": %d, ' % (done + 1)
            is_torn = not line.endswith(b"\n")
            if not line.startswith(beginning) and not (is_torn and beginning.startswith(line)):
                raise CommandError(f"{path}: line {done + 1} is no record {done + 1} of this command")
            if is_torn:
                break
            done += 1
            is_error = line.startswith(b'"error": ', len(beginning))
            if not is_error and done == failed + 1:
                _check_names(f"{path}: line {done}", line, set(names), set(further_names))
            failed += is_error
            keep += len(line)
    return done, failed, keep


def _check_names(place: str, line: bytes, names: set[str], further_names: set[str]) -> None:
    from json import loads

    try:
        found = set(loads(line))
    except (ValueError, RecursionError) as failure:
        raise CommandError(f"{place}: no JSON: {failure}") from failure
    if not names <= found <= names | further_names:
        expected, others = ", ".join(sorted(names)), ", ".join(sorted(found))
        raise CommandError(f"{place}: the fields are not this command's: {expected} were expected, found {others}")


def csv_present(path: str, heading: bytes, errors: bool) -> tuple[int, int, int]:
    """As of JSON Lines. The last record's rows go, since nobody can tell whether they are all there."""
    import csv

    limit = csv.field_size_limit(sys.maxsize)  # the process's: a text that was repeated may be long, one that is read has its own limit
    try:
        return _csv_present(path, heading, errors)
    finally:
        csv.field_size_limit(limit)


def _csv_present(path: str, heading: bytes, errors: bool) -> tuple[int, int, int]:
    import csv

    if not os.path.exists(path) or os.path.getsize(path) == 0:
        return 0, 0, 0
    last = rows_of_last_failed = failed = begins = 0
    with open(path, "rb") as held:
        first = held.readline()
        if not first.endswith(b"\n") and heading.startswith(first):  # torn
            return 0, 0, 0
        if first != heading:
            raise CommandError(f"{path}: the header is not this command's: {heading.decode().strip()} was expected")
        width = len(next(csv.reader([heading.decode()])))
        place = len(heading)  # where the row that is being read begins
        read = place

        def lines() -> Iterator[str]:
            nonlocal read
            for line in held:
                read += len(line)
                yield line.decode(errors="replace")

        begins = place
        for cells in csv.reader(lines()):
            if len(cells) != width or not cells[0].isascii() or not cells[0].isdigit():
                if _is_end(held):  # torn
                    break
                raise CommandError(f"{path}: a row at byte {place} is none of this command's")
            if int(cells[0]) != last:
                last, begins, rows_of_last_failed = int(cells[0]), place, 0
            if errors and cells[-1]:
                failed += 1
                rows_of_last_failed += 1
            place = read
    return max(last - 1, 0), failed - rows_of_last_failed, begins


def _is_end(held: BinaryIO) -> bool:
    return not held.read(1)
