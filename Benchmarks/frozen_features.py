#!/usr/bin/env python3
"""One classifier on frozen features, twice: on the vectors of libalbert's encode, and on the means of the last hidden states that
transformers computes from the same weights in float32. Whoever moves from one to the other should see the same accuracy.

    frozen_features.py DATA [--model DIRECTORY] [--sets trec6,sst2] [--threads 2]

DATA holds trec6/{train,test}.txt, a line `COARSE:fine question` each, and sst2/{train,dev}.tsv as in GLUE. Without --model, the
bundled model. Nothing is tuned. Ends with status 1 where the accuracies are more than 0.1 point apart.
"""
import argparse
import importlib.metadata
import os
import sys
import time
import warnings
from pathlib import Path

import numpy
from finetuning.sets import SETS
from peers.engines import LONGEST, Libalbert, Torch
from sklearn.exceptions import ConvergenceWarning
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

BUNDLED = Path(__file__).resolve().parents[1] / "Sources" / "AlbertBundledModel" / "albert-mini"
PACKAGES = ("libalbert", "torch", "transformers", "tokenizers", "scikit-learn", "numpy")
PER_BATCH = 64
WANTED_POINTS = 0.1
NAMES = ("trec6", "sst2")


def read(name, part, data):
    """(texts, labels)"""
    rows = SETS[name].read(data, part)
    return [row["text"] for row in rows], [row["label"] for row in rows]


def library_vectors(engine, texts):
    return engine.model.encode(texts, pooling="mean", normalize=False, max_length=LONGEST)


def reference_vectors(engine, texts):
    """Batches hold texts of one length only, so that none is padded."""
    rows_of = {}
    ids = engine.tokenize(texts)
    for at, row in enumerate(ids):
        rows_of.setdefault(len(row), []).append(at)
    vectors = [None] * len(texts)
    for rows in rows_of.values():
        for start in range(0, len(rows), PER_BATCH):
            part = rows[start : start + PER_BATCH]
            means = engine.dense(numpy.array([ids[at] for at in part])).mean(1).numpy()
            for at, mean in zip(part, means):
                vectors[at] = mean
    return numpy.array(vectors)


def timed(vectors_of, engine, parts):
    """The vectors of each part, and the seconds from texts to vectors."""
    start = time.perf_counter()
    vectors = [vectors_of(engine, texts) for texts, _ in parts]
    return vectors, time.perf_counter() - start


def predictions(train, labels, test):
    """The objective is convex: solved this closely, an answer depends on the features alone, not on the way to it."""
    classifier = make_pipeline(StandardScaler(), LogisticRegression(C=1.0, solver="newton-cholesky", tol=1e-6, max_iter=1000))
    return classifier.fit(train.astype(numpy.float64), labels).predict(test.astype(numpy.float64))


def compare(directory, name, ours, reference):
    """Prints one set's figures; the accuracies' distance in points."""
    parts = [read(name, part, directory) for part in ("train", "test")]
    (_, labels), (_, expected) = parts
    vectors, seconds = timed(library_vectors, ours, parts)
    vectors2, seconds2 = timed(reference_vectors, reference, parts)
    different = sum(x != y for texts, _ in parts for x, y in zip(ours.tokenize(texts), reference.tokenize(texts)))
    furthest = max(float(numpy.abs(x - y).max()) for x, y in zip(vectors, vectors2))
    start = time.perf_counter()
    found, found2 = (predictions(train, labels, test) for train, test in (vectors, vectors2))
    accuracy, accuracy2 = (100 * float((answers == numpy.array(expected)).mean()) for answers in (found, found2))
    print(f"{name}: {len(labels)} + {len(expected)} texts, {len(set(labels))} classes, different ids in {different}\n"
          f"  accuracy: libalbert {accuracy:.1f} %, transformers {accuracy2:.1f} %, difference {accuracy - accuracy2:+.2f} points, "
          f"{(found != found2).sum()} predictions differ\n"
          f"  vectors: largest absolute difference {furthest:.2e}, largest component {numpy.abs(vectors2[0]).max():.2f}\n"
          f"  seconds: libalbert {seconds:.1f}, transformers {seconds2:.1f}; both classifiers {time.perf_counter() - start:.1f}", flush=True)
    return abs(accuracy - accuracy2)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("data", type=Path)
    parser.add_argument("--model", type=Path, default=BUNDLED)
    parser.add_argument("--sets", default=",".join(NAMES))
    parser.add_argument("--threads", type=int, default=2)
    choice = parser.parse_args()
    names = choice.sets.split(",")
    if unknown := set(names) - set(NAMES):
        parser.error(f"--sets: {', '.join(sorted(unknown))} is none of {', '.join(NAMES)}")
    # Before torch and tokenizers are imported. Where a machine is shared, torch's threads that spin while they wait multiply its time.
    os.environ |= {"RAYON_NUM_THREADS": str(choice.threads), "OMP_WAIT_POLICY": "passive", "TRANSFORMERS_VERBOSITY": "error"}
    warnings.simplefilter("error", ConvergenceWarning)
    print(", ".join(f"{name} {importlib.metadata.version(name)}" for name in PACKAGES) + f"; {choice.threads} threads", flush=True)
    ours, reference = Libalbert(str(choice.model), choice.threads, "f32"), Torch(str(choice.model), choice.threads, "f32")
    apart = {name: compare(choice.data, name, ours, reference) for name in names}
    for name, points in apart.items():
        if points > WANTED_POINTS:
            print(f"{name}: accuracies are {points:.2f} points apart, at most {WANTED_POINTS} wanted", file=sys.stderr)
    return any(points > WANTED_POINTS for points in apart.values())


if __name__ == "__main__":
    sys.exit(main())
