"""What examples may be kept in, and what becomes of them."""

from __future__ import annotations

import math
import sqlite3
from collections import namedtuple

import pytest

import albert
from albert._examples import Batch, Reader
from albert._rows import rows_of

ROWS = [{"text": "one house", "label": "yes"}, {"text": "the law", "label": "no"}]


class Frame:
    """What pandas' DataFrame can do, as far as we ask it."""

    columns = ("text", "label")

    def to_dict(self, orient):
        assert orient == "records"
        return ROWS


class Table:
    """What Arrow's Table can do."""

    def to_pylist(self):
        return ROWS


@pytest.mark.parametrize(
    "data",
    [
        ROWS,
        iter(ROWS),
        [("one house", "yes"), ["the law", "no"]],
        {"text": ["one house", "the law"], "label": ("yes", "no")},
        Frame(),
        Table(),
    ],
    ids=["mappings", "an iterator", "tuples", "columns", "a data frame", "a table"],
)
def test_rows_come_from_whatever_holds_them(data):
    assert list(rows_of(data, "classification")) == ROWS


def test_pandas_and_arrow_themselves_are_understood():
    pandas = pytest.importorskip("pandas")
    assert list(rows_of(pandas.DataFrame(ROWS), "classification")) == ROWS
    pyarrow = pytest.importorskip("pyarrow")
    assert list(rows_of(pyarrow.Table.from_pylist(ROWS), "classification")) == ROWS


def test_fields_that_have_names_are_read_by_them():
    swapped = namedtuple("swapped", ("label", "text"))
    assert list(rows_of([swapped(row["label"], row["text"]) for row in ROWS], "classification")) == [
        {"label": row["label"], "text": row["text"]} for row in ROWS
    ]


def test_a_data_frames_tuples_are_read_by_the_names_of_their_columns():
    pandas = pytest.importorskip("pandas")
    frame = pandas.DataFrame(ROWS)[["label", "text"]]
    assert list(rows_of(frame.itertuples(index=False), "classification")) == ROWS


def test_rows_of_a_database_are_read_by_the_names_of_their_columns(tokenizer):
    with sqlite3.connect(":memory:") as database:
        database.row_factory = sqlite3.Row
        found = list(database.execute("select 'no' as label, 'label' as text union all select 'yes', 'sentence'"))
    _, examples = read("classification", found, tokenizer)
    assert [example.ids for example in examples] == [[tokenizer.encode(text).ids] for text in ("label", "sentence")]
    with pytest.raises(albert.ArgumentError, match="there are 'label', 'text'"):
        read("classification", found, tokenizer, columns={"text": "label of what"})


def test_rows_that_are_none_are_named():
    with pytest.raises(albert.ArgumentError, match="row 1"):
        list(rows_of([("a", 0), 7], "classification"))
    with pytest.raises(albert.ArgumentError, match="different lengths"):
        list(rows_of({"text": ["a"], "label": []}, "classification"))


def read(task, rows, tokenizer, **settings):
    reader = Reader(task, tokenizer, **settings)
    rows = list(rows_of(rows, task))
    if reader.labels is None:
        reader.learn_labels(rows)
    return reader, list(reader.examples(rows))


def test_labels_are_learned_by_name_or_number(tokenizer):
    reader, examples = read("classification", ROWS, tokenizer)
    assert reader.labels == ["no", "yes"] and [list(example.labels) for example in examples] == [[1], [0]]
    assert examples[0].ids == [tokenizer.encode("one house").ids]
    reader, examples = read("classification", [("a", 2), ("b", 0)], tokenizer)
    assert reader.labels == ["LABEL_0", "LABEL_1", "LABEL_2"] and [list(one.labels) for one in examples] == [[2], [0]]
    reader, examples = read("classification", [("a", "10"), ("b", "2")], tokenizer)
    assert reader.labels == ["2", "10"], "digits are sorted as numbers"
    with pytest.raises(albert.ArgumentError, match=r"row 0.*'maybe' is none of 'no', 'yes'"):
        read("classification", [("a", "maybe")], tokenizer, labels=["no", "yes"])


