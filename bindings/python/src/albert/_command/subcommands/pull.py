"""albert pull"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace

SUMMARY = "Fetch a model from the hub, and print the directory where it lies."
EXAMPLE = "albert pull albert/albert-base-v2"


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("name", metavar="ID", help="The model's name on the hub.")
    parser.add_argument("--revision", metavar="NAME", help="The branch, tag or commit. Default: the hub's main branch.")


def run(arguments: Namespace) -> int:
    import os

    import albert
    from albert._command.destination import Destination

    directory = albert.pull(arguments.name, arguments.revision, progress=not arguments.quiet)
    Destination(None).write(os.fsencode(f"{directory}\n"))
    return 0
