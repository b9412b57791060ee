"""What the cells of a training's rows may hold. Whatever is missing or of another kind is refused with the number of its row:
``str`` of it would be learned as if somebody had written "None", and a text in place of a list as its characters."""

from __future__ import annotations

from math import isfinite
from numbers import Real

from albert._errors import wrong_argument

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

__all__ = ["answer_of", "is_missing", "is_whole", "list_of", "number_of", "text_of", "whole_of"]


def is_missing(value: Any) -> bool:
    """None, or what pandas has in an empty cell: NaN, NaT or NA."""
    if value is None or type(value).__name__ in ("NAType", "NaTType"):
        return True
    return isinstance(value, Real) and bool(value != value)


def is_whole(value: Any) -> bool:
    return hasattr(value, "__index__") and not isinstance(value, bool)


def text_of(value: Any, name: str, number: int) -> str:
    """A text; numbers too, which is what readers of tables make of a text of digits."""
    if is_missing(value):
        raise wrong_argument(f"row {number}", f"{name} is missing")
    if isinstance(value, str | Real):
        return str(value)
    raise wrong_argument(f"row {number}", f"{name} must be a text, not of type {type(value).__name__}")


def list_of(value: Any, name: str, number: int) -> list[Any]:
    """A list, or what can be gone through like one: a tuple, a set, an array."""
    if is_missing(value):
        raise wrong_argument(f"row {number}", f"{name} is missing, a list expected")
    if isinstance(value, str | bytes | bytearray) or hasattr(value, "keys") or not hasattr(value, "__iter__"):
        raise wrong_argument(f"row {number}", f"{name} must be a list, not of type {type(value).__name__}")
    return list(value)


def number_of(value: Any, name: str, number: int) -> float:
    """A finite number, or its digits."""
    try:
        found = float(value)
    except (TypeError, ValueError):
        found = float("nan")
    if is_missing(value) or not isfinite(found):
        raise wrong_argument(f"row {number}", f"{name} must be a number, not {value!r}")
    return found


def whole_of(value: Any, name: str, number: int) -> int:
    """A whole number, its digits, or the float that a table makes of it."""
    try:
        found = int(value)
        if isinstance(value, str) or found == value:
            return found
    except (TypeError, ValueError, OverflowError):
        pass
    raise wrong_argument(f"row {number}", f"{name} must be a whole number, not {value!r}")


def answer_of(answer: Any, start: Any, number: int) -> tuple[str, int] | None:
    """A row's answer and where it starts, None where the row has none; the first of several. SQuAD's files hold a list of
    mappings, its datasets a mapping of lists. An empty text is no answer."""
    if _is_listed(answer) and len(answer) and hasattr(answer[0], "keys"):
        answer = answer[0]
    if hasattr(answer, "keys"):
        if "text" not in answer or "answer_start" not in answer:
            raise wrong_argument(f"row {number}", "an answer that is a mapping must have 'text' and 'answer_start'")
        answer, start = answer["text"], answer["answer_start"]
    if _is_listed(answer):
        answer = answer[0] if len(answer) else None
    if _is_listed(start):
        start = start[0] if len(start) else None
    if is_missing(answer) or (isinstance(answer, str) and not answer):
        return None
    if is_missing(start) or (isinstance(start, str) and not start):
        raise wrong_argument(f"row {number}", f"the answer {answer!r} has no start")
    return text_of(answer, "the answer", number), whole_of(start, "start", number)


def _is_listed(value: Any) -> bool:
    return hasattr(value, "__getitem__") and hasattr(value, "__len__") and not isinstance(value, str) and not hasattr(value, "keys")