def test_pairs_numbers_and_several_labels(tokenizer):
    _, examples = read("classification", [("one", "house", 1)], tokenizer, labels=["a", "b"])
    pair = tokenizer.encode("one", "house")
    assert examples[0].ids == [pair.ids] and examples[0].type_ids == [pair.type_ids]
    _, examples = read("regression", [("one", 2.5)], tokenizer)
    assert list(examples[0].targets) == [2.5]
    reader, examples = read("multi-label", [("one", ["x", "z"]), ("two", []), ("three", ["y"])], tokenizer)
    assert reader.labels == ["x", "y", "z"] and [list(one.targets) for one in examples] == [[1, 0, 1], [0, 0, 0], [0, 1, 0]]


def test_the_first_piece_of_a_word_has_its_tag(tokenizer):
    words = ["Unbelievably", "one", "house"]
    reader, examples = read("tagging", [(words, ["B", "O", "B"])], tokenizer)
    encoding = tokenizer.encode_words(words)
    assert reader.labels == ["B", "O"]
    starts = [encoding.word_ids.index(word) for word in range(3)]
    expected = [-100] * len(encoding.ids)
    for start, label in zip(starts, [0, 1, 0], strict=True):
        expected[start] = label
    assert examples[0].labels == expected and expected.count(-100) > 2
    with pytest.raises(albert.ArgumentError, match="3 words have 1 tags"):
        read("tagging", [(words, ["B"])], tokenizer, labels=["B"])


CONTEXT = "The house stands by the water. " * 12 + "The lawyer lives in Geneva, behind the bridge. " + "It rains there. " * 12


def test_an_answer_is_found_in_every_window_that_holds_it(tokenizer):
    start = CONTEXT.index("Geneva")
    row = {"question": "Where does the lawyer live?", "context": CONTEXT, "answers": {"text": ["Geneva"], "answer_start": [start]}}
    _, examples = read("answering", [row], tokenizer, max_length=64, stride=24)
    found = 0
    for example in examples:
        (ids,) = example.ids
        assert len(ids) <= 64
        first, last = example.labels[0], example.second_labels[0]
        if first:
            found += 1
            assert tokenizer.decode(ids[first : last + 1]).strip() == "geneva"
        else:
            assert (first, last) == (0, 0) and "geneva" not in tokenizer.decode(ids)
    assert found >= 1 and len(examples) > 3


def test_no_answer_is_the_first_piece_and_a_wrong_place_is_refused(tokenizer):
    _, examples = read("answering", [("Who?", "Nobody knows.", None, None)], tokenizer)
    assert list(examples[0].labels) == [0]
    _, examples = read("answering", [{"question": "Who?", "context": "x", "answers": {"text": [], "answer_start": []}}], tokenizer)
    assert list(examples[0].second_labels) == [0]
    with pytest.raises(albert.ArgumentError, match="does not stand in the context"):
        read("answering", [("Who?", "Nobody knows.", "Anna", 0)], tokenizer)


def test_choices_become_pairs_of_one_item(tokenizer):
    _, examples = read("choosing", [("The house", ["is big.", "is small.", "sings."], 1)], tokenizer)
    batch = Batch(examples)
    assert batch.ids == [tokenizer.encode("The house", end).ids for end in ("is big.", "is small.", "sings.")]
    assert batch.labels == [1] and batch.second_labels == [3]
    with pytest.raises(albert.ArgumentError, match="choice 3 is none of 1"):
        read("choosing", [("The house", ["is big."], 3)], tokenizer)


