"""Writes the directory: beside its place first, opened once to see that libalbert takes it, then renamed."""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass, field
from json import dumps, loads
from secrets import token_hex

from albert._convert.failure import wrong_argument
from albert._convert.safetensors import write_safetensors
from albert._errors import Error, make_error
from albert._hub_files import pooling_folders
from albert._model import load
from albert._tokenizer_files import TOKENIZER_FILES, tokenizer_configuration

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from albert._convert.report import Report
    from albert._convert.tensor import Tensor

__all__ = ["Companions", "write_directory"]

_OF_TRANSFORMERS = (*TOKENIZER_FILES, "modules.json", "sentence_bert_config.json", "config_sentence_transformers.json")


def _pooling_folders(directory: str) -> list[str]:
    """Those that modules.json names, and those that are called as sentence-transformers calls them."""
    found = {name for name in os.listdir(directory) if name.endswith("_Pooling")}
    try:
        with open(os.path.join(directory, "modules.json"), "rb") as file:
            modules = loads(file.read())
    except (OSError, ValueError, RecursionError):  # what is no JSON is copied as it is, and refused by who opens it
        modules = []
    return sorted(found.union(pooling_folders(modules)))


@dataclass
class Companions:
    """The files beside configuration and weights."""

    #: Name in the target -> file to copy.
    copied: dict[str, str] = field(default_factory=dict)
    #: Name in the target -> what is written.
    written: dict[str, str] = field(default_factory=dict)

    @staticmethod
    def of_transformers(directory: str) -> Companions:
        """Those of a directory in transformers' layout, sentence-transformers' pooling among them."""
        names = list(_OF_TRANSFORMERS)
        names += [f"{name}/config.json" for name in _pooling_folders(directory)]
        found = {name: os.path.join(directory, name) for name in names}
        return Companions(copied={name: path for name, path in found.items() if os.path.isfile(path)})

    @staticmethod
    def of_release(directory: str, configuration: dict[str, Any], report: Report) -> Companions:
        """The release's SentencePiece model, and a tokenizer_config.json that says how the release prepares its text."""
        models = [name for name in sorted(os.listdir(directory)) if name.endswith(".model")]
        preferred: list[str] = [name for name in ("30k-clean.model", "spiece.model") if name in models]
        if len(models) > 1 and len(preferred) != 1:
            raise wrong_argument(directory, f"holds {len(models)} SentencePiece models: {', '.join(models)}")
        models = preferred or models
        if not models:
            report.notes.append("there is no SentencePiece model (30k-clean.model): the result has no tokenizer")
            return Companions()
        settings = tokenizer_configuration(configuration["max_position_embeddings"])
        return Companions({"spiece.model": os.path.join(directory, models[0])}, {"tokenizer_config.json": _json(settings)})


def write_directory(
    target: str, configuration: dict[str, Any], tensors: dict[str, Tensor], companions: Companions, report: Report
) -> None:
    """Writes everything, so that ``target`` appears whole or not at all."""
    final = os.path.realpath(target)  # an empty directory that a link leads to is filled; nothing can be renamed onto the link
    parent = os.path.dirname(final)
    staging = os.path.join(parent, f".albert-{token_hex(6)}")
    os.mkdir(staging)  # not tempfile's way, which would give it to its owner alone
    try:
        written = {"config.json": _json(configuration), **companions.written}
        for name, text in written.items():
            with open(os.path.join(staging, name), "xb") as file:
                file.write(text.encode())
                file.flush()
                os.fsync(file.fileno())
        for name, path in companions.copied.items():
            _copy(path, os.path.join(staging, name))
        write_safetensors(os.path.join(staging, "model.safetensors"), tensors)
        _open(staging, target)
        _sync_directories(staging)
        os.rename(staging, final)
    except BaseException:
        shutil.rmtree(staging, ignore_errors=True)
        raise
    _sync_directories(parent, below=False)
    report.files = sorted(["model.safetensors", *written, *companions.copied])


def _open(staging: str, target: str) -> None:
    """Raises what libalbert has against the result, as if it lay in its place already."""
    try:
        load(staging)
    except Error as error:
        moved = make_error(error.code, str(error).replace(staging, target), "", -1, 0)
        moved.place = error.place.replace(staging, target)
        raise moved from None


def _json(value: dict[str, Any]) -> str:
    return dumps(value, indent=1, ensure_ascii=False) + "\n"


def _copy(source: str, target: str) -> None:
    os.makedirs(os.path.dirname(target), exist_ok=True)
    with open(source, "rb") as reader, open(target, "xb") as writer:
        shutil.copyfileobj(reader, writer, 1 << 20)
        writer.flush()
        os.fsync(writer.fileno())


def _sync_directories(top: str, *, below: bool = True) -> None:
    for directory in [path for path, _, _ in os.walk(top)] if below else [top]:
        descriptor = os.open(directory, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
