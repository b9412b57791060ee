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
        ("train.tsv", b"text\tlabel\na\xff\tx\n", "train.tsv:2: byte 2 of the line is no UTF-8"),
        ("train.csv", b"text,label\nok,y\na\xff,x\n", "train.csv:3: a byte of the record is no UTF-8"),
        ("train.jsonl", b'{"text": "a\xff", "label": "x"}\n', "train.jsonl:1: byte 12 of the line is no UTF-8"),
        ("train.json", b'{"data": "\xff"}', "train.json: byte 11 is no UTF-8"),
        ("train.csv", 'text,label\n"a,x\nb,y\n', "train.csv:3: no CSV: unexpected end"),
        ("train.csv", "text,text,label\na,b,x\n", "train.csv:1: two columns are called 'text'"),
        ("train.jsonl", "[" * 100_000, "train.jsonl:1: no JSON that can be read"),
        ("train.jsonl", '{"text": "a", "label": 1000000000000}', "row 0: label 1000000000000 is not in 0 to"),
        ("train.jsonl", '{"text": "a", "label": null}', "row 0: label is missing"),
        ("train.json", '{"data": [{"paragraphs": [{"context": "c", "qas": ["q"]}]}]}', "not in SQuAD's layout"),
    ],
)
def test_a_file_that_cannot_be_read_is_named_with_its_line(tmp_path, name, text, message):
    (tmp_path / name).write_bytes(text if isinstance(text, bytes) else text.encode())
    done = run("finetune", "--task", "classification", "--train", tmp_path / name, "--out", tmp_path / "model")
    assert done.status == 1 and message in done.err and done.err.count("\n") == 1
    assert not (tmp_path / "model").exists()


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("train.csv", b"\xef\xbb\xbftext,label\r\n\r\na,x\r\nb,y\r\n"),
        ("train.tsv", b"\xef\xbb\xbftext\tlabel\n\na\rb\tx\n\"b\ty\n\n"),
        ("train.jsonl", b'\xef\xbb\xbf{"text": "a", "label": "x"}\r\n\r\n{"text": "b\\u2028", "label": "y"}'),
        ("train.ndjson", b'{"text": "a", "label": "x"}\n{"text": "b", "label": "y"}\n'),
        ("train.csv", b"text,label\n" + b"word " * 40_000 + b",x\n\"a \"\"b\"\"\nc\",y\n"),
    ],
    ids=["marked CSV", "marked TSV", "marked JSON Lines", "ndjson", "a long cell and quotes"],
)
def test_marks_line_ends_empty_lines_and_quotes_are_no_part_of_the_examples(tmp_path, name, text):
    (tmp_path / name).write_bytes(text)
    done = run("finetune", "--task", "classification", "--train", tmp_path / name, "--out", tmp_path / "model", "--steps", 1, "--quiet")
    assert done.status == 0, done.err
    assert albert.load(tmp_path / "model").info["labels"] == ["x", "y"]


def test_several_labels_of_a_column_of_another_name_are_split(tmp_path):
    (tmp_path / "train.csv").write_text('text,genres\na,"x, y"\nb,y\n')
    words = ("finetune", "--task", "multi-label", "--train", tmp_path / "train.csv", "--column", "label=genres", "--steps", 1, "--quiet")
    assert run(*words, "--out", tmp_path / "model").status == 0
    assert albert.load(tmp_path / "model").info["labels"] == ["x", "y"]


def test_a_place_for_the_curve_is_looked_for_before_the_training(tmp_path, table):
    words = ("finetune", "--task", "classification", "--train", table, "--out", tmp_path / "model", "--steps", 1, "--quiet")
    done = run(*words, "--curve", tmp_path / "not" / "made.svg")
    assert done.status == 1 and "made.svg: No such file" in done.err and not (tmp_path / "model").exists()
    done = run(*words, "--patience", 1, "--curve", tmp_path / "curve.svg")
    assert done.status == 1 and not (tmp_path / "curve.svg").exists()


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
    for steps, rates in ((0, [1e-3, 1e-3]), (1, [0, 1e-3])):
        more = ("--steps", 2, "--batch", 4, "--schedule", "constant", "--learning-rate", "1e-3", "--warmup-steps", steps)
        log = tmp_path / f"warmup {steps}.jsonl"
        assert run(*words, *more, "--out", tmp_path / f"warmup {steps}", "--log", log).status == 0
        lines = [json.loads(line) for line in log.read_text().splitlines()]
        assert [line["learning_rate"] for line in lines if "learning_rate" in line] == pytest.approx(rates)
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
