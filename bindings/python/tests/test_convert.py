"""Conversion, as far as it needs neither PyTorch nor TensorFlow: names, configurations, reports, refusals, writing."""

from __future__ import annotations

import json
from pathlib import Path
from types import SimpleNamespace

import pytest

import albert
from albert._convert.architecture import ARCHITECTURES, infer_architecture, needed_shapes, prefix_of
from albert._convert.arrangement import arrange
from albert._convert.configuration import configuration_of_release, read_object
from albert._convert.names import current_names
from albert._convert.report import Report
from albert._convert.tensor import Tensor
from albert._convert.tensorflow import add_identity_mapping, tensors_of_checkpoint
from albert._convert.tensorflow_names import is_training_state, tensor_of_variable

FIXTURES = Path(__file__).resolve().parents[3] / "Tests" / "Golden" / "tensorflow"
NAMES = ["pretraining", "module", "classifier", "squad", "squad2"]


def report(architecture: str = "") -> Report:
    return Report("source", "target", "PyTorch", architecture)


def zeros(*shape: int) -> Tensor:
    tensor = Tensor("F32", shape, lambda: bytes(0))
    return Tensor("F32", shape, lambda: bytes(tensor.byte_count))


def variables(name: str) -> dict[str, list[int]]:
    return read_object(str(FIXTURES / name / "variables.json"))


def checkpoint(shapes: dict[str, list[int]], kind: str = "float32") -> SimpleNamespace:
    """What TensorFlow's reader is asked for, without TensorFlow."""
    return SimpleNamespace(
        get_variable_to_shape_map=lambda: shapes,
        get_variable_to_dtype_map=lambda: dict.fromkeys(shapes, SimpleNamespace(name=kind)),
    )


# --- the original release ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", NAMES)
def test_every_variable_of_the_release_has_a_tensor_of_the_right_shape_or_a_reason(name):
    made = report()
    found = tensors_of_checkpoint(checkpoint(variables(name)), made, encoder_only=True, place="ckpt")
    configuration = configuration_of_release(str(FIXTURES / name / "albert_config.json"), made)
    add_identity_mapping(found, configuration, made)
    made.architecture = infer_architecture(set(found))
    if name == "classifier":
        configuration["num_labels"] = 3
    arranged = arrange(found, configuration, made, only=False, place="ckpt")
    expected = {"pretraining": "AlbertForPreTraining", "module": "AlbertForPreTraining", "squad2": "AlbertModel"}
    assert made.architecture == expected.get(
        name, "AlbertForSequenceClassification" if name == "classifier" else "AlbertForQuestionAnswering"
    )
    prefix = prefix_of(made.architecture)
    heads = ("predictions.", "sop_classifier.", "classifier.", "qa_outputs.")
    needed = {
        key if key.startswith(heads) else prefix + key: shape
        for key, shape in needed_shapes(configuration, made.architecture).items()
    }
    assert needed.items() <= {key: tensor.shape for key, tensor in arranged.items()}.items()
    accounted = set(made.renamed) | set(made.dropped) | set(made.extra) | {old for old, _ in found.values()}
    assert accounted >= set(variables(name))
    mapping = {f"encoder.embedding_hidden_mapping_in.{ending}" for ending in ("weight", "bias")}
    assert set(made.added) == (mapping if name == "module" else set())


def test_kernels_are_transposed_and_nothing_else_is():
    layer = "bert/encoder/transformer/group_1/inner_group_2/"
    ours = "encoder.albert_layer_groups.1.albert_layers.2."
    assert tensor_of_variable(layer + "attention_1/self/query/kernel") == (ours + "attention.query.weight", True)
    assert tensor_of_variable(layer + "ffn_1/intermediate/dense/kernel") == (ours + "ffn.weight", True)
    assert tensor_of_variable(layer + "ffn_1/intermediate/output/dense/kernel") == (ours + "ffn_output.weight", True)
    assert tensor_of_variable(layer + "ffn_1/intermediate/output/dense/bias") == (ours + "ffn_output.bias", False)
    assert tensor_of_variable(layer + "LayerNorm/gamma") == (ours + "attention.LayerNorm.weight", False)
    assert tensor_of_variable(layer + "LayerNorm_1/beta") == (ours + "full_layer_layer_norm.bias", False)
    assert tensor_of_variable("module/bert/pooler/dense/kernel") == ("pooler.weight", True)
    assert tensor_of_variable("cls/seq_relationship/output_weights") == ("sop_classifier.classifier.weight", False)
    assert tensor_of_variable("output_weights") == ("classifier.weight", False)
    for other in ("bert/pooler/dense/gamma", "output_kernel", "bert/unknown", "cls/squad/kernel", "", "/"):
        assert tensor_of_variable(other) is None


def test_the_state_of_the_training_is_told_from_weights():
    for name in ("global_step", "bert/pooler/dense/kernel/adam_m", "x/adam_v", "x/lamb_m", "beta1_power"):
        assert is_training_state(name)
    assert not is_training_state("bert/pooler/dense/kernel")


