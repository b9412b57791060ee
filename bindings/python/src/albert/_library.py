"""What concerns the library as a whole."""

from __future__ import annotations

from albert import _albert

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

__all__ = ["build_info", "describe_options", "set_threads"]


def build_info() -> dict[str, Any]:
    """This build on this machine: version, CPU features found, kernels chosen, default thread count, limits.

    Definition: albert_build_info in include/albert.h.
    """
    from json import loads

    described: dict[str, Any] = loads(_albert.build_info())
    return described


def describe_options() -> list[dict[str, Any]]:
    """Every option that calls take as a keyword: name, type, default, range or choices, what it does, who reads it.

    The readers are the C functions, whose names are those of the methods with ``albert_`` before them.
    """
    from json import loads

    described: list[dict[str, Any]] = loads(_albert.describe_options())
    return described


def set_threads(count: int) -> None:
    """Sets the number of threads of calls that do not say, 1 to 1024; 0 goes back to the machine's default.

    No number changes a result (docs/threading.md).

    Raises:
        ArgumentError: ``count`` is outside 0 to 1024.
    """
    _albert.set_threads(count)
