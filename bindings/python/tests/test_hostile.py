"""Arguments that nobody means: every call ends in an answer or in an exception of the documented kinds, never otherwise."""

from __future__ import annotations

import pathlib
from typing import Any

import numpy
import pytest
from headed_models import headed
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import albert

# RuntimeError: an iterator that a fuzzed argument is may be running already; OverflowError: huge sizes.
ALLOWED = (albert.Error, TypeError, ValueError, OverflowError)


class SubString(str):
    pass


class SubInteger(int):
    pass


class Indexed:
    """Gives a number, or raises, when it is asked."""

    def __init__(self, value: Any) -> None:
        self.value = value

    def __index__(self) -> int:
        if isinstance(self.value, BaseException):
            raise self.value
        return self.value


class Changing(list):
    """Empties itself while it is read."""

    def __iter__(self):
        for item in list.__iter__(self):
            yield item
            self.clear()


numbers = st.one_of(
    st.integers(-5, 5),
    st.integers(),
    st.sampled_from([2**31 - 1, 2**31, -(2**31) - 1, 2**63, -(2**63) - 1, 2**64, 10**400]),
    st.booleans(),
    st.floats(),
    st.integers(-9, 9).map(SubInteger),
    st.integers(-9, 9).map(Indexed),
    st.just(Indexed(ValueError("asked"))),
    st.just(Indexed("no number")),
    st.sampled_from([numpy.int8(3), numpy.uint64(2**64 - 1), numpy.float16(1), numpy.bool_(True)]),
)
texts = st.one_of(
    st.text(),
    st.text(st.characters(categories=["Cs"])),
    st.text().map(SubString),
    st.sampled_from(["[MASK]", "a [MASK] b", "\0", "\n", "mean", "true", "f32", "longest_first", "é" * 300]),
)
odd = st.one_of(
    st.none(),
    st.binary(),
    st.binary().map(bytearray),
    st.binary(min_size=8).map(lambda data: memoryview(data)[::2]),
    st.sampled_from([object(), int, len, ..., NotImplemented, pathlib.Path("x"), Changing([1, 2, 3]), {1: 2}, {"a"}]),
    st.sampled_from(
        [
            numpy.zeros((2, 3), numpy.int32),
            numpy.zeros((2, 3), ">i8"),
            numpy.zeros((2, 3), numpy.float16),
            numpy.array(3),
            numpy.zeros((2, 4), numpy.int64)[:, ::2],
            numpy.zeros(0, numpy.int32),
            numpy.array(["a", "b"]),
        ]
    ),
)
simple = st.one_of(numbers, texts, odd)
anything = st.one_of(
    simple,
    st.lists(simple, max_size=4),
    st.lists(st.lists(numbers, max_size=4), max_size=3),
    st.lists(texts, max_size=4).map(tuple),
    st.lists(texts, max_size=4).map(iter),
    st.lists(numbers, max_size=4).map(lambda items: (item for item in items)),
    st.dictionaries(texts, simple, max_size=2),
)
KEYS = [option["name"] for option in albert.describe_options()]
options = st.dictionaries(st.one_of(st.sampled_from(KEYS), st.text(max_size=9)), anything, max_size=3)

CALLS = {
    "encode": lambda m, t, a, b, k: t.encode(a, b, **k),
    "encode_batch": lambda m, t, a, b, k: t.encode_batch(a, b, **k),
    "encode_batch pairs": lambda m, t, a, b, k: t.encode_batch(a, pairs=b, **k),
    "encode_words": lambda m, t, a, b, k: t.encode_words(a, b, **k),
    "decode": lambda m, t, a, b, k: t.decode(a, b),
    "token_to_id": lambda m, t, a, b, k: t.token_to_id(a),
    "id_to_token": lambda m, t, a, b, k: t.id_to_token(a),
    "fill_mask": lambda m, t, a, b, k: m.fill_mask(a, b, **k),
    "fill_mask targets": lambda m, t, a, b, k: m.fill_mask("a [MASK]", targets=a, **k),
    "vectors": lambda m, t, a, b, k: m.encode(a, b, **k),
    "vectors options": lambda m, t, a, b, k: m.encode("a text", normalize=a, **k),
    "forward": lambda m, t, a, b, k: m.forward(a, b, **k),
    "forward masks": lambda m, t, a, b, k: m.forward([[2, 3]], a, attention_mask=b, **k),
    "sentence_order": lambda m, t, a, b, k: m.sentence_order(a, b, **k),
    "coherence": lambda m, t, a, b, k: m.coherence(a, **k),
    "best_order": lambda m, t, a, b, k: m.best_order(a, **k),
    "similarity": lambda m, t, a, b, k: m.similarity(a, b, **k),
    "rank": lambda m, t, a, b, k: m.rank(a, b, **k),
    "rank top_k": lambda m, t, a, b, k: m.rank("a", ["b", "c"], a, **k),
    "classify": lambda m, t, a, b, k: headed("classifier").classify(a, b, **k),
    "classify options": lambda m, t, a, b, k: headed("classifier").classify("a text", None, a, b, **k),
    "zero_shot": lambda m, t, a, b, k: headed("classifier").zero_shot(a, b, **k),
    "zero_shot options": lambda m, t, a, b, k: headed("classifier").zero_shot("a", "b,c", a, b, **k),
    "choose": lambda m, t, a, b, k: headed("choice").choose(a, b, **k),
    "tag": lambda m, t, a, b, k: headed("tagger").tag(a, **k),
    "tag options": lambda m, t, a, b, k: headed("tagger").tag("a text", ignore_labels=a, stride=b, **k),
    "answer": lambda m, t, a, b, k: headed("reader").answer(a, b, **k),
    "answer top_k": lambda m, t, a, b, k: headed("reader").answer("a", "b c", a, **k),
    "set_threads": lambda m, t, a, b, k: albert.set_threads(a),
    "load": lambda m, t, a, b, k: albert.load(a, **k),
    "pull": lambda m, t, a, b, k: albert.pull(a, b),
    "open": lambda m, t, a, b, k: albert.Tokenizer.open(a, **k),
}


@pytest.mark.filterwarnings("ignore:NotImplemented should not be used:DeprecationWarning")  # the fuzzer gives it for a bool
@pytest.mark.parametrize("name", CALLS)
def test_any_argument_is_answered_or_refused(model, tokenizer, name):
    call = CALLS[name]

    @settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
    @given(anything, anything, options)
    def try_it(first: Any, second: Any, named: dict[str, Any]) -> None:
        try:
            call(model, tokenizer, first, second, named)
        except ALLOWED as refusal:
            assert not isinstance(refusal, albert.InternalError), refusal

    try:
        try_it()
    finally:
        albert.set_threads(0)
    assert tokenizer.encode("a text").ids[0] == tokenizer.cls_id


def test_a_list_that_changes_while_it_is_read(model, tokenizer):
    ids = [2, 14, 3]

    class Eater:
        def __index__(self) -> int:
            ids.clear()
            return 14

    ids[1] = Eater()
    assert tokenizer.decode(ids) == tokenizer.decode([2, 14, 3])
    assert tokenizer.encode_batch(Changing(["a", "b"]))[0] == tokenizer.encode("a")


def test_an_iterator_that_raises_is_heard(tokenizer):
    def broken():
        yield "a"
        raise LookupError("mine")

    with pytest.raises(LookupError, match="mine"):
        tokenizer.encode_batch(broken())
    with pytest.raises(ZeroDivisionError):
        tokenizer.decode(1 // number for number in (1, 0))
