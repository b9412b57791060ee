"""albert eval squad"""

from __future__ import annotations

from os.path import realpath
from sys import float_info

import albert
from albert._command.arguments import add_model, add_report, count, count_or_zero, finite, given_options, usage_error
from albert._command.failure import CommandError
from albert._command.numbers import NOT_FINITE, is_finite
from albert._command.opening import open_model
from albert._command.progress import Progress
from albert._command.targets import check_targets

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace
    from typing import Any

    from albert.metrics.squad import Question

SUMMARY = "Measure question answering on a file of SQuAD 1.1 or 2.0, by the published definitions, in percent."
_MOST_ANSWERS = 1000  # the library's limit (docs/limits.md)
EXAMPLE = "albert eval squad --model MODEL --data dev-v2.0.json --v2"


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--data", required=True, metavar="FILE", help="The questions, in SQuAD's JSON layout.")
    parser.add_argument("--v2", action="store_true", help="Questions may have no answer, as in SQuAD 2.0.")
    parser.add_argument(
        "--predictions", metavar="FILE", help="Measure these answers, a JSON object by question id, instead of a model's."
    )
    parser.add_argument("--null-odds", metavar="FILE", help="The odds that there is no answer, a JSON object by question id.")
    parser.add_argument("--save-predictions", metavar="FILE", help="Write the model's answers in the form of --predictions.")
    parser.add_argument(
        "--threshold", type=finite, metavar="X",
        help="The odds above which a question is taken to have no answer. Default: 0 of a model, 1 of --predictions.",
    )  # fmt: skip
    parser.add_argument("--limit", type=count, metavar="N", help="Ask only the first N questions.")
    parser.add_argument(
        "--alignment", choices=("word", "space", "piece"), default="word", help="What answers grow to. Default: word."
    )
    parser.add_argument("--max-answer-length", type=count, metavar="N", help="The most pieces of an answer. Default: 15.")
    parser.add_argument("--max-length", type=count, metavar="N", help="The pieces of a window, question included.")
    parser.add_argument("--stride", type=count_or_zero, metavar="N", help="The pieces that two windows share.")
    parser.add_argument("--batch", type=count, metavar="N", default=16, help="The questions to ask at a time. Default: 16.")
    add_model(parser)
    add_report(parser)


def run(arguments: Namespace) -> int:
    from albert._command.reporting import write_report
    from albert.metrics import squad

    if arguments.null_odds and not arguments.v2:
        usage_error(arguments, "--null-odds needs --v2")
    if arguments.null_odds and not arguments.predictions:
        usage_error(arguments, "--null-odds needs --predictions; a model has odds of its own")
    read = [arguments.data, arguments.predictions, arguments.null_odds]
    check_targets(arguments, read, ("out", "save_predictions"))
    if arguments.out and arguments.save_predictions and realpath(arguments.out) == realpath(arguments.save_predictions):
        usage_error(arguments, f"--out and --save-predictions are both {arguments.out}")
    try:
        questions = squad.questions_of(_json_object(arguments.data))[: arguments.limit]
    except ValueError as failure:
        raise CommandError(f"{arguments.data}: {failure}") from failure
    answers: dict[str, str]
    odds: dict[str, float] | None = None
    if arguments.predictions:
        threshold = 1.0
        answers = _by_id(arguments.predictions, str)
        if arguments.null_odds:
            odds = _by_id(arguments.null_odds, float)
    else:
        threshold = 0.0
        answers, odds = _ask(arguments, questions)
        if not arguments.v2:
            odds = None
    if arguments.threshold is not None:
        threshold = arguments.threshold
    if arguments.save_predictions:
        _save(arguments.save_predictions, answers)
    report = squad.evaluate(questions, answers, odds, v2=arguments.v2, threshold=threshold)
    write_report(arguments, dict(report))
    return 0


def _ask(arguments: Namespace, questions: list[Question]) -> tuple[dict[str, str], dict[str, float]]:
    """The model's best answer that is not empty, and by how much the empty one scores higher."""
    model = open_model(arguments)
    options = given_options(arguments, "alignment", "max_answer_length", "max_length", "stride")
    # With the empty answer among two, one that is not empty is among them too.
    top_k = 2 if arguments.v2 else 1
    answers, odds = {}, {}
    progress = Progress(0, quiet=arguments.quiet, unit="questions")
    try:
        for first in range(0, len(questions), arguments.batch):
            asked = questions[first : first + arguments.batch]
            listed = _answers(model, asked, top_k=top_k, impossible=arguments.v2, **options)
            for question, found in zip(asked, listed, strict=True):
                if not is_finite([answer.score for answer in found]):
                    raise CommandError(f"question {question.id}: {NOT_FINITE}")
                best = next((answer for answer in found if answer.answer), None)
                answers[question.id] = best.answer if best else ""
                if arguments.v2:
                    odds[question.id] = _null_score(model, question, found, options) - (best.score if best else 0.0)
            progress.update(first + len(asked), 0)
    finally:
        progress.close()
    return answers, odds


def _answers(model: Any, asked: list[Question], **options: object) -> list[Any]:
    try:
        listed: list[Any] = model.answer([one.question for one in asked], [one.context for one in asked], **options)
        return listed
    except albert.ArgumentError as failure:
        place, _, end = failure.place.partition("[")
        if place not in ("questions", "contexts"):
            raise
        said = str(failure).removeprefix(f"{failure.place}: ")
        raise CommandError(f"question {asked[int(end.removesuffix(']'))].id}: {said}") from failure


def _null_score(model: Any, question: Question, found: list[Any], options: dict[str, object]) -> float:
    """The score of the empty answer: among those that were found, else among all that are one piece long.

    It does not depend on how long the others may be, and of one piece there are few enough to list them all. In a context of
    more than a thousand pieces that are all likelier it is less than a thousandth of a window's whole, and counts as 0.
    """
    short = {**options, "alignment": "piece", "max_answer_length": 1}
    null = next((answer for answer in found if not answer.answer), None)
    if null is None:
        listed = model.answer(question.question, question.context, top_k=_MOST_ANSWERS, impossible=True, **short)
        null = next((answer for answer in listed if not answer.answer), None)
    return float(null.score) if null is not None else 0.0


def _json_object(path: str) -> dict[str, Any]:
    import json

    with open(path, "rb") as held:
        try:
            value = json.loads(held.read())
        except (ValueError, RecursionError) as failure:
            raise CommandError(f"{path}: no JSON: {failure}") from failure
    if not isinstance(value, dict):
        raise CommandError(f"{path}: a JSON object was expected")
    return value


def _by_id(path: str, kind: type[Any]) -> dict[str, Any]:
    held = _json_object(path)
    kinds = (int, float) if kind is float else (str,)
    for id, value in held.items():
        if not isinstance(value, kinds) or isinstance(value, bool):
            raise CommandError(f"{path}: the value of {id!r} is no {'number' if kind is float else 'text'}")
        if isinstance(value, int | float) and not abs(value) <= float_info.max:  # NaN compares with nothing
            raise CommandError(f"{path}: the value of {id!r} is not finite")
    return {id: kind(value) for id, value in held.items()}


def _save(path: str, answers: dict[str, str]) -> None:
    import json

    with open(path, "w", encoding="utf-8") as held:
        json.dump(answers, held, ensure_ascii=False, indent=0)
        held.write("\n")
