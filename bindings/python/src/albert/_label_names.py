"""Names of labels: one a line in the library's option, members of an object in config.json. So none is empty, holds a line's end or a
surrogate, or occurs twice."""

from __future__ import annotations

from albert._errors import wrong_argument
from albert._task_rows import list_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["LABEL_LIMIT", "has_surrogate", "label_names"]

LABEL_LIMIT = 65_536  # FileLimits.labelCount, docs/limits.md


def label_names(labels: Iterable[str]) -> list[str]:
    """The names as a list.

    Raises:
        ArgumentError: there is none, or too many for a config.json; one is empty, holds a line's end or a surrogate, or occurs twice.
        TypeError: one is no str, or all of them are one str, or a set.
    """
    if isinstance(labels, set | frozenset):
        raise TypeError(f"labels must be a list, not a {type(labels).__name__}, whose order another process has otherwise")
    names = list_of(labels, "labels")
    if not names:
        raise wrong_argument("labels", "there is none")
    if len(names) > LABEL_LIMIT:
        raise wrong_argument("labels", f"{len(names)} are more than {LABEL_LIMIT}")
    seen: set[str] = set()
    for place, name in enumerate(names):
        if not isinstance(name, str):
            raise TypeError(f"labels must be str, not {type(name).__name__}")
        if not name or "\n" in name:
            raise wrong_argument("labels", f"label {place} is {name!r}: a name with letters, on one line, expected")
        if has_surrogate(name):
            raise wrong_argument("labels", f"label {place} is {name!a}: a surrogate is no character")
        if name in seen:
            raise wrong_argument("labels", f"{name!r} occurs twice")
        seen.add(name)
    return names


def has_surrogate(text: str) -> bool:
    """Half of a character of UTF-16, which no file of UTF-8 can hold."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return True
    return False
