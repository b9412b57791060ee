"""The tasks' edges: how many texts, which types, which numbers, and what a progress callable sees. What the tasks answer is
test_cases.py's."""

from __future__ import annotations

import pickle
from collections import UserDict
from concurrent.futures import ThreadPoolExecutor

import numpy
import pytest
from headed_models import headed

import albert

HARD = "👩\u200d🚀 e\u0301 Ann\r\nin \0Paris"  # an emoji of three code points, a combining accent, line ends, a NUL

# Every method that takes any number of items: one item, several, and no head or no progress for some.
MANY = {
    "classify": lambda texts, **k: headed("classifier").classify(texts, **k),
    "classify pairs": lambda texts, **k: headed("classifier").classify(texts, texts, **k),
    "zero_shot": lambda texts, **k: headed("classifier").zero_shot(texts, "sports, art", **k),
    "tag": lambda texts, **k: headed("tagger").tag(texts, ignore_labels=(), **k),
    "answer": lambda texts, **k: headed("reader").answer(texts, texts, **k),
    "sentence_order": lambda texts, **k: headed("language").sentence_order(texts, texts, **k),
    "encode": lambda texts, **k: headed("plain").encode(texts, **k),
}


def plain(answers):
    return answers.tolist() if isinstance(answers, numpy.ndarray) else answers


@pytest.mark.parametrize("name", MANY)
def test_one_text_gives_the_answer_that_a_list_of_one_holds(name):
    call = MANY[name]
    one = plain(call("Ann came to Paris."))
    assert plain(call(["Ann came to Paris."])) == [one]
    assert len(call([])) == 0
    assert len(call(("a", "b", "c"))) == 3


@pytest.mark.parametrize("name", ["classify", "zero_shot", "tag", "encode"])
def test_a_generator_is_as_good_as_a_list(name):
    texts = ["Ann came to Paris.", HARD, "a"]
    assert plain(MANY[name](text for text in texts)) == plain(MANY[name](texts))


@pytest.mark.parametrize("name", MANY)
@pytest.mark.parametrize("texts", [None, 3, b"ab", [b"a"], ["a", None], [["a"]]])
def test_what_is_no_text_is_a_type_error(name, texts):
    with pytest.raises(TypeError):
        MANY[name](texts)


def test_the_item_that_is_no_text_is_named(model, tokenizer):
    for name, call in {
        r"texts\[1\]": lambda: model.encode(["a", None, "b"]),
        r"pairs\[1\]": lambda: headed("classifier").classify(["a", "b"], [None, 3]),
        r"contexts\[0\]": lambda: headed("reader").answer(["a"], [None]),
        r"words\[2\]": lambda: tokenizer.encode_words(["a", "b", b"c"]),
        r"choices\[1\]": lambda: headed("choice").choose("a", ["b", 3]),
    }.items():
        with pytest.raises(TypeError, match=f"^{name} must be str, not <class '(NoneType|int|bytes)'>"):
            call()


@pytest.mark.parametrize("mapping", [{"a": 1, "b": 2}, UserDict(a="x", b="y")])
def test_a_mapping_is_no_list_of_its_keys(model, mapping):
    calls = [
        *((lambda one=one: one(mapping)) for one in MANY.values()),
        lambda: headed("classifier").classify(["a", "b"], mapping),
        lambda: headed("classifier").zero_shot("a", mapping),
        lambda: headed("choice").choose("a", mapping),
        lambda: headed("choice").choose(mapping, [["a"], ["b"]]),
        lambda: headed("choice").choose(["a"], [mapping]),
        lambda: headed("tagger").tag("a", ignore_labels=mapping),
        lambda: headed("reader").answer(["a", "b"], mapping),
        lambda: model.similarity("a", mapping),
        lambda: model.rank("a", mapping),
        lambda: model.coherence(mapping),
        lambda: model.best_order(mapping),
        lambda: model.fill_mask(mapping),
        lambda: model.fill_mask("a [MASK]", targets=mapping),
        lambda: model.forward(mapping),
        lambda: model.tokenizer.encode_batch(mapping),
        lambda: model.tokenizer.encode_batch(["a", "b"], pairs=mapping),
        lambda: model.tokenizer.encode_words(mapping),
        lambda: model.tokenizer.encode_words(["a"], mapping),
        lambda: albert.Trainer(model, "classification", labels=mapping),
    ]
    for number, call in enumerate(calls):
        with pytest.raises(TypeError, match="must be a list, not a (dict|UserDict), which as a list is its keys"):
            call()
            pytest.fail(f"call {number} took it")


