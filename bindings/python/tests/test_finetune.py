"""Fine-tuning: from rows to a model that has learned them."""

from __future__ import annotations

import gc
import json
import os
import re
import shutil
import struct
from pathlib import Path

import pytest
from trainers import BAD, GOOD, QUICK, ROWS

import albert
from albert._journal import refuse_no_number


def test_a_classifier_learns_its_texts(tmp_path):
    reports: list[dict] = []
    tuned = albert.finetune(
        albert.load(),
        task="classification",
        train=ROWS,
        validation=ROWS,
        output=tmp_path / "tuned",
        log=tmp_path / "log.jsonl",
        progress=reports.append,
        **QUICK,
    )
    assert [answer[0].label for answer in tuned.classify(GOOD + BAD)] == ["good"] * 4 + ["bad"] * 4
    assert tuned.info["labels"] == ["bad", "good"]
    lines = [json.loads(line) for line in (tmp_path / "log.jsonl").read_text().splitlines()]
    assert lines == reports
    steps = [line for line in lines if "loss" in line]
    assert [line["step"] for line in steps] == list(range(1, 25)) and steps[-1]["steps"] == 24
    evaluations = [line for line in lines if "validation_loss" in line]
    assert len(evaluations) == 12 and evaluations[-1]["validation_accuracy"] == 1
    assert albert.load(tmp_path / "tuned").classify(GOOD[0]) == tuned.classify(GOOD[0])


def test_a_tagger_a_reader_a_chooser_a_scorer_and_a_labeller_learn():
    model = albert.load()
    words = "Anna lives in Geneva with Tom".split()
    tags = ["PER", "O", "O", "LOC", "O", "PER"]
    tagger = albert.finetune(model, task="tagging", train=[(words, tags)] * 4, **QUICK)
    found = [(entity.entity, entity.word) for entity in tagger.tag(" ".join(words), aggregation="first")]
    assert found == [("PER", "anna"), ("LOC", "geneva"), ("PER", "tom")]

    context = "Anna lives in Geneva with Tom."
    questions = [("Where does she live?", context, "Geneva", 14), ("Who lives there?", context, "Anna", 0)]
    reader = albert.finetune(model, task="answering", train=questions * 4, **QUICK)
    assert [reader.answer(question, context)[0].answer for question, *_ in questions] == ["Geneva", "Anna"]

    rows = [("The sun", ["shines.", "barks."], 0), ("The dog", ["shines.", "barks."], 1)]
    chooser = albert.finetune(model, task="choosing", train=rows * 4, **QUICK)
    assert [chooser.choose(prompt, choices)[0].index for prompt, choices, _ in rows] == [0, 1]

    scorer = albert.finetune(model, task="regression", train=[("one house", 3.0), ("the law", -1.0)] * 4, **{**QUICK, "epochs": 30})
    scores = [answer[0].score for answer in scorer.classify(["one house", "the law"])]
    assert scores == pytest.approx([3, -1], abs=0.5)

    labeller = albert.finetune(model, task="multi-label", train=[("one house", ["a", "b"]), ("the law", ["b"])] * 4, **QUICK)
    kept = [{one.label for one in answer if one.score > 0.5} for answer in labeller.classify(["one house", "the law"], top_k=None)]
    assert kept == [{"a", "b"}, {"b"}]


class Interrupted(Exception):
    pass


def test_patience_keeps_the_best_and_ends_early(tmp_path):
    reports: list[dict] = []
    swapped = [{**row, "label": "bad" if row["label"] == "good" else "good"} for row in ROWS]
    albert.finetune(
        albert.load(),
        task="classification",
        train=ROWS,
        validation=swapped,
        output=tmp_path / "tuned",
        patience=2,
        progress=reports.append,
        **QUICK,
    )
    losses = [line["validation_loss"] for line in reports if "validation_loss" in line]
    assert len(losses) < 12 and losses.index(min(losses)) == len(losses) - 3


