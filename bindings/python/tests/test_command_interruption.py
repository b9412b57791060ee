"""Ctrl-C and going on: what was written is valid, and --resume ends with the bytes of a run that nobody interrupted."""

from __future__ import annotations

import csv
import fcntl
import json
import os
import signal
import subprocess
import time

import pytest
from command_runs import run, spawn

FORMS = ["a.jsonl", "a.csv", "a.npy", "a.parquet"]


def require(name):
    if name.endswith(".parquet"):
        pytest.importorskip("pyarrow", reason="pyarrow is not installed")


def records_in(path):
    """How many whole records a finished file holds; it must be valid in its form."""
    if path.suffix == ".jsonl":
        held = path.read_bytes()
        assert held.endswith(b"\n")
        return len([json.loads(line) for line in held.splitlines()])
    if path.suffix == ".csv":
        with open(path, newline="") as opened:
            rows = list(csv.DictReader(opened))
        assert all(len(json.loads(row["vector"])) == 384 for row in rows)
        return len(rows)
    if path.suffix == ".npy":
        return len(pytest.importorskip("numpy").load(path))
    return pytest.importorskip("pyarrow.parquet").read_metadata(path).num_rows


def feed(child, content):
    """Writes to a pipe of one page, so that all but the last page, and what a reader keeps, has been read at the end."""
    fcntl.fcntl(child.stdin, fcntl.F_SETPIPE_SZ, 4096)
    child.stdin.write(content)
    child.stdin.flush()


@pytest.mark.parametrize("name", FORMS)
def test_ctrl_c_leaves_a_valid_output_that_resume_completes(tmp_path, name):
    require(name)
    lines = [b"This is line %d of the file.\n" % number for number in range(1000)]
    whole, part = tmp_path / f"whole-{name}", tmp_path / name
    given = ["encode", "--max-length", 8, "--batch", 4, "-o"]
    with spawn(*given, part, stdin=subprocess.PIPE, stderr=subprocess.PIPE) as child:
        feed(child, b"".join(lines[:700]))
        child.send_signal(signal.SIGINT)
        said = child.stderr.read().decode()
        assert child.wait(timeout=60) == 130
    assert said == f"albert: interrupted; {part} holds what was done, --resume goes on\n"
    assert 100 < records_in(part) <= 700
    assert run(*given, whole, stdin=b"".join(lines)).status == 0 and records_in(whole) == 1000
    resumed = run(*given, part, "--resume", stdin=b"".join(lines))
    assert (resumed.status, resumed.err) == (0, "")
    assert part.read_bytes() == whole.read_bytes()


