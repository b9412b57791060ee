"""albert similarity"""

from __future__ import annotations

from albert._command.arguments import add_model, add_output, add_records, add_vectors, given_options, usage_error
from albert._command.failure import CommandError
from albert._command.inputs import Inputs
from albert._command.opening import open_model
from albert._command.outputs import check_output
from albert._command.records import Layout, Role
from albert._command.targets import check_targets

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace
    from typing import Any

    from albert._command.records import Record

SUMMARY = "Tell how alike two texts are, as the cosine of their vectors."
EXAMPLE = 'albert similarity "A cat sat on the mat." "There is a cat on the carpet."'
ROLES = (Role("text"), Role("other"))


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("text", nargs="?", metavar="TEXT", help="A text.")
    parser.add_argument("other", nargs="?", metavar="OTHER", help="The text to compare it with.")
    parser.add_argument(
        "--others", metavar="FILE", help="Compare every text with every line of FILE, which is held in memory."
    )
    add_vectors(parser)
    add_records(parser, ROLES)
    add_model(parser)
    add_output(parser, batch=64)


def run(arguments: Namespace) -> int:
    from albert._command.stream import run_stream

    check_output(arguments)
    check_targets(arguments, [arguments.others])
    others = None if arguments.others is None else _lines(arguments.others)
    if others is None and arguments.text is not None and arguments.other is None:
        usage_error(arguments, "TEXT needs OTHER or --others")
    if others is not None and arguments.other is not None:
        usage_error(arguments, "OTHER and --others exclude each other")
    roles = ROLES if others is None else ROLES[:1]
    given = [] if arguments.text is None else [{role.name: getattr(arguments, role.name) for role in roles}]
    inputs = Inputs(arguments, roles, given)
    model = open_model(arguments)
    options = given_options(arguments, "pooling", "max_length")

    def compare_pairs(records: list[Record]) -> Any:
        # The square's other cells cost a product of two short vectors each, next to a pass through the model for each text.
        firsts, seconds = ([record.values[role.name] for record in records] for role in ROLES)
        square = model.similarity(firsts, seconds, **options)
        return [float(square[row][row]) for row in range(len(records))]

    def compare_all(records: list[Record]) -> Any:
        rows = model.similarity([record.values["text"] for record in records], others, **options)
        return [rows[row].tolist() for row in range(len(records))]

    if others is None:
        one = Layout(("score",), ("score",), lambda score: {"score": score}, lambda score: [(score,)])
        return run_stream(arguments, inputs, roles, one, compare_pairs)
    many = Layout(
        ("other", "score"),
        ("scores",),
        lambda scores: {"scores": scores},
        lambda scores: list(enumerate(scores, 1)),
    )
    return run_stream(arguments, inputs, roles, many, compare_all)


def _lines(path: str) -> list[str]:
    with open(path, "rb") as held:
        try:
            lines = held.read().decode("utf-8-sig").split("\n")
        except UnicodeDecodeError as failure:
            raise CommandError(f"{path}: byte {failure.start + 1} is no UTF-8") from failure
    texts = [line.removesuffix("\r") for line in lines]
    if texts and not texts[-1]:
        texts.pop()
    if not texts:
        raise CommandError(f"{path}: holds no text")
    return texts
