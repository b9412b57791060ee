"""``python -m albert convert``."""

from __future__ import annotations

import sys

from albert._errors import Error

__all__ = ["main"]


def main(arguments: list[str]) -> int:
    """Runs the command and gives its exit status: 0, 1 where the conversion failed, 2 where the arguments are wrong."""
    from argparse import ArgumentParser

    from albert._convert.architecture import ARCHITECTURES
    from albert._convert.conversion import convert

    parser = ArgumentParser(
        prog="python -m albert convert",
        description="Converts PyTorch weights (pytorch_model.bin) or a TensorFlow 1 checkpoint of the original ALBERT release "
        "to a directory that libalbert and transformers open.",
    )
    parser.add_argument("source", metavar="SRC", help="a directory, a file in it, or a checkpoint without its ending")
    parser.add_argument("target", metavar="DST", help="a directory that is new or empty")
    parser.add_argument("--architecture", choices=list(ARCHITECTURES), help="write the tensors of this class")
    parser.add_argument("--json", action="store_true", help="print the report as JSON")
    try:
        asked = parser.parse_args(arguments)
    except SystemExit as exit:
        return exit.code if isinstance(exit.code, int) else 2
    try:
        report = convert(asked.source, asked.target, architecture=asked.architecture)
    except (Error, OSError) as error:
        print(f"convert: {error}", file=sys.stderr)
        return 1
    if asked.json:
        from json import dumps

        print(dumps(report.as_dict(), indent=1, ensure_ascii=False))
    else:
        print(report)
    return 0
