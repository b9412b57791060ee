"""Conversion from PyTorch, and that transformers reads what convert and Model.save write: `make test-convert`."""

from __future__ import annotations

import io
import json
import os
import pickle
from pathlib import Path
from typing import Any

import pytest

import albert

torch = pytest.importorskip("torch", reason="torch is not installed; make test-convert installs it")
transformers = pytest.importorskip("transformers", reason="transformers is not installed; make test-convert installs it")
safetensors = pytest.importorskip("safetensors.torch", reason="safetensors is not installed; make test-convert installs it")

CLASSES = [
    "AlbertModel", "AlbertForPreTraining", "AlbertForMaskedLM", "AlbertForSequenceClassification",
    "AlbertForTokenClassification", "AlbertForQuestionAnswering", "AlbertForMultipleChoice",
]  # fmt: skip
HEADS = ("classifier.", "qa_outputs.", "sop_classifier.", "predictions.")
IDS = [[2, 17, 5, 33, 9, 3], [2, 21, 3]]


def make(name: str, **changes: Any) -> Any:
    settings: dict[str, Any] = dict(
        vocab_size=37, embedding_size=12, hidden_size=24, num_hidden_layers=3, num_attention_heads=3, intermediate_size=40,
        max_position_embeddings=16, num_labels=2, hidden_act="gelu_new", attn_implementation="eager",
    )  # fmt: skip
    torch.manual_seed(1)
    config = transformers.AlbertConfig(**(settings | changes))
    model = getattr(transformers, name)(config).eval()
    with torch.no_grad():
        for parameter in model.parameters():
            parameter.add_(torch.randn_like(parameter) * 0.2)
    return model


def write_binary(model: Any, directory: Path, *, state: dict[str, Any] | None = None, old: bool = False) -> Path:
    directory.mkdir()
    model.config.architectures = [type(model).__name__]
    model.config.save_pretrained(directory)
    weights = {name: value.detach() for name, value in model.state_dict().items()} if state is None else state
    torch.save(weights, directory / "pytorch_model.bin", _use_new_zipfile_serialization=not old)
    return directory


def check_with_transformers(directory: Path, model: Any) -> None:
    """What transformers loads is what the model is, and computes what libalbert computes."""
    loaded, found = type(model).from_pretrained(directory, output_loading_info=True, attn_implementation="eager")
    assert not found["missing_keys"] and not found["unexpected_keys"] and not found["mismatched_keys"]
    written = safetensors.load_file(directory / "model.safetensors")
    state = model.state_dict()
    for name, value in written.items():
        assert value.dtype == state[name].dtype and torch.equal(value, state[name]), name
    assert any(name.startswith(HEADS) for name in written) == (type(model).__name__ != "AlbertModel")
    opened = albert.load(directory)
    encoder = getattr(loaded.eval().float(), "albert", loaded)
    for ids in IDS:
        ours = opened.forward([ids], mlm=opened.info["masked_language_head"])
        with torch.no_grad():
            theirs = encoder(torch.tensor([ids]))
            assert_near(ours.hidden[0], theirs.last_hidden_state[0])
            if opened.info["pooler"]:
                assert_near(ours.pooled[0], theirs.pooler_output[0])
            if ours.mlm_logits is not None:
                whole = loaded(torch.tensor([ids]))
                assert_near(ours.mlm_logits[0], (whole.logits if "logits" in whole else whole.prediction_logits)[0])
            if ours.sop_logits is not None:
                assert_near(ours.sop_logits[0], loaded(torch.tensor([ids])).sop_logits[0])


def assert_near(ours: Any, theirs: Any) -> None:
    difference = (torch.tensor(ours.tolist()) - theirs).abs().max().item()
    assert difference < 1e-5, difference


@pytest.mark.parametrize("old", [False, True], ids=["zip", "legacy"])
@pytest.mark.parametrize("name", CLASSES)
def test_every_class_is_converted_saved_again_and_read_by_transformers(tmp_path, name, old):
    model = make(name)
    report = albert.convert(write_binary(model, tmp_path / "source", old=old), tmp_path / "target")
    assert (report.architecture, report.format, report.missing) == (name, "PyTorch", [])
    assert report.tensors == len(safetensors.load_file(tmp_path / "target" / "model.safetensors"))
    check_with_transformers(tmp_path / "target", model)
    albert.load(tmp_path / "target").save(tmp_path / "saved")
    check_with_transformers(tmp_path / "saved", model)


@pytest.mark.parametrize("name", CLASSES)
def test_what_transformers_saves_is_saved_again_as_it_is(tmp_path, name):
    model = make(name, num_hidden_groups=2, inner_group_num=2, num_hidden_layers=4)
    model.save_pretrained(tmp_path / "theirs")
    albert.load(tmp_path / "theirs").save(tmp_path / "ours")
    check_with_transformers(tmp_path / "ours", model)


