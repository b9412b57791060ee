#!/usr/bin/env python3
"""One fine-tuning by one engine, in a process of its own, so that time and memory are nobody else's.

    worker.py ENGINE SET DATA MODEL SEED THREADS OUTPUT

Prints one line of JSON: seconds from rows to the saved model, without the imports, and the process's peak memory.
"""
import json
import os
import sys
import time
from pathlib import Path

WARMUP, WEIGHT_DECAY, EPSILON = 0.1, 0.01, 1e-8


def main():
    engine, name, data, model, seed, threads, output = sys.argv[1:]
    os.environ["OMP_NUM_THREADS"] = os.environ["RAYON_NUM_THREADS"] = threads
    # Before torch is imported. Where a machine is shared, its threads that spin while they wait multiply its time.
    os.environ["OMP_WAIT_POLICY"] = "passive"
    from sets import SETS

    setting = SETS[name]
    rows = setting.read(Path(data), "train")
    if engine == "libalbert":
        import albert

        start = time.perf_counter()
        albert.finetune(albert.load(model, threads=1), task=setting.task, train=rows, output=output, epochs=setting.epochs,
                        batch_size=setting.batch_size, learning_rate=setting.learning_rate, warmup=WARMUP, weight_decay=WEIGHT_DECAY,
                        max_length=setting.max_length, stride=setting.stride, seed=int(seed), threads=int(threads),
                        optimizer="adamw-torch", epsilon=EPSILON)  # fmt: skip
    else:
        import by_transformers

        start = time.perf_counter()
        by_transformers.train(setting, rows, model, output, int(seed), int(threads), WARMUP, WEIGHT_DECAY, EPSILON)
    seconds = time.perf_counter() - start
    print(json.dumps({"seconds": seconds, "peak_mb": peak_mb()}))


def peak_mb():
    """Of this process alone: what getrusage says begins with the parent's."""
    (line,) = (line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM:"))
    return int(line.split()[1]) / 1024


if __name__ == "__main__":
    main()
