"""Files of examples for training: JSON Lines, CSV and TSV with a header, CoNLL, and SQuAD's JSON, by the ends of their names."""

from __future__ import annotations

import csv
import json
import os

from albert._command.failure import CommandError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

__all__ = ["read_rows"]


def read_rows(path: str) -> list[dict[str, Any]]:
    """The rows of a file, each with its columns by name.

    Raises:
        CommandError: the file is of no known kind, or a row of it cannot be read.
    """
    ending = os.path.splitext(path)[1].lower()
    readers = {".jsonl": _lines, ".json": _squad, ".csv": _table, ".tsv": _table, ".conll": _sentences, ".txt": _sentences}
    if ending not in readers:
        raise CommandError(f"{path}: a name that ends in {', '.join(readers)} expected")
    rows = list(readers[ending](path))
    if not rows:
        raise CommandError(f"{path}: holds no example")
    return rows


def _lines(path: str) -> Iterator[dict[str, Any]]:
    with open(path, encoding="utf-8") as file:
        for number, line in enumerate(file, 1):
            if not line.strip():
                continue
            try:
                row = json.loads(line)
            except ValueError as failure:
                raise CommandError(f"{path}:{number}: {failure}") from failure
            if not isinstance(row, dict):
                raise CommandError(f"{path}:{number}: a JSON object expected")
            yield row


def _squad(path: str) -> Iterator[dict[str, Any]]:
    with open(path, encoding="utf-8") as file:
        try:
            articles = json.load(file)["data"]
            for article in articles:
                for paragraph in article["paragraphs"]:
                    for question in paragraph["qas"]:
                        answers = question.get("answers") or []
                        first = answers[0] if answers and not question.get("is_impossible") else {"text": None, "answer_start": None}
                        yield {
                            "question": question["question"],
                            "context": paragraph["context"],
                            "answer": first["text"],
                            "start": first["answer_start"],
                        }
        except (KeyError, TypeError, ValueError) as failure:
            raise CommandError(f"{path}: not in SQuAD's layout: {failure!r}") from failure


def _table(path: str) -> Iterator[dict[str, Any]]:
    is_tabbed = path.lower().endswith(".tsv")
    with open(path, encoding="utf-8", newline="") as file:
        # GLUE's tables are tab-separated without quoting.
        reader = csv.DictReader(file, dialect="excel-tab" if is_tabbed else "excel", quoting=csv.QUOTE_NONE if is_tabbed else csv.QUOTE_MINIMAL)
        for row in reader:
            if None in row or None in row.values():
                raise CommandError(f"{path}:{reader.line_num}: {len(reader.fieldnames or ())} columns expected")
            yield dict(row)


def _sentences(path: str) -> Iterator[dict[str, Any]]:
    from albert._command.conll import read_sentences

    for words, tags in read_sentences(path):
        yield {"words": words, "tags": tags}
