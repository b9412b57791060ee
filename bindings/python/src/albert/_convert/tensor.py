"""A tensor on its way: where its bytes come from is the reader's business."""

from __future__ import annotations

from dataclasses import dataclass

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import TypeAlias

    # Little-endian, row-major, as many as type and shape say.
    Bytes: TypeAlias = bytes | bytearray | memoryview

__all__ = ["BYTES_PER_ELEMENT", "Tensor"]

#: The element types that libalbert computes from, as safetensors spells them.
BYTES_PER_ELEMENT = {"F32": 4, "F16": 2, "BF16": 2}


@dataclass(frozen=True)
class Tensor:
    """One tensor of the source, with its shape as it is to be written. ``read`` may be called once it is needed."""

    type: str
    shape: tuple[int, ...]
    read: Callable[[], Bytes]

    @property
    def byte_count(self) -> int:
        count = BYTES_PER_ELEMENT[self.type]
        for dimension in self.shape:
            count *= dimension
        return count
