"""Writes a safetensors file: length, JSON header, data. Nothing more than that is needed, so no package is."""

from __future__ import annotations

import os
from json import dumps

from albert._convert.tensor import BYTES_PER_ELEMENT

TYPE_CHECKING = False
if TYPE_CHECKING:
    from albert._convert.tensor import Tensor

__all__ = ["write_safetensors"]


def write_safetensors(path: str, tensors: dict[str, Tensor]) -> None:
    """Writes the tensors and waits until they are on the disk. Wide elements come first, so that all of them are aligned."""
    ordered = sorted(tensors.items(), key=lambda item: (-BYTES_PER_ELEMENT[item[1].type], item[0]))
    header: dict[str, object] = {"__metadata__": {"format": "pt"}}
    end = 0
    for name, tensor in ordered:
        start, end = end, end + tensor.byte_count
        header[name] = {"dtype": tensor.type, "shape": list(tensor.shape), "data_offsets": [start, end]}
    text = dumps(header, separators=(",", ":"), ensure_ascii=False).encode()
    text += b" " * (-len(text) % 8)
    with open(path, "xb") as file:
        file.write(len(text).to_bytes(8, "little") + text)
        for name, tensor in ordered:
            data = memoryview(tensor.read()).cast("B")
            if data.nbytes != tensor.byte_count:
                raise AssertionError(f"{name}: {data.nbytes} bytes, shape and type need {tensor.byte_count}")
            file.write(data)
        file.flush()
        os.fsync(file.fileno())
