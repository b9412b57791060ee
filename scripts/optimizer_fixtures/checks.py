"""What must hold of a trajectory before it is written: PyTorch's formula in numpy, and what can be known without one."""

import numpy

from . import steps, tensors

UNMOVED = tensors.LAYER + "attention.value.weight"


def closed_form(kind: str, weights: steps.Arrays, rates: list[float]) -> None:
    """Without gradients AdamW shrinks a tensor by rate times decay, LAMB by the rate alone; zeros stay zeros."""
    shrunk = 1.0
    for rate in rates:
        shrunk *= 1 - rate * (1 if kind == "lamb" else steps.DECAY)
    numpy.testing.assert_allclose(weights[UNMOVED], tensors.weights()[UNMOVED] * shrunk, rtol=1e-13)
    assert not weights["albert.pooler.weight"].any() and not weights["classifier.bias"].any()


def corrected(weights: steps.Arrays, rates: list[float], clips: bool) -> None:
    """AdamW with the moments' bias corrected, worked out once more; clipping divides by the norm plus 1e-6."""
    for name, weight in tensors.weights().items():
        m = v = numpy.zeros_like(weight)
        for number, (row, rate) in enumerate(zip(tensors.gradients(), rates), start=1):
            gradient = row[name] * (min(1, steps.CLIP_NORM / (steps.norm_of(row) + 1e-6)) if clips else 1)
            m = m + (1 - steps.BETA1) * (gradient - m)
            v = v + (1 - steps.BETA2) * (gradient**2 - v)
            mean, square = m / (1 - steps.BETA1**number), v / (1 - steps.BETA2**number)
            decay = steps.DECAY if steps.decayed(name) else 0
            weight = weight - rate * (decay * weight + mean / (numpy.sqrt(square) + steps.EPSILON["adamw-torch"]))
        numpy.testing.assert_allclose(weights[name], weight, rtol=1e-11, atol=1e-14, err_msg=name)
