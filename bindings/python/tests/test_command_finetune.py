"""albert finetune: files of examples in, a model that knows them out."""

from __future__ import annotations

import json
from xml.etree import ElementTree

import pytest
from command_runs import answer, run

import albert

GOOD = ["a charming and moving film", "the best house in the city", "great music and fine actors", "I loved it"]
BAD = ["a dull and empty film", "the worst house in the city", "poor music and bad actors", "I hated it"]
ROWS = [(text, "good") for text in GOOD] + [(text, "bad") for text in BAD]
QUICK = ("--epochs", 12, "--batch", 4, "--learning-rate", "1e-3", "--quiet")


@pytest.fixture
def table(tmp_path):
    path = tmp_path / "train.tsv"
    path.write_text("sentence\tlabel\n" + "".join(f"{text}\t{label}\n" for text, label in ROWS))
    return path


def test_a_table_makes_a_classifier(tmp_path, table):
    done = run(
        *("finetune", "--task", "classification", "--train", table, "--validation", table, "--out", tmp_path / "model"),
        *("--log", tmp_path / "log.jsonl", "--curve", tmp_path / "curve.svg", *QUICK),
    )
    assert (done.status, done.out, done.err) == (0, b"", "")
    labels = [record["labels"][0]["label"] for record in answer("classify", "--model", tmp_path / "model", *GOOD, *BAD)]
    assert labels == ["good"] * 4 + ["bad"] * 4
    lines = [json.loads(line) for line in (tmp_path / "log.jsonl").read_text().splitlines()]
    assert len(lines) == 24 + 12
    picture = ElementTree.parse(tmp_path / "curve.svg").getroot()
    assert len(picture.findall("{*}polyline")) == 2 and "classification" in "".join(picture.itertext())


def test_progress_says_step_loss_rate_speed_and_time_left(tmp_path, table):
    done = run("finetune", "--task", "classification", "--train", table, "--validation", table, "--out", tmp_path / "model", "--epochs", 1)
    assert done.status == 0
    first, last = done.err.splitlines()
    for word in ("step 1/1", "loss 0.", "rate ", "tokens/s", "0:00:00 left"):
        assert word in first
    assert last.startswith("step 1: validation loss 0.") and "accuracy" in last


def test_a_training_that_is_begun_again_goes_on(tmp_path, table):
    words = ("finetune", "--task", "classification", "--train", table, "--checkpoint-every", 8, *QUICK)
    run(*words, "--out", tmp_path / "whole")
    run(*words, "--out", tmp_path / "first", "--checkpoints", tmp_path / "checkpoints", "--log", tmp_path / "first.jsonl")
    run(*words, "--out", tmp_path / "again", "--checkpoints", tmp_path / "checkpoints", "--log", tmp_path / "again.jsonl")
    saved = {(tmp_path / name / "model.safetensors").read_bytes() for name in ("whole", "first", "again")}
    assert len(saved) == 1
    assert len((tmp_path / "first.jsonl").read_text().splitlines()) == 24
    assert (tmp_path / "again.jsonl").read_text() == ""


def test_sentences_questions_choices_and_json_lines_are_read(tmp_path):
    (tmp_path / "train.conll").write_text("Anna\tPER\nlives\tO\n\nTom\tPER\nsings\tO\n")
    context = "Anna lives in Geneva."
    answers = [{"text": "Geneva", "answer_start": 14}]
    questions = [{"question": "Where?", "answers": answers}, {"question": "Why?", "answers": [], "is_impossible": True}]
    (tmp_path / "train.json").write_text(json.dumps({"data": [{"paragraphs": [{"context": context, "qas": questions}]}]}))
    (tmp_path / "train.jsonl").write_text(json.dumps({"prompt": "The sun", "choices": ["shines.", "barks."], "label": 0}) + "\n")
    (tmp_path / "labels.csv").write_text('text,label\n"one, house","a,b"\nthe law,\n')
    (tmp_path / "scores.csv").write_text("review,stars\none house,2.5\n")
    for task, name, *more in [
        ("tagging", "train.conll"),
        ("answering", "train.json"),
        ("choosing", "train.jsonl"),
        ("multi-label", "labels.csv"),
        ("regression", "scores.csv", "--column", "text=review", "--column", "label=stars"),
    ]:
        done = run("finetune", "--task", task, "--train", tmp_path / name, "--out", tmp_path / task, "--epochs", 1, "--quiet", *more)
        assert done.status == 0, done.err
        assert albert.load(tmp_path / task).info["task_head"]
    assert albert.load(tmp_path / "multi-label").info["labels"] == ["a", "b"]


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("train.xls", "", "a name that ends in .jsonl"),
        ("train.jsonl", "", "holds no example"),
        ("train.jsonl", "{}\nnot json\n", "train.jsonl:2: "),
        ("train.jsonl", "[]\n", "train.jsonl:1: a JSON object expected"),
        ("train.json", "{}", "not in SQuAD's layout"),
        ("train.tsv", "text\tlabel\none\n", "train.tsv:2: 2 columns expected"),
        ("train.tsv", "sentence\tlabels_\none\tx\n", "row 0: there is no column 'label'"),
    ],
)
def test_a_file_that_cannot_be_read_is_named_with_its_line(tmp_path, name, text, message):
    (tmp_path / name).write_text(text)
    done = run("finetune", "--task", "classification", "--train", tmp_path / name, "--out", tmp_path / "model")
    assert done.status == 1 and message in done.err and done.err.count("\n") == 1
    assert not (tmp_path / "model").exists()


