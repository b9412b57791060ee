"""Every task's subcommand answers what the library answers, with its options passed on; and as rows in CSV."""

from __future__ import annotations

import csv
import io
from functools import cache

import pytest
from command_runs import HEADS, answer, cut, fields, run

import albert

TEXTS = ["The committee met in Boston.", "what a waste of time"]


@cache
def opened(name):
    return albert.load(HEADS / name)


def rows(*words):
    done = run(*words, "--output", "csv")
    assert done.status == 0 and done.err == "", done
    return list(csv.DictReader(io.StringIO(done.text)))


def labels(found):
    return [fields(label, "label", "score") for label in found]


def test_fill_mask_gives_every_mask_its_answers():
    text = "The [MASK] of the United [MASK] signed the law."
    record, one = answer("fill-mask", text, "a [MASK]", "--top-k", 2)
    names = ("token", "token_id", "score", "sequence")
    model = albert.load()
    assert record["masks"] == [[fields(found, *names) for found in mask] for mask in model.fill_mask(text, top_k=2)]
    assert one["masks"] == [[fields(found, *names) for found in model.fill_mask("a [MASK]", top_k=2)]]
    assert [(row["mask"], row["token"]) for row in rows("fill-mask", text, "--top-k", 1)] == [
        ("0", record["masks"][0][0]["token"]),
        ("1", record["masks"][1][0]["token"]),
    ]


def test_fill_mask_considers_only_targets():
    found = answer("fill-mask", "the united [MASK]", "--targets", "kingdom,states")[0]["masks"][0]
    assert {answer["token"] for answer in found} == {"kingdom", "states"}


def test_classify_gives_the_best_label_some_or_all():
    model = opened("classifier")
    for top_k, given in ((1, []), (2, ["--top-k", 2]), (None, ["--top-k", "all"])):
        records = answer("classify", "--model", HEADS / "classifier", *TEXTS, *given)
        assert [record["labels"] for record in records] == [labels(found) for found in model.classify(TEXTS, top_k=top_k)]
    assert rows("classify", "--model", HEADS / "classifier", TEXTS[0])[0]["label"] == records[0]["labels"][0]["label"]


def test_classify_takes_pairs_a_function_and_a_length():
    model = opened("classifier")
    given = ["--model", HEADS / "classifier", TEXTS[0], "--pair", TEXTS[1]]
    found = answer("classify", *given, "--function", "sigmoid", "--max-length", 9)[0]["labels"]
    assert found == labels(model.classify(TEXTS[0], TEXTS[1], function="sigmoid", max_length=9))
    assert found != labels(model.classify(TEXTS[0], TEXTS[1], function="sigmoid"))


def test_zero_shot_takes_labels_with_commas_between_or_one_by_one():
    model = opened("classifier")
    given = ["zero-shot", "--model", HEADS / "classifier", *TEXTS]
    found = [record["labels"] for record in answer(*given, "--labels", "rain, sports", "--label", "food, drink")]
    assert found == [labels(one) for one in model.zero_shot(TEXTS, ["rain", "sports", "food, drink"])]
    options = ["--template", "About {}.", "--multi-label", "--entailment-label", "neutral", "--contradiction-label", "entailment"]
    found = answer(*given, "--labels", "rain,sports", *options)[0]["labels"]
    chosen = {"entailment_label": "neutral", "contradiction_label": "entailment", "multi_label": True, "template": "About {}."}
    assert found == labels(model.zero_shot(TEXTS[0], ["rain", "sports"], **chosen))


def test_zero_shot_without_labels_is_a_wrong_use():
    done = run("zero-shot", "--model", HEADS / "classifier", "x")
    assert done.status == 2 and "--labels or --label is needed" in done.err


def test_tag_gives_entities_by_the_aggregation_that_was_asked_for():
    model = opened("tagger")
    text = "The committee met in Boston on Monday."
    for aggregation in ("none", "simple", "first", "average", "max"):
        given = ["tag", "--model", HEADS / "tagger", text, "--aggregation", aggregation, "--ignore-labels", "O, I-LOC ,"]
        names = ("entity", "score", "start", "end", "word") + (("index",) if aggregation == "none" else ())
        expected = [fields(entity, *names) for entity in model.tag(text, aggregation=aggregation, ignore_labels=("O", "I-LOC"))]
        assert answer(*given)[0]["entities"] == expected and expected
    assert [row["word"] for row in rows(*given)] == [entity["word"] for entity in expected]


