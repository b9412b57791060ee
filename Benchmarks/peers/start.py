#!/usr/bin/env python3
"""From exec to the first answer, the whole process measured from outside: libalbert from C and from Python fills a mask; the peers turn
the same text into hidden states, without a head (ONNX Runtime from C is given the ids besides). Processes alternate.

    start.py MODEL PROGRAMS [--onnxruntime-library FILE] [--precisions f32,bf16,int8] [--rounds 15]

PROGRAMS is the folder of first_answer and, where ONNX Runtime's library is given, first_answer_onnxruntime.
"""
import argparse
import os
import statistics
import subprocess
import sys
import time
from pathlib import Path

import albert
from engines import PRECISIONS
from first_answer import TEXT
from report import keep, table

THREADS = str(os.cpu_count())
IMPORT = """
from time import perf_counter
start = perf_counter()
import albert
imported = perf_counter()
albert.load()
print(1e3 * (imported - start), 1e3 * (perf_counter() - imported))
"""


def timed(command):
    """Milliseconds from exec to the end, peak MB, what it printed; None where it fails."""
    start = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    printed, complaint = process.stdout.read(), process.stderr.read()
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        print(f"left out: {' '.join(command[-3:])}: {complaint.strip().splitlines()[-1:]}\n", flush=True)
        return None
    return 1e3 * seconds, usage.ru_maxrss / 1024, printed


def make_commands(choice):
    script = [sys.executable, str(Path(__file__).with_name("first_answer.py"))]
    commands = {f"libalbert {precision}, C": [f"{choice.programs}/first_answer", choice.model, precision]
                for precision in choice.precisions.split(",")}
    commands["libalbert f32, Python"] = [*script, "libalbert", choice.model, THREADS]
    if choice.onnxruntime_library:
        ids = map(str, albert.Tokenizer.open(choice.model).encode(TEXT).ids)
        commands["onnxruntime f32, C, given ids"] = [f"{choice.programs}/first_answer_onnxruntime", choice.onnxruntime_library,
                                                     f"{choice.model}/encoder.onnx", THREADS, *ids]
    for engine in ("onnxruntime", "openvino", "torch"):
        commands[f"{engine} f32, Python"] = [*script, engine, choice.model, THREADS]
    commands["Python alone"] = [sys.executable, "-c", "pass"]
    commands["import albert, albert.load()"] = [sys.executable, "-c", IMPORT]
    return commands


def measure(commands, rounds):
    """Per command the medians; the first round, which fills the page cache, does not count."""
    commands = {name: command for name, command in commands.items() if timed(command)}
    found = {name: [] for name in commands}
    for _ in range(rounds):
        for name, command in commands.items():
            if answer := timed(command):
                found[name].append(answer)
    return {name: {"ms": statistics.median(answer[0] for answer in answers), "least_ms": min(answer[0] for answer in answers),
                   "peak_mb": statistics.median(answer[1] for answer in answers), "printed": [answer[2] for answer in answers]}
            for name, answers in found.items()}


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("model")
    parser.add_argument("programs")
    parser.add_argument("--onnxruntime-library")
    parser.add_argument("--precisions", default=",".join(PRECISIONS))
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--json", type=Path)
    choice = parser.parse_args()
    found = measure(make_commands(choice), choice.rounds)
    parts = [list(map(float, line.split())) for line in found["import albert, albert.load()"].pop("printed")]
    kept = {name: {key: value for key, value in row.items() if key != "printed"} for name, row in found.items()}
    kept["import albert, albert.load()"]["import_ms"] = statistics.median(part[0] for part in parts)
    kept["import albert, albert.load()"]["load_ms"] = statistics.median(part[1] for part in parts)
    table([f"process, {choice.rounds} of each", "median ms", "least ms", "peak MB"],
          [[name, f"{row['ms']:.0f}", f"{row['least_ms']:.0f}", f"{row['peak_mb']:.0f}"] for name, row in kept.items()])
    row = kept["import albert, albert.load()"]
    print(f"in that last process: import albert {row['import_ms']:.1f} ms, albert.load() of the bundled model {row['load_ms']:.1f} ms; "
          f"the whole process less Python alone {row['ms'] - kept['Python alone']['ms']:.1f} ms\n", flush=True)
    keep(choice.json, "start", kept)


main()
