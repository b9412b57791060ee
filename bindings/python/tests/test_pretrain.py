"""Pre-training: from examples to a model that knows something of their text."""

from __future__ import annotations

import gc
import json
import shutil

import pytest

import albert
from albert._journal import note_of
from albert._pretrain import _evaluate

CONFIG = {
    "vocab_size": 16000,
    "embedding_size": 32,
    "hidden_size": 64,
    "num_hidden_layers": 2,
    "num_attention_heads": 2,
    "intermediate_size": 128,
    "hidden_act": "gelu_new",
    "max_position_embeddings": 64,
    "type_vocab_size": 2,
    "classifier_dropout_prob": 0,
}
QUICK = {"steps": 30, "batch_size": 16, "learning_rate": 0.02, "warmup": 0.1}


@pytest.fixture(scope="module")
def examples(tmp_path_factory):
    place = tmp_path_factory.mktemp("corpus")
    text = "".join(
        f"The house of number {number} is old. It stands by the water. Nobody knows who built it.\n\n" for number in range(60)
    )
    (place / "corpus.txt").write_text(text)
    albert.pretraining_data(place / "corpus.txt", place / "examples", max_length=48, seed=1, masking="on_reading")
    return place / "examples"


def test_a_new_model_learns_and_is_saved_with_its_tokenizer(tmp_path, examples, model_directory):
    reports: list[dict] = []
    model = albert.pretrain(
        CONFIG,
        data=examples,
        validation=examples,
        evaluate_every=10,
        output=tmp_path / "model",
        tokenizer=model_directory,
        log=tmp_path / "log.jsonl",
        progress=reports.append,
        **{**QUICK, "learning_rate": 0.04},
    )
    losses = [line["loss"] for line in reports if "loss" in line]
    assert len(losses) == 30 and losses[-1] < losses[0] - 2
    judged = [line for line in reports if "validation_loss" in line]
    assert [line["step"] for line in judged] == [10, 20, 30]
    assert judged[-1]["validation_loss"] < judged[0]["validation_loss"]
    assert judged[-1]["validation_piece_accuracy"] > 0.1
    assert [json.loads(line) for line in (tmp_path / "log.jsonl").read_text().splitlines()] == reports
    assert model.tokenizer.vocab_size == 16000 and model.info["sentence_order_head"]
    assert model.fill_mask("The house [MASK] old.")[0].score > 0
    tokens = {prediction.token for prediction in model.fill_mask("It stands by the [MASK].", top_k=20)}
    assert tokens & {"water", "the", "house", "old", "."}


def test_training_in_pieces_ends_in_the_same_bytes(tmp_path, examples, model_directory):
    def run(name, **options):
        albert.pretrain(CONFIG, data=examples, output=tmp_path / name, tokenizer=model_directory, **{**QUICK, **options})
        gc.collect()
        return (tmp_path / name / "model.safetensors").read_bytes()

    whole = run("whole")
    kept = {"checkpoints": tmp_path / "checkpoints", "checkpoint_every": 7}
    first = run("first", stop_after=0.0, **kept)
    assert first != whole
    pieces = 0
    while (done := run("pieces", stop_after=0.2, threads=1, **kept)) != whole:
        pieces += 1
        assert pieces < 60
    assert done == whole


def test_a_model_goes_on_learning_pieces_alone(tmp_path, examples):
    before = albert.load()
    settings = {**QUICK, "steps": 3, "learning_rate": 1e-3}
    after = albert.pretrain(before, data=examples, output=tmp_path / "model", task="masked-lm", optimizer="adamw-torch", **settings)
    assert not after.info["sentence_order_head"] and after.info["masked_language_head"]
    assert after.tokenizer.encode("the house").ids == before.tokenizer.encode("the house").ids


