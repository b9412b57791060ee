#!/usr/bin/env python3
"""Writes a model of albert-base-v2's size with random weights of a trained model's scale: speed does not depend on values.

    make_base_model.py DIRECTORY [TOKENIZER_DIRECTORY]

The tokenizer's files are copied, so that programs that take text run too. Needs numpy.
"""

import json
import shutil
import sys
from pathlib import Path

import numpy

CONFIGURATION = {
    "model_type": "albert", "architectures": ["AlbertForPreTraining"], "vocab_size": 30000, "embedding_size": 128,
    "hidden_size": 768, "num_hidden_layers": 12, "num_hidden_groups": 1, "inner_group_num": 1, "num_attention_heads": 12,
    "intermediate_size": 3072, "hidden_act": "gelu_new", "max_position_embeddings": 512, "type_vocab_size": 2,
    "layer_norm_eps": 1e-12,
}


def shapes(sizes):
    vocabulary, embedding, hidden, inner = (
        sizes[key] for key in ("vocab_size", "embedding_size", "hidden_size", "intermediate_size")
    )

    def linear(name, outputs, inputs):
        yield f"{name}.weight", (outputs, inputs)
        yield f"{name}.bias", (outputs,)

    def norm(name, width):
        yield f"{name}.weight", (width,)
        yield f"{name}.bias", (width,)

    embeddings, layer = "albert.embeddings", "albert.encoder.albert_layer_groups.0.albert_layers.0"
    yield f"{embeddings}.word_embeddings.weight", (vocabulary, embedding)
    yield f"{embeddings}.position_embeddings.weight", (sizes["max_position_embeddings"], embedding)
    yield f"{embeddings}.token_type_embeddings.weight", (sizes["type_vocab_size"], embedding)
    yield from norm(f"{embeddings}.LayerNorm", embedding)
    yield from linear("albert.encoder.embedding_hidden_mapping_in", hidden, embedding)
    for part in ("query", "key", "value", "dense"):
        yield from linear(f"{layer}.attention.{part}", hidden, hidden)
    yield from norm(f"{layer}.attention.LayerNorm", hidden)
    yield from linear(f"{layer}.ffn", inner, hidden)
    yield from linear(f"{layer}.ffn_output", hidden, inner)
    yield from norm(f"{layer}.full_layer_layer_norm", hidden)
    yield from linear("albert.pooler", hidden, hidden)
    yield from linear("predictions.dense", embedding, hidden)
    yield from norm("predictions.LayerNorm", embedding)
    yield "predictions.bias", (vocabulary,)
    yield from linear("sop_classifier.classifier", 2, hidden)


def main():
    directory = Path(sys.argv[1])
    directory.mkdir(parents=True, exist_ok=True)
    random = numpy.random.default_rng(1909)  # arXiv:1909.11942
    header, blocks, end = {}, [], 0
    for name, shape in shapes(CONFIGURATION):
        values = random.normal(0, 0.05, shape).astype("<f4")
        if "norm" in name.lower() and name.endswith("weight"):
            values += 1
        header[name] = {"dtype": "F32", "shape": shape, "data_offsets": [end, end + values.nbytes]}
        blocks.append(values.tobytes())
        end += values.nbytes
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    with open(directory / "model.safetensors", "wb") as file:
        file.write(len(text).to_bytes(8, "little") + text)
        file.writelines(blocks)
    (directory / "config.json").write_text(json.dumps(CONFIGURATION, indent=1), encoding="utf-8")
    if len(sys.argv) > 2:
        for name in ("tokenizer.json", "spiece.model", "tokenizer_config.json"):
            shutil.copy(Path(sys.argv[2]) / name, directory)


main()
