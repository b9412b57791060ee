"""The classes of transformers: which tensors each of them has, in which shapes."""

from __future__ import annotations

from albert._convert.failure import unsupported

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    Shapes = dict[str, tuple[int, ...]]

__all__ = ["ARCHITECTURES", "all_shapes", "check_architecture", "infer_architecture", "needed_shapes", "prefix_of"]

#: Class -> whether it has the pooler, and its heads.
ARCHITECTURES: dict[str, tuple[bool, tuple[str, ...]]] = {
    "AlbertModel": (True, ()),
    "AlbertForPreTraining": (True, ("predictions", "sop_classifier")),
    "AlbertForMaskedLM": (False, ("predictions",)),
    "AlbertForSequenceClassification": (True, ("classifier",)),
    "AlbertForTokenClassification": (False, ("classifier",)),
    "AlbertForMultipleChoice": (True, ("classifier",)),
    "AlbertForQuestionAnswering": (False, ("qa_outputs",)),
}


def check_architecture(name: str, place: str) -> str:
    """The class, "TF…" and "Flax…" being the same to us; an error for one that is none of ALBERT's."""
    bare = name.removeprefix("TF").removeprefix("Flax")
    if bare not in ARCHITECTURES:
        raise unsupported(place, f"names {name!r}, expected one of {', '.join(ARCHITECTURES)}")
    return bare


def infer_architecture(names: set[str]) -> str:
    """The class that a file without any statement is of, from the heads that it holds. ``names`` have no prefix."""

    def holds(head: str) -> bool:
        return any(name.startswith(head + ".") for name in names)

    if holds("qa_outputs"):
        return "AlbertForQuestionAnswering"
    if holds("classifier"):
        return "AlbertForSequenceClassification" if holds("pooler") else "AlbertForTokenClassification"
    if holds("predictions"):
        return "AlbertForPreTraining" if holds("sop_classifier") and holds("pooler") else "AlbertForMaskedLM"
    return "AlbertModel"


def prefix_of(architecture: str) -> str:
    """What the names of the encoder's tensors begin with."""
    return "" if architecture == "AlbertModel" else "albert."


def needed_shapes(configuration: dict[str, Any], architecture: str) -> Shapes:
    """What a class cannot do without, without prefix. A bare model's pooler is not in it: libalbert has no need of it."""
    has_pooler, heads = ARCHITECTURES[architecture]
    shapes = _encoder(configuration)
    if has_pooler and heads:
        shapes |= _linear("pooler", configuration["hidden_size"], configuration["hidden_size"])
    for head in heads:
        shapes |= _head(head, configuration, architecture)
    return shapes


def all_shapes(configuration: dict[str, Any], architecture: str) -> Shapes:
    """What files of any class may hold, without prefix; heads of another class than ``architecture`` in any number of rows."""
    hidden = configuration["hidden_size"]
    shapes = needed_shapes(configuration, architecture) | _linear("pooler", hidden, hidden)
    for head in ("predictions", "sop_classifier"):
        shapes |= _head(head, configuration, architecture)
    return shapes


def label_count(configuration: dict[str, Any]) -> int:
    labels = configuration.get("id2label")
    if isinstance(labels, dict):
        return len(labels)
    count = configuration.get("num_labels")
    return count if isinstance(count, int) else 2


def _linear(name: str, inputs: int, outputs: int) -> Shapes:
    return {name + ".weight": (outputs, inputs), name + ".bias": (outputs,)}


def _norm(name: str, width: int) -> Shapes:
    return {name + ".weight": (width,), name + ".bias": (width,)}


def _encoder(configuration: dict[str, Any]) -> Shapes:
    narrow, hidden = configuration["embedding_size"], configuration["hidden_size"]
    shapes: Shapes = {
        "embeddings.word_embeddings.weight": (configuration["vocab_size"], narrow),
        "embeddings.position_embeddings.weight": (configuration["max_position_embeddings"], narrow),
        "embeddings.token_type_embeddings.weight": (configuration.get("type_vocab_size", 2), narrow),
        **_norm("embeddings.LayerNorm", narrow),
        **_linear("encoder.embedding_hidden_mapping_in", narrow, hidden),
    }
    for group in range(configuration.get("num_hidden_groups", 1)):
        for inner in range(configuration.get("inner_group_num", 1)):
            layer = f"encoder.albert_layer_groups.{group}.albert_layers.{inner}."
            for part in ("query", "key", "value", "dense"):
                shapes |= _linear(f"{layer}attention.{part}", hidden, hidden)
            shapes |= _norm(layer + "attention.LayerNorm", hidden)
            shapes |= _linear(layer + "ffn", hidden, configuration["intermediate_size"])
            shapes |= _linear(layer + "ffn_output", configuration["intermediate_size"], hidden)
            shapes |= _norm(layer + "full_layer_layer_norm", hidden)
    return shapes


def _head(head: str, configuration: dict[str, Any], architecture: str) -> Shapes:
    narrow, hidden = configuration["embedding_size"], configuration["hidden_size"]
    if head == "predictions":
        return {
            **_linear("predictions.dense", hidden, narrow),
            **_norm("predictions.LayerNorm", narrow),
            "predictions.bias": (configuration["vocab_size"],),
        }
    if head == "sop_classifier":
        return _linear("sop_classifier.classifier", hidden, 2)
    if head == "qa_outputs":
        return _linear("qa_outputs", hidden, 2)
    return _linear("classifier", hidden, 1 if architecture == "AlbertForMultipleChoice" else label_count(configuration))
