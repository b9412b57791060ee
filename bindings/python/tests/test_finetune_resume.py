"""Fine-tuning that is interrupted and goes on."""

from __future__ import annotations

import gc
import shutil

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
    albert.finetune(albert.load(), output=tmp_path / "elsewhere", **settings)
    assert not reports and (tmp_path / "elsewhere" / "model.safetensors").read_bytes() == before


# Labels the other way round: every step makes the validation worse, so that the first evaluation is the best.
SWAPPED = [{**row, "label": "bad" if row["label"] == "good" else "good"} for row in ROWS]
WORSENING = {
    "task": "classification", "train": ROWS, "validation": SWAPPED, "steps": 6, "batch_size": 8, "learning_rate": 1e-3, "warmup": 0,
    "evaluate_every": 1, "checkpoint_every": 2, "classifier_dropout": 0,
}  # fmt: skip


def stopped_at(step: int, **options) -> None:
    def interrupt(values: dict) -> None:
        if values["step"] == step:
            raise Interrupted

    with pytest.raises(Interrupted):
        albert.finetune(albert.load(), progress=interrupt, **WORSENING, **options)
    gc.collect()


def loss_of(directory) -> float:
    tuned = albert.load(directory)
    trainer = albert.Trainer(tuned, "classification")
    for row in SWAPPED:
        trainer.add([tuned.tokenizer.encode(row["text"]).ids], [tuned.info["labels"].index(row["label"])])
    return trainer.evaluate().loss


def test_the_best_model_is_the_trainings_own_whatever_lies_at_the_output(tmp_path):
    albert.finetune(albert.load(), output=tmp_path / "whole", patience=50, **WORSENING)
    best = (tmp_path / "whole" / "model.safetensors").read_bytes()
    albert.finetune(albert.load(), output=tmp_path / "taken", task="classification", train=ROWS, steps=1)
    kept = {"checkpoints": tmp_path / "kept", "patience": 50}
    stopped_at(4, output=tmp_path / "first", **kept)
    albert.finetune(albert.load(), output=tmp_path / "taken", **kept, **WORSENING)
    assert (tmp_path / "taken" / "model.safetensors").read_bytes() == best
    assert sorted(path.name for path in (tmp_path / "taken").iterdir()) == sorted(path.name for path in (tmp_path / "whole").iterdir())
    assert sorted(path.name for path in tmp_path.iterdir()) == ["kept", "taken", "whole"]


def test_a_best_model_that_is_gone_or_was_changed_is_not_taken_for_the_best(tmp_path):
    kept = {"checkpoints": tmp_path / "kept", "patience": 50, "output": tmp_path / "model"}
    stopped_at(4, **kept)
    (best,) = (path for path in (tmp_path / "kept").iterdir() if path.suffix == ".best")
    weights = best / "model.safetensors"
    content = weights.read_bytes()
    weights.write_bytes(content[:-1] + bytes([content[-1] ^ 1]))
    for change in (lambda: None, weights.unlink, lambda: shutil.rmtree(best)):
        change()
        with pytest.raises(albert.ArgumentError, match=r"kept/\d{12}\.best: the best model so far, .* gone or was changed"):
            albert.finetune(albert.load(), **kept, **WORSENING)
    assert not (tmp_path / "model").exists()


def test_the_best_model_stays_the_best_when_evaluations_change_on_the_way(tmp_path):
    kept = {"checkpoints": tmp_path / "kept", "output": tmp_path / "model"}
    losses: dict[int, float] = {}

    def note(values: dict) -> None:
        if "validation_loss" in values:
            losses[values["step"]] = values["validation_loss"]

    stopped_at(3, patience=50, **kept)
    stopped_at(5, **kept)  # without patience
    albert.finetune(albert.load(), patience=50, progress=note, **kept, **{**WORSENING, "evaluate_every": 3})
    first = albert.finetune(albert.load(), output=tmp_path / "first", patience=1, **{**WORSENING, "steps": 6})
    assert losses.keys() == {6} and loss_of(tmp_path / "model") < losses[6]
    assert loss_of(tmp_path / "model") == pytest.approx(loss_of(tmp_path / "first"), rel=1e-6) and first


def test_only_the_best_models_of_the_kept_checkpoints_stay_beside_them(tmp_path):
    settings = {**WORSENING, "validation": ROWS, "steps": 9}  # ever better
    albert.finetune(albert.load(), patience=50, checkpoints=tmp_path / "kept", **settings)
    names = sorted(path.name for path in (tmp_path / "kept").iterdir() if path.suffix == ".best")
    assert names == [f"{step:012}.best" for step in (6, 8, 9)]
