"""Fine-tuning from rows of examples to a model, with everything that stands around the steps."""

from __future__ import annotations

from albert._agreement import Together, agree, agree_on_options, any_of, checksum, largest, place_of
from albert._errors import whole_argument, wrong_argument
from albert._examples import Batch, Reader
from albert._journal import Journal
from albert._model import Model
from albert._output import make_way, make_way_for_model, refuse_options_of_the_tokenizer
from albert._rows import rows_of
from albert._trainer import Trainer
from albert._training_run import Order, Output, TrainingRun, checksum_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from typing import Any

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
    stride: int | None = None,
    seed: int = 42,
    patience: int | None = None,
    evaluate_every: int | None = None,
    checkpoints: Path | None = None,
    checkpoint_every: int = 100,
    log: Path | None = None,
    tensorboard: Path | None = None,
    progress: Callable[[dict[str, Any]], object] | None = None,
    reduce: Any = None,
    **options: Option,
) -> Model:
    """Fine-tunes a model for a task and gives the model that came of it, opened as ``model`` was (``strict``, ``threads``, ``dtype``,
    ``weights_check``). One that was opened with ``lower_case``, ``keep_accents`` or ``compat`` is refused: the files that are saved
    could not say so, and the next who opens them would cut texts in other pieces than those that were learned.

    ``task``: "classification", "regression", "multi-label", "tagging", "answering" or "choosing". ``train`` and ``validation``:
    rows as an iterable of mappings or tuples, a mapping of columns, a pandas DataFrame, an Arrow table or a Hugging Face dataset.
    What a row holds, by task (as a tuple in this order; other names by ``columns``, such as {"text": "review"}):

    * classification: text, pair (may be left out), label (its name or number)
    * regression: text, pair (may be left out), label (a number)
    * multi-label: text, pair (may be left out), label (a list of names or numbers)
    * tagging: words (a list), tags (a list as long; -100 for a word that has none); the first piece of a word learns its tag,
      so that ``tag`` reads them best with aggregation="first"
    * answering: question, context, answer, start (code points into the context; no answer: None), or SQuAD's ``answers``
    * choosing: prompt, choices (a list), label (the right one's place)

    ``labels``: the names of labels; None: those of the model's own head, else those that ``train`` has. ``output``: where the
    model is saved; None: in a temporary directory that lives as long as the model.

    ``steps``: updates of the weights; None: as many as ``epochs`` take. The rate rises over ``warmup_steps``, or over ``warmup`` of
    all steps, then falls to zero. Every epoch has an order of its own, which ``seed`` decides.
    ``max_length``: most pieces of a sequence; None: 512 or the model's limit. Longer texts are cut, contexts are read in windows
    that share ``stride`` pieces (None: 128, or half of what a window has room for).

    ``validation`` is evaluated every ``evaluate_every`` steps (None: every epoch). With ``patience`` the model with the lowest
    validation loss is what is saved, and training ends when that many evaluations in a row were no better.

    With ``checkpoints``, a directory, training goes on from the newest checkpoint there, with the same bits as if it had never
    stopped; one is written every ``checkpoint_every`` steps. ``log``: a file that gets a line of JSON for every step and
    evaluation; ``tensorboard``: a directory for its events (extra ``train``); ``progress``: called with the same values.
    ``reduce``: what joins several processes, from ``albert.distributed``; each has its own rows, ``output`` and ``checkpoints``, and the
    same ``steps``, ``labels`` and options of learning, with ``patience`` also the same ``validation``. Where one of them fails, all do.

    Further options go to ``Trainer``: ``optimizer``, ``dtype``, ``freeze_encoder``, ``recompute``, ``threads``, …

    Raises:
        ArgumentError: a row, label or option is wrong (the place says which), an option of ``model``'s tokenizer would be lost, or a
            checkpoint is of another training.
        Cancelled: another process failed.
        NumericError: a loss, that of an evaluation too, or a gradient is not finite.
        FileError: the system refuses.
    """
    import math

    if not isinstance(model, Model):
        raise TypeError(f"model must be a Model, as albert.load gives it, not {type(model).__name__}")
    refuse_options_of_the_tokenizer(model)
    batch_size = whole_argument("batch_size", batch_size)
    checkpoint_every = whole_argument("checkpoint_every", checkpoint_every)
    steps = None if steps is None else whole_argument("steps", steps)
    for name, value in (("max_length", max_length), ("patience", patience), ("evaluate_every", evaluate_every)):
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
    with Together(reduce) as processes:
        longest = int(model.info["max_position_embeddings"])
        reader = Reader(
            task,
            model.tokenizer,
            labels=labels,
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
            make_way_for_model(output, model)
        if checkpoints is not None:
            make_way(checkpoints, "checkpoints")
        settings: dict[str, Option] = {
            "learning_rate": learning_rate,
            "steps": steps,
            "warmup_steps": int(steps * warmup) if warmup_steps is None else warmup_steps,
            "weight_decay": weight_decay,
            "seed": seed,
            **options,
        }
        trainer = Trainer(model, task, labels=reader.labels if begins_anew else None, **settings)
        trainer.hook = reduce
        with trainer, Journal(log, tensorboard, progress, steps) as journal, Output(output) as target:
            # What bits depend on and the trainer does not know.
            data: dict[str, object] = {"batch_size": batch_size, "processes": place_of(reduce)[1]}
            if checkpoints is not None:
                data |= {"examples": checksum_of(examples), "validation examples": checksum_of(held_out)}
            run = TrainingRun(trainer, target.path, checkpoints, patience, journal, batch_size, held_out, data)
            run.resume()
            longest_epoch = largest(reduce, batch_count)
            every = evaluate_every or longest_epoch
            parts = "give parts of one size, or steps, and checkpoints of one step"
            agree(reduce, "steps", 0 if run.is_over else steps - run.step, f"the processes would make {{found}} steps: {parts}")
            agree(reduce, "labels", checksum(*(reader.labels or ())), "the processes have found different ones: name all of them")
            agree_on_options(reduce, **settings)
            if any_of(reduce, patience is not None):
                judged = checksum(patience, every, checksum_of(held_out))
                agree(reduce, "patience", judged, "needs the same patience, evaluate_every and validation data in every process")
            order = Order(len(examples), batch_size, seed)
            while run.step < steps and not run.is_over:
                Batch(examples[index] for index in order.batch(run.step)).add_to(trainer)
                journal.step(trainer.step())
                run.step += 1
                if held_out and (run.step % every == 0 or run.step == steps):
                    run.judge()
                if checkpoints is not None and run.step % checkpoint_every == 0:
                    run.checkpoint()
            processes.part()
            run.finish()
            return target.opened_as(model)


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
