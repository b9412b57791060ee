#!/usr/bin/env python3
"""The two largest published sizes against OpenVINO at 1x128, random weights, one size at a time: all layers share their weights, but each
reads 0.2 or 0.8 GB of them anew.

    sizes.py DIRECTORY [--sizes xlarge,xxlarge] [--precisions f32] [--threads 2] [--rounds 5]

Models are made below DIRECTORY and stay there. The process that makes them may take no more than 12 GB of address space.
"""
import json
import resource
import subprocess
import sys
from pathlib import Path

from compare import compare, make_parser
from report import keep

SIZES = {
    "xlarge": {"hidden_size": 2048, "num_attention_heads": 16, "intermediate_size": 8192, "num_hidden_layers": 24},
    "xxlarge": {"hidden_size": 4096, "num_attention_heads": 64, "intermediate_size": 16384, "num_hidden_layers": 12},
}
LIMIT = 12 << 30


def make(directory, size):
    """A Hugging Face directory and its encoder.onnx, in processes of their own: what they take is given back."""
    if (directory / "encoder.onnx").exists():
        return
    program = ("import json, sys; from transformers import AlbertConfig, AlbertModel; "
               "AlbertModel(AlbertConfig(**json.loads(sys.argv[2]))).save_pretrained(sys.argv[1])")
    for command in (["-c", program, directory, json.dumps({"embedding_size": 128, "hidden_act": "gelu_new", **SIZES[size]})],
                    [Path(__file__).with_name("export_onnx.py"), directory]):
        done = subprocess.run([sys.executable, *command], capture_output=True, text=True,
                              preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_AS, (LIMIT, LIMIT)))
        if done.returncode:
            raise SystemExit(f"{directory}: {done.stderr[-2000:]}")


def main():
    parser = make_parser(__doc__)
    parser.set_defaults(precisions="f32", threads="2", engines="libalbert,openvino,libalbert-bf16,openvino-bf16")
    parser.add_argument("directory", type=Path)
    parser.add_argument("--sizes", default=",".join(SIZES))
    choice = parser.parse_args()
    kept = {}
    for size in choice.sizes.split(","):
        make(choice.directory / size, size)
        print(f"{size}:\n")
        kept[size] = compare(choice.directory / size, choice, ["1x128"])
    keep(choice.json, "sizes", kept)


main()
