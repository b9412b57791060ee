#!/usr/bin/env python3
"""Draws what compare.py kept: tokens a second of every engine, one panel per precision and shape per group, as a small SVG on white.

    plot.py peers.json performance.svg [--threads 2]
"""
import argparse
import json
import logging
from pathlib import Path

import matplotlib

matplotlib.use("svg")
import matplotlib.pyplot as plt
from engines import is_ours

# Told apart by lightness too, not by hue alone; ours is the only saturated one.
COLOURS = {"libalbert": "#d55e00", "torch": "#c9d3dc", "onnxruntime": "#8fa6b8", "openvino": "#4c6578"}


def family(engine):
    return engine.split("-")[0]


def speed(row, engine):
    batch, length = map(int, row["shape"].split("x"))
    return 1000 * batch * length / row["median_ms"][engine]


def draw(axes, part):
    rows = part["rows"]
    engines = list(rows[0]["median_ms"])
    width = 0.84 / len(engines)
    for at, engine in enumerate(engines):
        places = [group + (at - (len(engines) - 1) / 2) * width for group in range(len(rows))]
        bars = axes.bar(places, [speed(row, engine) for row in rows], 0.94 * width, color=COLOURS[family(engine)])
        axes.bar_label(bars, fmt="{:,.0f}", fontsize=6.5, padding=1.5, color="#222222", fontweight="bold" if is_ours(engine) else "normal")
    axes.set_xticks(range(len(rows)), [row["shape"] for row in rows])
    axes.set_title(f"{part['precision']}, {part['threads']} thread{'s' * (part['threads'] > 1)}", loc="left", fontsize=10)
    axes.set_ylabel("tokens/s", fontsize=8)
    axes.spines[["top", "right"]].set_visible(False)
    axes.tick_params(labelsize=8, length=0)
    axes.yaxis.set_major_formatter(lambda value, _: f"{value:,.0f}")
    axes.grid(axis="y", color="#e6e6e6", linewidth=0.6)
    axes.set_axisbelow(True)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("json", type=Path)
    parser.add_argument("svg", type=Path)
    parser.add_argument("--threads", type=int, help="the most that were measured where not given")
    choice = parser.parse_args()
    kept = json.loads(choice.json.read_text())
    threads = choice.threads or max(part["threads"] for part in kept["dense"])
    parts = [part for part in kept["dense"] if part["threads"] == threads]
    logging.getLogger("matplotlib.font_manager").setLevel("ERROR")  # the reader has the fonts, this machine need not
    # Text stays text, and no date or random id makes two drawings of the same figures differ.
    plt.rcParams.update({"svg.fonttype": "none", "svg.hashsalt": "libalbert", "font.family": ["Helvetica", "Arial", "sans-serif"]})
    figure, panels = plt.subplots(len(parts), 1, figsize=(9, 0.6 + 2.3 * len(parts)), squeeze=False, layout="constrained")
    for axes, part in zip(panels[:, 0], parts):
        draw(axes, part)
    panels[-1, 0].set_xlabel("batch x tokens per text", fontsize=8)
    shown = dict.fromkeys(family(engine) for part in parts for engine in part["rows"][0]["median_ms"])
    figure.legend([plt.Rectangle((0, 0), 1, 1, color=COLOURS[name]) for name in shown], list(shown), loc="outside upper right",
                  ncols=len(shown), frameon=False, fontsize=8)
    figure.savefig(choice.svg, facecolor="white", metadata={"Date": None})


main()