@pytest.mark.parametrize("name", ["a.jsonl", "a.csv", "a.npy"])
def test_whatever_a_killed_run_leaves_is_completed(tmp_path, name):
    lines = b"".join(b"line %d\n" % number for number in range(6))
    part = tmp_path / name
    given = ["encode", "--batch", 2, "-o", part]
    run(*given, stdin=lines)
    whole = part.read_bytes()
    for kept in (0, 1, 20, 127, 128, 129, len(whole) // 3, len(whole) // 2, len(whole) - 1, len(whole)):
        part.write_bytes(whole[:kept])
        done = run(*given, "--resume", stdin=lines)
        assert (done.status, done.err) == (0, ""), kept
        assert part.read_bytes() == whole, kept


def test_a_csv_torn_within_a_quoted_cell_or_between_a_record_s_rows_is_completed(tmp_path):
    lines = b'{"text": "one,\\n\\"2\\""}\n{"text": ""}\n{"text": "x"}\n'
    part = tmp_path / "a.csv"
    given = ["tokenize", "--format", "jsonl", "--no-special-tokens", "--echo", "-o", part]
    run(*given, stdin=lines)
    whole = part.read_bytes()
    for kept in range(len(whole) + 1):
        part.write_bytes(whole[:kept])
        assert run(*given, "--resume", stdin=lines).status == 0 and part.read_bytes() == whole, kept


def test_a_csv_with_a_long_cell_is_gone_on_with(tmp_path):
    text = b"long " * 40_000
    given = ["tokenize", "--max-length", 8, "--echo", "-o", tmp_path / "a.csv"]
    assert run(*given, stdin=text + b"\ntwo\n").status == 0
    whole = (tmp_path / "a.csv").read_bytes()
    limit = csv.field_size_limit()
    assert run(*given, "--resume", stdin=text + b"\ntwo\n").status == 0 and (tmp_path / "a.csv").read_bytes() == whole
    assert csv.field_size_limit() == limit, "it is the process's, and bounds what is read"


def test_errors_written_before_still_count(tmp_path):
    lines = b"one\nt\xffo\nthree\n"
    for name in ("a.jsonl", "a.csv", "a.npy", *(["a.parquet"] if _has_pyarrow() else [])):
        given = ["encode", "--skip-bad", "-o", tmp_path / name]
        run(*given, stdin=lines)
        whole = (tmp_path / name).read_bytes()
        done = run(*given, "--resume", stdin=lines)
        assert done.status == 1 and "1 of 3 records were bad" in done.err, name
        assert (tmp_path / name).read_bytes() == whole


def _has_pyarrow():
    try:
        import pyarrow  # noqa: F401
    except ImportError:
        return False
    return True


def test_what_is_none_of_the_command_s_outputs_is_refused_and_left_as_it_is(tmp_path):
    held = {
        "a.jsonl": b'{"precious": 1}\n',
        "b.jsonl": b'{"precious": [1, 2]}',
        "a.csv": b"precious,things\n1,2\n",
        "b.csv": b"record,vector\nprecious,x\n1,2\n",
        "a.npy": b"precious" * 32,
        "b.npy": b"precious",
        "a.parquet": b"precious",
    }
    for name, content in held.items():
        if name.endswith(".parquet") and not _has_pyarrow():
            continue
        (tmp_path / name).write_bytes(content)
        done = run("encode", "x", "-o", tmp_path / name, "--resume")
        assert done.status == 1 and done.err.startswith(f"albert: error: {tmp_path / name}: "), done
        assert (tmp_path / name).read_bytes() == content
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(name for name in held if (tmp_path / name).exists())


def test_an_output_with_more_records_than_the_input_is_refused(tmp_path):
    given = ["tokenize", "-o", tmp_path / "a.jsonl"]
    run(*given, stdin=b"one\ntwo\n")
    whole = (tmp_path / "a.jsonl").read_bytes()
    done = run(*given, "--resume", stdin=b"one\n")
    assert done.status == 1 and "holds 2 records, there are 1 to read" in done.err
    assert (tmp_path / "a.jsonl").read_bytes() == whole


def test_resume_begins_where_there_is_nothing_yet(tmp_path):
    assert run("tokenize", "x", "-o", tmp_path / "a.jsonl", "--resume").status == 0
    assert (tmp_path / "a.jsonl").read_bytes() == run("tokenize", "x").out


def test_ctrl_c_of_a_run_to_standard_output_ends_with_a_whole_record():
    given = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    with spawn("tokenize", "--batch", 1, **given) as child:
        child.stdin.write(b"line\n" * 100)
        child.stdin.flush()
        first = child.stdout.readline()
        child.send_signal(signal.SIGINT)
        out = first + child.stdout.read()
        assert child.stderr.read() == b"albert: interrupted\n" and child.wait(timeout=60) == 130
    assert out.endswith(b"\n") and 0 < len([json.loads(line) for line in out.splitlines()]) <= 100


def test_ctrl_c_while_waiting_for_standard_input_ends_at_once():
    with spawn("tokenize", stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as child:
        child.stdin.write(b"a\n" * 1024)
        child.stdin.flush()
        os.read(child.stdout.fileno(), 1)
        time.sleep(0.2)
        child.send_signal(signal.SIGINT)
        assert child.wait(timeout=30) == 130


def test_ctrl_c_of_what_writes_no_records_is_said_too():
    with spawn("eval", "fill-mask", stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as child:
        feed(child, b"the house by the water\n" * 1000)
        child.send_signal(signal.SIGINT)
        assert child.stderr.read() == b"albert: interrupted\n"
        assert child.wait(timeout=60) == 130 and child.stdout.read() == b""


@pytest.mark.parametrize(
    "other",
    [["encode"], ["fill-mask"], ["tokenize", "--echo"], ["tokenize", "--format", "jsonl", "--id", "n"], ["tokenize", "--format", "jsonl", "--id", "n", "--echo"]],
)
def test_json_lines_of_another_subcommand_or_with_other_fields_are_refused(tmp_path, other):
    held = tmp_path / "a.jsonl"
    assert run(*other, "-o", held, stdin=b'{"text": "[MASK]", "n": 7}\n').status == 0
    whole = held.read_bytes()
    done = run("tokenize", "-o", held, "--resume", stdin=b"one\ntwo\n")
    assert done.status == 1 and f"{held}: line 1: the fields are not this command's: ids, offsets, record, tokens, type_ids were expected" in done.err
    assert held.read_bytes() == whole


def test_the_first_answer_tells_whose_json_lines_they_are(tmp_path):
    held = tmp_path / "a.jsonl"
    lines = b"\xff\n" + b"word " * 20 + b"\nthree\n"
    given = ["tokenize", "--skip-bad", "--max-length", 8, "--overflow", "-o", held]
    assert run(*given, stdin=lines).status == 1
    whole = held.read_bytes()
    assert b'"overflowing"' in whole
    for kept in range(0, len(whole), 97):
        held.write_bytes(whole[:kept])
        assert run(*given, "--resume", stdin=lines).status == 1 and held.read_bytes() == whole
    held.write_bytes(whole.replace(b'"type_ids"', b'"types"', 1))
    assert "line 2: the fields are not this command's" in run(*given, "--resume", stdin=lines).err
