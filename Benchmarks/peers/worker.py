#!/usr/bin/env python3
"""One engine in a process of its own, so that its threads and memory are nobody else's.

    worker.py ENGINE MODEL THREADS

Reads lines `BATCH LENGTH SECONDS`; answers each with a JSON line: the times of its runs and the process's peak memory.
"""
import json
import resource
import sys
import time

import numpy
from engines import ENGINES


def main():
    run = ENGINES[sys.argv[1]](sys.argv[2], int(sys.argv[3]))
    warm = set()
    print("ready", flush=True)
    for line in sys.stdin:
        batch, length, seconds = int(line.split()[0]), int(line.split()[1]), float(line.split()[2])
        ids = numpy.random.default_rng(0).integers(5, 29000, (batch, length))
        if (batch, length) not in warm:
            run(ids)
            run(ids)
            warm.add((batch, length))
        run(ids)  # the caches hold what another engine left there
        times, end = [], time.perf_counter() + seconds
        while len(times) < 2 or time.perf_counter() < end:
            start = time.perf_counter()
            run(ids)
            times.append(time.perf_counter() - start)
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(json.dumps({"times": times, "peak_mb": peak}), flush=True)


main()
