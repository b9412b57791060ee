"""Bytes that arrive late, in pieces or changed: a file is whole and has the hub's sum, or it is refused and removed."""

from __future__ import annotations

import errno
import os

import pytest
from hub_server import git_sum
from test_hub import LOAD
from test_hub_errors import PLACE, TRY, refusal

from albert import _hub_sums as sums


@pytest.mark.parametrize("chunk", [10_000_000, 100_000])
def test_a_transfer_that_breaks_goes_on_where_it_was(hub, hub_program, model_files, chunk):
    half = len(model_files["model.safetensors"]) // 2
    hub.breaks["model.safetensors"] = half
    settings = f"import huggingface_hub.constants as constants; constants.DOWNLOAD_CHUNK_SIZE = {chunk}\n"
    assert hub_program(settings + TRY).stdout == "null\n"
    asked = [request for request in hub.requests if request.path.endswith("model.safetensors")]
    first, second = [request.range for request in asked if request.method == "GET"]
    assert first is None
    if chunk > half:  # huggingface_hub keeps whole chunks, so that this transfer begins anew
        assert second is None
    else:
        assert second is not None and half - chunk <= int(second.removeprefix("bytes=").rstrip("-")) <= half


def flipped(data: bytes) -> bytes:
    return data[:-1] + bytes([data[-1] ^ 1])


@pytest.mark.parametrize(("name", "kind"), [("model.safetensors", "sha256"), ("config.json", "git's sha1")])
@pytest.mark.parametrize("environment", [{}, {"HF_HUB_DISABLE_SYMLINKS": "1"}], ids=["with links", "without links"])
def test_other_bytes_of_the_same_size_are_refused(hub, hub_program, model_files, tmp_path, name, kind, environment):
    hub.altered[name] = flipped(model_files[name])
    error, message, number, _ = refusal(hub_program(TRY, **environment))
    assert (error, number) == ("FileError", errno.EIO)
    assert message.startswith(f"{PLACE}{name}: {kind} ") and "removed from the cache" in message
    assert not list((tmp_path / "cache").glob(f"*/snapshots/*/{name}"))
    assert hub.altered[name] not in [path.read_bytes() for path in (tmp_path / "cache").glob("*/blobs/*")]
    hub.altered.clear()
    hub.requests.clear()
    assert hub_program(TRY, **environment).stdout == "null\n"
    assert hub.asked("GET") == [name]


@pytest.mark.parametrize("name", ["model.safetensors", "config.json"])
def test_another_size_is_refused(hub, hub_program, model_files, tmp_path, name):
    hub.altered[name] = model_files[name][:-7]
    error, message, number, _ = refusal(hub_program(TRY))
    assert (error, number) == ("FileError", errno.EIO)
    assert message.startswith(PLACE) and not list((tmp_path / "cache").glob(f"*/snapshots/*/{name}"))


def test_a_file_is_read_for_its_sum_once(hub_program):
    count = "import albert._hub_sums as sums; real = sums._sum_of; count = []\n"
    count += "def counted(path, is_git): count.append(path); return real(path, is_git)\n"
    count += "sums._sum_of = counted\n"
    assert hub_program(count + LOAD + "; print(len(count))").stdout.splitlines()[1] == "5"
    assert hub_program(count + LOAD + "; print(len(count))").stdout.splitlines()[1] == "0"
    # Nor offline, or where the hub cannot be reached.
    for environment in ({"HF_HUB_OFFLINE": "1"}, {"HF_ENDPOINT": "http://127.0.0.1:1"}):
        assert hub_program(count + LOAD + "; print(len(count))", **environment).stdout.splitlines()[1] == "0"


@pytest.mark.parametrize("offline", ["0", "1"])
def test_a_file_that_changed_in_the_cache_is_noticed(hub_program, model_files, tmp_path, offline):
    hub_program(LOAD)
    (weights,) = (tmp_path / "cache").glob("*/snapshots/*/model.safetensors")
    blob = weights.resolve()
    blob.write_bytes(flipped(model_files["model.safetensors"]))
    assert "sha256" in refusal(hub_program(TRY, HF_HUB_OFFLINE=offline))[1]
    assert not blob.exists() and not weights.is_symlink()


def test_a_cache_that_cannot_hold_the_record_is_compared_each_time(hub, hub_program, tmp_path):
    hub_program(LOAD)
    (record,) = (tmp_path / "cache").glob("*/.albert/*.json")
    record.unlink()
    record.parent.rmdir()
    record.parent.write_text("in the way")
    hub.requests.clear()
    assert hub_program(TRY).stdout == "null\n"
    assert hub.asked("GET") == hub.asked("HEAD") == []


def test_a_record_that_cannot_be_finished_leaves_nothing_behind(tmp_path, monkeypatch):
    directory = tmp_path / "snapshots" / ("0" * 40)
    directory.mkdir(parents=True)
    (directory / "config.json").write_text("{}")

    def full(*paths):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "replace", full)
    sums.record(str(directory), ["config.json"])
    assert not sums.is_recorded(str(directory)) and list((tmp_path / ".albert").iterdir()) == []


@pytest.mark.parametrize("content", ["", "[]", "{}", "3", '{"a": 3}', '{"config.json": [1, 2, 3]}', "[" * 100_000])
def test_a_record_that_does_not_fit_is_none(tmp_path, content):
    directory = tmp_path / "snapshots" / ("0" * 40)
    directory.mkdir(parents=True)
    (directory / "config.json").write_text("{}")
    sums.record(str(directory), ["config.json"])
    assert sums.is_recorded(str(directory))
    (tmp_path / ".albert" / f"{directory.name}.json").write_text(content)
    assert not sums.is_recorded(str(directory))


def test_all_of_the_cache_that_a_link_leads_to_is_removed(tmp_path):
    name = git_sum(b"the bytes")
    (tmp_path / "store").mkdir()
    (tmp_path / "store" / name).write_bytes(b"other bytes")
    os.symlink(f"store/{name}", tmp_path / name)
    os.symlink(name, tmp_path / "config.json")
    with pytest.raises(OSError, match="sha1"):
        sums.check(str(tmp_path), ["config.json"], {}, "a/b@main")
    assert [path.name for path in tmp_path.rglob("*")] == ["store"]


def test_a_file_of_the_users_own_behind_a_link_stays(tmp_path):
    (tmp_path / "own").write_bytes(b"precious")
    os.symlink("own", tmp_path / "config.json")
    with pytest.raises(OSError, match="sha1"):
        sums.check(str(tmp_path), ["config.json"], {"config.json": git_sum(b"the bytes")}, "a/b@main")
    assert [path.name for path in tmp_path.iterdir()] == ["own"]


def test_names_that_are_no_sums_are_not_compared(tmp_path):
    (tmp_path / "config.json").write_bytes(b"{}")
    for listed in ("", "abc", "0" * 41, "g" * 64):
        sums.check(str(tmp_path), ["config.json"], {"config.json": listed}, "a/b@main")
