#!/usr/bin/env python3
"""What bfloat16 and int8 change, on masked sentences: how often the best piece for a mask stays the same as in float32, the loss of the
masked pieces, the cosine of mean-pooled vectors, and the cosine of each layer's hidden vectors.

    quality.py TEXTS [--model DIRECTORY] [--count 2000] [--seed 0] [--json FILE]

TEXTS: prose that the model was not trained on, a paragraph per line, plain or .xz; sentences are drawn from all of it. Without
--model, the bundled model. One piece of each sentence is masked, the same one in every precision.
"""
import argparse
import json
import lzma
import random
import re
from pathlib import Path

import albert
import numpy

PRECISIONS = ["bf16", "int8"]
PER_CALL = 50


def sentences(path, count, rng):
    opened = lzma.open(path, "rt", encoding="utf-8") if path.suffix == ".xz" else path.open(encoding="utf-8")
    with opened as lines:
        found = [sentence for line in lines for sentence in re.split(r"(?<=[.!?]) +", line.strip()) if 30 <= len(sentence) <= 400]
    return rng.sample(found, min(count, len(found)))


def masked(tokenizer, texts, rng):
    """(ids with one piece masked, its place, the piece) of every text that has one."""
    mask, answer = tokenizer.token_to_id("[MASK]"), []
    for text in texts:
        ids = list(tokenizer.encode(text, max_length=512).ids)
        if len(ids) > 2:
            place = rng.randrange(1, len(ids) - 1)
            piece, ids[place] = ids[place], mask
            answer.append((ids, place, piece))
    return answer


def observe(model, cases):
    """Per case: best piece, its loss, mean vector [hidden]; and the layers' vectors of the first few cases."""
    best, losses, means, layers = [], [], [], []
    for start in range(0, len(cases), PER_CALL):
        part = cases[start : start + PER_CALL]
        output = model.forward([ids for ids, _, _ in part], mlm=True, hidden_states=start == 0)
        for (_, place, piece), hidden, logits in zip(part, output.hidden, output.mlm_logits):
            row = numpy.asarray(logits[place], numpy.float64)
            best.append(int(row.argmax()))
            top = row.max()
            losses.append(top + numpy.log(numpy.exp(row - top).sum()) - row[piece])
            means.append(numpy.asarray(hidden, numpy.float64).mean(0))
        if start == 0:
            layers = [numpy.asarray(states, numpy.float64) for states in output.hidden_states]
    return numpy.array(best), numpy.array(losses), numpy.array(means), layers


def cosines(x, y):
    return (x * y).sum(-1) / numpy.sqrt((x * x).sum(-1) * (y * y).sum(-1))


def compare(reference, other):
    (best, losses, means, layers), (best2, losses2, means2, layers2) = reference, other
    per_layer = [float(numpy.concatenate([cosines(x[layer], y[layer]) for x, y in zip(layers, layers2)]).mean())
                 for layer in range(len(layers[0]))]
    sentence = cosines(means, means2)
    return {"top-1 agreement": float((best == best2).mean()), "loss": float(losses2.mean()),
            "loss change": float(losses2.mean() / losses.mean() - 1), "cosine mean": float(sentence.mean()),
            "cosine least": float(sentence.min()), "cosine per layer": per_layer}


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("texts", type=Path)
    parser.add_argument("--model")
    parser.add_argument("--count", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--json", type=Path)
    choice = parser.parse_args()
    rng = random.Random(choice.seed)
    plain = albert.load(choice.model)
    cases = masked(plain.tokenizer, sentences(choice.texts, choice.count, rng), rng)
    reference = observe(plain, cases)
    print(f"{len(cases)} sentences of {choice.texts.name}, {sum(len(ids) for ids, _, _ in cases)} pieces; f32 loss {reference[1].mean():.4f}")
    rows = {precision: compare(reference, observe(albert.load(choice.model, dtype=precision), cases)) for precision in PRECISIONS}
    for precision, row in rows.items():
        print(f"{precision}: top-1 agreement {100 * row['top-1 agreement']:.2f} %, loss {100 * row['loss change']:+.3f} %, "
              f"cosine of mean vectors {row['cosine mean']:.6f} (least {row['cosine least']:.6f})")
        print("  cosine per layer: " + " ".join(f"{value:.6f}" for value in row["cosine per layer"]))
    if choice.json:
        choice.json.write_text(json.dumps({"texts": choice.texts.name, "sentences": len(cases), "precisions": rows}, indent=1) + "\n")


if __name__ == "__main__":
    main()
