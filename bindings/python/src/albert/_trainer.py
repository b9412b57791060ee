"""A model in training, step by step."""

from __future__ import annotations

import os
from os import fsencode

from albert import _albert
from albert._arrays import array_of
from albert._frozen import Record
from albert._label_names import label_names
from albert._model import Model

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from typing import Any, SupportsIndex

    from albert._arrays import Array
    from albert._recipe import Option, Path

__all__ = ["StepReport", "Trainer"]


class StepReport(Record):
    """What a step or an evaluation found."""

    __slots__ = __match_args__ = (
        "step",
        "loss",
        "piece_loss",
        "order_loss",
        "task_loss",
        "accuracy",
        "piece_accuracy",
        "order_accuracy",
        "tokens",
        "learning_rate",
        "gradient_norm",
        "label_count",
    )

    step: int
    """Steps done."""
    loss: float
    """The sum of the next three, each a mean over its labels; 0 where there are none."""
    piece_loss: float
    """Of masked pieces."""
    order_loss: float
    """Of the order of segments."""
    task_loss: float
    """Of a task's labels; for answers over starts and ends together."""
    accuracy: float
    """The part of the task's labels that had the highest logit (of several labels: that lay on the right side of 1/2); 0 for
    regression."""
    piece_accuracy: float
    """The same of masked pieces."""
    order_accuracy: float
    """The same of the order of segments."""
    tokens: int
    """In all sequences."""
    learning_rate: float
    """Of the step; 0 for an evaluation."""
    gradient_norm: float
    """Before clipping; 0 for an evaluation."""
    label_count: int
    """Labels of the task, or masked pieces."""

    def __init__(self, **values: float) -> None:
        for name in self.__match_args__:
            self._set(name, values[name])

    def __reduce__(self) -> tuple[object, ...]:
        return _report, self._values()


def _report(*values: float) -> StepReport:
    return StepReport(**dict(zip(StepReport.__match_args__, values, strict=True)))


