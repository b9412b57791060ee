"""What the tests share: the bundled model, opened once, and a way to run a program in a fresh interpreter."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

import albert

MODEL_DIRECTORY = Path(albert.__file__).parent / "models" / "albert-mini"


@pytest.fixture(scope="session")
def model_directory() -> Path:
    return MODEL_DIRECTORY


@pytest.fixture(scope="session")
def model() -> albert.Model:
    return albert.load()


@pytest.fixture(scope="session")
def tokenizer() -> albert.Tokenizer:
    return albert.Tokenizer.open(MODEL_DIRECTORY)


Program = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture(scope="session")
def run_program() -> Program:
    """Runs Python source in a fresh interpreter, under a watchdog of 60 seconds; it must end well."""

    def run(source: str, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
        done = subprocess.run(
            [sys.executable, "-c", source, *arguments],
            capture_output=True,
            text=True,
            timeout=60,
            env={**os.environ, **environment},
        )
        assert done.returncode == 0, f"exit {done.returncode}\n{done.stdout}\n{done.stderr}"
        return done

    return run
