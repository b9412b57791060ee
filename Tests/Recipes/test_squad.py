"""The programs for SQuAD: rows for training, odds of no answer, and one small run of each version."""

import json
from math import log

import albert
import pytest
import squad
from answers import ask
from questions import count_windows, cut, training_rows

CONTEXT = "Anna lives in Geneva with Tom. The lake is large and cold."
ASKED = [
    {"id": "where", "question": "Where does Anna live?", "answers": [{"text": "Geneva", "answer_start": 14}]},
    {"id": "who", "question": "Who lives with Anna?", "answers": [{"text": "Tom", "answer_start": 26}, {"text": "Tom.", "answer_start": 26}]},
    {
        "id": "none",
        "question": "What does Anna eat?",
        "answers": [],
        "plausible_answers": [{"text": "lake", "answer_start": 35}],
        "is_impossible": True,
    },
]


def dataset(questions=ASKED, context=CONTEXT):
    return {"version": "v2.0", "data": [{"title": "Anna", "paragraphs": [{"context": context, "qas": questions}]}]}


@pytest.fixture(scope="module")
def reader():
    """A model with a head for answers that has learned next to nothing."""
    rows = [{"question": "Who?", "context": CONTEXT, "answer": "Anna", "start": 0}]
    return albert.finetune(albert.load(), task="answering", train=rows, epochs=1, batch_size=1, threads=1)


def test_a_row_has_the_first_answer_or_none(tokenizer):
    rows = training_rows(dataset(), tokenizer)
    assert [(row["answer"], row["start"]) for row in rows] == [("Geneva", 14), ("Tom", 26), (None, None)]
    assert all(row["context"] == CONTEXT for row in rows)
    marked = {**ASKED[0], "is_impossible": True}
    assert training_rows(dataset([marked]), tokenizer)[0]["answer"] is None


@pytest.mark.parametrize("start", [13, -1, 1000])
def test_an_answer_that_is_not_where_it_should_be_is_refused(tokenizer, start):
    wrong = {"id": "q7", "question": "Where?", "answers": [{"text": "Geneva", "answer_start": start}]}
    with pytest.raises(ValueError, match=f"question q7: the answer 'Geneva' does not stand at {start}"):
        training_rows(dataset([wrong]), tokenizer)


def test_offsets_count_code_points(tokenizer):
    context = "\U0001f30d Zürich is large."
    asked = {"id": "q", "question": "What is large?", "answers": [{"text": "Zürich", "answer_start": 2}]}
    assert training_rows(dataset([asked], context), tokenizer)[0]["start"] == 2


def test_a_question_is_cut_after_64_pieces(tokenizer):
    pieces = len(tokenizer.encode("go " * 64, special_tokens=False).ids)
    assert pieces == 64 and cut(tokenizer, "go " * 64) == "go " * 64
    assert cut(tokenizer, "go " * 65) == ("go " * 64).strip()


def test_windows_are_counted_as_finetune_makes_them(tokenizer):
    rows = [{"question": "Where?", "context": "word " * 100, "answer": None, "start": None}] * 3
    assert count_windows(rows, tokenizer, 512, 128) == 3
    reports = []
    many = count_windows(rows, tokenizer, 40, 16)
    albert.finetune(
        albert.load(), task="answering", train=rows, epochs=1, batch_size=1, max_length=40, stride=16, threads=1, progress=reports.append
    )
    assert many > 3 and reports[-1]["steps"] == many


def test_the_odds_of_no_answer_are_a_difference_of_logits(reader):
    asked = [albert.metrics.squad.Question("q", "Where does she live?", "A house is in the city", [])]
    options = {"max_length": 384, "stride": 128, "max_answer_length": 30, "alignment": "piece"}
    answers, odds = ask(reader, asked, v2=True, **options)
    encoding = reader.tokenizer.encode(asked[0].question, asked[0].context)
    logits = reader.forward([encoding.ids], [encoding.type_ids]).logits[0].tolist()
    inside = [
        place for place, (segment, special) in enumerate(zip(encoding.type_ids, encoding.special_tokens_mask)) if segment and not special
    ]
    assert len(inside) == 6  # a piece for each word, so that no two answers read the same and are added up
    best, first, last = max((logits[s][0] + logits[e][1], s, e) for s in inside for e in inside if s <= e)
    assert answers["q"] == asked[0].context[encoding.offsets[first][0] : encoding.offsets[last][1]]
    assert odds["q"] == pytest.approx(logits[0][0] + logits[0][1] - best, abs=1e-3)


def test_no_answer_that_is_not_listed_still_has_its_odds(reader, monkeypatch):
    asked = [albert.metrics.squad.Question("q", "Where does she live?", CONTEXT, [])]
    options = {"max_length": 384, "stride": 128, "max_answer_length": 30}
    _, odds = ask(reader, asked, v2=True, **options)
    plain = reader.answer(asked[0].question, CONTEXT, top_k=1000, impossible=True, comparable=True, **options)
    null = next(answer.score for answer in plain if not answer.answer)
    monkeypatch.setattr("answers.LISTED", 1)
    again, unlisted = ask(reader, asked, v2=True, **options)
    top = reader.answer(asked[0].question, CONTEXT, top_k=1, impossible=True, comparable=True, **options)[0]
    assert top.answer, "this model's best is no answer: the test needs one where it is not"
    assert again == {"q": top.answer}
    assert unlisted["q"] == pytest.approx(log(null) - log(top.score), abs=1e-4)
    assert unlisted["q"] == pytest.approx(odds["q"], abs=1)  # a longer list adds up more spans that read the same


def test_the_threshold_is_the_best_of_the_set():
    questions = albert.metrics.squad.questions_of(dataset())
    answers = {"where": "Geneva", "who": "Tom", "none": "Geneva"}
    report = squad.measured(questions, answers, {"where": 2.0, "who": 1.0, "none": 3.0})
    assert report["best_f1_thresh"] == 2.0 and report["f1"] == report["best_f1"] == 100.0
    assert report["NoAns_exact"] == report["HasAns_exact"] == 100.0
    assert squad.measured(questions[:2], answers, None)["exact"] == 100.0


@pytest.mark.parametrize("version", squad.VERSIONS)
def test_a_small_set_is_learned(tmp_path, version):
    path = tmp_path / "questions.json"
    path.write_text(json.dumps(dataset(ASKED if version == "2.0" else ASKED[:2])), encoding="utf-8")
    options = ["--model", "bundled", "--steps", "30", "--batch-size", "3", "--learning-rate", "2e-4", "--threads", "1"]
    squad.main([version, "--train", str(path), "--dev", str(path), "--output", str(tmp_path / "model"), *options])
    results = json.loads((tmp_path / "model" / "results.json").read_text())
    assert results["dev"]["exact"] == 100.0 and results["steps"] == 30
    predictions = json.loads((tmp_path / "model" / "predictions.json").read_text())
    assert predictions["where"] == "Geneva" and predictions["who"] == "Tom"
    if version == "2.0":
        odds = json.loads((tmp_path / "model" / "null_odds.json").read_text())
        assert odds["none"] > max(odds["where"], odds["who"])


def test_version_1_1_has_no_questions_without_an_answer(tmp_path, capsys):
    path = tmp_path / "questions.json"
    path.write_text(json.dumps(dataset()), encoding="utf-8")
    with pytest.raises(SystemExit):
        squad.main(["1.1", "--train", str(path), "--dev", str(path), "--output", str(tmp_path / "model"), "--model", "bundled"])
    assert "1 questions have no answer" in capsys.readouterr().err
    assert not (tmp_path / "model").exists()
