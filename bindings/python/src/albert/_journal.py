"""What a training tells of its steps."""

from __future__ import annotations

import os
from time import monotonic

from albert._errors import make_error, refused, wrong_argument

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any, TextIO

    from albert._recipe import Path
    from albert._trainer import StepReport

__all__ = ["Journal", "note_of", "refuse_no_number"]


class Journal:
    """Tells of every step: a line of JSON in a file, TensorBoard's events, and whoever asked for progress."""

    def __init__(
        self,
        log: Path | None,
        tensorboard: Path | None,
        progress: Callable[[dict[str, Any]], object] | None,
        steps: int,
    ) -> None:
        self._events = None if tensorboard is None else _event_writer(tensorboard)
        self._file: TextIO | None = None if log is None else _opened(log)
        self._progress = progress
        self._steps = steps
        self._begin = monotonic()
        self._done = 0
        self._tokens = 0

    def step(self, report: StepReport) -> None:
        self._done += 1
        self._tokens += report.tokens
        seconds = monotonic() - self._begin
        self.write(
            {
                "step": report.step,
                "steps": self._steps,
                "loss": report.loss,
                "learning_rate": report.learning_rate,
                "gradient_norm": report.gradient_norm,
                "tokens_per_second": self._tokens / seconds if seconds > 0 else 0.0,
                "seconds_left": seconds / self._done * (self._steps - report.step),
            }
        )

    def evaluation(self, step: int, loss: float, accuracy: float) -> None:
        self.write({"step": step, "steps": self._steps, "validation_loss": loss, "validation_accuracy": accuracy})

    def write(self, values: dict[str, Any]) -> None:
        if self._file is not None:
            from json import dumps

            try:
                self._file.write(dumps(values) + "\n")
                self._file.flush()
            except OSError as error:
                raise refused(error, os.fsdecode(self._file.name)) from None
        if self._events is not None:
            for name, value in values.items():
                if name not in ("step", "steps"):
                    self._events.add_scalar(name, value, values["step"])
        if self._progress is not None:
            self._progress(values)

    def __enter__(self) -> Journal:
        return self

    def __exit__(self, kind: object, *nothing: object) -> None:
        if self._file is not None:
            try:
                self._file.close()
            except OSError as error:  # of a line that could not be written, which was reported then
                if kind is None:
                    raise refused(error, os.fsdecode(self._file.name)) from None
        if self._events is not None:
            self._events.close()


def refuse_no_number(validation_loss: float, step: int) -> None:
    """NumericError where the loss of an evaluation is not finite."""
    from math import isfinite

    if not isfinite(validation_loss):
        raise make_error("ALBERT_E_NUMERIC", f"the loss after step {step} is {validation_loss}", "validation", -1, 0)


def note_of(text: str, place: Path, shared: dict[str, Any], absent: dict[str, Any] | None = None) -> dict[str, Any]:
    """What a training wrote beside its checkpoint. ``shared``: what whoever goes on with it must have in common with it, where the
    note says it. ``absent``: what a note means that does not say it.

    Raises:
        ArgumentError: it is of a training that has these otherwise, or of something else that writes checkpoints.
    """
    from json import loads

    try:
        note = loads(text or "{}")
    except ValueError:
        note = None
    if not isinstance(note, dict):
        raise wrong_argument(os.fsdecode(place), "holds the checkpoints of another program")
    for name, value in shared.items():
        before = note.get(name, (absent or {}).get(name, value))
        if before != value:
            raise wrong_argument(os.fsdecode(place), f"holds a training with other {name}: {before}, not {value}")
    return note


def _opened(log: Path) -> TextIO:
    try:
        return open(log, "a", encoding="utf-8")
    except OSError as error:
        raise refused(error, os.fsdecode(log)) from None
    except ValueError:
        raise wrong_argument("log", f"{ascii(os.fsdecode(log))} holds a NUL, as no path does") from None


def _event_writer(directory: Path) -> Any:
    from importlib import import_module

    for name in ("tensorboardX", "torch.utils.tensorboard"):
        try:
            return import_module(name).SummaryWriter(os.fsdecode(directory))
        except ImportError:
            continue
        except OSError as error:
            raise refused(error, os.fsdecode(directory)) from None
    raise ImportError("tensorboard= needs the package tensorboardX: pip install 'libalbert[train]'")