def test_columns_may_have_other_names(tokenizer):
    settings = {"columns": {"text": "review", "label": "stars"}, "labels": ["bad", "good"]}
    _, examples = read("classification", [{"review": "one", "stars": "good"}], tokenizer, **settings)
    assert list(examples[0].labels) == [1]
    with pytest.raises(albert.ArgumentError, match="row 0: there is no column 'stars'"):
        read("classification", ROWS, tokenizer, **settings)
    with pytest.raises(albert.ArgumentError, match="'stars' is none of"):
        Reader("classification", tokenizer, columns={"stars": "x"})
    with pytest.raises(albert.ArgumentError, match="'guessing' is none of"):
        Reader("guessing", tokenizer)


def test_a_question_and_its_sentence_are_a_pair(tokenizer):
    row = {"question": "one house", "sentence": "the law", "label": 1}
    pair = tokenizer.encode("one house", "the law")
    _, (example,) = read("classification", [row], tokenizer, labels=["a", "b"])
    assert (example.ids, example.type_ids) == ([pair.ids], [pair.type_ids])
    _, (example,) = read("classification", [row], tokenizer, labels=["a", "b"], columns={"text": "sentence"})
    assert example.ids == [tokenizer.encode("the law").ids]


def test_a_pair_that_is_missing_is_not_learned_as_a_word(tokenizer):
    _, examples = read("classification", [{"text": "one", "pair": math.nan, "label": 0}], tokenizer, labels=["a"])
    assert examples[0].ids == [tokenizer.encode("one").ids]


def test_labels_that_leave_nothing_to_learn_are_refused(tokenizer):
    for only in ("good", 0):
        with pytest.raises(albert.ArgumentError, match=f"all rows have {only!r}"):
            read("classification", [("one", only), ("two", only)], tokenizer)
    _, examples = read("classification", [("one", 1), ("two", 1)], tokenizer)
    assert [list(one.labels) for one in examples] == [[1], [1]]
    read("classification", [("one", "good")], tokenizer, labels=["good", "bad"])
    for task, row in (("multi-label", ("one", [])), ("tagging", (["one"], [-100]))):
        with pytest.raises(albert.ArgumentError, match="no row has one"):
            read(task, [row], tokenizer)


def test_labels_marked_by_0_and_1_are_not_taken_for_a_list(tokenizer):
    with pytest.raises(albert.ArgumentError, match="row 1: label 'LABEL_0' stands there twice"):
        read("multi-label", [("one", [2]), ("two", [0, 0, 1])], tokenizer)


def test_a_word_may_have_no_tag(tokenizer):
    reader, examples = read("tagging", [(["one", "house"], [-100, "B"])], tokenizer)
    assert reader.labels == ["B"] and examples[0].labels == [-100, -100, 0, -100]
    reader, examples = read("tagging", [(["one", "house"], [-100, -100])], tokenizer, labels=["B"])
    assert examples[0].labels == [-100] * 4


def test_an_answer_is_found_without_what_has_no_pieces(tokenizer):
    context = "He likes cafe\u0301 and  tea\u200b a lot"
    for answer in (" cafe\u0301", "cafe\u0301 ", "cafe\u0301", " tea\u200b", "  tea"):
        row = ("What?", context, answer, context.index(answer))
        _, (example,) = read("answering", [row], tokenizer)
        first, last = example.labels[0], example.second_labels[0]
        assert tokenizer.decode(example.ids[0][first : last + 1]).strip() == answer.strip("\u200b ").replace("\u0301", ""), answer
    with pytest.raises(albert.ArgumentError, match="row 0: the tokenizer leaves out all"):
        read("answering", [("What?", context, "  ", context.index("  "))], tokenizer)


