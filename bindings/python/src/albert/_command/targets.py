"""What a run writes must be none of the files that it reads: it would be emptied before they are read, or after."""

from __future__ import annotations

import os
import stat
import sys

from albert._command.arguments import usage_error

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Iterable

__all__ = ["check_targets"]


def check_targets(arguments: Namespace, read: Iterable[str | None], written: Iterable[str] = ("out",)) -> None:
    """Ends with a usage error where a file of ``written`` is one of ``read``, by whatever name; pipes and devices are none.

    ``read``: paths, - for standard input, None for what was not given. ``written``: the destinations of options.
    """
    sources = [status for status in map(_status, read) if status is not None]
    for option in written:
        path = getattr(arguments, option)
        target = None if path is None else _status(os.path.join(".", path))
        if target is not None and any(os.path.samestat(target, source) for source in sources):
            usage_error(arguments, f"--{option.replace('_', '-')} {path} is a file that is read")


def _status(path: str | None) -> os.stat_result | None:
    """Of a regular file that is there; what is not there is told by whoever opens it."""
    try:
        if path is None or (path == "-" and sys.stdin is None):
            return None
        status = os.fstat(sys.stdin.fileno()) if path == "-" else os.stat(path)
    except (OSError, ValueError):
        return None
    return status if stat.S_ISREG(status.st_mode) else None
