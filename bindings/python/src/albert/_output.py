"""Where a training will save its model, looked at before the first step: hours of work should not end at a wrong path."""

from __future__ import annotations

import errno
import os

from albert._errors import make_error

TYPE_CHECKING = False
if TYPE_CHECKING:
    from albert._recipe import Path

__all__ = ["make_way"]


def make_way(output: Path) -> str:
    """Makes the directories above ``output``, and gives its path.

    Raises:
        FileError: they cannot be made or written to, or ``output`` is no directory.
    """
    place = os.fsdecode(output)
    above = os.path.dirname(os.path.abspath(place))
    try:
        os.makedirs(above, exist_ok=True)
        if os.path.exists(place) and not os.path.isdir(place):
            raise NotADirectoryError(errno.ENOTDIR, "is no directory", place)
        if not os.access(place if os.path.isdir(place) else above, os.W_OK):
            raise PermissionError(errno.EACCES, "cannot be written to", place)
    except OSError as error:
        code = "ALBERT_E_PATH" if isinstance(error, NotADirectoryError) else "ALBERT_E_IO"
        raise make_error(code, error.strerror or str(error), place, -1, error.errno or 0) from None
    return place
