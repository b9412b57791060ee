"""albert bench"""

from __future__ import annotations

import argparse
from statistics import median
from time import perf_counter

from albert._command.arguments import add_model, add_report, count
from albert._command.opening import open_model
from albert._command.progress import Progress

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace
    from typing import Any

SUMMARY = "Measure how fast this model is on this machine."
EXAMPLE = "albert bench --shapes 1x128,8x512 --dtype int8"


def shapes(text: str) -> list[tuple[int, int]]:
    """SEQUENCESxPIECES, with commas between."""
    listed = []
    for part in text.split(","):
        batch, times, length = part.strip().partition("x")
        if not times or not batch.isdigit() or not length.isdigit() or not int(batch) or not int(length):
            raise argparse.ArgumentTypeError(f"shapes such as 1x128,8x512 were expected, not {text!r}")
        listed.append((int(batch), int(length)))
    return listed


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument(
        "--shapes", type=shapes, default="1x32,1x128,8x128,8x512", metavar="BxL",
        help="Sequences times pieces, with commas between. Default: 1x32,1x128,8x128,8x512.",
    )  # fmt: skip
    parser.add_argument("--runs", type=count, default=5, metavar="N", help="The runs whose median counts. Default: 5.")
    add_model(parser)
    add_report(parser)


def run(arguments: Namespace) -> int:
    from albert._command.outputs import output_of
    from albert._command.reporting import write_rows

    model = open_model(arguments)
    progress = Progress(0, quiet=arguments.quiet, unit="runs")
    rows = []
    done = 0
    try:
        for sequences, length in arguments.shapes:
            ids = _sequences(model, sequences, length)
            model.forward(ids)  # takes memory and starts threads
            times = []
            for _ in range(arguments.runs):
                times.append(_seconds(model, ids))
                done += 1
                progress.update(done, 0)
            middle = median(times)
            speed = sequences * length / middle
            rows.append([sequences, length, arguments.dtype, middle * 1000, min(times) * 1000, round(speed)])
    finally:
        progress.close()
    header = ("sequences", "pieces", "dtype", "median_ms", "least_ms", "pieces_per_second")
    write_rows(output_of(arguments), arguments.out, header, rows)
    return 0


def _sequences(model: Any, sequences: int, length: int) -> list[list[int]]:
    """Ids that differ from place to place; the time does not depend on them."""
    vocabulary = model.info["vocab_size"]
    return [[(7919 * (row * length + place) + 5) % vocabulary for place in range(length)] for row in range(sequences)]


def _seconds(model: Any, ids: list[list[int]]) -> float:
    start = perf_counter()
    model.forward(ids)
    return perf_counter() - start