def test_wrong_arguments_are_refused(tmp_path, table):
    base = ("finetune", "--task", "classification", "--train", table, "--out", tmp_path / "model")
    for words, status, message in [
        (("--learning-rate", "-1"), 2, "a number from 0"),
        (("--column", "text"), 2, "NAME=COLUMN expected"),
        (("--epochs", 0), 1, "epochs"),
        (("--patience", 1), 1, "patience"),
        (("--label", "good"), 1, "'bad' is none of 'good'"),
    ]:
        done = run(*base, *words)
        assert (done.status, message in done.err) == (status, True), done.err


def test_a_model_is_pretrained_from_text_in_two_commands(tmp_path, model_directory):
    (tmp_path / "corpus.txt").write_text("The house is old. It stands by the water. Nobody knows why.\n\n" * 30)
    config = json.loads((model_directory / "config.json").read_text()) | {"num_hidden_layers": 1, "max_position_embeddings": 48}
    (tmp_path / "config.json").write_text(json.dumps(config))
    examples = tmp_path / "examples"
    assert run("pretraining-data", tmp_path / "corpus.txt", "--out", examples, "--max-length", 48, "--quiet").status == 0
    words = ("pretrain", "--config", tmp_path / "config.json", "--tokenizer", model_directory, "--data", examples, "--validation", examples)
    done = run(*words, "--steps", 2, "--batch", 4, "--out", tmp_path / "model", "--curve", tmp_path / "curve.svg")
    assert done.status == 0
    assert "validation loss" in done.err and "piece accuracy" in done.err and "order accuracy" in done.err
    assert albert.load(tmp_path / "model").tokenizer.vocab_size == 16000
    assert (tmp_path / "curve.svg").read_text().startswith("<svg")
    assert run("pretrain", "--data", examples, "--steps", 1, "--out", tmp_path / "x").status == 2


def test_schedules_dropout_and_steps_are_chosen(tmp_path, table):
    base = ("finetune", "--task", "classification", "--train", table, "--steps", 3, "--warmup-steps", 1, "--learning-rate", "1e-3", "--quiet")
    rates = {}
    for name, more in {
        "plain": (),
        "dropped": ("--hidden-dropout", "0.5", "--attention-dropout", "0.5", "--classifier-dropout", "0.5"),
        "original": ("--schedule", "original", "--dropout-sites", "original", "--hidden-dropout", "0.5"),
        "constant": ("--schedule", "constant"),
    }.items():
        done = run(*base, "--out", tmp_path / name, "--log", tmp_path / f"{name}.jsonl", *more)
        assert (done.status, done.err) == (0, "")
        rates[name] = [json.loads(line)["learning_rate"] for line in (tmp_path / f"{name}.jsonl").read_text().splitlines()]
    assert rates["plain"] == pytest.approx([0, 1e-3, 5e-4]) == rates["dropped"]
    assert rates["original"] == pytest.approx([0, 1e-3 * 2 / 3, 1e-3 / 3])
    assert rates["constant"] == pytest.approx([0, 1e-3, 1e-3])
    weights = {(tmp_path / name / "model.safetensors").read_bytes() for name in rates}
    assert len(weights) == 4
