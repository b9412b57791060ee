"""Writes Tests/Golden/heads: small models with every task head, and cases.json, what each task must answer with them.

    pip install 'torch==2.13.0+cpu' transformers==5.23.0 safetensors numpy sentencepiece==0.2.3
    python scripts/make_head_fixtures.py [--text TEXT.txt]

Logits are float64 ones of transformers' ALBERT classes. What transformers has no task for, or gets wrong for ALBERT, is worked
out in head_fixtures/ in plain Python; anchors.py compares these parts with transformers' own pipelines where they must agree.
A case is refused where float32 logits would change an answer's text or rank, or a score by more than 1e-5.
The vocabulary is kept; --text trains it anew from an UTF-8 text.
"""

import argparse
import json
import pathlib

import numpy
import sentencepiece
import tokenizers
import torch
import transformers

from head_fixtures import (anchors, answering, cases_sentences, cases_spans, cases_vectors, models, pieces, running,
                           sentences, tagging, texts, vectors, vocabulary)

OUT = pathlib.Path(__file__).resolve().parent.parent / "Tests" / "Golden" / "heads"
TASKS = {"classify": sentences.classify, "zero_shot": sentences.zero_shot, "choose": sentences.choose, "forward": sentences.forward,
         "sentence_order_batch": sentences.sentence_order_batch, "order_sentences": sentences.order_sentences,
         "tag": tagging.tag, "answer": answering.answer, "encode": vectors.encode, "similarity": vectors.similarity,
         "rank": vectors.rank}


def samples(cut: pieces.Pieces, name: str) -> list:
    """What a head is scaled over: single texts, pairs for those that read pairs."""
    ones = [pieces.single(cut.of(text)) for text in [*texts.SENTENCES, texts.LONG, texts.LONG_MIXED]]
    twos = [pieces.pair(cut.of(first), cut.of(second)) for first, second in texts.PAIRS]
    return {"reader": twos, "choice": twos, "language": twos, "two-labels": twos, "classifier": ones + twos}.get(name, ones)


def nearly(one, other, where: str) -> None:
    """Raises unless two answers are the same but for the last digits of their numbers."""
    if isinstance(one, float):
        assert abs(one - other) < 1e-5, f"{where}: {one} in float64, {other} in float32"
    elif isinstance(one, (list, dict)):
        assert len(one) == len(other), where
        for key in (one if isinstance(one, dict) else range(len(one))):
            nearly(one[key], other[key], f"{where}.{key}")
    else:
        assert one == other, f"{where}: {one!r} in float64, {other!r} in float32"


def rounded(value):
    """Ten digits behind the point: a thousand times finer than what is compared, and half as long."""
    if isinstance(value, float):
        return round(value, 10)
    if isinstance(value, dict):
        return {key: rounded(one) for key, one in value.items() if not key.endswith("utf16")}
    return [rounded(one) for one in value] if isinstance(value, list) else value


def with_utf16(rows):
    """Cases in UTF-16 keep these columns as `start_units` and `end_units`."""
    return [row | dict(start_units=row["start_utf16"], end_units=row["end_utf16"]) for row in rows]


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--text", type=pathlib.Path)
    given = parser.parse_args()
    directories = {name: OUT / "models" / name for name in models.MODELS}
    shared = directories["plain"]
    shared.mkdir(parents=True, exist_ok=True)
    if given.text is not None:
        vocabulary.train(given.text.read_text(encoding="utf-8"), shared)
    transformers.logging.disable_progress_bar()
    cut = pieces.Pieces(shared)
    for name, directory in directories.items():
        models.make(name, directory, samples(cut, name))
        models.copy_tokenizer(shared, directory)
    runners = {dtype: {name: running.Runner(directory, dtype) for name, directory in directories.items()}
               for dtype in (torch.float64, torch.float32)}

    table, refused = [], []
    for made in [*cases_sentences.classify(), *cases_sentences.zero_shot(), *cases_sentences.choose(), *cases_sentences.orders(),
                 *cases_sentences.forward(), *cases_spans.tag(), *cases_spans.answer(), *cases_vectors.encode(),
                 *cases_vectors.similarity(), *cases_vectors.rank()]:
        if "error" not in made:
            try:
                exact, coarse = (TASKS[made["task"]](runners[dtype][made["model"]], cut, made["arguments"], made["options"])
                                 for dtype in (torch.float64, torch.float32))
                nearly(exact, coarse, made["task"])
            except (running.NearTie, AssertionError) as reason:
                refused.append(f"{made['task']}, {made['model']}, {made['why']}: {reason}")
                continue
            made["expected"] = rounded(with_utf16(exact) if made["options"].get("offsets") == "utf16" else exact)
        table.append(made)
    if refused:
        raise SystemExit("\n".join(refused))
    anchors.check(runners[torch.float64], cut, directories, table)

    lines = [json.dumps(made, ensure_ascii=False, separators=(",", ":")) for made in table]
    (OUT / "cases.json").write_text("[\n" + ",\n".join(lines) + "\n]\n", encoding="utf-8")
    versions = dict(torch=torch.__version__, transformers=transformers.__version__, tokenizers=tokenizers.__version__,
                    sentencepiece=sentencepiece.__version__, numpy=numpy.__version__)
    (OUT / "versions.json").write_text(json.dumps(versions, indent=1) + "\n")


if __name__ == "__main__":
    main()
