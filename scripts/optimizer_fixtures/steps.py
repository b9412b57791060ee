"""The optimizers, one step each, in float64: ALBERT's two as published in numpy, and PyTorch's AdamW."""

import re

import numpy
import torch

BETA1, BETA2, DECAY = 0.9, 0.999, 0.01
# The published code's, and transformers' default for PyTorch's.
EPSILON = {"adamw": 1e-6, "lamb": 1e-6, "adamw-torch": 1e-8}
CLIP_NORM = 1.0

Arrays = dict[str, numpy.ndarray]


def decayed(name: str) -> bool:
    """Whether weight decay, and LAMB's ratio, apply to a tensor."""
    return re.search("LayerNorm|layer_norm|bias", name) is None


def norm_of(arrays: Arrays) -> float:
    return float(numpy.sqrt(sum(numpy.square(values).sum() for values in arrays.values())))


class Published:
    """AdamW or LAMB as ALBERT was trained: the moments start at 0 and are not corrected for it."""

    def __init__(self, kind: str, weights: Arrays):
        self.kind = kind
        self.weights = {name: values.copy() for name, values in weights.items()}
        self.m = {name: numpy.zeros_like(values) for name, values in weights.items()}
        self.v = {name: numpy.zeros_like(values) for name, values in weights.items()}

    def step(self, gradients: Arrays, rate: float, clips: bool) -> float:
        """Gives the gradients' norm before clipping."""
        norm = norm_of(gradients)
        factor = CLIP_NORM / max(norm, CLIP_NORM) if clips else 1.0
        for name, weight in self.weights.items():
            gradient = gradients[name] * factor
            self.m[name] = BETA1 * self.m[name] + (1 - BETA1) * gradient
            self.v[name] = BETA2 * self.v[name] + (1 - BETA2) * gradient**2
            update = self.m[name] / (numpy.sqrt(self.v[name]) + EPSILON[self.kind])
            ratio = 1.0
            if decayed(name):
                update = update + DECAY * weight
                if self.kind == "lamb":
                    long, wide = numpy.linalg.norm(weight), numpy.linalg.norm(update)
                    ratio = long / wide if long > 0 and wide > 0 else 1.0
            self.weights[name] = weight - rate * ratio * update
        return norm


class Torch:
    """torch.optim.AdamW, clipped by torch.nn.utils.clip_grad_norm_ (whose divisor is the norm plus 1e-6)."""

    def __init__(self, weights: Arrays):
        self.parameters = {name: torch.nn.Parameter(torch.from_numpy(values.copy())) for name, values in weights.items()}
        groups = [dict(params=[parameter for name, parameter in self.parameters.items() if decayed(name) == wanted],
                       weight_decay=DECAY if wanted else 0.0) for wanted in (True, False)]
        self.optimizer = torch.optim.AdamW(groups, lr=0.0, betas=(BETA1, BETA2), eps=EPSILON["adamw-torch"], foreach=False)

    def step(self, gradients: Arrays, rate: float, clips: bool) -> float:
        for group in self.optimizer.param_groups:
            group["lr"] = rate
        for name, parameter in self.parameters.items():
            parameter.grad = torch.from_numpy(gradients[name].copy())
        norm = norm_of(gradients)
        if clips:
            torch.nn.utils.clip_grad_norm_(self.parameters.values(), CLIP_NORM)
        self.optimizer.step()
        return norm

    def state(self, key: str) -> Arrays:
        return {name: self.optimizer.state[parameter][key].numpy().copy() for name, parameter in self.parameters.items()}

    @property
    def weights(self) -> Arrays:
        return {name: parameter.detach().numpy().copy() for name, parameter in self.parameters.items()}

    @property
    def m(self) -> Arrays:
        return self.state("exp_avg")

    @property
    def v(self) -> Arrays:
        return self.state("exp_avg_sq")


def begun(kind: str, weights: Arrays) -> Published | Torch:
    return Torch(weights) if kind == "adamw-torch" else Published(kind, weights)