@pytest.mark.parametrize("name", MANY)
@pytest.mark.parametrize("option", ["no_such", "max_length"])
def test_unknown_options_and_nan_are_refused_by_name(name, option):
    with pytest.raises(albert.ArgumentError, match=option):
        MANY[name](["a"], **{option: float("nan")})


@pytest.mark.parametrize(
    "call",
    [
        lambda: headed("classifier").classify(["a", "b"], ["c"]),
        lambda: headed("choice").choose(["a", "b"], [["c"]]),
        lambda: headed("choice").choose(["a"], [["c"], ["d"]]),
        lambda: headed("reader").answer(["a", "b"], ["c"]),
        lambda: headed("language").sentence_order(["a"], ["b", "c"]),
    ],
)
def test_lists_of_different_lengths_are_refused(call):
    with pytest.raises(albert.ArgumentError, match="must be as many"):
        call()


@pytest.mark.parametrize(
    "call",
    [
        lambda: headed("classifier").classify(["a", "b"], "cd"),
        lambda: headed("classifier").classify("a", ["b"]),
        lambda: headed("choice").choose("a", "bc"),
        lambda: headed("choice").choose(["a", "b"], "cd"),
        lambda: headed("choice").choose(["a"], ["bc"]),
        lambda: headed("reader").answer("a", ["b"]),
        lambda: headed("reader").answer(["a"], "b"),
        lambda: headed("language").rank("a", "bc"),
        lambda: headed("language").sentence_order("ab", ["c", "d"]),
        lambda: headed("language").sentence_order(["a", "b"], "cd"),
        lambda: headed("language").coherence("ab"),
        lambda: headed("language").best_order("ab"),
    ],
)
def test_a_str_where_a_list_belongs_never_falls_apart_into_characters(call):
    with pytest.raises(TypeError):
        call()


@pytest.mark.parametrize("given", [b"a text", b"", bytearray(b"a"), memoryview(b"a")])
def test_bytes_are_no_text_and_never_fall_apart_into_numbers(given):
    kind = type(given).__name__
    for call in (*MANY.values(), headed("language").fill_mask):
        with pytest.raises(TypeError, match=f"must be (str|a list), not (a )?{kind}|must be str, not <class '{kind}'>"):
            call(given)
    with pytest.raises(TypeError, match=f"texts must be a list, not a {kind}"):
        headed("plain").rank("a", given)


@pytest.mark.parametrize("top_k", [0, -1, 2**40, float("nan"), "five"])
@pytest.mark.parametrize(
    "call",
    [
        lambda k: headed("classifier").classify("a", top_k=k),
        lambda k: headed("reader").answer("a", "b", top_k=k),
        lambda k: headed("plain").rank("a", ["b"], top_k=k),
    ],
)
def test_a_bad_top_k_is_refused(call, top_k):
    with pytest.raises(albert.ArgumentError, match="top_k"):
        call(top_k)


def test_top_k_takes_as_many_as_there_are():
    labels = headed("classifier").info["labels"]
    for top_k in (None, len(labels), 2**31 - 1):
        assert {label.label for label in headed("classifier").classify("a", top_k=top_k)} == set(labels)
    texts = ["b", "c", "a"]
    whole = headed("plain").rank("a", texts)
    assert [one.text for one in whole] == [texts[one.index] for one in whole] and whole[0].text == "a"
    assert whole[0].score == pytest.approx(1, abs=1e-6) and headed("plain").rank("a", texts, top_k=2) == whole[:2]
    assert headed("plain").rank("a", texts, top_k=99) == whole and headed("plain").rank("a", []) == []
    with pytest.raises(albert.ArgumentError, match="top_k.*1000"):
        headed("reader").answer("a", "b", top_k=1001)


