"""Which tensors are written: what the class needs, all of it or an error, and what else there is of an ALBERT."""

from __future__ import annotations

from albert._convert.architecture import all_shapes, needed_shapes, prefix_of
from albert._convert.failure import wrong_format

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from albert._convert.report import Report
    from albert._convert.tensor import Tensor

__all__ = ["arrange"]

_HEADS = ("pooler.", "predictions.", "sop_classifier.", "classifier.", "qa_outputs.")


def arrange(
    found: dict[str, tuple[str, Tensor]], configuration: dict[str, Any], report: Report, *, only: bool, place: str
) -> dict[str, Tensor]:
    """The tensors to be written, under their final names. ``found``: name without prefix -> name in the source, tensor.

    ``only``: leave out what the class of the report does not have. Nothing is made up for what is missing.
    """
    architecture = report.architecture
    needed = needed_shapes(configuration, architecture)
    untied = configuration.get("tie_word_embeddings") is False and "predictions.bias" in needed
    if untied:
        words, narrow = configuration["vocab_size"], configuration["embedding_size"]
        needed |= {"predictions.decoder.weight": (words, narrow), "predictions.decoder.bias": (words,)}
    missing = [name for name in needed if name not in found]
    if missing:
        raise wrong_format(
            place,
            f"{architecture} needs {len(missing)} tensors that are missing: {_listed(missing)}; nothing is made up for them",
        )
    shapes = all_shapes(configuration, architecture) | needed
    arranged: dict[str, Tensor] = {}
    for name, (old, tensor) in found.items():
        if name not in needed:
            if not name.startswith(_HEADS):
                report.dropped[old] = "no tensor of ALBERT"
                continue
            if only and not (architecture == "AlbertModel" and name.startswith("pooler.")):
                report.dropped[old] = f"not part of {architecture}"
                continue
            if not name.startswith("pooler.") or architecture != "AlbertModel":
                report.extra.append(old)
        expected = shapes.get(name)
        if expected is not None and tensor.shape != expected:
            raise wrong_format(
                place, f"{old!r} has shape {list(tensor.shape)}, the configuration calls for {list(expected)}"
            )
        final = name if name.startswith(_HEADS[1:]) else prefix_of(architecture) + name
        arranged[final] = tensor
        if final != old and old not in report.added:
            report.renamed[old] = final
    if architecture == "AlbertModel":
        report.missing = [name for name in ("pooler.weight", "pooler.bias") if name not in found]
    report.tensors = len(arranged)
    return arranged


def _listed(names: list[str]) -> str:
    return ", ".join(names[:8]) + (f" and {len(names) - 8} more" if len(names) > 8 else "")
