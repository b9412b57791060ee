#!/usr/bin/env python3
"""Training by one engine in a process of its own, so that its threads and memory are nobody else's.

    training_worker.py ENGINE DIRECTORY THREADS      then requests of turns.py on standard input

DIRECTORY holds a config.json; weights are random, since neither speed nor memory depends on values. A request is {"task":
"pretraining" or "classification", "shape": "8x128", "steps": 2}; the answer is the seconds of each step and the process's peak memory.
Both engines use AdamW as PyTorch's, clip nothing and drop nothing out.
"""
import json
import os
import resource
import sys
import time
from pathlib import Path

MASKED = 7  # one piece in seven is asked for, near ALBERT's 15 %
OPTIONS = {"hidden_dropout_prob": 0, "attention_probs_dropout_prob": 0, "classifier_dropout_prob": 0}


def batch(shape, vocabulary):
    """Ids, labels of pieces (-100: not asked for), and a label of each sequence."""
    import numpy

    count, length = map(int, shape.split("x"))
    ids = numpy.random.default_rng(0).integers(5, vocabulary, (count, length))
    labels = numpy.full_like(ids, -100)
    labels[:, ::MASKED] = ids[:, ::MASKED]
    return ids, labels, numpy.arange(count) % 2


class Libalbert:
    def __init__(self, config, task, threads, precision, recompute=False):
        import albert

        labels = ["0", "1"] if task == "classification" else None
        self.task = task
        self.trainer = albert.Trainer(config, task, labels=labels, optimizer="adamw-torch", learning_rate=1e-4, steps=10**6, clip_norm=0,
                                      threads=threads, dtype=precision, recompute=recompute)

    def step(self, ids, labels, order):
        if self.task == "pretraining":
            self.trainer.add(ids.tolist(), labels.ravel().tolist(), order.tolist())
        else:
            self.trainer.add(ids.tolist(), order.tolist())
        self.trainer.step()


class Torch:
    def __init__(self, config, task, threads, precision):
        import torch
        from transformers import AlbertConfig, AlbertForPreTraining, AlbertForSequenceClassification

        torch.set_num_threads(threads)
        self.torch, self.task, self.half = torch, task, precision == "bf16"
        head = AlbertForPreTraining if task == "pretraining" else AlbertForSequenceClassification
        self.model = head(AlbertConfig(**config)).train()
        self.optimizer = torch.optim.AdamW(self.model.parameters(), lr=1e-4)

    def step(self, ids, labels, order):
        ids, labels, order = map(self.torch.from_numpy, (ids, labels, order))
        targets = {"labels": labels, "sentence_order_label": order} if self.task == "pretraining" else {"labels": order}
        with self.torch.autocast("cpu", dtype=self.torch.bfloat16, enabled=self.half):
            loss = self.model(input_ids=ids, **targets).loss
        loss.backward()
        self.optimizer.step()
        self.optimizer.zero_grad()


def main():
    name, directory, threads = sys.argv[1], Path(sys.argv[2]), int(sys.argv[3])
    os.environ["OMP_NUM_THREADS"] = str(threads)
    from turns import serve

    config = json.loads((directory / "config.json").read_text()) | OPTIONS
    family, *rest = name.split("-")
    precision = "bf16" if "bf16" in rest else "f32"
    options = {"recompute": True} if "recompute" in rest else {}
    build = {"libalbert": Libalbert, "torch": Torch}[family]
    # Once before the first request: an engine that cannot be built is left out.
    engines = {"pretraining": build(config, "pretraining", threads, precision, **options)}

    def answer(task, shape, steps):
        if task not in engines:
            engines.clear()
            engines[task] = build(config, task, threads, precision, **options)
        rows, times = batch(shape, config["vocab_size"]), []
        for _ in range(steps):
            start = time.perf_counter()
            engines[task].step(*rows)
            times.append(time.perf_counter() - start)
        return {"times": times[1:], "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024}

    serve(answer)


main()
