"""Where a question's answer stands: in a row's cells, in a context, in the windows that a context is read in."""

from __future__ import annotations

from collections.abc import Mapping

from albert._errors import wrong_argument
from albert._row_values import is_missing, text_of, whole_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any, TypeAlias

    from albert._encoding import Encoding

    _Pieces: TypeAlias = list[tuple[int, int, int]]

__all__ = ["answer_of", "pieces_of", "place_in", "read_part"]


def answer_of(answer: Any, start: Any, place: str) -> tuple[str, int] | None:
    """A row's answer and where it starts, None where the row has none; the first of several. SQuAD's files hold a list of
    mappings, its datasets a mapping of lists. An empty text is no answer."""
    if _is_listed(answer) and len(answer) and isinstance(answer[0], Mapping):
        answer = answer[0]
    if isinstance(answer, Mapping):
        if "text" not in answer or "answer_start" not in answer:
            raise wrong_argument(place, "an answer that is a mapping must have 'text' and 'answer_start'")
        answer, start = answer["text"], answer["answer_start"]
    if _is_listed(answer):
        answer = answer[0] if len(answer) else None
    if _is_listed(start):
        start = start[0] if len(start) else None
    if is_missing(answer) or (isinstance(answer, str) and not answer):
        return None
    text = text_of(answer, "answer", place)
    if is_missing(start) or (isinstance(start, str) and not start):
        raise wrong_argument(place, f"the answer {text!r} has no start")
    return text, whole_of(start, "start", place)


def _is_listed(value: Any) -> bool:
    return hasattr(value, "__getitem__") and hasattr(value, "__len__") and not isinstance(value, str | Mapping)


def pieces_of(window: Encoding) -> _Pieces:
    """Of the pieces of a window's context: place in the window, start and end in the context."""
    columns = zip(window.offsets, window.type_ids, window.special_tokens_mask, strict=True)  # each is read once
    return [(index, start, end) for index, ((start, end), type_id, special) in enumerate(columns) if type_id == 1 and not special]


def read_part(windows: Sequence[_Pieces], span: tuple[int, int]) -> tuple[int, int] | None:
    """The part of ``span`` that has pieces: space at its ends, and accents and marks that the tokenizer removes, have none. None
    where nothing has."""
    inside = [(start, end) for pieces in windows for _, start, end in pieces if start < span[1] and end > span[0]]
    if not inside:
        return None
    return max(span[0], min(start for start, _ in inside)), min(span[1], max(end for _, end in inside))


def place_in(pieces: _Pieces, span: tuple[int, int] | None) -> tuple[int, int]:
    """The first and the last piece of an answer in a window; the place of [CLS] where it is not in there as a whole."""
    inside = [] if span is None else [piece for piece in pieces if piece[1] < span[1] and piece[2] > span[0]]
    if span is None or not inside or inside[0][1] > span[0] or inside[-1][2] < span[1]:
        return 0, 0
    return inside[0][0], inside[-1][0]
