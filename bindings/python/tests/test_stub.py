"""The annotations tell what is there: mypy.stubtest compares every module of the package with itself at run time."""

from __future__ import annotations

import subprocess
import sys

import pytest

pytest.importorskip("mypy", reason="mypy is not installed")

# What differs on purpose, with the reason.
ALLOWED = r"""
albert\._albert\.FloatArray\.__buffer__  # before Python 3.12 the protocol had no such name
albert\._hub\.Pinned                     # a bytes with attributes cannot be combined with another layout; nobody does
albert\.viz\._colours\.(ramp|span_colours)  # functools.cache hides the parameters from a type checker
# Names for types alone, which the package does not make at run time: importing it stays fast.
albert\._arrays\.Array
albert\._command\.stream\.Answering
albert\._command\.writing\.Writer
albert\._convert\.architecture\.Shapes
albert\._convert\.tensor\.Bytes
albert\._encoding\.T
albert\._file_stamps\.Stamps
albert\._recipe\.(Native|Option|Path|Recipe)
albert\._task_rows\.(Progress|Row)
albert\.viz\._figure\.Drawing
"""


def stubtest(tmp_path, *arguments):
    return subprocess.run(
        [sys.executable, "-m", "mypy.stubtest", *arguments], capture_output=True, text=True, cwd=tmp_path, timeout=600
    )


def test_the_annotations_of_every_module_hold_at_run_time(tmp_path):
    allowed = tmp_path / "allowed"
    allowed.write_text(ALLOWED)
    done = stubtest(tmp_path, "albert", "--allowlist", str(allowed), "--ignore-unused-allowlist")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "Success: no issues found" in done.stdout


def test_a_difference_would_be_found(tmp_path):
    done = stubtest(tmp_path, "albert._arrays")
    assert done.returncode == 1
    assert "albert._arrays.Array is not present at runtime" in done.stdout
