"""What tells whether files are still those that a model or tokenizer was opened from: their sizes and times of the last write. A copy
that kept its times, on another machine too, is as good as the files themselves."""

from __future__ import annotations

import os

from albert._errors import Error
from albert._tokenizer_files import TOKENIZER_FILES

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import TypeAlias

    # Of each file that is there: name in the directory ("" where the path is the file's own), bytes, nanoseconds.
    Stamps: TypeAlias = tuple[tuple[str, int, int], ...]

__all__ = ["difference", "stamps_of"]


def stamps_of(path: bytes, is_tokenizer: bool) -> Stamps:
    """Of the files that a tokenizer, or a model with its tokenizer, is opened from; of those alone that are there."""
    place = os.fsdecode(path)
    names: tuple[str, ...] = ("",)
    if os.path.isdir(place):
        names = TOKENIZER_FILES if is_tokenizer else _model_files(place)
    found = []
    for name in names:
        try:
            state = os.stat(os.path.join(place, name) if name else place)
        except (OSError, ValueError):  # opening says what is wrong with it
            continue
        found.append((name, state.st_size, state.st_mtime_ns))
    return tuple(found)


def difference(before: Stamps, now: Stamps) -> str | None:
    """The name of the first file that is another, has gone or has come; None where all are the same."""
    changed = sorted(set(before) ^ set(now))
    return changed[0][0] if changed else None


def _model_files(directory: str) -> tuple[str, ...]:
    from albert._hub_files import SIDE_FILES, WEIGHTS, names_in

    try:
        return tuple(names_in(directory))
    except Error:  # a broken index or modules.json, about which opening has its own sentence
        return (*SIDE_FILES, WEIGHTS)
