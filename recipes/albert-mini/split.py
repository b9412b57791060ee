#!/usr/bin/env python3
"""Mixes the documents of several files, and keeps one in a hundred for evaluation.

    split.py TEXT... --train train.txt --held-out held-out.txt

TEXT is UTF-8, or the same in an .xz file: one paragraph per line, a blank line between documents. A document's SHA-256 decides where it goes
and in which order documents follow each other, so that the split is the same wherever it is made, and each portion of the
training text has documents of all sources.
"""
import argparse
import hashlib
import lzma
from pathlib import Path

HELD_OUT = 100  # one document in so many


def documents(path):
    opened = lzma.open(path, "rt", encoding="utf-8") if path.suffix == ".xz" else open(path, encoding="utf-8")
    lines = []
    with opened as text:
        for line in text:
            if line.strip():
                lines.append(line.rstrip("\n"))
            elif lines:
                yield "\n".join(lines)
                lines = []
    if lines:
        yield "\n".join(lines)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("texts", nargs="+", type=Path)
    parser.add_argument("--train", required=True, type=Path)
    parser.add_argument("--held-out", required=True, type=Path)
    choice = parser.parse_args()
    train, held_out = {}, {}
    for path in choice.texts:
        for document in documents(path):
            digest = hashlib.sha256(document.encode()).digest()
            (train if int.from_bytes(digest[:8], "big") % HELD_OUT else held_out)[digest[8:]] = document
    for path, kept in ((choice.held_out, held_out), (choice.train, train)):
        part = path.with_suffix(".part")
        with open(part, "w", encoding="utf-8") as file:
            for _, document in sorted(kept.items()):
                file.write(document + "\n\n")
        part.rename(path)  # a file is whole or absent, and the training text comes last
        print(f"{path}: {len(kept)} documents, {path.stat().st_size / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
