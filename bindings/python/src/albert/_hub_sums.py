"""Whether the bytes that arrived are those that the hub has. huggingface_hub compares sizes; here sums are compared.

In its cache a file is a link to ``blobs/SUM``: the sha256 of a large file (64 digits), git's sha1 of a small one (40). Where
the cache has no links, the hub's own listing says the sum. What was compared is recorded beside the snapshot with the
file's size and time, so that it is read for this once and not with every load.
"""

from __future__ import annotations

import errno
import os

from albert._errors import make_error

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_DIGITS = frozenset("0123456789abcdef")
_CHUNK_BYTE_COUNT = 1 << 20


def is_commit(text: str) -> bool:
    return len(text) == 40 and _DIGITS.issuperset(text)


def check(directory: str, names: Iterable[str], listing: Mapping[str, str], place: str) -> None:
    """FileError where a file's bytes have another sum; the file is then gone, so that the next load brings it anew."""
    for name in names:
        path = os.path.join(directory, name)
        expected = next((sum for sum in (_linked_sum(path), listing.get(name, "")) if _is_sum(sum)), None)
        if expected is None:  # a server that is no hub names its files otherwise
            continue
        try:
            found = _sum_of(path, is_git=len(expected) == 40)
        except OSError as error:
            raise make_error("ALBERT_E_IO", f"{name}: {error.strerror}", place, -1, error.errno or 0) from error
        if found != expected:
            _remove(path)
            kind = "git's sha1" if len(expected) == 40 else "sha256"
            message = f"{name}: {kind} {expected} expected, {found} found; it was removed from the cache, load it again"
            raise make_error("ALBERT_E_IO", message, place, -1, errno.EIO)


def record(directory: str, names: Iterable[str]) -> None:
    """Remembers that a snapshot is whole and was compared. A cache that cannot be written is compared again each time."""
    from json import dumps

    target = _record_path(directory)
    unfinished = f"{target}.{os.getpid()}"
    try:
        content = dumps({name: _stamp(os.path.join(directory, name)) for name in names})
        os.makedirs(os.path.dirname(target), exist_ok=True)
        with open(unfinished, "w", encoding="ascii") as file:
            file.write(content)
        os.replace(unfinished, target)
    except OSError:
        _remove(unfinished)  # of a full disk there may be a part


def is_recorded(directory: str) -> bool:
    """Whether every file is as it was when the snapshot was recorded."""
    from json import loads

    try:
        with open(_record_path(directory), encoding="ascii") as file:
            stamps = loads(file.read())
        return bool(stamps) and all(_stamp(os.path.join(directory, name)) == stamp for name, stamp in stamps.items())
    except (OSError, ValueError, AttributeError, RecursionError):  # none, or not one of ours
        return False


def _record_path(directory: str) -> str:
    """Beside ``snapshots``, in the repository's folder, with which it goes when the cache is cleared."""
    snapshots, commit = os.path.split(directory)
    return os.path.join(os.path.dirname(snapshots), ".albert", f"{commit}.json")


def _stamp(path: str) -> list[int]:
    status = os.stat(path)
    return [status.st_size, status.st_mtime_ns, status.st_ino]


def _linked_sum(path: str) -> str:
    """The name of what the link leads to, one step: that may be a link itself, into a store that models share."""
    try:
        return os.path.basename(os.readlink(path))
    except OSError:
        return ""


def _is_sum(text: str) -> bool:
    return len(text) in (40, 64) and _DIGITS.issuperset(text)


def _sum_of(path: str, is_git: bool) -> str:
    from hashlib import sha1, sha256

    with open(path, "rb") as file:
        size = os.fstat(file.fileno()).st_size
        sum = sha1(b"blob %d\0" % size, usedforsecurity=False) if is_git else sha256()
        while chunk := file.read(_CHUNK_BYTE_COUNT):
            sum.update(chunk)
    return sum.hexdigest()


def _remove(path: str) -> None:
    """Takes away the link, and what it leads to as far as that is the cache's: a user may have linked files of their own."""
    while True:
        try:
            target = os.path.join(os.path.dirname(path), os.readlink(path)) if os.path.islink(path) else None
            os.unlink(path)
        except OSError:
            return
        if target is None or not _is_sum(os.path.basename(target)):
            return
        path = target
