"""Fine-tuning that is interrupted and goes on."""

from __future__ import annotations

import gc

import pytest
from trainers import QUICK, ROWS

import albert


class Interrupted(Exception):
    pass


def test_an_interrupted_training_ends_in_the_same_bytes(tmp_path):
    def run(name: str, **options) -> bytes:
        albert.finetune(
            albert.load(),
            task="classification",
            train=ROWS,
            validation=ROWS,
            output=tmp_path / name,
            hidden_dropout=0.1,
            **{**QUICK, **options},
        )
        return (tmp_path / name / "model.safetensors").read_bytes()

    def interrupt(values: dict) -> None:
        if values["step"] == 11:
            raise Interrupted

    saved = {"checkpoints": tmp_path / "checkpoints", "checkpoint_every": 4}
    whole = run("whole", patience=50)
    with pytest.raises(Interrupted):
        run("parts", patience=50, progress=interrupt, **saved)
    gc.collect()
    assert not (tmp_path / "parts").exists() or whole != (tmp_path / "parts" / "model.safetensors").read_bytes()
    assert run("parts", patience=50, threads=1, **saved) == whole


def test_the_best_model_outlives_an_interruption_without_an_output(tmp_path):
    swapped = [{**row, "label": "bad" if row["label"] == "good" else "good"} for row in ROWS]
    losses: dict[int, float] = {}

    def run(stop: int | None) -> albert.Model:
        def note(values: dict) -> None:
            if "validation_loss" in values:
                losses[values["step"]] = values["validation_loss"]
            if values["step"] == stop:
                raise Interrupted

        settings = {**QUICK, "batch_size": 8, "epochs": 8, "learning_rate": 3e-4, "warmup": 0, "classifier_dropout": 0}
        return albert.finetune(
            albert.load(), task="classification", train=ROWS, validation=swapped, patience=50, checkpoints=tmp_path / "kept",
            progress=note, **settings,
        )  # fmt: skip

    with pytest.raises(Interrupted):
        run(6)
    gc.collect()
    tuned = run(None)
    best = min(losses, key=losses.__getitem__)
    assert sorted(losses) == list(range(1, 9)) and best < 6, "the best model is one of before the interruption"
    trainer = albert.Trainer(tuned, "classification")
    for row in swapped:
        trainer.add([tuned.tokenizer.encode(row["text"]).ids], [tuned.info["labels"].index(row["label"])])
    assert trainer.evaluate().loss == pytest.approx(losses[best], rel=1e-5)


def test_checkpoints_alone_are_enough_to_go_on(tmp_path):
    settings = {"task": "classification", "train": ROWS, "steps": 101, "batch_size": 1, "checkpoints": tmp_path / "checkpoints"}

    def stop(report: dict) -> None:
        if report["step"] == 101:
            raise Interrupted

    with pytest.raises(Interrupted) as kept:  # with the traceback, which has the trainer in it
        albert.finetune(albert.load(), **settings, progress=stop)
    reports: list[dict] = []
    albert.finetune(albert.load(), **settings, progress=reports.append)
    assert [report["step"] for report in reports] == [101] and kept


def test_another_training_is_not_gone_on_with(tmp_path):
    settings = {"task": "classification", "steps": 2, "checkpoints": tmp_path / "checkpoints", "checkpoint_every": 1}
    albert.finetune(albert.load(), train=ROWS, batch_size=4, **settings)
    for reason, options in [
        ("holds a training with other batch_size: 4, not 2", {"train": ROWS, "batch_size": 2}),
        ("holds a training with other examples: 8, .*, not 7, ", {"train": ROWS[1:], "batch_size": 4}),
        ("holds a training with other examples", {"train": [{**ROWS[0], "text": "another"}, *ROWS[1:]], "batch_size": 4}),
        ("holds a training with other validation examples", {"train": ROWS, "batch_size": 4, "validation": ROWS[:2]}),
        ("another training", {"train": ROWS, "batch_size": 4, "labels": ["good", "bad"]}),
    ]:
        with pytest.raises(albert.ArgumentError, match=reason):
            albert.finetune(albert.load(), **settings, **options)
    trainer = albert.Trainer(
        albert.load(), "classification", labels=["bad", "good"], learning_rate=5e-5, steps=2, warmup_steps=0, weight_decay=0.01, seed=42
    )
    trainer.checkpoint(tmp_path / "own", "step one")
    trainer.close()
    with pytest.raises(albert.ArgumentError, match="own: holds the checkpoints of another program"):
        albert.finetune(albert.load(), train=ROWS, batch_size=4, **{**settings, "checkpoints": tmp_path / "own"})


def test_patience_that_ran_out_has_run_out_when_the_training_is_begun_again(tmp_path):
    # Labels the other way round: every step makes the validation worse.
    wrong = [{**row, "label": "bad" if row["label"] == "good" else "good"} for row in ROWS]
    reports: list[dict] = []
    settings = {
        "task": "classification", "train": ROWS, "validation": wrong, "steps": 40, "batch_size": 8, "learning_rate": 1e-3,
        "evaluate_every": 1, "patience": 2, "checkpoints": tmp_path / "checkpoints", "checkpoint_every": 1, "progress": reports.append,
    }  # fmt: skip
    albert.finetune(albert.load(), output=tmp_path / "model", **settings)
    last = reports[-1]["step"]
    assert last < 40
    before = (tmp_path / "model" / "model.safetensors").read_bytes()
    reports.clear()
    albert.finetune(albert.load(), output=tmp_path / "model", **settings)
    assert not reports and (tmp_path / "model" / "model.safetensors").read_bytes() == before
    with pytest.raises(albert.ArgumentError, match="elsewhere: the best model so far"):
        albert.finetune(albert.load(), output=tmp_path / "elsewhere", **settings)
