#!/usr/bin/env python3
"""Writes the hostile files: python3 make_hostile.py DIRECTORY

Every file is one way in which a stranger's bytes can be wrong, or odd and yet right. `manifest.json` (and the same as
`manifest.tsv`, for readers without JSON) says for each: the row of the fault list, the kind of reader, the expected
status, and a part of the message. Deterministic, standard library only; the same bytes on every run.

Kinds: `safetensors`, `config`, `spiece`, `tokenizer_json` and `text` are files for one reader; `model` and `tokenizer`
are directories. `good/` holds what the readers must still accept after each refusal.
"""
import json
import os
import pathlib
import sys

import config_cases
import head_cases
import index_cases
import model_cases
import safetensors_cases
import sentence_cases
import sentencepiece_cases
import text_cases
import tokenizer_json_cases
from samples import Link, Sparse, good_files

STATUSES = {"OK", "FORMAT", "LIMIT", "UNSUPPORTED", "PATH", "IO", "MISSING", "NUMERIC"}
KINDS = {"safetensors", "config", "spiece", "tokenizer_json", "text", "model", "tokenizer"}


class Collection:
    """The cases, written as they are added."""

    def __init__(self, root: pathlib.Path):
        self.root = root
        self.cases = []
        self.names = set()

    def add(self, row, kind, name, content, status, message="", **options):
        """One case. `content` is bytes, a Sparse or, for a directory, a dictionary of them. `options` are the reader's."""
        assert kind in KINDS and status in STATUSES, (kind, status)
        path = f"{kind}/{row.lower()}_{name}"
        assert path not in self.names, path
        self.names.add(path)
        write(self.root / path, content)
        self.cases.append(
            {"path": path, "row": row, "kind": kind, "status": status, "message": message, "options": options}
        )

    def write_manifest(self):
        (self.root / "manifest.json").write_text(json.dumps({"cases": self.cases}, indent=1) + "\n")
        with open(self.root / "manifest.tsv", "w", encoding="utf-8") as lines:
            for case in self.cases:
                options = ",".join(f"{key}={value}" for key, value in case["options"].items())
                lines.write("\t".join([case["kind"], case["path"], case["status"], case["message"], options]) + "\n")


def write(path, content):
    path.parent.mkdir(parents=True, exist_ok=True)
    if isinstance(content, dict):
        path.mkdir()
        for name, part in content.items():
            write(path / name, part)
    elif isinstance(content, Link):
        path.symlink_to(content.target)
    elif isinstance(content, Sparse):
        with open(path, "wb") as file:
            file.write(content.start)
            file.truncate(content.byte_count)
    else:
        path.write_bytes(content)


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__.splitlines()[0])
    root = pathlib.Path(sys.argv[1])
    root.mkdir(parents=True, exist_ok=True)
    if any(root.iterdir()):
        sys.exit(f"{root} is not empty")
    for name, content in good_files().items():
        write(root / "good" / name, content)
    collection = Collection(root)
    for cases in (safetensors_cases, index_cases, config_cases, model_cases, head_cases, sentence_cases, sentencepiece_cases,
                  tokenizer_json_cases, text_cases):
        cases.add_to(collection)
    collection.write_manifest()
    used = sum(os.lstat(path).st_blocks * 512 for path in root.rglob("*"))
    print(f"{len(collection.cases)} hostile files in {root}, {used / 1e6:.1f} MB on disk")


if __name__ == "__main__":
    main()