def test_tag_with_no_ignored_label_tells_of_every_piece():
    text = "met in Boston"
    found = answer("tag", "--model", HEADS / "tagger", text, "--aggregation", "none", "--ignore-labels", "")[0]["entities"]
    assert len(found) == len(opened("tagger").tokenizer.encode(text).tokens) - 2


def test_answer_takes_one_context_for_all_questions_or_one_each(tmp_path):
    model = opened("reader")
    context = "The committee met in Boston on Monday. It was cold."
    names = ("answer", "score", "start", "end")
    questions = ["Where?", "When did it meet?"]
    expected = [[fields(found, *names) for found in one] for one in model.answer(questions, [context] * 2, top_k=2)]
    given = ["answer", "--model", HEADS / "reader", "--top-k", 2]
    assert [record["answers"] for record in answer(*given, *questions, "--context", context)] == expected
    (tmp_path / "context.txt").write_text(context)
    assert [record["answers"] for record in answer(*given, *questions, "--context-file", tmp_path / "context.txt")] == expected
    lines = "".join(f"{question}\t{context}\n" for question in questions)
    assert [record["answers"] for record in answer(*given, stdin=lines.encode())] == expected
    assert run(*given, "Where?").status == 2


def test_answer_passes_its_options_on():
    model = opened("reader")
    context = "The committee met in Boston on Monday. It was cold. " * 3
    given = ["--impossible", "--alignment", "space", "--max-answer-length", 3, "--comparable", "--max-length", 32, "--stride", 8]
    found = answer("answer", "--model", HEADS / "reader", "Where?", "--context", context, *given)[0]["answers"]
    options = {"impossible": True, "alignment": "space", "max_answer_length": 3, "comparable": True}
    expected = model.answer("Where?", context, max_length=32, stride=8, **options)
    assert found == [fields(one, "answer", "score", "start", "end") for one in expected]


def test_choose_orders_the_choices_of_a_prompt():
    model = opened("choice")
    names = ("index", "text", "score", "logit")
    expected = [fields(found, *names) for found in model.choose("She poured", ["tea.", "sky.", "cups."])]
    assert answer("choose", "--model", HEADS / "choice", "She poured", "tea.", "sky.", "cups.")[0]["choices"] == expected
    line = b"She poured\ttea.\tsky.\tcups.\n"
    assert answer("choose", "--model", HEADS / "choice", stdin=line)[0]["choices"] == expected
    line = b'{"prompt": "She poured", "choices": ["tea.", "sky.", "cups."]}\n'
    assert answer("choose", "--model", HEADS / "choice", "--format", "jsonl", stdin=line)[0]["choices"] == expected
    table = b"prompt,one,two,three\nShe poured,tea.,sky.,cups.\n"
    columns = [word for name in ("one", "two", "three") for word in ("--choices-column", name)]
    given = ["choose", "--model", HEADS / "choice", "--format", "csv", *columns]
    assert answer(*given, stdin=table)[0]["choices"] == expected
    assert run("choose", "--model", HEADS / "choice", "She poured").status == 2


def test_encode_gives_the_library_s_vectors_with_its_options():
    model = albert.load()
    found = [record["vector"] for record in answer("encode", *TEXTS)]
    assert found == cut(model.encode(TEXTS).tolist())
    long = "the house by the water " * 200
    given = ["--pooling", "max", "--no-normalize", "--long-text", "windows", "--stride", 5, "--max-length", 64]
    expected = model.encode(long, pooling="max", normalize=False, long_text="windows", stride=5, max_length=64)
    assert answer("encode", long, *given)[0]["vector"] == cut(expected.tolist())


