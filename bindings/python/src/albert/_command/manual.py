"""The manual page, in the macros of man(7), made of the parsers."""

from __future__ import annotations

import albert

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import Action, ArgumentParser
    from collections.abc import Iterator

__all__ = ["manual_page"]

_NAME = "albert \\- ALBERT on the command line: from text to answers, vectors and pieces"
_STATUS = (
    ("0", "The work is done."),
    ("1", "The work failed: a file, a model or a text. Standard error has one line about it."),
    ("2", "The arguments are wrong."),
    ("130", "Ctrl-C. What was written is valid, and --resume goes on with it."),
    ("141", "The reader of standard output closed it."),
)


def manual_page(parser: ArgumentParser) -> str:
    return "\n".join(_lines(parser)) + "\n"


def _lines(parser: ArgumentParser) -> Iterator[str]:
    yield f'.TH ALBERT 1 "" "libalbert {albert.__version__}" "User Commands"'
    yield ".SH NAME"
    yield _NAME
    yield ".SH SYNOPSIS"
    yield ".B albert"
    yield ".I SUBCOMMAND"
    yield "[options] [texts]"
    yield ".SH DESCRIPTION"
    yield _escaped(parser.description or "")
    yield ".SH SUBCOMMANDS"
    for name, subparser in _subparsers(parser):
        yield from _subcommand(name, subparser)
    yield ".SH EXIT STATUS"
    for status, meaning in _STATUS:
        yield from (".TP", f".B {status}", _escaped(meaning))


def _subparsers(parser: ArgumentParser) -> Iterator[tuple[str, ArgumentParser]]:
    """Subcommands, and those of subcommands with both names, in the order of the help."""
    for action in parser._actions:
        if isinstance(action.choices, dict):
            for name, subparser in action.choices.items():
                yield name, subparser
                for inner, innermost in _subparsers(subparser):
                    yield f"{name} {inner}", innermost


def _subcommand(name: str, parser: ArgumentParser) -> Iterator[str]:
    yield f".SS albert {_escaped(name)}"
    yield _escaped(parser.description or "")
    positionals = [action for action in parser._actions if not action.option_strings]
    options = [action for action in parser._actions if action.option_strings and action.dest != "help"]
    for action in positionals + options:
        if not isinstance(action.choices, dict):
            yield from (".TP", f"{_spelling(action)}", _escaped(action.help or ""))
    example = (parser.epilog or "").partition("\n")[2]
    if example:
        yield from (".PP", "Example:", ".PP", ".RS 4", ".nf")
        yield from (_escaped(line.strip()) for line in example.split("\n"))
        yield from (".fi", ".RE")


def _spelling(action: Action) -> str:
    value = "" if action.nargs == 0 else _value(action)
    if not action.option_strings:
        return f"\\fI{_escaped(value)}\\fR"
    names = ", ".join(f"\\fB{_escaped(name)}\\fR" for name in action.option_strings)
    return f"{names} \\fI{_escaped(value)}\\fR" if value else names


def _value(action: Action) -> str:
    if action.metavar is not None:
        return str(action.metavar)
    if action.choices is not None:
        return "|".join(map(str, action.choices))
    return "" if action.option_strings and action.nargs == 0 else action.dest.upper()


def _escaped(text: str) -> str:
    """Text that roff takes as it stands: no escapes, no requests at the start of a line."""
    text = text.replace("\\", "\\e").replace("-", "\\-").replace("'", "\\(aq").replace('"', "\\(dq").replace("%%", "%")
    return "\\&" + text if text.startswith(".") else text
