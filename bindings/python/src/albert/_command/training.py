"""What the two commands that train have in common: numbers, what is kept, and the picture at the end."""

from __future__ import annotations

import argparse
import os
from math import inf

from albert._command.arguments import count, count_or_zero, given_options

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace
    from collections.abc import Sequence
    from typing import Any

__all__ = ["add_course", "add_kept", "check_curve", "course_options", "draw_losses", "number"]


def number(text: str) -> float:
    """A number that is not negative."""
    try:
        value = float(text)
    except ValueError:
        value = -1
    if not 0 <= value < inf:
        raise argparse.ArgumentTypeError(f"a number from 0 was expected, not {text!r}")
    return value


def add_course(group: argparse._ArgumentGroup, *, warmup: float, schedule: str) -> None:
    """How the rate rises and falls, and what drops out."""
    group.add_argument(
        "--warmup", type=number, default=warmup, metavar="PART", help=f"The part of all steps over which the rate rises. Default: {warmup}."
    )
    group.add_argument("--warmup-steps", type=count_or_zero, metavar="N", help="The same in steps.")
    group.add_argument(
        "--schedule",
        choices=("hugging-face", "original", "constant"),
        default=schedule,
        help="After warm-up the rate falls to zero from there, as if it had fallen from the start, or stays. "
        f"Default: {schedule}.",
    )
    for name, of in (("hidden", "vectors"), ("attention", "attention weights"), ("classifier", "what a head reads")):
        group.add_argument(
            f"--{name}-dropout", type=number, metavar="P", help=f"The share of {of} that drops out. Default: the model's own."
        )
    group.add_argument(
        "--dropout-sites",
        choices=("hugging-face", "original"),
        help="Where vectors drop out: as in transformers, or also after the feed-forward network. Default: hugging-face.",
    )


def course_options(arguments: Namespace) -> dict[str, Any]:
    """What ``add_course`` asked for, as keywords of the Python call."""
    return given_options(
        arguments, "warmup", "warmup_steps", "schedule", "hidden_dropout", "attention_dropout", "classifier_dropout", "dropout_sites"
    )


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


def check_curve(arguments: Namespace) -> None:
    """Fails before the training where its picture could not be written after it."""
    if arguments.curve:
        is_new = not os.path.lexists(arguments.curve)
        with open(arguments.curve, "a", encoding="utf-8"):
            pass
        if is_new:
            os.unlink(arguments.curve)


def draw_losses(arguments: Namespace, lines: Sequence[dict[str, Any]], title: str) -> None:
    """The learning curve, where --curve asks for it."""
    if not arguments.curve:
        return
    from albert._command.curve import draw_curve

    with open(arguments.curve, "w", encoding="utf-8") as file:
        file.write(draw_curve(lines, title))