def test_similarity_compares_two_texts_pairs_of_a_file_or_all_with_all(tmp_path):
    model = albert.load()
    one = model.similarity(*TEXTS)
    assert answer("similarity", *TEXTS)[0]["score"] == cut(one)
    assert answer("similarity", stdin="\t".join(TEXTS).encode())[0]["score"] == cut(one)
    (tmp_path / "others.txt").write_text("\n".join(TEXTS) + "\n")
    found = [record["scores"] for record in answer("similarity", "--others", tmp_path / "others.txt", stdin=b"a\nb\n")]
    assert found == cut(model.similarity(["a", "b"], TEXTS).tolist())
    assert run("similarity", "alone").status == 2


def test_rank_orders_texts_and_keeps_the_best(tmp_path):
    texts = ["the house by the water", "a law of the states", "rain in the north", "the north"]
    expected = albert.load().rank("rain", texts)
    found = answer("rank", "--query", "rain", "--batch", 2, stdin="\n".join(texts).encode())
    assert [(row["record"] - 1, row["text"], row["score"]) for row in found] == [
        (one.index, one.text, cut(one.score)) for one in expected
    ]
    assert answer("rank", "--query", "rain", "--top-k", 2, *texts) == found[:2]


def test_order_gives_a_probability_links_or_the_best_order():
    model = albert.load()
    sentences = ["He opened the door.", "Then he went in.", "It was dark."]
    assert answer("order", *sentences[:2])[0]["score"] == cut(model.sentence_order(*sentences[:2]))
    assert answer("order", stdin="\t".join(sentences[:2]).encode())[0]["score"] == cut(model.sentence_order(*sentences[:2]))
    assert {**answer("order", "--coherence", *sentences)[0], "record": 0} == {
        "record": 0, **fields(model.coherence(sentences), "score", "links")
    }  # fmt: skip
    found = answer("order", "--best", *sentences)[0]
    assert {**found, "record": 0} == {"record": 0, **fields(model.best_order(sentences), "indices", "sentences", "links")}
    assert [row["sentence"] for row in rows("order", "--best", *sentences)] == found["sentences"]
    assert run("order", *sentences).status == 2 and run("order", "alone").status == 2


def test_tokenize_gives_pieces_ids_segments_and_offsets():
    tokenizer = albert.load().tokenizer
    text = "Hello, wörld!"
    names = ("tokens", "ids", "type_ids", "offsets")
    assert answer("tokenize", text)[0] == {"record": 1, **fields(tokenizer.encode(text), *names)}
    for given, options in (
        (["--no-special-tokens"], {"special_tokens": False}),
        (["--offsets", "bytes"], {"offsets": "bytes"}),
        (["--max-length", 4, "--truncation-side", "left"], {"max_length": 4, "truncation_side": "left"}),
    ):
        assert answer("tokenize", text, *given)[0] == {"record": 1, **fields(tokenizer.encode(text, **options), *names)}
    assert answer("tokenize", "[MASK]", "--special-text", "literal")[0]["ids"] != answer("tokenize", "[MASK]")[0]["ids"]


def test_tokenize_keeps_what_is_cut_off_as_windows():
    given = ["tokenize", "one two three four five six", "--max-length", 5, "--overflow", "--stride", 1]
    record = answer(*given)[0]
    encoding = albert.load().tokenizer.encode("one two three four five six", max_length=5, overflow=True, stride=1)
    assert [window["ids"] for window in record["overflowing"]] == [window.ids for window in encoding.overflowing]
    assert {row["window"] for row in rows(*given)} == {str(number) for number in range(1 + len(encoding.overflowing))}


@pytest.mark.parametrize("dtype", ["bf16", "int8"])
def test_the_number_format_and_the_threads_are_those_asked_for(dtype):
    found = answer("encode", "A text.", "--dtype", dtype, "--threads", 1)[0]["vector"]
    assert found == cut(albert.load(dtype=dtype).encode("A text.").tolist()) != answer("encode", "A text.")[0]["vector"]


def test_the_size_of_a_batch_changes_no_byte():
    lines = "".join(f"line {number} of the file\n" for number in range(20)).encode()
    assert run("encode", "--batch", 1, stdin=lines).out == run("encode", "--batch", 7, stdin=lines).out
