"""From the variables of the original TensorFlow release to transformers' tensors, without the prefix ``albert.``.

A Dense kernel is [inputs, outputs] there and [outputs, inputs] here; the two-row heads are [outputs, inputs] in both.
"""

from __future__ import annotations

import re

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["NO_COUNTERPART", "is_training_state", "tensor_of_variable", "names_question_answering_with_no_answer"]

NO_COUNTERPART = "no tensor of ALBERT"

_LAYER = "encoder.albert_layer_groups.{0}.albert_layers.{1}."
_INNER = r"bert/encoder/transformer/group_(\d+)/inner_group_(\d+)/"
#: A pattern and what it becomes. DENSE, NORM and AS_IS say which endings are added, and what becomes of them.
DENSE = {"kernel": ("weight", True), "bias": ("bias", False)}
NORM = {"gamma": ("weight", False), "beta": ("bias", False)}
OUTPUT = {"output_weights": ("weight", False), "output_bias": ("bias", False)}
_SCOPES: list[tuple[str, str, dict[str, tuple[str, bool]]]] = [
    (r"bert/embeddings/LayerNorm/", "embeddings.LayerNorm.", NORM),
    (r"bert/encoder/embedding_hidden_mapping_in/", "encoder.embedding_hidden_mapping_in.", DENSE),
    (_INNER + r"attention_1/self/(query|key|value)/", _LAYER + "attention.{2}.", DENSE),
    (_INNER + r"attention_1/output/dense/", _LAYER + "attention.dense.", DENSE),
    (_INNER + r"LayerNorm/", _LAYER + "attention.LayerNorm.", NORM),
    (_INNER + r"ffn_1/intermediate/dense/", _LAYER + "ffn.", DENSE),
    (_INNER + r"ffn_1/intermediate/output/dense/", _LAYER + "ffn_output.", DENSE),
    (_INNER + r"LayerNorm_1/", _LAYER + "full_layer_layer_norm.", NORM),
    (r"bert/pooler/dense/", "pooler.", DENSE),
    (r"cls/predictions/transform/dense/", "predictions.dense.", DENSE),
    (r"cls/predictions/transform/LayerNorm/", "predictions.LayerNorm.", NORM),
    (r"cls/seq_relationship/", "sop_classifier.classifier.", OUTPUT),
    (r"cls/squad/", "qa_outputs.", OUTPUT),
    (r"", "classifier.", OUTPUT),
]
_WHOLE = {
    "bert/embeddings/word_embeddings": "embeddings.word_embeddings.weight",
    "bert/embeddings/position_embeddings": "embeddings.position_embeddings.weight",
    "bert/embeddings/token_type_embeddings": "embeddings.token_type_embeddings.weight",
    "cls/predictions/output_bias": "predictions.bias",
}


def tensor_of_variable(variable: str) -> tuple[str, bool] | None:
    """(name, whether the array is to be transposed); None for a variable without a counterpart."""
    variable = variable.removeprefix("module/")
    if variable in _WHOLE:
        return _WHOLE[variable], False
    scope, slash, last = variable.rpartition("/")
    for pattern, name, endings in _SCOPES:
        match = re.fullmatch(pattern, scope + slash)
        if match is not None and last in endings:
            ending, transposed = endings[last]
            return name.format(*match.groups()) + ending, transposed
    return None


def is_training_state(variable: str) -> bool:
    """Whether a variable belongs to the optimizer or the loop around it."""
    last = variable.rpartition("/")[2]
    return last in ("adam_m", "adam_v", "lamb_m", "lamb_v", "Adam", "Adam_1", "global_step", "beta1_power", "beta2_power")


def names_question_answering_with_no_answer(variables: Iterable[str]) -> bool:
    """Whether there is the head that the release has for SQuAD 2.0, which is another network than any class of transformers."""
    scopes = {variable.removeprefix("module/").partition("/")[0] for variable in variables}
    return not scopes.isdisjoint({"start_logits", "end_logits", "answer_class"})
