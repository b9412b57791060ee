"""From rows to sequences of ids with labels."""

from __future__ import annotations

from albert._answers import answer_of, pieces_of, place_in, read_part
from albert._errors import ArgumentError, wrong_argument
from albert._label_names import LABEL_LIMIT, label_names
from albert._row_values import is_missing, label_of, list_of_values, number_of, text_of, whole_of
from albert._rows import COLUMN_NAMES, TUPLES, field

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from typing import Any, TypeAlias

    from albert._tokenizer import Tokenizer

    _Row: TypeAlias = Mapping[str, Any]

__all__ = ["Batch", "Example", "Reader"]


_IGNORED = -100  # of a word that has no tag, of a piece that asks for nothing


def _order_of_names(name: str) -> tuple[int, str]:
    """Digits in the order of their numbers, before everything else: data read from text have them as names."""
    return (len(name) - 1000 if name.isascii() and name.isdecimal() else 0, name)


def _is_question_and_sentence(row: _Row) -> bool:
    """GLUE's QNLI: its sentence alone would be nothing to learn from."""
    return "question" in row and "sentence" in row and "text" not in row


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
        labels: Iterable[str] | None = None,
        max_length: int = 512,
        stride: int | None = None,
        columns: Mapping[str, str] | None = None,
    ) -> None:
        if task not in TUPLES:
            raise wrong_argument("task", f"{task!r} is none of {', '.join(TUPLES)}")
        self.task = task
        self.labels = None if labels is None else label_names(labels)
        self._tokenizer = tokenizer
        self._max_length = max_length
        self._stride = stride
        self._columns = dict(columns or {})
        for name in self._columns:
            if name not in COLUMN_NAMES:
                raise wrong_argument("columns", f"{name!r} is none of {', '.join(COLUMN_NAMES)}")

    def learn_labels(self, rows: Iterable[_Row]) -> None:
        """Takes the names of labels from rows, in the order of names, names of digits in that of their numbers; numbers become LABEL_0, LABEL_1, …

        Raises:
            ArgumentError: a label is missing, neither a name nor a number, or a number that no label can have; names and numbers
                stand beside each other; there are no two to tell apart.
        """
        found: dict[str | int, str] = {}  # with the row that has it first
        if self.task not in ("classification", "multi-label", "tagging"):
            return
        number = -1
        for number, row in enumerate(rows):
            place = f"row {number}"
            for label in self._labels_of(row, place):
                if not (self.task == "tagging" and label == _IGNORED):
                    found.setdefault(label, place)
        numbers = [label for label in found if isinstance(label, int)]
        if number >= 0 and not found:
            raise wrong_argument("labels", "no row has one: name them")
        for wrong in numbers:
            if not 0 <= wrong < LABEL_LIMIT:
                raise wrong_argument(found[wrong], f"label {wrong} is not in 0 to {LABEL_LIMIT - 1}")
        if self.task == "classification" and len(found) == 1 and max(numbers, default=0) < 1:
            raise wrong_argument("labels", f"all rows have {next(iter(found))!r}, so that there is nothing to learn: name the others")
        if numbers and len(numbers) < len(found):
            name = next(label for label in found if isinstance(label, str))
            raise wrong_argument(found[name], f"label {name!r} is a name, label {numbers[0]} of {found[numbers[0]]} a number")
        if numbers or not found:
            self.labels = [f"LABEL_{number}" for number in range(max(numbers, default=0) + 1)]
        else:
            self.labels = label_names(sorted(map(str, found), key=_order_of_names))

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
        if _is_question_and_sentence(row) and not {"text", "pair"} & self._columns.keys():
            text, pair = text_of(row["question"], "question", place), row["sentence"]
        else:
            text, pair = self._text(row, "text", place), field(row, "pair", self._columns, place, None)
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
            if targets[number]:
                raise wrong_argument(place, f"label {self.labels[number]!r} stands there twice: labels are listed, not marked by 0 and 1")
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
            labels.append(_IGNORED if word is None or word == before else tags[word])
            before = word
        yield Example([encoding.ids], [encoding.type_ids], labels=labels)

    def _answered(self, row: _Row, place: str) -> Iterator[Example]:
        question = self._text(row, "question", place)
        context = self._text(row, "context", place)
        found = answer_of(field(row, "answer", self._columns, place, None), field(row, "start", self._columns, place, None), place)
        answer, span = "", None
        if found is not None:
            answer, start = found
            span = (start, start + len(answer))
            if start < 0 or context[start : span[1]] != answer:
                raise wrong_argument(place, "the answer does not stand in the context where it should")
        first = self._tokenizer.encode(
            question,
            context,
            max_length=self._max_length,
            truncation="only_second",
            stride=self._usual_stride(question) if self._stride is None else self._stride,
            overflow=True,
        )
        windows = (first, *first.overflowing)
        pieces = [pieces_of(window) for window in windows]
        if span is not None:
            span = read_part(pieces, span)
            if span is None:
                raise wrong_argument(place, f"the tokenizer leaves out all of the answer {answer!r}")
        for window, parts in zip(windows, pieces, strict=True):
            begin, end = place_in(parts, span)
            yield Example([window.ids], [window.type_ids], labels=[begin], second_labels=[end])

    def _usual_stride(self, question: str) -> int:
        room = self._max_length - len(self._tokenizer.encode(question).ids) - 1
        return min(128, max(room // 2, 0))

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
            if self.task == "tagging" and label == _IGNORED:
                return _IGNORED
            if str(label) in self.labels and self.labels.index(str(label)) != label:
                raise wrong_argument(place, f"label {label} is the number of {self.labels[label : label + 1]}, but also a name: give names")
            if 0 <= label < len(self.labels):
                return label
        elif label in self.labels:
            return self.labels.index(label)
        known = ", ".join(map(repr, self.labels[:10])) + (f" and {len(self.labels) - 10} more" if len(self.labels) > 10 else "")
        raise wrong_argument(place, f"label {label!r} is none of {known}")
