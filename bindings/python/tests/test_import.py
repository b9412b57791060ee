"""Importing is quiet, light and starts nothing."""

from __future__ import annotations

from importlib import metadata

import albert


def test_import_prints_nothing_and_loads_no_numpy(run_program):
    done = run_program("import sys, albert; assert 'numpy' not in sys.modules; assert 'json' not in sys.modules")
    assert (done.stdout, done.stderr) == ("", "")


def test_import_starts_no_thread_and_touches_no_signal(run_program):
    run_program(
        "import os, signal\n"
        "before = [signal.getsignal(n) for n in signal.valid_signals()]\n"
        "import albert\n"
        "assert len(os.listdir('/proc/self/task')) == 1\n"
        "assert before == [signal.getsignal(n) for n in signal.valid_signals()]\n"
    )


def test_import_time_is_reported(run_program):
    source = (
        "import subprocess, sys, statistics, time\n"
        "def median(code):\n"
        "    times = []\n"
        "    for _ in range(9):\n"
        "        start = time.perf_counter()\n"
        "        subprocess.run([sys.executable, '-c', code], check=True)\n"
        "        times.append(time.perf_counter() - start)\n"
        "    return statistics.median(times) * 1000\n"
        "bare = median('pass')\n"
        "print(f'import albert: {median(\"import albert\") - bare:.1f} ms over {bare:.1f} ms')\n"
    )
    print(run_program(source).stdout)


def test_version_is_the_librarys_and_the_distributions():
    assert albert.__version__ == albert.build_info()["version"] == metadata.version("libalbert")


def test_no_required_dependency():
    required = [line for line in metadata.requires("libalbert") or [] if "extra ==" not in line]
    assert required == []


def test_every_public_name_exists():
    assert all(hasattr(albert, name) for name in albert.__all__)
    assert {option["name"] for option in albert.describe_options()} >= {"threads", "dtype", "max_length", "top_k"}
