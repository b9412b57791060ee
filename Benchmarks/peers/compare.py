#!/usr/bin/env python3
"""The encoder against its peers on dense batches, side by side: engines take turns of a second or so, several rounds of them, and
what counts is the ratio of medians within one run.

    compare.py MODEL [--threads 1,2] [--shapes 1x16,1x128,1x384,8x128,32x64] [--engines libalbert,openvino] [--rounds 5] [--json FILE]

MODEL is a Hugging Face directory that also holds encoder.onnx (export_onnx.py).
"""
import argparse
import json
import statistics
import subprocess
import sys
from pathlib import Path

from engines import ENGINES

SHAPES = "1x16,1x128,1x384,8x128,32x64"


class Worker:
    def __init__(self, engine, model, threads):
        command = [sys.executable, str(Path(__file__).with_name("worker.py")), engine, model, str(threads)]
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        self.engine = engine
        self.line("ready")

    def line(self, wanted=None):
        for line in self.process.stdout:
            if line.startswith("{") or line.strip() == wanted:
                return line
        raise SystemExit(f"{self.engine} ended with status {self.process.wait()}")

    def run(self, shape, seconds):
        batch, length = shape.split("x")
        self.process.stdin.write(f"{batch} {length} {seconds}\n")
        self.process.stdin.flush()
        return json.loads(self.line())

    def close(self):
        self.process.stdin.close()
        self.process.wait()


def measure(model, threads, shapes, engines, rounds, seconds):
    workers = [Worker(engine, model, threads) for engine in engines]
    rows, peaks = [], {}
    for shape in shapes:
        times = {engine: [] for engine in engines}
        for _ in range(rounds):
            for worker in workers:
                answer = worker.run(shape, seconds)
                times[worker.engine] += answer["times"]
                peaks[worker.engine] = answer["peak_mb"]
        rows.append({"threads": threads, "shape": shape,
                     "median_ms": {engine: 1000 * statistics.median(times[engine]) for engine in engines}})
    for worker in workers:
        worker.close()
    return rows, peaks


def show(rows, peaks, engines):
    ours, peers = engines[0], engines[1:]
    print("| threads | shape | " + " | ".join(f"{engine} ms" for engine in engines) + " | best peer / libalbert |")
    print("|---" * (len(engines) + 3) + "|")
    for row in rows:
        medians = row["median_ms"]
        ratio = f"{min(medians[peer] for peer in peers) / medians[ours]:.2f}" if peers else ""
        print(f"| {row['threads']} | {row['shape']} | " + " | ".join(f"{medians[engine]:.1f}" for engine in engines) + f" | {ratio} |")
    print("peak MB: " + ", ".join(f"{engine} {peaks[engine]:.0f}" for engine in engines))


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("model")
    parser.add_argument("--threads", default="1,2")
    parser.add_argument("--shapes", default=SHAPES)
    parser.add_argument("--engines", default=",".join(ENGINES))
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=1, help="of one engine's turn")
    parser.add_argument("--json", type=Path)
    choice = parser.parse_args()
    engines = choice.engines.split(",")
    everything = []
    for threads in map(int, choice.threads.split(",")):
        rows, peaks = measure(choice.model, threads, choice.shapes.split(","), engines, choice.rounds, choice.seconds)
        show(rows, peaks, engines)
        everything.append({"threads": threads, "rows": rows, "peak_mb": peaks})
    if choice.json:
        choice.json.write_text(json.dumps(everything, indent=1) + "\n")


if __name__ == "__main__":
    main()
