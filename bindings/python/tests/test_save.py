"""Saving a model: what is written opens with the same bits, and whatever goes wrong leaves nothing behind."""

from __future__ import annotations

import os
import pickle
import shutil
from pathlib import Path

import pytest
from headed_models import headed

import albert

TEXTS = ["The house by the water.", "He opened the door and went in, before anybody could say a word."]


def encoded(model: albert.Model) -> object:
    return [list(vector) for vector in model.encode(TEXTS).tolist()]


@pytest.mark.parametrize("dtype", ["f32", "bf16", "int8"])
def test_a_saved_model_gives_the_same_bits(tmp_path, dtype):
    model = albert.load(dtype=dtype)
    model.save(tmp_path / "saved")
    saved = albert.load(tmp_path / "saved", dtype=dtype)
    assert encoded(saved) == encoded(model)
    masked = "The president of the United [MASK] signed the law."
    assert saved.fill_mask(masked) == model.fill_mask(masked)
    assert saved.sentence_order(*TEXTS) == model.sentence_order(*TEXTS)


@pytest.mark.parametrize("name", ["plain", "plain-mean", "plain-max"])
def test_a_saved_embedding_model_keeps_its_pooling(tmp_path, name):
    model = headed(name)
    model.save(tmp_path / "saved")
    saved = albert.load(tmp_path / "saved")
    assert (saved.info["pooling"], saved.info["normalize"]) == (model.info["pooling"], model.info["normalize"])
    assert encoded(saved) == encoded(model)


def test_save_takes_every_kind_of_path_and_saves_again(tmp_path, model):
    for path in (str(tmp_path / "a"), os.fsencode(tmp_path / "b"), tmp_path / "a", tmp_path / "é"):
        albert.save(model, path)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a", "b", "é"]
    weights = {(path / "model.safetensors").read_bytes() for path in tmp_path.iterdir()}
    assert len(weights) == 1


def test_a_model_opened_by_a_relative_path_is_saved_from_elsewhere(tmp_path, model_directory, run_program):
    shutil.copytree(model_directory, tmp_path / "model")
    run_program(
        "import albert, os, sys\n"
        "os.chdir(sys.argv[1])\n"
        "model = albert.load('model')\n"
        "os.chdir('/')\n"
        "model.save(sys.argv[1] + '/saved')\n",
        str(tmp_path),
    )
    assert (tmp_path / "saved" / "config.json").read_bytes() == (model_directory / "config.json").read_bytes()


def test_a_pickled_model_is_saved_like_any_other(tmp_path, model):
    pickle.loads(pickle.dumps(model)).save(tmp_path / "saved")
    assert encoded(albert.load(tmp_path / "saved")) == encoded(model)


def test_files_that_changed_since_are_an_error_that_names_them(tmp_path, model_directory):
    shutil.copytree(model_directory, tmp_path / "model")
    model = albert.load(tmp_path / "model")
    os.utime(tmp_path / "model" / "spiece.model", (1, 1))
    with pytest.raises(albert.FileError, match="spiece.model: changed since the model was opened"):
        model.save(tmp_path / "saved")
    shutil.rmtree(tmp_path / "model")
    with pytest.raises(albert.FileError) as raised:
        model.save(tmp_path / "saved")
    assert raised.value.errno == 2 and os.listdir(tmp_path) == []


@pytest.mark.parametrize(
    "path, error, number",
    [
        ("file", albert.FileError, 20),
        ("none/new", albert.FileError, 2),
        ("", albert.ArgumentError, None),
        ("own", albert.ArgumentError, None),
    ],
)
def test_a_target_that_cannot_be_is_refused(tmp_path, model_directory, model, path, error, number):
    (tmp_path / "file").write_bytes(b"kept")
    os.symlink(model_directory, tmp_path / "own")
    before = sorted(os.listdir(tmp_path)), sorted(os.listdir(model_directory))
    with pytest.raises(error) as raised:
        model.save(tmp_path / path if path else "")
    assert getattr(raised.value, "errno", None) == number and raised.value.place
    assert (sorted(os.listdir(tmp_path)), sorted(os.listdir(model_directory))) == before


def test_wrong_types_and_options_are_refused(tmp_path, model):
    for wrong in (None, 3, [Path("a")]):
        with pytest.raises(TypeError):
            model.save(wrong)
    with pytest.raises(ValueError):
        model.save("a\0b")
    with pytest.raises(albert.ArgumentError, match="compression"):
        model.save(tmp_path / "saved", compression=1)
    assert os.listdir(tmp_path) == []
