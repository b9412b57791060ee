"""Objects that never change once they are made, so that threads can share them."""

from __future__ import annotations

TYPE_CHECKING = False


class Frozen:
    """Refuses assignment to attributes; ``_set`` is for the object's own construction and memory of what it has read."""

    __slots__ = ("__weakref__",)

    if not TYPE_CHECKING:  # a type checker would take these for leave to assign anything

        def __setattr__(self, name, value):
            raise AttributeError(f"{type(self).__name__} objects cannot be changed: {name}")

        def __delattr__(self, name):
            raise AttributeError(f"{type(self).__name__} objects cannot be changed: {name}")

    def _set(self, name: str, value: object) -> None:
        object.__setattr__(self, name, value)
