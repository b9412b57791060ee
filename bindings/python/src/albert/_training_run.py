"""A fine-tuning under way: which examples a step gets, where its model goes, and what is remembered from checkpoint to checkpoint."""

from __future__ import annotations

import os

from albert._errors import refused, wrong_argument
from albert._examples import Batch
from albert._journal import note_of, refuse_no_number
from albert._model import load
from albert._output import copy_model

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any

    from albert._examples import Example
    from albert._journal import Journal
    from albert._model import Model
    from albert._recipe import Path
    from albert._trainer import Trainer

__all__ = ["Order", "Output", "TrainingRun", "checksum_of"]


def checksum_of(examples: Iterable[Example]) -> str:
    """Tells examples from others: their number and a checksum."""
    from array import array
    from zlib import crc32

    total = count = 0
    for example in examples:
        count += 1
        for numbers in (*example.ids, *example.type_ids, example.labels, example.second_labels):
            total = crc32(array("i", [len(numbers), *numbers]), total)
        total = crc32(array("d", example.targets), total)
    return f"{count}, {total:08x}"


class Order:
    """Which examples a step gets: every epoch goes through all of them, in an order that seed and epoch decide."""

    def __init__(self, count: int, batch_size: int, seed: int) -> None:
        self._count = count
        self._batch_size = batch_size
        self._seed = seed
        self._epoch = -1
        self._order: list[int] = []

    def batch(self, step: int) -> list[int]:
        epoch, place = divmod(step, -(-self._count // self._batch_size))
        if epoch != self._epoch:
            from random import Random

            self._epoch, self._order = epoch, list(range(self._count))
            Random(f"{self._seed} {epoch}").shuffle(self._order)
        return self._order[place * self._batch_size : (place + 1) * self._batch_size]


class Output:
    """Where the model is saved: the caller's directory, or one that lives as long as the model, in the process that made it."""

    def __init__(self, output: Path | None) -> None:
        self._temporary: str | None = None
        if output is None:
            from tempfile import mkdtemp

            # Not TemporaryDirectory, which a forked child would remove as well when it ends.
            self._temporary = mkdtemp(prefix="albert-")
            self._process = os.getpid()
        self.path = os.path.join(self._temporary, "model") if self._temporary else os.fsdecode(output or "")

    def opened_as(self, source: Model) -> Model:
        """The model that was saved, with the options that `source` was opened with."""
        options: dict[str, Any] = dict(source._recipe[2])
        model = load(self.path, strict=source._strict, **options)
        if self._temporary is not None:
            from weakref import finalize

            finalize(model, _remove, self._temporary, self._process)
            self._temporary = None
        return model

    def __enter__(self) -> Output:
        return self

    def __exit__(self, *nothing: object) -> None:
        if self._temporary is not None:
            _remove(self._temporary, self._process)


def _remove(directory: str, process: int) -> None:
    if os.getpid() == process:
        _remove_tree(directory)


class TrainingRun:
    """What a training remembers beside its weights: how far it is, and which of its models was best.

    The best model is saved to ``output``, or with ``checkpoints`` there, as STEP.best, and copied to ``output`` at the end: a
    checkpoint must find the model that it calls the best, whatever was saved after it and whatever ``output`` is then.
    """

    def __init__(
        self,
        trainer: Trainer,
        output: str,
        checkpoints: Path | None,
        patience: int | None,
        journal: Journal,
        batch_size: int,
        held_out: list[Example],
        data: dict[str, object],
    ) -> None:
        """``data``: what a training that goes on must share."""
        self.trainer = trainer
        self.step = 0
        self.is_over = False
        self._output = output
        self._checkpoints = None if checkpoints is None else os.fsdecode(checkpoints)
        self._patience = patience
        self._journal = journal
        self._batch_size = batch_size
        self._held_out = held_out
        self._data = data
        self._best: float | None = None
        self._best_step = 0
        self._best_sum = ""
        self._worse = 0
        # The best models, by their steps, of the two checkpoints that are kept.
        self._noted: list[set[int]] = []

    def resume(self) -> None:
        found = None if self._checkpoints is None else self.trainer.resume(self._checkpoints)
        if found is None or self._checkpoints is None:
            return
        self.step = found[0]
        note = note_of(found[1], self._checkpoints, self._data)
        # Kept without patience too: who goes on with patience again has it still.
        self._best, self._worse = note.get("best"), note.get("worse", 0)
        self._best_step, self._best_sum = note.get("best_step", 0), note.get("best_sum", "")
        self._noted = [set(_steps_of_best(self._checkpoints))]  # an older checkpoint may have another than this one's
        if self._patience is None:
            return
        self.is_over = self._worse >= self._patience
        if self._best is not None:
            place = _best_path(self._checkpoints, self._best_step)
            if _checksum_of_files(place) != self._best_sum:
                message = "the best model so far, which this training saved before it was interrupted, is gone or was changed"
                raise wrong_argument(place, message)

    def checkpoint(self) -> None:
        from json import dumps

        if self._checkpoints is None:
            return
        best = {"best": self._best, "best_step": self._best_step, "best_sum": self._best_sum, "worse": self._worse}
        self.trainer.checkpoint(self._checkpoints, dumps(best | self._data))
        self._noted = [*self._noted[-1:], {self._best_step}]
        self._remove_others()

    def judge(self) -> None:
        """Evaluates; with patience saves what is better than all before, and ends what was not for too long."""
        loss = accuracy = 0.0
        count = 0
        for first in range(0, len(self._held_out), self._batch_size):
            Batch(self._held_out[first : first + self._batch_size]).add_to(self.trainer)
            report = self.trainer.evaluate()
            loss += report.loss * report.label_count
            accuracy += report.accuracy * report.label_count
            count += report.label_count
        mean = loss / count if count else 0.0
        refuse_no_number(mean, self.step)  # no other would ever be better, and JSON has no word for it
        self._journal.evaluation(self.step, mean, accuracy / count if count else 0.0)
        if self._patience is None:
            return
        if self._best is None or mean < self._best:
            self._save_best(mean)
        else:
            self._worse += 1
            self.is_over = self._worse >= self._patience

    def _save_best(self, loss: float) -> None:
        if self._checkpoints is None:
            self.trainer.save(self._output)
        else:
            place = _best_path(self._checkpoints, self.step)
            _remove_tree(place)  # of an interrupted training, or of another
            self.trainer.save(place)
            self._best_sum = _checksum_of_files(place)
        self._best, self._best_step, self._worse = loss, self.step, 0
        self._remove_others()

    def _remove_others(self) -> None:
        """All best models but the best and those that a checkpoint names."""
        if self._checkpoints is None or self._patience is None:
            return
        for step in _steps_of_best(self._checkpoints):
            if step != self._best_step and not any(step in steps for steps in self._noted):
                _remove_tree(_best_path(self._checkpoints, step))

    def finish(self) -> None:
        if self._best is None or self._patience is None:
            self.trainer.save(self._output)
        elif self._checkpoints is not None:
            copy_model(_best_path(self._checkpoints, self._best_step), self._output)


_ENDING = ".best"


def _best_path(checkpoints: str, step: int) -> str:
    return os.path.join(checkpoints, f"{step:012}{_ENDING}")


def _steps_of_best(checkpoints: str) -> list[int]:
    """The steps whose models lie there as the best of their time."""
    names = os.listdir(checkpoints) if os.path.isdir(checkpoints) else []
    stems = [name.removesuffix(_ENDING) for name in names if name.endswith(_ENDING)]
    return [int(stem) for stem in stems if len(stem) >= 12 and stem.isascii() and stem.isdecimal()]


def _checksum_of_files(directory: str) -> str:
    """Tells a saved model from others: names and contents of its files; "" where there is none."""
    from hashlib import sha256

    total = sha256()
    found = False
    try:
        for above, folders, names in os.walk(directory):
            folders.sort()
            for name in sorted(names):
                found = True
                total.update(os.fsencode(os.path.relpath(os.path.join(above, name), directory)) + b"\0")
                with open(os.path.join(above, name), "rb") as file:
                    while part := file.read(1 << 20):
                        total.update(part)
                total.update(b"\0")
    except OSError as error:
        raise refused(error, directory) from None
    return total.hexdigest() if found else ""


def _remove_tree(directory: str) -> None:
    from shutil import rmtree

    rmtree(directory, ignore_errors=True)
