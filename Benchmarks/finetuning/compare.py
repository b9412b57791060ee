#!/usr/bin/env python3
"""Fine-tuning by libalbert beside the same by transformers and PyTorch: the same weights, rows and hyper-parameters, several seeds, engines in
turns.

    compare.py DATA [--model DIRECTORY] [--sets sst2,trec6,wnut17,squad,snli] [--engines libalbert,transformers] [--seeds 1,2,3] [--threads 2]
               [--json FILE]

Without --model, the bundled model. What is wanted is the same measure within the spread of seeds: orders of rows and new heads differ between
engines, so that no two runs are the same. The engine `libalbert-given-head` is the library with the heads that transformers draws. With --json,
runs that FILE has are not repeated.
"""
import argparse
import json
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

import albert
from sets import SETS

HERE = Path(__file__).resolve().parent
BUNDLED = HERE.parents[1] / "Sources" / "AlbertBundledModel" / "albert-mini"
ENGINES = ("libalbert", "libalbert-given-head", "transformers")


def run(engine, name, seed, choice):
    with tempfile.TemporaryDirectory() as output, tempfile.TemporaryDirectory() as begin:
        directory = choice.model
        if engine == "libalbert-given-head":
            engine, directory = "libalbert", begin
            python(HERE / "by_transformers.py", name, choice.data, choice.model, seed, begin)
        found = json.loads(python(HERE / "worker.py", engine, name, choice.data, directory, seed, choice.threads, output).splitlines()[-1])
        model = albert.load(output)
        return found | {"score": SETS[name].score(model, SETS[name].read(choice.data, "test"))}


def python(*arguments):
    return subprocess.run([sys.executable, *map(str, arguments)], stdout=subprocess.PIPE, text=True, check=True).stdout


def show(name, runs):
    setting = SETS[name]
    print(f"{name}: {setting.epochs:g} epochs, batches of {setting.batch_size}, rate {setting.learning_rate:g}, at most {setting.max_length} pieces\n")
    print(f"| engine | {setting.measure}, each seed | mean | standard deviation | seconds (median) | peak MB |\n|---|---|---|---|---|---|")
    for engine in ENGINES:
        found = [value for key, value in sorted(runs.items()) if key.startswith(f"{name} {engine} ")]
        if found:
            scores = [one["score"] for one in found]
            spread = statistics.stdev(scores) if len(scores) > 1 else 0
            print(f"| {engine} | {', '.join(f'{score:.1f}' for score in scores)} | {statistics.mean(scores):.2f} | {spread:.2f} "
                  f"| {statistics.median(one['seconds'] for one in found):.0f} | {max(one['peak_mb'] for one in found):.0f} |")
    print(flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("data", type=Path)
    parser.add_argument("--model", type=Path, default=BUNDLED)
    parser.add_argument("--sets", default=",".join(SETS))
    parser.add_argument("--engines", default="libalbert,transformers")
    parser.add_argument("--seeds", default="1,2,3")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--json", type=Path)
    choice = parser.parse_args()
    engines = choice.engines.split(",")
    if unknown := set(engines) - set(ENGINES):
        parser.error(f"--engines: {', '.join(sorted(unknown))} is none of {', '.join(ENGINES)}")
    runs = json.loads(choice.json.read_text()) if choice.json and choice.json.exists() else {}
    for name in choice.sets.split(","):
        for seed in choice.seeds.split(","):
            for engine in engines:
                key = f"{name} {engine} {seed}"
                if key not in runs:
                    runs[key] = run(engine, name, seed, choice)
                    if choice.json:
                        choice.json.write_text(json.dumps(runs, indent=1) + "\n")
        show(name, runs)


if __name__ == "__main__":
    main()