def test_the_head_of_squad_2_is_refused_unless_the_encoder_alone_is_wanted():
    with pytest.raises(albert.UnsupportedError, match=r"SQuAD 2\.0 head.*AlbertModel converts the encoder alone"):
        tensors_of_checkpoint(checkpoint(variables("squad2")), report(), encoder_only=False, place="ckpt")


def test_variables_of_other_types_and_of_one_name_are_refused():
    with pytest.raises(albert.UnsupportedError, match="float64, expected float32"):
        tensors_of_checkpoint(checkpoint({"output_bias": [2]}, "float64"), report(), encoder_only=False, place="ckpt")
    twice = {"output_bias": [2], "module/output_bias": [2]}
    with pytest.raises(albert.FormatError, match=r"are both 'classifier\.bias'"):
        tensors_of_checkpoint(checkpoint(twice), report(), encoder_only=False, place="ckpt")


def test_the_identity_mapping_is_the_identity():
    found: dict[str, tuple[str, Tensor]] = {}
    add_identity_mapping(found, {"embedding_size": 3, "hidden_size": 3}, report())
    weight = found["encoder.embedding_hidden_mapping_in.weight"][1]
    assert memoryview(bytes(weight.read())).cast("f").tolist() == [1, 0, 0, 0, 1, 0, 0, 0, 1]
    assert bytes(found["encoder.embedding_hidden_mapping_in.bias"][1].read()) == bytes(12)
    add_identity_mapping(kept := dict(found), {"embedding_size": 3, "hidden_size": 3}, report())
    add_identity_mapping(none := {}, {"embedding_size": 2, "hidden_size": 3}, report())
    assert kept == found and none == {}


def test_the_release_s_configuration_gets_what_it_leaves_unsaid(tmp_path):
    made = report()
    configuration = configuration_of_release(str(FIXTURES / "pretraining" / "albert_config.json"), made)
    assert configuration["hidden_act"] == "gelu_new" and configuration["layer_norm_eps"] == 1e-12
    assert [configuration[f"{role}_token_id"] for role in ("pad", "bos", "eos")] == [0, 2, 3]
    assert configuration["model_type"] == "albert" and "gap_size" not in configuration
    assert configuration["hidden_size"] == 16 and any("tanh" in note for note in made.notes)
    path = tmp_path / "albert_config.json"
    source = json.loads((FIXTURES / "module" / "albert_config.json").read_text())
    for key, value, error, words in [
        ("hidden_act", "gelu", None, ""),
        ("hidden_act", "swish", albert.UnsupportedError, "'swish', expected gelu"),
        ("hidden_size", None, albert.FormatError, "'hidden_size' is None, expected a whole number"),
        ("vocab_size", "60", albert.FormatError, "'vocab_size' is '60'"),
        ("vocab_size", True, albert.FormatError, "'vocab_size' is True"),
        ("num_hidden_groups", 0, albert.FormatError, "'num_hidden_groups' is 0"),
    ]:
        path.write_text(json.dumps(source | {key: value}))
        if error is None:
            assert configuration_of_release(str(path), report())["hidden_act"] == "gelu_new"
        else:
            with pytest.raises(error, match=words):
                configuration_of_release(str(path), report())
    path.write_text(json.dumps(source | {"unheard_of": 1}))
    made = report()
    configuration_of_release(str(path), made)
    assert any("unheard_of" in note for note in made.notes)


@pytest.mark.parametrize("text", ["", "[]", "{", "\ud83d", "[" * 100_000, '{"a": ' * 5000, " " * 1_000_001])
def test_what_is_no_json_object_is_refused(tmp_path, text):
    path = tmp_path / "config.json"
    path.write_bytes(text.encode(errors="surrogatepass"))
    with pytest.raises(albert.FormatError, match="config.json"):
        read_object(str(path))


# --- PyTorch's names -----------------------------------------------------------------------------------------------------


def names(*listed: str, tied: bool = True, same: bool = True) -> tuple[dict[str, str], dict[str, str]]:
    return current_names(listed, tied=tied, same=lambda one, other: same, place="x.bin")


def test_names_of_every_age_become_today_s():
    words = "albert.embeddings.word_embeddings.weight"
    kept, dropped = names(
        words, "albert.embeddings.LayerNorm.gamma", "albert.embeddings.LayerNorm.beta", "albert.embeddings.position_ids",
        "predictions.decoder.weight", "predictions.decoder.bias", "predictions.bias", "embeddings.stray",
    )  # fmt: skip
    assert kept == {
        "embeddings.word_embeddings.weight": words,
        "embeddings.LayerNorm.weight": "albert.embeddings.LayerNorm.gamma",
        "embeddings.LayerNorm.bias": "albert.embeddings.LayerNorm.beta",
        "predictions.bias": "predictions.bias",
    }
    assert set(dropped) == {
        "albert.embeddings.position_ids", "predictions.decoder.weight", "predictions.decoder.bias", "embeddings.stray",
    }  # fmt: skip
    assert names("predictions.decoder.bias")[0] == {"predictions.bias": "predictions.decoder.bias"}
    assert set(names("predictions.decoder.weight", "predictions.decoder.bias", tied=False)[0]) == {
        "predictions.decoder.weight", "predictions.decoder.bias",
    }  # fmt: skip


