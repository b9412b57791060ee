"""albert eval fill-mask"""

from __future__ import annotations

from random import Random

from albert._command.arguments import add_model, add_records, add_report, count, share
from albert._command.failure import CommandError
from albert._command.inputs import Inputs
from albert._command.numbers import NOT_FINITE, is_finite
from albert._command.opening import open_model
from albert._command.progress import Progress
from albert._command.records import BadRecord, Role

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace
    from typing import Any

SUMMARY = "Measure how many masked pieces of texts are found again."
EXAMPLE = "albert eval fill-mask --file texts.txt --seed 1"
ROLES = (Role("text"),)


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("text", nargs="*", metavar="TEXT", help="A text.")
    parser.add_argument("--seed", type=int, default=0, metavar="N", help="What pieces are drawn by. Default: 0.")
    parser.add_argument(
        "--probability", type=share, default=0.15, metavar="P", help="The share of the pieces to mask. Default: 0.15."
    )
    parser.add_argument("--max-length", type=count, metavar="N", help="The most pieces of a text that are read.")
    add_records(parser, ROLES)
    add_model(parser)
    add_report(parser)


def run(arguments: Namespace) -> int:
    from albert._command.reporting import write_report

    inputs = Inputs(arguments, ROLES, [{"text": text} for text in arguments.text])
    model = open_model(arguments)
    limit = arguments.max_length or model.info["max_position_embeddings"]
    draw = Random(arguments.seed)
    texts = masked = first = among_five = 0
    progress = Progress(inputs.byte_total, quiet=arguments.quiet, unit="texts")
    try:
        for record in inputs:
            if isinstance(record, BadRecord):
                raise CommandError(f"{record.place}: {record.reason}")
            for rank in _ranks(model, record.values["text"], limit, arguments.probability, draw):
                if rank is None:
                    raise CommandError(f"{record.place}: {NOT_FINITE}")
                masked += 1
                first += rank == 0
                among_five += rank < 5
            texts += 1
            progress.update(texts, inputs.bytes_read)
    finally:
        progress.close()
    if not masked:
        raise CommandError("there is no piece to mask")
    write_report(
        arguments, {"accuracy": first / masked, "accuracy_5": among_five / masked, "masked": masked, "texts": texts}
    )
    return 0


def _ranks(model: Any, text: str, limit: int, probability: float, draw: Random) -> list[int | None]:
    """Of each masked piece, how many pieces the model thinks more probable there; None where it computes no numbers.

    At least one piece of a text is masked, and all of them at once.
    """
    encoding = model.tokenizer.encode(text, max_length=limit, special_text="literal")
    places = [place for place, special in enumerate(encoding.special_tokens_mask) if not special]
    if not places:
        return []
    chosen = sorted(draw.sample(places, max(1, round(probability * len(places)))))
    ids = encoding.ids
    for place in chosen:
        ids = [*ids[:place], model.tokenizer.mask_id, *ids[place + 1 :]]
    logits = model.forward([ids], mlm=True).mlm_logits[0]
    ranks: list[int | None] = []
    for place in chosen:
        row = logits[place].tolist()
        wanted = row[encoding.ids[place]]
        ranks.append(sum(value > wanted for value in row) if is_finite(row) else None)
    return ranks
