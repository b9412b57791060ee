"""Which files a repository's own files lead to: plain names beside them, and nothing else."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import albert
from albert import _hub_files as files

SHARD = "model-00001-of-00001.safetensors"
PLACE = "a/b@main"


def with_index(directory: Path, content: bytes) -> str:
    (directory / files.INDEX).write_bytes(content)
    return str(directory)


def with_modules(directory: Path, content: bytes) -> str:
    (directory / files.MODULES).write_bytes(content)
    return str(directory)


def test_what_is_listed_is_wanted_in_one_form():
    both = ["README.md", "config.json", "spiece.model", "model.safetensors", files.INDEX, SHARD, "pytorch_model.bin"]
    assert files.names_listed(both, PLACE) == ["config.json", "spiece.model", "model.safetensors"]
    both.remove("model.safetensors")
    assert files.names_listed(both, PLACE) == ["config.json", "spiece.model", files.INDEX]


def test_the_shards_of_an_index_are_wanted_once(tmp_path):
    index = {"weight_map": {"a": SHARD, "b": SHARD, "c": "x [1]*.safetensors"}}
    directory = with_index(tmp_path, json.dumps(index).encode())
    listing = {SHARD, "x [1]*.safetensors", files.INDEX}
    assert files.names_inside(directory, listing, PLACE) == [SHARD, "x [1]*.safetensors"]
    assert files.names_inside(directory, listing | {"model.safetensors"}, PLACE) == []
    with pytest.raises(albert.FileError, match=f"no {SHARD}, which {files.INDEX} names"):
        files.names_inside(directory, {files.INDEX}, PLACE)


@pytest.mark.parametrize(
    "name",
    [
        "../a.safetensors",
        "/a.safetensors",
        "a/b.safetensors",
        "a\\b.safetensors",
        "a\n.safetensors",
        "a\0.safetensors",
        "\ud800.safetensors",
        "a" * 244 + ".safetensors",
        "pytorch_model.bin",
        "",
        "..",
        3,
        None,
        [SHARD],
    ],
)
def test_an_index_leads_to_no_other_file(tmp_path, name):
    directory = with_index(tmp_path, json.dumps({"weight_map": {"a": name}}).encode())
    with pytest.raises(albert.FormatError, match="'a' names") as caught:
        files.names_inside(directory, {files.INDEX}, PLACE)
    assert caught.value.place == PLACE and "\n" not in str(caught.value)


@pytest.mark.parametrize(
    "content",
    [b"", b"{", b"[]", b"3", b"{}", b'{"weight_map": []}', b'{"weight_map": {}}', b"\xff", b"[" * 100_000],
)
def test_a_broken_index_is_a_format_error(tmp_path, content):
    with pytest.raises(albert.FormatError, match=files.INDEX):
        files.names_inside(with_index(tmp_path, content), {files.INDEX}, PLACE)


def test_an_index_beyond_the_limits_is_refused(tmp_path):
    many = {"weight_map": {str(number): f"{number}.safetensors" for number in range(4_097)}}
    with pytest.raises(albert.ArgumentError, match="4097 files, the limit is 4096"):
        files.names_inside(with_index(tmp_path, json.dumps(many).encode()), {files.INDEX}, PLACE)
    with pytest.raises(albert.ArgumentError, match="more than 16777216 bytes"):
        files.names_inside(with_index(tmp_path, b" " * (16 << 20) + b"{}"), {files.INDEX}, PLACE)


@pytest.mark.parametrize(
    "path", ["../1_Pooling", "a/1_Pooling", "/1_Pooling", "Pooling", "1_Dense", "", 3, None, ["1_Pooling"]]
)
def test_modules_lead_to_no_other_file(tmp_path, path):
    directory = with_modules(tmp_path, json.dumps([{"path": path}, {"path": "2_Pooling"}]).encode())
    listing = {"model.safetensors", f"{path}/config.json", "2_Pooling/config.json"}
    assert files.names_inside(directory, listing, PLACE) == ["2_Pooling/config.json"]


def test_a_pooling_is_known_by_its_type_whatever_its_folder_is_called(tmp_path):
    modules = [{"path": "pooling", "type": "sentence_transformers.models.Pooling"}, {"path": "dense", "type": "x.Dense"}]
    directory = with_modules(tmp_path, json.dumps(modules).encode())
    listing = {"model.safetensors", "pooling/config.json", "dense/config.json"}
    assert files.names_inside(directory, listing, PLACE) == ["pooling/config.json"]


def test_broken_modules_are_a_format_error(tmp_path):
    with pytest.raises(albert.FormatError, match=files.MODULES):
        files.names_inside(with_modules(tmp_path, b"["), {"model.safetensors"}, PLACE)
    for content in (b"{}", b"[3]", b"3"):
        assert files.names_inside(with_modules(tmp_path, content), {"model.safetensors"}, PLACE) == []


def test_a_snapshot_holds_what_a_model_is_opened_from(tmp_path):
    for name in ("config.json", "README.md", "pytorch_model.bin", SHARD):
        (tmp_path / name).write_bytes(b"x")
    directory = with_index(tmp_path, json.dumps({"weight_map": {"a": SHARD}}).encode())
    assert files.names_in(directory) == ["config.json", files.INDEX, SHARD]
    (tmp_path / "model.safetensors").write_bytes(b"x")
    assert files.names_in(directory) == ["config.json", "model.safetensors"]