def test_a_temporary_output_lives_as_long_as_its_model():
    tuned = albert.finetune(albert.load(), task="classification", train=ROWS, epochs=1, batch_size=8)
    place = Path(os.fsdecode(tuned._recipe[1]))
    assert (place / "config.json").exists()
    del tuned
    gc.collect()
    assert not place.exists()


TUNE_AND_FORK = """
import gc, os, sys, albert
sys.path.insert(0, sys.argv[1])
from trainers import ROWS
child = None
def fork(report):
    global child
    if sys.argv[2] == "while training" and child is None:
        child = os.fork()
        if child == 0:
            sys.exit()
tuned = albert.finetune(albert.load(), task="classification", train=ROWS, steps=1, progress=fork)
place = os.fsdecode(tuned._recipe[1])
if child is None:
    child = os.fork()
    if child == 0:
        if sys.argv[2] == "collected":
            del tuned
            gc.collect()
        sys.exit()
assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
tuned.save(os.path.join(sys.argv[3], "saved"))
print(place)
"""


@pytest.mark.parametrize("end", ["exit", "collected", "while training"])
def test_a_temporary_output_outlives_forked_children_and_ends_with_its_process(run_program, tmp_path, end):
    place = run_program(TUNE_AND_FORK, str(Path(__file__).parent), end, str(tmp_path)).stdout.strip()
    assert (tmp_path / "saved" / "config.json").exists()
    assert place.endswith("model") and not Path(place).parent.exists()


def test_a_head_that_fits_is_trained_on(tmp_path):
    first = albert.finetune(albert.load(), task="classification", train=ROWS, output=tmp_path / "one", **QUICK)
    again = albert.finetune(first, task="classification", train=ROWS, output=tmp_path / "two", epochs=1, learning_rate=1e-6)
    assert again.classify(GOOD[0])[0].label == "good"
    other = albert.finetune(first, task="classification", train=ROWS, labels=["good", "bad", "new"], epochs=1)
    assert other.info["labels"] == ["good", "bad", "new"]


def test_the_program_of_the_page_prints_what_stands_there(tmp_path, monkeypatch, capsys):
    page = (Path(__file__).resolve().parents[3] / "docs" / "training.md").read_text(encoding="utf-8")
    program, printed = re.search(r"<!-- tested: python -->\n```python\n(.*?)```\n\n```text\n(.*?)```", page, re.DOTALL).groups()
    monkeypatch.chdir(tmp_path)
    exec(compile(program, "training.md", "exec"), {})
    assert capsys.readouterr().out == printed


def test_what_cannot_be_is_refused_before_anything_is_trained():
    model = albert.load()
    for place, options in [
        ("batch_size", {"batch_size": 0}),
        ("epochs", {"epochs": 0}),
        ("warmup", {"warmup": 2}),
        ("steps", {"steps": 0}),
        ("warmup_steps", {"steps": 3, "warmup_steps": 4}),
        ("patience", {"patience": 1}),
        ("patience", {"patience": 0, "validation": ROWS}),
        ("epochs", {"epochs": float("inf")}),
        ("max_length", {"max_length": 0}),
        ("evaluate_every", {"evaluate_every": 0, "validation": ROWS}),
        ("checkpoint_every", {"checkpoint_every": 0}),
        ("labels", {"labels": ["good", "bad", "good"]}),
        ("labels", {"labels": ["good", "bad", "so\nso"]}),
        ("log", {"log": "nowhere/log.jsonl"}),
        ("validation: there is no example", {"validation": []}),
        ("validation row 1: label 'fair'", {"validation": [ROWS[0], ("a film", "fair")]}),
        ("output: is empty", {"output": ""}),
        ("output: .* holds a NUL", {"output": "a\0b"}),
        ("checkpoints: .* holds a NUL", {"checkpoints": "a\0b"}),
        ("log: .* holds a NUL", {"log": "a\0b"}),
        ("learning_rate", {"learning_rate": -1.0}),
        ("no_such_option", {"no_such_option": 1}),
    ]:
        with pytest.raises(albert.FileError if place == "log" else albert.ArgumentError, match=place):
            albert.finetune(model, task="classification", train=ROWS, **options)
    with pytest.raises(albert.ArgumentError, match="train"):
        albert.finetune(model, task="classification", train=[])
    with pytest.raises(albert.ArgumentError, match="labels: regression has none"):
        albert.finetune(model, task="regression", train=[("one house", 3.0)], labels=["size"])
    with pytest.raises(TypeError, match="batch_size must be int"):
        albert.finetune(model, task="classification", train=ROWS, batch_size=2.5)
    with pytest.raises(TypeError, match="model must be a Model"):
        albert.finetune("albert-mini", task="classification", train=ROWS)
    with pytest.raises(albert.ArgumentError, match="task"):
        albert.finetune(model, task="guessing", train=ROWS)


