"""What --out may name: links, pipes, files that are there already, and files that the command reads."""

from __future__ import annotations

import os
import pty
import stat

import pytest
from command_runs import HEADS, run

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


# --- npy -----------------------------------------------------------------------------------------------------------------


def test_npy_to_a_pipe_or_a_terminal_is_refused_before_anything_is_computed(tmp_path, monkeypatch):
    monkeypatch.setattr("albert.Model.encode", None)
    pipe = tmp_path / "pipe.npy"
    os.mkfifo(pipe)
    leader, follower = pty.openpty()
    for path in (pipe, os.ttyname(follower)):
        done = run("encode", "x", "-o", path, "--output", "npy")
        assert (done.status, done.err) == (1, f"albert: error: {path}: npy needs a file that can be sought\n")
    os.set_blocking(leader, False)
    with pytest.raises(BlockingIOError):
        os.read(leader, 1)
    os.close(follower)
    os.close(leader)


@pytest.mark.parametrize("name", ["a.npy", "a.jsonl", "a.csv", "a.parquet"])
def test_a_pipe_cannot_be_gone_on_with(tmp_path, name):
    os.mkfifo(tmp_path / name)
    done = run("encode", "x", "-o", tmp_path / name, "--resume")
    assert done.status == 2 and f"--resume needs a file, which {tmp_path / name} is not" in done.err


# --- files that are read -------------------------------------------------------------------------------------------------

READ = {
    "texts": ["tokenize", "--file", "{}", "--out", "{}"],
    "an evaluation's texts": ["eval", "fill-mask", "--file", "{}", "--out", "{}"],
    "others": ["similarity", "x", "--others", "{}", "--out", "{}"],
    "a context": ["answer", "--model", HEADS / "reader", "Where?", "--context-file", "{}", "--out", "{}"],
    "labelled texts": ["eval", "classify", "--data", "{}", "--predictions", "other", "--out", "{}"],
    "labels": ["eval", "classify", "--data", "other", "--predictions", "{}", "--out", "{}"],
    "tagged words": ["eval", "tag", "--data", "{}", "--predictions", "{}", "--out", "{}"],
    "tags": ["eval", "tag", "--data", "other", "--predictions", "{}", "--out", "{}"],
    "questions": ["eval", "squad", "--data", "{}", "--predictions", "other", "--out", "{}"],
    "answers": ["eval", "squad", "--data", "other", "--predictions", "{}", "--out", "{}"],
    "odds": ["eval", "squad", "--v2", "--data", "other", "--predictions", "other", "--null-odds", "{}", "--out", "{}"],
    "questions, saved over": ["eval", "squad", "--data", "{}", "--save-predictions", "{}"],
    "examples, logged over": ["finetune", "--task", "classification", "--train", "{}", "--out", "model", "--log", "{}"],
    "examples, drawn over": ["finetune", "--task", "classification", "--train", "other", "--validation", "{}", "--out", "model", "--curve", "{}"],
    "a configuration": ["pretrain", "--config", "{}", "--data", "x", "--out", "model", "--steps", 1, "--log", "{}"],
}


@pytest.mark.parametrize("what", READ)
def test_a_file_that_is_read_is_never_written(what, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "held").write_text("text\tlabel\none\t1\n")
    (tmp_path / "other").write_text("1\n")
    (tmp_path / "link").symlink_to("held")
    for name in ("held", "link"):
        words = [str(word) for word in READ[what]]
        words = ["held" if word == "{}" else word for word in words[:-1]] + [name]
        done = run(*words)
        assert (done.status, done.out) == (2, b"") and f"{words[-2]} {name} is a file that is read (albert " in done.err
        assert (tmp_path / "held").read_text() == "text\tlabel\none\t1\n"


def test_a_report_and_saved_answers_are_two_files(tmp_path):
    (tmp_path / "a.json").write_text("{}")
    done = run("eval", "squad", "--data", tmp_path / "a.json", "--out", tmp_path / "b", "--save-predictions", tmp_path / "." / "b")
    assert done.status == 2 and "--out and --save-predictions are both" in done.err


def test_a_device_may_be_read_and_written():
    assert run("tokenize", "--file", "/dev/null", "--out", "/dev/null").status == 0
