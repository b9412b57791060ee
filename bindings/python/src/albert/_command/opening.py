"""The model that a command works with."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import Namespace
    from typing import Any

__all__ = ["open_model"]


def open_model(arguments: Namespace) -> Any:
    import albert

    return albert.load(
        arguments.model, dtype=arguments.dtype, threads=arguments.threads, progress=not arguments.quiet
    )
