"""Writes Tests/Golden/optimizers: what twenty steps of each optimizer make of small tensors, and of a small model.

    pip install 'torch==2.13.0+cpu' transformers==5.23.0 safetensors numpy
    python scripts/make_optimizer_fixtures.py

Everything is float64, from weights and gradients that are exact in float32. ALBERT's AdamW and LAMB follow the published
formulas in numpy; PyTorch's AdamW is PyTorch's. The model is the case "pretraining" of Tests/Golden/gradients.
"""

import json
import pathlib

import numpy
import safetensors
import torch
import transformers
from safetensors.numpy import save_file

from optimizer_fixtures import checks, schedules, steps, tensors, training

GOLDEN = pathlib.Path(__file__).resolve().parent.parent / "Tests" / "Golden"
OUT = GOLDEN / "optimizers"
OPTIMIZERS = ["adamw", "adamw-torch", "lamb"]
KEPT = [1, 2, 10, 20]
WARMUP = 4
RATES = {"adamw": 0.003, "adamw-torch": 0.003, "lamb": 0.01}


def flat(arrays: steps.Arrays) -> dict[str, list[float]]:
    return {name: values.flatten().tolist() for name, values in arrays.items()}


def settings(kind: str, schedule: str, clips: bool, rates: list[float]) -> dict:
    return dict(optimizer=kind, beta1=steps.BETA1, beta2=steps.BETA2, epsilon=steps.EPSILON[kind], weight_decay=steps.DECAY,
                clip_norm=steps.CLIP_NORM if clips else None, schedule=schedule, steps=tensors.STEPS, warmup_steps=WARMUP,
                power=1.0, rates=rates)


def trajectory(kind: str, schedule: str, clips: bool) -> dict:
    optimizer = steps.begun(kind, tensors.weights())
    rates = schedules.rates(schedule, tensors.STEPS, WARMUP, 1.0, tensors.STEPS)
    norms, states = [], {}
    for number, (gradients, rate) in enumerate(zip(tensors.gradients(), rates), start=1):
        norms.append(optimizer.step(gradients, rate, clips))
        if number in KEPT:
            states[str(number)] = dict(weights=flat(optimizer.weights), m=flat(optimizer.m), v=flat(optimizer.v))
    checks.closed_form(kind, optimizer.weights, rates)
    if kind == "adamw-torch":
        checks.corrected(optimizer.weights, rates, clips)
    assert min(norms) == 0 and sum(norm > 1 for norm in norms) > 5 and sum(0 < norm < 1 for norm in norms) > 3, norms
    return settings(kind, schedule, clips, rates) | dict(learning_rate=schedules.BASE, norms=norms, states=states)


def model_run(kind: str) -> dict:
    """Writes the final weights, gives the rest."""
    rates = [rate / schedules.BASE * RATES[kind] for rate in schedules.rates("original", tensors.STEPS, WARMUP, 1.0, tensors.STEPS)]
    directory = GOLDEN / "gradients" / training.CASE.name
    losses, norms, weights = training.run(kind, rates, directory, torch.float64)
    assert losses[-1] < 0.8 * losses[0], losses
    save_file(weights, OUT / f"model-{kind}.safetensors")
    (OUT / f"model-{kind}.safetensors").chmod(0o644)
    coarse = training.run(kind, rates, directory, torch.float32)
    off = dict(loss=max(abs(one - other) for one, other in zip(losses, coarse[0])), weights=training.apart(weights, coarse[2]))
    print(f"{kind}: loss {losses[0]:.4f} to {losses[-1]:.4f}, float32 is within {off['loss']:.1e}, its weights {off['weights']:.1e}")
    return settings(kind, "original", True, rates) | dict(learning_rate=RATES[kind], losses=losses, norms=norms,
                                                          float32_difference=off)


def write(name: str, content) -> None:
    (OUT / name).write_text(json.dumps(content) + "\n")


def main() -> None:
    torch.set_num_threads(1)
    transformers.logging.disable_progress_bar()
    transformers.logging.set_verbosity_error()
    OUT.mkdir(parents=True, exist_ok=True)
    listed = [dict(name=name, shape=list(values.shape), decayed=steps.decayed(name), weights=values.flatten().tolist())
              for name, values in tensors.weights().items()]
    write("tensors.json", dict(tensors=listed, gradients=[flat(row) for row in tensors.gradients()]))
    write("schedules.json", schedules.table())
    for kind in OPTIMIZERS:
        for schedule in schedules.RULES:
            for clips in (True, False):
                write(f"{kind}-{schedule}-{'clipped' if clips else 'free'}.json", trajectory(kind, schedule, clips))
    write("model.json", dict(case=training.CASE.name, runs=[model_run(kind) for kind in OPTIMIZERS]))
    versions = dict(torch=torch.__version__, transformers=transformers.__version__, safetensors=safetensors.__version__,
                    numpy=numpy.__version__)
    (OUT / "versions.json").write_text(json.dumps(versions, indent=1) + "\n")


if __name__ == "__main__":
    main()
