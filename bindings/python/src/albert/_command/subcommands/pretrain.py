"""albert pretrain"""

from __future__ import annotations

from albert._command.arguments import count, count_or_zero
from albert._command.targets import check_targets
from albert._command.training import add_course, add_kept, check_curve, course_options, draw_losses, number

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace

SUMMARY = "Pre-train a model on examples that albert pretraining-data has written."
EXAMPLE = "albert pretrain --config config.json --data examples/ --steps 10000 --checkpoints run/ --out model/"


def add_arguments(parser: ArgumentParser) -> None:
    source = parser.add_mutually_exclusive_group(required=True)
    source.add_argument("--config", metavar="FILE|DIR", help="Begin with random numbers: a config.json, or the directory it is in.")
    source.add_argument("--model", metavar="PATH|HUB-ID", help="Go on with a model.")
    parser.add_argument("--data", required=True, metavar="DIR", help="The examples.")
    parser.add_argument("--validation", metavar="DIR", help="Examples to evaluate on.")
    parser.add_argument("--tokenizer", metavar="DIR", help="Whose tokenizer is saved beside the weights. Default: that beside FILE.")
    parser.add_argument("-o", "--out", required=True, metavar="DIR", help="Where the model is saved.")
    steps = parser.add_argument_group("steps")
    steps.add_argument("--steps", type=count, required=True, metavar="N", help="Updates of the weights.")
    steps.add_argument("--batch", type=count, default=32, metavar="N", help="Examples of a step. Default: 32.")
    steps.add_argument("--task", choices=("pretraining", "masked-lm"), default="pretraining", help="Default: pretraining.")
    steps.add_argument("--optimizer", choices=("lamb", "adamw", "adamw-torch"), default="lamb", help="Default: lamb.")
    steps.add_argument(
        "--learning-rate", type=number, default=0.00176, metavar="RATE", help="The highest rate. Default: 0.00176, for batches of 4096."
    )
    add_course(steps, warmup=0.025, schedule="original")
    steps.add_argument("--weight-decay", type=number, default=0.01, metavar="DECAY", help="Of all but biases and layer norms. Default: 0.01.")
    steps.add_argument("--dtype", choices=("f32", "bf16"), default="f32", help="The number format of products. Default: f32.")
    steps.add_argument("--threads", type=count, metavar="N", help="The threads to compute with. Default: the machine's.")
    steps.add_argument("--seed", type=count_or_zero, default=42, metavar="N", help="Of new weights, the order and dropout. Default: 42.")
    steps.add_argument("--recompute", action="store_true", help="Take half the memory and a third more time.")
    steps.add_argument("--evaluate-every", type=count, default=1000, metavar="STEPS", help="Default: 1000.")
    kept = add_kept(parser, checkpoint_every=500)
    kept.add_argument("--stop-after", type=number, metavar="SECONDS", help="Stop then with a checkpoint, to be gone on with later.")


def run(arguments: Namespace) -> int:
    import albert
    from albert._command.training_line import TrainingLine

    check_targets(arguments, [arguments.config], ("log", "curve"))
    check_curve(arguments)
    line = TrainingLine(quiet=arguments.quiet)
    albert.pretrain(
        albert.load(arguments.model, progress=not arguments.quiet) if arguments.model else arguments.config,
        data=arguments.data,
        output=arguments.out,
        tokenizer=arguments.tokenizer,
        steps=arguments.steps,
        batch_size=arguments.batch,
        validation=arguments.validation,
        evaluate_every=arguments.evaluate_every,
        task=arguments.task,
        optimizer=arguments.optimizer,
        learning_rate=arguments.learning_rate,
        weight_decay=arguments.weight_decay,
        seed=arguments.seed,
        checkpoints=arguments.checkpoints,
        checkpoint_every=arguments.checkpoint_every,
        stop_after=arguments.stop_after,
        log=arguments.log,
        tensorboard=arguments.tensorboard,
        progress=line,
        dtype=arguments.dtype,
        threads=arguments.threads,
        recompute=arguments.recompute,
        **course_options(arguments),
    )
    draw_losses(arguments, line.lines, f"albert pretrain, {arguments.task}")
    return 0