def test_labels_are_a_list_or_a_str_with_commas():
    model = headed("classifier")
    assert model.zero_shot("a", " sports ,art") == model.zero_shot("a", ["sports", "art"])
    for labels in ([], "", "art,", [""]):
        with pytest.raises(albert.ArgumentError, match="labels"):
            model.zero_shot("a", labels)
    with pytest.raises(albert.ArgumentError, match="template"):
        model.zero_shot("a", ["art"], "no place for it")


@pytest.mark.parametrize("aggregation", ["none", "simple", "first", "average", "max"])
def test_offsets_of_entities_count_code_points(aggregation):
    entities = headed("tagger").tag(HARD, aggregation=aggregation, ignore_labels=())
    assert entities and max(entity.end for entity in entities) == len(HARD)
    assert [entity.start for entity in entities] == sorted(entity.start for entity in entities)
    for entity in entities:
        assert 0 <= entity.start < entity.end <= len(HARD)
        assert (entity.index is None) == (aggregation != "none")
    if aggregation == "none":
        assert any(HARD[entity.start : entity.end] == "🚀" for entity in entities)


@pytest.mark.parametrize("alignment", ["word", "space", "piece"])
def test_answers_are_the_code_points_at_their_offsets(alignment):
    answers = headed("reader").answer("Who?", HARD, top_k=20, alignment=alignment)
    assert len(answers) > 3
    assert all(answer.answer == HARD[answer.start : answer.end] for answer in answers)


def test_offsets_may_be_asked_for_in_bytes():
    (entity,) = headed("tagger").tag("é", ignore_labels=(), offsets="bytes")
    assert (entity.start, entity.end) == (0, 2)


def test_no_unit_of_offsets_is_the_usual_one(tokenizer):
    text = "Zoë Ann lives in Paris"
    assert headed("tagger").tag(text, ignore_labels=(), offsets=None) == headed("tagger").tag(text, ignore_labels=())
    assert headed("reader").answer("Who?", text, offsets=None) == headed("reader").answer("Who?", text)
    assert tokenizer.encode(text, offsets=None).offsets == tokenizer.encode(text).offsets
    assert tokenizer.encode_batch([text], offsets=None)[0].offsets == tokenizer.encode(text).offsets
    words = text.split()
    assert tokenizer.encode_words(words, offsets=None).offsets == tokenizer.encode_words(words).offsets


def test_similarity_has_a_row_per_text_and_a_column_per_other():
    model = headed("plain")
    one = model.similarity("a house", "a boat")
    assert isinstance(one, float) and model.similarity("a", "a") == pytest.approx(1, abs=1e-6)
    for a, b in ((["a house"], ["a boat"]), ("a house", ["a boat"]), (["a house"], "a boat")):
        assert model.similarity(a, b).tolist() == [[one]]
    assert model.similarity([], ["a", "b"]).shape == (0, 2) and model.similarity(["a"], []).shape == (1, 0)
    vectors = model.encode(["a", "b", "c"], normalize=True)
    assert numpy.allclose(model.similarity(["a", "b"], ["c"]), vectors[:2] @ vectors[2:].T, atol=1e-6)


def test_a_single_sentence_is_in_order():
    model = headed("language")
    assert model.coherence(["a"]) == albert.Coherence(1.0, ())
    assert model.best_order(["a"]) == albert.Order((0,), ("a",), ())
    order = model.best_order(sentence for sentence in ("a b", "c", "d e"))
    assert sorted(order.indices) == [0, 1, 2] and len(order.links) == 2
    coherence = model.coherence(order.sentences)
    assert coherence.links == pytest.approx(order.links, abs=1e-6)
    assert coherence.score == pytest.approx(sum(order.links) / 2, abs=1e-6)
    for sentences in ([], list("abcdefghi")):
        with pytest.raises(albert.ArgumentError):
            model.best_order(sentences)


@pytest.mark.parametrize("keep_order", [False, True])
def test_coherence_refuses_the_choice_that_it_has_made(keep_order):
    with pytest.raises(albert.ArgumentError, match="keep_order: is true here") as caught:
        headed("language").coherence(["a", "b"], keep_order=keep_order)
    assert caught.value.place == "keep_order"
    assert headed("language").best_order(["b", "a"], keep_order=True).indices == (0, 1)


