"""albert order"""

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

SUMMARY = "Tell whether a text comes before another, how coherent sentences are, or their best order."
EXAMPLE = 'albert order "He opened the door." "Then he went in."'
PAIR = (Role("text"), Role("next"))
SENTENCES = (Role("sentences", many=True),)


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument(
        "sentence", nargs="*", metavar="SENTENCE", help="Two texts; of --coherence two or more, of --best two to eight."
    )
    group = parser.add_mutually_exclusive_group()
    group.add_argument("--coherence", action="store_true", help="Score each link between sentences, and their mean.")
    group.add_argument("--best", action="store_true", help="Find the order whose neighbours are most probably in order.")
    parser.add_argument("--max-length", type=count, metavar="N", help="The most pieces of two texts together.")
    add_records(parser, (*PAIR, *SENTENCES))
    add_model(parser)
    add_output(parser, batch=32)


def run(arguments: Namespace) -> int:
    from albert._command.stream import run_stream

    check_output(arguments)
    if len(arguments.sentence) == 1 or (len(arguments.sentence) > 2 and not (arguments.coherence or arguments.best)):
        usage_error(arguments, f"two SENTENCEs expected, found {len(arguments.sentence)}")
    roles = SENTENCES if arguments.coherence or arguments.best else PAIR
    inputs = Inputs(arguments, roles, _given(arguments))
    model = open_model(arguments)
    options = given_options(arguments, "max_length")

    def answer(records: list[Record]) -> Any:
        if arguments.coherence:
            return [model.coherence(record.values["sentences"], **options) for record in records]
        if arguments.best:
            return [model.best_order(record.values["sentences"], **options) for record in records]
        return [model.sentence_order(record.values["text"], record.values["next"], **options) for record in records]

    return run_stream(arguments, inputs, roles, _layout(arguments), answer)


def _given(arguments: Namespace) -> list[dict[str, Any]]:
    if not arguments.sentence:
        return []
    if arguments.coherence or arguments.best:
        return [{"sentences": arguments.sentence}]
    return [{"text": arguments.sentence[0], "next": arguments.sentence[1]}]


def _layout(arguments: Namespace) -> Layout:
    if arguments.coherence:
        return Layout(("score", "links"), ("score", "links"), _coherence_fields, lambda found: [(found.score, _joined(found.links))])
    if arguments.best:
        return Layout(("place", "index", "sentence", "link"), ("indices", "sentences", "links"), _order_fields, _order_rows)
    return Layout(("score",), ("score",), lambda score: {"score": score}, lambda score: [(score,)])


def _joined(links: Any) -> str:
    return " ".join(f"{link:.9g}" for link in links)


def _coherence_fields(found: Any) -> dict[str, object]:
    return {"score": found.score, "links": list(found.links)}


def _order_fields(found: Any) -> dict[str, object]:
    return {"indices": list(found.indices), "sentences": list(found.sentences), "links": list(found.links)}


def _order_rows(found: Any) -> Iterable[tuple[object, ...]]:
    """A link stands beside the sentence that follows it."""
    links = [None, *found.links]
    for place, (index, sentence, link) in enumerate(zip(found.indices, found.sentences, links, strict=True), 1):
        yield place, index, sentence, link
