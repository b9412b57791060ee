"""From what people keep examples in to sequences of ids with labels.

Rows may come as a list or any iterable of mappings or tuples, as a mapping of columns, a pandas DataFrame, an Arrow table or a dataset
of Hugging Face's: none of these packages is imported, each is known by what it can do.
"""

from __future__ import annotations

from albert._errors import ArgumentError, wrong_argument
from albert._label_names import LABEL_LIMIT, label_names
from albert._row_values import is_missing, label_of, list_of_values, number_of, text_of, whole_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from typing import Any, TypeAlias

    from albert._tokenizer import Tokenizer

    _Row: TypeAlias = Mapping[str, Any]

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
        columns = {str(name): list_of_values(data[name], str(name), "columns") for name in data}
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


def field(row: _Row, name: str, columns: Mapping[str, str], place: str, default: Any = ...) -> Any:
    """A value of a row by its usual names, or by the name that ``columns`` gives it."""
    names = (columns[name],) if name in columns else _NAMES[name]
    for one in names:
        if one in row:
            return row[one]
    if default is not ...:
        return default
    raise wrong_argument(place, f"there is no column {' or '.join(map(repr, names))}; there are {', '.join(map(repr, row))}")


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
    sequence, special tokens included. ``stride``: pieces that a window of a long context shares with the one before.
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
        stride: int = 128,
        columns: Mapping[str, str] | None = None,
    ) -> None:
        if task not in _TUPLES:
            raise wrong_argument("task", f"{task!r} is none of {', '.join(_TUPLES)}")
        self.task = task
        self.labels = None if labels is None else label_names(labels)
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
            ArgumentError: a label is missing, neither a name nor a number, or a number that no label can have; names and numbers
                stand beside each other.
        """
        found: dict[str | int, str] = {}  # with the row that has it first
        if self.task not in ("classification", "multi-label", "tagging"):
            return
        for number, row in enumerate(rows):
            place = f"row {number}"
            for label in self._labels_of(row, place):
                found.setdefault(label, place)
        numbers = [label for label in found if isinstance(label, int)]
        for wrong in numbers:
            if not 0 <= wrong < LABEL_LIMIT:
                raise wrong_argument(found[wrong], f"label {wrong} is not in 0 to {LABEL_LIMIT - 1}")
        if numbers and len(numbers) < len(found):
            name = next(label for label in found if isinstance(label, str))
            raise wrong_argument(found[name], f"label {name!r} is a name, label {numbers[0]} of {found[numbers[0]]} a number")
        if numbers or not found:
            self.labels = [f"LABEL_{number}" for number in range(max(numbers, default=0) + 1)]
        else:
            self.labels = label_names(sorted(map(str, found)))

    def _labels_of(self, row: _Row, place: str) -> list[str | int]:
        """The labels of a row: one, or several of a task that has several."""
        if self.task == "classification":
            return [label_of(field(row, "label", self._columns, place), "label", place)]
        name = "tags" if self.task == "tagging" else "label"
        values = list_of_values(field(row, name, self._columns, place), name, place)
        return [label_of(value, name.removesuffix("s"), place) for value in values]

    def examples(self, rows: Iterable[_Row], of: str = "") -> Iterator[Example]:
        """One or more examples for each row: a long context has several windows. ``of``: what messages call the rows."""
        make = {
            "classification": self._classified,
            "regression": self._measured,
            "multi-label": self._labelled,
            "tagging": self._tagged,
            "answering": self._answered,
            "choosing": self._chosen,
        }[self.task]
        for number, row in enumerate(rows):
            place = f"{of}row {number}"
            try:
                yield from make(row, place)
            except ArgumentError as error:
                if error.place == place:
                    raise
                raise wrong_argument(place, str(error)) from None

    # --- tasks --------------------------------------------------------------------------------------------------------

    def _text(self, row: _Row, name: str, place: str) -> str:
        return text_of(field(row, name, self._columns, place), name, place)

    def _texts(self, row: _Row, place: str) -> tuple[list[list[int]], list[list[int]]]:
        text = self._text(row, "text", place)
        pair = field(row, "pair", self._columns, place, None)
        second = None if is_missing(pair) else text_of(pair, "pair", place)
        encoding = self._tokenizer.encode(text, second, max_length=self._max_length)
        return [encoding.ids], [encoding.type_ids]

    def _classified(self, row: _Row, place: str) -> Iterator[Example]:
        labels = self._numbers(row, place)
        yield Example(*self._texts(row, place), labels=labels)

    def _measured(self, row: _Row, place: str) -> Iterator[Example]:
        target = number_of(field(row, "label", self._columns, place), "label", place)
        yield Example(*self._texts(row, place), targets=[target])

    def _labelled(self, row: _Row, place: str) -> Iterator[Example]:
        assert self.labels is not None
        targets = [0.0] * len(self.labels)
        for number in self._numbers(row, place):
            targets[number] = 1.0
        yield Example(*self._texts(row, place), targets=targets)

    def _tagged(self, row: _Row, place: str) -> Iterator[Example]:
        words = [text_of(word, "word", place) for word in list_of_values(field(row, "words", self._columns, place), "words", place)]
        tags = self._numbers(row, place)
        if len(words) != len(tags):
            raise wrong_argument(place, f"{len(words)} words have {len(tags)} tags")
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

    def _answered(self, row: _Row, place: str) -> Iterator[Example]:
        question = self._text(row, "question", place)
        context = self._text(row, "context", place)
        span = None
        answer, start = self._answer(row, place)
        if answer:
            span = (start, start + len(answer))
            if start < 0 or context[start : span[1]] != answer:
                raise wrong_argument(place, "the answer does not stand in the context where it should")
        first = self._tokenizer.encode(
            question,
            context,
            max_length=self._max_length,
            truncation="only_second",
            stride=self._stride,
            overflow=True,
        )
        for window in (first, *first.overflowing):
            begin, end = _place(window.offsets, window.type_ids, window.special_tokens_mask, span)
            yield Example([window.ids], [window.type_ids], labels=[begin], second_labels=[end])

    def _answer(self, row: _Row, place: str) -> tuple[str, int]:
        """The answer and where it begins; "" where there is none, which tables say with empty cells."""
        answer = field(row, "answer", self._columns, place, None)
        start = field(row, "start", self._columns, place, None)
        if hasattr(answer, "keys"):  # {"text": […], "answer_start": […]}, as datasets has SQuAD's
            texts, starts = (list_of_values(answer.get(name), name, place) for name in ("text", "answer_start"))
            if len(texts) != len(starts):
                raise wrong_argument(place, f"{len(texts)} answers have {len(starts)} starts")
            answer, start = (texts[0], starts[0]) if texts else (None, None)
        elif not isinstance(answer, str) and not is_missing(answer):  # [{"text": …, "answer_start": …}], as SQuAD's file
            answers = list_of_values(answer, "answer", place)
            if not all(hasattr(one, "keys") and "text" in one and "answer_start" in one for one in answers):
                raise wrong_argument(place, "a list of answers holds mappings with 'text' and 'answer_start'")
            answer, start = (answers[0]["text"], answers[0]["answer_start"]) if answers else (None, None)
        if is_missing(answer) or (isinstance(answer, str) and not answer):
            return "", 0
        return text_of(answer, "answer", place), whole_of(start, "start", place)

    def _chosen(self, row: _Row, place: str) -> Iterator[Example]:
        prompt = self._text(row, "prompt", place)
        choices = [text_of(one, "choice", place) for one in list_of_values(field(row, "choices", self._columns, place), "choices", place)]
        label = whole_of(field(row, "label", self._columns, place), "label", place)
        if not 0 <= label < len(choices):
            raise wrong_argument(place, f"choice {label} is none of {len(choices)}")
        encodings = [self._tokenizer.encode(prompt, choice, max_length=self._max_length) for choice in choices]
        yield Example(
            [encoding.ids for encoding in encodings],
            [encoding.type_ids for encoding in encodings],
            labels=[label],
            second_labels=[len(choices)],
        )

    def _numbers(self, row: _Row, place: str) -> list[int]:
        return [self._number(label, place) for label in self._labels_of(row, place)]

    def _number(self, label: str | int, place: str) -> int:
        """A label's number, from its name or the number itself."""
        assert self.labels is not None
        if isinstance(label, int):
            if 0 <= label < len(self.labels):
                return label
        elif label in self.labels:
            return self.labels.index(label)
        known = ", ".join(map(repr, self.labels[:10])) + (f" and {len(self.labels) - 10} more" if len(self.labels) > 10 else "")
        raise wrong_argument(place, f"label {label!r} is none of {known}")


def _place(
    offsets: Sequence[tuple[int, int]],
    type_ids: Sequence[int],
    special: Sequence[int],
    span: tuple[int, int] | None,
) -> tuple[int, int]:
    """The first and the last piece of an answer in a window; the place of [CLS] where it is not in there as a whole."""
    if span is None:
        return 0, 0
    inside = [
        index
        for index, (start, end) in enumerate(offsets)
        if type_ids[index] == 1 and not special[index] and start < span[1] and end > span[0]
    ]
    if not inside:
        return 0, 0
    first, last = inside[0], inside[-1]
    whole = offsets[first][0] <= span[0] and offsets[last][1] >= span[1]
    return (first, last) if whole else (0, 0)