def test_a_tied_decoder_that_differs_and_a_name_used_twice_are_errors():
    with pytest.raises(albert.FormatError, match="differs from 'predictions.bias', with which the configuration ties it"):
        names("predictions.bias", "predictions.decoder.bias", same=False)
    with pytest.raises(albert.FormatError, match=r"are both 'embeddings.LayerNorm.weight'"):
        names("embeddings.LayerNorm.gamma", "embeddings.LayerNorm.weight")


@pytest.mark.parametrize(
    "heads, expected",
    [
        ([], "AlbertModel"),
        (["pooler.bias"], "AlbertModel"),
        (["predictions.bias"], "AlbertForMaskedLM"),
        (["predictions.bias", "pooler.bias", "sop_classifier.classifier.bias"], "AlbertForPreTraining"),
        (["classifier.bias", "pooler.bias"], "AlbertForSequenceClassification"),
        (["classifier.bias"], "AlbertForTokenClassification"),
        (["qa_outputs.bias"], "AlbertForQuestionAnswering"),
    ],
)
def test_heads_imply_the_class(heads, expected):
    assert infer_architecture(set(heads)) == expected


# --- arranging and reporting ---------------------------------------------------------------------------------------------

SIZES = {
    "vocab_size": 12, "embedding_size": 4, "hidden_size": 8, "num_hidden_layers": 2, "num_attention_heads": 2,
    "intermediate_size": 16, "max_position_embeddings": 8,
}  # fmt: skip


def tensors(architecture: str) -> dict[str, tuple[str, Tensor]]:
    return {name: (name, zeros(*shape)) for name, shape in needed_shapes(SIZES, architecture).items()}


@pytest.mark.parametrize("architecture", ARCHITECTURES)
def test_each_tensor_that_a_class_needs_is_missed(architecture):
    whole = tensors(architecture)
    assert len(arrange(whole, SIZES, report(architecture), only=False, place="x")) == len(whole)
    for name in whole:
        part = {key: value for key, value in whole.items() if key != name}
        with pytest.raises(albert.FormatError, match=f"needs 1 tensors that are missing: {name}; nothing is made up"):
            arrange(part, SIZES, report(architecture), only=False, place="x")


def test_shapes_are_compared_with_the_configuration():
    found = tensors("AlbertForMaskedLM") | {"predictions.bias": ("old name", zeros(13))}
    with pytest.raises(albert.FormatError, match=r"'old name' has shape \[13\], the configuration calls for \[12\]"):
        arrange(found, SIZES, report("AlbertForMaskedLM"), only=False, place="x")


def test_other_heads_are_kept_unless_a_class_is_asked_for_and_the_report_says_so():
    found = tensors("AlbertForPreTraining") | {"cls.experiment": ("cls.experiment", zeros(1))}
    made = report("AlbertForMaskedLM")
    arranged = arrange(found, SIZES, made, only=False, place="x")
    assert made.extra == ["pooler.weight", "pooler.bias", "sop_classifier.classifier.weight", "sop_classifier.classifier.bias"]
    assert "albert.pooler.weight" in arranged and made.dropped == {"cls.experiment": "no tensor of ALBERT"}
    assert made.renamed["pooler.weight"] == "albert.pooler.weight" and made.tensors == len(arranged)
    made = report("AlbertForMaskedLM")
    arranged = arrange(found, SIZES, made, only=True, place="x")
    assert made.extra == [] and "albert.pooler.weight" not in arranged
    assert made.dropped["pooler.bias"] == "not part of AlbertForMaskedLM"
    made = report("AlbertModel")
    assert "pooler.weight" in arrange(found, SIZES, made, only=True, place="x") and made.missing == []
    made = report("AlbertModel")
    arrange(tensors("AlbertModel"), SIZES, made, only=True, place="x")
    assert made.missing == ["pooler.weight", "pooler.bias"]


def test_the_report_is_text_and_a_dict():
    made = report("AlbertModel")
    made.renamed = {"old": "new"}
    made.dropped = {f"{number}/adam_m": "state of the training" for number in range(65)} | {"odd": "no tensor of ALBERT"}
    made.notes = ["something"]
    text = str(made)
    assert "old -> new" in text and "dropped (65), state of the training:" in text and "and 62 more" in text
    assert "  odd" in text and "note: something" in text and len(text.splitlines()) < 20
    assert json.loads(json.dumps(made.as_dict())) == made.as_dict() and made.as_dict()["renamed"] == {"old": "new"}
