"""Random weights as a directory in the Hugging Face layout, the model opened from it in a chosen precision, and its loss."""

import json
import pathlib

import numpy
import torch
import transformers
from safetensors.torch import load_file, save_file
from transformers import AlbertConfig

from . import batches
from .cases import FEED_FORWARD_SCALE, Case


def values(key: str, shape: tuple, case: Case, random: numpy.random.Generator) -> numpy.ndarray:
    """Scores with a deviation of about 1, norms that scale, biases that shift: nothing is near where it would be linear."""
    if "layer_norm" in key or "LayerNorm" in key:
        return random.normal(1, 0.2, shape) if key.endswith("weight") else random.normal(0, 0.1, shape)
    if key.endswith("bias"):
        return random.normal(0, 0.1, shape)
    scale = FEED_FORWARD_SCALE.get(case.settings()["hidden_act"], 1) if key.endswith((".ffn.weight", "predictions.dense.weight")) else 1
    return random.normal(0, 0.18 * scale, shape)


def write(case: Case, directory: pathlib.Path, random: numpy.random.Generator) -> None:
    settings = case.settings()
    config = AlbertConfig(**{key: value for key, value in settings.items() if key not in ("id2label", "label2id")})
    if case.label_count is not None:
        config.num_labels = case.label_count
    model = getattr(transformers, case.architecture)._from_config(config)
    share_bias(model)
    state = {key: torch.from_numpy(values(key, tuple(parameter.shape), case, random)).float()
             for key, parameter in sorted(model.named_parameters())}
    directory.mkdir(parents=True, exist_ok=True)
    (directory / "config.json").write_text(json.dumps(settings, indent=1) + "\n")
    save_file(state, directory / "model.safetensors", metadata={"format": "pt"})
    (directory / "model.safetensors").chmod(0o644)


def share_bias(model: torch.nn.Module) -> None:
    """One bias of the decoder, as every published file has it: without the tie of the tables transformers 5 makes two."""
    if hasattr(model, "predictions"):
        model.predictions.decoder.bias = model.predictions.bias


def opened(case: Case, directory: pathlib.Path, dtype: torch.dtype) -> torch.nn.Module:
    model = getattr(transformers, case.architecture).from_pretrained(directory, attn_implementation="eager", dtype=dtype).eval()
    share_bias(model)
    stored = load_file(directory / "model.safetensors")
    parameters = dict(model.named_parameters())
    assert parameters.keys() == stored.keys(), parameters.keys() ^ stored.keys()
    assert all(torch.equal(parameters[key].detach(), stored[key].to(dtype)) for key in stored), case.name
    return model


def losses(model: torch.nn.Module, batch: dict, further: int = 0) -> dict[str, torch.Tensor]:
    """`loss`, and its parts where it has several.

    transformers lets spans begin and end in the padding, where a batch without padding has no places: each sequence of
    that task runs alone, and the losses are averaged.
    """
    dtype = next(model.parameters()).dtype
    if "span_starts" in batch:
        alone = [model(**batches.padded(batches.single(batch, number), dtype)).loss for number in range(len(batch["lengths"]))]
        return dict(loss=torch.stack(alone).mean())
    given = batches.padded(batch, dtype, further)
    made = model(**given)
    found = dict(loss=made.loss)
    if "sop_labels" in batch:
        cross_entropy = torch.nn.functional.cross_entropy
        found["mlm_loss"] = cross_entropy(made.prediction_logits.flatten(0, 1), given["labels"].flatten())
        found["sop_loss"] = cross_entropy(made.sop_logits, given["sentence_order_label"])
        assert abs(found["loss"] - found["mlm_loss"] - found["sop_loss"]) < 1e-5
    return found


def gradients(model: torch.nn.Module, batch: dict) -> dict[str, torch.Tensor]:
    """One per parameter; zeros where the loss does not depend on it."""
    model.zero_grad()
    losses(model, batch)["loss"].backward()
    return {key: torch.zeros_like(parameter) if parameter.grad is None else parameter.grad.clone()
            for key, parameter in model.named_parameters()}
