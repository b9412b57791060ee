#!/usr/bin/env python3
"""Writes models that lack a part, each in a directory of its own, from one that has them all.

    make_partial_models.py MODEL HEADS DIRECTORY

no-pooler, no-masked-language-head and no-sentence-order-head hold the model's file without those tensors; no-tokenizer holds
no tokenizer; no-mask holds a tokenizer.json whose vocabulary has no mask token. Of the models of HEADS (Tests/Golden/heads/models)
there is each one with a task head as NAME, without a tokenizer as NAME-no-tokenizer, without its head as NAME-no-head and, where it
has one, without its pooler as NAME-no-pooler. What is the same is linked.
"""
import json
import sys
from pathlib import Path

PARTS = {
    "no-pooler": ("albert.pooler.", "pooler."),
    "no-masked-language-head": ("predictions.",),
    "no-sentence-order-head": ("sop_classifier.",),
}


def without(data: bytes, prefixes: tuple[str, ...]) -> bytes:
    """The safetensors file `data` less the tensors whose names begin with one of `prefixes`."""
    size = int.from_bytes(data[:8], "little")
    header, blocks, end = {}, [], 0
    entries = json.loads(data[8:8 + size])
    entries.pop("__metadata__", None)
    for name, entry in sorted(entries.items(), key=lambda item: item[1]["data_offsets"]):
        if name.startswith(prefixes):
            continue
        first, last = entry["data_offsets"]
        blocks.append(data[8 + size + first:8 + size + last])
        header[name] = entry | {"data_offsets": [end, end + last - first]}
        end += last - first
    assert len(header) < len(entries), f"there is no tensor {prefixes} to leave out"
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    return len(text).to_bytes(8, "little") + text + b"".join(blocks)


HEADS = {"classifier": "classifier.", "choice": "classifier.", "tagger": "classifier.", "reader": "qa_outputs."}


def main() -> None:
    model, heads, out = Path(sys.argv[1]).resolve(), Path(sys.argv[2]).resolve(), Path(sys.argv[3])

    def directory(name: str, *links: str, source: Path = model) -> Path:
        place = out / name
        place.mkdir(parents=True)
        for link in links:
            (place / link).symlink_to(source / link)
        return place

    weights = (model / "model.safetensors").read_bytes()
    for name, prefixes in PARTS.items():
        place = directory(name, "config.json", "tokenizer.json")
        (place / "model.safetensors").write_bytes(without(weights, prefixes))
    directory("no-tokenizer", "config.json", "model.safetensors")
    tokenizer = (model / "tokenizer.json").read_text(encoding="utf-8")
    assert '"[MASK]"' in tokenizer
    place = directory("no-mask", "config.json", "model.safetensors")
    (place / "tokenizer.json").write_text(tokenizer.replace('"[MASK]"', '"[HIDE]"'), encoding="utf-8")

    for name, head in HEADS.items():
        source = heads / name
        (out / name).symlink_to(source)
        directory(name + "-no-tokenizer", "config.json", "model.safetensors", source=source)
        weights = (source / "model.safetensors").read_bytes()
        lacks = {"no-head": (head,)} | ({"no-pooler": ("albert.pooler.", "pooler.")} if b"pooler" in weights else {})
        for what, prefixes in lacks.items():
            place = directory(f"{name}-{what}", "config.json", "tokenizer.json", source=source)
            (place / "model.safetensors").write_bytes(without(weights, prefixes))


main()
