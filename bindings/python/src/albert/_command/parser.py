"""The tree of subcommands as argparse knows it; help, man page and completions are all made of it."""

from __future__ import annotations

import argparse
import sys
from importlib import import_module
from textwrap import fill

import albert
from albert._command.arguments import add_general, usage_error
from albert._command.destination import Destination

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace
    from typing import Any, NoReturn

__all__ = ["build_parser", "parse"]

# In the order of the help: tasks, vectors, texts, models, training, measures, the command itself.
_MODULES = {
    "fill-mask": "fill_mask",
    "classify": "classify",
    "zero-shot": "zero_shot",
    "tag": "tag",
    "answer": "answer",
    "choose": "choose",
    "encode": "encode",
    "similarity": "similarity",
    "rank": "rank",
    "tokenize": "tokenize",
    "order": "order",
    "info": "model_info",
    "pull": "pull",
    "convert": "convert",
    "train-tokenizer": "train_tokenizer",
    "pretraining-data": "pretraining_data",
    "pretrain": "pretrain",
    "finetune": "finetune",
    "eval": "evaluate",
    "bench": "bench",
    "doctor": "doctor",
    "completion": "completion",
    "man": "man",
}

_DESCRIPTION = "ALBERT on the command line: from text to answers, vectors and pieces."
_EPILOG = """example:
  albert fill-mask "The president of the United [MASK] signed the law."

exit status: 0 done, 1 the work failed, 2 wrong arguments, 130 Ctrl-C,
141 the reader of standard output closed it."""


class _Parser(argparse.ArgumentParser):
    """Says what is wrong in one line, and where the usage stands: here it would take a page."""

    def error(self, message: str) -> NoReturn:
        self.exit(2, f"{self.prog}: error: {message} ({self.prog} --help)\n")

    def _print_message(self, message: str, file: Any = None) -> None:
        # argparse says nothing where standard output takes nothing.
        if message and file is sys.stdout and file is not None:
            Destination(None).write(message.encode())
        else:
            super()._print_message(message, file)


def build_parser() -> ArgumentParser:
    parser = _Parser(
        prog="albert",
        description=_DESCRIPTION,
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
        add_help=False,
    )
    _add_help(parser)
    parser.add_argument(
        "--version", action="version", version=f"albert {albert.__version__}", help="Show the library's version."
    )
    subcommands = parser.add_subparsers(title="subcommands", metavar="SUBCOMMAND", required=True)
    for name, module in _MODULES.items():
        described = import_module(f"albert._command.subcommands.{module}")
        add_subcommand(subcommands, name, described)
    return parser


def add_subcommand(subcommands: argparse._SubParsersAction[Any], name: str, described: object) -> None:
    """A subcommand is what has SUMMARY, EXAMPLE, ``add_arguments`` and ``run``."""
    summary: str = described.SUMMARY  # type: ignore[attr-defined]
    example: str = described.EXAMPLE  # type: ignore[attr-defined]
    parser = subcommands.add_parser(
        name,
        help=summary,
        description=fill(summary, 79),
        epilog=f"example:\n  {example}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
        add_help=False,
    )
    _add_help(parser)
    described.add_arguments(parser)  # type: ignore[attr-defined]
    run = getattr(described, "run", None)
    if run is not None:  # else it has subcommands of its own
        add_general(parser)
        parser.usage = _usage(parser)
        parser.set_defaults(run=run, parser=parser)


def _usage(parser: ArgumentParser) -> str:
    """The arguments that a run needs or names; the options, of which there are many, stand below."""
    forms = {None: "{}", "?": "[{}]", "*": "[{} ...]", "+": "{0} [{0} ...]"}
    words = [parser.prog, "[options]"]
    for action in parser._actions:
        if action.option_strings and action.required:
            words.append(f"{action.option_strings[-1]} {action.metavar}")
        elif not action.option_strings:
            words.append(forms[action.nargs].format(action.metavar))  # type: ignore[index]
    return " ".join(words)


def _add_help(parser: ArgumentParser) -> None:
    parser.add_argument("-h", "--help", action="help", help="Show this help.")


def parse(words: list[str]) -> Namespace:
    """What ``words`` ask for. SystemExit, after argparse has said why, where they are wrong or ask for help."""
    parsed, unknown = build_parser().parse_known_args(words)
    if unknown:
        usage_error(parsed, f"unrecognized arguments: {' '.join(unknown)}")
    return parsed
