"""albert choose"""

from __future__ import annotations

from albert._command.arguments import add_model, add_output, add_records, count, given_options, usage_error
from albert._command.inputs import Inputs
from albert._command.opening import open_model
from albert._command.outputs import check_output
from albert._command.records import Layout, Role

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace
    from collections.abc import Iterable
    from typing import Any

    from albert._command.records import Record

SUMMARY = "Choose among continuations or answers of a prompt, with a multiple choice model."
EXAMPLE = 'albert choose --model MODEL "She poured the tea into the" "cup." "sky."'
ROLES = (Role("prompt"), Role("choices", many=True))


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("prompt", nargs="?", metavar="PROMPT", help="The beginning, or the question.")
    parser.add_argument("choice", nargs="*", metavar="CHOICE", help="What may follow; two or more.")
    parser.add_argument("--max-length", type=count, metavar="N", help="The most pieces of a prompt with its choice.")
    add_records(parser, ROLES)
    add_model(parser)
    add_output(parser, batch=16)


def run(arguments: Namespace) -> int:
    from albert._command.stream import run_stream

    check_output(arguments)
    given = [] if arguments.prompt is None else [{"prompt": arguments.prompt, "choices": arguments.choice}]
    if given and not arguments.choice:
        usage_error(arguments, "PROMPT needs at least one CHOICE")
    inputs = Inputs(arguments, ROLES, given)
    model = open_model(arguments)
    options = given_options(arguments, "max_length")

    def answer(records: list[Record]) -> Any:
        prompts = [record.values["prompt"] for record in records]
        return model.choose(prompts, [record.values["choices"] for record in records], **options)

    return run_stream(arguments, inputs, ROLES, Layout(("index", "text", "score", "logit"), ("choices",), _fields, _rows), answer)


def _fields(choices: list[Any]) -> dict[str, object]:
    names = ("index", "text", "score", "logit")
    return {"choices": [{name: getattr(choice, name) for name in names} for choice in choices]}


def _rows(choices: list[Any]) -> Iterable[tuple[object, ...]]:
    return ((choice.index, choice.text, choice.score, choice.logit) for choice in choices)
