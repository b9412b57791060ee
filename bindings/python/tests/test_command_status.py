"""Exit statuses, and the one line that a failure is said in."""

from __future__ import annotations

import json
import os
import subprocess

import pytest
from command_runs import HEADS, command_line, finish, run

import albert
from albert._command import main
from albert._command.failure import visible


def test_python_m_albert_and_the_script_are_the_command(tmp_path):
    done = finish("--version")
    assert (done.status, done.text, done.err) == (0, f"albert {albert.__version__}\n", "")
    from importlib.metadata import entry_points

    (script,) = (point for point in entry_points(group="console_scripts") if point.name == "albert")
    assert script.load() is main


def test_a_run_that_ends_well_has_status_0_and_says_nothing():
    assert run("tokenize", "x").status == 0 and run("tokenize", "x").err == ""


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ([], "albert: error: the following arguments are required: SUBCOMMAND (albert --help)"),
        (["eval"], "albert eval: error: the following arguments are required: TASK (albert eval --help)"),
        (["encode", "--pool", "cls"], "albert encode: error: unrecognized arguments: --pool (albert encode --help)"),
        (["encode", "--threads", "none"], "argument --threads: a number from 1 was expected, not 'none'"),
        (["fill"], "invalid choice: 'fill'"),
        (["bench", "--shapes", "8"], "shapes such as 1x128,8x512 were expected, not '8'"),
        *((words, "argument --stride: a number from 0 was expected, not '-1'") for words in (
            ["encode", "x", "--stride", "-1"],
            ["tokenize", "x", "--stride", "-1"],
            ["tag", "x", "--stride", "-1"],
            ["answer", "x", "--context", "x", "--stride", "-1"],
            ["eval", "squad", "--data", "x", "--stride", "-1"],
            ["eval", "tag", "--data", "x", "--stride", "-1"],
        )),
        (["encode", "x", "--batch", "9" * 20], "argument --batch: a number of at most 9223372036854775807 was expected, not '99999999999999999999'"),
        (["encode", "x", "--batch", 2**63], "argument --batch: a number of at most 9223372036854775807 was expected"),
        (["encode", "x", "--batch", "9" * 5000], "argument --batch: a number of at most 9223372036854775807 was expected"),
        (["pretraining-data", "x", "--out", "x", "--seed", 2**63], "argument --seed: a number of at most 9223372036854775807 was expected"),
        (["finetune", "--task", "regression", "--train", "x", "--out", "x", "--seed", "-1"], "argument --seed: a number from 0 was expected, not '-1'"),
        (["finetune", "--task", "regression", "--train", "x", "--out", "x", "--epochs", "inf"], "argument --epochs: a number from 0 was expected, not 'inf'"),
        (["eval", "fill-mask", "x", "--probability", "2"], "argument --probability: a number above 0, at most 1, was expected, not '2'"),
        (["eval", "fill-mask", "x", "--probability", "nan"], "argument --probability: a number above 0, at most 1, was expected, not 'nan'"),
        (["eval", "squad", "--data", "x", "--threshold", "nan"], "argument --threshold: a number was expected, not 'nan'"),
        (["tokenize", "--format", "csv", "--no-header"], "without a header a column is a number from 1, not 'text'"),
        (["tokenize", "--file", __file__, "--format", "tsv", "--no-header", "--column", "0"], "without a header a column is a number from 1, not '0'"),
        (["tokenize", "--format", "tsv", "--no-header", "--column", 1, "--id", "9" * 5000], "without a header a column is a number from 1, not '999"),
        (["eval", "classify", "--data", __file__, "--format", "csv", "--no-header"], "without a header a column is a number from 1, not 'text'"),
    ],
)
def test_wrong_arguments_have_status_2_and_one_line(given, sentence):
    done = run(*given)
    assert (done.status, done.out) == (2, b"") and sentence in done.err and done.err.count("\n") == 1


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        (["encode", "x", "--model", "./absent"], "./absent: cannot be opened: No such file or directory"),
        (["encode", "x", "--threads", 5000], "threads: takes an integer from 0 to 1024, not 5000"),
        (["fill-mask", "nothing to fill"], "argument 1: text: the text has no [MASK]"),
        (["classify", "x"], "does not hold the head of AlbertForSequenceClassification"),
        (["answer", "--model", HEADS / "reader", "Where?", "--context-file", "absent"], "absent: No such file or directory"),
        (["encode", "x", "-o", "/absent/a.npy"], "/absent/a.npy: No such file or directory"),
        (["tokenize", "x", "-o", "/dev/full"], "/dev/full: No space left on device"),
    ],
)
def test_work_that_fails_has_status_1_and_one_line(given, sentence, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    done = run(*given)
    assert (done.status, done.out) == (1, b"") and done.err.startswith("albert: error: ")
    assert sentence in done.err and done.err.count("\n") == 1


def test_what_a_file_says_is_told_so_that_a_terminal_obeys_nothing(tmp_path):
    hostile = "\x1b]0;owned\x07\x9b2J\u202e"
    shown = r"\x1b]0;owned\x07\x9b2J\u202e"
    data, predictions, questions = tmp_path / "a.csv", tmp_path / "p.txt", tmp_path / "a.json"
    data.write_text(f"text,label\nx,{hostile}\n", encoding="utf-8")
    predictions.write_text("other\n")
    question = {"id": hostile, "question": "why " * 100, "answers": []}
    questions.write_text(json.dumps({"data": [{"paragraphs": [{"context": "It rained.", "qas": [question]}]}]}))
    for given in (
        ["eval", "classify", "--data", data, "--predictions", predictions],
        ["eval", "squad", "--model", HEADS / "reader", "--data", questions],
        ["tokenize", "--file", tmp_path / hostile],
        ["tokenize", "--file", data, "--column", f"{hostile}"],
    ):
        done = run(*given)
        assert done.status == 1 and shown in done.err and done.err.removesuffix("\n").isprintable(), done
    listed = tmp_path / "a.jsonl"
    listed.write_text('{"text": "one"}\n{"other": 1}\n')
    done = run("tokenize", "--file", listed, "--skip-bad", "--output", "table", "--field", hostile)
    assert all(line.isprintable() for line in done.err.splitlines())
    assert [visible(text) for text in ("a\n  b\tc", "é 漢 🙂", "\ud800\x7f")] == ["a b c", "é 漢 🙂", r"\ud800\x7f"]


def test_traceback_shows_where_a_failure_happened():
    done = finish("encode", "x", "--model", "./absent", "--traceback")
    assert done.status == 1 and "Traceback" in done.err and "FileError" in done.err


def test_a_reader_that_goes_away_ends_the_run_quietly():
    with subprocess.Popen(
        command_line("tokenize"), stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as child:
        child.stdin.write(b"a line\n" * 3000)
        child.stdin.close()
        assert child.stdout.readline().startswith(b'{"record": 1')
        child.stdout.close()
        assert child.wait(timeout=60) == 141 and child.stderr.read() == b""


@pytest.mark.parametrize("given", [["--help"], ["man"], ["info"], ["tokenize", "x"], ["doctor", "-q"]])
def test_a_reader_that_was_never_there_is_no_failure_to_speak_of(given):
    reading, writing = os.pipe()
    os.close(reading)
    done = subprocess.run(command_line(*given), stdout=writing, stderr=subprocess.PIPE, timeout=120)
    os.close(writing)
    assert done.stderr == b"" and done.returncode in (141, 0)
    assert done.returncode == 141 or given == ["--help"]


@pytest.mark.parametrize("given", [["--version"], ["man"], ["info"], ["tokenize", "x"], ["tokenize", "x", "--output", "table"]])
def test_a_full_disk_behind_standard_output_is_said(given):
    with open("/dev/full", "wb") as full:
        done = subprocess.run(command_line(*given), stdout=full, stderr=subprocess.PIPE, timeout=120)
    assert (done.returncode, done.stderr) == (1, b"albert: error: standard output: No space left on device\n")


def test_closed_standard_streams_are_said():
    for given, sentence in (
        ("tokenize x >&-", b"albert: error: standard output: is closed\n"),
        ("tokenize <&-", b"albert: error: standard input: is closed\n"),
    ):
        line = " ".join(command_line()) + " " + given
        done = subprocess.run(line, shell=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=120)
        assert (done.returncode, done.stdout, done.stderr) == (1, b"", sentence)
    for given, status in (("tokenize x", 0), ("tokenize -f absent", 1), ("tokenize --batch 0", 2)):
        line = " ".join(command_line()) + f" {given} 2>&-"
        done = subprocess.run(line, shell=True, stdout=subprocess.PIPE, timeout=120)
        assert done.returncode == status and (status == 0) == (done.stdout != b"")


def test_a_standard_output_in_another_encoding_still_gets_utf_8():
    assert finish("tokenize", "é", PYTHONIOENCODING="ascii", LC_ALL="C").text == run("tokenize", "é").text


def test_the_command_imports_nothing_heavy_before_it_needs_it(run_program):
    run_program(
        "import sys\n"
        "from albert._command import main\n"
        "assert main(['tokenize', 'x']) == 0\n"
        "heavy = {'numpy', 'pyarrow', 'tqdm', 'torch', 'dataclasses', 'huggingface_hub', 'shtab', 'csv'} & set(sys.modules)\n"
        "assert not heavy, heavy\n"
    )
