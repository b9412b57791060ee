"""Ctrl-C waits while an output is being written, so that what lies on disk ends with a whole record."""

from __future__ import annotations

import signal
import threading
from contextlib import contextmanager

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import FrameType

__all__ = ["Gate"]


class Gate:
    """Within ``with gate.closed():`` Ctrl-C is kept, and raised when the block has ended."""

    def __init__(self) -> None:
        self._closed = False
        self._kept = False

    @contextmanager
    def guarding(self) -> Iterator[Gate]:
        """Takes over Ctrl-C from Python's own reaction; where somebody else reacts, or on another thread, changes nothing."""
        ours = (
            threading.current_thread() is threading.main_thread()
            and signal.getsignal(signal.SIGINT) is signal.default_int_handler
        )
        if not ours:
            yield self
            return
        signal.signal(signal.SIGINT, self._receive)
        try:
            yield self
        finally:
            signal.signal(signal.SIGINT, signal.default_int_handler)

    @contextmanager
    def closed(self) -> Iterator[None]:
        self._closed = True
        try:
            yield
        finally:
            self._closed = False
        if self._kept:
            self._kept = False
            raise KeyboardInterrupt

    def _receive(self, number: int, frame: FrameType | None) -> None:
        if not self._closed:
            raise KeyboardInterrupt
        self._kept = True
