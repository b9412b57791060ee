"""Twenty steps of a small model on one batch: gradients of transformers' ALBERT, in a chosen precision."""

import json
import pathlib

import numpy
import torch

from gradient_fixtures import models
from gradient_fixtures.cases import CASES

from . import steps

CASE = next(case for case in CASES if case.name == "pretraining")


def run(kind: str, rates: list[float], directory: pathlib.Path, dtype: torch.dtype) -> tuple[list[float], list[float], dict]:
    """The loss before each step and after the last, the norms of the gradients, and the weights in the end."""
    batch = json.loads((directory / "batch.json").read_text())
    model = models.opened(CASE, directory, dtype)
    parameters = dict(model.named_parameters())
    optimizer = steps.begun(kind, {name: parameter.detach().numpy() for name, parameter in parameters.items()})
    losses, norms = [], []
    for rate in rates:
        losses.append(models.losses(model, batch)["loss"].item())
        gradients = {name: gradient.numpy() for name, gradient in models.gradients(model, batch).items()}
        norms.append(optimizer.step(gradients, rate, clips=True))
        with torch.no_grad():
            for name, weight in optimizer.weights.items():
                parameters[name].copy_(torch.from_numpy(weight))
    losses.append(models.losses(model, batch)["loss"].item())
    return losses, norms, optimizer.weights


def apart(one: dict[str, numpy.ndarray], other: dict[str, numpy.ndarray]) -> float:
    """The largest difference of two models' weights; attention.key.bias has no gradient but rounding, and is left out."""
    return max(float(numpy.abs(one[name] - other[name]).max()) for name in one if not name.endswith("attention.key.bias"))
