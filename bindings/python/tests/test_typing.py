"""The types: mypy --strict accepts the package and a program that uses it, and the stub tells what the module has."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

import albert
from albert import _albert

pytest.importorskip("mypy", reason="mypy is not installed")
PACKAGE = Path(albert.__file__).parent


def mypy(*arguments: str, cwd: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "mypy", "--strict", "--cache-dir", str(cwd / "cache"), *arguments],
        capture_output=True,
        text=True,
        cwd=cwd,
        timeout=600,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_package_and_a_program_are_clean(tmp_path):
    mypy("-p", "albert", cwd=tmp_path)
    mypy(str(Path(__file__).with_name("typed_program.py")), cwd=tmp_path)


def test_the_stub_matches_the_module(tmp_path):
    allowed = tmp_path / "allowed"
    allowed.write_text("albert._albert.FloatArray.__buffer__\n")  # before Python 3.12 the protocol had no such name
    known = ["--allowlist", str(allowed), "--ignore-unused-allowlist"]
    done = subprocess.run(
        [sys.executable, "-m", "mypy.stubtest", "albert._albert", *known],
        capture_output=True,
        text=True,
        cwd=tmp_path,
        timeout=600,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert (PACKAGE / "py.typed").exists() and _albert.__name__ == "albert._albert"
