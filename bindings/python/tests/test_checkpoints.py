"""The directory of a training's checkpoints: whose they are, in which order they stand, what is left of killed ones."""

from __future__ import annotations

import os
import shutil

import pytest
from trainers import steps, trainer, weights

import albert


def names(place):
    return sorted(os.listdir(place))


def test_a_checkpoint_of_a_model_with_other_weights_is_refused(tmp_path):
    for name, count in (("one", 1), ("other", 2)):
        trained = trainer()
        steps(trained, count)
        trained.save(tmp_path / name)
    first, second = (albert.Trainer(albert.load(tmp_path / name), "classification", steps=20) for name in ("one", "other"))
    first.checkpoint(tmp_path / "checkpoints")
    first.close()
    with pytest.raises(albert.ArgumentError, match="another training"):
        second.resume(tmp_path / "checkpoints")
    second.close()
    again = albert.Trainer(albert.load(tmp_path / "one"), "classification", steps=20)
    assert again.resume(tmp_path / "checkpoints") == (0, "")


def test_the_newest_is_what_was_written_last_whatever_step_it_is_of(tmp_path):
    late = trainer()
    steps(late, 5)
    late.checkpoint(tmp_path, "late")
    late.close()
    early = trainer()
    for note in ("a", "b", "c", "d"):
        early.checkpoint(tmp_path, note)
        assert len(names(tmp_path)) == 2
    assert early.resume(tmp_path) == (0, "d")
    shutil.rmtree(tmp_path / names(tmp_path)[-1])
    assert early.resume(tmp_path) == (0, "c")


def test_a_damaged_one_does_not_push_out_what_is_written_after_it(tmp_path):
    trained = trainer()
    for _ in range(2):
        steps(trained, 2)
        trained.checkpoint(tmp_path)
    (tmp_path / names(tmp_path)[-1] / "state.safetensors").write_bytes(b"damaged")
    assert trained.resume(tmp_path) == (2, "")
    for step in (3, 4):
        steps(trained, 1)
        trained.checkpoint(tmp_path)
        assert trained.resume(tmp_path) == (step, "")
    shutil.rmtree(tmp_path / names(tmp_path)[-1])
    assert trained.resume(tmp_path) == (3, "")


def test_what_a_killed_process_left_is_removed(tmp_path):
    left = tmp_path / ".albert-1234-5"
    left.mkdir()
    (left / "state.safetensors").write_bytes(b"half")
    (tmp_path / ".albert-1234-6").mkdir()
    (tmp_path / ".albert-mine").mkdir()
    (tmp_path / ".albert-mine" / "text").write_text("a user's own")
    trained = trainer()
    trained.checkpoint(tmp_path)
    assert [name for name in names(tmp_path) if name.startswith(".")] == [".albert-mine"]


def test_a_directory_is_the_same_however_it_is_spelled(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    trained = trainer()
    trained.checkpoint("place", "one")
    for spelling in ("place/", "./place", str(tmp_path / "place")):
        assert trained.resume(spelling) == (0, "one")


def test_a_directory_that_was_removed_is_made_anew_and_held(tmp_path):
    place = tmp_path / "place"
    trained = trainer()
    trained.checkpoint(place)
    for made in (False, True):
        shutil.rmtree(place)
        if made:
            place.mkdir()
        for _ in range(4):
            trained.checkpoint(place)
        assert len(names(place)) == 2
        with pytest.raises(albert.BusyError):
            trainer().resume(place)
    before = weights(trained, tmp_path / "before")
    trained.close()
    other = trainer()
    assert other.resume(place) == (0, "") and weights(other, tmp_path / "after") == before
