"""One value of a row of examples, as a task needs it.

What is missing (None, NaN, pandas' NA) or of another kind is refused with its row and column: as a text it would read "None" or "nan",
and a model would learn that.
"""

from __future__ import annotations

from collections.abc import Mapping
from numbers import Real

from albert._errors import wrong_argument
from albert._label_names import has_surrogate

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

__all__ = ["is_missing", "label_of", "list_of_values", "number_of", "text_of", "whole_of"]

_LARGEST = 3.4028234663852886e38  # float32's


def is_missing(value: Any) -> bool:
    if value is None:
        return True
    if isinstance(value, str) or hasattr(value, "__len__"):
        return False
    try:
        return bool(value != value)
    except TypeError:  # pandas.NA, which is neither equal to itself nor not
        return True


def _is_whole(value: Any) -> bool:
    """Whether it is an integer of Python or numpy, which a truth value is not here."""
    return hasattr(value, "__index__") and not _is_truth(value) and not hasattr(value, "__len__")


def _is_truth(value: Any) -> bool:
    return type(value).__name__ in ("bool", "bool_")  # Python's and numpy's


def text_of(value: Any, name: str, place: str) -> str:
    if isinstance(value, str):
        return value
    raise _refused(value, name, place, "a str")


def list_of_values(value: Any, name: str, place: str) -> list[Any]:
    """The items of a list, tuple, set or array. A str would fall apart into letters, a mapping into its keys."""
    if is_missing(value) or isinstance(value, str | bytes | bytearray | memoryview | Mapping):
        raise _refused(value, name, place, "a list")
    try:
        return list(value)
    except TypeError:
        raise _refused(value, name, place, "a list") from None


def label_of(value: Any, name: str, place: str) -> str | int:
    """The name or the number of a label. A truth value has a name."""
    if isinstance(value, str) and value:
        if has_surrogate(value):
            raise wrong_argument(place, f"{name}: {value[:60]!a} holds a surrogate, which is no character")
        return str(value)
    if _is_whole(value):
        return int(value)
    if _is_truth(value):
        return str(bool(value))
    raise _refused(value, name, place, "a label's name (str) or number (int)")


def whole_of(value: Any, name: str, place: str) -> int:
    """An integer, or what tables make of one: a text, or a float where the column has gaps."""
    if _is_whole(value):
        return int(value)
    if isinstance(value, Real) and not _is_truth(value) and float(value).is_integer():
        return int(float(value))
    try:
        if isinstance(value, str):
            return int(value)
    except ValueError:
        pass
    raise _refused(value, name, place, "an int")


def number_of(value: Any, name: str, place: str) -> float:
    """A number that float32 can hold, or one as text, as tables have it."""
    if _is_truth(value) or isinstance(value, bytes):
        raise _refused(value, name, place, "a number")
    try:
        number = float(value)
    except (TypeError, ValueError, OverflowError):
        raise _refused(value, name, place, "a number") from None
    if not abs(number) <= _LARGEST:
        raise _refused(value, name, place, "a finite number")
    return number


def _refused(value: Any, name: str, place: str, expected: str) -> Exception:
    if is_missing(value):
        return wrong_argument(place, f"{name} is missing: {expected} expected")
    shown = ascii(value) if isinstance(value, str | int | float) else f"a {type(value).__name__}"
    return wrong_argument(place, f"{name}: {expected} expected, not {shown[:60]}")
