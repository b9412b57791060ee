#!/usr/bin/env python3
"""The learning curve of all phases: training.csv, a line for every 50 steps, and curve.svg (needs matplotlib).

    curve.py WORK OUTPUT      reads WORK/phase-*.jsonl and goes on from OUTPUT/training.csv, where that has phases WORK has not
"""
import csv
import json
import sys
from pathlib import Path

EVERY = 50
COLUMNS = ("phase", "step", "loss", "tokens_per_second", "seconds")


def means(path, phase):
    """The mean loss of each run of steps, and the seconds since the phase began."""
    rows, seconds, losses = [], 0.0, []
    for line in path.read_text(encoding="utf-8").splitlines():
        report = json.loads(line)
        if "loss" in report:
            losses.append(report["loss"])
            if len(losses) == EVERY:
                speed, step = report["tokens_per_second"], report["step"]
                left = report["seconds_left"] / (report["steps"] - step) if report["steps"] > step else None
                seconds = step * left if left is not None else seconds * step / (step - EVERY)
                rows.append((phase, step, f"{sum(losses) / EVERY:.4f}", f"{speed:.0f}", f"{seconds:.0f}"))
                losses = []
    return rows


def draw(rows, path):
    from matplotlib import pyplot

    figure, axes = pyplot.subplots(figsize=(8, 4.5), layout="constrained")
    begin = 0.0
    for phase in sorted({row[0] for row in rows}):
        part = [row for row in rows if row[0] == phase]
        axes.plot([(begin + float(row[4])) / 60 for row in part], [float(row[2]) for row in part], label=f"phase {phase}")
        begin += float(part[-1][4])
    axes.set_xlabel("minutes on two cores")
    axes.set_ylabel("loss: masked pieces and order of segments")
    axes.grid(alpha=0.3)
    axes.legend()
    pyplot.rcParams["svg.hashsalt"] = "albert-mini"
    figure.savefig(path, metadata={"Date": None})


def main():
    work, output = Path(sys.argv[1]), Path(sys.argv[2])
    kept = output / "training.csv"
    rows = [tuple(row) for row in csv.reader(kept.open(encoding="utf-8"))][1:] if kept.exists() else []
    for log in sorted(work.glob("phase-*.jsonl")):
        phase = log.stem.removeprefix("phase-")
        rows = [row for row in rows if row[0] != phase] + means(log, phase)
    rows.sort(key=lambda row: (int(row[0]), int(row[1])))
    with kept.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows([COLUMNS, *rows])
    draw(rows, output / "curve.svg")


if __name__ == "__main__":
    main()
