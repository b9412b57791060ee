"""docs/visualisation.md: its programs run as they stand there, and its pictures are there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
DOCUMENT = (ROOT / "docs" / "visualisation.md").read_text(encoding="utf-8")


def programs(*marks):
    blocks = re.findall(r"^<!-- tested: ([\w ]+) -->\n```python\n(.*?)^```$", DOCUMENT, re.DOTALL | re.MULTILINE)
    return "".join(text for mark, text in blocks if mark in marks)


def test_the_programs_save_what_they_say(run_program, tmp_path):
    source = programs("python")
    pages = re.findall(r'\.save\("(\w+)\.html"\)', source)
    assert len(pages) == 5
    run_program("import os, sys\nos.chdir(sys.argv[1])\n" + source, str(tmp_path))
    for name in pages:
        assert (tmp_path / f"{name}.html").read_text(encoding="utf-8").startswith("<!DOCTYPE html>")
        picture = ROOT / "docs" / "images" / f"{name}.png"
        assert f"](images/{picture.name})" in DOCUMENT and 0 < picture.stat().st_size < 120_000


def test_the_program_with_matplotlib_saves_a_figure(run_program, tmp_path):
    pytest.importorskip("matplotlib", reason="matplotlib is not installed")
    source = programs("python", "python with matplotlib")
    run_program("import os, sys\nos.chdir(sys.argv[1])\n" + source, str(tmp_path))
    assert (tmp_path / "predictions.pdf").read_bytes().startswith(b"%PDF")
