"""How the tests run the command: in this process, for speed, or as a process of its own, for pipes and signals."""

from __future__ import annotations

import contextlib
import io
import json
import os
import signal
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import NamedTuple

from albert._command import main

ROOT = Path(__file__).resolve().parents[3]
HEADS = ROOT / "Tests" / "Golden" / "heads" / "models"


class Run(NamedTuple):
    status: int
    out: bytes
    err: str

    @property
    def text(self) -> str:
        return self.out.decode()

    @property
    def records(self) -> list[dict]:
        return [json.loads(line) for line in self.out.splitlines()]

    @property
    def record(self) -> dict:
        assert self.status == 0 and self.err == "", self
        (only,) = self.records
        return only


def run(*words: object, stdin: bytes = b"") -> Run:
    """The command in this process, with standard output a pipe's likeness."""
    out, err = io.TextIOWrapper(io.BytesIO(), encoding="utf-8"), io.StringIO()
    with tempfile.TemporaryFile() as held, contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        held.write(stdin)
        held.seek(0)
        before, sys.stdin = sys.stdin, held  # only its descriptor is asked for
        try:
            status = main([str(word) for word in words])
        finally:
            sys.stdin = before
    return Run(status, out.buffer.getvalue(), err.getvalue())


def answer(*words: object, **keywords: bytes) -> list[dict]:
    """The records of a run that ends well and says nothing else."""
    done = run(*words, **keywords)
    assert done.status == 0 and done.err == "", done
    return done.records


def command_line(*words: object) -> list[str]:
    return [sys.executable, "-m", "albert", *map(str, words)]


def spawn(*words: object, **keywords: object) -> subprocess.Popen:
    """The command as a process that Ctrl-C reaches: a shell's background jobs inherit it ignored."""
    return subprocess.Popen(
        command_line(*words), preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler), **keywords
    )


def finish(*words: object, stdin: bytes = b"", **environment: str) -> Run:
    """The command as a process, until it ends."""
    done = subprocess.run(
        command_line(*words), input=stdin, capture_output=True, timeout=120, env={**os.environ, **environment}
    )
    return Run(done.returncode, done.stdout, done.stderr.decode())


def cut(value: object) -> object:
    """Floats as the command writes them: nine digits."""
    if isinstance(value, float):
        return float(f"{value:.9g}")
    if isinstance(value, dict):
        return {name: cut(held) for name, held in value.items()}
    if isinstance(value, list | tuple):
        return [cut(held) for held in value]
    return value


def fields(found: object, *names: str) -> dict:
    return {name: cut(getattr(found, name)) for name in names}
