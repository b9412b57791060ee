"""Rows of examples as mappings, from what people keep them in.

A list or any iterable of mappings or tuples, whose fields count where they are named, a mapping of columns, a pandas DataFrame, an Arrow table or a dataset of Hugging Face's: none
of these packages is imported, each is known by what it can do.
"""

from __future__ import annotations

from collections.abc import Mapping

from albert._errors import wrong_argument
from albert._row_values import list_of_values

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any, TypeAlias

    _Row: TypeAlias = Mapping[str, Any]

__all__ = ["COLUMN_NAMES", "TUPLES", "field", "rows_of"]

# What a column may be called, the first that a row has; the names of GLUE, SQuAD and CoNLL as datasets spell them.
COLUMN_NAMES = {
    "text": ("text", "sentence", "sentence1", "premise", "question1"),
    "pair": ("pair", "text_pair", "sentence2", "hypothesis", "question2"),
    "label": ("label", "labels", "target", "score"),
    "words": ("words", "tokens"),
    "tags": ("tags", "ner_tags", "labels"),
    "question": ("question",),
    "context": ("context",),
    "answer": ("answer", "answers"),
    "start": ("start", "answer_start"),
    "prompt": ("prompt", "question"),
    "choices": ("choices", "options"),
}
TUPLES = {
    "classification": ("text", "label"),
    "regression": ("text", "label"),
    "multi-label": ("text", "label"),
    "tagging": ("words", "tags"),
    "answering": ("question", "context", "answer", "start"),
    "choosing": ("prompt", "choices", "label"),
}


def rows_of(data: Any, task: str) -> Iterator[_Row]:
    """The rows of ``data``, each a mapping.

    Raises:
        ArgumentError: a row is neither a mapping nor a tuple that the task knows; columns have different lengths.
    """
    if hasattr(data, "to_pylist"):  # an Arrow table
        data = data.to_pylist()
    elif hasattr(data, "to_dict") and hasattr(data, "columns"):  # a pandas DataFrame
        data = data.to_dict("records")
    elif hasattr(data, "keys") and hasattr(data, "__getitem__"):  # columns; to iterate over pandas' Series would give values
        columns = {str(name): list_of_values(data[name], str(name), "columns") for name in data.keys()}
        if len({len(column) for column in columns.values()}) > 1:
            raise wrong_argument("columns", "columns of different lengths")
        data = (dict(zip(columns, values, strict=True)) for values in zip(*columns.values(), strict=True))
    for number, row in enumerate(data):
        yield _row(row, task, number)


def _row(row: Any, task: str, number: int) -> _Row:
    if isinstance(row, Mapping):
        return row
    if hasattr(row, "_fields"):  # a namedtuple, whose order is the caller's
        return dict(zip(row._fields, row, strict=True))
    if hasattr(row, "keys"):  # such as sqlite3.Row, of which ``in`` and iteration see values
        return {name: row[name] for name in row.keys()}
    names = TUPLES[task]
    if isinstance(row, tuple | list):
        if len(row) == len(names):
            return dict(zip(names, row, strict=True))
        if len(row) == 3 and names == ("text", "label"):
            return dict(zip(("text", "pair", "label"), row, strict=True))
    raise wrong_argument(f"row {number}", f"a mapping or a tuple ({', '.join(names)}) expected, not {type(row).__name__}")


def field(row: _Row, name: str, columns: Mapping[str, str], place: str, default: Any = ...) -> Any:
    """A value of a row by its usual names, or by the name that ``columns`` gives it."""
    names = (columns[name],) if name in columns else COLUMN_NAMES[name]
    for one in names:
        if one in row:
            return row[one]
    if default is not ...:
        return default
    raise wrong_argument(place, f"there is no column {' or '.join(map(repr, names))}; there are {', '.join(map(repr, row))}")