def test_the_usual_stride_fits_a_short_window(tokenizer):
    row = {"question": "Where?", "context": CONTEXT, "answers": {"text": ["Geneva"], "answer_start": [CONTEXT.index("Geneva")]}}
    _, examples = read("answering", [row], tokenizer, max_length=64)
    assert any(example.labels[0] for example in examples)
    context = len(tokenizer.encode(CONTEXT).ids) - 2
    room = 64 - len(tokenizer.encode("Where?").ids) - 1
    assert len(examples) == -(-(context - room) // (room - room // 2)) + 1


@pytest.mark.parametrize(
    ("task", "row", "message"),
    [
        ("classification", (None, "x"), "text is missing"),
        ("classification", (math.nan, "x"), "text is missing"),
        ("classification", (b"a", "x"), "text: a str expected, not a bytes"),
        ("classification", (5, "x"), "text: a str expected, not 5"),
        ("classification", ("a", b"b", "x"), "pair: a str expected"),
        ("classification", ("a", None), "label is missing"),
        ("classification", ("a", ""), "label: a label's name"),
        ("classification", ("a", 1.0), "label: a label's name"),
        ("classification", ("a", ["x"]), "label: a label's name"),
        ("classification", ("a", -1), "label -1 is not in 0 to 65535"),
        ("classification", ("a", 10**12), "label 1000000000000 is not in 0 to 65535"),
        ("regression", ("a", "x"), "label: a number expected, not 'x'"),
        ("regression", ("a", math.nan), "label is missing"),
        ("regression", ("a", "nan"), "label: a finite number expected"),
        ("regression", ("a", 1e39), "label: a finite number expected"),
        ("multi-label", ("a", "xyz"), "label: a list expected, not 'xyz'"),
        ("multi-label", ("a", 3), "label: a list expected, not 3"),
        ("tagging", ("Anna lives", ["x"] * 10), "words: a list expected"),
        ("tagging", (["a", "b"], "xy"), "tags: a list expected"),
        ("tagging", (["a", None], ["x", "y"]), "word is missing"),
        ("tagging", (["a", "b"], ["x", None]), "tag is missing"),
        ("answering", {"question": "Who?", "context": "Anna.", "answer": "Anna"}, "the answer 'Anna' has no start"),
        ("answering", ("Who?", "Anna.", "Anna", "x"), "start: an int expected, not 'x'"),
        ("answering", ("Who?", "Anna.", "Anna", 0.5), "start: an int expected, not 0.5"),
        ("answering", ("Who?", None, None, None), "context is missing"),
        ("answering", {"question": "Who?", "context": "Anna.", "answers": {"text": ["Anna"], "answer_start": []}}, "the answer 'Anna' has no start"),
        ("answering", {"question": "Who?", "context": "Anna.", "answers": {"text": ["Anna"]}}, "an answer that is a mapping must have"),
        ("answering", {"question": "Who?", "context": "Anna.", "answers": ["Anna"]}, "the answer 'Anna' has no start"),
        ("choosing", ("p", "ab", 1), "choices: a list expected, not 'ab'"),
        ("choosing", ("p", ["a", None], 0), "choice is missing"),
        ("choosing", ("p", ["a", "b"], 0.9), "label: an int expected"),
        ("choosing", ("p", ["a", "b"], "b"), "label: an int expected"),
    ],
)
def test_a_value_that_is_missing_or_of_another_kind_is_refused_with_its_row(tokenizer, task, row, message):
    other = [("another", 2 if isinstance(row[-1], int) else "other")] if task == "classification" else []
    with pytest.raises(albert.ArgumentError, match="row 0: " + message):
        read(task, [row, *other], tokenizer)


def test_pandas_missing_values_are_none(tokenizer):
    pandas = pytest.importorskip("pandas")
    frame = pandas.DataFrame({"text": ["one", "two"], "pair": ["house", pandas.NA], "label": [1, 0]})
    _, examples = read("classification", frame, tokenizer)
    assert examples[1].ids == [tokenizer.encode("two").ids]
    with pytest.raises(albert.ArgumentError, match="row 1: text is missing"):
        read("classification", pandas.DataFrame({"text": ["one", pandas.NA], "label": [1, 0]}), tokenizer)


def test_names_and_numbers_of_labels_do_not_mix(tokenizer):
    with pytest.raises(albert.ArgumentError, match="row 1: label 'good' is a name, label 1 of row 0 a number"):
        read("classification", [("a", 1), ("b", "good")], tokenizer)
    with pytest.raises(albert.ArgumentError, match="row 0: label 1 .*also a name"):
        read("classification", [("a", 1)], tokenizer, labels=["1", "2", "3"])
    with pytest.raises(albert.ArgumentError, match=r"row 1: label: '\\ud800' holds a surrogate"):
        read("classification", [("a", "yes"), ("b", "\ud800")], tokenizer)
    _, examples = read("classification", [("a", 1)], tokenizer, labels=["0", "1", "2"])
    assert list(examples[0].labels) == [1]
    reader, examples = read("classification", [("a", True), ("b", False)], tokenizer)
    assert reader.labels == ["False", "True"] and [list(one.labels) for one in examples] == [[1], [0]]
    numpy = pytest.importorskip("numpy")
    _, examples = read("multi-label", [("a", numpy.array([0, 2])), ("b", {1})], tokenizer)
    assert [list(one.targets) for one in examples] == [[1, 0, 1], [0, 1, 0]]
    reader, _ = read("classification", [("a", numpy.bool_(True)), ("b", numpy.bool_(False))], tokenizer)
    assert reader.labels == ["False", "True"]


@pytest.mark.parametrize(
    ("labels", "error", "message"),
    [
        ("xy", TypeError, "labels must be a list"),
        ({"x", "y"}, TypeError, "labels must be a list, not a set"),
        (frozenset("xy"), TypeError, "labels must be a list, not a frozenset"),
        (["x", "\ud800"], albert.ArgumentError, r"label 1 is '\\ud800': a surrogate"),
        ([0, 1], TypeError, "labels must be str"),
        ([], albert.ArgumentError, "there is none"),
        (["x", ""], albert.ArgumentError, "label 1 is ''"),
        (["x\ny"], albert.ArgumentError, "label 0 is"),
        (["x", "y", "x"], albert.ArgumentError, "'x' occurs twice"),
        (map(str, range(65_537)), albert.ArgumentError, "65537 are more than 65536"),
    ],
)
def test_names_that_no_configuration_can_hold_are_refused(tokenizer, labels, error, message):
    with pytest.raises(error, match=message):
        Reader("classification", tokenizer, labels=labels)


def test_answers_are_read_as_squads_file_and_tables_have_them(tokenizer):
    listed = {"question": "Who?", "context": "It is Anna.", "answers": [{"text": "Anna", "answer_start": 6}]}
    told = {"question": "Who?", "context": "It is Anna.", "answer": "Anna", "start": "6"}
    places = []
    for row in (listed, told, {**told, "answer": "", "start": ""}, {**listed, "answers": []}):
        _, (example,) = read("answering", [row], tokenizer)
        places.append(example.labels[0])
    assert places[0] == places[1] > 0 and places[2:] == [0, 0]


def test_columns_that_are_no_lists_are_named():
    pandas = pytest.importorskip("pandas")
    frame = pandas.DataFrame(ROWS)
    assert list(rows_of({name: frame[name] for name in frame}, "classification")) == ROWS
    for columns in ({"text": "ab", "label": "xy"}, {"text": ["a"], "label": 0}):
        with pytest.raises(albert.ArgumentError, match="columns: .* a list expected"):
            list(rows_of(columns, "classification"))


class Series:
    """What pandas' can do, as far as we ask it: keys are numbers, iteration gives values."""

    def keys(self):
        return range(1)

    def __iter__(self):
        return iter(["a"])

    def __getitem__(self, key):
        return {0: "a"}[key]


def test_one_column_without_a_name_is_refused():
    with pytest.raises(albert.ArgumentError, match="columns: 0: a list expected, not 'a'"):
        list(rows_of(Series(), "classification"))
