"""A fine-tuning under way: which examples a step gets, where its model goes, and what is remembered from checkpoint to checkpoint."""

from __future__ import annotations

import os

from albert._errors import refused, wrong_argument
from albert._examples import Batch
from albert._journal import note_of
from albert._model import load

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
        from shutil import rmtree

        rmtree(directory, ignore_errors=True)


class TrainingRun:
    """What a training remembers beside its weights: how far it is, and which of its models was best."""

    def __init__(
        self,
        trainer: Trainer,
        output: str,
        best_path: str,
        patience: int | None,
        journal: Journal,
        batch_size: int,
        held_out: list[Example],
        data: dict[str, object],
    ) -> None:
        """``best_path``: where the best model so far is saved. ``data``: what a training that goes on must share."""
        self.trainer = trainer
        self.step = 0
        self.is_over = False
        self._best_path = best_path
        self._output = output
        self._patience = patience
        self._journal = journal
        self._batch_size = batch_size
        self._held_out = held_out
        self._data = data
        self._best: float | None = None
        self._worse = 0

    def resume(self, checkpoints: Path | None) -> None:
        found = None if checkpoints is None else self.trainer.resume(checkpoints)
        if found is None or checkpoints is None:
            return
        self.step = found[0]
        note = note_of(found[1], checkpoints, self._data)
        self._best, self._worse = note.get("best"), note.get("worse", 0)
        if self._patience is None:
            self._best = None
            return
        self.is_over = self._worse >= self._patience
        if self._best is not None and not os.path.exists(os.path.join(self._best_path, "config.json")):
            raise wrong_argument(self._best_path, "the best model so far, which this training saved here before it was interrupted, is gone")

    def checkpoint(self, checkpoints: Path) -> None:
        from json import dumps

        self.trainer.checkpoint(checkpoints, dumps({"best": self._best, "worse": self._worse, **self._data}))

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
        self._journal.evaluation(self.step, mean, accuracy / count if count else 0.0)
        if self._patience is None:
            return
        if self._best is None or mean < self._best:
            self._best, self._worse = mean, 0
            self.trainer.save(self._best_path)
        else:
            self._worse += 1
            self.is_over = self._worse >= self._patience

    def finish(self) -> None:
        if self._best is None:
            self.trainer.save(self._output)
        elif self._best_path != self._output:
            from shutil import copytree

            try:
                copytree(self._best_path, self._output)
            except OSError as error:
                raise refused(error, self._best_path) from None
