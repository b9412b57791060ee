"""Reads pytorch_model.bin, whole or in shards, in PyTorch's present and its old form.

A pickle can do anything, so PyTorch's restricted reader reads it, in versions in which that is known to hold, and no other
reader is tried when it refuses.
"""

from __future__ import annotations

import os
import re
from importlib import import_module

from albert._convert.configuration import read_object
from albert._convert.failure import unsupported, wrong_format
from albert._convert.tensor import Tensor

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from albert._convert.tensor import Bytes

__all__ = ["read_pytorch"]

_LEAST = (2, 10)
_TYPES = {"torch.float32": "F32", "torch.float16": "F16", "torch.bfloat16": "BF16"}
#: What may stand beside the weights without being needed.
_WHOLE_NUMBERS = {"torch.int64", "torch.int32", "torch.uint8", "torch.bool"}


def read_pytorch(path: str) -> dict[str, Tensor]:
    """The tensors of a ``.bin``, or of all those that a ``.bin.index.json`` names."""
    torch = _load_torch()
    if not path.endswith(".index.json"):
        return _read(torch, path)[0]
    directory = os.path.dirname(path)
    tensors: dict[str, Tensor] = {}
    shards = _shards(path)
    for shard in sorted(set(shards.values())):
        read, left_out = _read(torch, os.path.join(directory, shard))
        for name in left_out:
            shards.pop(name, None)
        for name, tensor in read.items():
            if shards.get(name) != shard:
                raise wrong_format(path, f"{name!r} is in {shard!r}, the index says {shards.get(name)!r}")
            tensors[name] = tensor
    absent = sorted(set(shards) - set(tensors))
    if absent:
        raise wrong_format(path, f"{absent[0]!r} is not in {shards[absent[0]]!r}")
    return tensors


def _load_torch() -> Any:
    try:
        torch = import_module("torch")
        import_module("numpy")
    except ImportError as error:
        raise unsupported(
            str(error.name), "reading PyTorch weights needs it: pip install 'torch>=2.10' numpy"
        ) from None
    found = re.match(r"(\d+)\.(\d+)", str(torch.__version__))
    if found is None or (int(found[1]), int(found[2])) < _LEAST:
        raise unsupported(
            "torch",
            f"version {torch.__version__} is too old: its restricted reader can be made to run code or to corrupt memory "
            "(CVE-2025-32434, CVE-2026-24747); 2.10 or newer is needed",
        )
    return torch


def _shards(path: str) -> dict[str, str]:
    """Name of a tensor -> file in the index's own directory."""
    shards = read_object(path).get("weight_map")
    if not isinstance(shards, dict) or not shards:
        raise wrong_format(path, "'weight_map' is no object with members")
    for name, shard in shards.items():
        if not isinstance(shard, str) or not shard.endswith(".bin") or "/" in shard or "\\" in shard or "\0" in shard:
            raise wrong_format(path, f"{name!r} is in {shard!r}, which is no plain name of a .bin file")
    return shards


def _read(torch: Any, path: str) -> tuple[dict[str, Tensor], list[str]]:
    """The tensors of a file, and the names of those that no version needs any more."""
    with open(path, "rb") as file:
        try:
            loaded = torch.load(file, map_location="cpu", weights_only=True)
        except MemoryError:
            raise
        except Exception as error:  # what a broken file does to the reader has no bounds
            line = " ".join(str(error).split())
            raise wrong_format(path, f"PyTorch refuses it: {line[:300] or type(error).__name__}") from None
    if not isinstance(loaded, dict):
        raise wrong_format(path, f"a dict of tensors expected, found {type(loaded).__name__}")
    tensors: dict[str, Tensor] = {}
    left_out: list[str] = []
    for name, value in loaded.items():
        if not isinstance(name, str) or not isinstance(value, torch.Tensor):
            raise wrong_format(path, f"{name!r} is a {type(value).__name__}, expected a tensor")
        if not name.isprintable():
            raise wrong_format(path, f"{name!r} is no name of a tensor: it holds what cannot be printed")
        kind = str(value.dtype)
        if kind in _TYPES and value.layout == torch.strided:
            # A few bytes may claim to be a tensor of any size.
            if value.device.type != "cpu" or value.untyped_storage().nbytes() < value.numel() * value.element_size():
                raise wrong_format(path, f"{name!r} holds less than its shape says: {tuple(value.shape)}")
            tensors[name] = Tensor(_TYPES[kind], tuple(value.shape), _reader(torch, value))
        elif kind in _TYPES:
            raise unsupported(path, f"{name!r} is laid out as {value.layout}, expected torch.strided: sparse tensors are not converted")
        elif kind not in _WHOLE_NUMBERS:
            raise unsupported(path, f"{name!r} has type {kind}, expected float32, float16 or bfloat16")
        elif not name.endswith("embeddings.position_ids"):
            raise unsupported(path, f"{name!r} has type {kind}: quantized weights are not converted")
        else:
            left_out.append(name)
    return tensors, left_out


def _reader(torch: Any, value: Any) -> Any:
    def read() -> Bytes:
        data: Bytes = value.detach().resolve_neg().contiguous().reshape(-1).view(torch.uint8).numpy().tobytes()
        return data

    return read
