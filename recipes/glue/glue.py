#!/usr/bin/env python3
"""Fine-tunes ALBERT for a task of GLUE as its authors did, and measures it on the dev set.

    glue.py TASK --data FOLDER --output MODEL

FOLDER holds the task's train.tsv and dev.tsv, for MNLI dev_matched.tsv and dev_mismatched.tsv, as GLUE hands them out.
"""
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from albert.metrics import classification, correlation  # noqa: E402
from fine_tuning import fine_tune, opened, parser_of, spread, write_results  # noqa: E402
from tables import read_examples, read_lines, write_answers  # noqa: E402
from tasks import TASKS  # noqa: E402

AT_ONCE = 1000  # texts that are classified in one call


def answers_of(model, task, examples, max_length):
    """The best label of each example; for a regression the number."""
    answers = []
    for first in range(0, len(examples), AT_ONCE):
        part = examples[first : first + AT_ONCE]
        pairs = [example["pair"] for example in part] if task.columns.pair is not None else None
        found = model.classify([example["text"] for example in part], pairs, max_length=max_length)
        answers += [best.label if task.labels else best.score for best, *_ in found]
    return answers


def measured(task, golds, answers):
    """The task's measures in percent, by name."""
    computed = {
        "accuracy": classification.accuracy,
        "f1": lambda golds, answers: classification.f1(golds, answers, "1"),
        "matthews": classification.matthews,
        "pearson": correlation.pearson,
        "spearman": correlation.spearman,
    }
    return {name: round(100 * computed[name](golds, answers), 2) for name in task.measures}


def check_head(model, task, name):
    """A model that was not fine-tuned for the task would be measured by another's labels."""
    labels = model.info["labels"] if model.info["task_head"] == "AlbertForSequenceClassification" else None
    if labels is None or (len(labels) != 1 if task.labels is None else tuple(labels) != task.labels):
        raise SystemExit(f"--steps 0 measures a model that was fine-tuned for {name}; this one's labels are {labels}")


def predict_test(model, task, name, choice, max_length):
    """Answers to the test sets, whose labels only GLUE's site has."""
    for file, test in (task.test or {name: "test.tsv"}).items():
        examples, _ = read_examples(choice.data / test, task.test_columns, task.labels)
        ids = [cells[0] for _, cells in read_lines(choice.data / test, has_header=True)]
        answers = answers_of(model, task, examples, max_length)
        if task.labels is None:
            answers = [f"{min(5.0, max(0.0, answer)):.3f}" for answer in answers]
        write_answers(choice.output / f"{file}.tsv", ids, answers)


def main(arguments=None):
    parser = parser_of(__doc__.splitlines()[0])
    parser.add_argument("task", choices=TASKS, help="the task's name as GLUE spells it")
    parser.add_argument("--data", required=True, type=Path, help="the folder of the task's files")
    parser.add_argument("--test", action="store_true", help="also answer the test set, as a file for GLUE's site in --output")
    choice = parser.parse_args(arguments)
    task = TASKS[choice.task]

    def read(file):
        examples, skipped = read_examples(
            choice.data / file, task.columns, task.labels, has_header=task.has_header, skips_short_lines=task.skips_short_lines
        )
        kept = spread(examples, choice.limit)
        print(f"{file}: {len(kept)} of {len(examples)} examples" + (f", {skipped} short lines skipped" if skipped else ""), file=sys.stderr)
        return kept

    train = read("train.tsv") if choice.steps != 0 else []
    dev = {name: read(file) for name, file in task.dev.items()}
    model = opened(choice)
    if choice.steps == 0:
        check_head(model, task, choice.task)
    kind, names = ("classification", {"labels": task.labels}) if task.labels else ("regression", {})
    model, steps = fine_tune(model, kind, train, task.published, choice, held_out=next(iter(dev.values())), **names)
    max_length = min(choice.max_length or task.published.max_length, model.info["max_position_embeddings"])
    results = {"task": choice.task, "model": choice.model, "seed": choice.seed, "steps": steps, "train": len(train)}
    for name, examples in dev.items():
        answers = answers_of(model, task, examples, max_length)
        results[name] = {"count": len(examples), **measured(task, [example["label"] for example in examples], answers)}
    write_results(choice, results)
    if choice.test:
        predict_test(model, task, choice.task, choice, max_length)


if __name__ == "__main__":
    main()
