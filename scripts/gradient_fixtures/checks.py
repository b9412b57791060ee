"""What must hold of a case before it is written: gradients equal differences, corners are far, padding changes nothing."""

import numpy
import torch

from . import models
from .batches import PAD
from .cases import CORNERS, Case

STEP = 1e-5
WORDS = "albert.embeddings.word_embeddings.weight"


class NearCorner(Exception):
    pass


def corners(case: Case, model: torch.nn.Module, batch: dict) -> None:
    """Raises where an activation's input is near its corner, or where no more than one in a hundred is beyond it."""
    seen = []
    hooks = [module.register_forward_hook(lambda _module, given, _made: seen.append(given[0].detach().flatten()))
             for name, module in model.named_modules() if name.endswith("activation")]
    assert hooks
    with torch.no_grad():
        for number in range(len(batch["lengths"])):
            models.losses(model, unpadded(batch, number))
    for hook in hooks:
        hook.remove()
    inputs = torch.cat(seen)
    for corner in CORNERS.get(case.settings()["hidden_act"], []):
        if (inputs - corner).abs().min() < 2e-4:
            raise NearCorner(corner)
        beyond = (inputs > corner).double().mean()
        assert 0.01 < beyond < 0.99, f"{case.name}: {beyond:.1%} of the activation's inputs are beyond {corner}"


def unpadded(batch: dict, number: int) -> dict:
    """One sequence of a batch of masked language modelling, the task of all cases with corners."""
    start = sum(batch["lengths"][:number])
    stop = start + batch["lengths"][number]
    return {key: batch[key] and batch[key][start:stop] for key in ("ids", "type_ids", "attention_mask", "mlm_labels")
            } | dict(lengths=[stop - start])


def padding(case: Case, model: torch.nn.Module, batch: dict) -> None:
    with torch.no_grad():
        one, other = (models.losses(model, batch, further)["loss"].item()
                      for further in (0, min(3, case.settings()["max_position_embeddings"] - max(case.lengths))))
    assert abs(one - other) < 1e-13 * abs(one), f"{case.name}: the loss is {one}, with more padding {other}"


def difference(model: torch.nn.Module, batch: dict, parameter: torch.Tensor, place: int) -> float:
    flat = parameter.detach().view(-1)
    before = flat[place].item()
    sides = []
    for side in (STEP, -STEP):
        flat[place] = before + side
        with torch.no_grad():
            sides.append(models.losses(model, batch)["loss"].item())
    flat[place] = before
    return (sides[0] - sides[1]) / (2 * STEP)


def differences(case: Case, model: torch.nn.Module, batch: dict, gradients: dict, random: numpy.random.Generator) -> int:
    """Compares some entries of every gradient, the largest among them, with central differences; gives how many."""
    count = 0
    for key, parameter in model.named_parameters():
        gradient = gradients[key].flatten()
        free = numpy.arange(gradient.numel())
        if key == WORDS:
            free = free[free // parameter.shape[1] != PAD]
        alive = free[gradient.numpy()[free] != 0]
        places = {int(free[gradient.abs().numpy()[free].argmax()]), int(random.choice(free))}
        places |= set(random.choice(alive, min(3, len(alive)), replace=False).tolist())
        for place in sorted(places):
            compare(case, key, place, gradient[place].item(), difference(model, batch, parameter, place))
        count += len(places)
    return count + pad_row(case, model, batch, gradients)


def pad_row(case: Case, model: torch.nn.Module, batch: dict, gradients: dict) -> int:
    """The look-up passes nothing to the pad row: all of its gradient comes from the decoder, where that is the same table."""
    row = gradients[WORDS][PAD]
    words = dict(model.named_parameters())[WORDS]
    if not hasattr(model, "predictions") or model.predictions.decoder.weight is not words:
        assert not row.any(), case.name
        return 0
    assert row.all(), case.name
    model.predictions.decoder.weight = torch.nn.Parameter(words.detach().clone())
    for place in range(len(row)):
        compare(case, WORDS, place, row[place].item(), difference(model, batch, model.predictions.decoder.weight, place))
    model.predictions.decoder.weight = words
    return len(row)


def compare(case: Case, key: str, place: int, gradient: float, measured: float) -> None:
    where = f"{case.name}, {key}[{place}]"
    assert abs(gradient - measured) < 2e-8 + 1e-6 * abs(gradient), f"{where}: gradient {gradient}, difference {measured}"
