"""Where bytes go: a file that can be gone on with, or standard output."""

from __future__ import annotations

import os
import sys
from stat import S_ISFIFO

from albert._command.failure import CommandError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import BinaryIO

__all__ = ["Destination"]


class Destination:
    """Takes whole records and gives them to the system before ``write`` returns.

    Without a path the bytes go to standard output; BrokenPipeError, when its reader is gone, is the caller's to take.
    """

    def __init__(self, path: str | None, keep: int = 0, *, sought: str | None = None) -> None:
        """``keep``: the first bytes of the file that stay; what follows them is cut off.

        ``sought``: the form that comes back to its beginning with ``write_at``, which a pipe or a terminal cannot take.
        """
        self.path = path
        self._file: BinaryIO | None = None
        if path is not None:
            if sought is not None and _is_pipe(path):  # before opening waits for its reader
                raise CommandError(f"{path}: {sought} needs a file that can be sought")
            self._file = open(path, "r+b" if keep else "wb")
            if sought is not None and not self._file.seekable():
                self._file.close()
                raise CommandError(f"{path}: {sought} needs a file that can be sought")
            try:
                self._file.truncate(keep)
                self._file.seek(keep)
            except OSError as failure:  # a pipe or a device, which is never gone on with
                if keep:
                    raise CommandError(f"{path}: {failure.strerror}") from failure

    def write(self, content: bytes) -> None:
        if self._file is None:
            _write_to_standard_output(content)
            return
        try:
            self._file.write(content)
            self._file.flush()
        except OSError as failure:
            raise CommandError(f"{self.path}: {failure.strerror}") from failure

    def write_at(self, place: int, content: bytes) -> None:
        """Writes over what stands at ``place``, and stays at the end."""
        assert self._file is not None
        end = self._file.tell()
        self._file.seek(place)
        self.write(content)
        self._file.seek(end)

    def close(self) -> None:
        if self._file is not None:
            file, self._file = self._file, None
            try:
                file.close()
            except OSError as failure:
                raise CommandError(f"{self.path}: {failure.strerror}") from failure


def _is_pipe(path: str) -> bool:
    try:
        return S_ISFIFO(os.stat(path).st_mode)
    except OSError:  # of which opening tells
        return False


def _write_to_standard_output(content: bytes) -> None:
    if sys.stdout is None:
        raise CommandError("standard output: is closed")
    binary = getattr(sys.stdout, "buffer", None)
    if binary is None:  # something that stands in for it, as in a notebook
        sys.stdout.write(content.decode(errors="replace"))
    else:
        try:
            binary.write(content)
            binary.flush()
        except BrokenPipeError:
            raise
        except OSError as failure:
            raise CommandError(f"standard output: {failure.strerror}") from failure


def is_terminal() -> bool:
    try:
        return os.isatty(sys.stdout.fileno())
    except (OSError, ValueError, AttributeError):
        return False
