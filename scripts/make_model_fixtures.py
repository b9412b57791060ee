"""Writes Tests/Golden/models: small ALBERT models and what transformers computes with them in float64.

    pip install 'torch==2.13.0+cpu' transformers==5.23.0 safetensors numpy
    python scripts/make_model_fixtures.py

Each directory holds config.json and model.safetensors (float32) as on the Hugging Face hub, and expected.safetensors:
`ids`, `type_ids`, `attention_mask`, `lengths` (int64, sequences end to end) and the float64 outputs rounded to float32,
computed sequence by sequence with eager attention. `base` holds no weights: they follow from the rule in `uniform`, which
Tests/AlbertCoreTests/Support repeats, and its expected values are some rows only.
"""

import json
import pathlib

import numpy
import torch
import transformers
from safetensors.torch import save_file
from transformers import AlbertConfig, AlbertForPreTraining

OUT = pathlib.Path(__file__).resolve().parent.parent / "Tests" / "Golden" / "models"
LENGTHS = [1, 5, 17, 2, 33]

TINY = dict(vocab_size=37, embedding_size=12, hidden_size=24, num_hidden_layers=3, num_attention_heads=3,
            intermediate_size=40, max_position_embeddings=40, type_vocab_size=2, hidden_act="gelu_new",
            hidden_dropout_prob=0, attention_probs_dropout_prob=0)

MODELS = {
    "plain": {},
    "groups": dict(num_hidden_layers=5, num_hidden_groups=2, inner_group_num=2),
    "groups-uneven": dict(num_hidden_layers=7, num_hidden_groups=3),
    "one-head": dict(hidden_size=40, num_attention_heads=1, intermediate_size=33),
    "narrow-heads": dict(hidden_size=48, num_attention_heads=12, embedding_size=7),
    "wide-heads": dict(hidden_size=256, num_attention_heads=2, intermediate_size=64, num_hidden_layers=2, embedding_size=16),
    "square": dict(embedding_size=24, vocab_size=64),
}
ACTIVATIONS = ["gelu", "gelu_python", "gelu_fast", "gelu_pytorch_tanh", "gelu_python_tanh", "gelu_accurate", "relu",
               "relu6", "relu2", "silu", "swish", "tanh", "sigmoid", "mish", "quick_gelu", "gelu_10", "linear"]
for name in ACTIVATIONS:
    MODELS["activation-" + name] = dict(hidden_act=name, num_hidden_layers=2)


def uniform(tensor: int, count: int) -> numpy.ndarray:
    """`count` floats in [-1, 1): element k of tensor t is splitmix64(t * 2**32 + k) >> 40, scaled; exact in float32."""
    x = numpy.arange(count, dtype=numpy.uint64) + numpy.uint64(tensor << 32)
    with numpy.errstate(over="ignore"):
        x = (x + numpy.uint64(1)) * numpy.uint64(0x9E3779B97F4A7C15)
        x = (x ^ (x >> numpy.uint64(30))) * numpy.uint64(0xBF58476D1CE4E5B9)
        x = (x ^ (x >> numpy.uint64(27))) * numpy.uint64(0x94D049BB133111EB)
        x = x ^ (x >> numpy.uint64(31))
    return ((x >> numpy.uint64(40)).astype(numpy.float64) / 2**23 - 1).astype(numpy.float32)


def fill(model: torch.nn.Module, scale: float) -> dict[str, torch.Tensor]:
    """Sets every parameter, in byte order of its name, from `uniform`; gives them as float32."""
    names = sorted(name for name, _ in model.named_parameters())
    parameters = dict(model.named_parameters())
    state = {}
    for number, name in enumerate(names):
        parameter = parameters[name]
        values = torch.from_numpy(uniform(number, parameter.numel())).reshape(parameter.shape)
        norm = "LayerNorm.weight" in name or "layer_norm.weight" in name
        factor = numpy.float32(0.1 if name.endswith("bias") or norm else scale)
        values = values * float(factor) + (1.0 if norm else 0.0)
        with torch.no_grad():
            parameter.copy_(values.double())
        state[name] = values.contiguous()
    return state


def run(model, ids, types, mask) -> dict[str, torch.Tensor]:
    with torch.no_grad():
        out = model(input_ids=ids, token_type_ids=types, attention_mask=mask, output_hidden_states=True,
                    output_attentions=True)
        pooled = model.albert(input_ids=ids, token_type_ids=types, attention_mask=mask).pooler_output
    return dict(hidden=out.hidden_states[-1][0], hidden_states=torch.stack([h[0] for h in out.hidden_states]),
                attentions=torch.stack([a[0] for a in out.attentions]), pooled=pooled[0],
                mlm_logits=out.prediction_logits[0], sop_logits=out.sop_logits[0])


