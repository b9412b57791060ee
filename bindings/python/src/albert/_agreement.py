"""What several processes of one training must have in common, looked at before anyone waits for anyone.

``reduce`` is what ``albert.distributed`` makes. Of a hook of another kind, and of None, there is one process as far as can be seen.
"""

from __future__ import annotations

from albert._errors import wrong_argument

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

__all__ = ["Together", "agree", "agree_on_options", "any_of", "checksum", "largest", "place_of"]


class Together:
    """What several processes do together, up to ``part``: where one of them fails, by whatever, all others hear of it and raise Cancelled,
    instead of waiting for it for ever."""

    def __init__(self, reduce: Any) -> None:
        self._reduce = reduce if hasattr(reduce, "fail") else None

    def part(self) -> None:
        """Comes back when all processes have come here: from now on nobody waits for another."""
        if self._reduce is not None:
            self._reduce.gather(())
            self._reduce = None

    def __enter__(self) -> Together:
        if self._reduce is not None:
            self._reduce.has_told = False  # of a training before this one
        return self

    def __exit__(self, kind: object, *nothing: object) -> None:
        if kind is not None and self._reduce is not None:
            self._reduce.fail()


def agree(reduce: Any, place: str, own: int, message: str) -> None:
    """Throws in all processes where one has another number. ``{found}`` in the message: the numbers of all of them."""
    found = _gathered(reduce, own)
    if len(set(found)) > 1:
        raise wrong_argument(place, message.format(found=", ".join(map(str, found))))


# Options of a trainer that decide how fast it computes and in how much memory, not what.
_OWN = ("threads", "tokens_at_once", "recompute", "tokenizer")


def agree_on_options(reduce: Any, **options: object) -> None:
    """Throws in all processes where one has another option of the trainer that decides what is learned. Defaults count as they are
    given."""
    shared = sorted((name, _usual(value)) for name, value in options.items() if name not in _OWN and value is not None)
    message = "must be the same in every process: the optimizer's, the rate's, dropout's and the seed"
    agree(reduce, "options", checksum(*shared), message)


def _usual(value: object) -> str:
    """One spelling of a number, which may be an int or a float, Python's or numpy's."""
    try:
        return str(float(value))  # type: ignore[arg-type]
    except (TypeError, ValueError):
        return str(value)


def any_of(reduce: Any, own: bool) -> bool:
    """Whether it is so in any process."""
    return any(_gathered(reduce, int(own)))


def largest(reduce: Any, own: int) -> int:
    return max(_gathered(reduce, own))


def place_of(reduce: Any) -> tuple[int, int]:
    """This process's number, and how many there are."""
    return getattr(reduce, "rank", 0), len(_gathered(reduce, 0))


def checksum(*values: object) -> int:
    """Of what values look like; to be compared between processes."""
    from zlib import crc32

    return crc32("\n".join(map(str, values)).encode())


def _gathered(reduce: Any, own: int) -> list[int]:
    gather = getattr(reduce, "gather", None)
    return [own] if gather is None else [number for (number,) in gather((own,))]
