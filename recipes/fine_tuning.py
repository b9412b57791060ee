"""What the recipes of the published table share: their options, its hyper-parameters as `albert.finetune` takes them, and the results.

The optimizer is that of ALBERT's authors: AdamW without bias correction, a linear fall of the rate as if it had begun at step 0, and
dropout after the feed-forward network too.
"""
import json
import math
import sys
import time
from argparse import ArgumentParser, ArgumentTypeError
from dataclasses import dataclass
from pathlib import Path

import albert

BASE = "albert/albert-base-v2"
ENDLESS = 1_000_000_000  # a patience that never ends a training: the best model is kept, and all steps are made


@dataclass(frozen=True)
class Published:
    """A row of the table: the highest rate, examples of a step, dropout of the encoder, steps in all and of warm-up, pieces of a sequence."""

    learning_rate: float
    batch_size: int
    dropout: float
    steps: int
    warmup_steps: int
    max_length: int
    classifier_dropout: float = 0.1


def parser_of(description):
    parser = ArgumentParser(description=description)
    parser.add_argument("--model", default=BASE, help=f"a model's directory, its name on the hub, or 'bundled' for a trial. Default: {BASE}")
    parser.add_argument("--output", required=True, type=Path, help="where the model and results.json go")
    length = parser.add_mutually_exclusive_group()
    length.add_argument("--steps", type=_whole(0), help="instead of the table's; warm-up keeps its share. 0: measure the model as it is")
    length.add_argument("--epochs", type=_positive, help="times through the examples, instead of the table's steps")
    parser.add_argument("--limit", type=_whole(1), help="take so many examples of every file, evenly spread, for a trial")
    parser.add_argument("--seed", type=int, default=42, help="of the order, of dropout and of the new head. Default: 42")
    parser.add_argument("--keep-best", type=_whole(1), metavar="STEPS", help="evaluate on dev every so many steps and keep the lowest loss")
    parser.add_argument("--learning-rate", type=_positive, help="instead of the table's")
    parser.add_argument("--batch-size", type=_whole(1), help="instead of the table's")
    parser.add_argument("--max-length", type=_whole(1), help="pieces of a sequence, instead of the table's")
    parser.add_argument("--dtype", choices=("f32", "bf16"), default="f32", help="what products are computed in while training. Default: f32")
    parser.add_argument("--threads", type=_whole(1), help="default: the machine's")
    parser.add_argument("--recompute", action="store_true", help="half the memory, a third more time")
    parser.add_argument("--checkpoints", type=Path, metavar="DIR", help="go on from the newest checkpoint there, and write one every 100 steps")
    return parser


def _whole(least):
    def read(text):
        if not text.isdecimal() or int(text) < least:
            raise ArgumentTypeError(f"a whole number from {least} was expected, not {text!r}")
        return int(text)

    return read


def _positive(text):
    try:
        number = float(text)
    except ValueError:
        number = -1.0
    if not 0 < number < math.inf:
        raise ArgumentTypeError(f"a number above 0 was expected, not {text!r}")
    return number


def opened(choice):
    return albert.load(None if choice.model == "bundled" else choice.model, threads=choice.threads)


def spread(examples, limit):
    """At most `limit` of the examples, evenly spread: neighbours in a file are often of one text."""
    if limit is None or limit >= len(examples):
        return examples
    return [examples[number * len(examples) // limit] for number in range(limit)]


def steps_of(published, choice, example_count):
    """Steps of the training and of its warm-up."""
    steps = published.steps if choice.steps is None else choice.steps
    if choice.epochs is not None:
        steps = max(1, math.ceil(math.ceil(example_count / (choice.batch_size or published.batch_size)) * choice.epochs))
    return steps, round(steps * published.warmup_steps / published.steps)


def fine_tune(model, task, examples, published, choice, *, held_out, example_count=None, **options):
    """The model that came of it, saved in `choice.output`, and its steps; with 0 steps the model as it is.

    `example_count`: sequences that `examples` become where that is not one each. `held_out`: examples for --keep-best.
    """
    example_count = example_count or len(examples)
    batch_size = choice.batch_size or published.batch_size
    steps, warmup_steps = steps_of(published, choice, example_count)
    if not steps:
        return model, 0
    tuned = albert.finetune(
        model,
        task=task,
        train=examples,
        validation=held_out if choice.keep_best else None,
        patience=ENDLESS if choice.keep_best else None,
        evaluate_every=choice.keep_best,
        output=choice.output,
        steps=steps,
        warmup_steps=warmup_steps,
        batch_size=batch_size,
        learning_rate=choice.learning_rate or published.learning_rate,
        max_length=choice.max_length or published.max_length,
        seed=choice.seed,
        optimizer="adamw",
        schedule="original",
        dropout_sites="original",
        hidden_dropout=published.dropout,
        attention_dropout=published.dropout,
        classifier_dropout=published.classifier_dropout,
        dtype=choice.dtype,
        threads=choice.threads,
        recompute=choice.recompute,
        checkpoints=choice.checkpoints,
        progress=Progress(),
        **options,
    )
    return tuned, steps


class Progress:
    """A line every ten seconds, and one for every evaluation."""

    def __init__(self):
        self._next = 0.0

    def __call__(self, report):
        step = f"step {report['step']} of {report['steps']}"
        if "validation_loss" in report:
            print(f"{step}: loss on dev {report['validation_loss']:.4f}", file=sys.stderr, flush=True)
        elif time.monotonic() >= self._next or report["step"] == report["steps"]:
            self._next = time.monotonic() + 10
            left = f"{report['tokens_per_second']:,.0f} tokens/s, {report['seconds_left'] / 60:.1f} min left"
            print(f"{step}: loss {report['loss']:.4f}, {left}", file=sys.stderr, flush=True)


def write_results(choice, results):
    """Prints the results and keeps them beside the model."""
    choice.output.mkdir(parents=True, exist_ok=True)
    text = json.dumps(results, indent=2)
    (choice.output / "results.json").write_text(text + "\n", encoding="utf-8")
    print(text)
