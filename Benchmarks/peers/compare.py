#!/usr/bin/env python3
"""The encoder against its peers on dense batches, side by side: engines of one precision take turns of a second or so, several rounds
of them, and what counts is the ratio of medians within one run.

    compare.py MODEL [--precisions f32,bf16,int8] [--threads 1,2] [--shapes 1x16,1x128,1x384,8x128,32x64] [--engines NAMES] [--rounds 5]

MODEL is a Hugging Face directory that export_onnx.py and, for int8, quantize.py have seen.
"""
import argparse
import statistics
from pathlib import Path

from engines import ENGINES, PRECISIONS, is_ours
from report import keep, table
from turns import start_workers

SHAPES = "1x16,1x128,1x384,8x128,32x64"


def measure(model, threads, shapes, engines, rounds, seconds):
    """Per shape the median of every engine that starts, in ms, and each engine's peak memory."""
    workers = start_workers(engines, model, threads)
    rows, peaks = [], {}
    for shape in shapes:
        times = {worker.engine: [] for worker in workers}
        for _ in range(rounds):
            for worker in workers:
                answer = worker.ask(shape=shape, seconds=seconds)
                times[worker.engine] += answer["times"]
                peaks[worker.engine] = answer["peak_mb"]
        medians = {engine: 1000 * statistics.median(values) for engine, values in times.items()}
        rows.append({"threads": threads, "shape": shape, "median_ms": medians})
    for worker in workers:
        worker.close()
    return rows, peaks


def ratio(medians):
    """How many times as long the fastest peer takes."""
    ours = [value for engine, value in medians.items() if is_ours(engine)]
    peers = [value for engine, value in medians.items() if not is_ours(engine)]
    return min(peers) / ours[0] if ours and peers else None


def show(rows, peaks):
    engines = list(rows[0]["median_ms"])
    table(["threads", "shape", *(f"{engine} ms" for engine in engines), "best peer / libalbert"],
          [[row["threads"], row["shape"], *(f"{row['median_ms'][engine]:.1f}" for engine in engines),
            f"{ratio(row['median_ms']):.2f}" if ratio(row["median_ms"]) else ""] for row in rows])
    print("peak MB: " + ", ".join(f"{engine} {peak:.0f}" for engine, peak in peaks.items()) + "\n")


def compare(model, choice, shapes):
    """All precisions and thread counts of `choice`, shown as they come; what is to be kept of them."""
    wanted = choice.engines.split(",") if choice.engines else ENGINES
    kept = []
    for precision in choice.precisions.split(","):
        engines = [engine for engine in wanted if ENGINES[engine] == precision]
        for threads in map(int, choice.threads.split(",")):
            rows, peaks = measure(model, threads, shapes, engines, choice.rounds, choice.seconds)
            if peaks:
                show(rows, peaks)
                kept.append({"precision": precision, "threads": threads, "rows": rows, "peak_mb": peaks})
    return kept


def make_parser(description):
    parser = argparse.ArgumentParser(description=description.splitlines()[0])
    parser.add_argument("--precisions", default=",".join(PRECISIONS))
    parser.add_argument("--threads", default="1,2")
    parser.add_argument("--engines", help="of these precisions; all of them where not given")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=1, help="of one engine's turn")
    parser.add_argument("--json", type=Path)
    return parser


def main():
    parser = make_parser(__doc__)
    parser.add_argument("model")
    parser.add_argument("--shapes", default=SHAPES)
    choice = parser.parse_args()
    keep(choice.json, "dense", compare(choice.model, choice, choice.shapes.split(",")))


if __name__ == "__main__":
    main()
