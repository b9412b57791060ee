"""The nine tasks of GLUE: where their files keep what, how they are measured, and how ALBERT's authors fine-tuned for them.

Columns count from 0. The order of the labels is that of the authors' program, which is not that of the data on Hugging Face's hub.
"""
import sys
from dataclasses import dataclass, field
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from fine_tuning import Published  # noqa: E402


@dataclass(frozen=True)
class Columns:
    """Of the first text, of the second (None: there is none) and of the label (None: the file has none; -1: the last)."""

    text: int
    pair: int | None
    label: int | None = None


@dataclass(frozen=True)
class Task:
    columns: Columns
    test_columns: Columns
    labels: tuple[str, ...] | None
    """None: a number is to be found."""
    measures: tuple[str, ...]
    published: Published
    has_header: bool = True
    """Of train and dev; the test set has one always."""
    skips_short_lines: bool = False
    dev: dict[str, str] = field(default_factory=lambda: {"dev": "dev.tsv"})
    test: dict[str, str] | None = None
    """The file that GLUE's site expects, without its ending -> the test set; None: named as the task."""


BINARY = ("0", "1")
ENTAILMENT = ("entailment", "not_entailment")
PAIR = Columns(1, 2, -1)
PAIR_ALONE = Columns(1, 2)

TASKS = {
    "CoLA": Task(Columns(3, None, 1), Columns(1, None), BINARY, ("matthews",), Published(1e-5, 16, 0, 5336, 320, 512), has_header=False),
    "SST-2": Task(Columns(0, None, 1), Columns(1, None), BINARY, ("accuracy",), Published(1e-5, 32, 0, 20935, 1256, 512)),
    "MRPC": Task(Columns(3, 4, 0), Columns(3, 4), BINARY, ("accuracy", "f1"), Published(2e-5, 32, 0, 800, 200, 512)),
    "STS-B": Task(Columns(7, 8, -1), Columns(7, 8), None, ("pearson", "spearman"), Published(2e-5, 16, 0, 3598, 214, 512)),
    "QQP": Task(
        Columns(3, 4, 5), PAIR_ALONE, BINARY, ("accuracy", "f1"), Published(5e-5, 128, 0.1, 14000, 1000, 512), skips_short_lines=True
    ),
    "MNLI": Task(
        Columns(8, 9, -1),
        Columns(8, 9),
        ("contradiction", "entailment", "neutral"),
        ("accuracy",),
        Published(3e-5, 128, 0, 10000, 1000, 512),
        dev={"matched": "dev_matched.tsv", "mismatched": "dev_mismatched.tsv"},
        test={"MNLI-m": "test_matched.tsv", "MNLI-mm": "test_mismatched.tsv"},
    ),
    "QNLI": Task(PAIR, PAIR_ALONE, ENTAILMENT, ("accuracy",), Published(1e-5, 32, 0, 33112, 1986, 512)),
    "RTE": Task(PAIR, PAIR_ALONE, ENTAILMENT, ("accuracy",), Published(3e-5, 32, 0.1, 800, 200, 512)),
    "WNLI": Task(PAIR, PAIR_ALONE, BINARY, ("accuracy",), Published(2e-5, 16, 0.1, 2000, 250, 512)),
}
