"""What a user names: a directory, one of the files in it, or a TensorFlow checkpoint without its ending."""

from __future__ import annotations

import os
from dataclasses import dataclass

from albert._convert.failure import unsupported, wrong_argument

__all__ = ["Source", "find_source"]

_BINARY = "pytorch_model.bin"
_BINARY_INDEX = "pytorch_model.bin.index.json"


@dataclass(frozen=True)
class Source:
    """Weights to be converted."""

    #: "PyTorch" or "TensorFlow 1"
    format: str
    directory: str
    #: The file, the index of shards, or the checkpoint without its ending.
    path: str


def find_source(path: str) -> Source:
    """The weights that ``path`` leads to; an error where there are none or several."""
    if os.path.isdir(path):
        return _in_directory(path)
    directory, name = os.path.split(path)
    directory = directory or "."
    if os.path.isfile(path + ".index"):
        return Source("TensorFlow 1", directory, path)
    if not os.path.exists(path):
        raise FileNotFoundError(2, "No such file or directory", path)
    if name.endswith(".index"):
        return Source("TensorFlow 1", directory, path.removesuffix(".index"))
    if name.endswith((".bin", ".bin.index.json", ".pt", ".pth")):
        return Source("PyTorch", directory, path)
    raise unsupported(path, "expected a directory, a pytorch_model.bin or the .index of a TensorFlow checkpoint")


def _in_directory(directory: str) -> Source:
    names = sorted(os.listdir(directory))
    found = [Source("PyTorch", directory, os.path.join(directory, name)) for name in (_BINARY, _BINARY_INDEX) if name in names]
    found = found[:1]
    found += [
        Source("TensorFlow 1", directory, os.path.join(directory, name.removesuffix(".index")))
        for name in names
        if name.endswith(".index")
    ]
    if len(found) == 1:
        return found[0]
    if found:
        listed = ", ".join(os.path.basename(source.path) for source in found)
        raise wrong_argument(directory, f"holds {len(found)} sets of weights, name one of them: {listed}")
    if "model.safetensors" in names or "model.safetensors.index.json" in names:
        raise wrong_argument(directory, "holds safetensors, which libalbert opens as they are: there is nothing to convert")
    raise wrong_argument(directory, f"holds neither {_BINARY} nor the .index of a TensorFlow checkpoint")
