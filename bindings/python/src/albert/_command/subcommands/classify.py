"""albert classify"""

from __future__ import annotations

import argparse

from albert._command.arguments import add_model, add_output, add_records, count, given_options
from albert._command.inputs import Inputs
from albert._command.opening import open_model
from albert._command.outputs import check_output
from albert._command.pairs import TEXT_AND_PAIR, add_pair, given_texts, roles_of
from albert._command.records import Layout

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace
    from collections.abc import Iterable
    from typing import Any

    from albert._command.records import Record

SUMMARY = "Sort texts, or pairs of texts, into the labels of a classification model."
EXAMPLE = 'albert classify --model MODEL --top-k all "A charming and often affecting journey."'


def count_or_all(text: str) -> int | str:
    """A number from 1, or "all"."""
    if text == "all":
        return text
    try:
        return count(text)
    except argparse.ArgumentTypeError:
        raise argparse.ArgumentTypeError(f"a number from 1, or all, was expected, not {text!r}") from None


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("text", nargs="*", metavar="TEXT", help="A text.")
    add_pair(parser)
    parser.add_argument(
        "--top-k", type=count_or_all, default=1, metavar="N|all", help="The best labels of each text. Default: 1."
    )
    parser.add_argument(
        "--function",
        choices=("softmax", "sigmoid", "none"),
        help="What makes scores of the model's numbers. Default: as the model's problem_type says.",
    )
    parser.add_argument("--max-length", type=count, metavar="N", help="The most pieces of a text that are read.")
    add_records(parser, TEXT_AND_PAIR, optional=("pair",))
    add_model(parser)
    add_output(parser, batch=32)


def run(arguments: Namespace) -> int:
    from albert._command.stream import run_stream

    check_output(arguments)
    roles = roles_of(arguments)
    inputs = Inputs(arguments, roles, given_texts(arguments))
    model = open_model(arguments)
    options = given_options(arguments, "function", "max_length")
    options["top_k"] = None if arguments.top_k == "all" else arguments.top_k

    def answer(records: list[Record]) -> Any:
        texts = [record.values["text"] for record in records]
        pairs = [record.values["pair"] for record in records] if len(roles) == 2 else None
        return model.classify(texts, pairs, **options)

    return run_stream(arguments, inputs, roles, LABELS, answer)


def label_fields(labels: list[Any]) -> dict[str, object]:
    return {"labels": [{"label": label.label, "score": label.score} for label in labels]}


def label_rows(labels: list[Any]) -> Iterable[tuple[object, ...]]:
    return ((label.label, label.score) for label in labels)


LABELS = Layout(("label", "score"), ("labels",), label_fields, label_rows)
