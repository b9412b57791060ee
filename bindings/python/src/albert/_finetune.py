"""Fine-tuning from rows of examples to a model, with everything that stands around the steps."""

from __future__ import annotations

import os

from albert._errors import whole_argument, wrong_argument
from albert._examples import Batch, Reader, rows_of
from albert._journal import Journal, note_of
from albert._label_names import label_names
from albert._model import Model, load
from albert._output import make_way
from albert._trainer import Trainer

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from typing import Any

    from albert._examples import Example
    from albert._recipe import Option, Path

__all__ = ["finetune"]


def finetune(
    model: Model,
    *,
    task: str,
    train: Any,
    validation: Any = None,
    output: Path | None = None,
    labels: Iterable[str] | None = None,
    columns: Mapping[str, str] | None = None,
    epochs: float = 3,
    steps: int | None = None,
    batch_size: int = 32,
    learning_rate: float = 5e-5,
    warmup: float = 0.1,
    warmup_steps: int | None = None,
    weight_decay: float = 0.01,
    max_length: int | None = None,
    stride: int = 128,
    seed: int = 42,
    patience: int | None = None,
    evaluate_every: int | None = None,
    checkpoints: Path | None = None,
    checkpoint_every: int | None = 100,
    log: Path | None = None,
    tensorboard: Path | None = None,
    progress: Callable[[dict[str, Any]], object] | None = None,
    reduce: Any = None,
    **options: Option,
) -> Model:
    """Fine-tunes a model for a task and gives the model that came of it.

    ``task``: "classification", "regression", "multi-label", "tagging", "answering" or "choosing". ``train`` and ``validation``:
    rows as an iterable of mappings or tuples, a mapping of columns, a pandas DataFrame, an Arrow table or a Hugging Face dataset.
    What a row holds, by task (as a tuple in this order; other names by ``columns``, such as {"text": "review"}):

    * classification: text, pair (may be left out), label (its name or number)
    * regression: text, pair (may be left out), label (a number)
    * multi-label: text, pair (may be left out), label (a list of names or numbers)
    * tagging: words (a list), tags (a list as long); the first piece of a word learns its tag, so that ``tag`` reads them best
      with aggregation="first"
    * answering: question, context, answer, start (code points into the context; no answer: None), or SQuAD's ``answers``
    * choosing: prompt, choices (a list), label (the right one's place)

    ``labels``: the names of labels; None: those of the model's own head, else those that ``train`` has. ``output``: where the
    model is saved; None: in a temporary directory that lives as long as the model.

    ``steps``: updates of the weights; None: as many as ``epochs`` take. The rate rises over ``warmup_steps``, or over ``warmup`` of
    all steps, then falls to zero. Every epoch has an order of its own, which ``seed`` decides.
    ``max_length``: most pieces of a sequence; None: 512 or the model's limit. Longer texts are cut, contexts are read in windows
    that share ``stride`` pieces.

    ``validation`` is evaluated every ``evaluate_every`` steps (None: every epoch). With ``patience`` the model with the lowest
    validation loss is kept, and training ends when that many evaluations in a row were no better.

    With ``checkpoints``, a directory, training goes on from the newest checkpoint there, with the same bits as if it had never
    stopped; one is written every ``checkpoint_every`` steps (None: none is written). ``log``: a file that gets a line of JSON for every step and
    evaluation; ``tensorboard``: a directory for its events (extra ``train``); ``progress``: called with the same values.
    ``reduce``: what joins several processes, from ``albert.distributed``; each has its own rows, and the same ``steps`` and ``labels``.

    Further options go to ``Trainer``: ``optimizer``, ``dtype``, ``freeze_encoder``, ``recompute``, ``threads``, …

    Raises:
        ArgumentError: a row, label or option is wrong (the place says which), or a checkpoint is of another training.
        NumericError: a loss or a gradient is not finite.
        FileError: the system refuses.
    """
    import math

    if not isinstance(model, Model):
        raise TypeError(f"model must be a Model, as albert.load gives it, not {type(model).__name__}")
    batch_size = whole_argument("batch_size", batch_size)
    for name, value in (
        ("steps", steps),
        ("max_length", max_length),
        ("patience", patience),
        ("evaluate_every", evaluate_every),
        ("checkpoint_every", checkpoint_every),
    ):
        if value is not None:
            whole_argument(name, value)
    if not 0 < epochs < math.inf:
        raise wrong_argument("epochs", f"{epochs} is not above 0, or has no end")
    if not 0 <= warmup <= 1:
        raise wrong_argument("warmup", f"{warmup} is not from 0 to 1")
    if labels is not None and task in ("regression", "answering", "choosing"):
        raise wrong_argument("labels", f"{task} has none")
    if patience is not None and validation is None:
        raise wrong_argument("patience", "early stopping needs validation data")
    if patience is not None and checkpoints is not None and output is None:
        raise wrong_argument("output", "with patience and checkpoints there must be one: it keeps the best model between interruptions")
    longest = int(model.info["max_position_embeddings"])
    reader = Reader(
        task,
        model.tokenizer,
        labels=None if labels is None else label_names(labels),
        max_length=min(max_length or min(longest, 512), longest),
        stride=stride,
        columns=columns,
    )
    rows = list(rows_of(train, task))
    begins_anew = _settle_labels(reader, model, rows)
    examples = list(reader.examples(rows))
    if not examples:
        raise wrong_argument("train", "there is no example")
    held_out = [] if validation is None else list(reader.examples(rows_of(validation, task), of="validation "))
    if validation is not None and not held_out:
        raise wrong_argument("validation", "there is no example")
    batch_count = math.ceil(len(examples) / batch_size)
    steps = steps or max(1, math.ceil(batch_count * epochs))
    if output is not None:
        make_way(output, model)
    trainer = Trainer(
        model,
        task,
        labels=reader.labels if begins_anew else None,
        learning_rate=learning_rate,
        steps=steps,
        warmup_steps=int(steps * warmup) if warmup_steps is None else warmup_steps,
        weight_decay=weight_decay,
        seed=seed,
        **options,
    )
    trainer.hook = reduce
    with trainer, Journal(log, tensorboard, progress, steps) as journal, _Output(output) as target:
        # What bits and their meaning depend on and the trainer does not know.
        data = {"batch_size": batch_size, "examples": len(examples), "labels": reader.labels}
        run = _Run(trainer, target.path, patience, journal, data, held_out)
        run.resume(checkpoints)
        order = _Order(len(examples), batch_size, seed)
        every = evaluate_every or batch_count
        while run.step < steps and not run.is_over:
            Batch(examples[index] for index in order.batch(run.step)).add_to(trainer)
            journal.step(trainer.step())
            run.step += 1
            if held_out and (run.step % every == 0 or run.step == steps):
                run.judge()
            if checkpoints is not None and checkpoint_every is not None and run.step % checkpoint_every == 0:
                run.checkpoint(checkpoints)
        run.finish()
        return target.opened()