def test_the_bundled_model_is_saved_for_transformers(tmp_path, model):
    model.save(tmp_path / "saved")
    loaded, found = transformers.AlbertForPreTraining.from_pretrained(tmp_path / "saved", output_loading_info=True)
    assert not found["missing_keys"] and not found["unexpected_keys"]
    text = "The president of the United [MASK] signed the law."
    tokenizer = transformers.AutoTokenizer.from_pretrained(tmp_path / "saved")
    assert tokenizer(text)["input_ids"] == model.tokenizer.encode(text).ids
    loaded = loaded.eval().float()
    with torch.no_grad():
        logits = loaded(**tokenizer(text, return_tensors="pt")).prediction_logits[0]
    ours = model.forward([tokenizer(text)["input_ids"]], mlm=True).mlm_logits[0]
    assert (torch.tensor(ours.tolist()) - logits).abs().max() < 1e-4


@pytest.mark.parametrize("dtype", ["float16", "bfloat16"])
def test_narrow_weights_stay_as_they_are(tmp_path, dtype):
    model = make("AlbertForMaskedLM").to(getattr(torch, dtype))
    albert.convert(write_binary(model, tmp_path / "source"), tmp_path / "target")
    for name, value in safetensors.load_file(tmp_path / "target" / "model.safetensors").items():
        assert torch.equal(value, model.state_dict()[name]) and value.dtype == getattr(torch, dtype)


def test_a_tensor_that_is_kept_negated_is_written_as_its_values(tmp_path):
    model = make("AlbertModel")
    state = model.state_dict()
    name = next(iter(state))
    write_binary(model, tmp_path / "source")
    torch.save(state | {name: (-state[name])._neg_view()}, tmp_path / "source" / "pytorch_model.bin")
    albert.convert(tmp_path / "source", tmp_path / "target")
    assert torch.equal(safetensors.load_file(tmp_path / "target" / "model.safetensors")[name], state[name])


def test_a_sparse_tensor_is_refused_by_its_layout(tmp_path):
    model = make("AlbertModel")
    state = model.state_dict()
    name = next(iter(state))
    write_binary(model, tmp_path / "source")
    torch.save(state | {name: state[name].to_sparse()}, tmp_path / "source" / "pytorch_model.bin")
    with pytest.raises(albert.UnsupportedError, match="sparse tensors are not converted"):
        albert.convert(tmp_path / "source", tmp_path / "target")


def test_a_decoder_that_is_not_tied_is_kept(tmp_path):
    model = make("AlbertForMaskedLM", tie_word_embeddings=False)
    with torch.no_grad():
        model.predictions.bias.copy_(model.predictions.decoder.bias)
    albert.convert(write_binary(model, tmp_path / "source"), tmp_path / "target")
    check_with_transformers(tmp_path / "target", model)
    albert.load(tmp_path / "target").save(tmp_path / "saved")
    check_with_transformers(tmp_path / "saved", model)


def test_old_names_and_what_is_held_twice_become_today_s(tmp_path):
    model = make("AlbertForPreTraining")
    state = {}
    for name, value in model.state_dict().items():
        if "LayerNorm" in name:
            name = name.replace("LayerNorm.weight", "LayerNorm.gamma").replace("LayerNorm.bias", "LayerNorm.beta")
        state[name] = value
    state["albert.embeddings.position_ids"] = torch.arange(16)[None]
    state["cls.experiment"] = torch.zeros(2)
    report = albert.convert(write_binary(model, tmp_path / "source", state=state), tmp_path / "target")
    check_with_transformers(tmp_path / "target", model)
    assert report.renamed["predictions.LayerNorm.gamma"] == "predictions.LayerNorm.weight"
    assert report.dropped["predictions.decoder.weight"] == "tied to embeddings.word_embeddings.weight"
    assert report.dropped["cls.experiment"] == "no tensor of ALBERT"


def test_a_class_can_be_chosen(tmp_path):
    source = write_binary(make("AlbertForPreTraining"), tmp_path / "source")
    for name in ("AlbertModel", "AlbertForMaskedLM"):
        report = albert.convert(source, tmp_path / name, architecture=name)
        config = json.loads((tmp_path / name / "config.json").read_text())
        assert config["architectures"] == [name] and "sop_classifier.classifier.bias" in report.dropped
        _, found = getattr(transformers, name).from_pretrained(tmp_path / name, output_loading_info=True)
        assert not found["missing_keys"] and not found["unexpected_keys"]
    with pytest.raises(albert.FormatError, match=r"needs 2 tensors that are missing: qa_outputs\.weight"):
        albert.convert(source, tmp_path / "none", architecture="AlbertForQuestionAnswering")


