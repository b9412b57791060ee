"""Small tensors under a model's names, and a gradient for each at every step: the edges that a formula can get wrong."""

import numpy

STEPS = 20
LAYER = "albert.encoder.albert_layer_groups.0.albert_layers.0."

# name: shape, deviation of the weights, of the gradients. A deviation of 0 is nothing but zeros.
TENSORS = {
    "albert.embeddings.word_embeddings.weight": ((6, 3), 0.3, 0.2),
    "albert.embeddings.LayerNorm.weight": ((3,), 0.2, 0.2),
    "albert.embeddings.LayerNorm.bias": ((3,), 0.1, 0.2),
    # Gradients about as small as epsilon: where it stands decides.
    LAYER + "attention.query.weight": ((2, 4), 0.5, 3e-6),
    LAYER + "attention.query.bias": ((2,), 0.1, 3e-6),
    # Never a gradient: decay alone moves it, and LAMB's ratio is the inverse of the decay.
    LAYER + "attention.value.weight": ((3, 2), 0.5, 0),
    LAYER + "ffn.weight": ((5, 2), 4.0, 0.05),
    LAYER + "ffn.bias": ((5,), 0, 0.1),
    LAYER + "full_layer_layer_norm.weight": ((4,), 0.2, 0.1),
    # From zeros: LAMB has no ratio at the first step that moves.
    "classifier.weight": ((2, 4), 0, 0.3),
    "classifier.bias": ((2,), 0, 0),
    # Neither weights nor gradients: both norms vanish.
    "albert.pooler.weight": ((2, 2), 0, 0),
}


def weights() -> dict[str, numpy.ndarray]:
    random = numpy.random.default_rng(1)
    made = {}
    for name, (shape, deviation, _) in TENSORS.items():
        center = 1.0 if name.endswith(("LayerNorm.weight", "layer_norm.weight")) else 0.0
        made[name] = random.normal(center, deviation, shape).astype(numpy.float32).astype(numpy.float64)
    return made


def gradients() -> list[dict[str, numpy.ndarray]]:
    """Steps 3 and 11 have none at all, step 7 large ones, every third small ones; norms lie on both sides of 1."""
    random = numpy.random.default_rng(2)
    made = []
    for step in range(STEPS):
        scale = 0.0 if step in (3, 11) else 30.0 if step == 7 else 0.2 if step % 3 == 0 else 1.0
        row = {}
        for name, (shape, _, deviation) in TENSORS.items():
            values = random.normal(0, 1, shape) * deviation * scale
            if name.endswith("word_embeddings.weight"):
                values[random.permutation(shape[0])[:3]] = 0
            row[name] = values.astype(numpy.float32).astype(numpy.float64)
        made.append(row)
    return made
