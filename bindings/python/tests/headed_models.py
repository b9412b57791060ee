"""The small models with task heads of Tests/Golden/heads, each opened once."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import albert

HEADS = Path(__file__).parents[3] / "Tests/Golden/heads"


@cache
def headed(name: str) -> albert.Model:
    return albert.load(HEADS / "models" / name)