def test_shards_are_merged_and_a_wrong_index_is_refused(tmp_path):
    model = make("AlbertForPreTraining")
    source = write_binary(model, tmp_path / "source")
    (source / "pytorch_model.bin").unlink()
    names = list(model.state_dict())
    shards = {name: f"pytorch_model-{number % 2 + 1:05}-of-00002.bin" for number, name in enumerate(names)}
    for shard in set(shards.values()):
        torch.save({name: model.state_dict()[name] for name in names if shards[name] == shard}, source / shard)
    index = source / "pytorch_model.bin.index.json"
    index.write_text(json.dumps({"weight_map": shards}))
    albert.convert(source, tmp_path / "target")
    check_with_transformers(tmp_path / "target", model)
    first, other = names[0], shards[names[1]]
    for changed, words in [
        (shards | {first: "../x.bin"}, "no plain name"),
        (shards | {first: str(tmp_path / "x.bin")}, "no plain name"),
        (shards | {first: other}, "the index says"),
        (shards | {"absent": other}, "'absent' is not in"),
        ({}, "no object with members"),
        ([], "no object with members"),
    ]:
        index.write_text(json.dumps({"weight_map": changed}))
        with pytest.raises(albert.FormatError, match=words):
            albert.convert(source, tmp_path / "none")
    index.write_text(json.dumps({"weight_map": shards | {first: "missing.bin"}}))
    with pytest.raises(albert.FileError, match="No such file"):
        albert.convert(source, tmp_path / "none")


class Canary:
    def __init__(self, path: Path) -> None:
        self.path = path

    def __reduce__(self) -> tuple[Any, ...]:
        return os.mkdir, (str(self.path),)


@pytest.mark.parametrize("old", [False, True], ids=["zip", "legacy"])
def test_a_pickle_that_would_run_something_is_refused_and_runs_nothing(tmp_path, old):
    model = make("AlbertModel")
    canary = tmp_path / "canary"
    source = write_binary(model, tmp_path / "source", state={"x": Canary(canary)}, old=old)
    with pytest.raises(albert.FormatError, match="PyTorch refuses it"):
        albert.convert(source, tmp_path / "target")
    assert not canary.exists() and not (tmp_path / "target").exists()


def test_files_that_are_no_weights_are_refused(tmp_path):
    model = make("AlbertModel")
    source = write_binary(model, tmp_path / "source")
    whole = (source / "pytorch_model.bin").read_bytes()
    stream = io.BytesIO()
    torch.save(model.state_dict(), stream, _use_new_zipfile_serialization=False)
    broken = [b"", b"\x80", whole[:100], whole[: len(whole) // 2], stream.getvalue()[:-100], b"<html>", pickle.dumps({"a": 1})]
    for content in broken:
        (source / "pytorch_model.bin").write_bytes(content)
        with pytest.raises(albert.FormatError, match=r"pytorch_model\.bin"):
            albert.convert(source, tmp_path / "target")
    state = dict(model.state_dict())
    for value, error, words in [
        ([1], albert.FormatError, "'x' is a list, expected a tensor"),
        (torch.zeros(1).expand(1 << 24, 1 << 24), albert.FormatError, "'x' holds less than its shape says"),
        (torch.empty(8, device="meta"), albert.FormatError, "'x' holds less than its shape says"),
        (torch.zeros(2, dtype=torch.float64), albert.UnsupportedError, "'x' has type torch.float64"),
        (torch.zeros(2, dtype=torch.int64), albert.UnsupportedError, "quantized weights are not converted"),
    ]:
        torch.save(state | {"x": value}, source / "pytorch_model.bin")
        with pytest.raises(error, match=words):
            albert.convert(source, tmp_path / "target")
    torch.save([1], source / "pytorch_model.bin")
    with pytest.raises(albert.FormatError, match="a dict of tensors expected, found list"):
        albert.convert(source, tmp_path / "target")


def test_position_ids_that_an_index_names_are_left_out_as_in_one_file(tmp_path):
    model = make("AlbertModel")
    source = write_binary(model, tmp_path / "source", state={})
    weights = {name: value.detach() for name, value in model.state_dict().items()}
    weights["embeddings.position_ids"] = torch.arange(16)[None]
    (source / "pytorch_model.bin").unlink()
    torch.save(weights, source / "pytorch_model-00001-of-00001.bin")
    index = {"weight_map": dict.fromkeys(weights, "pytorch_model-00001-of-00001.bin")}
    (source / "pytorch_model.bin.index.json").write_text(json.dumps(index))
    albert.convert(source, tmp_path / "target")
    check_with_transformers(tmp_path / "target", model)


def test_names_that_cannot_be_written_are_refused(tmp_path):
    model = make("AlbertForSequenceClassification")
    source = write_binary(model, tmp_path / "source", state={**model.state_dict(), "classifier.\ud800": torch.zeros(2)})
    with pytest.raises(albert.FormatError, match="is no name of a tensor") as raised:
        albert.convert(source, tmp_path / "target")
    assert str(raised.value).isprintable() and not (tmp_path / "target").exists()