@pytest.mark.parametrize("option", [{"lower_case": False}, {"keep_accents": "true"}, {"compat": "sentencepiece"}])
def test_an_option_of_the_tokenizer_that_the_result_would_lose_is_refused(option):
    reports: list[dict] = []
    with pytest.raises(albert.ArgumentError, match=f"{next(iter(option))}: .* saved files could not say"):
        albert.finetune(albert.load(**option), task="classification", train=ROWS, steps=1, progress=reports.append)
    assert not reports


def test_the_result_is_opened_as_the_model_was():
    model = albert.load(dtype="bf16", threads=1, strict=True, lower_case="auto", compat="default")
    tuned = albert.finetune(model, task="classification", train=ROWS, steps=1, threads=2)
    assert tuned.info["dtype"] == "bf16" and dict(tuned._recipe[2])["threads"] == 1
    with pytest.raises(UnicodeEncodeError):
        tuned.encode("\ud800")


def test_steps_may_be_counted_instead_of_epochs(tmp_path):
    reports: list[dict] = []
    albert.finetune(
        albert.load(), task="classification", train=ROWS, batch_size=len(ROWS), steps=5, warmup_steps=2, learning_rate=1e-3,
        schedule="constant", output=tmp_path / "model", progress=reports.append,
    )  # fmt: skip
    assert [report["step"] for report in reports] == [1, 2, 3, 4, 5]
    assert [report["learning_rate"] for report in reports] == pytest.approx([0, 5e-4, 1e-3, 1e-3, 1e-3])


def test_a_wrong_output_is_refused_before_the_first_step_and_a_missing_place_is_made(tmp_path, model_directory):
    reports: list[dict] = []
    settings = {"task": "classification", "train": ROWS, "steps": 1, "progress": reports.append}
    (tmp_path / "file").write_text("")
    (tmp_path / "link-to-file").symlink_to(tmp_path / "nowhere" / "at-all")
    long_name, no_text = tmp_path / ("file" * 80), os.fsencode(tmp_path) + b"/file\xff"
    for wrong in (tmp_path / "file", tmp_path / "file" / "model", tmp_path / "link-to-file", long_name, no_text):
        with pytest.raises(albert.FileError, match="file"):
            albert.finetune(albert.load(), output=wrong, **settings)
    assert not reports
    shutil.copytree(model_directory, tmp_path / "own")
    with pytest.raises(albert.ArgumentError, match="own"):
        albert.finetune(albert.load(tmp_path / "own"), output=tmp_path / "own", **settings)
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "modules.json").write_text("[]")
    with pytest.raises(albert.ArgumentError, match="other: holds another model: it has 'modules.json'"):
        albert.finetune(albert.load(), output=tmp_path / "other", **settings)
    with pytest.raises(albert.ArgumentError, match="task"):
        albert.finetune(albert.load(), output=tmp_path / "not" / "made", **{**settings, "task": "guessing"})
    assert not reports and not (tmp_path / "not").exists()
    for _ in range(2):
        albert.finetune(albert.load(), output=tmp_path / "new" / "place" / "model", **settings)
    assert (tmp_path / "new" / "place" / "model" / "config.json").exists()


