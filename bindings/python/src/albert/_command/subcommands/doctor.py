"""albert doctor"""

from __future__ import annotations

from albert._command.arguments import add_report

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace

SUMMARY = "Show what albert finds on this machine, and check its answers against built-in ones."
EXAMPLE = "albert doctor"


def add_arguments(parser: ArgumentParser) -> None:
    add_report(parser)


def run(arguments: Namespace) -> int:
    import sys

    from albert._command.examination import examine
    from albert._command.outputs import output_of
    from albert._command.reporting import write_rows

    findings = list(examine())
    write_rows(output_of(arguments), arguments.out, ("check", "verdict", "detail"), findings)
    wrong = [finding.check for finding in findings if finding.verdict == "wrong"]
    if wrong:
        print(f"albert: error: wrong: {', '.join(wrong)}", file=sys.stderr)
    elif not arguments.quiet:
        print("albert: everything is as it should be", file=sys.stderr)
    return 1 if wrong else 0
