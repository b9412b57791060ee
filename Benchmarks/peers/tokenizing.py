#!/usr/bin/env python3
"""Tokenizers side by side, MB/s: libalbert, sentencepiece and Hugging Face's, lists of texts from Python, in turns.

    tokenizing.py MODEL [--texts FILE] [--program build/bench/tokenizer] [--megabytes 4] [--rounds 5]

Offsets cost time, lists of Python integers too, so each row says what it makes: "columns" stay in the library until they are read,
"ids" are lists of int. One thread, except where it says two. sentencepiece lower-cases nothing itself; it gets texts lower-cased
beforehand, outside its time. With --program, the same texts through libalbert from C.
"""
import argparse
import os
import re
import statistics
import subprocess
import tempfile
import time
from pathlib import Path

os.environ["TOKENIZERS_PARALLELISM"] = "false"
os.environ["RAYON_NUM_THREADS"] = "1"

import albert
import sentencepiece
import tokenizers
from report import keep, table
from sample_texts import SCRIPTS, made_lines, repeated_lines

OURS = "libalbert, columns with offsets"
RATIOS = [(OURS, "sentencepiece, arrays of ids"), ("libalbert, ids", "sentencepiece, ids"), (OURS, "sentencepiece, with offsets"),
          (OURS, "tokenizers, columns with offsets")]


def make_runs(directory):
    """What is measured -> a function of (texts, the same lower-cased)."""
    ours = albert.Tokenizer.open(directory)
    pieces = sentencepiece.SentencePieceProcessor(model_file=str(directory / "spiece.model"))
    hugging_face = tokenizers.Tokenizer.from_file(str(directory / "tokenizer.json"))
    return {
        OURS: lambda texts, lower: ours.encode_batch(texts, threads=1),
        "libalbert, the same, 2 threads": lambda texts, lower: ours.encode_batch(texts, threads=2),
        "libalbert, ids": lambda texts, lower: [encoding.ids for encoding in ours.encode_batch(texts, threads=1)],
        "sentencepiece, arrays of ids": lambda texts, lower: pieces.encode(lower, return_type="numpy", num_threads=1),
        "sentencepiece, ids": lambda texts, lower: pieces.encode(lower, return_type=int, num_threads=1),
        "sentencepiece, with offsets": lambda texts, lower: pieces.encode(lower, return_type="proto", num_threads=1),
        "tokenizers, columns with offsets": lambda texts, lower: hugging_face.encode_batch(texts),
        "tokenizers, columns without offsets": lambda texts, lower: hugging_face.encode_batch_fast(texts),
    }


def measure(runs, texts, rounds):
    """The median MB/s of every run."""
    lower = [text.lower() for text in texts]
    megabytes = sum(len(text.encode()) for text in texts) / 1e6
    times = {name: [] for name in runs}
    for at in range(-1, rounds):
        for name, run in runs.items():
            start = time.perf_counter()
            made = run(texts, lower)
            seconds = time.perf_counter() - start
            del made  # outside the time
            if at >= 0:
                times[name].append(seconds)
    return {name: megabytes / statistics.median(values) for name, values in times.items()}


def measure_from_c(program, directory, texts):
    with tempfile.NamedTemporaryFile("w", encoding="utf-8", suffix=".txt") as file:
        file.write("\n".join(texts))
        file.flush()
        printed = subprocess.run([program, directory, file.name], check=True, capture_output=True, text=True).stdout
    found = re.findall(r"^(\S.*?)\s{2,}([0-9.]+) MB/s", printed, re.MULTILINE)
    return {f"libalbert from C, {label}": float(speed) for label, speed in found}


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("model", type=Path)
    parser.add_argument("--texts", type=Path)
    parser.add_argument("--program")
    parser.add_argument("--megabytes", type=float, default=4)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--json", type=Path)
    choice = parser.parse_args()
    size, speeds = int(1e6 * choice.megabytes), {}
    runs = make_runs(choice.model)
    for script in SCRIPTS:
        is_prose = script == "English" and choice.texts
        texts = repeated_lines(choice.texts, size) if is_prose else made_lines(script, size)
        speeds[f"{script} prose" if is_prose else script] = measured = measure(runs, texts, choice.rounds)
        if choice.program:
            measured.update(measure_from_c(choice.program, choice.model, texts))
    columns = list(speeds)
    table(["MB/s", *columns], [[name, *(f"{speeds[column][name]:.1f}" for column in columns)] for name in speeds[columns[0]]])
    for ours, peer in RATIOS:
        print(f"{ours} / {peer}: " + ", ".join(f"{column} {speeds[column][ours] / speeds[column][peer]:.1f}" for column in columns))
    print(flush=True)
    keep(choice.json, "tokenizing", speeds)


main()
