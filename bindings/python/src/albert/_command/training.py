"""What the two commands that train have in common: numbers, what is kept, and the picture at the end."""

from __future__ import annotations

import argparse

from albert._command.arguments import count

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace
    from collections.abc import Sequence
    from typing import Any

__all__ = ["add_kept", "draw_losses", "number"]


def number(text: str) -> float:
    """A number that is not negative."""
    try:
        value = float(text)
    except ValueError:
        value = -1
    if not value >= 0:
        raise argparse.ArgumentTypeError(f"a number from 0 was expected, not {text!r}")
    return value


def add_kept(parser: ArgumentParser, *, checkpoint_every: int) -> argparse._ArgumentGroup:
    """Checkpoints, log, curve and events; the group, for what one command keeps besides."""
    group = parser.add_argument_group("what is kept")
    group.add_argument("--checkpoints", metavar="DIR", help="Go on from the newest checkpoint in DIR, and write others there.")
    group.add_argument(
        "--checkpoint-every", type=count, default=checkpoint_every, metavar="STEPS", help=f"Default: {checkpoint_every}."
    )
    group.add_argument("--log", metavar="FILE", help="Append a line of JSON for every step and evaluation.")
    group.add_argument("--curve", metavar="FILE.svg", help="Draw the losses at the end.")
    group.add_argument("--tensorboard", metavar="DIR", help="Write TensorBoard's events (needs tensorboardX).")
    return group


def draw_losses(arguments: Namespace, lines: Sequence[dict[str, Any]], title: str) -> None:
    """The learning curve, where --curve asks for it."""
    if not arguments.curve:
        return
    from albert._command.curve import draw_curve

    with open(arguments.curve, "w", encoding="utf-8") as file:
        file.write(draw_curve(lines, title))
