#!/usr/bin/env python3
"""What a model knows of held-out documents.

    evaluate.py held-out.txt MODEL... [--length 128] [--words 4000]

Two measures. *Pieces*: ALBERT's own task, n-grams of words masked and segments swapped as pretraining_data does it, each model with its own
vocabulary: accuracy and mean loss over masked pieces, accuracy of the order of segments. *Words*: single words of sentences,
the same for every model, each masked by as many [MASK] as its pieces; right if all pieces are the likeliest, and loss is the
sum over its pieces in nats. Words can be compared between models of different vocabularies; pieces cannot, strictly.
"""
import argparse
import json
import random
import re
import tempfile
from pathlib import Path

import albert
import numpy

SEED = 7
BATCH = 32


def pieces(model, text, length):
    with tempfile.TemporaryDirectory() as directory:
        examples = Path(directory) / "examples"
        albert.pretraining_data(text, examples, tokenizer=model, max_length=length, seed=SEED)
        trainer = albert.Trainer(model, "pretraining", seed=SEED)
        total = trainer.add_examples(examples, 0, 1)
        trainer.evaluate()
        sums, labels, orders = numpy.zeros(3), 0, 0
        for first in range(0, total, BATCH):
            count = min(BATCH, total - first)
            trainer.add_examples(examples, first, count)
            report = trainer.evaluate()
            sums += (report.piece_accuracy * report.label_count, report.piece_loss * report.label_count, report.order_accuracy * count)
            labels += report.label_count
            orders += count
    return {"masked pieces": labels, "piece accuracy": sums[0] / labels, "piece loss": sums[1] / labels,
            "pairs": orders, "order accuracy": sums[2] / orders}  # fmt: skip


def masked_words(text, count):
    """Parts of sentences before and after a word of small letters, drawn by a fixed seed."""
    numbers, found = random.Random(SEED), []
    for line in text.read_text(encoding="utf-8").splitlines():
        for sentence in re.split(r"(?<=[.!?]) +(?=[A-Z])", line):
            words = [match.span() for match in re.finditer(r"(?<= )[a-z]{2,}(?=[ ,.;])", sentence)]
            if 8 <= len(sentence.split()) <= 60 and words:
                begin, end = numbers.choice(words)
                found.append((sentence[:begin], sentence[begin:end], sentence[end:]))
    return numbers.sample(found, min(count, len(found)))


def words(model, masked):
    """The word is what the pieces of the whole sentence say it is, so that its neighbours are cut the same with and without it."""
    right, loss, tokenizer = 0, 0.0, model.tokenizer
    rows, places = [], []
    for before, word, after in masked:
        encoding = tokenizer.encode(before + word + after)
        begin, end = len(before), len(before) + len(word)
        covered = [place for place, (first, last) in enumerate(encoding.offsets) if first < end and last > begin and first < last]
        ids = list(encoding.ids)
        places.append((covered, [ids[place] for place in covered]))
        for place in covered:
            ids[place] = tokenizer.mask_id
        rows.append(ids)
    for first in range(0, len(rows), BATCH):
        answers = model.forward(rows[first : first + BATCH], mlm=True).mlm_logits
        for logits, (covered, ids) in zip(answers, places[first : first + BATCH], strict=True):
            chosen = numpy.asarray(logits)[covered].astype(numpy.float64)
            highest = chosen.max(axis=1, keepdims=True)
            logs = chosen - highest - numpy.log(numpy.exp(chosen - highest).sum(axis=1, keepdims=True))
            right += bool((chosen.argmax(axis=1) == ids).all())
            loss -= logs[numpy.arange(len(ids)), ids].sum()
    return {"words": len(rows), "word accuracy": right / len(rows), "word loss": loss / len(rows)}


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("text", type=Path)
    parser.add_argument("models", nargs="+")
    parser.add_argument("--length", type=int, default=128)
    parser.add_argument("--words", type=int, default=4000)
    choice = parser.parse_args()
    masked = masked_words(choice.text, choice.words)
    for path in choice.models:
        model = albert.load(path)
        print(json.dumps({"model": path, **pieces(model, choice.text, choice.length), **words(model, masked)}), flush=True)


if __name__ == "__main__":
    main()
