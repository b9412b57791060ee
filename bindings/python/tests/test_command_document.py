"""docs/command-line.md: its commands print what stands there."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from command_runs import ROOT

from albert._command.parser import build_parser

DOCUMENT = (ROOT / "docs" / "command-line.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^<!-- tested: console -->\n```console\n(.*?)^```$", DOCUMENT, re.DOTALL | re.MULTILINE)


def commands(block):
    """Commands, which begin after "$ " and go on after "> ", each with the lines that it prints."""
    found = []
    for line in block.splitlines(keepends=True):
        if line.startswith("$ "):
            found.append([line[2:], ""])
        elif line.startswith(">") and not found[-1][1]:
            found[-1][0] += line[2:]
        else:
            found[-1][1] += line
    return found


@pytest.fixture(scope="module")
def directory(tmp_path_factory):
    """Where all of them run, one block after another; there, albert and python are those of the tests."""
    directory = tmp_path_factory.mktemp("document")
    (directory / "Tests").symlink_to(ROOT / "Tests")
    return directory


@pytest.mark.parametrize("block", BLOCKS, ids=[re.sub(r"\W+", " ", block[:40]).strip() for block in BLOCKS])
def test_the_commands_print_what_stands_there(block, directory):
    pytest.importorskip("pyarrow", reason="pyarrow is not installed")
    pytest.importorskip("shtab", reason="shtab is not installed")
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    for command, expected in commands(block):
        if command.startswith("pip install"):
            continue  # the tests have it, and may have no network
        done = subprocess.run(
            ["bash", "-c", command], capture_output=True, text=True, cwd=directory, timeout=120, env={**os.environ, "PATH": path}
        )
        assert (done.stdout, done.stderr) == (expected, ""), command


def test_every_subcommand_stands_in_the_table():
    listed = build_parser()._subparsers._group_actions[0].choices
    table = "".join(line for line in DOCUMENT.splitlines(keepends=True) if line.startswith("| "))
    assert all(f"`{name}" in table for name in listed)
    assert len(BLOCKS) == 7
