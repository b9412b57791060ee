"""How far long work is: a bar of tqdm where that is installed, else a counter on one line.

It is drawn on standard error, only when that is a terminal and the work has taken a second.
"""

from __future__ import annotations

import sys
from time import monotonic

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

__all__ = ["Progress"]

_PATIENCE = 1.0  # seconds before anything is drawn
_INTERVAL = 0.1  # seconds between two drawings


class Progress:
    """``total`` is in the unit of ``update``'s ``done`` (bytes read, where files are measured); 0: not known."""

    def __init__(self, total: int, *, quiet: bool, unit: str = "records") -> None:
        self._total = total
        self._unit = unit
        self._draws = not quiet and sys.stderr.isatty()
        self._started = self._drawn = monotonic()
        self._bar: Any = None
        self._shown = False

    def update(self, count: int, done: int) -> None:
        """``count`` records are done, and ``done`` units of the total."""
        now = monotonic()
        if not self._draws or now - self._started < _PATIENCE or now - self._drawn < _INTERVAL:
            return
        self._drawn = now
        if not self._shown:
            self._shown = True
            self._bar = self._open_bar()
        if self._bar is not None:
            self._bar.n = done if self._total else count
            self._bar.set_postfix_str(f"{count:,} {self._unit}" if self._total else "", refresh=False)
            self._bar.refresh()
        else:
            sys.stderr.write(f"\r{self._counter(count, done, now - self._started)}\x1b[K")
            sys.stderr.flush()

    def close(self) -> None:
        """Takes away what was drawn, so that results and messages stand alone."""
        if self._bar is not None:
            self._bar.close()
        elif self._shown:
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()
        self._draws = False

    def _counter(self, count: int, done: int, seconds: float) -> str:
        part = f"{100 * min(done, self._total) // self._total:3d} %, " if self._total else ""
        return f"{part}{count:,} {self._unit}, {count / seconds:,.0f} a second"

    def _open_bar(self) -> Any:
        from importlib import import_module

        try:
            tqdm = import_module("tqdm").tqdm
        except ImportError:
            return None
        if not self._total:
            return tqdm(unit=f" {self._unit}", leave=False, file=sys.stderr, initial=0)
        return tqdm(total=self._total, unit="B", unit_scale=True, leave=False, file=sys.stderr)
