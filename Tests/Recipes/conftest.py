"""The programs of recipes/ find each other by their folders; so do their tests. Nobody asks the hub here."""

import os
import sys
from pathlib import Path

import pytest

import albert

os.environ["HF_HUB_OFFLINE"] = "1"
RECIPES = Path(__file__).resolve().parents[2] / "recipes"
sys.path[:0] = [str(RECIPES), *(str(RECIPES / name) for name in ("glue", "squad", "race", "albert-mini"))]


@pytest.fixture(scope="session")
def tokenizer():
    return albert.load().tokenizer
