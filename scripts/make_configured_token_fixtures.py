#!/usr/bin/env python3
"""Records what transformers makes of texts where a spiece.model stands beside files that add tokens to it, one JSON object a line.

  make_configured_token_fixtures.py Tests/Golden/configured_tokens.jsonl

Made with transformers 5.23.0, tokenizers 0.23.3 and Python 3.11 over the spiece.model of Sources/AlbertBundledModel/albert-mini. A line has the files, the
text and the ids. Texts have no ( ) " - . – £ €, which are user-defined pieces: transformers 5 takes them for added tokens where there is
no tokenizer.json, the published tokenizer.json does not.
"""
import json
import pathlib
import shutil
import sys
import tempfile

from transformers import AutoTokenizer

MODEL = pathlib.Path(__file__).resolve().parent.parent / "Sources/AlbertBundledModel/albert-mini/spiece.model"
SIZE = 16000
TEXTS = ("Hello [ENT] and [ent]s", "a <X>x  <X> b", "new York  [MASK] [CLS]NEW YORK", "solo solos", "<m> <mask>")


def token(content, **flags):
    plain = {"lstrip": False, "rstrip": False, "normalized": False, "single_word": False, "special": True}
    return {"content": content} | plain | flags


def cases():
    """tokenizer_config.json and, where there is one, added_tokens.json."""
    yield {}, None
    yield {"added_tokens_decoder": {SIZE: token("[ENT]"), SIZE + 1: token("<X>", special=False, normalized=True)}}, None
    yield {"added_tokens_decoder": {SIZE + 1: token("solo", single_word=True), SIZE: token("<X>", lstrip=True, rstrip=True)}}, {"[ENT]": SIZE}
    yield {"added_tokens_decoder": {4: token("[MASK]"), SIZE: token("New York", special=False, normalized=True)}}, None
    yield {}, {"[ENT]": SIZE, "<X>": SIZE + 1, "New York": SIZE + 2}
    yield {"additional_special_tokens": ["[ENT]"]}, {"[ENT]": SIZE, "<X>": SIZE + 1}
    yield {"additional_special_tokens": ["<X>", token("[ENT]") | {"__type": "AddedToken"}]}, None
    yield {"extra_special_tokens": ["[ENT]", "solo"]}, {"<X>": SIZE}
    yield {"mask_token": "<m>"}, {"<m>": SIZE}


def main():
    with open(sys.argv[1], "w") as output:
        for configuration, added in cases():
            with tempfile.TemporaryDirectory() as directory:
                shutil.copy(MODEL, directory)
                files = {"tokenizer_config.json": {"tokenizer_class": "AlbertTokenizer", **configuration}}
                if added:
                    files["added_tokens.json"] = added
                files = {name: json.dumps(content) for name, content in files.items()}
                for name, content in (files | {"config.json": '{"model_type": "albert"}'}).items():
                    pathlib.Path(directory, name).write_text(content)
                tokenizer = AutoTokenizer.from_pretrained(directory)
                for text in TEXTS:
                    output.write(json.dumps({"files": files, "text": text, "ids": tokenizer(text).input_ids}, separators=(",", ":")) + "\n")


main()
