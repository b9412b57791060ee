"""The errors of a conversion, in the library's own classes."""

from __future__ import annotations

from albert._errors import make_error, wrong_argument

TYPE_CHECKING = False
if TYPE_CHECKING:
    from albert._errors import Error

__all__ = ["too_large", "unsupported", "wrong_argument", "wrong_format"]


def wrong_format(place: str, message: str) -> Error:
    return make_error("ALBERT_E_FORMAT", message, place, -1, 0)


def too_large(place: str, message: str) -> Error:
    return make_error("ALBERT_E_LIMIT", message, place, -1, 0)


def unsupported(place: str, message: str) -> Error:
    return make_error("ALBERT_E_UNSUPPORTED", message, place, -1, 0)
