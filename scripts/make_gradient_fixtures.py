"""Writes Tests/Golden/gradients: small models, a batch with labels for each, its loss, and the gradient of every parameter.

    pip install 'torch==2.13.0+cpu' transformers==5.23.0 safetensors numpy
    python scripts/make_gradient_fixtures.py

Loss and gradients are those of transformers' ALBERT classes in float64, without dropout, from the float32 weights of the file.
A case is written only where central differences of the loss agree with the gradient in some entries of every tensor.
"""

import json
import pathlib

import numpy
import safetensors
import torch
import transformers
from safetensors.torch import save_file

from gradient_fixtures import batches, checks, models
from gradient_fixtures.cases import CASES, Case

OUT = pathlib.Path(__file__).resolve().parent.parent / "Tests" / "Golden" / "gradients"


def make(case: Case, directory: pathlib.Path, seed: int) -> str:
    """Writes one case; gives a line about it. Raises NearCorner for a seed that does not do."""
    random = numpy.random.default_rng([seed, *case.name.encode()])
    models.write(case, directory, random)
    batch = batches.draw(case, random)
    model = models.opened(case, directory, torch.float64)
    if "mlm_labels" in batch:
        checks.corners(case, model, batch)
    checks.padding(case, model, batch)
    gradients = models.gradients(model, batch)
    count = checks.differences(case, model, batch, gradients, random)
    found = {key: value.item() for key, value in models.losses(model, batch).items()}

    (directory / "batch.json").write_text(json.dumps(batch | found) + "\n")
    save_file({key: gradient.float().contiguous() for key, gradient in gradients.items()}, directory / "gradients.safetensors")
    (directory / "gradients.safetensors").chmod(0o644)

    coarse = models.gradients(models.opened(case, directory, torch.float32), batch)
    # Where a gradient is 0 but for rounding (attention.key.bias), the whole model's largest entry is the measure.
    largest = max(gradient.abs().max() for gradient in gradients.values())
    off = max((coarse[key] - gradient).abs().max() / max(gradient.abs().max(), 1e-3 * largest) for key, gradient in gradients.items())
    return f"{case.name}: seed {seed}, loss {found['loss']:.4f}, {count} differences agree, float32 is within {off:.1e}"


def main() -> None:
    torch.set_num_threads(1)
    transformers.logging.disable_progress_bar()
    transformers.logging.set_verbosity_error()
    for case in CASES:
        for seed in range(100):
            try:
                print(make(case, OUT / case.name, seed), flush=True)
                break
            except checks.NearCorner:
                continue
        else:
            raise SystemExit(f"{case.name}: an activation is near its corner with every seed")
    versions = dict(torch=torch.__version__, transformers=transformers.__version__, safetensors=safetensors.__version__,
                    numpy=numpy.__version__)
    (OUT / "versions.json").write_text(json.dumps(versions, indent=1) + "\n")


if __name__ == "__main__":
    main()
