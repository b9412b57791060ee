#!/usr/bin/env python3
"""Trains albert-mini in phases, each from the weights of the one before as they are kept: in bfloat16.

    train.py WORK [--phases 1,2] [--stop-after SECONDS]

WORK holds vocabulary/, examples-20/, -64/, -128/, -512/ and held-out-64/, which run.sh makes. Phase n leaves WORK/phase-n (the model) and
WORK/phase-n.jsonl (its log). A phase that was stopped goes on from its checkpoint with the same bits; one that is there is not
made again, be it in WORK or in kept/ beside this file.
"""
import argparse
import json
import shutil
import time
from pathlib import Path

import albert
from halve import halve
from lengthen import lengthen

HERE = Path(__file__).resolve().parent

SHAPE = {
    "model_type": "albert", "architectures": ["AlbertForPreTraining"], "vocab_size": 16000, "embedding_size": 128, "hidden_size": 384,
    "num_hidden_layers": 4, "num_hidden_groups": 1, "inner_group_num": 1, "num_attention_heads": 6, "intermediate_size": 1536,
    "hidden_act": "gelu_new", "hidden_dropout_prob": 0, "attention_probs_dropout_prob": 0, "classifier_dropout_prob": 0.1,
    "initializer_range": 0.06, "max_position_embeddings": 512, "type_vocab_size": 2, "layer_norm_eps": 1e-12,
    "pad_token_id": 0, "bos_token_id": 2, "eos_token_id": 3, "tie_word_embeddings": True,
}  # fmt: skip
SETTINGS = {"optimizer": "adamw", "beta2": 0.98, "weight_decay": 0.01, "dtype": "bf16", "checkpoint_every": 500}
# The layers share their weights, so that the number of applications may change between phases. Two applications and sequences of 20 pieces
# first, and the rate falls from phase to phase: README.md says why. How many steps each has was a matter of time.
PHASES = {
    1: {"layers": 2, "data": "examples-20", "steps": 3000, "batch_size": 100, "learning_rate": 1e-3, "warmup": 0.07, "schedule": "constant"},
    2: {"layers": 4, "data": "examples-64", "steps": 3000, "batch_size": 32, "learning_rate": 7e-4, "warmup": 0.05, "schedule": "constant"},
    3: {"layers": 4, "data": "examples-128", "steps": 2000, "batch_size": 32, "learning_rate": 7e-4, "warmup": 0.0625, "schedule": "constant"},
    4: {"layers": 4, "data": "examples-128", "steps": 4500, "batch_size": 32, "learning_rate": 7e-4, "warmup": 0.0245, "schedule": "constant"},
    5: {"layers": 4, "data": "examples-128", "steps": 5500, "batch_size": 32, "learning_rate": 4e-4, "warmup": 0.02, "schedule": "constant"},
    6: {"layers": 4, "data": "examples-128", "steps": 1800, "batch_size": 32, "learning_rate": 2.5e-4, "warmup": 0.05, "schedule": "constant"},
    7: {"layers": 4, "data": "examples-128", "steps": 3500, "batch_size": 32, "learning_rate": 2.5e-4, "warmup": 0.0286, "schedule": "constant"},
    8: {"layers": 4, "data": "examples-512", "steps": 7000, "batch_size": 13, "learning_rate": 2.5e-4, "warmup": 0.0143, "schedule": "hugging-face",
        "trained_positions": 128},
}


KEPT = sorted((HERE / "kept").glob("phase-*"))


def model_of(work, number):
    """Where the model of a phase is, or would be."""
    return next((kept for kept in KEPT if kept.name == f"phase-{number}"), work / f"phase-{number}")


def is_done(work, number):
    """Whether the phase, or a later one, is there."""
    return any(number <= int(kept.name.removeprefix("phase-")) for kept in KEPT) or model_of(work, number).exists()


def start_of(work, number, layers, trained_positions):
    """A copy of the last phase's model whose layer is applied `layers` times. `trained_positions`: how many position vectors have
    been trained, where this phase is the first with longer sequences."""
    copy = work / f"phase-{number}.start"
    shutil.rmtree(copy, ignore_errors=True)
    shutil.copytree(model_of(work, number - 1), copy)
    configuration = json.loads((copy / "config.json").read_text()) | {"num_hidden_layers": layers}
    (copy / "config.json").write_text(json.dumps(configuration, indent=1) + "\n")
    if trained_positions:
        lengthen(copy, trained_positions)
    return copy


def check_vocabulary(work):
    """Kept weights are of one vocabulary: another one would train nonsense without a word."""
    for kept in KEPT:
        if (kept / "tokenizer.json").read_bytes() != (work / "vocabulary" / "tokenizer.json").read_bytes():
            raise SystemExit(f"{work / 'vocabulary'} is not the vocabulary of {kept}: were the texts others?")


def run(work, number, stop_after):
    """Trains a phase, or what is left of it, and says whether it is done."""
    phase, log, model = dict(PHASES[number]), work / f"phase-{number}.jsonl", work / f"phase-{number}.f32"
    layers, trained_positions = phase.pop("layers"), phase.pop("trained_positions", None)
    source = SHAPE | {"num_hidden_layers": layers} if number == 1 else albert.load(start_of(work, number, layers, trained_positions))

    def show(values):
        if values["step"] % 100 == 0:
            print(json.dumps({"phase": number, **values}), flush=True)

    albert.pretrain(source, data=work / phase.pop("data"), validation=work / "held-out-64", evaluate_every=1000, output=model,
                    tokenizer=work / "vocabulary" if number == 1 else None, checkpoints=work / f"phase-{number}.checkpoints", stop_after=stop_after, log=log,
                    progress=show, seed=number, **SETTINGS, **phase)  # fmt: skip
    lines = log.read_text().splitlines()
    if not lines or json.loads(lines[-1])["step"] < phase["steps"]:
        return False
    halve(model, work / f"phase-{number}")
    return True


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("work", type=Path)
    parser.add_argument("--phases", default=",".join(map(str, PHASES)))
    parser.add_argument("--stop-after", type=float, help="seconds, after which a checkpoint is left to go on from")
    choice = parser.parse_args()
    begin = time.monotonic()
    check_vocabulary(choice.work)
    for number in map(int, choice.phases.split(",")):
        left = None if choice.stop_after is None else choice.stop_after - (time.monotonic() - begin)
        if is_done(choice.work, number):
            continue
        if (left is not None and left <= 0) or not run(choice.work, number, left):
            break


if __name__ == "__main__":
    main()
