"""Which files of a repository a model needs, and what its own files say about further ones.

The index of the shards and modules.json were written by strangers: a name in them is one plain component of a path, or it
is refused.
"""

from __future__ import annotations

import errno
import os

from albert._errors import Error, make_error
from albert._tokenizer_files import TOKENIZER_FILES

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from typing import Any

CONFIGURATION = "config.json"
WEIGHTS = "model.safetensors"
INDEX = "model.safetensors.index.json"
MODULES = "modules.json"
# Wanted where the repository has them.
SIDE_FILES = (
    CONFIGURATION,
    *TOKENIZER_FILES,
    MODULES,
    "sentence_bert_config.json",
    "config_sentence_transformers.json",
)
# Wanted never; the first that a repository without safetensors has is named with the way to convert it.
_FOREIGN_WEIGHTS = (
    ("pytorch_model.bin", "PyTorch weights"),
    ("pytorch_model.bin.index.json", "PyTorch weights"),
    ("tf_model.h5", "TensorFlow weights"),
    ("flax_model.msgpack", "Flax weights"),
)
# The limits of the library's own reader (docs/limits.md).
_INDEX_BYTE_COUNT = 16 << 20
_SHARD_COUNT = 4_096
_FILE_NAME_BYTE_COUNT = 255
_MODULES_BYTE_COUNT = 1_000_000


def names_listed(listing: Collection[str], place: str) -> list[str]:
    """What to bring first. UnsupportedError where the weights are in another format, FileError where files are missing."""
    if CONFIGURATION not in listing:
        raise _missing(place, f"the repository has no {CONFIGURATION}")
    weights = next((name for name in (WEIGHTS, INDEX) if name in listing), None)
    if weights is None:
        raise _without_safetensors(listing, place, "the repository")
    return [*(name for name in SIDE_FILES if name in listing), weights]


def names_inside(directory: str, listing: Collection[str], place: str) -> list[str]:
    """What the files of ``names_listed``, once they are there, say about further ones: shards, and poolings."""
    poolings = [name for name in _poolings(directory, place) if name in listing]
    if WEIGHTS in listing:
        return poolings
    shards = _shards(directory, place)
    for name in shards:
        if name not in listing:
            raise _missing(place, f"the repository has no {name}, which {INDEX} names")
    return [*poolings, *shards]


def names_in(directory: str) -> list[str]:
    """The files of a snapshot that a model would be opened from."""
    place = directory
    names = [*SIDE_FILES, *_poolings(directory, place)]
    names += [WEIGHTS] if _has(directory, WEIGHTS) else [INDEX, *_shards(directory, place)]
    return [name for name in names if _has(directory, name)]


def check_cached(directory: str, place: str, reason: Exception) -> None:
    """Whether a model can be opened from what the cache holds, when ``reason`` keeps us from asking the hub."""
    from albert._hub_errors import failure

    needed = [CONFIGURATION]
    if _has(directory, INDEX) and not _has(directory, WEIGHTS):
        needed += _shards(directory, place)
    else:
        needed.append(WEIGHTS)
    lacking = next((name for name in needed if not _has(directory, name)), None)
    if lacking == WEIGHTS:
        present = [name for name, _ in _FOREIGN_WEIGHTS if _has(directory, name)]
        if present:
            raise _without_safetensors(present, place, "the cache") from reason
    if lacking is not None:
        raise failure(reason, place, lacking) from reason


def check_arrived(directory: str, names: Iterable[str], place: str) -> None:
    """huggingface_hub gives what the cache holds when the hub falls silent halfway; here that is an error."""
    for name in names:
        if not _has(directory, name):
            message = f"{name} did not arrive: the hub fell silent"
            raise make_error("ALBERT_E_IO", message, place, -1, errno.EIO)


def _has(directory: str, name: str) -> bool:
    return os.path.isfile(os.path.join(directory, name))


def _missing(place: str, message: str) -> Error:
    return make_error("ALBERT_E_IO", message, place, -1, errno.ENOENT)


def _without_safetensors(names: Collection[str], place: str, owner: str) -> Error:
    for name, holding in _FOREIGN_WEIGHTS:
        if name in names:
            message = (
                f"{owner} has {holding} ({name}) and no {WEIGHTS}: "
                "convert them with 'python -m albert convert SRC DST'"
            )
            return make_error("ALBERT_E_UNSUPPORTED", message, place, -1, 0)
    return _missing(place, f"{owner} has neither {WEIGHTS} nor {INDEX}")


def _poolings(directory: str, place: str) -> list[str]:
    """The configurations of the pooling modules that sentence-transformers' modules.json names."""
    if not _has(directory, MODULES):
        return []
    modules = _read_json(directory, MODULES, _MODULES_BYTE_COUNT, place)
    return [f"{folder}/config.json" for folder in pooling_folders(modules)]


def pooling_folders(modules: Any) -> list[str]:
    """Where the pooling modules of a modules.json lie, whatever else that holds."""
    found = []
    for module in modules if isinstance(modules, list) else ():
        path = module.get("path") if isinstance(module, dict) else None
        if not isinstance(path, str) or not _is_plain(path):
            continue
        if path.endswith("_Pooling") or str(module.get("type")).rpartition(".")[2] == "Pooling":
            found.append(path)
    return found


def _shards(directory: str, place: str) -> list[str]:
    """The files that the index names, in the order of their first mention."""
    index = _read_json(directory, INDEX, _INDEX_BYTE_COUNT, place)
    tensors = index.get("weight_map") if isinstance(index, dict) else None
    if not isinstance(tensors, dict) or not tensors:
        raise _broken(place, f"{INDEX}: 'weight_map' is missing or no object with entries")
    names: dict[str, None] = {}
    for tensor, name in tensors.items():
        if not isinstance(name, str) or not _is_plain(name) or not name.endswith(".safetensors"):
            raise _broken(place, f"{INDEX}: {tensor[:99]!r} names {str(name)[:99]!r}, no safetensors file beside it")
        names[name] = None
    if len(names) > _SHARD_COUNT:
        message = f"{INDEX}: names {len(names)} files, the limit is {_SHARD_COUNT}"
        raise make_error("ALBERT_E_LIMIT", message, place, -1, 0)
    return list(names)


def _is_plain(name: str) -> bool:
    """One component of a path, and nothing that a terminal or a file system would read otherwise."""
    return (
        name not in ("", ".", "..")
        and name.isprintable()
        and not any(character in "/\\" for character in name)
        and len(name.encode(errors="replace")) <= _FILE_NAME_BYTE_COUNT
    )


def _read_json(directory: str, name: str, limit: int, place: str) -> Any:
    from json import loads

    try:
        with open(os.path.join(directory, name), "rb") as file:
            content = file.read(limit + 1)
    except OSError as error:
        raise make_error("ALBERT_E_IO", f"{name}: {error.strerror}", place, -1, error.errno or 0) from error
    if len(content) > limit:
        raise make_error("ALBERT_E_LIMIT", f"{name}: more than {limit} bytes", place, -1, 0)
    try:
        return loads(content)
    except (ValueError, RecursionError) as error:
        raise _broken(place, f"{name}: no JSON: {error}") from error


def _broken(place: str, message: str) -> Error:
    return make_error("ALBERT_E_FORMAT", message, place, -1, 0)
