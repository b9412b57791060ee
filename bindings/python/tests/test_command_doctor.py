"""albert doctor: it tells what it sees, and finds what is broken. Broken packages are copies of the installed one."""

from __future__ import annotations

import json
import os
import shutil
from array import array
from pathlib import Path
from types import SimpleNamespace

import pytest
from command_runs import Run, finish, run

import albert
from albert._command.known import IDS

PACKAGE = Path(albert.__file__).parent


def verdicts(done: Run) -> dict[str, tuple[str, str]]:
    return {row["check"]: (row["verdict"], row["detail"]) for row in done.records}


@pytest.fixture
def package(tmp_path):
    """A package to break, and how its doctor is called."""
    copy = tmp_path / "albert"
    shutil.copytree(PACKAGE, copy, ignore=shutil.ignore_patterns("__pycache__"))
    return copy


def examine(package, **environment):
    done = finish("doctor", PYTHONPATH=str(package.parent), **environment)
    found = verdicts(done)
    assert found["library"][1] == str(package / "libalbert.so.1")
    return done, found


def test_a_sound_installation_is_as_it_should_be():
    done = run("doctor")
    assert (done.status, done.err) == (0, "albert: everything is as it should be\n")
    found = verdicts(done)
    build = albert.build_info()
    assert found["processor"] == ("seen", build["cpu_features"] or "no vector instructions that are used")
    assert found["threads"] == ("seen", str(build["threads"])) and found["python"][0] == "seen"
    assert found["version"] == ("ok", albert.__version__) and found["kernels"] == ("ok", build["kernels"])
    assert found["library"] == ("ok", str(PACKAGE / "libalbert.so.1"))
    assert found["model"][0] == found["tokenizer"][0] == "ok"
    answers = [name for name in found if name.startswith(("f32", "bf16", "int8"))]
    assert len(answers) == 9 and all(found[name][0] == "ok" for name in answers)
    assert run("doctor", "--quiet").err == ""


def test_the_portable_kernels_are_within_the_tolerance():
    done = finish("doctor", ALBERT_ISA="portable")
    assert done.status == 0, done
    assert verdicts(done)["kernels"] == ("ok", "portable, as ALBERT_ISA asks")


def test_kernels_that_this_machine_lacks_are_wrong():
    done = finish("doctor", ALBERT_ISA="nonsense")
    assert done.status == 1 and verdicts(done)["kernels"][0] == "wrong"
    assert done.err.startswith("albert: error: wrong: kernels, ")


def test_one_altered_weight_is_found_in_every_number_format(package):
    weights = package / "models" / "albert-mini" / "model.safetensors"
    content = bytearray(weights.read_bytes())
    header = int.from_bytes(content[:8], "little")
    tensors = json.loads(content[8 : 8 + header])
    start = 8 + header + tensors["albert.encoder.embedding_hidden_mapping_in.weight"]["data_offsets"][0]
    content[start : start + 4] = b"\x00\x00\x80\x3f"  # 1.0
    weights.write_bytes(content)
    done, found = examine(package)
    assert done.status == 1 and found["model"][0] == found["tokenizer"][0] == "ok"
    for dtype in ("f32", "bf16", "int8"):
        wrong = [detail for name, (verdict, detail) in found.items() if name.startswith(dtype) and verdict == "wrong"]
        assert any("expected" in detail for detail in wrong), dtype
    assert done.err.startswith("albert: error: wrong: f32, 1 thread")


def test_an_altered_vocabulary_is_found(package):
    path = package / "models" / "albert-mini" / "tokenizer.json"
    content = path.read_text(encoding="utf-8")
    assert content.count('"▁world"') == 1
    path.write_text(content.replace('"▁world"', '"▁worldish"'), encoding="utf-8")
    done, found = examine(package)
    assert done.status == 1 and found["tokenizer"][0] == "wrong" and f"expected {IDS}" in found["tokenizer"][1]
    assert found["f32, 1 thread"][0] == "ok"


def test_missing_weights_are_found_and_the_other_checks_go_on(package):
    os.unlink(package / "models" / "albert-mini" / "model.safetensors")
    done, found = examine(package)
    assert done.status == 1 and found["library"][0] == "ok"
    assert found["model"][0] == found["int8, 1 thread"][0] == found["int8, the same bits"][0] == "wrong"


def test_a_library_of_another_version_is_found(package):
    metadata = next(PACKAGE.parent.glob("libalbert-*.dist-info"))
    other = package.parent / metadata.name
    shutil.copytree(metadata, other)
    text = (other / "METADATA").read_text(encoding="utf-8")
    (other / "METADATA").write_text(text.replace(f"\nVersion: {albert.__version__}\n", "\nVersion: 0.9.9\n"), encoding="utf-8")
    done, found = examine(package)
    assert done.status == 1 and found["version"] == ("wrong", f"the library is {albert.__version__}, the package 0.9.9")


def test_nan_in_a_vector_is_no_small_distance(monkeypatch):
    from albert._command import examination

    known = examination.KNOWN["f32"]
    vector = array("f", [known.vector[0], float("nan"), *known.vector[2:]])
    sick = SimpleNamespace(
        fill_mask=lambda text: [albert.Prediction(known.token, 0, known.score, "")], encode=lambda text: vector
    )
    monkeypatch.setattr(albert, "load", lambda **options: sick)
    with pytest.raises(examination._Wrong, match="a vector is off by"):
        examination._check_answers("f32", 1, [])
