"""The command line ``albert``: what becomes of arguments, and which exit status of a failure.

0: done. 1: the work failed (a file, a model, a text), said in one line on standard error. 2: the arguments are wrong.
130: Ctrl-C. 141: whoever read standard output has closed it, which is quiet, as it is for other tools.
"""

from __future__ import annotations

import os
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Sequence

__all__ = ["main"]

FAILED, INTERRUPTED, CLOSED_PIPE = 1, 130, 141


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs the command with ``arguments``, by default the process's own, and returns its exit status."""
    if sys.stderr is None:  # closed by the caller; print would take standard output instead
        sys.stderr = open(os.devnull, "w")
    try:
        status = _run(sys.argv[1:] if arguments is None else list(arguments))
        if sys.stdout is not None:  # as it is where the caller has closed it
            status = _flushed(status)
    except KeyboardInterrupt:  # before there were arguments
        return INTERRUPTED
    except BrokenPipeError:
        _leave_standard_output()
        return CLOSED_PIPE
    return status


def _flushed(status: int) -> int:
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        raise
    except OSError as failure:  # a full disk
        print(f"albert: error: standard output: {_line(failure)}", file=sys.stderr)
        _leave_standard_output()
        return FAILED
    return status


def _leave_standard_output() -> None:
    """Python flushes it once more when it ends, and would complain."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
    os.close(nowhere)


def _run(words: list[str]) -> int:
    from albert._command.failure import CommandError
    from albert._command.parser import parse

    try:
        parsed = parse(words)
    except SystemExit as exit:  # argparse has said what was wrong, or what was asked for
        return exit.code if isinstance(exit.code, int) else FAILED
    except CommandError as failure:  # it could not be said
        print(f"albert: error: {failure}", file=sys.stderr)
        return FAILED
    try:
        if hasattr(parsed, "output") and not hasattr(parsed, "resume"):
            from albert._command.outputs import check_report

            check_report(parsed)
        status: int = parsed.run(parsed)
        return status
    except KeyboardInterrupt:
        if not getattr(parsed, "quiet", False):
            print(f"albert: interrupted{_way_on(parsed)}", file=sys.stderr)
        return INTERRUPTED
    except BrokenPipeError:
        raise
    except SystemExit as exit:
        return exit.code if isinstance(exit.code, int) else FAILED
    except Exception as failure:
        if parsed.traceback:
            raise
        print(f"albert: error: {_line(failure)}", file=sys.stderr)
        return FAILED


def _way_on(parsed: Namespace) -> str:
    """How to go on, where there is an output that can be gone on with."""
    from albert._command.outputs import output_of

    if not hasattr(parsed, "resume") or parsed.out is None or output_of(parsed) == "table" or not os.path.exists(parsed.out):
        return ""
    return f"; {parsed.out} holds what was done, --resume goes on"


def _line(failure: Exception) -> str:
    """One line of what can be printed, which names the kind of the failure where its message alone would say nothing."""
    from albert._command.failure import visible

    return visible(_said(failure))


def _said(failure: Exception) -> str:
    from albert import Error
    from albert._command.failure import CommandError

    said = str(failure)
    if isinstance(failure, OSError) and not isinstance(failure, Error) and failure.filename and failure.strerror:
        return f"{os.fsdecode(failure.filename)}: {failure.strerror}"
    if isinstance(failure, OSError) and not isinstance(failure, Error) and failure.strerror:
        return failure.strerror
    if isinstance(failure, Error | CommandError | ImportError | OSError) and said.strip():
        return said
    return f"{type(failure).__name__}: {said} (--traceback shows where)"