def test_what_cannot_be_is_refused(tmp_path, examples):
    for place, options in [
        ("batch_size", {"batch_size": 0}),
        ("steps", {"steps": 0}),
        ("evaluate_every", {"evaluate_every": 0}),
        ("checkpoint_every", {"checkpoint_every": 0}),
        ("warmup", {"warmup": 2}),
        ("warmup_steps", {"warmup_steps": 31}),
        ("output: .* holds a NUL", {"output": "a\0b"}),
        ("checkpoints: .* holds a NUL", {"checkpoints": "a\0b"}),
        ("stop_after", {"stop_after": 1.0}),
        ("stop_after", {"stop_after": float("nan"), "checkpoints": tmp_path / "checkpoints"}),
        ("tokenizer: .* holds no tokenizer", {"tokenizer": tmp_path / "nothing"}),
    ]:
        with pytest.raises(albert.ArgumentError, match=place):
            albert.pretrain(CONFIG, data=examples, **{"output": tmp_path / "x", **QUICK, **options})
    with pytest.raises(albert.ArgumentError, match="16000 pieces"):
        albert.pretrain({**CONFIG, "vocab_size": 100}, data=examples, output=tmp_path / "x", **QUICK)
    with pytest.raises(albert.ArgumentError, match="up to 48 pieces"):
        albert.pretrain({**CONFIG, "max_position_embeddings": 32}, data=examples, output=tmp_path / "x", **QUICK)
    with pytest.raises(albert.FileError):
        albert.pretrain(CONFIG, data=tmp_path / "nothing", output=tmp_path / "x", **QUICK)
    with pytest.raises(albert.ArgumentError, match="tokenizer"):
        albert.pretrain(albert.load(), data=examples, output=tmp_path / "x", tokenizer=tmp_path, **QUICK)
    assert not (tmp_path / "x").exists()


@pytest.fixture(scope="module")
def shards(tmp_path_factory):
    """Examples in several files, of which a trainer holds one at a time."""
    place = tmp_path_factory.mktemp("corpus")
    line = "Nobody knows who built the house of number {}. It stands by the water. " * 40
    (place / "corpus.txt").write_text("".join(line.format(*range(first, first + 40)) + "\n\n" for first in range(900)))
    albert.pretraining_data(place / "corpus.txt", place / "examples", max_length=48, portion=1)
    return place / "examples"


