"""albert rank"""

from __future__ import annotations

from heapq import nsmallest
from itertools import islice

from albert._command.arguments import add_model, add_output, add_records, add_vectors, count, given_options
from albert._command.failure import CommandError
from albert._command.inputs import Inputs
from albert._command.numbers import NOT_FINITE, identity_text, is_finite
from albert._command.opening import open_model
from albert._command.outputs import output_of
from albert._command.progress import Progress
from albert._command.records import BadRecord, Role
from albert._command.reporting import write_rows

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace
    from collections.abc import Iterator
    from typing import Any

SUMMARY = "Sort texts by their likeness to a query, best first."
EXAMPLE = 'albert rank --query "How do I bake bread?" --top-k 3 --file texts.txt'
ROLES = (Role("text"),)


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("text", nargs="*", metavar="TEXT", help="A text to be sorted.")
    parser.add_argument("--query", required=True, metavar="TEXT", help="What the texts are compared with.")
    parser.add_argument(
        "--top-k", type=count, metavar="N", help="Keep only the N best, in memory for N. Default: all, in memory for all."
    )
    add_vectors(parser)
    add_records(parser, ROLES)
    add_model(parser)
    add_output(parser, batch=256, resume=False)


def run(arguments: Namespace) -> int:
    inputs = Inputs(arguments, ROLES, [{"text": text} for text in arguments.text])
    form = output_of(arguments)
    model = open_model(arguments)
    options = given_options(arguments, "pooling", "max_length")
    bad = _Bad()
    scored = _scored(arguments, inputs, model, options, bad)
    limit = arguments.top_k
    best = sorted(scored, key=_order) if limit is None else nsmallest(limit, scored, key=_order)
    named = ["id"] if arguments.id is not None else []
    header = ["rank", "record", *named, "score", "text"]
    rows: list[list[object]] = []
    for rank, (score, number, identity, text) in enumerate(best, 1):
        rows.append([rank, number, *([identity if form == "jsonl" else identity_text(identity)] if named else []), score, text])
    write_rows(form, arguments.out, header, rows)
    if bad.count:
        raise CommandError(f"{bad.count:,} records were bad and are left out; the first is {bad.first}")
    return 0


class _Bad:
    """Records that were left out."""

    count = 0
    first = ""

    def add(self, reason: str, arguments: Namespace) -> None:
        if not arguments.skip_bad:
            raise CommandError(reason)
        self.count += 1
        self.first = self.first or reason


def _order(scored: tuple[float, int, Any, str]) -> tuple[float, int]:
    return -scored[0], scored[1]


def _scored(
    arguments: Namespace, inputs: Inputs, model: Any, options: dict[str, object], bad: _Bad
) -> Iterator[tuple[float, int, Any, str]]:
    progress = Progress(inputs.byte_total, quiet=arguments.quiet)
    records = iter(inputs)
    number = 0
    try:
        while batch := list(islice(records, arguments.batch)):
            sound = []
            for record in batch:
                number = record.number
                if not isinstance(record, BadRecord):
                    sound.append(record)
                    continue
                bad.add(f"{record.place}: {record.reason}", arguments)
            if sound:
                texts = [record.values["text"] for record in sound]
                scores = model.similarity([arguments.query], texts, **options)[0].tolist()
                for record, score, text in zip(sound, scores, texts, strict=True):
                    if not is_finite(score):
                        bad.add(f"{record.place}: {NOT_FINITE}", arguments)
                        continue
                    yield score, record.number, record.identity, text
            progress.update(number, inputs.bytes_read)
    finally:
        progress.close()
