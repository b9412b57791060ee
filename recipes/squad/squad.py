#!/usr/bin/env python3
"""Fine-tunes ALBERT for SQuAD as its authors did, and measures it on the dev set.

    squad.py 1.1 --train train-v1.1.json --dev dev-v1.1.json --output MODEL
    squad.py 2.0 --train train-v2.0.json --dev dev-v2.0.json --output MODEL

Beside the model stand results.json, predictions.json and, for 2.0, null_odds.json, which the published evaluation program takes too.
"""
import json
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from albert.metrics import squad  # noqa: E402
from answers import ask  # noqa: E402
from fine_tuning import Published, fine_tune, opened, parser_of, spread, write_results  # noqa: E402
from questions import count_windows, read_file, training_rows  # noqa: E402

VERSIONS = {"1.1": Published(5e-5, 48, 0, 3649, 365, 384), "2.0": Published(3e-5, 48, 0, 8144, 814, 512)}
MAX_ANSWER_LENGTH = 30  # pieces


def measured(questions, answers, odds):
    """The published measures, in percent. For 2.0 (with odds) those at the threshold on this set that gives the highest F1."""
    if odds is None:
        return squad.evaluate(questions, answers)
    best = squad.evaluate(questions, answers, odds, v2=True)
    threshold = best["best_f1_thresh"]
    swept = {name: best[name] for name in ("best_exact", "best_exact_thresh", "best_f1", "best_f1_thresh")}
    return {**squad.evaluate(questions, answers, odds, v2=True, threshold=threshold), **swept}


def main(arguments=None):
    parser = parser_of(__doc__.splitlines()[0])
    parser.add_argument("version", choices=VERSIONS, help="2.0: questions may have no answer")
    parser.add_argument("--train", type=Path, help="SQuAD's JSON; not needed with --steps 0")
    parser.add_argument("--dev", required=True, type=Path, help="SQuAD's JSON")
    parser.add_argument("--alignment", choices=("word", "space", "piece"), default="word", help="what answers grow to. Default: word")
    parser.add_argument("--stride", type=int, default=128, help="pieces that neighbouring windows of a context share. Default: 128")
    choice = parser.parse_args(arguments)
    if choice.train is None and choice.steps != 0:
        parser.error("--train is needed, or --steps 0")
    published, v2 = VERSIONS[choice.version], choice.version == "2.0"
    model = opened(choice)
    if choice.steps == 0 and model.info["task_head"] != "AlbertForQuestionAnswering":
        parser.error("--steps 0 measures a model that was fine-tuned for SQuAD; this one has no such head")
    max_length = min(choice.max_length or published.max_length, model.info["max_position_embeddings"])

    def read(path):
        rows = training_rows(read_file(path), model.tokenizer)
        kept = spread(rows, choice.limit)
        without = sum(row["answer"] is None for row in kept)
        print(f"{path.name}: {len(kept)} of {len(rows)} questions, {without} without an answer", file=sys.stderr)
        if without and not v2:
            parser.error(f"{path}: {without} questions have no answer; version 2.0 has such")
        return kept

    train = read(choice.train) if choice.steps != 0 else []
    held_out = read(choice.dev) if choice.keep_best and choice.steps != 0 else None
    window_count = count_windows(train, model.tokenizer, max_length, choice.stride)
    questions = spread(squad.questions_of(read_file(choice.dev)), choice.limit)
    model, steps = fine_tune(
        model, "answering", train, published, choice, held_out=held_out, example_count=window_count, stride=choice.stride
    )
    options = {"max_length": max_length, "stride": choice.stride, "max_answer_length": MAX_ANSWER_LENGTH, "alignment": choice.alignment}
    answers, odds = ask(model, questions, v2=v2, **options)
    results = {"task": f"SQuAD {choice.version}", "model": choice.model, "seed": choice.seed, "steps": steps, "train": len(train)}
    report = measured(questions, answers, odds if v2 else None)
    write_results(choice, {**results, "windows": window_count, "dev": {name: round(value, 4) for name, value in report.items()}})
    write_json(choice.output / "predictions.json", answers)
    if v2:
        write_json(choice.output / "null_odds.json", odds)


def write_json(path, held):
    path.write_text(json.dumps(held, ensure_ascii=False, indent=0) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
