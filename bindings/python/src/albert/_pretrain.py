"""Pre-training from examples to a model."""

from __future__ import annotations

import os

from albert._agreement import Together, agree, agree_on_options, any_of, checksum, place_of
from albert._errors import refused, whole_argument, wrong_argument
from albert._journal import Journal, note_of, refuse_no_number
from albert._model import Model, load
from albert._output import make_way, make_way_for_model, refuse_options_of_the_tokenizer
from albert._tokenizer_files import TOKENIZER_FILES, present
from albert._trainer import Trainer

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from albert._recipe import Option, Path
    from albert._trainer import StepReport

__all__ = ["pretrain"]


def pretrain(
    source: Model | Path | dict[str, Any],
    *,
    data: Path,
    output: Path,
    tokenizer: Path | None = None,
    steps: int,
    batch_size: int = 32,
    validation: Path | None = None,
    evaluate_every: int = 1000,
    task: str = "pretraining",
    optimizer: str = "lamb",
    learning_rate: float = 0.00176,
    schedule: str = "original",
    warmup: float = 0.025,
    warmup_steps: int | None = None,
    weight_decay: float = 0.01,
    seed: int = 42,
    checkpoints: Path | None = None,
    checkpoint_every: int = 500,
    stop_after: float | None = None,
    log: Path | None = None,
    tensorboard: Path | None = None,
    progress: Callable[[dict[str, Any]], object] | None = None,
    reduce: Callable[[Trainer], StepReport] | None = None,
    **options: Option,
) -> Model:
    """Pre-trains a model on examples that ``pretraining_data`` wrote, and gives the model that came of it.

    ``source``: a Model to go on with, or, for random weights, a configuration as a dict, or the path of a config.json or of its
    directory. ``data``: the directory of examples, made with the tokenizer's pieces. ``tokenizer``: the directory whose
    tokenizer is saved beside new weights; None: the configuration's. A Model brings its own, which cannot be one with options (see
    ``finetune``). ``task``: "pretraining" (masked pieces and the order of segments) or "masked-lm".

    The defaults of optimizer, rate and schedule are ALBERT's own, made for batches of 4096; smaller batches take a smaller rate.
    The rate rises over ``warmup_steps``, or over ``warmup`` of all steps.

    ``validation``: examples to evaluate on every ``evaluate_every`` steps. With ``checkpoints``, a directory, training goes on from
    the newest checkpoint there, with the same bits as if it had never stopped; one is written every ``checkpoint_every`` steps.
    ``stop_after``: seconds after which it stops with a checkpoint and saves the model as it is then, so that long trainings can be
    done in pieces. ``data`` must be the same examples then. ``log``, ``tensorboard``, ``progress`` and further options are those of ``finetune``.
    ``reduce``: what joins several processes, from ``albert.distributed``. All read the same ``data``, and ``batch_size`` is that of
    each: N processes make the steps of one with N times the batch. ``output`` and ``checkpoints`` are each process's own.

    Raises:
        ArgumentError: an option is wrong, the examples do not fit the model, a checkpoint is of another training, or ``output`` holds
            files of another model that would stay.
        Cancelled: another process failed.
        NumericError: a loss, that of an evaluation too, or a gradient is not finite.
        FileError: the system refuses.
    """
    from json import dumps
    from time import monotonic

    begin = monotonic()
    steps, batch_size = whole_argument("steps", steps), whole_argument("batch_size", batch_size)
    evaluate_every = whole_argument("evaluate_every", evaluate_every)
    checkpoint_every = whole_argument("checkpoint_every", checkpoint_every)
    if not 0 <= warmup <= 1:
        raise wrong_argument("warmup", f"{warmup} is not from 0 to 1")
    if tokenizer is not None and isinstance(source, Model):
        raise wrong_argument("tokenizer", "a model brings its own")
    if stop_after is not None and checkpoints is None:
        raise wrong_argument("stop_after", "needs checkpoints to go on from")
    if stop_after is not None and not stop_after >= 0:
        raise wrong_argument("stop_after", f"{stop_after} is not from 0 on")
    with Together(reduce) as processes:
        tokenizer_files = [] if isinstance(source, Model) else _tokenizer_files(source if tokenizer is None else tokenizer)
        if tokenizer is not None and not tokenizer_files:
            raise wrong_argument("tokenizer", f"{os.fsdecode(tokenizer)!r} holds no tokenizer: none of {', '.join(TOKENIZER_FILES)}")
        if isinstance(source, Model):
            refuse_options_of_the_tokenizer(source)
        make_way_for_model(output, source, map(os.path.basename, tokenizer_files))
        if checkpoints is not None:
            make_way(checkpoints, "checkpoints")
        vocabulary = next((path for path in tokenizer_files if os.path.basename(path) in ("tokenizer.json", "spiece.model")), None)
        if vocabulary is not None:  # examples must be of its pieces; a model brings its own
            options["tokenizer"] = os.path.dirname(vocabulary) or "."
        settings: dict[str, Option] = {
            "optimizer": optimizer,
            "learning_rate": learning_rate,
            "schedule": schedule,
            "steps": steps,
            "warmup_steps": int(steps * warmup) if warmup_steps is None else warmup_steps,
            "weight_decay": weight_decay,
            "seed": seed,
            **options,
        }
        trainer = Trainer(source, task, labels=None, **settings)
        trainer.hook = reduce
        with trainer:
            # The examples of a step are found by the number of those before it, so that batches must be as large as they were.
            rank, process_count = place_of(reduce)
            shared: dict[str, Any] = {"batch_size": batch_size, "processes": process_count}
            if index := _index_of(data):
                shared["data"] = _checksum_of(data, index)
            note = dumps(shared)
            done = 0
            if checkpoints is not None and (begun := trainer.resume(checkpoints)) is not None:
                note_of(begun[1], checkpoints, shared, absent={"processes": 1})
                done = begun[0]
            if validation is not None:  # whether there are examples that fit, before hours of work
                trainer.add_examples(validation, 0, 1)
                trainer.evaluate()
            agree(reduce, "steps", steps - done, "the processes would make {found} steps: give the same steps, and checkpoints of one step")
            agree_on_options(reduce, task=task, **settings)
            if process_count > 1:
                agree(reduce, "data", checksum(batch_size, shared.get("data")), "needs the same batch_size and examples in every process")
            has_limit = any_of(reduce, stop_after is not None)
            with Journal(log, tensorboard, progress, steps) as journal:
                while done < steps:
                    if has_limit and any_of(reduce, stop_after is not None and monotonic() - begin >= stop_after):
                        break
                    trainer.add_examples(data, (done * process_count + rank) * batch_size, batch_size)
                    journal.step(trainer.step())
                    done += 1
                    if validation is not None and (done % evaluate_every == 0 or done == steps):
                        found = _evaluate(trainer, validation, batch_size)
                        refuse_no_number(found["validation_loss"], done)
                        journal.write(found | {"step": done, "steps": steps})
                    if checkpoints is not None and done % checkpoint_every == 0:
                        trainer.checkpoint(checkpoints, note)
                if checkpoints is not None and done % checkpoint_every:
                    trainer.checkpoint(checkpoints, note)
            processes.part()
            trainer.save(output)
        _copy(tokenizer_files, output)
        return load(output)


