"""albert encode"""

from __future__ import annotations

from argparse import BooleanOptionalAction

from albert._command.arguments import add_model, add_output, add_records, add_vectors, count, count_or_zero, given_options
from albert._command.inputs import Inputs
from albert._command.numbers import vector_text
from albert._command.opening import open_model
from albert._command.outputs import check_output
from albert._command.records import Layout, Role

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace
    from collections.abc import Iterable
    from typing import Any

    from albert._command.records import Record

SUMMARY = "Turn each text into one vector."
EXAMPLE = "albert encode --file texts.txt --out vectors.npy"
ROLES = (Role("text"),)


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("text", nargs="*", metavar="TEXT", help="A text.")
    add_vectors(parser)
    parser.add_argument(
        "--normalize",
        action=BooleanOptionalAction,
        help="Scale vectors to length 1, or leave them. Default: as the model's files say, else scale.",
    )
    parser.add_argument(
        "--long-text", choices=("truncate", "windows"), help="What becomes of a text beyond the model's limit. Default: truncate."
    )
    parser.add_argument("--stride", type=count_or_zero, metavar="N", help="The pieces that two windows of a long text share.")
    parser.add_argument(
        "--truncation-side", choices=("right", "left"), help="The end at which a long text is cut. Default: right."
    )
    parser.add_argument("--memory-budget", type=count, metavar="MB", help="The memory that a round of texts may take.")
    add_records(parser, ROLES)
    add_model(parser)
    add_output(parser, batch=256, outputs=("table", "jsonl", "csv", "npy", "parquet"))


def run(arguments: Namespace) -> int:
    from albert._command.stream import run_stream

    check_output(arguments, vectors=True)
    inputs = Inputs(arguments, ROLES, [{"text": text} for text in arguments.text])
    model = open_model(arguments)
    options = given_options(
        arguments, "pooling", "normalize", "max_length", "long_text", "stride", "truncation_side", "memory_budget"
    )

    def answer(records: list[Record]) -> Any:
        vectors = model.encode([record.values["text"] for record in records], **options)
        return [vectors[row] for row in range(len(records))]

    layout = Layout(("vector",), ("vector",), _fields, _rows)
    return run_stream(arguments, inputs, ROLES, layout, answer, model.info["hidden_size"])


def _fields(vector: Any) -> dict[str, object]:
    return {"vector": vector.tolist()}


def _rows(vector: Any) -> Iterable[tuple[object, ...]]:
    """In CSV one cell, a JSON array."""
    return [(f"[{vector_text(vector)}]",)]
