"""Where records come from: bytes of files or of standard input, read line by line and never all at once.

Lines end with a line feed, before which a carriage return is dropped; a byte order mark at the beginning of a file is no
part of its text. What is no UTF-8 makes its record a bad one, not the file.
"""

from __future__ import annotations

import os
import sys
from stat import S_ISDIR, S_ISREG

from albert._command.failure import CommandError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import BinaryIO

__all__ = ["Source", "open_sources"]

_MARK = b"\xef\xbb\xbf"


class Source:
    """A file that is being read. ``line`` is the number of the last line that was read, ``consumed`` its last byte's."""

    def __init__(self, name: str, size: int, opened: BinaryIO) -> None:
        self.name = name
        self.size = size  # 0: not known
        self.line = 0
        self.consumed = 0
        self._opened = opened

    def lines(self) -> Iterator[bytes]:
        """The lines with their ends."""
        with self._opened as opened:
            try:
                for line in opened:
                    self.line += 1
                    self.consumed += len(line)
                    yield line.removeprefix(_MARK) if self.line == 1 else line
            except OSError as failure:
                raise CommandError(f"{self.name}: {failure.strerror}") from failure

    @property
    def place(self) -> str:
        return f"{self.name}: line {self.line}"


def open_sources(names: list[str]) -> Iterator[Source]:
    """One source per name, opened when it is its turn; "-" is standard input."""
    for name in names:
        if name == "-":
            yield Source("standard input", 0, os.fdopen(os.dup(sys.stdin.fileno()), "rb"))
        else:
            opened = open(name, "rb")
            status = os.fstat(opened.fileno())
            yield Source(name, status.st_size, opened)


def check_files(names: list[str]) -> int:
    """Fails now for a file that would fail later; returns the bytes of all, 0 where they are not known."""
    total = 0
    known = True
    for name in names:
        if name == "-":
            known = False
            continue
        status = os.stat(name)
        if S_ISREG(status.st_mode) or S_ISDIR(status.st_mode):
            open(name, "rb").close()
        else:
            known = False  # whoever writes into a pipe would lose its reader if it were opened only to see
        total += status.st_size
        known = known and status.st_size > 0
    return total if known else 0


def text_of(line: bytes) -> str:
    """A line without its end; UnicodeDecodeError names the byte."""
    if line.endswith(b"\n"):
        line = line[:-2] if line.endswith(b"\r\n") else line[:-1]
    return line.decode()
