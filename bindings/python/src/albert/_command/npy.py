"""Vectors as a .npy file (format 1.0, little-endian float32 [records, width]), written row by row.

The header has room for any number of rows and is written anew when the file is finished, by Ctrl-C too. A run that was
killed leaves the header's number behind, but all whole rows: going on counts the bytes. A bad record's row is NaN.
"""

from __future__ import annotations

import os
import sys
from array import array

from albert._command.destination import Destination
from albert._command.failure import CommandError, print_bad

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from albert._command.records import Outcome

__all__ = ["NpyWriter", "header_of"]

_HEADER_BYTES = 128


def header_of(rows: int, width: int) -> bytes:
    described = f"{{'descr': '<f4', 'fortran_order': False, 'shape': ({rows}, {width}), }}".encode()
    start = b"\x93NUMPY\x01\x00" + (_HEADER_BYTES - 10).to_bytes(2, "little")
    return start + described.ljust(_HEADER_BYTES - 11) + b"\n"


class NpyWriter:
    def __init__(self, path: str, width: int, *, resume: bool) -> None:
        self._width = width
        self.done, self.failed = _rows_present(path, width) if resume else (0, 0)
        self._rows = self.done
        self._destination = Destination(path, _HEADER_BYTES + self.done * width * 4 if self.done else 0, sought="npy")
        if not self.done:
            self._destination.write(header_of(0, width))

    def write(self, outcomes: Sequence[Outcome]) -> None:
        missing = array("f", [float("nan")]) * self._width
        for record, _, error in outcomes:
            if error is not None:  # for which the file has no place
                print_bad(record, error)
        rows = [missing.tobytes() if error is not None else _bytes_of(answer) for _, answer, error in outcomes]
        self._destination.write(b"".join(rows))
        self._rows += len(rows)

    def finish(self) -> None:
        self._destination.write_at(0, header_of(self._rows, self._width))
        self._destination.close()


def _bytes_of(vector: Any) -> bytes:
    if sys.byteorder == "little":
        return memoryview(vector).tobytes()
    swapped = array("f", memoryview(vector).tobytes())
    swapped.byteswap()
    return swapped.tobytes()


def _rows_present(path: str, width: int) -> tuple[int, int]:
    """Whole rows, and how many of them are NaN."""
    if not os.path.exists(path):
        return 0, 0
    row_bytes = width * 4
    with open(path, "rb") as held:
        header = held.read(_HEADER_BYTES)
        if len(header) < _HEADER_BYTES and header_of(0, width).startswith(header):  # torn, or empty
            return 0, 0
        kept = header.partition(b"'shape': (")
        expected = header_of(0, width).partition(b"'shape': (")
        if kept[0] != expected[0] or kept[2].partition(b",")[2].strip() != expected[2].partition(b",")[2].strip():
            raise CommandError(f"{path}: is no .npy file of float32 vectors of width {width} that this command wrote")
        rows = failed = 0
        while len(row := held.read(row_bytes)) == row_bytes:
            rows += 1
            first = array("f", row[:4])
            if sys.byteorder != "little":
                first.byteswap()
            failed += first[0] != first[0]
    return rows, failed
