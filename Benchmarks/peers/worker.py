#!/usr/bin/env python3
"""One engine in a process of its own, so that its threads and memory are nobody else's.

    worker.py ENGINE MODEL THREADS      then requests of turns.py on standard input

A request is a dense batch, {"shape": "8x128", "seconds": 1}, or texts, {"texts": [...], "by_length": false, "batch": 32}; the answer
is the times of its runs and the process's peak memory.
"""
import os
import resource
import sys
import time


def dense(engine, warm, shape, seconds):
    import numpy

    batch, length = map(int, shape.split("x"))
    ids = numpy.random.default_rng(0).integers(5, 29000, (batch, length))
    for _ in range(1 if shape in warm else 3):  # the caches hold what another engine left there
        engine.dense(ids)
    warm.add(shape)
    times, end = [], time.perf_counter() + seconds
    while len(times) < 2 or time.perf_counter() < end:
        start = time.perf_counter()
        engine.dense(ids)
        times.append(time.perf_counter() - start)
    return times


def from_texts(engine, texts, by_length, batch):
    start = time.perf_counter()
    rows = engine.tokenize(texts)
    if by_length:
        rows = sorted(rows, key=len)
    for first in range(0, len(rows), batch):
        engine.ragged(rows[first:first + batch])
    return [time.perf_counter() - start], sum(map(len, rows))


def main():
    name, model, threads = sys.argv[1], sys.argv[2], int(sys.argv[3])
    os.environ["OMP_NUM_THREADS"] = os.environ["RAYON_NUM_THREADS"] = str(threads)
    from engines import build
    from turns import serve

    engine, warm = build(name, model, threads), set()

    def answer(**request):
        tokens = None
        if "shape" in request:
            times = dense(engine, warm, **request)
        else:
            times, tokens = from_texts(engine, **request)
        return {"times": times, "tokens": tokens, "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024}

    serve(answer)


main()
