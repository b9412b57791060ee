"""Learning rates: warm-up from 0, then polynomial decay to 0, in the two published shapes."""

import torch
from transformers import get_polynomial_decay_schedule_with_warmup

BASE = 0.01

# steps, warm-up, power: the plain one first; without warm-up; roots and squares; all warm-up; warm-up longer than the training.
SHAPES = [(20, 4, 1.0), (20, 0, 1.0), (13, 5, 0.5), (16, 3, 2.0), (6, 6, 1.0), (5, 8, 1.0), (1, 0, 1.0)]


def original(step: int, steps: int, warmup: int, power: float) -> float:
    """ALBERT's: the decay runs over all steps, and warm-up hides its beginning."""
    if step < warmup:
        return BASE * step / warmup
    return BASE * (1 - min(step, steps) / steps) ** power


def late(step: int, steps: int, warmup: int, power: float) -> float:
    """transformers': the decay begins where warm-up ends."""
    if step < warmup:
        return BASE * step / warmup
    return BASE * (1 - (step - warmup) / (steps - warmup)) ** power if step < steps else 0.0


RULES = {"original": original, "hugging-face": late}


def rates(kind: str, steps: int, warmup: int, power: float, count: int) -> list[float]:
    return [RULES[kind](step, steps, warmup, power) for step in range(count)]


def table() -> list[dict]:
    """Every shape in both kinds, three steps beyond the end."""
    rows = []
    for kind in RULES:
        for steps, warmup, power in SHAPES:
            count = max(steps, warmup) + 3
            made = rates(kind, steps, warmup, power, count)
            if kind == "hugging-face" and steps != warmup:
                agree(made, steps, warmup, power)
            rows.append(dict(schedule=kind, learning_rate=BASE, steps=steps, warmup_steps=warmup, power=power, rates=made))
    return rows


def agree(made: list[float], steps: int, warmup: int, power: float) -> None:
    """Compares with transformers, which divides by zero at the end where there is nothing but warm-up."""
    optimizer = torch.optim.SGD([torch.nn.Parameter(torch.zeros(1))], lr=BASE)
    schedule = get_polynomial_decay_schedule_with_warmup(optimizer, warmup, steps, lr_end=0.0, power=power)
    for step, rate in enumerate(made):
        theirs = schedule.get_last_lr()[0]
        assert abs(theirs - rate) < 1e-15, f"step {step} of {steps}, warm-up {warmup}: {rate}, transformers {theirs}"
        optimizer.step()
        schedule.step()
