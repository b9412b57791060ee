"""albert tag"""

from __future__ import annotations

from albert._command.arguments import add_model, add_output, add_records, count, count_or_zero, given_options
from albert._command.inputs import Inputs
from albert._command.opening import open_model
from albert._command.outputs import check_output
from albert._command.records import Layout, Role

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace
    from collections.abc import Iterable
    from typing import Any

SUMMARY = "Find entities, such as names of people and places, with a token classification model."
EXAMPLE = 'albert tag --model MODEL "Ada Lovelace lived in London."'
ROLES = (Role("text"),)


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("text", nargs="*", metavar="TEXT", help="A text.")
    parser.add_argument(
        "--aggregation",
        choices=("none", "simple", "first", "average", "max"),
        default="simple",
        help="How pieces become entities. Default: simple.",
    )
    parser.add_argument(
        "--ignore-labels", metavar="LABEL,LABEL", default="O", help='The labels that are no entities. Default: O; "" for none.'
    )
    parser.add_argument("--max-length", type=count, metavar="N", help="The pieces of a window of a long text.")
    parser.add_argument("--stride", type=count_or_zero, metavar="N", help="The pieces that two windows of a long text share.")
    add_records(parser, ROLES)
    add_model(parser)
    add_output(parser, batch=32)


def run(arguments: Namespace) -> int:
    from albert._command.stream import run_stream

    check_output(arguments)
    inputs = Inputs(arguments, ROLES, [{"text": text} for text in arguments.text])
    model = open_model(arguments)
    options = given_options(arguments, "aggregation", "stride", "max_length")
    options["ignore_labels"] = tuple(label.strip() for label in arguments.ignore_labels.split(",") if label.strip())
    return run_stream(
        arguments,
        inputs,
        ROLES,
        Layout(("entity", "score", "start", "end", "word"), ("entities",), _fields, _rows),
        lambda records: model.tag([record.values["text"] for record in records], **options),
    )


def _fields(entities: list[Any]) -> dict[str, object]:
    listed = []
    for entity in entities:
        names = ("entity", "score", "start", "end", "word") + (("index",) if entity.index is not None else ())
        listed.append({name: getattr(entity, name) for name in names})
    return {"entities": listed}


def _rows(entities: list[Any]) -> Iterable[tuple[object, ...]]:
    return ((entity.entity, entity.score, entity.start, entity.end, entity.word) for entity in entities)