def test_vectors_do_not_depend_on_the_memory_budget(model):
    texts = ["a house by the water " * length for length in (1, 30, 2, 60, 3)]
    plenty = model.encode(texts)
    assert bytes(model.encode(texts, memory_budget=16)) == bytes(plenty)
    with pytest.raises(albert.ArgumentError, match="memory_budget: 1 MB are too little"):
        model.encode(texts, memory_budget=1)


@pytest.mark.parametrize("name", MANY)
def test_progress_climbs_to_the_number_of_items(name):
    seen = []
    MANY[name](["Ann came to Paris."] * 40, progress=lambda done, total: seen.append((done, total)))
    assert seen[-1][0] == seen[-1][1] >= 40 and seen == sorted(seen)
    assert len({total for _, total in seen}) == 1


@pytest.mark.parametrize("name", MANY)
def test_what_progress_raises_comes_out_of_the_call(name):
    class Enough(Exception):
        pass

    def stop(done, total):
        raise Enough(total)

    with pytest.raises(Enough):
        MANY[name](["Ann came to Paris."] * 40, progress=stop)
    with pytest.raises(TypeError, match="not callable"):
        MANY[name](["a"], progress=3)
    assert len(MANY[name](["a"])) == 1


def test_progress_stops_a_long_call_early(model):
    seen = []

    def stop(done, total):
        seen.append(done)
        raise KeyError("mine")

    with pytest.raises(KeyError, match="mine"):
        model.encode(["the quick brown fox jumps over the lazy dog " * 40] * 5000, progress=stop)
    assert len(seen) == 1 and seen[0] < 5000


@pytest.mark.parametrize("name", MANY)
def test_lone_surrogates_are_read_as_replacements_or_refused(name):
    assert plain(MANY[name](["a \ud800 b"])) == plain(MANY[name](["a \ufffd b"])) or name == "answer"
    with pytest.raises(UnicodeEncodeError):
        MANY[name](["a \ud800 b"], strict=True)


RECORDS = [
    (lambda: headed("classifier").classify("a"), albert.Label),
    (lambda: headed("choice").choose("a", ["b", "c"]), albert.Choice),
    (lambda: headed("tagger").tag(HARD, ignore_labels=()), albert.Entity),
    (lambda: headed("reader").answer("a", HARD), albert.Answer),
    (lambda: headed("plain").rank("a", ["b"]), albert.Ranked),
    (lambda: [headed("language").coherence(["a", "b"])], albert.Coherence),
    (lambda: [headed("language").best_order(["a", "b"])], albert.Order),
]


@pytest.mark.parametrize(("call", "kind"), RECORDS, ids=[kind.__name__ for _, kind in RECORDS])
def test_records_compare_hash_print_and_survive_a_pickle(call, kind):
    first, again = call()[0], call()[0]
    assert type(first) is kind and first == again and hash(first) == hash(again) and first is not again
    assert pickle.loads(pickle.dumps(first)) == first != object()
    assert repr(first).startswith(f"{kind.__name__}({kind.__match_args__[0]}=")
    with pytest.raises(AttributeError):
        setattr(first, kind.__match_args__[0], None)
    changed = [getattr(first, name) for name in kind.__match_args__]
    changed[-1] = "other"
    assert kind(*changed) != first


@pytest.mark.parametrize("name", MANY)
def test_threads_get_the_same_answers(name):
    texts = ["Ann came to Paris.", HARD, "a"]
    expected = plain(MANY[name](texts))
    with ThreadPoolExecutor(8) as pool:
        assert all(answers == expected for answers in pool.map(lambda _: plain(MANY[name](texts)), range(16)))


def test_a_pickled_model_keeps_its_head_and_its_pooling():
    for name in ("classifier", "plain-max", "plain-mean"):
        copy = pickle.loads(pickle.dumps(headed(name)))
        assert copy.info == headed(name).info
    assert copy.encode("a house").tolist() == headed("plain-mean").encode("a house").tolist()