def _settle_labels(reader: Reader, model: Model, rows: list[Any]) -> bool:
    """Decides the labels: the caller's, the model's where its head is for this task, else those of the data. Whether the head
    begins anew."""
    if reader.task not in ("classification", "multi-label", "tagging"):
        if reader.task == "regression":
            reader.labels = ["LABEL_0"]
            return not _has_head(model, reader.task) or len(model.info["labels"]) != 1
        return False
    if reader.labels is not None:
        return not _has_head(model, reader.task) or list(model.info["labels"]) != reader.labels
    if _has_head(model, reader.task):
        reader.labels = list(model.info["labels"])
        return False
    reader.learn_labels(rows)
    return True


def _has_head(model: Model, task: str) -> bool:
    heads = {"tagging": "AlbertForTokenClassification"}
    return bool(model.info["task_head"] == heads.get(task, "AlbertForSequenceClassification"))


class _Order:
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


class _Output:
    """Where the model is saved: the caller's directory, or one that lives as long as the model."""

    def __init__(self, output: Path | None) -> None:
        from tempfile import TemporaryDirectory

        self._temporary = TemporaryDirectory(prefix="albert-") if output is None else None
        self.path = os.path.join(self._temporary.name, "model") if self._temporary else os.fsdecode(output or "")
        self._is_kept = False

    def opened(self) -> Model:
        model = load(self.path)
        if self._temporary is not None:
            from weakref import finalize

            finalize(model, self._temporary.cleanup)
            self._is_kept = True
        return model

    def __enter__(self) -> _Output:
        return self

    def __exit__(self, *nothing: object) -> None:
        if self._temporary is not None and not self._is_kept:
            self._temporary.cleanup()


class _Run:
    """What a training remembers beside its weights: how far it is, and which of its models was best."""

    def __init__(
        self,
        trainer: Trainer,
        output: str,
        patience: int | None,
        journal: Journal,
        data: dict[str, Any],
        held_out: list[Example],
    ) -> None:
        self.trainer = trainer
        self.step = 0
        self.is_over = False
        self._output = output
        self._patience = patience
        self._journal = journal
        self._batch_size: int = data["batch_size"]
        self._held_out = held_out
        self._data = data
        self._best: float | None = None
        self._worse = 0

    def resume(self, checkpoints: Path | None) -> None:
        found = None if checkpoints is None else self.trainer.resume(checkpoints)
        if found is None or checkpoints is None:
            return
        self.step = found[0]
        note = note_of(found[1], checkpoints)
        for name, value in self._data.items():
            if note.get(name, value) != value:
                raise wrong_argument(os.fsdecode(checkpoints), f"holds a training with other {name}: {str(note[name])[:80]}, not {str(value)[:80]}")
        self._best, self._worse = note.get("best"), note.get("worse", 0)
        if self._patience is None:
            self._best = None
            return
        self.is_over = self._worse >= self._patience
        if self._best is not None and not os.path.exists(os.path.join(self._output, "config.json")):
            raise wrong_argument(self._output, "the best model so far, which this training saved here before it was interrupted, is gone")

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
            self.trainer.save(self._output)
        else:
            self._worse += 1
            self.is_over = self._worse >= self._patience

    def finish(self) -> None:
        if self._best is None:
            self.trainer.save(self._output)
