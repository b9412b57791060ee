"""albert fill-mask"""

from __future__ import annotations

from albert._command.arguments import add_model, add_output, add_records, count, given_options
from albert._command.inputs import Inputs
from albert._command.opening import open_model
from albert._command.outputs import check_output
from albert._command.records import Layout, Role

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace
    from collections.abc import Iterable
    from typing import Any

SUMMARY = "Fill every [MASK] of a text with the most probable pieces."
EXAMPLE = 'albert fill-mask --top-k 3 "The president of the United [MASK] signed the law."'
ROLES = (Role("text"),)


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("text", nargs="*", metavar="TEXT", help="A text with at least one [MASK].")
    parser.add_argument("--top-k", type=count, default=5, metavar="N", help="The answers for each mask. Default: 5.")
    parser.add_argument("--targets", metavar="WORD,WORD", help="Consider only these words, with commas between them.")
    add_records(parser, ROLES)
    add_model(parser)
    add_output(parser, batch=32)


def run(arguments: Namespace) -> int:
    from albert._command.stream import run_stream

    check_output(arguments)
    inputs = Inputs(arguments, ROLES, [{"text": text} for text in arguments.text])
    model = open_model(arguments)
    options = given_options(arguments, "top_k")
    if arguments.targets is not None:
        options["targets"] = arguments.targets.split(",")
    return run_stream(
        arguments,
        inputs,
        ROLES,
        Layout(("mask", "token", "score", "sequence"), ("masks",), _fields, _rows),
        lambda records: [_by_mask(model.fill_mask(record.values["text"], **options)) for record in records],
    )


def _by_mask(answers: Any) -> list[Any]:
    """A list per mask, for a single one too."""
    return list(answers) if isinstance(answers[0], list) else [answers]


def _fields(masks: list[Any]) -> dict[str, object]:
    names = ("token", "token_id", "score", "sequence")
    return {"masks": [[{name: getattr(answer, name) for name in names} for answer in mask] for mask in masks]}


def _rows(masks: list[Any]) -> Iterable[tuple[object, ...]]:
    for number, mask in enumerate(masks):
        for answer in mask:
            yield number, answer.token, answer.score, answer.sequence
