"""Trainer: steps."""

from __future__ import annotations

import copy
import json
import math
import pickle
import struct
import sys
from threading import Event, Thread

import pytest
from trainers import IDS, LABELS, steps, trainer, weights

import albert


def test_a_step_is_reported_and_learned_from(tmp_path):
    trained = trainer(classifier_dropout=0)
    assert trained.new_parameters == ["classifier.weight", "classifier.bias"]
    assert sum(trained.parameters.values()) == len(trained.gradients)
    first = steps(trained, 1)
    assert (first.step, first.tokens, first.label_count) == (1, 15, 4)
    assert first.loss == first.task_loss == pytest.approx(math.log(2), abs=1)  # the new head is random
    assert first.learning_rate == pytest.approx(1e-3) and first.gradient_norm > 0
    assert first.piece_loss == first.order_loss == first.piece_accuracy == 0
    steps(trained, 19)
    trained.add(IDS, LABELS)
    last = trained.evaluate()
    assert last.loss < first.loss / 2 and last.accuracy == 1 and last.step == 20 and last.learning_rate == 0
    trained.save(tmp_path / "model")
    model = albert.load(tmp_path / "model")
    assert model.info["labels"] == ["no", "yes"] and model.tokenizer.vocab_size == 16000
    logits = [row.tolist() for row in model.forward(IDS).logits]
    assert [row.index(max(row)) for row in logits] == LABELS


def test_reports_are_records():
    trained = trainer()
    report = steps(trained, 1)
    assert pickle.loads(pickle.dumps(report)) == report == copy.copy(report)
    assert repr(report).startswith("StepReport(step=1, loss=")
    with pytest.raises(AttributeError):
        report.loss = 1.0


def test_what_cannot_be_trained_is_refused():
    with pytest.raises(albert.ArgumentError, match="learning_rate"):
        trainer(learning_rate=0.0)
    with pytest.raises(albert.ArgumentError, match="warmup_steps"):
        trainer(warmup_steps=21)
    for labels, reason in ((["a", "b", "a"], "'a' occurs twice"), (["a", ""], "label 1 is ''"), (["a\nb"], "on one line"), ([], "none")):
        with pytest.raises(albert.ArgumentError, match=f"labels: .*{reason}"):
            trainer(labels=labels)
    with pytest.raises(TypeError, match="labels must be a list"):
        trainer(labels="ab")
    with pytest.raises(albert.UnsupportedError):
        trainer(dtype="int8")
    with pytest.raises(albert.ArgumentError, match="task"):
        albert.Trainer(albert.load(), "guessing")
    trained = trainer()
    with pytest.raises(albert.ArgumentError, match="no batch"):
        trained.step()
    with pytest.raises(albert.ArgumentError, match="label 2 at 1"):
        trained.add(IDS, [0, 2, 0, 0])
    with pytest.raises(albert.ArgumentError, match="type_ids"):
        trained.add(IDS, LABELS, type_ids=[[0]])
    with pytest.raises(albert.ArgumentError, match="targets"):
        trained.add(IDS, LABELS, targets=[1.0])
    with pytest.raises(albert.ArgumentError, match="gradients"):
        trained.update()
    with pytest.raises(albert.FileError):
        albert.Trainer("/nonexistent")
    several = albert.Trainer(albert.load(), "multi-label", labels=["a", "b"])
    several.add(IDS[:1], targets=[0.0, 1.0])
    for wrong in (-0.1, 1.5, math.nan):
        with pytest.raises(albert.ArgumentError, match="number 1 is"):
            several.add(IDS[:1], targets=[0.0, wrong])


def test_nan_in_a_gradient_changes_nothing(tmp_path):
    trained = trainer()
    before = weights(trained, tmp_path / "before")
    trained.add(IDS, LABELS)
    trained.compute(trained.counts()[:3])
    trained.gradients[-1] = math.nan
    with pytest.raises(albert.NumericError, match=r"classifier\.bias"):
        trained.update()
    assert weights(trained, tmp_path / "after") == before
    assert steps(trained, 1).step == 1


