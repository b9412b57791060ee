"""What is read: records, each with the texts of its roles; and what is answered to each."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

__all__ = ["BadRecord", "Layout", "Outcome", "Record", "Role"]


class Role(NamedTuple):
    """What a text of a record is for. ``many`` stands last and takes all that is left, as a list; ``number``: JSON may have a number
    there, which is read as Python spells it."""

    name: str
    many: bool = False
    number: bool = False


class Record(NamedTuple):
    number: int
    """Counted from 1 over all sources."""
    place: str
    values: dict[str, Any]
    """Per role a str, or a list of them for a role of many."""
    identity: Any = None
    """Of CSV and TSV a str, of JSON any value."""


class BadRecord(NamedTuple):
    number: int
    place: str
    reason: str
    identity: Any = None
    """Where it could be read."""


class Outcome(NamedTuple):
    """A record with its answer, or with the reason why there is none."""

    record: Record | BadRecord
    answer: Any = None
    error: str | None = None


class Layout(NamedTuple):
    """How an answer is written: ``fields`` as JSON, ``rows`` (none, one or several, each as wide as ``columns``) otherwise."""

    columns: tuple[str, ...]
    names: tuple[str, ...]
    """Of the fields that every answer has."""
    fields: Callable[[Any], dict[str, object]]
    rows: Callable[[Any], Iterable[tuple[object, ...]]]
    further_names: tuple[str, ...] = ()
    """Of those that some answers have besides."""
    is_computed: bool = True
    """Whether an answer holds numbers that the model computed, which may be NaN."""
