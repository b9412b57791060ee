"""What concerns the library as a whole."""

from __future__ import annotations

from albert import _albert

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

__all__ = ["build_info", "describe_options", "set_threads"]


def build_info() -> dict[str, Any]:
    """This build on this machine: version, CPU features found, kernels chosen, default thread count, limits."""
    from json import loads

    described: dict[str, Any] = loads(_albert.build_info())
    return described


def describe_options() -> list[dict[str, Any]]:
    """Every option that calls take as a keyword: name, type, default, range or choices, what it does."""
    from json import loads

    described: list[dict[str, Any]] = loads(_albert.describe_options())
    return described


def set_threads(count: int) -> None:
    """Sets the number of threads of calls that do not say, 1 to 1024; 0 goes back to the machine's default."""
    _albert.set_threads(count)
