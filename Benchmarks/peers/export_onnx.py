#!/usr/bin/env python3
"""Exports the encoder of a Hugging Face directory to ONNX, for the peers that read it: MODEL/encoder.onnx.

    export_onnx.py MODEL

Layers share their weights, and so must the file: the exporter hands shared weights on through Identity nodes, which hide from an
engine that they are constants, so those nodes are taken out.
"""
import sys
from pathlib import Path

import onnx
import torch
from transformers import AlbertModel

INPUTS = ["input_ids", "attention_mask", "token_type_ids"]


class Encoder(torch.nn.Module):
    def __init__(self, model):
        super().__init__()
        self.model = model

    def forward(self, *inputs):
        return self.model(**dict(zip(INPUTS, inputs))).last_hidden_state


def without_identities(model):
    constants = {tensor.name for tensor in model.graph.initializer}
    origin = {}
    kept = []
    for node in model.graph.node:
        source = origin.get(node.input[0], node.input[0]) if node.op_type == "Identity" else None
        if source in constants:
            origin[node.output[0]] = source
        else:
            node.input[:] = [origin.get(name, name) for name in node.input]
            kept.append(node)
    del model.graph.node[:]
    model.graph.node.extend(kept)
    return model


def main():
    directory = Path(sys.argv[1])
    encoder = Encoder(AlbertModel.from_pretrained(directory, attn_implementation="eager").eval())
    ids = torch.arange(5, 69).reshape(2, 32)
    target = directory / "encoder.onnx"
    torch.onnx.export(
        encoder, (ids, torch.ones_like(ids), torch.zeros_like(ids)), str(target), input_names=INPUTS, output_names=["hidden"],
        dynamic_axes={name: {0: "batch", 1: "length"} for name in [*INPUTS, "hidden"]}, opset_version=17, dynamo=False)
    onnx.save(without_identities(onnx.load(target)), target)


if __name__ == "__main__":
    main()
