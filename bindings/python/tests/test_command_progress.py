"""Progress: on standard error, only on a terminal, only of work that takes its time, and gone when the work is done."""

from __future__ import annotations

import io
import os
import pty
import subprocess
import sys
import termios
import time
from types import SimpleNamespace

import pytest
from command_runs import spawn

from albert._command import progress
from albert._command.progress import Progress


class Screen(io.StringIO):
    def isatty(self):
        return True


@pytest.fixture
def screen(monkeypatch):
    screen = Screen()
    monkeypatch.setattr(progress, "sys", SimpleNamespace(stderr=screen))
    monkeypatch.setattr(progress, "_PATIENCE", 0)
    monkeypatch.setattr(progress, "_INTERVAL", 0)
    return screen


@pytest.fixture
def without_tqdm(monkeypatch):
    monkeypatch.setitem(sys.modules, "tqdm", None)


def test_a_counter_shows_the_share_the_records_and_the_pace(screen, without_tqdm):
    shown = Progress(1000, quiet=False)
    shown.update(20, 500)
    assert screen.getvalue().startswith("\r 50 %, 20 records, ")
    shown.close()
    assert screen.getvalue().endswith("\r\x1b[K")


def test_without_a_known_total_the_counter_has_no_share(screen, without_tqdm):
    Progress(0, quiet=False, unit="questions").update(1234, 99)
    assert screen.getvalue().startswith("\r1,234 questions, ")


def test_tqdm_draws_the_bar_where_it_is_installed(screen):
    pytest.importorskip("tqdm", reason="tqdm is not installed")
    shown = Progress(1000, quiet=False)
    shown.update(20, 500)
    assert "50%" in screen.getvalue() and "20 records" in screen.getvalue()
    shown.close()
    assert screen.getvalue().endswith("\r")  # blanks stand over the bar


def test_quiet_and_what_is_no_terminal_draw_nothing(screen, monkeypatch):
    shown = Progress(10, quiet=True)
    shown.update(1, 1)
    shown.close()
    assert screen.getvalue() == ""
    file = io.StringIO()
    monkeypatch.setattr(progress, "sys", SimpleNamespace(stderr=file))
    shown = Progress(10, quiet=False)
    shown.update(1, 1)
    shown.close()
    assert file.getvalue() == ""


def test_short_work_draws_nothing(screen, monkeypatch):
    monkeypatch.setattr(progress, "_PATIENCE", 60)
    shown = Progress(10, quiet=False)
    shown.update(1, 1)
    shown.close()
    assert screen.getvalue() == ""


@pytest.mark.parametrize(("quiet", "drawn"), [([], True), (["--quiet"], False)])
def test_a_run_draws_on_a_terminal_behind_standard_error_and_not_into_its_answers(quiet, drawn):
    leader, follower = pty.openpty()
    termios.tcsetwinsize(follower, (24, 80))  # on a screen of no size there is nothing to draw
    with spawn("tokenize", "--batch", 1, *quiet, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=follower) as child:
        child.stdin.write(b"one\n")
        child.stdin.flush()
        assert child.stdout.readline().startswith(b'{"record": 1, ')
        time.sleep(1.2)
        child.stdin.write(b"two\n")
        child.stdin.close()
        assert child.stdout.read().startswith(b'{"record": 2, ')
        assert child.wait(timeout=60) == 0
    os.write(follower, b"end")  # so that there is something to read
    shown = os.read(leader, 65536)
    os.close(follower)
    os.close(leader)
    assert (b"records" in shown and b"\r" in shown) if drawn else shown == b"end", shown
