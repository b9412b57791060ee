"""Second texts: which options give them, and whether a run has them."""

from __future__ import annotations

from albert._command.arguments import usage_error
from albert._command.records import Role

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace
    from typing import Any

__all__ = ["TEXT_AND_PAIR", "add_pair", "given_texts", "roles_of"]

TEXT = (Role("text"),)
TEXT_AND_PAIR = (Role("text"), Role("pair"))


def add_pair(parser: ArgumentParser) -> None:
    parser.add_argument("--pair", action="append", metavar="TEXT", help="The second text of a TEXT; one for each of them.")
    parser.add_argument("--pairs", action="store_true", help="Read pairs; in lines, a tab stands between the two texts.")


def roles_of(arguments: Namespace) -> tuple[Role, ...]:
    """Texts alone, or with a second one where anything says so."""
    named = arguments.pairs or arguments.pair or arguments.pair_field or arguments.pair_column
    return TEXT_AND_PAIR if named else TEXT


def given_texts(arguments: Namespace) -> list[dict[str, Any]]:
    """The records that stand in the arguments."""
    texts, pairs = arguments.text, arguments.pair or []
    if pairs and len(pairs) != len(texts):
        usage_error(arguments, f"as many --pair as TEXT expected: there are {len(pairs)} and {len(texts)}")
    if arguments.pairs and texts and not pairs:
        usage_error(arguments, "--pairs is for files; a TEXT takes --pair")
    if pairs:
        return [{"text": text, "pair": pair} for text, pair in zip(texts, pairs, strict=True)]
    return [{"text": text} for text in texts]
