"""albert tokenize"""

from __future__ import annotations

from argparse import BooleanOptionalAction

from albert._command.arguments import add_model, add_output, add_records, count, count_or_zero, given_options
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

SUMMARY = "Split texts, or pairs of texts, into pieces, with their ids and offsets."
EXAMPLE = 'albert tokenize "A text."'
WINDOW = ("tokens", "ids", "type_ids", "offsets")


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("text", nargs="*", metavar="TEXT", help="A text.")
    add_pair(parser)
    parser.add_argument("--max-length", type=count, metavar="N", help="The most pieces, special ones included.")
    parser.add_argument(
        "--truncation",
        choices=("off", "longest_first", "only_first", "only_second"),
        help="Which text of a pair is cut. Default: longest_first where --max-length is given.",
    )
    parser.add_argument(
        "--truncation-side", choices=("right", "left"), help="The end at which a text is cut. Default: right."
    )
    parser.add_argument("--overflow", action="store_true", help="Keep what is cut off, as further windows.")
    parser.add_argument("--stride", type=count_or_zero, metavar="N", help="The pieces that a window repeats from the one before.")
    parser.add_argument("--special-tokens", action=BooleanOptionalAction, help="Add [CLS] and [SEP]. Default: add them.")
    parser.add_argument(
        "--special-text",
        choices=("special", "literal"),
        help="Whether text that spells a special token, such as [MASK], is that token. Default: special.",
    )
    parser.add_argument(
        "--offsets", choices=("codepoints", "bytes", "utf16"), help="The unit of offsets. Default: codepoints."
    )
    add_records(parser, TEXT_AND_PAIR, optional=("pair",))
    add_model(parser)
    add_output(parser, batch=1024)


def run(arguments: Namespace) -> int:
    from albert._command.stream import run_stream

    check_output(arguments)
    roles = roles_of(arguments)
    inputs = Inputs(arguments, roles, given_texts(arguments))
    tokenizer = open_model(arguments).tokenizer
    options = given_options(
        arguments, "max_length", "truncation", "truncation_side", "stride", "special_tokens", "special_text", "offsets"
    )
    options["overflow"] = arguments.overflow

    def answer(records: list[Record]) -> Any:
        texts = [record.values["text"] for record in records]
        pairs = [record.values["pair"] for record in records] if len(roles) == 2 else None
        return tokenizer.encode_batch(texts, arguments.threads, pairs=pairs, **options)

    layout = Layout(("window", "token", "token_id", "type_id", "start", "end"), WINDOW, _fields, _rows, ("overflowing",), is_computed=False)
    return run_stream(arguments, inputs, roles, layout, answer)


def _fields(encoding: Any) -> dict[str, object]:
    fields = _window(encoding)
    if encoding.overflowing:
        fields["overflowing"] = [_window(window) for window in encoding.overflowing]
    return fields


def _window(encoding: Any) -> dict[str, object]:
    return {name: getattr(encoding, name) for name in WINDOW}


def _rows(encoding: Any) -> Iterable[tuple[object, ...]]:
    for number, window in enumerate([encoding, *encoding.overflowing]):
        for piece in zip(window.tokens, window.ids, window.type_ids, window.offsets, strict=True):
            token, id, type_id, (start, end) = piece
            yield number, token, id, type_id, start, end