def test_another_number_of_threads_meanwhile_is_no_harm():
    trained = trainer()
    over = Event()

    def change():
        while not over.is_set():
            for count in (1, 8):
                albert.set_threads(count)

    thread = Thread(target=change)
    thread.start()
    try:
        losses = set()
        for _ in range(200):
            trained.add(IDS, LABELS)
            losses.add(trained.evaluate().loss)
    finally:
        over.set()
        thread.join()
        albert.set_threads(0)
    assert len(losses) == 1


def test_the_heads_dropout_may_be_left_to_the_others(tmp_path, model_directory):
    config = json.loads((model_directory / "config.json").read_text()) | {"classifier_dropout_prob": None, "hidden_dropout_prob": 0.0}
    losses = []
    for change in ({}, {"hidden_dropout_prob": 0.5}, {"hidden_dropout_prob": 0.5, "classifier_dropout_prob": 0.0}):
        trained = albert.Trainer(config | change, "classification", labels=["no", "yes"], seed=1, hidden_dropout=0.0)
        trained.add(IDS, LABELS)
        losses.append(trained.step().loss)
    assert losses[0] == losses[2] != losses[1], "what drops out before the head is hidden_dropout_prob's share, unless the head has its own"
    trained.save(tmp_path / "zero")
    albert.Trainer(config, "classification", labels=["no", "yes"]).save(tmp_path / "null")
    saved = [json.loads((tmp_path / name / "config.json").read_text())["classifier_dropout_prob"] for name in ("zero", "null")]
    assert saved == [0.0, None]


def test_names_of_labels_that_no_configuration_can_hold_are_refused():
    with pytest.raises(albert.ArgumentError, match="labels: config.json would have"):
        trainer(labels=["é" * 100_000, "b" * 400_000])


def test_a_configuration_alone_begins_with_random_numbers(tmp_path, model_directory):
    one, other = (albert.Trainer(model_directory, seed=5) for _ in range(2))
    assert len(one.new_parameters) == len(one.parameters)
    one.add([[2, 5, 3]], [-100, 7, -100], [1])
    other.add([[2, 5, 3]], [-100, 7, -100], [1])
    first = one.step()
    assert first == other.step() and first.piece_loss == pytest.approx(math.log(16000), rel=0.05)
    one.save(tmp_path / "new")
    assert not (tmp_path / "new" / "tokenizer.json").exists()


def test_new_weights_have_the_configurations_deviation(tmp_path, model_directory):
    config = json.loads((model_directory / "config.json").read_text())
    for deviation in (0.01, 0.25):
        trainer = albert.Trainer({**config, "initializer_range": deviation})
        trainer.save(tmp_path / str(deviation))
        saved = json.loads((tmp_path / str(deviation) / "config.json").read_text())
        assert saved["initializer_range"] == pytest.approx(deviation)
        content = (tmp_path / str(deviation) / "model.safetensors").read_bytes()
        (length,) = struct.unpack_from("<Q", content)
        begin, end = json.loads(content[8 : 8 + length])["predictions.dense.weight"]["data_offsets"]
        values = struct.unpack(f"<{(end - begin) // 4}f", content[8 + length + begin : 8 + length + end])
        assert math.sqrt(sum(value * value for value in values) / len(values)) == pytest.approx(deviation, rel=0.05)


def test_a_trainer_may_be_closed_by_what_is_added_to_it():
    trained = trainer()

    def labels():
        trained.close()
        yield from LABELS

    with pytest.raises(albert.ArgumentError, match="trainer: is closed"):
        trained.add(IDS, labels())


def test_a_trainer_that_another_thread_closes_finishes_the_call_that_is_running():
    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)  # so that threads take turns wherever they can
    failures = set()
    try:
        for number in range(30):
            trained = trainer()
            trained.add(IDS, LABELS)

            def close(trained=trained, number=number):
                for _ in range(100 * number):
                    pass
                trained.close()

            thread = Thread(target=close)
            thread.start()
            with pytest.raises(albert.Error) as raised:
                while True:
                    trained.evaluate() if trained.counts()[4] else trained.add(IDS, LABELS)
            failures.add((type(raised.value), str(raised.value)))
            thread.join()
    finally:
        sys.setswitchinterval(interval)
    assert failures == {(albert.ArgumentError, "trainer: is closed")}
