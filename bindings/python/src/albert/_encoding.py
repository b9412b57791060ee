"""A tokenized text. Its lists are made from the library's columns when they are first read, so that a text of many
megabytes costs Python only what is looked at."""

from __future__ import annotations

from albert._frozen import Frozen

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import TypeVar

    from albert._albert import Result

    T = TypeVar("T")

__all__ = ["Encoding", "encodings_of"]


class Encoding(Frozen):
    """A text, or a pair of texts, as pieces."""

    __slots__ = (
        "_ids",
        "_offsets",
        "_overflowing",
        "_result",
        "_special",
        "_start",
        "_stop",
        "_tokens",
        "_type_ids",
        "_word_ids",
    )

    _result: Result
    _start: int
    _stop: int

    def __init__(self) -> None:
        raise TypeError("encodings are made by Tokenizer.encode")

    @property
    def ids(self) -> list[int]:
        """The pieces' numbers."""
        return self._ints("_ids", "id")

    @property
    def type_ids(self) -> list[int]:
        """0 for the first text and its special tokens, 1 for the second."""
        return self._ints("_type_ids", "type_id")

    @property
    def tokens(self) -> list[str]:
        """The vocabulary's spelling of the pieces."""
        return self._read("_tokens", lambda: self._result.texts("token", self._start, self._stop))

    @property
    def offsets(self) -> list[tuple[int, int]]:
        """Where each piece begins and ends in its text: ``text[start:end]``. Special tokens have (0, 0)."""
        return self._read("_offsets", lambda: self._result.spans(self._start, self._stop))

    @property
    def word_ids(self) -> list[int | None]:
        """The number of each piece's word, counted anew in the second text; None for special tokens."""
        return self._read("_word_ids", lambda: self._result.ints_or_none("word", self._start, self._stop))

    @property
    def special_tokens_mask(self) -> list[int]:
        """1 for special tokens that were added, 0 for pieces of text."""
        return self._ints("_special", "special")

    @property
    def attention_mask(self) -> list[int]:
        """1 for every piece: this library pads nothing."""
        return [1] * len(self)

    @property
    def overflowing(self) -> list[Encoding]:
        """With ``overflow=True``: the further windows of a text that was cut."""
        return self._read("_overflowing", list)

    def _ints(self, slot: str, column: str) -> list[int]:  # `_read` in one call: every text's ids come this way
        known: list[int] | None = getattr(self, slot, None)
        if known is None:
            known = self._result.ints(column, self._start, self._stop)
            object.__setattr__(self, slot, known)
        return known

    def _read(self, slot: str, read: Callable[[], T]) -> T:
        known: T | None = getattr(self, slot, None)
        if known is None:
            known = read()
            object.__setattr__(self, slot, known)
        return known

    def __len__(self) -> int:
        return self._stop - self._start

    def __eq__(self, other: object) -> bool:
        return self._lists() == other._lists() if isinstance(other, Encoding) else NotImplemented

    __hash__ = None  # type: ignore[assignment]

    def _lists(self) -> tuple[object, ...]:
        return (
            self.ids,
            self.type_ids,
            self.tokens,
            self.offsets,
            self.word_ids,
            self.special_tokens_mask,
            self.overflowing,
        )

    def __reduce__(self) -> tuple[object, ...]:
        return _from_lists, self._lists()

    def __repr__(self) -> str:
        first = self.tokens if len(self) <= 12 else [*self.tokens[:12], "…"]
        return f"<albert.Encoding of {len(self)} pieces: {' '.join(first)}>"


def _from_lists(*lists: object) -> Encoding:
    encoding = object.__new__(Encoding)
    for slot, values in zip(("_ids", "_type_ids", "_tokens", "_offsets", "_word_ids", "_special"), lists, strict=False):
        encoding._set(slot, values)
    encoding._set("_overflowing", lists[6])
    encoding._set("_start", 0)
    encoding._set("_stop", len(encoding.ids))
    return encoding


def encodings_of(result: Result) -> list[Encoding]:
    """One encoding per text; a text's further windows hang on its first."""
    count, width = result.shape("window")
    cells = result.ints("window", 0, count * width)
    make, put = object.__new__, object.__setattr__  # without the detour over `_set`: a batch has many encodings
    encodings: list[Encoding] = []
    last_text = -1
    for text, start, rows in zip(cells[0::width], cells[1::width], cells[2::width], strict=True):
        encoding = make(Encoding)
        put(encoding, "_result", result)
        put(encoding, "_start", start)
        put(encoding, "_stop", start + rows)
        if text == last_text:
            encodings[-1].overflowing.append(encoding)
        else:
            encodings.append(encoding)
        last_text = text
    return encodings