def make(name: str, changes: dict) -> None:
    settings = TINY | changes
    config = AlbertConfig(**settings)
    torch.manual_seed(0)
    model = AlbertForPreTraining._from_config(config, attn_implementation="eager").eval().double()
    directory = OUT / name
    directory.mkdir(parents=True, exist_ok=True)
    # Uniform with the deviation that keeps a product of this width at the scale of its input.
    state = fill(model, (3 / settings["hidden_size"]) ** 0.5)
    settings |= dict(model_type="albert", architectures=["AlbertForPreTraining"])
    (directory / "config.json").write_text(json.dumps(settings, indent=1) + "\n")
    save_file(state, directory / "model.safetensors", metadata={"format": "pt"})

    random = numpy.random.default_rng(len(name))
    ids, types, masks, outs = [], [], [], []
    for length in LENGTHS:
        ids.append(torch.from_numpy(random.integers(0, settings["vocab_size"], (1, length))))
        types.append(torch.from_numpy(random.integers(0, 2, (1, length))))
        mask = numpy.ones((1, length), numpy.int64)
        if length == 17:
            mask[0, [3, 4, 16]] = 0
        masks.append(torch.from_numpy(mask))
        outs.append(run(model, ids[-1], types[-1], masks[-1]))
    expected = dict(ids=torch.cat(ids, 1)[0], type_ids=torch.cat(types, 1)[0], attention_mask=torch.cat(masks, 1)[0],
                    lengths=torch.tensor(LENGTHS))
    expected |= dict(hidden=torch.cat([o["hidden"] for o in outs]),
                     hidden_states=torch.cat([o["hidden_states"] for o in outs], 1),
                     attentions=torch.cat([o["attentions"].flatten() for o in outs]),
                     pooled=torch.stack([o["pooled"] for o in outs]),
                     mlm_logits=torch.cat([o["mlm_logits"] for o in outs]),
                     sop_logits=torch.stack([o["sop_logits"] for o in outs]))
    if name.startswith("activation-"):
        del expected["hidden_states"], expected["attentions"]
    expected = {k: (v.float() if v.is_floating_point() else v).contiguous() for k, v in expected.items()}
    save_file(expected, directory / "expected.safetensors")


def make_base() -> None:
    """albert-base-v2's size: some rows of the hidden states and logits at lengths 1 to 512."""
    config = AlbertConfig(vocab_size=30000, embedding_size=128, hidden_size=768, num_hidden_layers=12,
                          num_attention_heads=12, intermediate_size=3072, hidden_act="gelu_new", hidden_dropout_prob=0,
                          attention_probs_dropout_prob=0)
    model = AlbertForPreTraining._from_config(config, attn_implementation="eager").eval().double()
    fill(model, 0.05 * 3**0.5)
    expected = {}
    for length in [1, 2, 3, 17, 64, 130, 512]:
        ids = torch.from_numpy((numpy.arange(length) * 7919 + 13 * length) % 30000)[None]
        types = torch.from_numpy((numpy.arange(length) * 2 // max(length, 1)).astype(numpy.int64))[None]
        out = run(model, ids, types, torch.ones_like(ids))
        rows = sorted({0, length // 3, length // 2, length - 1})
        expected[f"{length}.rows"] = torch.tensor(rows)
        expected[f"{length}.hidden"] = out["hidden"][rows].float().contiguous()
        expected[f"{length}.pooled"] = out["pooled"].float()
        expected[f"{length}.sop_logits"] = out["sop_logits"].float()
        # Every seventh piece of one row: enough to see an error anywhere in the decoder, small enough to commit.
        expected[f"{length}.mlm_logits"] = out["mlm_logits"][length // 2, ::7].float().contiguous()
    (OUT / "base").mkdir(parents=True, exist_ok=True)
    save_file(expected, OUT / "base" / "expected.safetensors")


if __name__ == "__main__":
    for model_name, changes in MODELS.items():
        make(model_name, changes)
    make_base()
    versions = dict(torch=torch.__version__, transformers=transformers.__version__, numpy=numpy.__version__)
    (OUT / "versions.json").write_text(json.dumps(versions, indent=1) + "\n")
