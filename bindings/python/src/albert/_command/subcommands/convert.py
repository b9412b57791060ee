"""albert convert"""

from __future__ import annotations

from albert._convert.architecture import ARCHITECTURES

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace

SUMMARY = (
    "Turn PyTorch weights (pytorch_model.bin) or a TensorFlow 1 checkpoint of the original ALBERT release "
    "into a directory that albert and transformers open."
)
EXAMPLE = "albert convert pytorch_model/ model/"


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("source", metavar="SRC", help="A directory, a file in it, or a checkpoint without its ending.")
    parser.add_argument("target", metavar="DST", help="A directory that is new or empty.")
    parser.add_argument(
        "--architecture",
        metavar="CLASS",
        choices=list(ARCHITECTURES),
        help="Write the tensors of this class of transformers. Default: the one that SRC states or that its heads imply. "
        f"One of {', '.join(ARCHITECTURES)}.",
    )
    parser.add_argument("--json", action="store_true", help="Print the report as JSON.")


def run(arguments: Namespace) -> int:
    from albert._command.destination import Destination
    from albert._convert.conversion import convert

    report = convert(arguments.source, arguments.target, architecture=arguments.architecture)
    if arguments.json:
        from json import dumps

        text = dumps(report.as_dict(), indent=1, ensure_ascii=False)
    else:
        text = str(report)
    Destination(None).write(f"{text}\n".encode(errors="replace"))
    return 0
