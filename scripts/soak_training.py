#!/usr/bin/env python3
"""A million steps of a tiny model: memory must stay where it was, the count must be right, and steps must not become slower, as they would
where weights or moments sank into denormal numbers.

    soak_training.py [STEPS]      needs the package albert; ends with status 1 where memory grew by more than 8 MB,
or the last tenth took four times as long as the first
"""
import os
import sys
import time

import albert

CONFIG = {
    "vocab_size": 40, "embedding_size": 8, "hidden_size": 8, "num_hidden_layers": 2, "num_attention_heads": 2,
    "intermediate_size": 16, "max_position_embeddings": 16, "type_vocab_size": 2,
}  # fmt: skip
PARTS = 10


def resident_mb():
    with open("/proc/self/statm") as file:
        return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1e6


def main():
    steps = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    trainer = albert.Trainer(CONFIG, "pretraining", steps=steps, learning_rate=1e-2, warmup_steps=steps // 100, threads=1)
    ids, labels = [[2, 7, 4, 9, 3, 11, 3], [2, 4, 8, 3]], [-100, -100, 8, -100, -100, -100, -100, -100, 6, -100, -100]
    if steps < PARTS:
        sys.exit(f"{steps} steps are fewer than {PARTS}")
    before = first = None
    print("steps, steps/s, MB, loss")
    for part in range(PARTS):
        begin = time.perf_counter()
        for _ in range(steps // PARTS):
            trainer.add(ids, labels, [0, 1])
            report = trainer.step()
        speed = steps // PARTS / (time.perf_counter() - begin)
        memory = resident_mb()
        before, first = before or memory, first or speed
        print(f"{report.step}, {speed:.0f}, {memory:.1f}, {report.loss:.3g}", flush=True)
        if report.step != (part + 1) * (steps // PARTS) or memory > before + 8 or speed < first / 4:
            sys.exit("the count is wrong, memory has grown, or steps have become slow")


if __name__ == "__main__":
    main()