def test_files_that_are_changed_or_gone_are_named_and_training_goes_on_when_they_are_back(tmp_path, shards):
    trainer = albert.Trainer(CONFIG, "pretraining", learning_rate=0.01, steps=8)
    copy = tmp_path / "examples"
    shutil.copytree(shards, copy)
    files = sorted(path for path in copy.iterdir() if path.name != "index.examples")
    assert len(files) > 2
    total = trainer.add_examples(copy, 0, 4)
    assert trainer.step().step == 1
    contents = {path: path.read_bytes() for path in files}
    for spoil, error in (
        (lambda path, content: path.write_bytes(content[: len(content) // 2]), albert.FormatError),
        (lambda path, content: path.write_bytes(content[:-100] + b"\x00" + content[-99:]), albert.FormatError),
        (lambda path, content: path.unlink(), albert.FileError),
    ):
        for path, content in contents.items():
            spoil(path, content)
        for _ in range(2):  # the second time it is as wrong as the first
            with pytest.raises(error, match=r"0\.examples|1\.examples|2\.examples"):
                trainer.add_examples(copy, total - 20, 40)
        for path, content in contents.items():
            path.write_bytes(content)
    trainer.add_examples(copy, total - 20, 40)
    spoiled = trainer.step()

    other = albert.Trainer(CONFIG, "pretraining", learning_rate=0.01, steps=8)
    for first, count in ((0, 4), (total - 20, 40)):
        other.add_examples(shards, first, count)
        report = other.step()
    assert spoiled == report


def test_an_evaluation_is_a_mean_over_masked_pieces_whatever_the_batches(examples):
    trainer = albert.Trainer(CONFIG, seed=3)
    total = trainer.add_examples(examples, 0, 1)
    trainer.add_examples(examples, 1, total - 1)
    whole = trainer.evaluate()
    for batch_size in (1, 7, total):
        found = _evaluate(trainer, examples, batch_size)
        assert found["validation_loss"] == pytest.approx(whole.loss, rel=1e-6)
        assert found["validation_piece_accuracy"] == pytest.approx(whole.piece_accuracy, rel=1e-6)
        assert found["validation_order_accuracy"] == pytest.approx(whole.order_accuracy, rel=1e-6)


def test_examples_of_other_pieces_are_refused_before_the_first_step(tmp_path, examples, model_directory):
    words = json.loads((model_directory / "tokenizer.json").read_text(encoding="utf-8"))
    pieces = words["model"]["vocab"]
    pieces[100][0], pieces[200][0] = pieces[200][0], pieces[100][0]
    (tmp_path / "swapped").mkdir()
    (tmp_path / "swapped" / "tokenizer.json").write_text(json.dumps(words), encoding="utf-8")
    with pytest.raises(albert.ArgumentError, match="not those that the examples were made with"):
        albert.pretrain(CONFIG, data=examples, output=tmp_path / "x", tokenizer=tmp_path / "swapped", **QUICK)
    (tmp_path / "corpus.txt").write_text("The house is old. It stands by the water.\n\n" * 20)
    albert.pretraining_data(tmp_path / "corpus.txt", tmp_path / "other", max_length=48, tokenizer=tmp_path / "swapped")
    with pytest.raises(albert.ArgumentError, match="not those that the examples were made with"):
        albert.pretrain(albert.load(), data=tmp_path / "other", output=tmp_path / "y", **QUICK)


def test_an_option_of_the_tokenizer_that_the_result_would_lose_is_refused(tmp_path, examples):
    with pytest.raises(albert.ArgumentError, match="lower_case: is False of the model"):
        albert.pretrain(albert.load(lower_case=False), data=examples, output=tmp_path / "model", **QUICK)
    assert not (tmp_path / "model").exists()


def test_an_output_that_holds_another_models_files_is_refused_before_the_first_step(tmp_path, examples, model_directory):
    reports: list[dict] = []
    (tmp_path / "tokenizer").mkdir()
    shutil.copy(model_directory / "spiece.model", tmp_path / "tokenizer")
    settings = {**QUICK, "steps": 1, "data": examples, "output": tmp_path / "model", "progress": reports.append}
    sources = ((CONFIG, {"tokenizer": tmp_path / "tokenizer"}), (albert.load(), {}))
    # With a tokenizer.json that stays, the new spiece.model would never be read.
    for name, (source, options) in (("tokenizer.json", sources[0]), ("modules.json", sources[1]), ("added_tokens.json", sources[1])):
        shutil.rmtree(tmp_path / "model", ignore_errors=True)
        (tmp_path / "model").mkdir()
        (tmp_path / "model" / name).write_text("{}")
        with pytest.raises(albert.ArgumentError, match=f"model: holds another model: it has '{name}'"):
            albert.pretrain(source, **settings, **options)
    assert not reports
    shutil.rmtree(tmp_path / "model")
    for source, options in (sources[0], sources[0], (CONFIG, {})):  # its own output, and a tokenizer that was put there
        albert.pretrain(source, **settings, **options)
        assert [path.name for path in (tmp_path / "model").iterdir() if "piece" in path.name or "token" in path.name] == ["spiece.model"]


def test_another_batch_size_is_another_training(tmp_path, examples):
    settings = {**QUICK, "steps": 2, "data": examples, "checkpoints": tmp_path / "checkpoints", "output": tmp_path / "model"}
    albert.pretrain(CONFIG, **settings)
    with pytest.raises(albert.ArgumentError, match="checkpoints: holds a training with other batch_size: 16, not 8"):
        albert.pretrain(CONFIG, **{**settings, "batch_size": 8})


def test_the_rise_of_the_rate_may_be_counted_in_steps(tmp_path, examples):
    reports: list[dict] = []
    settings = {"steps": 3, "batch_size": 2, "learning_rate": 1e-3, "schedule": "constant", "progress": reports.append}
    albert.pretrain(CONFIG, data=examples, output=tmp_path / "model", warmup_steps=2, **settings)
    assert [report["learning_rate"] for report in reports] == pytest.approx([0, 5e-4, 1e-3])


def test_other_examples_are_another_training(tmp_path, examples):
    text = (examples.parent / "corpus.txt").read_text()
    settings = {**QUICK, "steps": 2, "checkpoints": tmp_path / "checkpoints", "output": tmp_path / "model"}
    albert.pretrain(CONFIG, data=examples, **settings)
    # The last has as many examples of the same settings, so that its index alone would be the same.
    for number, corpus in enumerate((text[: len(text) // 2], text.replace("water", "stone"))):
        (tmp_path / "corpus.txt").write_text(corpus)
        albert.pretraining_data(tmp_path / "corpus.txt", tmp_path / f"{number}", max_length=48, seed=1, masking="on_reading")
        with pytest.raises(albert.ArgumentError, match="checkpoints: holds a training with other data: [0-9a-f]{8}, not "):
            albert.pretrain(CONFIG, data=tmp_path / f"{number}", **settings)
    assert (tmp_path / "1" / "index.examples").read_bytes() == (examples / "index.examples").read_bytes()
    shutil.copytree(examples, tmp_path / "moved")
    albert.pretrain(CONFIG, data=tmp_path / "moved", **settings)


def test_a_checkpoint_that_does_not_say_what_its_examples_were_is_gone_on_with(tmp_path, examples):
    settings = {**QUICK, "steps": 2, "checkpoints": tmp_path / "checkpoints", "output": tmp_path / "model"}
    trainer = albert.Trainer(
        CONFIG, "pretraining", optimizer="lamb", learning_rate=0.02, schedule="original", steps=2, warmup_steps=0, weight_decay=0.01, seed=42
    )
    trainer.checkpoint(tmp_path / "checkpoints", '{"batch_size": 16}')
    trainer.close()
    reports: list[dict] = []
    albert.pretrain(CONFIG, data=examples, progress=reports.append, **settings)
    assert [report["step"] for report in reports] == [1, 2]


def test_examples_to_evaluate_on_are_looked_for_before_the_first_step(tmp_path, examples):
    reports: list[dict] = []
    settings = {**QUICK, "data": examples, "output": tmp_path / "model", "progress": reports.append}
    with pytest.raises(albert.FileError, match="nothing"):
        albert.pretrain(CONFIG, validation=tmp_path / "nothing", **settings)
    assert not reports


def test_wrong_checkpoints_are_refused_before_the_first_step(tmp_path, examples):
    reports: list[dict] = []
    (tmp_path / "file").write_text("")
    for wrong in (tmp_path / "file", tmp_path / "file" / "kept"):
        with pytest.raises(albert.FileError, match="file"):
            albert.pretrain(CONFIG, data=examples, output=tmp_path / "model", checkpoints=wrong, progress=reports.append, **QUICK)
    assert not reports


def test_a_model_may_be_saved_beside_its_configuration(tmp_path, examples, model_directory):
    (tmp_path / "config.json").write_text(json.dumps(CONFIG))
    shutil.copy(model_directory / "tokenizer.json", tmp_path)
    model = albert.pretrain(tmp_path, data=examples, output=tmp_path, **{**QUICK, "steps": 1})
    assert model.tokenizer.vocab_size == 16000


def test_a_checkpoint_that_does_not_say_how_many_processes_it_had_is_of_one():
    shared = {"batch_size": 4, "processes": 2}
    with pytest.raises(albert.ArgumentError, match="other processes: 1, not 2"):
        note_of('{"batch_size": 4}', "kept", shared, absent={"processes": 1})
    assert note_of('{"batch_size": 4}', "kept", shared) == {"batch_size": 4}
