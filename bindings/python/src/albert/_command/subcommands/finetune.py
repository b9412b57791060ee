"""albert finetune"""

from __future__ import annotations

from albert._command.arguments import count, count_or_zero, usage_error
from albert._command.targets import check_targets
from albert._command.training import add_course, add_kept, check_curve, course_options, draw_losses, number
from albert._rows import COLUMN_NAMES

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace

SUMMARY = "Fine-tune a model for a task on a file of examples."
EXAMPLE = "albert finetune --task classification --train train.tsv --validation dev.tsv --out model/"
TASKS = ("classification", "regression", "multi-label", "tagging", "answering", "choosing")


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--task", required=True, metavar="TASK", choices=TASKS, help=f"One of {', '.join(TASKS)}.")
    parser.add_argument(
        "--train",
        required=True,
        metavar="FILE",
        help="Examples: .jsonl (or .ndjson), .csv and .tsv with the columns text, pair and label (GLUE's names are known too; several labels with "
        "commas between them), or question, context, answer and start; .jsonl with lists for words and tags, or prompt, choices and "
        "label; .conll or .txt for tagging; SQuAD's .json for answering.",
    )
    parser.add_argument("--validation", metavar="FILE", help="Examples to evaluate on, and to stop early by.")
    parser.add_argument("-o", "--out", required=True, metavar="DIR", help="Where the model is saved.")
    parser.add_argument(
        "--column",
        action="append",
        default=[],
        metavar="NAME=COLUMN",
        help="What the files call a column, such as text=review; may be repeated.",
    )
    parser.add_argument("--label", action="append", metavar="LABEL", help="A label, in order; may be repeated. Default: the model's own, else those found.")
    model = parser.add_argument_group("model")
    model.add_argument(
        "--model",
        metavar="PATH|HUB-ID",
        help="The model's directory, or its name on the hub. Default: the model that comes with albert.",
    )
    model.add_argument(
        "--dtype", choices=("f32", "bf16"), default="f32", help="The number format of products. Weights are f32. Default: f32."
    )
    model.add_argument("--threads", type=count, metavar="N", help="The threads to compute with. Default: the machine's.")
    steps = parser.add_argument_group("steps")
    steps.add_argument("--epochs", type=number, default=3, metavar="N", help="Times through the examples. Default: 3.")
    steps.add_argument("--steps", type=count, metavar="N", help="Updates of the weights, instead of epochs.")
    steps.add_argument("--batch", type=count, default=32, metavar="N", help="Examples of a step. Default: 32.")
    steps.add_argument("--learning-rate", type=number, default=5e-5, metavar="RATE", help="The highest rate. Default: 5e-5.")
    add_course(steps, warmup=0.1, schedule="hugging-face")
    steps.add_argument("--weight-decay", type=number, default=0.01, metavar="DECAY", help="Of all but biases and layer norms. Default: 0.01.")
    steps.add_argument("--optimizer", choices=("adamw-torch", "adamw", "lamb"), default="adamw-torch", help="Default: adamw-torch.")
    steps.add_argument("--max-length", type=count, metavar="N", help="The most pieces of a sequence or window. Default: 512.")
    steps.add_argument("--stride", type=count, metavar="N", help="The pieces that two windows share. Default: 128, or half.")
    steps.add_argument("--seed", type=count_or_zero, default=42, metavar="N", help="Of the order, of dropout and of new weights. Default: 42.")
    steps.add_argument("--patience", type=count, metavar="N", help="End after N evaluations that are no better, and keep the best.")
    steps.add_argument("--evaluate-every", type=count, metavar="STEPS", help="Default: once an epoch.")
    steps.add_argument("--freeze-encoder", action="store_true", help="Train the head alone.")
    steps.add_argument("--recompute", action="store_true", help="Take half the memory and a third more time.")
    add_kept(parser, checkpoint_every=100)


def run(arguments: Namespace) -> int:
    import albert
    from albert._command.example_rows import read_rows
    from albert._command.training_line import TrainingLine

    columns = {}
    for pair in arguments.column:
        name, equals, column = pair.partition("=")
        if not equals:
            usage_error(arguments, f"NAME=COLUMN expected, not {pair!r}")
        columns[name] = column
    check_targets(arguments, [arguments.train, arguments.validation], ("log", "curve"))
    check_curve(arguments)
    train = read_rows(arguments.train)
    validation = read_rows(arguments.validation) if arguments.validation else None
    model = albert.load(arguments.model, progress=not arguments.quiet)
    line = TrainingLine(quiet=arguments.quiet)
    albert.finetune(
        model,
        task=arguments.task,
        train=_typed(train, arguments.task, columns),
        validation=None if validation is None else _typed(validation, arguments.task, columns),
        output=arguments.out,
        labels=arguments.label,
        columns=columns,
        epochs=arguments.epochs,
        steps=arguments.steps,
        batch_size=arguments.batch,
        learning_rate=arguments.learning_rate,
        weight_decay=arguments.weight_decay,
        max_length=arguments.max_length,
        stride=arguments.stride,
        seed=arguments.seed,
        patience=arguments.patience,
        evaluate_every=arguments.evaluate_every,
        checkpoints=arguments.checkpoints,
        checkpoint_every=arguments.checkpoint_every,
        log=arguments.log,
        tensorboard=arguments.tensorboard,
        progress=line,
        optimizer=arguments.optimizer,
        dtype=arguments.dtype,
        threads=arguments.threads,
        freeze_encoder=arguments.freeze_encoder,
        recompute=arguments.recompute,
        **course_options(arguments),
    )
    draw_losses(arguments, line.lines, f"albert finetune, {arguments.task}")
    return 0


def _typed(rows: list[dict[str, object]], task: str, columns: dict[str, str]) -> list[dict[str, object]]:
    """In tables everything is text: several labels are separated by commas."""
    if task != "multi-label":
        return rows
    names = (columns["label"],) if "label" in columns else COLUMN_NAMES["label"]
    return [{name: _listed(value) if name in names and isinstance(value, str) else value for name, value in row.items()} for row in rows]


def _listed(labels: str) -> list[str]:
    return [label for part in labels.split(",") if (label := part.strip())]