class Trainer:
    """A model in training: batches are added, and each step makes one update of the weights from their mean loss.

    ``source`` is a Model, whose files are read again and whose tokenizer goes along with what is saved; or, for random weights, a
    configuration as a dict, or the path of a config.json or of its directory. ``task``: "pretraining", "masked-lm", "classification",
    "regression", "multi-label", "tagging", "answering" or "choosing"; None: what the model's head is for. ``labels``: the names
    of labels, for a head that begins anew.

    Options: ``optimizer``, ``learning_rate``, ``schedule``, ``steps``, ``warmup_steps``, ``power``, ``beta1``, ``beta2``,
    ``epsilon``, ``weight_decay``, ``clip_norm``, ``dtype`` ("f32" or "bf16", of products), ``seed``, ``threads``,
    ``tokens_at_once``, ``recompute``, ``freeze_encoder``, ``hidden_dropout``, ``attention_dropout``, ``classifier_dropout``,
    ``dropout_sites``; ``albert.describe_options()`` says what they take.

    One call at a time. ``close``, or the end of a ``with`` block, gives back memory and the directory of checkpoints; else the
    garbage collector does, which an exception's traceback can keep waiting. Weights have the same bits for any number of
    threads. Definition: section "training" of include/albert.h.

    Raises:
        ArgumentError: an option is wrong, the model does not say its task, or a label's name is empty, occurs twice or has
            more than one line.
        FileError: the model's files are gone or changed.
        UnsupportedError: the model was opened from memory.
    """

    __slots__ = ("__weakref__", "_native", "hook")

    hook: Callable[[Trainer], StepReport] | None
    """What ``step`` does instead of a step of this process alone: see albert.distributed."""

    def __init__(
        self,
        source: Model | Path | dict[str, Any],
        task: str | None = None,
        *,
        labels: Iterable[str] | None = None,
        **options: Option,
    ) -> None:
        self.hook = None
        options["task"] = task
        if labels is not None:
            options["labels"] = "\n".join(label_names(labels))
        if isinstance(source, Model):
            self._native = _albert.open_trainer(source._native, options)
        else:
            self._native = _albert.open_trainer(_configuration(source), options)

    def add(
        self,
        ids: Iterable[Sequence[SupportsIndex]],
        labels: Iterable[SupportsIndex] | None = None,
        second_labels: Iterable[SupportsIndex] | None = None,
        *,
        targets: Iterable[float] | None = None,
        type_ids: Iterable[Sequence[SupportsIndex]] | None = None,
        attention_mask: Iterable[Sequence[SupportsIndex]] | None = None,
    ) -> None:
        """Adds a batch to those of the next step or evaluation.

        ``ids``: sequences with their special tokens, of any lengths. ``labels``, ``second_labels`` and ``targets`` are flat; what
        they hold for each task says albert_trainer_add in include/albert.h: for "classification" a number per sequence, for
        "tagging" and "masked-lm" one per token (-100: none), for "answering" the first and the last token of each answer, for
        "choosing" the right choice and the number of choices of each item; for "regression" and "multi-label" ``targets``.

        Raises:
            ArgumentError: an id, label or length that cannot be; the batch is not added.
        """
        self._native.add(ids, type_ids, attention_mask, labels, second_labels, targets)

    def add_examples(self, directory: Path, first: int, count: int) -> int:
        """Adds examples that ``pretraining_data`` wrote: ``count`` of them from ``first`` on in an endless order, epoch after epoch,
        each in an order of its own that the trainer's seed decides.

        Returns:
            The number of examples in the directory, which is an epoch.

        Raises:
            ArgumentError: the examples are of other pieces, or longer, than the model's, or the task learns from none.
            FileError: the directory holds no examples.
            FormatError: a file's bytes break its format.
        """
        return self._native.add_examples(fsencode(directory), first, count)

    def step(self) -> StepReport:
        """One update of the weights from all batches that were added since the last one.

        Raises:
            NumericError: a loss or a gradient is not finite; the weights are as before, and training can go on.
            ArgumentError: no batch was added.
        """
        return _read(self._native.step()) if self.hook is None else self.hook(self)

    def evaluate(self) -> StepReport:
        """The losses of the batches that were added, without dropout. Nothing is changed."""
        return _read(self._native.evaluate())

    def counts(self) -> tuple[int, int, int, int, int]:
        """Of the batches that were added: labelled pieces, orders, task labels; tokens, sequences."""
        return self._native.counts()

    def compute(self, totals: tuple[int, int, int], first_token: int = 0, first_sequence: int = 0) -> None:
        """The first half of a step: gradients of losses that are divided by ``totals`` labels. ``first_token`` and
        ``first_sequence`` are those that other processes have before this one's."""
        self._native.compute(totals, first_token, first_sequence)

    @property
    def gradients(self) -> Array:
        """All gradients between ``compute`` and ``update``, in one array that may be changed in place."""
        return array_of(self._native.gradients())

    def update(self) -> StepReport:
        """The second half of a step: clipping and the optimizer's update."""
        return _read(self._native.update())

    @property
    def parameters(self) -> dict[str, int]:
        """How many numbers each tensor has, in the order in which they lie in ``gradients``."""
        table = self._native.tensors()
        return dict(zip(table.texts("name", 0, table.rows), table.ints("count", 0, table.rows), strict=True))

    @property
    def new_parameters(self) -> list[str]:
        """The tensors that began with random numbers, because the model's files lack them."""
        table = self._native.tensors()
        names = zip(table.texts("name", 0, table.rows), table.ints("new", 0, table.rows), strict=True)
        return [name for name, is_new in names if is_new]

    def save(self, directory: Path) -> None:
        """Saves the model as it is now in the Hugging Face layout, for ``albert.load`` or transformers.

        Raises:
            FileError: the system refuses, or ``directory`` is no directory.
            ArgumentError: ``directory`` is that of the model that training began with.
        """
        self._native.save(fsencode(directory))

    def checkpoint(self, directory: Path, note: str = "") -> None:
        """Writes all that is needed to go on with the same bits, and a note. It appears whole or not at all; the last two are kept.

        Raises:
            FileError: the system refuses; training can go on.
            BusyError: another trainer has the directory.
        """
        self._native.checkpoint(fsencode(directory), note)

    def resume(self, directory: Path) -> tuple[int, str] | None:
        """Goes on from the newest sound checkpoint: its step and note; None where there is no checkpoint yet.

        Raises:
            ArgumentError: the checkpoint is of another training: of another model, task or other options.
            FormatError: no checkpoint is sound.
            FileError: the system refuses.
        """
        found = self._native.resume(fsencode(directory))
        step = found.ints("step", 0, 1)[0]
        return None if step < 0 else (step, found.texts("note", 0, 1)[0])

    def close(self) -> None:
        """Frees the trainer; what was not saved is lost. Every later call but ``close`` is an ArgumentError. Arrays of ``gradients``
        stay as they are, and keep the trainer until they are gone; a call that another thread is in keeps it until it returns."""
        self._native.close()

    def __enter__(self) -> Trainer:
        return self

    def __exit__(self, *nothing: object) -> None:
        self.close()


def _read(table: _albert.Result) -> StepReport:
    ints = {
        name: table.ints(name, 0, 1)[0]
        for part in ("piece", "order", "task")
        for name in (f"{part}_count", f"{part}_correct")
    }
    floats = {
        name: float(table.floats(name, 0, (1,), (1,)).tolist()[0])
        for name in ("loss", "piece_loss", "order_loss", "task_loss", "learning_rate", "gradient_norm")
    }

    def share(part: str) -> float:
        count = ints[f"{part}_count"]
        return ints[f"{part}_correct"] / count if count else 0.0

    return StepReport(
        step=table.ints("step", 0, 1)[0],
        tokens=table.ints("tokens", 0, 1)[0],
        accuracy=share("task"),
        piece_accuracy=share("piece"),
        order_accuracy=share("order"),
        label_count=ints["task_count"] or ints["piece_count"],
        **floats,
    )


def _configuration(path: Path | dict[str, Any]) -> bytes:
    """The bytes of a config.json, of the one in a directory, or of a dict."""
    if isinstance(path, dict):
        from json import dumps

        return dumps({"model_type": "albert", **path}).encode()
    place = os.fsdecode(path)
    if os.path.isdir(place):
        place = os.path.join(place, "config.json")
    try:
        with open(place, "rb") as file:
            return file.read()
    except OSError as error:
        from albert._errors import refused

        raise refused(error, place) from None
