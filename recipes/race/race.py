#!/usr/bin/env python3
"""Fine-tunes ALBERT for RACE as its authors did, and measures it on dev and test.

    race.py --data RACE --output MODEL

RACE holds train, dev and test, each with middle/*.txt and high/*.txt, as RACE's authors hand them out.
"""
import json
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from fine_tuning import Published, fine_tune, opened, parser_of, spread, write_results  # noqa: E402

# The second version's: the first had a rate of 2e-5 and a dropout of 0.1, with which the second diverges.
PUBLISHED = Published(1e-5, 32, 0, 12000, 1000, 512)
LEVELS = ("middle", "high")
LONGEST_CHOICE = 128  # pieces of question and option, of which the last are kept
AT_ONCE = 64  # questions of one call


def read_questions(folder, level, tokenizer):
    """Rows as `albert.finetune` takes them: the article is the prompt, question and option are a choice."""
    paths = sorted((folder / level).glob("*.txt"))
    if not paths:
        raise ValueError(f"{folder / level}: no .txt file")
    rows = []
    for path in paths:
        for line in path.read_text(encoding="utf-8").split("\n"):
            if not line.strip():
                continue
            article = json.loads(line)
            for question, options, answer in zip(article["questions"], article["options"], article["answers"], strict=True):
                label = ord(answer) - ord("A")
                if not 0 <= label < len(options):
                    raise ValueError(f"{path}: answer {answer!r} is none of {len(options)} options")
                choices = [cut(tokenizer, joined(question, option)) for option in options]
                rows.append({"prompt": article["article"], "choices": choices, "label": label})
    return rows


def joined(question, option):
    """The option in the question's gap, or behind the question."""
    return question.replace("_", option) if "_" in question else f"{question} {option}"


def cut(tokenizer, text):
    """The end of a text that is too long. With this the article is always the longer part, so that the model's limit cuts it alone."""
    encoding = tokenizer.encode(text, special_tokens=False)
    return text if len(encoding.ids) <= LONGEST_CHOICE else text[encoding.offsets[-LONGEST_CHOICE][0] :]


def count_right(model, rows, max_length):
    right = 0
    for first in range(0, len(rows), AT_ONCE):
        part = rows[first : first + AT_ONCE]
        found = model.choose([row["prompt"] for row in part], [row["choices"] for row in part], max_length=max_length)
        right += sum(best.index == row["label"] for row, (best, *_) in zip(part, found, strict=True))
    return right


def main(arguments=None):
    parser = parser_of(__doc__.splitlines()[0])
    parser.add_argument("--data", required=True, type=Path, help="the folder of train, dev and test")
    choice = parser.parse_args(arguments)
    model = opened(choice)
    if choice.steps == 0 and model.info["task_head"] != "AlbertForMultipleChoice":
        parser.error("--steps 0 measures a model that was fine-tuned for RACE; this one has no such head")

    def read(part):
        found = {level: read_questions(choice.data / part, level, model.tokenizer) for level in LEVELS}
        kept = {level: spread(rows, choice.limit) for level, rows in found.items()}
        print(f"{part}: {', '.join(f'{len(rows)} questions of {level}' for level, rows in kept.items())}", file=sys.stderr)
        return kept

    train = [row for rows in read("train").values() for row in rows] if choice.steps != 0 else []
    measured = {part: read(part) for part in ("dev", "test")}
    held_out = [row for rows in measured["dev"].values() for row in rows]
    model, steps = fine_tune(model, "choosing", train, PUBLISHED, choice, held_out=held_out)
    max_length = min(choice.max_length or PUBLISHED.max_length, model.info["max_position_embeddings"])
    results = {"task": "RACE", "model": choice.model, "seed": choice.seed, "steps": steps, "train": len(train)}
    for part, by_level in measured.items():
        right = {level: count_right(model, rows, max_length) for level, rows in by_level.items()}
        shares = {level: round(100 * right[level] / len(rows), 2) for level, rows in by_level.items()}
        count = sum(map(len, by_level.values()))
        results[part] = {"count": count, "accuracy": round(100 * sum(right.values()) / count, 2), **shares}
    write_results(choice, results)


if __name__ == "__main__":
    main()
