#!/usr/bin/env python3
"""Texts of uneven length, from text to hidden states: tokenizer and encoder, 32 texts a call, in given order and sorted by length. The
peers pad each call's rows to its longest; libalbert pads nothing, so the order should not matter to it.

    ragged.py MODEL TEXTS [--engines libalbert,openvino,libalbert-int8,openvino-int8] [--threads 2] [--rounds 3] [--count 512]
"""
import argparse
import statistics
from pathlib import Path

from engines import ENGINES, PRECISIONS, is_ours
from report import keep, table
from turns import start_workers

BATCH, SHORTEST = 32, 20


def read_texts(path, count):
    lines = (line.strip() for line in path.read_text(encoding="utf-8").splitlines())
    return [line for line in lines if len(line) >= SHORTEST][:count]


def measure(model, engines, threads, texts, rounds):
    workers = start_workers(engines, model, threads)
    times = {(worker.engine, by_length): [] for worker in workers for by_length in (False, True)}
    tokens = {}
    for worker in workers:
        worker.ask(texts=texts[:BATCH], by_length=False, batch=BATCH)
    for _ in range(rounds):
        for by_length in (False, True):
            for worker in workers:
                answer = worker.ask(texts=texts, by_length=by_length, batch=BATCH)
                times[worker.engine, by_length] += answer["times"]
                tokens[worker.engine] = answer["tokens"]
    for worker in workers:
        worker.close()
    return [{"engine": worker.engine, "precision": ENGINES[worker.engine], "tokens": tokens[worker.engine],
             "as_given": len(texts) / statistics.median(times[worker.engine, False]),
             "by_length": len(texts) / statistics.median(times[worker.engine, True])} for worker in workers]


def show(rows):
    table(["engine", "tokens", "texts/s as given", "texts/s sorted by length"],
          [[row["engine"], row["tokens"], f"{row['as_given']:.1f}", f"{row['by_length']:.1f}"] for row in rows])
    for precision in PRECISIONS:
        ours = [row for row in rows if row["precision"] == precision and is_ours(row["engine"])]
        peers = [row for row in rows if row["precision"] == precision and not is_ours(row["engine"])]
        if ours and peers:
            given, by_length = (max(row[order] for row in peers) for order in ("as_given", "by_length"))
            print(f"{precision}: libalbert as given / best peer: {ours[0]['as_given'] / given:.2f} as given, "
                  f"{ours[0]['as_given'] / by_length:.2f} sorted")
    print(flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("model")
    parser.add_argument("texts", type=Path)
    parser.add_argument("--engines", default="libalbert,openvino,libalbert-int8,openvino-int8")
    parser.add_argument("--precisions", default=",".join(PRECISIONS))
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--count", type=int, default=512)
    parser.add_argument("--json", type=Path)
    choice = parser.parse_args()
    texts = read_texts(choice.texts, choice.count)
    engines = [engine for engine in choice.engines.split(",") if ENGINES[engine] in choice.precisions.split(",")]
    rows = []
    for precision in choice.precisions.split(","):  # no more processes at once than one precision has
        group = [engine for engine in engines if ENGINES[engine] == precision]
        rows += measure(choice.model, group, choice.threads, texts, choice.rounds)
    print(f"{len(texts)} texts, {BATCH} a call, {choice.threads} threads\n")
    show(rows)
    keep(choice.json, "ragged", {"texts": len(texts), "threads": choice.threads, "rows": rows})


main()
