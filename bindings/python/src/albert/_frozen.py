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


class Record(Frozen):
    """An answer of a call: its values are the attributes that ``__match_args__`` names, in that order."""

    __slots__ = ()
    __match_args__: tuple[str, ...] = ()

    def _values(self) -> tuple[object, ...]:
        return tuple(getattr(self, name) for name in self.__match_args__)

    def __eq__(self, other: object) -> bool:
        return self._values() == other._values() if isinstance(other, type(self)) else NotImplemented

    def __hash__(self) -> int:
        return hash((type(self), self._values()))

    def __reduce__(self) -> tuple[object, ...]:
        return type(self), self._values()

    def __repr__(self) -> str:
        values = (
            f"{name}={value:.6g}" if isinstance(value, float) else f"{name}={value!r}"
            for name, value in zip(self.__match_args__, self._values(), strict=True)
        )
        return f"{type(self).__name__}({', '.join(values)})"
