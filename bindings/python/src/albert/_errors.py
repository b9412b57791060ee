"""The exceptions, and which of them a status of the library becomes.

The message is the place and the library's own line about it. ``code`` is the status's name, ``place`` the file, tensor, option or parameter
("" where there is none), ``byte_offset`` the position in it (-1 where there is none).
"""

from __future__ import annotations

__all__ = [
    "ArgumentError",
    "BusyError",
    "Cancelled",
    "Error",
    "FileError",
    "FormatError",
    "InternalError",
    "NumericError",
    "ResourceError",
    "UnsupportedError",
    "make_error",
    "refused",
    "whole_argument",
    "wrong_argument",
]


class Error(Exception):
    """Anything that libalbert reports."""

    code: str
    """The name of the status, such as "ALBERT_E_FORMAT" (docs/errors.md)."""
    place: str
    """A file, tensor, option or parameter, such as "texts[3]"; "" where there is none."""
    byte_offset: int
    """The position in that file or text; -1 where there is none."""

    def __init__(self, message: str = "", code: str = "", place: str = "", byte_offset: int = -1) -> None:
        super().__init__(message)
        self.code = code
        self.place = place
        self.byte_offset = byte_offset

    def __str__(self) -> str:
        return str(self.args[0]) if self.args else ""

    def __reduce__(self) -> tuple[object, ...]:
        return type(self), (str(self), self.code, self.place, self.byte_offset)


class FormatError(Error, ValueError):
    """A file's bytes break its format, or hold NaN or infinity where they were refused."""


class ArgumentError(Error, ValueError):
    """An argument or an option is wrong, or beyond a documented limit."""


class UnsupportedError(Error, NotImplementedError):
    """Valid, but not something this library does, or not something that this model's file holds."""


class ResourceError(Error, MemoryError):
    """Memory could not be had."""


class FileError(Error, OSError):
    """The operating system refused, or a path is not what it must be. Has ``errno`` and ``filename``."""

    def __init__(
        self, message: str = "", code: str = "", place: str = "", byte_offset: int = -1, system_error: int = 0
    ) -> None:
        super().__init__(message, code, place, byte_offset)
        self.errno = system_error or None
        self.strerror = message
        self.filename = place or None

    def __reduce__(self) -> tuple[object, ...]:
        return type(self), (str(self), self.code, self.place, self.byte_offset, self.errno or 0)


class Cancelled(Error):
    """The call was stopped: cancelled, past its deadline, or left to the parent by a child that was forked in its middle. Ctrl-C raises
    KeyboardInterrupt instead."""


class NumericError(FormatError, ArithmeticError):
    """NaN or infinity in weights where they were refused, or in a loss or a gradient in training."""


class BusyError(Error, RuntimeError):
    """A trainer serves another call, or a directory of checkpoints another training."""


class InternalError(Error, RuntimeError):
    """A broken promise of the library: please report it."""


_CLASSES: dict[str, type[Error]] = {
    "ALBERT_E_ARGUMENT": ArgumentError,
    "ALBERT_E_FORMAT": FormatError,
    "ALBERT_E_LIMIT": ArgumentError,
    "ALBERT_E_UNSUPPORTED": UnsupportedError,
    "ALBERT_E_MISSING": UnsupportedError,
    "ALBERT_E_MEMORY": ResourceError,
    "ALBERT_E_IO": FileError,
    "ALBERT_E_PATH": FileError,
    "ALBERT_E_CANCELLED": Cancelled,
    "ALBERT_E_DEADLINE": Cancelled,
    "ALBERT_E_NUMERIC": NumericError,
    "ALBERT_E_BUSY": BusyError,
}


def make_error(code: str, message: str, place: str, byte_offset: int, system_error: int) -> Error:
    """The exception for a status, to be raised. Statuses that this package cannot cause are ours to answer for."""
    kind = _CLASSES.get(code, InternalError)
    line = f"{place}: {message or code}" if place else message or code
    if byte_offset >= 0:
        line += f" (byte {byte_offset})"
    if kind is FileError:
        return FileError(line, code, place, byte_offset, system_error)
    return kind(line, code, place, byte_offset)


def refused(error: OSError, place: str, code: str = "ALBERT_E_IO") -> Error:
    """The exception for what the operating system refused to this package itself."""
    return make_error(code, error.strerror or str(error), place, -1, error.errno or 0)


def wrong_argument(place: str, message: str) -> Error:
    """The exception for an argument that this package itself refuses."""
    return make_error("ALBERT_E_ARGUMENT", message, place, -1, 0)


def whole_argument(place: str, value: object, least: int = 1) -> int:
    """An argument that is an integer from ``least`` on; TypeError for what is none."""
    from operator import index

    if not hasattr(value, "__index__"):
        raise TypeError(f"{place} must be int, not {type(value).__name__}")
    if index(value) < least:
        raise wrong_argument(place, f"{value} is below {least}")
    return index(value)
