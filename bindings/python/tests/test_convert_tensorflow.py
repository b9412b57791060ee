"""Conversion of checkpoints of the original release, against numbers computed from their variables: `make test-convert`."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

import albert

numpy = pytest.importorskip("numpy", reason="numpy is not installed")
tensorflow = pytest.importorskip("tensorflow", reason="tensorflow is not installed; make test-convert installs it")

FIXTURES = Path(__file__).resolve().parents[3] / "Tests" / "Golden" / "tensorflow"
CLASSES = {
    "pretraining": "AlbertForPreTraining",
    "module": "AlbertForPreTraining",
    "classifier": "AlbertForSequenceClassification",
    "squad": "AlbertForQuestionAnswering",
}


def check_numbers(directory: Path, name: str) -> None:
    expected = json.loads((FIXTURES / name / "expected.json").read_text())
    model = albert.load(directory)
    output = model.forward(expected["ids"], expected["type_ids"], mlm="mlm_logits" in expected)
    for row, hidden in enumerate(expected["hidden"]):
        assert numpy.abs(output.hidden[row] - numpy.array(hidden)).max() < 1e-5
        if output.pooled is not None:
            assert numpy.abs(output.pooled[row] - numpy.array(expected["pooled"][row])).max() < 1e-5
        if output.mlm_logits is not None:
            assert numpy.abs(output.mlm_logits[row] - numpy.array(expected["mlm_logits"][row])).max() < 1e-5
            assert numpy.abs(output.sop_logits[row] - numpy.array(expected["sop_logits"][row])).max() < 1e-5


def variable(name: str, path: str) -> Any:
    source = next((FIXTURES / name).glob("*.index"))
    return tensorflow.train.load_checkpoint(str(source.with_suffix(""))).get_tensor(path)


def read_tensor(directory: Path, name: str) -> Any:
    data = (directory / "model.safetensors").read_bytes()
    size = int.from_bytes(data[:8], "little")
    entry = json.loads(data[8 : 8 + size])[name]
    start, end = entry["data_offsets"]
    assert entry["dtype"] == "F32"
    return numpy.frombuffer(data[8 + size + start : 8 + size + end], "<f4").reshape(entry["shape"])


@pytest.mark.parametrize("name", CLASSES)
def test_a_checkpoint_gives_the_numbers_that_its_variables_give(tmp_path, name):
    report = albert.convert(FIXTURES / name, tmp_path / "target")
    assert (report.architecture, report.format, report.missing) == (CLASSES[name], "TensorFlow 1", [])
    check_numbers(tmp_path / "target", name)
    albert.load(tmp_path / "target").save(tmp_path / "saved")
    check_numbers(tmp_path / "saved", name)


@pytest.mark.parametrize(
    "name, scope, ours", [("classifier", "", "classifier"), ("squad", "cls/squad/", "qa_outputs")]
)
def test_the_heads_of_fine_tuning_are_kept_byte_for_byte(tmp_path, name, scope, ours):
    albert.convert(FIXTURES / name, tmp_path / "target")
    for theirs, ending in (("output_weights", "weight"), ("output_bias", "bias")):
        written = read_tensor(tmp_path / "target", f"{ours}.{ending}")
        assert written.tobytes() == variable(name, scope + theirs).tobytes()
    config = json.loads((tmp_path / "target" / "config.json").read_text())
    assert len(config.get("id2label", "ab")) == written.shape[0]


def test_the_encoder_alone_of_a_squad_2_checkpoint_is_converted_when_asked_for(tmp_path):
    with pytest.raises(albert.UnsupportedError, match=r"SQuAD 2\.0 head"):
        albert.convert(FIXTURES / "squad2", tmp_path / "target")
    assert list(tmp_path.iterdir()) == []
    report = albert.convert(FIXTURES / "squad2", tmp_path / "target", architecture="AlbertModel")
    assert report.dropped["answer_class/dense_1/kernel"] == "no tensor of ALBERT"
    check_numbers(tmp_path / "target", "squad2")


def test_the_tokenizer_comes_along(tmp_path):
    report = albert.convert(FIXTURES / "pretraining" / "model.ckpt-best", tmp_path / "target")
    assert (tmp_path / "target" / "spiece.model").read_bytes() == (FIXTURES / "pretraining" / "30k-clean.model").read_bytes()
    assert report.files == ["config.json", "model.safetensors", "spiece.model", "tokenizer_config.json"]
    encoding = albert.load(tmp_path / "target").tokenizer.encode("The House")
    assert encoding.tokens[0] == "[CLS]" and encoding.tokens[-1] == "[SEP]" and encoding.ids[0] == 2


def test_a_checkpoint_that_is_broken_or_not_whole_is_refused(tmp_path):
    for name, change in [
        ("model.ckpt-best.index", lambda data: data[:50]),
        ("model.ckpt-best.index", lambda data: b""),
        ("model.ckpt-best.data-00000-of-00001", lambda data: data[:1000]),
        ("model.ckpt-best.data-00000-of-00001", None),
    ]:
        source = tmp_path / "source"
        shutil.rmtree(source, ignore_errors=True)
        shutil.copytree(FIXTURES / "pretraining", source)
        path = source / name
        data = path.read_bytes()
        path.unlink()
        if change is not None:
            path.write_bytes(change(data))
        with pytest.raises(albert.FormatError, match="model.ckpt-best"):
            albert.convert(source, tmp_path / "target")
        assert sorted(path.name for path in tmp_path.iterdir()) == ["source"]


def test_a_classifier_without_dimensions_is_refused(tmp_path, monkeypatch):
    from albert._convert import tensorflow

    class Changed:
        """The checkpoint with one shape as a stranger may give it."""

        def __init__(self, path):
            self.real = REAL(path)

        def get_variable_to_shape_map(self):
            return {**self.real.get_variable_to_shape_map(), "output_bias": []}

        def __getattr__(self, name):
            return getattr(self.real, name)

    REAL = tensorflow.open_checkpoint
    monkeypatch.setattr(tensorflow, "open_checkpoint", Changed)
    with pytest.raises(albert.FormatError, match="'output_bias' has shape"):
        albert.convert(FIXTURES / "classifier", tmp_path / "target")


def test_a_configuration_that_does_not_fit_is_refused(tmp_path):
    source = tmp_path / "source"
    shutil.copytree(FIXTURES / "pretraining", source)
    config = json.loads((source / "albert_config.json").read_text())
    for change, words in [
        ({"hidden_size": 24}, "the configuration calls for"),
        ({"num_hidden_groups": 2}, "tensors that are missing: encoder.albert_layer_groups.1"),
        ({"vocab_size": 61}, "has shape"),
    ]:
        (source / "albert_config.json").write_text(json.dumps(config | change))
        with pytest.raises(albert.FormatError, match=words):
            albert.convert(source, tmp_path / "target")


@pytest.mark.parametrize("name", CLASSES)
def test_transformers_reads_the_result_and_computes_the_same(tmp_path, name):
    transformers = pytest.importorskip("transformers", reason="transformers is not installed; make test-convert installs it")
    torch = pytest.importorskip("torch", reason="torch is not installed; make test-convert installs it")
    albert.convert(FIXTURES / name, tmp_path / "target")
    loaded, found = getattr(transformers, CLASSES[name]).from_pretrained(tmp_path / "target", output_loading_info=True)
    assert not found["missing_keys"] and not found["unexpected_keys"] and not found["mismatched_keys"]
    expected = json.loads((FIXTURES / name / "expected.json").read_text())
    for row, (ids, types) in enumerate(zip(expected["ids"], expected["type_ids"], strict=True)):
        with torch.no_grad():
            hidden = loaded.eval().albert(torch.tensor([ids]), token_type_ids=torch.tensor([types])).last_hidden_state[0]
        assert numpy.abs(hidden.numpy() - numpy.array(expected["hidden"][row])).max() < 1e-5
    if name == "pretraining":
        theirs = transformers.AutoTokenizer.from_pretrained(tmp_path / "target")
        ours = albert.load(tmp_path / "target").tokenizer
        for text in ("The house by the Water!", "she reads books", "[MASK] é"):
            assert theirs(text)["input_ids"] == ours.encode(text).ids


def test_the_program_of_the_documentation_runs(tmp_path, monkeypatch, capsys):
    page = (FIXTURES.parents[2] / "docs" / "convert.md").read_text()
    program = page.split("<!-- tested: python -->\n```python\n")[1].split("```")[0]
    (tmp_path / "Tests").symlink_to(FIXTURES.parents[1])
    monkeypatch.chdir(tmp_path)
    exec(compile(program, "convert.md", "exec"), {})
    assert capsys.readouterr().out.startswith("AlbertForPreTraining 32\nalbert.pooler.weight\n")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["Tests", "converted", "saved"]
