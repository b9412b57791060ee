"""The recipe of the bundled model: its split of texts, its rounding of weights, and how it goes on from what is kept."""

import hashlib
import json
import lzma
import os
import struct
import subprocess
import sys
from pathlib import Path

import halve
import lengthen
import numpy
import pytest
import train

RECIPE = Path(__file__).resolve().parents[2] / "recipes" / "albert-mini"


def split(directory, *texts):
    done = subprocess.run(
        [sys.executable, RECIPE / "split.py", *texts, "--train", directory / "train.txt", "--held-out", directory / "held-out.txt"],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return [(directory / name).read_text(encoding="utf-8").split("\n\n")[:-1] for name in ("train.txt", "held-out.txt")]


def test_every_document_is_in_one_part_wherever_the_split_is_made(tmp_path):
    documents = [f"Document {number}.\nIts second paragraph." for number in range(1500)]
    (tmp_path / "one.txt").write_text("\n\n".join(documents[:700]) + "\n", encoding="utf-8")
    (tmp_path / "two.txt.xz").write_bytes(lzma.compress("\n\n\n".join(documents[700:]).encode()))
    train_part, held_out = split(tmp_path, tmp_path / "one.txt", tmp_path / "two.txt.xz")
    assert sorted(train_part + held_out) == sorted(documents)
    assert held_out and all(int.from_bytes(hashlib.sha256(text.encode()).digest()[:8], "big") % 100 == 0 for text in held_out)
    assert train_part != sorted(train_part, key=documents.index)
    (tmp_path / "other").mkdir()
    assert split(tmp_path / "other", tmp_path / "two.txt.xz", tmp_path / "one.txt") == [train_part, held_out]
    assert not list(tmp_path.glob("*.part"))


def write_weights(directory, dtype="F32"):
    directory.mkdir()
    bits = [0x3F800000, 0x3F808000, 0x3F818000, 0x3F807FFF, 0xBF808001, 0x00000001]
    header = {"__metadata__": {"format": "pt"}, "a": {"dtype": dtype, "shape": [2, 2], "data_offsets": [0, 16]},
              "b": {"dtype": dtype, "shape": [2], "data_offsets": [16, 24]}}  # fmt: skip
    text = json.dumps(header).encode()
    (directory / "model.safetensors").write_bytes(struct.pack("<Q", len(text)) + text + struct.pack("<6I", *bits))
    (directory / "config.json").write_text(json.dumps({"hidden_size": 4, "dtype": "float32"}))
    (directory / "tokenizer.json").write_text("{}")


def test_weights_are_rounded_to_the_nearest_bfloat16_and_ties_to_the_even_one(tmp_path):
    write_weights(tmp_path / "model")
    halve.halve(tmp_path / "model", tmp_path / "half")
    content = (tmp_path / "half" / "model.safetensors").read_bytes()
    (length,) = struct.unpack_from("<Q", content)
    header = json.loads(content[8 : 8 + length])
    assert [header[name]["data_offsets"] for name in "ab"] == [[0, 8], [8, 12]] and header["a"]["dtype"] == "BF16"
    assert numpy.frombuffer(content[8 + length :], "<u2").tolist() == [0x3F80, 0x3F80, 0x3F82, 0x3F80, 0xBF81, 0]
    assert json.loads((tmp_path / "half" / "config.json").read_text()) == {"hidden_size": 4, "dtype": "bfloat16"}
    assert (tmp_path / "half" / "tokenizer.json").read_text() == "{}" and len(os.listdir(tmp_path)) == 2


def test_weights_that_are_no_float32_are_refused(tmp_path):
    write_weights(tmp_path / "model", "F16")
    with pytest.raises(SystemExit, match="a is F16"):
        halve.halve(tmp_path / "model", tmp_path / "half")
    assert not (tmp_path / "half").exists()


def test_places_that_were_never_trained_begin_as_those_that_were(tmp_path):
    values = numpy.arange(150 * 2, dtype="<u2")
    header = {"other": {"dtype": "BF16", "shape": [1], "data_offsets": [0, 2]},
              lengthen.NAME: {"dtype": "BF16", "shape": [150, 2], "data_offsets": [2, 602]}}  # fmt: skip
    text = json.dumps(header).encode()
    path = tmp_path / "model.safetensors"
    before = struct.pack("<Q", len(text)) + text + b"\x01\x02" + values.tobytes()
    path.write_bytes(before)
    lengthen.lengthen(tmp_path, 40)
    content = path.read_bytes()
    assert len(content) == len(before) and content[: 10 + len(text)] == before[: 10 + len(text)]
    rows = numpy.frombuffer(content[10 + len(text) :], "<u2").reshape(150, 2)
    assert (rows[:40] == values.reshape(150, 2)[:40]).all()
    assert [row[0] // 2 for row in rows[40:].tolist()] == [32 + number % 8 for number in range(110)]


def test_training_goes_on_after_the_newest_phase_that_is_kept(tmp_path, monkeypatch):
    kept = tmp_path / "kept" / "phase-2"
    kept.mkdir(parents=True)
    (kept / "config.json").write_text(json.dumps({"num_hidden_layers": 2}))
    (kept / "tokenizer.json").write_text("one")
    monkeypatch.setattr(train, "KEPT", [kept])
    assert [train.is_done(tmp_path, number) for number in (1, 2, 3)] == [True, True, False]
    deeper = train.start_of(tmp_path, 3, 6, None)
    assert json.loads((deeper / "config.json").read_text())["num_hidden_layers"] == 6
    assert json.loads((kept / "config.json").read_text())["num_hidden_layers"] == 2
    (tmp_path / "vocabulary").mkdir()
    (tmp_path / "vocabulary" / "tokenizer.json").write_text("other")
    with pytest.raises(SystemExit, match="is not the vocabulary"):
        train.check_vocabulary(tmp_path)
