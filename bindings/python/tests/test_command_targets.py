"""What --out may name: links, pipes, files that are there already, and files that the command reads."""

from __future__ import annotations

import os
import stat

import pytest
from command_runs import run

# --- Parquet -------------------------------------------------------------------------------------------------------------


@pytest.fixture
def parquet():
    return pytest.importorskip("pyarrow.parquet", reason="pyarrow is not installed")


def test_parquet_is_written_to_what_a_link_leads_to(tmp_path, parquet):
    held, link = tmp_path / "held.parquet", tmp_path / "link.parquet"
    held.write_bytes(b"old")
    held.chmod(0o640)
    link.symlink_to(held)
    assert run("encode", "x", "-o", link).status == 0
    assert link.is_symlink() and parquet.read_metadata(held).num_rows == 1 and stat.S_IMODE(held.stat().st_mode) == 0o640
    dangling = tmp_path / "dangling.parquet"
    dangling.symlink_to(tmp_path / "new.parquet")
    assert run("encode", "x", "-o", dangling).status == 0
    assert dangling.is_symlink() and parquet.read_metadata(tmp_path / "new.parquet").num_rows == 1


def test_parquet_takes_the_place_of_a_regular_file_only(tmp_path, parquet):
    pipe = tmp_path / "pipe.parquet"
    os.mkfifo(pipe)
    done = run("encode", "x", "-o", pipe)
    assert (done.status, done.err) == (1, f"albert: error: {pipe}: Parquet needs a regular file\n")
    assert stat.S_ISFIFO(pipe.stat().st_mode) and [path.name for path in tmp_path.iterdir()] == ["pipe.parquet"]


def test_parquet_leaves_other_files_beside_it_alone(tmp_path, parquet):
    (tmp_path / "a.parquet.partial").write_bytes(b"precious")
    assert run("encode", "x", "-o", tmp_path / "a.parquet").status == 0
    assert (tmp_path / "a.parquet.partial").read_bytes() == b"precious"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.parquet", "a.parquet.partial"]
    done = run("encode", "x", "-o", tmp_path / "absent" / "a.parquet")
    assert done.err == f"albert: error: {tmp_path / 'absent' / 'a.parquet'}: No such file or directory\n"


@pytest.mark.parametrize("group", [1, 8192])
def test_parquet_that_fails_leaves_nothing_of_its_own_behind(tmp_path, parquet, monkeypatch, group):
    def fail(*_, **__):
        raise OSError(28, "No space left on device")

    (tmp_path / "a.parquet").write_bytes(b"old")
    monkeypatch.setattr("albert._command.parquet._GROUP_ROWS", group)
    monkeypatch.setattr(parquet.ParquetWriter, "write_table", fail)
    done = run("encode", "x", "-o", tmp_path / "a.parquet")
    assert (done.status, done.err) == (1, f"albert: error: {tmp_path / 'a.parquet'}: No space left on device\n")
    assert [path.read_bytes() for path in tmp_path.iterdir()] == [b"old"]
