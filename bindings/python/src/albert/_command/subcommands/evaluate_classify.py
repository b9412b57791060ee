"""albert eval classify"""

from __future__ import annotations

from math import isfinite

from albert._command.arguments import add_model, add_records, add_report, count, form_of, given_options, usage_error
from albert._command.failure import CommandError
from albert._command.numbers import NOT_FINITE, is_finite
from albert._command.opening import open_model
from albert._command.progress import Progress
from albert._command.reading import Form, read_records
from albert._command.records import BadRecord, Role
from albert._command.sources import check_files
from albert._command.targets import check_targets

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace
    from collections.abc import Sequence
    from typing import Any

    from albert._command.records import Record

SUMMARY = "Measure classification: accuracy, F1, Matthews' correlation; of regression Pearson's and Spearman's."
EXAMPLE = "albert eval classify --model MODEL --data dev.tsv --column sentence"
ROLES = (Role("text"), Role("pair"), Role("label", number=True))


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--data", required=True, metavar="FILE", help="Texts with their labels: .tsv, .csv or .jsonl.")
    parser.add_argument("--pairs", action="store_true", help="Texts have a second one, in the column or field pair.")
    parser.add_argument(
        "--predictions", metavar="FILE", help="Measure these labels, a line for each text, instead of a model's."
    )
    parser.add_argument(
        "--map", action="append", metavar="DATA=MODEL", default=[],
        help="What the model calls a label of the data; may be repeated. Default: the same name; of 1, where the model has no names, LABEL_1.",
    )  # fmt: skip
    parser.add_argument("--positive", metavar="LABEL", help="The label whose F1 is reported, besides the mean of all.")
    parser.add_argument("--regression", action="store_true", help="Labels are numbers.")
    parser.add_argument("--max-length", type=count, metavar="N", help="The most pieces of a text that are read.")
    parser.add_argument("--batch", type=count, metavar="N", default=32, help="The texts to classify at a time. Default: 32.")
    add_records(parser, ROLES, optional=("pair",))
    add_model(parser)
    add_report(parser)


def run(arguments: Namespace) -> int:
    from albert._command.reporting import write_report

    if arguments.file:
        usage_error(arguments, "--data takes the place of --file")
    check_targets(arguments, [arguments.data, arguments.predictions])
    paired = arguments.pairs or arguments.pair_field or arguments.pair_column
    roles = ROLES if paired else (ROLES[0], ROLES[2])
    records = _records(arguments, roles)
    golds = [record.values["label"] for record in records]
    known: list[str] = []
    if arguments.predictions:
        answers = _predicted(arguments, len(records))
    else:
        model = open_model(arguments)
        answers, known = _ask(model, arguments, records), list(model.info["labels"])
    if arguments.regression:
        write_report(arguments, _regression(arguments, golds, [record.place for record in records], answers))
    else:
        write_report(arguments, _labels(arguments, _mapped(arguments, golds, known), answers, known))
    return 0


def _records(arguments: Namespace, roles: Sequence[Role]) -> list[Record]:
    check_files([arguments.data])
    records = []
    for record in read_records([arguments.data], form_of(arguments, roles, [arguments.data])):
        if isinstance(record, BadRecord):
            raise CommandError(f"{record.place}: {record.reason}")
        records.append(record)
    if not records:
        raise CommandError(f"{arguments.data}: holds no record")
    return records


def _predicted(arguments: Namespace, expected: int) -> list[str]:
    check_files([arguments.predictions])
    answers = []
    for record in read_records([arguments.predictions], Form((ROLES[0],), {}, {}, format="lines")):
        if isinstance(record, BadRecord):
            raise CommandError(f"{record.place}: {record.reason}")
        answers.append(record.values["text"])
    if len(answers) != expected:
        raise CommandError(f"{arguments.predictions}: {expected} lines expected, found {len(answers)}")
    return answers


def _ask(model: Any, arguments: Namespace, records: list[Record]) -> list[str]:
    options = given_options(arguments, "max_length")
    if arguments.regression:
        options["function"] = "none"
    paired = "pair" in records[0].values
    answers: list[str] = []
    progress = Progress(0, quiet=arguments.quiet, unit="texts")
    try:
        for first in range(0, len(records), arguments.batch):
            batch = records[first : first + arguments.batch]
            texts = [record.values["text"] for record in batch]
            pairs = [record.values["pair"] for record in batch] if paired else None
            for record, labels in zip(batch, model.classify(texts, pairs, top_k=1, **options), strict=True):
                if not is_finite(labels[0].score):
                    raise CommandError(f"{record.place}: {NOT_FINITE}")
                answers.append(repr(labels[0].score) if arguments.regression else labels[0].label)
            progress.update(len(answers), 0)
    finally:
        progress.close()
    return answers


def _mapped(arguments: Namespace, golds: list[str], known: list[str]) -> list[str]:
    """What the model calls them. Of a model that was trained on numbers they are its own; names may be numbered in another order."""
    names = {str(number): name for number, name in enumerate(known) if name == f"LABEL_{number}"}
    for pair in arguments.map:
        data, equals, model = pair.partition("=")
        if not equals:
            usage_error(arguments, f"--map takes DATA=MODEL, not {pair!r}")
        names[data] = model
    return [names.get(gold, gold) for gold in golds]


def _labels(arguments: Namespace, golds: list[str], answers: list[str], known: list[str]) -> dict[str, object]:
    from albert.metrics import classification

    if not set(golds) & {*answers, *known}:
        raise CommandError(
            f"the data's labels ({_listed(golds)}) and the answers ({_listed(known or answers)}) have none in common; --map names them"
        )
    report: dict[str, object] = {
        "accuracy": classification.accuracy(golds, answers),
        "macro_f1": classification.macro_f1(golds, answers),
        "matthews": classification.matthews(golds, answers),
        "count": len(golds),
    }
    if arguments.positive is not None:
        positive = arguments.positive
        if positive not in {*golds, *answers}:
            (positive,) = _mapped(arguments, [positive], known)
        if positive not in {*golds, *answers, *known}:
            raise CommandError(f"--positive {arguments.positive!r} is no label of the data")
        report["f1"] = classification.f1(golds, answers, positive)
    return report


def _listed(labels: list[str]) -> str:
    known = sorted(set(labels))
    return ", ".join(known[:5]) + (", …" if len(known) > 5 else "")


def _regression(arguments: Namespace, golds: list[str], places: list[str], answers: list[str]) -> dict[str, object]:
    """``places``: of the golds."""
    from albert.metrics import correlation

    wanted = _numbers(golds, places)
    if arguments.predictions:
        places = [f"{arguments.predictions}: line {line}" for line in range(1, len(answers) + 1)]
    found = _numbers(answers, places)
    return {
        "pearson": correlation.pearson(wanted, found),
        "spearman": correlation.spearman(wanted, found),
        "count": len(wanted),
    }


def _numbers(texts: list[str], places: list[str]) -> list[float]:
    """The measures of numbers that are not finite are 0, as if the answers were merely bad."""
    numbers = []
    for text, place in zip(texts, places, strict=True):
        try:
            number = float(text)
        except ValueError:
            raise CommandError(f"{place}: a number was expected, found {text!r}") from None
        if not isfinite(number):
            raise CommandError(f"{place}: a finite number was expected, found {text!r}")
        numbers.append(number)
    return numbers
