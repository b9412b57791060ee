"""From what people keep examples in to sequences of ids with labels.

Rows may come as a list or any iterable of mappings or tuples, as a mapping of columns, a pandas DataFrame, an Arrow table or a dataset
of Hugging Face's: none of these packages is imported, each is known by what it can do.
"""

from __future__ import annotations

from albert._cells import answer_of, is_missing, is_whole, list_of, number_of, text_of, whole_of
from albert._errors import ArgumentError, wrong_argument

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from typing import Any, TypeAlias

    from albert._tokenizer import Tokenizer

    _Row: TypeAlias = Mapping[str, Any]
    _Pieces: TypeAlias = list[tuple[int, int, int]]

__all__ = ["Batch", "Example", "Reader", "rows_of"]

# What a column may be called, the first that a row has; the names of GLUE, SQuAD and CoNLL as datasets spell them.
_NAMES = {
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
_TUPLES = {
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
    elif hasattr(data, "keys") and hasattr(data, "__getitem__"):  # columns
        columns = {str(name): list(data[name]) for name in data}
        if len({len(column) for column in columns.values()}) > 1:
            raise wrong_argument("columns", "columns of different lengths")
        data = (dict(zip(columns, values, strict=True)) for values in zip(*columns.values(), strict=True))
    for number, row in enumerate(data):
        yield _row(row, task, number)


def _row(row: Any, task: str, number: int) -> _Row:
    if hasattr(row, "keys"):
        mapping: _Row = row
        return mapping
    names = _TUPLES[task]
    if isinstance(row, tuple | list):
        if len(row) == len(names):
            return dict(zip(names, row, strict=True))
        if len(row) == 3 and names == ("text", "label"):
            return dict(zip(("text", "pair", "label"), row, strict=True))
    raise wrong_argument(f"row {number}", f"a mapping or a tuple ({', '.join(names)}) expected, not {type(row).__name__}")


def field(row: _Row, name: str, columns: Mapping[str, str], number: int, default: Any = ...) -> Any:
    """A value of a row by its usual names, or by the name that ``columns`` gives it."""
    names = (columns[name],) if name in columns else _NAMES[name]
    for one in names:
        if one in row:
            return row[one]
    if default is not ...:
        return default
    raise wrong_argument(f"row {number}", f"there is no column {' or '.join(map(repr, names))}; there are {', '.join(map(repr, row))}")


class Example:
    """Sequences that belong together, with what the model should make of them."""

    __slots__ = ("ids", "labels", "second_labels", "targets", "type_ids")

    def __init__(
        self,
        ids: list[list[int]],
        type_ids: list[list[int]],
        labels: Sequence[int] = (),
        second_labels: Sequence[int] = (),
        targets: Sequence[float] = (),
    ) -> None:
        self.ids = ids
        self.type_ids = type_ids
        self.labels = labels
        self.second_labels = second_labels
        self.targets = targets


class Batch:
    """Examples as a trainer takes them."""

    def __init__(self, examples: Iterable[Example]) -> None:
        found = list(examples)
        self.ids = [ids for example in found for ids in example.ids]
        self.type_ids = [ids for example in found for ids in example.type_ids]
        self.labels = [label for example in found for label in example.labels]
        self.second_labels = [label for example in found for label in example.second_labels]
        self.targets = [target for example in found for target in example.targets]

    def add_to(self, trainer: Any) -> None:
        trainer.add(
            self.ids,
            self.labels or None,
            self.second_labels or None,
            targets=self.targets or None,
            type_ids=self.type_ids,
        )


class Reader:
    """Turns rows into examples of one task.

    ``labels``: the names of labels in order; None until ``learn_labels`` has seen the rows. ``max_length``: most pieces of a
    sequence, special tokens included. ``stride``: pieces that a window of a long context shares with the one before; None: 128,
    or half of what a window has room for.
    ``columns``: what this data call ``text``, ``pair``, ``label``, ``words``, ``tags``, ``question``, ``context``, ``answer``,
    ``start``, ``prompt`` and ``choices``.
    """

    def __init__(
        self,
        task: str,
        tokenizer: Tokenizer,
        *,
        labels: Sequence[str] | None = None,
        max_length: int = 512,
        stride: int | None = None,
        columns: Mapping[str, str] | None = None,
    ) -> None:
        if task not in _TUPLES:
            raise wrong_argument("task", f"{task!r} is none of {', '.join(_TUPLES)}")
        self.task = task
        self.labels = None if labels is None else list(labels)
        self._tokenizer = tokenizer
        self._max_length = max_length
        self._stride = stride
        self._columns = dict(columns or {})
        for name in self._columns:
            if name not in _NAMES:
                raise wrong_argument("columns", f"{name!r} is none of {', '.join(_NAMES)}")

    def learn_labels(self, rows: Iterable[_Row]) -> None:
        """Takes the names of labels from rows, in the order of names; numbers become LABEL_0, LABEL_1, …

        Raises:
            ArgumentError: a label is missing, some are names and some numbers, or there are none to tell apart.
        """
        found: set[Any] = set()
        name = "tags" if self.task == "tagging" else "label"
        if self.task not in ("classification", "multi-label", "tagging"):
            return
        number = -1
        for number, row in enumerate(rows):
            value = field(row, name, self._columns, number)
            values = [value] if self.task == "classification" else list_of(value, name, number)
            for one in values:
                if is_missing(one):
                    raise wrong_argument(f"row {number}", "a label is missing")
                if not (self.task == "tagging" and _is_ignored(one)):
                    found.add(one)
        numbers = [value for value in found if is_whole(value)]
        if number >= 0 and not found:
            raise wrong_argument("labels", "no row has one: name them")
        if self.task == "classification" and len(found) == 1 and not (numbers and numbers[0] > 0):
            raise wrong_argument("labels", f"all rows have {next(iter(found))!r}, so that there is nothing to learn: name the others")
        if len(numbers) == len(found):
            self.labels = [f"LABEL_{number}" for number in range(max(map(int, numbers), default=0) + 1)]
        elif numbers:
            # Number 1 would be whatever name is second.
            names = sorted(str(value) for value in found if not is_whole(value))
            raise wrong_argument("labels", f"some are numbers, such as {numbers[0]}, and some names, such as {names[0]!r}")
        else:
            self.labels = sorted(str(value) for value in found)

    def examples(self, rows: Iterable[_Row]) -> Iterator[Example]:
        """One or more examples for each row: a long context has several windows."""
        make = {
            "classification": self._classified,
            "regression": self._measured,
            "multi-label": self._labelled,
            "tagging": self._tagged,
            "answering": self._answered,
            "choosing": self._chosen,
        }[self.task]
        for number, row in enumerate(rows):
            try:
                yield from make(row, number)
            except ArgumentError as error:
                if error.place.startswith("row "):
                    raise
                raise wrong_argument(f"row {number}", str(error)) from None

    # --- tasks --------------------------------------------------------------------------------------------------------

    def _texts(self, row: _Row, number: int) -> tuple[list[list[int]], list[list[int]]]:
        text = text_of(field(row, "text", self._columns, number), "text", number)
        pair = field(row, "pair", self._columns, number, None)
        second = None if is_missing(pair) else text_of(pair, "pair", number)
        encoding = self._tokenizer.encode(text, second, max_length=self._max_length)
        return [encoding.ids], [encoding.type_ids]

    def _classified(self, row: _Row, number: int) -> Iterator[Example]:
        label = self._number(field(row, "label", self._columns, number), number)
        yield Example(*self._texts(row, number), labels=[label])

    def _measured(self, row: _Row, number: int) -> Iterator[Example]:
        yield Example(*self._texts(row, number), targets=[number_of(field(row, "label", self._columns, number), "label", number)])

    def _labelled(self, row: _Row, number: int) -> Iterator[Example]:
        assert self.labels is not None
        targets = [0.0] * len(self.labels)
        for label in list_of(field(row, "label", self._columns, number), "label", number):
            place = self._number(label, number)
            if targets[place]:
                raise wrong_argument(f"row {number}", f"label {label!r} stands there twice: labels are listed, not marked by 0 and 1")
            targets[place] = 1.0
        yield Example(*self._texts(row, number), targets=targets)

    def _tagged(self, row: _Row, number: int) -> Iterator[Example]:
        words = [text_of(word, "a word", number) for word in list_of(field(row, "words", self._columns, number), "words", number)]
        tags = [
            -100 if _is_ignored(tag) else self._number(tag, number)
            for tag in list_of(field(row, "tags", self._columns, number), "tags", number)
        ]
        if len(words) != len(tags):
            raise wrong_argument(f"row {number}", f"{len(words)} words have {len(tags)} tags")
        if not words:
            return
        encoding = self._tokenizer.encode_words(words, max_length=self._max_length)
        labels: list[int] = []
        before: int | None = None
        for word in encoding.word_ids:
            # The first piece of a word has its tag, the others none.
            labels.append(-100 if word is None or word == before else tags[word])
            before = word
        yield Example([encoding.ids], [encoding.type_ids], labels=labels)

    def _answered(self, row: _Row, number: int) -> Iterator[Example]:
        question = text_of(field(row, "question", self._columns, number), "question", number)
        context = text_of(field(row, "context", self._columns, number), "context", number)
        answer = field(row, "answer", self._columns, number, None)
        found = answer_of(answer, field(row, "start", self._columns, number, None), number)
        span = None
        if found is not None:
            span = (found[1], found[1] + len(found[0]))
            if span[0] < 0 or context[span[0] : span[1]] != found[0]:
                raise wrong_argument(f"row {number}", "the answer does not stand in the context where it should")
        first = self._tokenizer.encode(
            question,
            context,
            max_length=self._max_length,
            truncation="only_second",
            stride=self._usual_stride(question) if self._stride is None else self._stride,
            overflow=True,
        )
        windows = [_pieces(window) for window in (first, *first.overflowing)]
        if span is not None:
            span = _read_part(windows, span)
            if span is None:
                raise wrong_argument(f"row {number}", f"the tokenizer leaves out all of the answer {found[0] if found else ''!r}")
        for window, pieces in zip((first, *first.overflowing), windows, strict=True):
            begin, end = _place(pieces, span)
            yield Example([window.ids], [window.type_ids], labels=[begin], second_labels=[end])

    def _usual_stride(self, question: str) -> int:
        room = self._max_length - len(self._tokenizer.encode(question).ids) - 1
        return 128 if room > 128 else max(room // 2, 0)

    def _chosen(self, row: _Row, number: int) -> Iterator[Example]:
        prompt = text_of(field(row, "prompt", self._columns, number), "prompt", number)
        choices = [
            text_of(choice, "a choice", number)
            for choice in list_of(field(row, "choices", self._columns, number), "choices", number)
        ]
        label = whole_of(field(row, "label", self._columns, number), "label", number)
        if not 0 <= label < len(choices):
            raise wrong_argument(f"row {number}", f"choice {label} is none of {len(choices)}")
        encodings = [self._tokenizer.encode(prompt, choice, max_length=self._max_length) for choice in choices]
        yield Example(
            [encoding.ids for encoding in encodings],
            [encoding.type_ids for encoding in encodings],
            labels=[label],
            second_labels=[len(choices)],
        )

    def _number(self, label: Any, number: int) -> int:
        """A label's number, from its name or the number itself."""
        assert self.labels is not None
        if is_missing(label):
            raise wrong_argument(f"row {number}", "a label is missing")
        if is_whole(label):
            if 0 <= int(label) < len(self.labels):
                return int(label)
        elif str(label) in self.labels:
            return self.labels.index(str(label))
        raise wrong_argument(f"row {number}", f"label {label!r} is none of {', '.join(map(repr, self.labels))}")


def _is_ignored(tag: Any) -> bool:
    """Whether a word has -100 for a tag, which asks for nothing."""
    return is_whole(tag) and int(tag) == -100


def _pieces(window: Any) -> _Pieces:
    """Of the pieces of a window's context: place in the window, start and end in the context."""
    return [
        (index, start, end)
        for index, (start, end) in enumerate(window.offsets)
        if window.type_ids[index] == 1 and not window.special_tokens_mask[index]
    ]


def _read_part(windows: Sequence[_Pieces], span: tuple[int, int]) -> tuple[int, int] | None:
    """The part of ``span`` that has pieces: space at its ends, and accents and marks that the tokenizer removes, have none. None
    where nothing has."""
    inside = [(start, end) for pieces in windows for _, start, end in pieces if start < span[1] and end > span[0]]
    if not inside:
        return None
    return max(span[0], min(start for start, _ in inside)), min(span[1], max(end for _, end in inside))


def _place(pieces: _Pieces, span: tuple[int, int] | None) -> tuple[int, int]:
    """The first and the last piece of an answer in a window; the place of [CLS] where it is not in there as a whole."""
    inside = [] if span is None else [piece for piece in pieces if piece[1] < span[1] and piece[2] > span[0]]
    if span is None or not inside or inside[0][1] > span[0] or inside[-1][2] < span[1]:
        return 0, 0
    return inside[0][0], inside[-1][0]
