"""Logits of transformers' ALBERT classes in a chosen precision, and the rule that no two ranks may be near each other."""

import pathlib

import numpy
import torch
import transformers

from .models import MODELS, configuration


class Runner:
    """One directory's model; what it computes is remembered."""

    def __init__(self, directory: pathlib.Path, dtype: torch.dtype):
        self.name = directory.name
        self.configuration = configuration(self.name)
        self.labels = MODELS[self.name][1]
        self.model = getattr(transformers, MODELS[self.name][0]).from_pretrained(
            directory, attn_implementation="eager", dtype=dtype).eval()
        assert self.model.dtype == dtype
        self.known: dict = {}

    def run(self, ids: list[int], types: list[int], mask: list[int] | None = None) -> dict[str, numpy.ndarray]:
        key = (tuple(ids), tuple(types), None if mask is None else tuple(mask))
        if key not in self.known:
            given = dict(input_ids=torch.tensor([ids]), token_type_ids=torch.tensor([types]),
                         attention_mask=torch.tensor([mask if mask is not None else [1] * len(ids)]))
            if self.name == "choice":
                given = {name: values[None] for name, values in given.items()}
            with torch.no_grad():
                made = self.model(**given)
            self.known[key] = {name: values[0].double().numpy() for name, values in made.items()}
        return self.known[key]


def softmax(values: numpy.ndarray) -> numpy.ndarray:
    powers = numpy.exp(values - values.max(-1, keepdims=True))
    return powers / powers.sum(-1, keepdims=True)


def sigmoid(values: numpy.ndarray) -> numpy.ndarray:
    return 1 / (1 + numpy.exp(-values))


class NearTie(Exception):
    pass


def apart(values, what: str) -> None:
    """Refuses neighbours in descending order that rounding could swap; tiny probabilities have tiny errors."""
    ranked = sorted((float(v) for v in values), reverse=True)
    for one, two in zip(ranked, ranked[1:]):
        if one - two < 1e-4 and one - two < 0.005 * abs(one):
            raise NearTie(f"{what}: {one} and {two} are too near each other")
