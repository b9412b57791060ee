"""albert pretraining-data"""

from __future__ import annotations

import argparse

from albert._command.arguments import count, count_or_zero, given_options

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace

SUMMARY = "Turn text files into examples for pre-training: pairs of segments, in their order or swapped, with masked words."
EXAMPLE = "albert pretraining-data wikipedia.txt books.txt --out examples/ --seed 1"


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument(
        "files",
        metavar="FILE",
        nargs="+",
        help="Text in UTF-8: a paragraph, or a sentence, per line, a blank line between documents.",
    )
    parser.add_argument(
        "-o", "--out", metavar="DST", required=True, help="The directory to write: new, or one that holds no examples."
    )
    parser.add_argument(
        "--tokenizer",
        metavar="PATH",
        help="A tokenizer.json, a spiece.model, or a directory with one. Default: that of the model that comes with albert.",
    )
    parser.add_argument("--seed", type=count_or_zero, metavar="N", help="What random decisions are drawn by. Default: 0.")
    parser.add_argument(
        "--text-format", choices=("paragraphs", "sentences"), help="What a line of a file is. Default: paragraphs."
    )
    parser.add_argument("--max-length", type=count, metavar="N", help="The most pieces of an example. Default: 512.")
    parser.add_argument(
        "--short-rate",
        type=_rate,
        metavar="P",
        help="How often the examples of a document are made shorter, from 0 to 1. Default: 0.1.",
    )
    parser.add_argument(
        "--passes", type=count, metavar="N", help="How many times each document becomes examples. Default: 1."
    )
    parser.add_argument(
        "--portion", type=count, metavar="MB", help="The text that is shuffled together, in megabytes. Default: 64."
    )
    parser.add_argument(
        "--masking",
        choices=("stored", "on_reading"),
        help="Whether masks are written, or made anew whenever examples are read. Default: stored.",
    )
    parser.add_argument(
        "--mask-rate", type=_rate, metavar="P", help="The share of pieces to be predicted, from 0 to 1. Default: 0.15."
    )
    parser.add_argument(
        "--longest-gram", type=count, metavar="N", help="The most words that are masked as one. Default: 3."
    )
    parser.add_argument(
        "--max-predictions",
        type=count,
        metavar="N",
        help="The most pieces of an example to be predicted. Default: as many as --mask-rate says.",
    )
    parser.add_argument("--threads", type=count, metavar="N", help="The threads to compute with. Default: the machine's.")
    parser.add_argument("--json", action="store_true", help="Print the counts as JSON.")


def _rate(text: str) -> float:
    try:
        rate = float(text)
    except ValueError:
        rate = -1.0
    if not 0 <= rate <= 1:
        raise argparse.ArgumentTypeError(f"a number from 0 to 1 was expected, not {text!r}")
    return rate


def run(arguments: Namespace) -> int:
    import albert
    from albert._command.destination import Destination
    from albert._command.progress import Progress

    options = given_options(
        arguments,
        "seed",
        "text_format",
        "max_length",
        "short_rate",
        "passes",
        "portion",
        "masking",
        "mask_rate",
        "longest_gram",
        "max_predictions",
        "threads",
    )
    bar: Progress | None = None

    def update(done: int, total: int) -> None:
        nonlocal bar
        bar = bar or Progress(total, quiet=arguments.quiet, unit="MB")
        bar.update(done >> 20, done)

    try:
        counts = albert.pretraining_data(
            arguments.files, arguments.out, tokenizer=arguments.tokenizer, progress=update, **options  # type: ignore[arg-type]
        )
    finally:
        if bar is not None:
            bar.close()
    named = {name: getattr(counts, name) for name in counts.__slots__}
    if arguments.json:
        from json import dumps

        text = dumps(named)
    else:
        text = "\n".join(f"{name:10}{value:16,}" for name, value in named.items())
    Destination(None).write(f"{text}\n".encode())
    return 0
