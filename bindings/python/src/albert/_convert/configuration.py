"""config.json: read, or made from the original release's albert_config.json."""

from __future__ import annotations

from json import dumps, loads

from albert._convert.failure import too_large, unsupported, wrong_format

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from albert._convert.report import Report

__all__ = ["configuration_of_release", "read_object", "set_labels"]

_SIZES = (
    "vocab_size",
    "embedding_size",
    "hidden_size",
    "num_hidden_layers",
    "num_attention_heads",
    "intermediate_size",
    "max_position_embeddings",
)
#: The release's own defaults; none of the sizes above has one that fits more than one model.
_DEFAULTS = {
    "num_hidden_groups": 1,
    "inner_group_num": 1,
    "type_vocab_size": 2,
    "hidden_dropout_prob": 0,
    "attention_probs_dropout_prob": 0,
    "initializer_range": 0.02,
}
#: The release has one GELU, and it is the one with tanh.
_ACTIVATIONS = {"gelu": "gelu_new", "relu": "relu", "tanh": "tanh", "linear": "linear", "": "linear"}
#: What the release does not write down, because it never varied.
_ALWAYS = {
    "layer_norm_eps": 1e-12,
    "classifier_dropout_prob": 0.1,
    "pad_token_id": 0,
    "bos_token_id": 2,
    "eos_token_id": 3,
    "tie_word_embeddings": True,
}
_IGNORED = {"down_scale_factor", "gap_size", "net_structure_type", "num_memory_blocks", "layers_to_keep"}
_LIMIT = 1_000_000
_MOST_LAYERS = 1_024  # docs/limits.md; each has 16 tensors, which are listed before any is looked for


def read_object(path: str) -> dict[str, Any]:
    """A JSON object from a file of a reasonable size."""
    with open(path, "rb") as file:
        text = file.read(_LIMIT + 1)
    if len(text) > _LIMIT:
        raise wrong_format(path, f"the file has more than {_LIMIT} bytes")
    try:
        found = loads(text)
    except (ValueError, RecursionError) as error:
        raise wrong_format(path, f"is not JSON: {error}") from None
    if not isinstance(found, dict):
        raise wrong_format(path, f"a JSON object expected, found {type(found).__name__}")
    try:
        dumps(found, ensure_ascii=False).encode()  # as it is going to be written
    except UnicodeEncodeError:
        raise wrong_format(path, "holds a lone surrogate, which UTF-8 cannot write") from None
    return found


def check_sizes(configuration: dict[str, Any], path: str) -> None:
    """What decides shapes must be there and be whole numbers from 1."""
    for name in (*_SIZES, "num_hidden_groups", "inner_group_num", "type_vocab_size"):
        if name not in configuration and name in _DEFAULTS:
            continue
        value = configuration.get(name)
        if isinstance(value, float) and value.is_integer():
            configuration[name] = value = int(value)
        if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value < 2**31:
            raise wrong_format(path, f"{name!r} is {value!r}, expected a whole number from 1")
    for name in ("num_hidden_groups", "inner_group_num"):
        if configuration.get(name, 1) > _MOST_LAYERS:
            raise too_large(path, f"{name!r} is {configuration[name]}, the limit is {_MOST_LAYERS}")
    groups, inner = (int(configuration.get(name, 1)) for name in ("num_hidden_groups", "inner_group_num"))
    if groups * inner > _MOST_LAYERS:
        raise too_large(path, f"'num_hidden_groups' {groups} times 'inner_group_num' {inner} is over the limit of {_MOST_LAYERS}")


def configuration_of_release(path: str, report: Report) -> dict[str, Any]:
    """The config.json for an albert_config.json, without its class."""
    source = read_object(path)
    check_sizes(source, path)
    activation = source.get("hidden_act", "gelu")
    if not isinstance(activation, str) or activation not in _ACTIVATIONS:
        raise unsupported(path, f"'hidden_act' is {activation!r}, expected gelu, relu, tanh or linear")
    configuration: dict[str, Any] = {"model_type": "albert"}
    for name in (*_SIZES, *_DEFAULTS):
        configuration[name] = source.get(name, _DEFAULTS.get(name))
    configuration["hidden_act"] = _ACTIVATIONS[activation]
    if activation == "gelu":
        report.notes.append("hidden_act gelu is written as gelu_new: the release computes GELU with tanh")
    configuration |= _ALWAYS
    left = sorted(set(source) - set(configuration) - _IGNORED)
    if left:
        report.notes.append(f"{', '.join(left)} of albert_config.json have no counterpart and are left out")
    return configuration


def set_labels(configuration: dict[str, Any], count: int) -> None:
    """Names for the rows of a classifier that has none."""
    if count != 2:
        configuration["id2label"] = {str(row): f"LABEL_{row}" for row in range(count)}
        configuration["label2id"] = {f"LABEL_{row}": row for row in range(count)}
