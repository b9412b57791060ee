"""albert zero-shot"""

from __future__ import annotations

from albert._command.arguments import add_model, add_output, add_records, count, given_options, usage_error
from albert._command.inputs import Inputs
from albert._command.opening import open_model
from albert._command.outputs import check_output
from albert._command.records import Role
from albert._command.subcommands.classify import LABELS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace

SUMMARY = "Score labels that the model has never seen, with a model trained for entailment."
EXAMPLE = 'albert zero-shot --model MODEL --labels "sports,politics" "The match ended in a draw."'
ROLES = (Role("text"),)


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("text", nargs="*", metavar="TEXT", help="A text.")
    parser.add_argument("--labels", metavar="LABEL,LABEL", help="The labels, with commas between them.")
    parser.add_argument("--label", action="append", metavar="LABEL", help="A label, commas included; may be repeated.")
    parser.add_argument(
        "--template", metavar="TEXT", help='The sentence that a label stands in, as {}. Default: "This example is {}."'
    )
    parser.add_argument("--multi-label", action="store_true", help="Score each label alone; several may be true.")
    parser.add_argument("--entailment-label", metavar="NAME", help="The model's label for entailment.")
    parser.add_argument("--contradiction-label", metavar="NAME", help="The model's label for contradiction.")
    parser.add_argument("--max-length", type=count, metavar="N", help="The most pieces of a text that are read.")
    add_records(parser, ROLES)
    add_model(parser)
    add_output(parser, batch=32)


def run(arguments: Namespace) -> int:
    from albert._command.stream import run_stream

    check_output(arguments)
    labels = [label.strip() for label in (arguments.labels or "").split(",") if label.strip()] + (arguments.label or [])
    if not labels:
        usage_error(arguments, "--labels or --label is needed")
    inputs = Inputs(arguments, ROLES, [{"text": text} for text in arguments.text])
    model = open_model(arguments)
    options = given_options(arguments, "template", "entailment_label", "contradiction_label", "max_length")
    options["multi_label"] = arguments.multi_label
    return run_stream(
        arguments,
        inputs,
        ROLES,
        LABELS,
        lambda records: model.zero_shot([record.values["text"] for record in records], labels, **options),
    )
