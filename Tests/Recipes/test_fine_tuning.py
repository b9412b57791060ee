"""The table's steps are made, and numbers that cannot be are refused."""

from pathlib import Path

import albert
import fine_tuning
import pytest
from fine_tuning import Published, parser_of, spread, steps_of
from race import PUBLISHED
from squad import VERSIONS
from tasks import TASKS

ROWS = {**{name: task.published for name, task in TASKS.items()}, **VERSIONS, "RACE": PUBLISHED}
OUTPUT = ("--output", "unused")


def chosen(*arguments):
    return parser_of("a recipe").parse_args([*OUTPUT, *arguments])


@pytest.mark.parametrize("name", ROWS)
def test_finetune_gets_the_steps_and_the_warm_up_of_the_table(name, monkeypatch):
    published, got = ROWS[name], {}
    monkeypatch.setattr(fine_tuning.albert, "finetune", lambda model, **options: got.update(options))
    choice = chosen()
    for count in (published.batch_size - 1, 2491, 87_599, 392_703):
        fine_tuning.fine_tune(None, "classification", [], published, choice, held_out=None, example_count=count)
        assert (got["steps"], got["warmup_steps"]) == (published.steps, published.warmup_steps)
    assert got["validation"] is None and got["patience"] is None


def test_steps_and_epochs_take_the_place_of_the_tables_and_warm_up_keeps_its_share():
    published = Published(1e-5, 32, 0, 800, 200, 512)
    assert steps_of(published, chosen(), 1000) == (800, 200)
    assert steps_of(published, chosen("--steps", "40"), 1000) == (40, 10)
    assert steps_of(published, chosen("--epochs", "2"), 1000) == (64, 16)
    assert steps_of(published, chosen("--epochs", "2", "--batch-size", "500"), 1000) == (4, 1)


def test_a_limit_takes_examples_from_the_whole_file():
    assert spread(list(range(10)), 5) == [0, 2, 4, 6, 8]
    assert spread([1, 2], 5) == [1, 2] and spread([1, 2], None) == [1, 2]


@pytest.mark.parametrize("arguments", [("--steps", "-1"), ("--limit", "0"), ("--steps", "1", "--epochs", "1"), ("--epochs", "0"), ("--epochs", "nan"), ("--learning-rate", "0")])
def test_numbers_that_cannot_be_are_refused(arguments, capsys):
    with pytest.raises(SystemExit):
        chosen(*arguments)
    assert "error" in capsys.readouterr().err


def test_the_table_is_that_of_the_readmes():
    """A row of a README: | task | rate | batch | dropout | steps | warm-up | length | …"""
    recipes = Path(fine_tuning.__file__).parent
    said = {}
    for path in recipes.glob("*/README.md"):
        for line in path.read_text(encoding="utf-8").splitlines():
            cells = [cell.strip() for cell in line.strip("|").split("|")]
            if len(cells) >= 7 and cells[0].removeprefix("SQuAD ") in ROWS:
                said[cells[0].removeprefix("SQuAD ")] = [float(cell.replace(",", "")) for cell in cells[1:7]]
    assert set(said) == set(ROWS)
    for name, row in ROWS.items():
        assert said[name] == [row.learning_rate, row.batch_size, row.dropout, row.steps, row.warmup_steps, row.max_length], name


def test_progress_says_the_last_step_and_each_evaluation(capsys):
    progress = fine_tuning.Progress()
    for step in (1, 2, 3):
        progress({"step": step, "steps": 3, "loss": 0.5, "tokens_per_second": 1000.0, "seconds_left": 6.0})
    progress({"step": 3, "steps": 3, "validation_loss": 0.25, "validation_accuracy": 1})
    lines = capsys.readouterr().err.splitlines()
    assert [line.split(":")[0] for line in lines] == ["step 1 of 3", "step 3 of 3", "step 3 of 3"]
    assert lines[-1].endswith("loss on dev 0.2500")


def test_the_bundled_model_opens_by_its_word():
    assert fine_tuning.opened(chosen("--model", "bundled", "--threads", "1")).info["hidden_size"] == albert.load().info["hidden_size"]
