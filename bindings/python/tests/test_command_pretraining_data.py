"""albert pretraining-data: the same as the call."""

from __future__ import annotations

import json

import pytest
from command_runs import run

import albert

TEXT = "One house. Two houses by the water.\nThree of them.\n\nFour houses, and a house.\n"


def files(directory):
    return {path.name: path.read_bytes() for path in directory.iterdir()}


@pytest.fixture
def corpus(tmp_path):
    path = tmp_path / "corpus"
    path.write_text(TEXT * 20)
    return path


def test_it_writes_what_the_call_writes(tmp_path, corpus, model_directory):
    counts = albert.pretraining_data(
        corpus, tmp_path / "call", seed=3, max_length=32, passes=2, mask_rate=0.2, short_rate=0.5, longest_gram=2,
        max_predictions=3,
    )  # fmt: skip
    done = run(
        "pretraining-data", corpus, "--out", tmp_path / "command", "--seed", 3, "--max-length", 32, "--passes", 2,
        "--mask-rate", 0.2, "--short-rate", 0.5, "--longest-gram", 2, "--max-predictions", 3, "--tokenizer",
        model_directory, "--json",
    )  # fmt: skip
    assert (done.status, done.err) == (0, "")
    assert json.loads(done.text) == {name: getattr(counts, name) for name in counts.__slots__}
    assert files(tmp_path / "command") == files(tmp_path / "call")


def test_other_options_arrive_too(tmp_path, corpus):
    given = {"text_format": "sentences", "masking": "on_reading", "portion": 1, "threads": 1}
    albert.pretraining_data([corpus, corpus], tmp_path / "call", **given)
    words = [word for name, value in given.items() for word in (f"--{name.replace('_', '-')}", value)]
    done = run("pretraining-data", corpus, corpus, "-o", tmp_path / "command", *words)
    assert (done.status, done.err) == (0, "")
    assert done.text.startswith("documents ") and len(done.text.splitlines()) == 8
    assert files(tmp_path / "command") == files(tmp_path / "call")


@pytest.mark.parametrize(
    "words",
    [["--mask-rate", "2"], ["--mask-rate", "nan"], ["--short-rate", "x"], ["--seed", "-1"], ["--passes", "0"], ["--masking", "no"]],
)
def test_wrong_arguments_are_refused_before_anything_is_read(tmp_path, words):
    done = run("pretraining-data", tmp_path / "missing", "--out", tmp_path / "out", *words)
    assert done.status == 2 and words[0] in done.err


def test_failures_are_one_line(tmp_path, corpus):
    done = run("pretraining-data", tmp_path / "missing", "--out", tmp_path / "out")
    assert done.status == 1 and "missing" in done.err and done.err.count("\n") == 1
    assert run("pretraining-data", corpus, "--out", tmp_path / "out").status == 0
    again = run("pretraining-data", corpus, "--out", tmp_path / "out")
    assert again.status == 1 and "holds examples already" in again.err
