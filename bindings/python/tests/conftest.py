"""What the tests share: the bundled model, opened once, and a way to run a program in a fresh interpreter."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hub_server import HOST, STORAGE_HOST, Hub, serve

import albert

# A text that is given as a path may be a name on the hub. In this process nobody asks; the programs of `hub_program` do.
os.environ["HF_HUB_OFFLINE"] = "1"

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
            # A shell's background jobs inherit it ignored, and Python leaves that as it finds it.
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
        )
        assert done.returncode == 0, f"exit {done.returncode}\n{done.stdout}\n{done.stderr}"
        return done

    return run


@pytest.fixture(scope="session")
def model_files() -> dict[str, bytes]:
    """The bundled model, as a repository would hold it."""
    return {path.name: path.read_bytes() for path in sorted(MODEL_DIRECTORY.iterdir())}


@pytest.fixture
def hub(model_files: dict[str, bytes]) -> Iterator[Hub]:
    """A hub on this machine that has the bundled model as albert/albert-mini, with what else repositories hold."""
    hub = Hub()
    unwanted = ["pytorch_model.bin", "tf_model.h5", "flax_model.msgpack", "onnx/model.onnx", "openvino/openvino_model.xml"]
    hub.add({**model_files, **dict.fromkeys([*unwanted, "rust_model.ot", ".gitattributes"], b"unwanted")}, "main")
    with serve(hub):
        yield hub


@pytest.fixture
def hub_program(hub: Hub, run_program: Program, tmp_path: Path) -> Program:
    """Runs Python source in a fresh interpreter whose hub is `hub` and whose cache is empty at first."""
    environment = {
        "HF_ENDPOINT": hub.url,
        "HF_HOME": str(tmp_path / "home"),
        "HF_HUB_CACHE": str(tmp_path / "cache"),
        "HF_HUB_OFFLINE": "0",
        "HF_TOKEN": "",
        "NO_PROXY": f"{HOST},{STORAGE_HOST}",
        "no_proxy": f"{HOST},{STORAGE_HOST}",
    }

    def run(source: str, *arguments: str, **changes: str) -> subprocess.CompletedProcess[str]:
        return run_program(source, *arguments, **{**environment, **changes})

    return run
