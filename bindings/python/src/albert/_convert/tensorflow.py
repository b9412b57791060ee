"""Reads a TensorFlow 1 checkpoint of the original release."""

from __future__ import annotations

import os
from importlib import import_module

from albert._convert.failure import unsupported, wrong_format
from albert._convert.tensor import Tensor
from albert._convert.tensorflow_names import (
    NO_COUNTERPART,
    is_training_state,
    names_question_answering_with_no_answer,
    tensor_of_variable,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from albert._convert.report import Report
    from albert._convert.tensor import Bytes

__all__ = ["add_identity_mapping", "open_checkpoint", "tensors_of_checkpoint"]

_MAPPING = "encoder.embedding_hidden_mapping_in"


def open_checkpoint(path: str) -> Any:
    """TensorFlow's reader of the checkpoint ``path``, which is its name without ending."""
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")  # it greets on stderr otherwise
    try:
        train = import_module("tensorflow").train
    except ImportError as error:
        raise unsupported(
            str(error.name), "reading TensorFlow checkpoints needs it: pip install tensorflow-cpu (or tensorflow)"
        ) from None
    try:
        return train.load_checkpoint(path)
    except Exception as error:  # its own classes, which differ between versions
        raise wrong_format(path, f"TensorFlow refuses it: {' '.join(str(error).split())[:300]}") from None


def tensors_of_checkpoint(
    checkpoint: Any, report: Report, *, encoder_only: bool, place: str
) -> dict[str, tuple[str, Tensor]]:
    """Name without prefix -> (variable, tensor)."""
    shapes: dict[str, list[int]] = checkpoint.get_variable_to_shape_map()
    types = checkpoint.get_variable_to_dtype_map()
    if names_question_answering_with_no_answer(shapes) and not encoder_only:
        raise unsupported(
            place,
            "holds the release's SQuAD 2.0 head, a network that transformers has no class for; "
            "architecture AlbertModel converts the encoder alone",
        )
    found: dict[str, tuple[str, Tensor]] = {}
    for variable in sorted(shapes):
        if is_training_state(variable):
            report.dropped[variable] = "state of the training"
            continue
        translated = tensor_of_variable(variable)
        if translated is None:
            report.dropped[variable] = NO_COUNTERPART
            continue
        name, transposed = translated
        if name in found:
            raise wrong_format(place, f"{found[name][0]!r} and {variable!r} are both {name!r}")
        if types[variable].name != "float32":
            raise unsupported(place, f"{variable!r} has type {types[variable].name}, expected float32")
        shape = tuple(int(size) for size in shapes[variable])
        if transposed:
            shape = shape[::-1]
        found[name] = (variable, Tensor("F32", shape, _reader(checkpoint, variable, transposed, place)))
    return found


def add_identity_mapping(found: dict[str, tuple[str, Tensor]], configuration: dict[str, Any], report: Report) -> None:
    """Where embeddings are as wide as the encoder the release has no mapping between them, and transformers has one always."""
    size = configuration["hidden_size"]
    if configuration["embedding_size"] != size or any(name.startswith(_MAPPING) for name in found):
        return

    def identity() -> Bytes:
        one, row = b"\x00\x00\x80\x3f", bytearray(4 * size)
        rows = bytearray()
        for place in range(size):
            row[4 * place : 4 * place + 4] = one
            rows += row
            row[4 * place : 4 * place + 4] = bytes(4)
        return rows

    added = {"weight": Tensor("F32", (size, size), identity), "bias": Tensor("F32", (size,), lambda: bytes(4 * size))}
    for ending, tensor in added.items():
        name = f"{_MAPPING}.{ending}"
        report.added[name] = "the identity: embeddings are as wide as the encoder, and the release maps nothing"
        found[name] = (name, tensor)


def _reader(checkpoint: Any, variable: str, transposed: bool, place: str) -> Any:
    def read() -> Bytes:
        try:
            array = checkpoint.get_tensor(variable)
        except Exception as error:
            raise wrong_format(place, f"{variable!r} cannot be read: {' '.join(str(error).split())[:300]}") from None
        if transposed:
            array = array.T
        data: Bytes = array.astype("<f4", order="C").tobytes()
        return data

    return read
