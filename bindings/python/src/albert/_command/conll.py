"""Sentences of CoNLL files: a word a line with its tag last, blanks or tabs between, an empty line between sentences."""

from __future__ import annotations

from albert._command.failure import CommandError
from albert._command.sources import open_sources, text_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["Sentence", "read_sentences"]

Sentence = tuple[list[str], list[str]]
"""Words, and their tags."""


def read_sentences(path: str) -> Iterator[Sentence]:
    words: list[str] = []
    tags: list[str] = []
    for source in open_sources([path]):
        for line in source.lines():
            try:
                text = text_of(line)
            except UnicodeDecodeError as failure:
                raise CommandError(f"{source.place}: byte {failure.start + 1} of the line is no UTF-8") from failure
            text = text.strip(" \r")
            # Other white space, such as a no-break space, is a letter of its word.
            cells = text.split("\t") if "\t" in text else [cell for cell in text.split(" ") if cell]
            if not text.strip(" \t") or cells[0] == "-DOCSTART-":
                if words:
                    yield words, tags
                    words, tags = [], []
                continue
            if len(cells) < 2 or not cells[-1].strip():
                raise CommandError(f"{source.place}: a word and its tag expected, found {text!r}")
            words.append(cells[0])
            tags.append(cells[-1].strip())
    if words:
        yield words, tags
