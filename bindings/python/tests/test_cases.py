"""Tests/Golden/heads/cases.json: what every task must answer, in float64 by transformers or by an independent script. The C
interface runs the same table (Tests/CABI/cases.c)."""

import json

import numpy
import pytest
from headed_models import HEADS, headed

import albert

CASES = json.loads((HEADS / "cases.json").read_text(encoding="utf-8"))
TOLERANCE = 2e-5
HEAD_LOGITS = ("class_logits", "choice_logits", "tag_logits", "span_logits")


def close(value, expected):
    assert numpy.shape(value) == numpy.shape(expected)
    assert numpy.allclose(value, expected, rtol=0, atol=TOLERANCE)


def rows_of(answers):
    """(item, record) of a batch's answers, in the table's order."""
    return [(item, record) for item, records in enumerate(answers) for record in records]


def python_options(case):
    """The options as Python has them: a key that is a parameter there takes its Python value."""
    options = {key: value for key, value in case["options"].items() if key != "offsets"}
    if "ignore_labels" in options:
        options["ignore_labels"] = options["ignore_labels"].split("\n") if options["ignore_labels"] else []
    for key in ("multi_label", "impossible", "comparable", "normalize"):
        if options.get(key) in ("true", "false"):
            options[key] = options[key] == "true"
    return options


def check_classify(model, given, options, expected):
    answers = model.classify(given["texts"], given.get("pairs"), **options)
    assert [(item, label.label) for item, label in rows_of(answers)] == [(r["item"], r["label"]) for r in expected]
    close([label.score for _, label in rows_of(answers)], [row["score"] for row in expected])


def check_zero_shot(model, given, options, expected):
    answers = model.zero_shot(given["texts"], given["labels"], **options)
    assert [(item, label.label) for item, label in rows_of(answers)] == [(r["item"], r["label"]) for r in expected]
    close([label.score for _, label in rows_of(answers)], [row["score"] for row in expected])


def check_choose(model, given, options, expected):
    choices = model.choose(given["prompt"], given["choices"], **options)
    assert [choice.index for choice in choices] == [row["item"] for row in expected]
    assert [choice.text for choice in choices] == [given["choices"][row["item"]] for row in expected]
    close([choice.score for choice in choices], [row["score"] for row in expected])
    close([choice.logit for choice in choices], [row["logit"] for row in expected])


def check_tag(model, given, options, expected):
    found = rows_of(model.tag(given["texts"], **options))
    assert [(i, e.entity, e.start, e.end, e.word, -1 if e.index is None else e.index) for i, e in found] == [
        (r["item"], r["entity"], r["start_codepoints"], r["end_codepoints"], r["word"], r["index"]) for r in expected
    ]
    close([entity.score for _, entity in found], [row["score"] for row in expected])


def check_answer(model, given, options, expected):
    found = rows_of(model.answer(given["questions"], given["contexts"], **options))
    assert [(i, a.answer, a.start, a.end) for i, a in found] == [
        (r["item"], r["answer"], r["start_codepoints"], r["end_codepoints"]) for r in expected
    ]
    close([answer.score for _, answer in found], [row["score"] for row in expected])


def check_encode(model, given, options, expected):
    # Python's default scales vectors to length 1 where the model's files do not say; the table's does not.
    if model.info["normalize"] is None:
        options.setdefault("normalize", False)
    close(model.encode(given["texts"], **options), expected)


def check_similarity(model, given, options, expected):
    close(model.similarity(given["texts"], given["others"], **options), expected)


def check_rank(model, given, options, expected):
    ranked = model.rank(given["query"], given["texts"], **options)
    assert [one.index for one in ranked] == [row["item"] for row in expected]
    close([one.score for one in ranked], [row["score"] for row in expected])


def check_sentence_order_batch(model, given, options, expected):
    close(model.sentence_order(given["firsts"], given["seconds"], **options), expected)


def check_order_sentences(model, given, options, expected):
    if str(options.pop("keep_order", "false")).lower() in ("true", "1"):
        indices, links = range(len(expected)), model.coherence(given["sentences"], **options).links
    else:
        order = model.best_order(given["sentences"], **options)
        indices, links = order.indices, order.links
    assert list(indices) == [row["item"] for row in expected]
    close([1.0, *links], [row["score"] for row in expected])


def check_forward(model, given, options, expected):
    options.pop("outputs")
    output = model.forward(
        given["ids"],
        given.get("type_ids"),
        attention_mask=given.get("attention_mask"),
        mlm="mlm_logits" in expected,
        **options,
    )
    for name, values in expected.items():
        found = getattr(output, "logits" if name in HEAD_LOGITS else name)
        values = numpy.squeeze(values, 1) if name == "choice_logits" else values
        found = numpy.concatenate(found) if isinstance(found, list) else found
        if name == "mlm_logits" and "positions" in given:  # C alone computes chosen rows only; Python computes them all
            found = found[given["positions"]]
        close(found, values)


def check_forward_of_another_head(model, given, options, expected):
    """Python's own ``forward`` asks for the head that the file holds, so that only the layer below it can ask for another."""
    model._native.forward(given["ids"], None, None, options)


@pytest.mark.parametrize("case", CASES, ids=[f"{case['task']}: {case['model']}: {case['why']}" for case in CASES])
def test_answers_as_recorded(case):
    refused_head = case["task"] == "forward" and "error" in case
    check = check_forward_of_another_head if refused_head else globals()["check_" + case["task"]]
    if "error" not in case:
        return check(headed(case["model"]), case["arguments"], python_options(case), case["expected"])
    with pytest.raises(albert.Error) as caught:
        check(headed(case["model"]), case["arguments"], python_options(case), [])
    assert caught.value.code == case["error"]
