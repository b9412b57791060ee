"""Failures that the command itself finds."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import ModuleType

__all__ = ["CommandError", "import_extra"]


class CommandError(Exception):
    """The work cannot be done; the message is the whole line that the user sees."""


def import_extra(module: str, purpose: str, extra: str) -> ModuleType:
    """A package that is needed for one thing only."""
    from importlib import import_module

    try:
        return import_module(module)
    except ImportError as missing:
        raise CommandError(
            f"{purpose} needs the package {module.partition('.')[0]}: pip install 'libalbert[{extra}]'"
        ) from missing
