"""Recipes and files: what was pickled never answers with other files than those it was opened from."""

from __future__ import annotations

import os
import pickle
import shutil

import pytest
from headed_models import HEADS

import albert

MODELS = HEADS / "models"
TEXT = "The house by the water."


def label(model: albert.Model) -> list[albert.Label]:
    return model.classify(TEXT)


def replace(directory, name) -> None:
    """The model in `directory` becomes another one, as a training that saves there again would have it."""
    shutil.rmtree(directory, ignore_errors=True)
    shutil.copytree(MODELS / name, directory)


def test_a_pickle_of_a_second_model_at_a_place_is_not_the_first(tmp_path):
    answers = []
    for name in ("classifier", "regression", "classifier"):
        replace(tmp_path / "model", name)
        model = albert.load(tmp_path / "model")
        answers.append(label(model))
        arrived = pickle.loads(pickle.dumps(model))
        assert label(arrived) == answers[-1]
        assert arrived._native is model._native
    assert answers[0] != answers[1]


def test_an_older_pickle_finds_what_is_still_open_and_is_else_refused(tmp_path):
    replace(tmp_path / "model", "classifier")
    first = albert.load(tmp_path / "model")
    pickled, expected = pickle.dumps(first), label(first)
    replace(tmp_path / "model", "regression")
    second = albert.load(tmp_path / "model")
    assert label(pickle.loads(pickle.dumps(second))) == label(second)
    arrived = pickle.loads(pickled)
    assert label(arrived) == expected
    assert label(pickle.loads(pickle.dumps(second))) == label(second)
    del first, arrived
    arrived = pickle.loads(pickled)
    for _ in range(2):
        with pytest.raises(albert.FileError, match="files have changed since the pickled model was opened") as raised:
            label(arrived)
    assert os.path.dirname(raised.value.place) == str(tmp_path / "model") and raised.value.errno is None


def test_another_process_refuses_files_that_changed(tmp_path, run_program):
    replace(tmp_path / "model", "classifier")
    (tmp_path / "pickle").write_bytes(pickle.dumps(albert.load(tmp_path / "model")))
    program = (
        "import pickle, sys, albert\n"
        "model = pickle.load(open(sys.argv[1], 'rb'))\n"
        "try:\n"
        "    print(model.classify('a'))\n"
        "except albert.FileError as error:\n"
        "    print(error.place)\n"
    )
    assert "Label" in run_program(program, str(tmp_path / "pickle")).stdout
    weights = tmp_path / "model" / "model.safetensors"
    os.utime(weights, ns=(0, weights.stat().st_mtime_ns + 1))
    assert run_program(program, str(tmp_path / "pickle")).stdout == f"{weights}\n"


@pytest.mark.parametrize("name", ["", "tokenizer.json"])
def test_tokenizers_are_told_apart_likewise(tmp_path, model_directory, name):
    place = tmp_path / "tokenizer"
    place.mkdir()
    shutil.copy(MODELS / "classifier" / "tokenizer.json", place)
    first = albert.Tokenizer.open(place / name)
    assert pickle.loads(pickle.dumps(first)).vocab_size == first.vocab_size
    pickled = pickle.dumps(first)
    shutil.copy(model_directory / "tokenizer.json", place)
    second = albert.Tokenizer.open(place / name)
    assert pickle.loads(pickle.dumps(second)).vocab_size == second.vocab_size != first.vocab_size
    del first
    with pytest.raises(albert.FileError, match=r"tokenizer\.json: files have changed since the pickled tokenizer was opened"):
        pickle.loads(pickled).encode("a")


def test_a_file_that_comes_is_a_change_and_one_that_is_not_read_is_none(tmp_path, model_directory):
    place = tmp_path / "tokenizer"
    place.mkdir()
    shutil.copy(model_directory / "spiece.model", place)
    pickled = pickle.dumps(albert.Tokenizer.open(place))
    (place / "README.md").write_text("Read me.")
    assert pickle.loads(pickled).encode("a").ids
    tokenizer = albert.Tokenizer.open(place, lower_case=False)
    pickled = pickle.dumps(tokenizer)
    del tokenizer
    shutil.copy(model_directory / "tokenizer.json", place)  # which would win over spiece.model
    with pytest.raises(albert.FileError, match=r"tokenizer\.json: files have changed"):
        pickle.loads(pickled).encode("a")


def test_a_models_tokenizer_does_not_mind_new_weights(tmp_path):
    replace(tmp_path / "model", "classifier")
    model = albert.load(tmp_path / "model")
    expected = model.tokenizer.encode(TEXT)
    pickled = pickle.dumps(model.tokenizer)
    shutil.copy(MODELS / "tagger" / "model.safetensors", tmp_path / "model")
    shutil.copy(MODELS / "tagger" / "config.json", tmp_path / "model")
    assert pickle.loads(pickled).encode(TEXT) == expected
