"""What the tasks' methods share: from what a caller gives to lists, from a result's rows to records."""

from __future__ import annotations

from collections.abc import Mapping

from albert._errors import make_error
from albert._records import Label

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from typing import Any, TypeAlias, TypeVar, overload

    from albert import _albert

    Progress: TypeAlias = Callable[[int, int], object]
    Row = TypeVar("Row")
else:

    def overload(func):
        """typing.overload, without the import of typing."""
        return func


__all__ = [
    "by_item",
    "count_code_points",
    "floats",
    "labels_of",
    "lines_of",
    "list_of",
    "listed_texts",
    "overload",
    "refuse_mapping",
    "refuse_option",
    "targets_of",
]


def refuse_mapping(items: object, name: str) -> None:
    """A mapping as a list would be its keys, and what it holds would be lost."""
    if isinstance(items, Mapping):
        raise TypeError(f"{name} must be a list, not a {type(items).__name__}, which as a list is its keys")


def listed_texts(texts: str | Iterable[str]) -> tuple[list[str], bool]:
    """The texts as a list, and whether it was one text. Bytes would fall apart into numbers."""
    if isinstance(texts, str):
        return [texts], True
    if isinstance(texts, (bytes, bytearray, memoryview)):
        raise TypeError(f"a text must be str, not {type(texts).__name__}: decode it")
    refuse_mapping(texts, "several texts")
    return list(texts), False


def list_of(items: Iterable[Any], name: str) -> list[Any]:
    """The items where one str is none: it would fall apart into its characters, bytes into numbers."""
    if isinstance(items, (str, bytes, bytearray, memoryview)):
        raise TypeError(f"{name} must be a list, not a {type(items).__name__}")
    refuse_mapping(items, name)
    return list(items)


def count_code_points(options: dict[str, Any]) -> None:
    """Offsets index a str, unless the caller asks for another unit. The library's own default is bytes."""
    if options.get("offsets") is None:
        options["offsets"] = "codepoints"


def refuse_option(options: dict[str, Any], name: str, reason: str) -> None:
    """An option of the library that a method sets itself, so that a caller's would be lost."""
    if name in options:
        raise make_error("ALBERT_E_ARGUMENT", reason, name, -1, 0)


def floats(result: _albert.Result, column: str) -> list[float]:
    values: list[float] = result.floats(column, 0, (result.rows,), (1,)).tolist()
    return values


def labels_of(result: _albert.Result) -> Iterable[Label]:
    return map(Label, result.texts("label", 0, result.rows), floats(result, "score"))


def by_item(
    result: _albert.Result, count: int, is_one: bool, records: Iterable[Row]
) -> list[Row] | list[list[Row]]:
    """The rows of each item, or of the only one."""
    items: list[list[Row]] = [[] for _ in range(count)]
    for item, record in zip(result.ints("item", 0, result.rows), records, strict=True):
        items[item].append(record)
    return items[0] if is_one else items


def lines_of(words: Iterable[str], name: str) -> str:
    """An option that takes one word per line."""
    listed = [words] if isinstance(words, str) else list_of(words, name)
    for word in listed:
        if not isinstance(word, str):
            raise TypeError(f"{name} must be str, not {type(word)!r}")
        if "\n" in word:
            raise make_error("ALBERT_E_ARGUMENT", f"{word!r} holds a line's end", name, -1, 0)
    return "\n".join(listed)


def targets_of(targets: Iterable[str] | str) -> str:
    """The option ``targets``: there is one at least, and none is empty."""
    listed = [targets] if isinstance(targets, str) else list_of(targets, "targets")
    lines = lines_of(listed, "targets")
    if not listed or "" in listed:
        found = "there are none" if not listed else "'' is no piece"
        raise make_error("ALBERT_E_ARGUMENT", found, "targets", -1, 0)
    return lines
