"""Numbers as text. The library computes in float32, which nine digits tell exactly; more would be noise."""

from __future__ import annotations

from math import isfinite

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

__all__ = ["NOT_FINITE", "identity_text", "is_finite", "plain", "vector_text"]

NOT_FINITE = "the answer is not finite: it holds NaN or infinity"


def is_finite(value: Any) -> bool:
    """Whether no number of the value, or within it, is NaN or infinite."""
    if isinstance(value, float):
        return isfinite(value)
    if isinstance(value, dict):
        return all(map(is_finite, value.values()))
    if isinstance(value, list | tuple):
        try:
            return isfinite(sum(value))  # one addition each, where a vector has hundreds
        except (TypeError, OverflowError):  # not all of them are numbers, or one is an integer beyond floats
            return all(map(is_finite, value))
    return True


def plain(value: Any) -> Any:
    """The value with every float in it cut to nine digits."""
    if isinstance(value, float):
        return float(f"{value:.9g}")
    if isinstance(value, dict):
        return {name: plain(held) for name, held in value.items()}
    if isinstance(value, list | tuple):
        return [plain(held) for held in value]
    return value


def identity_text(identity: object) -> str | None:
    """A record's id in a table: a text as it is, nothing for nothing, other values as JSON spells them."""
    if identity is None or isinstance(identity, str):
        return identity
    from json import dumps

    return dumps(identity)


def vector_text(vector: Any, separator: str = ", ") -> str:
    return separator.join([f"{value:.9g}" for value in vector.tolist()])
