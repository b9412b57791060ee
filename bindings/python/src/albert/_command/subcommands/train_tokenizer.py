"""albert train-tokenizer"""

from __future__ import annotations


from albert._command.arguments import count, given_options, share

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace

SUMMARY = "Train a vocabulary on text files (needs sentencepiece and protobuf)."
EXAMPLE = "albert train-tokenizer wikipedia.txt books.txt --out vocabulary/ --vocab-size 16000"


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("files", metavar="FILE", nargs="+", help="Text in UTF-8, in lines of any length.")
    parser.add_argument(
        "-o", "--out", metavar="DIR", required=True, help="Where spiece.model and tokenizer.json are written."
    )
    parser.add_argument("--vocab-size", type=count, metavar="N", help="Pieces of the vocabulary. Default: 30000.")
    parser.add_argument(
        "--lines", type=count, metavar="N", help="The most lines to learn from, drawn at random. Default: 10000000."
    )
    parser.add_argument(
        "--character-coverage",
        type=share,
        metavar="P",
        help="The part of all characters that get pieces. Default: 0.99995.",
    )
    parser.add_argument("--cased", action="store_true", help="Keep capital letters.")
    parser.add_argument("--keep-accents", action="store_true", help="Keep accents.")


def run(arguments: Namespace) -> int:
    import albert
    from albert._command.failure import CommandError

    options = given_options(arguments, "vocab_size", "lines", "character_coverage")
    try:
        albert.train_tokenizer(
            arguments.files, arguments.out, lowercase=not arguments.cased, keep_accents=arguments.keep_accents, **options  # type: ignore[arg-type]
        )
    except ImportError as missing:
        raise CommandError(str(missing)) from missing
    return 0
