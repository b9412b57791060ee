"""Trainer: saving and checkpoints."""

from __future__ import annotations

import json
import os
import shutil
import struct

import pytest
from trainers import IDS, LABELS, steps, trainer, weights

import albert


def test_a_checkpoint_goes_on_with_the_same_bits(tmp_path):
    place = tmp_path / "checkpoints"
    settings = {"hidden_dropout": 0.1, "warmup_steps": 3}
    whole, first = trainer(**settings), trainer(**settings)
    assert first.resume(place) is None
    steps(first, 4)
    first.checkpoint(place, "four é")
    other = trainer(threads=3, recompute=True, **settings)
    with pytest.raises(albert.BusyError, match="another training"):
        other.resume(place)
    del first
    assert other.resume(place) == (4, "four é")
    steps(other, 3)
    steps(whole, 7)
    assert weights(whole, tmp_path / "whole") == weights(other, tmp_path / "other")
    del other
    with pytest.raises(albert.ArgumentError, match="another training"):
        trainer(seed=1).resume(place)


def test_what_was_computed_before_a_checkpoint_is_gone_on_from_is_forgotten(tmp_path):
    trained = trainer()
    trained.checkpoint(tmp_path)
    trained.add(IDS, LABELS)
    trained.compute(trained.counts()[:3])
    assert trained.resume(tmp_path) == (0, "")
    with pytest.raises(albert.ArgumentError, match="gradients"):
        trained.update()


def test_a_forked_child_does_not_keep_the_directory_of_checkpoints(tmp_path):
    trained = trainer()
    trained.checkpoint(tmp_path)
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(writing)
        os.read(reading, 1)  # until the parent is done, or gone
        os._exit(0)
    try:
        trained.close()
        assert trainer().resume(tmp_path) == (0, "")
    finally:
        os.close(writing)
        os.close(reading)
        os.waitpid(child, 0)


def test_a_model_is_not_saved_among_the_files_of_another(tmp_path, model_directory):
    shutil.copytree(model_directory, tmp_path / "start")
    (tmp_path / "start" / "tokenizer.json").unlink()
    trained = albert.Trainer(albert.load(tmp_path / "start"), "classification", labels=["no", "yes"])
    for name in ("tokenizer.json", "modules.json", "model.safetensors.index.json"):
        (tmp_path / name).mkdir()
        (tmp_path / name / name).write_text("{}")
        with pytest.raises(albert.ArgumentError, match=f"holds another model: it has '{name}'"):
            trained.save(tmp_path / name)
        assert os.listdir(tmp_path / name) == [name]
    for _ in range(2):
        trained.save(tmp_path / "own")


@pytest.mark.parametrize("change", [{"hidden_act": "relu"}, {"num_hidden_layers": 2}, {"pad_token_id": None}, {"layer_norm_eps": 1e-6}])
def test_a_checkpoint_of_a_model_that_computes_otherwise_is_another_training(tmp_path, change):
    sizes = {"vocab_size": 50, "embedding_size": 8, "hidden_size": 16, "num_hidden_layers": 3, "num_attention_heads": 2,
             "intermediate_size": 32, "max_position_embeddings": 16}  # fmt: skip
    first = albert.Trainer(sizes)
    first.checkpoint(tmp_path)
    del first
    with pytest.raises(albert.ArgumentError, match="another training"):
        albert.Trainer({**sizes, **change}).resume(tmp_path)
    assert albert.Trainer(sizes).resume(tmp_path) == (0, "")


def test_a_checkpoint_of_other_names_of_labels_is_another_training(tmp_path):
    first = trainer(labels=["no", "yes"])
    first.checkpoint(tmp_path)
    del first
    with pytest.raises(albert.ArgumentError, match="another training"):
        trainer(labels=["yes", "no"]).resume(tmp_path)


def test_a_decoder_of_its_own_is_learned_and_saved_with_its_bias(tmp_path, model_directory):
    config = json.loads((model_directory / "config.json").read_text()) | {"tie_word_embeddings": False}
    trained = albert.Trainer(config, learning_rate=0.01)
    trained.add([[2, 5, 3]], [-100, 7, -100], [1])
    trained.step()
    trained.save(tmp_path / "own")
    assert json.loads((tmp_path / "own" / "config.json").read_text())["tie_word_embeddings"] is False
    content = (tmp_path / "own" / "model.safetensors").read_bytes()
    (length,) = struct.unpack_from("<Q", content)
    places = {name: entry["data_offsets"] for name, entry in json.loads(content[8 : 8 + length]).items() if name != "__metadata__"}
    values = {name: content[8 + length + begin : 8 + length + end] for name, (begin, end) in places.items()}
    assert values["predictions.decoder.weight"] != values["albert.embeddings.word_embeddings.weight"]
    assert values["predictions.decoder.bias"] == values["predictions.bias"] != bytes(len(values["predictions.bias"]))


def test_a_tokenizer_is_saved_as_it_was_though_its_directory_is_gone(tmp_path, model_directory):
    shutil.copytree(model_directory, tmp_path / "own")
    trained = albert.Trainer(albert.load(tmp_path / "own"), "classification", labels=["no", "yes"])
    with pytest.raises(albert.ArgumentError, match="began with"):
        trained.save(tmp_path / "own")
    shutil.rmtree(tmp_path / "own")
    trained.save(tmp_path / "new")
    for name in ("tokenizer.json", "spiece.model", "tokenizer_config.json"):
        assert (tmp_path / "new" / name).read_bytes() == (model_directory / name).read_bytes()
    assert albert.load(tmp_path / "new").classify("one house")


def test_files_that_changed_since_the_model_was_opened_are_not_trained(tmp_path, model_directory):
    shutil.copytree(model_directory, tmp_path / "own")
    model = albert.load(tmp_path / "own")
    (tmp_path / "own" / "tokenizer.json").write_text("{}")
    with pytest.raises(albert.FileError, match=r"tokenizer\.json"):
        albert.Trainer(model, "classification", labels=["no", "yes"])


def test_a_closed_trainer_gives_its_directory_back_and_keeps_what_it_gave(tmp_path):
    with trainer() as trained:
        steps(trained, 1)
        trained.checkpoint(tmp_path / "checkpoints")
        gradients = trained.gradients
    for call in (trained.step, trained.evaluate, trained.counts, lambda: trained.add(IDS, LABELS), lambda: trained.gradients):
        with pytest.raises(albert.ArgumentError, match="trainer: is closed"):
            call()
    gradients[:] = 1  # the memory is there as long as the array
    with pytest.raises(albert.BusyError):
        trainer().resume(tmp_path / "checkpoints")
    del gradients
    assert trainer().resume(tmp_path / "checkpoints") == (1, "")
    trained.close()
