"""From a source to a directory that libalbert and transformers open: read, name, arrange, write, look at what was written."""

from __future__ import annotations

import os

from albert._convert import architecture as classes
from albert._convert.arrangement import arrange
from albert._convert.configuration import check_sizes, configuration_of_release, read_object, set_labels
from albert._convert.failure import unsupported, wrong_argument
from albert._convert.names import current_names
from albert._convert.report import Report
from albert._convert.sources import find_source
from albert._convert.target import Companions, write_directory

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from albert._convert.sources import Source
    from albert._convert.tensor import Tensor
    from albert._recipe import Path

__all__ = ["convert"]


def convert(source: Path, target: Path, *, architecture: str | None = None) -> Report:
    """Converts PyTorch weights or a TensorFlow 1 checkpoint of the original release to config.json and model.safetensors.

    ``source``: a directory, a file in it, or a checkpoint without its ending. ``target``: a directory that does not exist yet
    or is empty; it appears whole or not at all. ``architecture``: the class of transformers whose tensors are written, instead
    of the one that the source states or that its heads imply. Every tensor that the class needs must be there: nothing is
    filled with random numbers.
    """
    found = find_source(os.fsdecode(source))
    place = os.fsdecode(target)
    if not place:
        raise wrong_argument("target", "is empty")
    if os.path.lexists(place) and not (os.path.isdir(place) and not os.listdir(place)):
        raise wrong_argument(place, "is there already: expected a directory that is new or empty")
    if not os.path.isdir(os.path.dirname(os.path.abspath(place))):
        raise wrong_argument(place, f"would lie in {os.path.dirname(os.path.abspath(place))!r}, which is no directory")
    if architecture is not None and architecture not in classes.ARCHITECTURES:
        raise wrong_argument("architecture", f"{architecture!r} is none of {', '.join(classes.ARCHITECTURES)}")
    report = Report(found.path, place, found.format, architecture or "")
    read = _from_pytorch if found.format == "PyTorch" else _from_tensorflow
    configuration, tensors, companions = read(found, report)
    # A PyTorch file may hold more than the class that its configuration names: a pooler that other classes would miss.
    only = architecture is not None or found.format != "PyTorch"
    arranged = arrange(tensors, configuration, report, only=only, place=found.path)
    configuration["architectures"] = [report.architecture]
    write_directory(place, configuration, arranged, companions, report)
    return report


def _from_pytorch(
    source: Source, report: Report
) -> tuple[dict[str, Any], dict[str, tuple[str, Tensor]], Companions]:
    from albert._convert.pytorch import read_pytorch

    path = os.path.join(source.directory, "config.json")
    configuration = read_object(path)
    check_sizes(configuration, path)
    stated = configuration.get("architectures")
    if not report.architecture and isinstance(stated, list) and stated and isinstance(stated[0], str):
        report.architecture = classes.check_architecture(stated[0], path)
    kind = configuration.setdefault("model_type", "albert")
    if kind != "albert":
        raise unsupported(path, f"'model_type' is {kind!r}, only 'albert' is converted")
    read = read_pytorch(source.path)
    names, dropped = current_names(
        read,
        tied=configuration.get("tie_word_embeddings") is not False,
        same=lambda one, other: (read[one].type, read[one].shape) == (read[other].type, read[other].shape)
        and bytes(read[one].read()) == bytes(read[other].read()),
        place=source.path,
    )
    report.dropped |= dropped
    report.architecture = report.architecture or classes.infer_architecture(set(names))
    found = {name: (old, read[old]) for name, old in names.items()}
    return configuration, found, Companions.of_transformers(source.directory)


def _from_tensorflow(
    source: Source, report: Report
) -> tuple[dict[str, Any], dict[str, tuple[str, Tensor]], Companions]:
    from albert._convert.tensorflow import add_identity_mapping, open_checkpoint, tensors_of_checkpoint

    configuration = configuration_of_release(os.path.join(source.directory, "albert_config.json"), report)
    found = tensors_of_checkpoint(
        open_checkpoint(source.path), report, encoder_only=report.architecture == "AlbertModel", place=source.path
    )
    report.architecture = report.architecture or classes.infer_architecture(set(found))
    if "classifier.bias" in found:
        shape = found["classifier.bias"][1].shape
        count = shape[0] if shape else 0  # a shape that does not fit is told with that of the other tensors
        if report.architecture in ("AlbertForSequenceClassification", "AlbertForTokenClassification"):
            set_labels(configuration, count)
        if count == 1 and report.architecture == "AlbertForSequenceClassification":
            report.notes.append(
                "the classifier has one row: a regression, or the choices of RACE, for which architecture "
                "AlbertForMultipleChoice is right"
            )
    add_identity_mapping(found, configuration, report)
    return configuration, found, Companions.of_release(source.directory, configuration, report)
