"""How far a training is: one line on a terminal that stays in its place, or a line now and then elsewhere."""

from __future__ import annotations

import sys
from time import monotonic

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

__all__ = ["TrainingLine"]

_INTERVAL = 0.2
_INTERVAL_ELSEWHERE = 60.0


class TrainingLine:
    """Takes what a training reports, and keeps it for the curve."""

    def __init__(self, *, quiet: bool) -> None:
        self.lines: list[dict[str, Any]] = []
        self._quiet = quiet
        self._is_terminal = sys.stderr.isatty()
        self._drawn = 0.0

    def __call__(self, values: dict[str, Any]) -> None:
        self.lines.append(values)
        if self._quiet:
            return
        if "validation_loss" in values:
            shown = (f"{name.removeprefix('validation_').replace('_', ' ')} {value:.4f}" for name, value in values.items() if "_" in name)
            self._write(f"step {values['step']}: validation {', '.join(shown)}", True)
            return
        now = monotonic()
        is_last = values["step"] == values["steps"]
        if now - self._drawn < (_INTERVAL if self._is_terminal else _INTERVAL_ELSEWHERE) and not is_last:
            return
        self._drawn = now
        left = int(values["seconds_left"])
        text = (
            f"step {values['step']}/{values['steps']}  loss {values['loss']:.4f}  rate {values['learning_rate']:.2e}  "
            f"{values['tokens_per_second']:,.0f} tokens/s  {left // 3600}:{left // 60 % 60:02}:{left % 60:02} left"
        )
        self._write(text, is_last)

    def _write(self, text: str, stays: bool) -> None:
        if self._is_terminal:
            sys.stderr.write(f"\r{text}\x1b[K" + ("\n" if stays else ""))
        else:
            sys.stderr.write(text + "\n")
        sys.stderr.flush()