def test_wrong_checkpoints_are_refused_before_the_first_step_and_a_missing_place_is_made(tmp_path):
    reports: list[dict] = []
    settings = {"task": "classification", "train": ROWS, "steps": 1, "checkpoint_every": 1, "progress": reports.append}
    (tmp_path / "file").write_text("")
    long_name, no_text = tmp_path / ("file" * 80), os.fsencode(tmp_path) + b"/file\xff"
    for wrong in (tmp_path / "file", tmp_path / "file" / "kept", long_name, no_text, "/proc/file"):
        with pytest.raises(albert.FileError, match="file"):
            albert.finetune(albert.load(), checkpoints=wrong, **settings)
    for name in ("output", "checkpoints"):
        if os.path.isdir("/proc/self"):  # in which not even root can make anything
            with pytest.raises(albert.FileError, match="^/proc/self: "):
                albert.finetune(albert.load(), **{name: "/proc/self"}, **settings)
    with pytest.raises(albert.ArgumentError, match="checkpoints: is empty"):
        albert.finetune(albert.load(), checkpoints="", **settings)
    assert not reports
    albert.finetune(albert.load(), checkpoints=tmp_path / "new" / "place" / "kept", **settings)
    assert len(list((tmp_path / "new" / "place" / "kept").glob("*.checkpoint"))) == 1


def test_the_row_of_a_question_that_is_too_long_is_named():
    rows = [("Where?", "In Geneva.", "Geneva", 3), ("where " * 40, "In Geneva.", "Geneva", 3)]
    with pytest.raises(albert.ArgumentError, match="row 1"):
        albert.finetune(albert.load(), task="answering", train=rows, max_length=32, stride=8)


def test_tensorboards_events_are_those_of_the_log(tmp_path):
    event_pb2 = pytest.importorskip("tensorboardX.proto.event_pb2", reason="tensorboardX is not installed")
    reports: list[dict] = []
    albert.finetune(
        albert.load(), task="classification", train=ROWS, validation=ROWS, steps=3, output=tmp_path / "model",
        tensorboard=tmp_path / "events", progress=reports.append,
    )  # fmt: skip
    (file,) = (tmp_path / "events").iterdir()
    content, place, found = file.read_bytes(), 0, {}
    while place < len(content):  # TFRecord: length, its checksum, the record, its checksum
        (length,) = struct.unpack_from("<Q", content, place)
        event = event_pb2.Event.FromString(content[place + 12 : place + 12 + length])
        found.update({(event.step, value.tag): value.simple_value for value in event.summary.value})
        place += length + 16
    wanted = {
        (report["step"], name): value for report in reports for name, value in report.items() if name not in ("step", "steps")
    }
    assert len(wanted) > 9 and found == pytest.approx(wanted, rel=1e-6)


@pytest.mark.parametrize("patience", [None, 1])
def test_an_evaluation_without_a_finite_loss_is_no_best_and_not_in_the_log(tmp_path, patience):
    rows = [("one house", 3.0), ("the law", 1.0)]
    settings = {"task": "regression", "train": rows, "validation": [("one house", 3e38)], "steps": 1, "output": tmp_path / "model"}
    with pytest.raises(albert.NumericError, match="validation: the loss after step 1 is"):
        albert.finetune(albert.load(), log=tmp_path / "log", patience=patience, **settings)
    assert [json.loads(line)["step"] for line in (tmp_path / "log").read_text().splitlines()] == [1]
    assert not (tmp_path / "model").exists()


@pytest.mark.parametrize("loss", [float("nan"), float("inf")])
def test_a_loss_that_is_no_number_is_refused(loss):
    with pytest.raises(albert.NumericError, match="validation: the loss after step 3"):
        refuse_no_number(loss, 3)
    assert refuse_no_number(1.5, 3) is None


def test_a_log_that_cannot_be_written_is_named(tmp_path):
    settings = {"task": "classification", "train": ROWS, "steps": 1}
    for wrong in (tmp_path, tmp_path / "not" / "made"):
        with pytest.raises(albert.FileError, match=str(wrong)):
            albert.finetune(albert.load(), log=wrong, **settings)
    if os.path.exists("/dev/full"):
        with pytest.raises(albert.FileError, match="/dev/full: No space left"):
            albert.finetune(albert.load(), log="/dev/full", **settings)
