"""albert eval: measures of a model's answers against a file of known ones."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import ArgumentParser

SUMMARY = "Measure a model on a file of known answers."
EXAMPLE = "albert eval squad --model MODEL --data dev-v2.0.json --v2"


def add_arguments(parser: ArgumentParser) -> None:
    from albert._command.parser import add_subcommand
    from albert._command.subcommands import (
        evaluate_classify,
        evaluate_fill_mask,
        evaluate_squad,
        evaluate_tag,
    )

    tasks = parser.add_subparsers(title="tasks", metavar="TASK", required=True)
    add_subcommand(tasks, "squad", evaluate_squad)
    add_subcommand(tasks, "classify", evaluate_classify)
    add_subcommand(tasks, "tag", evaluate_tag)
    add_subcommand(tasks, "fill-mask", evaluate_fill_mask)