def _index_of(data: Path) -> bytes:
    """The directory's index; where there is none, the first step says so."""
    try:
        with open(os.path.join(os.fsdecode(data), "index.examples"), "rb") as file:
            return file.read()
    except (OSError, ValueError):  # a ValueError of a path with NUL
        return b""


def _checksum_of(data: Path, index: bytes) -> str:
    """Tells the examples of a directory from others: by the index, which counts them, and by the checksums that their files end in."""
    from zlib import crc32

    place = os.fsdecode(data)
    total = crc32(index[:-4])  # with its own checksum it would be the same of all
    try:
        for name in sorted(name for name in os.listdir(place) if name.endswith(".examples")):
            with open(os.path.join(place, name), "rb") as file:
                size = file.seek(0, os.SEEK_END)
                file.seek(max(0, size - 4))
                total = crc32(b"%b %d " % (os.fsencode(name), size) + file.read(4), total)
    except OSError as error:
        raise refused(error, str(error.filename or place)) from None
    return f"{total:08x}"


def _evaluate(trainer: Trainer, directory: Path, batch_size: int) -> dict[str, Any]:
    """Means over all masked pieces and all orders of the directory, whatever ``batch_size``."""
    piece_loss = order_loss = piece_accuracy = order_accuracy = 0.0
    pieces, first, total = 0, 0, 1
    while first < total:
        total = trainer.add_examples(directory, first, 1)
        rest = min(batch_size, total - first)
        if rest > 1:
            trainer.add_examples(directory, first + 1, rest - 1)
        report = trainer.evaluate()
        piece_loss += report.piece_loss * report.label_count
        piece_accuracy += report.piece_accuracy * report.label_count
        order_loss += report.order_loss * rest
        order_accuracy += report.order_accuracy * rest
        pieces += report.label_count
        first += rest
    return {
        "validation_loss": piece_loss / max(pieces, 1) + order_loss / total,
        "validation_piece_accuracy": piece_accuracy / max(pieces, 1),
        "validation_order_accuracy": order_accuracy / total,
    }


def _tokenizer_files(source: Path | dict[str, Any]) -> list[str]:
    """The paths of a tokenizer's files in a directory, or beside a file."""
    if isinstance(source, dict):
        return []
    place = os.fsdecode(source)
    place = place if os.path.isdir(place) else os.path.dirname(place)
    return [os.path.join(place, name) for name in present(TOKENIZER_FILES, place)]


def _copy(files: list[str], target: Path) -> None:
    from shutil import SameFileError, copyfile

    for path in files:
        try:
            copyfile(path, os.path.join(os.fsdecode(target), os.path.basename(path)))
        except SameFileError:  # the configuration's own directory
            continue
        except OSError as error:
            raise refused(error, os.fsdecode(error.filename or path)) from None
