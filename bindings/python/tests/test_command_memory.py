"""Memory does not grow with the number of records."""

from __future__ import annotations

import os
import subprocess

from command_runs import command_line


def peak(lines, *words):
    """The most memory that a run takes, in KiB."""
    with subprocess.Popen(command_line(*words), stdin=subprocess.PIPE, stdout=subprocess.DEVNULL) as child:
        for first in range(0, lines, 1000):
            child.stdin.write(b"".join(b"This is line %d.\n" % number for number in range(first, first + 1000)))
        child.stdin.close()
        _, status, usage = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
    assert child.returncode == 0
    return usage.ru_maxrss


def test_ten_times_the_lines_take_the_same_memory():
    few, many = peak(20_000, "tokenize"), peak(200_000, "tokenize")
    # 180,000 records that stayed would be 300 MB as Python objects, 60 MB as lines of JSON; measured: 2 MiB more.
    assert many - few < 12 * 1024, f"{few} KiB became {many} KiB"
