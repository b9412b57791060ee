"""Numbers as text. The library computes in float32, which nine digits tell exactly; more would be noise."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

__all__ = ["plain", "vector_text"]


def plain(value: Any) -> Any:
    """The value with every float in it cut to nine digits."""
    if isinstance(value, float):
        return float(f"{value:.9g}")
    if isinstance(value, dict):
        return {name: plain(held) for name, held in value.items()}
    if isinstance(value, list | tuple):
        return [plain(held) for held in value]
    return value


def vector_text(vector: Any, separator: str = ", ") -> str:
    return separator.join([f"{value:.9g}" for value in vector.tolist()])
