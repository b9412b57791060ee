#!/usr/bin/env python3
"""Steps of training beside PyTorch and transformers: engines of one precision take turns, several rounds of them, and what counts is the
ratio of medians within one run.

    training.py DIRECTORY [--tasks pretraining:8x128,classification:32x64] [--precisions f32,bf16] [--threads 2] [--rounds 5]

DIRECTORY holds a config.json. Peak memory is that of the whole process.
"""
import argparse
import statistics
from pathlib import Path

from report import keep, table
from turns import start_workers

ENGINES = {"f32": ["libalbert", "libalbert-recompute", "torch"], "bf16": ["libalbert-bf16", "torch-bf16"]}
TASKS = "pretraining:8x128,classification:32x64"


def measure(directory, engines, threads, task, shape, rounds):
    workers = start_workers(engines, directory, threads, "training_worker.py")
    times, peaks = {worker.engine: [] for worker in workers}, {}
    for _ in range(rounds):
        for worker in workers:
            answer = worker.ask(task=task, shape=shape, steps=3)  # the first of a turn is not counted
            times[worker.engine] += answer["times"]
            peaks[worker.engine] = answer["peak_mb"]
    for worker in workers:
        worker.close()
    return {engine: statistics.median(values) for engine, values in times.items()}, peaks


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("directory")
    parser.add_argument("--tasks", default=TASKS)
    parser.add_argument("--precisions", default=",".join(ENGINES))
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--json", type=Path)
    choice = parser.parse_args()
    kept = []
    for name in choice.tasks.split(","):
        task, shape = name.split(":")
        count, length = map(int, shape.split("x"))
        for precision in choice.precisions.split(","):
            medians, peaks = measure(choice.directory, ENGINES[precision], choice.threads, task, shape, choice.rounds)
            peer = medians.get(ENGINES[precision][-1])
            table([f"{task}, {shape}, {precision}, {choice.threads} threads", "seconds of a step", "tokens/s", "torch / it", "peak MB"],
                  [[engine, f"{median:.2f}", f"{count * length / median:.0f}", f"{peer / median:.2f}" if peer else "", f"{peaks[engine]:.0f}"]
                   for engine, median in medians.items()])
            kept.append({"task": task, "shape": shape, "precision": precision, "threads": choice.threads, "median_s": medians, "peak_mb": peaks})
    keep(choice.json, "training", kept)


if __name__ == "__main__":
    main()
