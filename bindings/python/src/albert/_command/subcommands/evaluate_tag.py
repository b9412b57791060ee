"""albert eval tag"""

from __future__ import annotations

from bisect import bisect_right
from itertools import islice

from albert._command.arguments import add_model, add_report, count, count_or_zero, given_options
from albert._command.conll import read_sentences
from albert._command.failure import CommandError
from albert._command.numbers import NOT_FINITE, is_finite
from albert._command.opening import open_model
from albert._command.progress import Progress
from albert._command.targets import check_targets

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace
    from collections.abc import Iterable
    from typing import Any

    from albert._command.conll import Sentence

SUMMARY = "Measure entities on a CoNLL file: precision, recall and F1 as conlleval counts them."
EXAMPLE = "albert eval tag --model MODEL --data dev.conll"


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--data", required=True, metavar="FILE", help="Words with their tags, in CoNLL's layout.")
    parser.add_argument("--predictions", metavar="FILE", help="Measure the tags of this CoNLL file instead of a model's.")
    parser.add_argument("--max-length", type=count, metavar="N", help="The pieces of a window of a long sentence.")
    parser.add_argument("--stride", type=count_or_zero, metavar="N", help="The pieces that two windows share.")
    parser.add_argument("--batch", type=count, metavar="N", default=32, help="The sentences to tag at a time. Default: 32.")
    add_model(parser)
    add_report(parser)


def run(arguments: Namespace) -> int:
    from albert._command.reporting import write_report
    from albert.metrics import entities

    check_targets(arguments, [arguments.data, arguments.predictions])
    sentences = list(read_sentences(arguments.data))
    if not sentences:
        raise CommandError(f"{arguments.data}: holds no sentence")
    answers = _predicted(arguments, sentences) if arguments.predictions else _ask(arguments, sentences)
    write_report(arguments, entities.evaluate([tags for _, tags in sentences], answers))
    return 0


def _predicted(arguments: Namespace, sentences: list[Sentence]) -> list[list[str]]:
    found = list(read_sentences(arguments.predictions))
    if len(found) != len(sentences):
        raise CommandError(f"{arguments.predictions}: {len(sentences)} sentences expected, found {len(found)}")
    for number, ((wanted_words, _), (words, _)) in enumerate(zip(sentences, found, strict=True), 1):
        if wanted_words != words:
            raise CommandError(f"{arguments.predictions}: sentence {number} has other words than {arguments.data}")
    return [tags for _, tags in found]


def _ask(arguments: Namespace, sentences: list[Sentence]) -> list[list[str]]:
    model = open_model(arguments)
    options = given_options(arguments, "max_length", "stride")
    answers: list[list[str]] = []
    remaining = iter(sentences)
    progress = Progress(0, quiet=arguments.quiet, unit="sentences")
    try:
        while batch := list(islice(remaining, arguments.batch)):
            texts = [" ".join(words) for words, _ in batch]
            listed = model.tag(texts, aggregation="none", ignore_labels=(), **options)
            if not is_finite([piece.score for pieces in listed for piece in pieces]):
                raise CommandError(f"sentences from {len(answers) + 1}: {NOT_FINITE}")
            answers.extend(tags_of_words(words, pieces) for (words, _), pieces in zip(batch, listed, strict=True))
            progress.update(len(answers), 0)
    finally:
        progress.close()
    return answers


def tags_of_words(words: list[str], pieces: Iterable[Any]) -> list[str]:
    """Of each word, with single spaces between them, the tag of its first piece; O where it has none."""
    starts = []
    place = 0
    for word in words:
        starts.append(place)
        place += len(word) + 1
    tags: dict[int, str] = {}
    for piece in pieces:
        if piece.end > piece.start:
            # A piece may begin with the space before its word.
            tags.setdefault(bisect_right(starts, piece.end - 1) - 1, piece.entity)
    return [tags.get(number, "O") for number in range(len(words))]
