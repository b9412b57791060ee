"""albert answer"""

from __future__ import annotations

from albert._command.arguments import add_model, add_output, add_records, count, count_or_zero, given_options, usage_error
from albert._command.failure import CommandError
from albert._command.inputs import Inputs
from albert._command.opening import open_model
from albert._command.outputs import check_output
from albert._command.records import Layout, Role
from albert._command.targets import check_targets

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace
    from collections.abc import Iterable
    from typing import Any

    from albert._command.records import Record

SUMMARY = "Find the answers to questions in contexts, with a question answering model."
EXAMPLE = 'albert answer --model MODEL --context "Ada Lovelace lived in London." "Where did Ada Lovelace live?"'
ROLES = (Role("question"), Role("context"))


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("question", nargs="*", metavar="QUESTION", help="A question to the context.")
    group = parser.add_mutually_exclusive_group()
    group.add_argument("--context", metavar="TEXT", help="The context of all questions.")
    group.add_argument("--context-file", metavar="FILE", help="The file that is the context of all questions.")
    parser.add_argument("--top-k", type=count, default=1, metavar="N", help="The answers to each question. Default: 1.")
    parser.add_argument("--impossible", action="store_true", help="Let the empty answer be one, for what the context does not say.")
    parser.add_argument(
        "--alignment", choices=("word", "space", "piece"), default="word", help="What answers grow to. Default: word."
    )
    parser.add_argument("--max-answer-length", type=count, metavar="N", help="The most pieces of an answer. Default: 15.")
    parser.add_argument("--comparable", action="store_true", help="Let the scores of the windows of a long context compare.")
    parser.add_argument("--max-length", type=count, metavar="N", help="The pieces of a window, question included. Default: 384.")
    parser.add_argument("--stride", type=count_or_zero, metavar="N", help="The pieces that two windows share. Default: 128.")
    add_records(parser, ROLES)
    add_model(parser)
    add_output(parser, batch=16)


def run(arguments: Namespace) -> int:
    from albert._command.stream import run_stream

    check_output(arguments)
    check_targets(arguments, [arguments.context_file])
    shared = _shared_context(arguments)
    if arguments.question and shared is None:
        usage_error(arguments, "QUESTION needs --context or --context-file")
    roles = ROLES if shared is None else ROLES[:1]
    inputs = Inputs(arguments, roles, [{"question": question} for question in arguments.question])
    model = open_model(arguments)
    options = given_options(
        arguments, "top_k", "impossible", "alignment", "max_answer_length", "comparable", "max_length", "stride"
    )

    def answer(records: list[Record]) -> Any:
        questions = [record.values["question"] for record in records]
        contexts = [record.values["context"] if shared is None else shared for record in records]
        return model.answer(questions, contexts, **options)

    return run_stream(arguments, inputs, roles, ANSWERS, answer)


def _shared_context(arguments: Namespace) -> str | None:
    if arguments.context_file is None:
        context: str | None = arguments.context
        return context
    with open(arguments.context_file, "rb") as held:
        try:
            # The mark goes after decoding, so that an error names the file's byte.
            return held.read().decode().removeprefix("\ufeff")
        except UnicodeDecodeError as failure:
            raise CommandError(f"{arguments.context_file}: byte {failure.start + 1} is no UTF-8") from failure


def _fields(answers: list[Any]) -> dict[str, object]:
    names = ("answer", "score", "start", "end")
    return {"answers": [{name: getattr(answer, name) for name in names} for answer in answers]}


def _rows(answers: list[Any]) -> Iterable[tuple[object, ...]]:
    return ((answer.answer, answer.score, answer.start, answer.end) for answer in answers)


ANSWERS = Layout(("answer", "score", "start", "end"), ("answers",), _fields, _rows)
