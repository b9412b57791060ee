"""Files of examples for training: JSON Lines, CSV and TSV with a header, CoNLL, and SQuAD's JSON, by the ends of their names."""

from __future__ import annotations

import json
import os

from albert._command.cells import cells_of
from albert._command.failure import CommandError
from albert._command.sources import open_sources, text_of

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
    readers = {".jsonl": _lines, ".ndjson": _lines, ".json": _squad, ".csv": _table, ".tsv": _table, ".conll": _sentences, ".txt": _sentences}
    if ending not in readers:
        raise CommandError(f"{path}: a name that ends in {', '.join(readers)} expected")
    rows = list(readers[ending](path))
    if not rows:
        raise CommandError(f"{path}: holds no example")
    return rows


def _lines(path: str) -> Iterator[dict[str, Any]]:
    for source in open_sources([path]):
        for line in source.lines():
            if not line.strip():
                continue
            try:
                row = json.loads(text_of(line))
            except UnicodeDecodeError as failure:
                raise CommandError(f"{path}:{source.line}: byte {failure.start + 1} of the line is no UTF-8") from failure
            except (ValueError, RecursionError) as failure:
                raise CommandError(f"{path}:{source.line}: no JSON that can be read: {failure}") from failure
            if not isinstance(row, dict):
                raise CommandError(f"{path}:{source.line}: a JSON object expected")
            yield row


def _squad(path: str) -> Iterator[dict[str, Any]]:
    try:
        with open(path, encoding="utf-8-sig") as file:
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
    except UnicodeDecodeError as failure:
        raise CommandError(f"{path}: byte {failure.start + 1} is no UTF-8") from failure
    except (AttributeError, KeyError, RecursionError, TypeError, ValueError) as failure:
        raise CommandError(f"{path}: not in SQuAD's layout: {failure!r}") from failure


def _table(path: str) -> Iterator[dict[str, Any]]:
    """Rows by the header's names. GLUE's tables are tab-separated without quoting, as TSV is here."""
    header: list[str] | None = None
    for source in open_sources([path]):
        for cells, reason in cells_of(source, "\t" if path.lower().endswith(".tsv") else ","):
            if reason is not None:
                raise CommandError(f"{path}:{source.line}: {reason}")
            if cells == [""]:  # a quoted nothing
                continue
            if header is None:
                header = cells
                if len(set(header)) < len(header):
                    twice = next(name for name in header if header.count(name) > 1)
                    raise CommandError(f"{path}:{source.line}: two columns are called {twice!r}")
            elif len(cells) != len(header):
                raise CommandError(f"{path}:{source.line}: {len(header)} columns expected, found {len(cells)}")
            else:
                yield dict(zip(header, cells, strict=True))


def _sentences(path: str) -> Iterator[dict[str, Any]]:
    from albert._command.conll import read_sentences

    for words, tags in read_sentences(path):
        yield {"words": words, "tags": tags}
