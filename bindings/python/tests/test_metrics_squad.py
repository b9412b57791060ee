"""SQuAD: the numbers of an evaluation that follows the published script of 2.0, and both scripts' rules by hand."""

from __future__ import annotations

import pytest
from metric_cases import CASES

from albert.metrics.squad import Question, evaluate, exact_match, f1, normalise, questions_of


def asked(*golds):
    return [Question(f"q{number}", "?", "", some) for number, some in enumerate(golds)]


@pytest.mark.parametrize("case", CASES["squad"])
def test_the_report_of_version_2_is_that_of_the_published_script(case):
    questions = [Question(one["id"], "?", "", one["golds"]) for one in case["questions"]]
    report = evaluate(questions, case["answers"], case["odds"], v2=True, threshold=case["threshold"])
    assert report.pop("missing") == 0
    assert report == pytest.approx(case["report"], abs=1e-9)


@pytest.mark.parametrize("case", CASES["squad"])
def test_the_scores_of_one_answer_are_those_of_the_published_script(case):
    assert len(case["pairs"]) > 30
    for gold, answer, exact, score in case["pairs"]:
        assert exact_match(answer, gold) == exact
        assert f1(answer, gold, v2=True) == pytest.approx(score, abs=1e-12)


@pytest.mark.parametrize(
    ("text", "normal"),
    [
        ("The  Old Bridge.", "old bridge"),
        ("a an the theatre", "theatre"),
        ("U.S.A.", "usa"),
        ("1,000-year", "1000year"),
        ("“quoted”", "“quoted”"),  # only ASCII punctuation goes
        ("an-other", "another"),  # punctuation goes before articles
        ("the", ""),
        ("ÀÉ\u00a0x", "àé x"),
    ],
)
def test_what_is_compared(text, normal):
    assert normalise(text) == normal


def test_f1_counts_words_as_often_as_they_occur():
    assert f1("x x y", "x y y") == pytest.approx(2 / 3)
    assert f1("in the old town", "old town") == pytest.approx(2 * (2 / 3) * 1 / (2 / 3 + 1))
    assert f1("x", "y") == 0


def test_an_empty_text_shares_no_word_in_1_1_and_equals_an_empty_one_in_2_0():
    assert f1("the", "a") == 0 and f1("the", "a", v2=True) == 1
    assert exact_match("the", "a") == 1
    assert f1("x", "", v2=True) == f1("", "x", v2=True) == 0


def test_the_best_of_several_gold_answers_counts():
    report = evaluate(asked(["York", "New York"], ["x"]), {"q0": "new york", "q1": "x y"})
    assert report == {"exact": 50.0, "f1": pytest.approx(100 * (1 + 2 / 3) / 2), "total": 2, "missing": 0}


def test_a_question_without_an_answer_scores_0_and_is_counted():
    assert evaluate(asked(["x"], ["y"]), {"q0": "x"}) == {"exact": 50.0, "f1": 50.0, "total": 2, "missing": 1}


def test_in_version_2_no_gold_answer_wants_the_empty_one():
    report = evaluate(asked([], [], ["x"]), {"q0": "", "q1": "y", "q2": "x"}, v2=True)
    assert report["exact"] == pytest.approx(200 / 3) and report["NoAns_exact"] == 50 and report["HasAns_f1"] == 100
    assert (report["NoAns_total"], report["HasAns_total"]) == (2, 1) and "best_f1" not in report


def test_gold_answers_that_normalise_to_nothing_do_not_count_in_version_2():
    assert evaluate(asked(["the", "x"]), {"q0": "the"}, v2=True)["exact"] == 0
    assert evaluate(asked(["the"]), {"q0": ""}, v2=True)["exact"] == 100


def test_odds_above_the_threshold_make_the_answer_empty():
    questions, answers = asked([], ["x"]), {"q0": "y", "q1": "x"}
    for threshold, exact in ((1.0, 50), (0.5, 100), (0.1, 50)):
        assert evaluate(questions, answers, {"q0": 0.9, "q1": 0.2}, v2=True, threshold=threshold)["exact"] == exact


def test_the_best_threshold_is_the_least_that_gives_the_best_score():
    questions = asked([], ["x"], ["y"], [])
    answers = {"q0": "z", "q1": "x", "q2": "y", "q3": "z"}
    report = evaluate(questions, answers, {"q0": 0.9, "q1": 0.2, "q2": 0.3, "q3": 0.4}, v2=True)
    assert (report["best_exact"], report["best_exact_thresh"]) == (100, 0.3)


def test_no_questions_give_0():
    assert evaluate([], {}) == {"exact": 0.0, "f1": 0.0, "total": 0, "missing": 0}
    assert evaluate([], {}, {}, v2=True)["exact"] == 0


GOOD = {"id": "1", "question": "?", "answers": [{"text": "x", "answer_start": 0}]}


@pytest.mark.parametrize(
    ("dataset", "sentence"),
    [
        ({}, "the file has no list 'data' of objects"),
        ({"data": [{}]}, "an article has no list 'paragraphs' of objects"),
        ({"data": [{"paragraphs": [{"qas": []}]}]}, "a paragraph has no text 'context'"),
        ({"data": [{"paragraphs": [{"context": "", "qas": [{}]}]}]}, "a question has no text 'id'"),
        ({"data": [{"paragraphs": [{"context": "", "qas": [{"id": "1"}]}]}]}, "question 1 has no list 'answers' of objects"),
        (
            {"data": [{"paragraphs": [{"context": "", "qas": [{**GOOD, "answers": [{}]}]}]}]},
            "an answer of question 1 has no text 'text'",
        ),
        ({"data": "x"}, "the file has no list 'data' of objects"),
    ],
)
def test_a_file_in_another_layout_is_refused_with_the_part_that_lacks(dataset, sentence):
    with pytest.raises(ValueError, match=f"^{sentence}$"):
        questions_of(dataset)


def test_the_layout_of_the_published_files_is_read():
    (found,) = questions_of({"data": [{"title": "T", "paragraphs": [{"context": "x", "qas": [GOOD]}]}], "version": "1.1"})
    assert (found.id, found.question, found.context, found.golds) == ("1", "?", "x", ["x"])
