"""albert eval: the measures of a model's answers, or of answers that are given; the measures' own tests are test_metrics_*.py."""

from __future__ import annotations

import json
import math
from types import SimpleNamespace

import pytest
from command_runs import HEADS, cut, run

import albert
from albert._command.conll import read_sentences
from albert._command.failure import CommandError
from albert._command.numbers import NOT_FINITE
from albert.metrics import classification, correlation, entities, squad

TEXTS = ["The committee met in Boston.", "Rain is expected in the north.", "I loved it!", "what a waste", "The ship sailed at dawn."]
CONTEXT = "The committee met in Boston on Monday. It was cold, and rain fell."


@pytest.fixture
def write(tmp_path):
    def write(name, content):
        path = tmp_path / name
        path.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
        return path

    return write


def failure(*words):
    done = run(*words)
    assert (done.status, done.out) == (1, b"") and done.err.count("\n") == 1
    return done.err.removeprefix("albert: error: ").removesuffix("\n")


# --- classify ------------------------------------------------------------------------------------------------------------


def test_classify_measures_a_model(write):
    answers = [labels[0].label for labels in albert.load(HEADS / "classifier").classify(TEXTS)]
    golds = [*answers[:3], "contradiction", "entailment"]
    data = write("a.tsv", "sentence\tlabel\n" + "".join(f"{text}\t{gold}\n" for text, gold in zip(TEXTS, golds, strict=True)))
    given = ["eval", "classify", "--model", HEADS / "classifier", "--data", data, "--column", "sentence", "--batch", 2]
    assert run(*given, "--positive", "neutral").record == cut(
        {
            "accuracy": classification.accuracy(golds, answers),
            "macro_f1": classification.macro_f1(golds, answers),
            "matthews": classification.matthews(golds, answers),
            "count": 5,
            "f1": classification.f1(golds, answers, "neutral"),
        }
    )


def test_classify_reads_pairs_and_gives_labels_other_names(write):
    model = albert.load(HEADS / "two-labels")
    answers = [labels[0].label for labels in model.classify(TEXTS, TEXTS[::-1])]
    numbers = {label: str(place) for place, label in enumerate(model.info["labels"])}
    lines = [json.dumps({"one": text, "two": other, "label": numbers[answer]})
             for text, other, answer in zip(TEXTS, TEXTS[::-1], answers, strict=True)]  # fmt: skip
    data = write("a.jsonl", "\n".join(lines))
    given = ["eval", "classify", "--model", HEADS / "two-labels", "--data", data, "--field", "one", "--pair-field", "two"]
    names = [word for label, number in numbers.items() for word in ("--map", f"{number}={label}")]
    assert run(*given, *names).record["accuracy"] == 1
    assert "have none in common; --map names them" in failure(*given)


def test_classify_takes_the_numbers_that_a_model_was_trained_on(write, tmp_path):
    rows = [{"text": text, "label": place % 2} for place, text in enumerate(TEXTS)]
    data = write("a.jsonl", "\n".join(map(json.dumps, rows)))
    assert run("finetune", "--task", "classification", "--train", data, "--out", tmp_path / "model", "--steps", 1, "--quiet").status == 0
    answers = [labels[0].label for labels in albert.load(tmp_path / "model").classify(TEXTS)]
    right = sum(answer == f"LABEL_{row['label']}" for answer, row in zip(answers, rows, strict=True))
    assert run("eval", "classify", "--model", tmp_path / "model", "--data", data).record["accuracy"] == cut(right / len(rows))
    assert "f1" in run("eval", "classify", "--model", tmp_path / "model", "--data", data, "--positive", 1).record
    # Right or wrong, the labels are the model's.
    other = write("b.jsonl", json.dumps({"text": TEXTS[0], "label": 1 - int(answers[0][-1])}))
    assert run("eval", "classify", "--model", tmp_path / "model", "--data", other).record["accuracy"] == 0
    golds = [0.5, 1, 1.5, 2.5, 2]
    data = write("c.jsonl", "\n".join(json.dumps({"text": text, "label": gold}) for text, gold in zip(TEXTS, golds, strict=True)))
    assert run("eval", "classify", "--regression", "--model", HEADS / "regression", "--data", data).record["count"] == 5
    assert "holds null, a text or a number was expected" in failure("eval", "classify", "--data", write("d.jsonl", '{"text": "a", "label": null}'))


def test_classify_measures_given_answers(write):
    data = write("a.csv", "text,label\na,yes\nb,no\nc,yes\n")
    given = ["eval", "classify", "--data", data, "--predictions"]
    assert run(*given, write("p.txt", "yes\nno\nno\n")).record["accuracy"] == cut(2 / 3)
    assert "p.txt: 3 lines expected, found 2" in failure(*given, write("p.txt", "yes\nno\n"))
    (write("p.txt", "")).write_bytes(b"yes\n\xff\nno\n")
    assert "p.txt: line 2: byte 1 of the line is no UTF-8" in failure(*given, data.with_name("p.txt"))


def test_classify_measures_a_regression(write):
    model = albert.load(HEADS / "regression")
    answers = [labels[0].score for labels in model.classify(TEXTS, function="none")]
    golds = [0.5, 1.0, 1.5, 2.5, 2.0]
    data = write("a.csv", "text,label\n" + "".join(f'"{text}",{gold}\n' for text, gold in zip(TEXTS, golds, strict=True)))
    found = run("eval", "classify", "--regression", "--model", HEADS / "regression", "--data", data).record
    assert found == cut({"pearson": correlation.pearson(golds, answers), "spearman": correlation.spearman(golds, answers), "count": 5})
    bad = write("b.csv", "text,label\na,1\nb,much\n")
    assert "b.csv: line 3: a number was expected, found 'much'" in failure(
        "eval", "classify", "--regression", "--data", bad, "--predictions", write("p.txt", "1\n2\n")
    )


@pytest.mark.parametrize("number", ["nan", "inf", "-Infinity", "1e999"])
def test_classify_measures_no_regression_of_numbers_that_are_not_finite(write, monkeypatch, number):
    data, bad = write("a.csv", "text,label\na,1\nb,2\n"), write("b.csv", f"text,label\na,1\nb,{number}\n")
    given = ["eval", "classify", "--regression", "--data"]
    found = f"a finite number was expected, found {number!r}"
    assert failure(*given, bad, "--predictions", write("p.txt", "1\n2\n")) == f"{bad}: line 3: {found}"
    predictions = write("p.txt", f"{number}\n2\n")
    assert failure(*given, data, "--predictions", predictions) == f"{predictions}: line 1: {found}"
    labels = SimpleNamespace(score=float(number))
    monkeypatch.setattr("albert.Model.classify", lambda self, texts, *_, **__: [[labels]] * len(texts))
    said = failure(*given, data, "--model", HEADS / "regression")
    assert said == f"{data}: line 2: {NOT_FINITE}"


def test_classify_refuses_data_that_it_cannot_read(write):
    assert "absent.csv: No such file" in failure("eval", "classify", "--data", "absent.csv")
    assert "holds no record" in failure("eval", "classify", "--data", write("a.csv", "text,label\n"))
    assert "line 3: 2 cells expected" in failure("eval", "classify", "--data", write("b.csv", "text,label\na,b\nc\n"))
    data = write("c.csv", "text,label\na,b\n")
    given = ["eval", "classify", "--data", data, "--predictions", write("p.txt", "b\n")]
    assert "--positive 'c' is no label of the data" in failure(*given, "--positive", "c")
    assert run(*given, "--map", "b").status == 2 and run(*given, "-f", data).status == 2


# --- tag -----------------------------------------------------------------------------------------------------------------


def test_tag_gives_a_word_the_label_of_its_first_piece(write):
    sentences = [["The", "committee", "met", "in", "Boston", "."], ["Rain", "fell"]]
    model = albert.load(HEADS / "tagger")
    tags = []
    for words in sentences:
        text, starts = " ".join(words), []
        for word in words:
            starts.append(len(" ".join(words[: len(starts)])) + (1 if starts else 0))
        pieces = [piece for piece in model.tag(text, aggregation="none", ignore_labels=()) if piece.end > piece.start]
        tags.append([next(piece.entity for piece in pieces if piece.end > start) for start in starts])
    golds = [["O"] * 4 + ["B-LOC", "O"], tags[1]]
    lines = "\n\n".join(
        "\n".join(f"{word}\t{tag}" for word, tag in zip(*pair, strict=True)) for pair in zip(sentences, golds, strict=True)
    )
    given = ["eval", "tag", "--data", write("a.conll", f"-DOCSTART- O\n\n{lines}\n"), "--batch", 1]
    assert run(*given, "--model", HEADS / "tagger").record == cut(entities.evaluate(golds, tags))


def test_tag_measures_given_tags(write):
    data = write("a.conll", "Ada NNP B-PER\nmet VBD O\n\nBo NNP B-PER\n")
    found = run("eval", "tag", "--data", data, "--predictions", write("p.conll", "Ada B-PER\nmet O\n\nBo O\n")).record
    assert (found["precision"], found["recall"], found["accuracy"]) == (1, 0.5, cut(2 / 3))
    given = ["eval", "tag", "--data", data, "--predictions"]
    assert "p.conll: 2 sentences expected, found 1" in failure(*given, write("p.conll", "Ada B-PER\nmet O\n"))
    assert "sentence 2 has other words than" in failure(*given, write("p.conll", "Ada O\nmet O\n\nBob O\n"))
    assert "line 2: a word and its tag expected, found 'met'" in failure(*given, write("p.conll", "Ada O\nmet\n"))
    assert "holds no sentence" in failure("eval", "tag", "--data", write("none.conll", "\n\n"))


def test_words_of_conll_files_end_at_blanks_and_tabs_alone(write):
    for between in (" ", "  ", "\t"):
        held = write("a.conll", f"10\xa0000{between}B-N\n\u2009{between}O\n\t \t\nx\x85y{between}NN{between}O\r\n")
        assert list(read_sentences(str(held))) == [(["10\xa0000", "\u2009"], ["B-N", "O"]), (["x\x85y"], ["O"])]
    assert list(read_sentences(str(write("a.conll", " Ada Lovelace\tB-PER \nmet\tO\r")))) == [(["Ada Lovelace", "met"], ["B-PER", "O"])]
    with pytest.raises(CommandError, match="line 1: a word and its tag expected, found '10\\\\xa0000'"):
        list(read_sentences(str(write("a.conll", "10\xa0000\n"))))


# --- squad ---------------------------------------------------------------------------------------------------------------


def dataset(*golds):
    questions = [
        {"id": f"q{number}", "question": question, "answers": [{"text": gold, "answer_start": 0} for gold in some]}
        for number, (question, some) in enumerate(zip(["Where?", "When did it meet?", "Who fell?"], golds, strict=False))
    ]
    return {"version": "x", "data": [{"title": "T", "paragraphs": [{"context": CONTEXT, "qas": questions}]}]}


def test_squad_measures_a_model_by_version_1_1(write, tmp_path):
    held = dataset(["Boston"], ["Monday", "on Monday"], ["rain"])
    given = ["eval", "squad", "--model", HEADS / "reader", "--data", write("a.json", held), "--batch", 2]
    questions = squad.questions_of(held)
    found = albert.load(HEADS / "reader").answer([one.question for one in questions], [CONTEXT] * 3)
    answers = {one.id: best[0].answer for one, best in zip(questions, found, strict=True)}
    assert run(*given, "--save-predictions", tmp_path / "p.json").record == cut(squad.evaluate(questions, answers))
    assert json.loads((tmp_path / "p.json").read_text(encoding="utf-8")) == answers
    assert run(*given[:2], *given[4:6], "--predictions", tmp_path / "p.json").record == cut(squad.evaluate(questions, answers))
    assert run(*given, "--limit", 1).record["total"] == 1


def test_squad_asks_for_the_odds_of_no_answer_in_version_2(write):
    held = dataset(["Boston"], [], [])
    questions = squad.questions_of(held)
    model = albert.load(HEADS / "reader")
    answers, odds = {}, {}
    for one in questions:
        listed = model.answer(one.question, CONTEXT, top_k=1000, impossible=True)
        best = next(answer for answer in listed if answer.answer)
        (null,) = (answer.score for answer in listed if not answer.answer)
        answers[one.id], odds[one.id] = best.answer, null - best.score
    for given, threshold in (([], 0.0), (["--threshold", -1], -1.0), (["--threshold", 1], 1.0)):
        found = run("eval", "squad", "--v2", "--model", HEADS / "reader", "--data", write("a.json", held), *given).record
        assert found == cut(squad.evaluate(questions, answers, odds, v2=True, threshold=threshold))
    assert math.isclose(found["best_exact"], 100 * 2 / 3)


def test_squad_measures_given_answers_and_odds(write):
    data = write("a.json", dataset(["Boston"], [], ["rain"]))
    answers = write("p.json", {"q0": "in Boston", "q1": "Monday", "q2": "rain"})
    odds = write("o.json", {"q0": 0.1, "q1": 0.9, "q2": 0})
    given = ["eval", "squad", "--v2", "--data", data, "--predictions", answers]
    assert run(*given).record["exact"] == cut(100 / 3)
    assert run(*given, "--null-odds", odds).record["best_f1_thresh"] == 0.1
    assert run(*given, "--null-odds", odds, "--threshold", 0.5).record["NoAns_exact"] == 100
    assert run(*given[:2], *given[3:], "--null-odds", odds).status == 2


def test_squad_refuses_files_in_another_form(write):
    data = write("a.json", dataset(["x"], [], []))
    assert "b.json: no JSON: " in failure("eval", "squad", "--data", write("b.json", "{"))
    assert "c.json: a JSON object was expected" in failure("eval", "squad", "--data", write("c.json", []))
    assert "d.json: the file has no list 'data' of objects" in failure("eval", "squad", "--data", write("d.json", {}))
    given = ["eval", "squad", "--v2", "--data", data, "--predictions"]
    assert "the value of 'q0' is no text" in failure(*given, write("p.json", {"q0": 1}))
    for odd, said in ((True, "no number"), (10**400, "not finite"), (math.nan, "not finite"), (-math.inf, "not finite")):
        odds = write("o.json", {"q0": odd})
        assert f"the value of 'q0' is {said}" in failure(*given, write("p.json", {}), "--null-odds", odds)


def test_squad_names_the_question_that_cannot_be_asked(write):
    held = dataset(["x"], [], [])
    held["data"][0]["paragraphs"][0]["qas"][1]["question"] = "why " * 100
    said = failure("eval", "squad", "--model", HEADS / "reader", "--data", write("a.json", held))
    assert said.startswith("question q1: the question has ")


# --- fill-mask -----------------------------------------------------------------------------------------------------------


def test_fill_mask_masks_the_same_pieces_for_the_same_seed():
    given = ["eval", "fill-mask", *TEXTS, "--probability", 0.3]
    found = run(*given, "--seed", 7).record
    assert found == run(*given, "--seed", 7).record and found["texts"] == 5
    assert 5 <= found["masked"] <= 15 and 0 <= found["accuracy"] <= found["accuracy_5"] <= 1


def test_fill_mask_finds_what_fill_mask_finds():
    # One piece of a text is masked at least: of one-piece texts, that piece.
    model = albert.load()
    texts = ["states", "the", "of", "water"]
    best = [[answer.token_id for answer in model.fill_mask("[MASK]", top_k=5)]] * len(texts)
    ids = [model.tokenizer.encode(text).ids[1:-1] for text in texts]
    assert all(len(some) == 1 for some in ids)
    found = run("eval", "fill-mask", *texts).record
    assert found["accuracy"] == sum(id == some[0] for (id,), some in zip(ids, best, strict=True)) / 4
    assert found["accuracy_5"] == sum(id in some for (id,), some in zip(ids, best, strict=True)) / 4


def test_fill_mask_without_a_piece_has_nothing_to_measure():
    assert failure("eval", "fill-mask", "") == "there is no piece to mask"


# --- a model that computes no numbers ------------------------------------------------------------------------------------


@pytest.mark.parametrize("task", ["classify", "tag", "squad", "fill-mask"])
def test_answers_that_are_not_finite_are_not_measured(write, monkeypatch, task):
    nothing = SimpleNamespace(label="a", entity="O", answer="it", token_id=5, start=0, end=1, score=math.nan)
    for name in ("classify", "tag", "answer"):
        monkeypatch.setattr(f"albert.Model.{name}", lambda self, texts, *_, **__: [[nothing] for _ in texts])
    row = SimpleNamespace(tolist=lambda: [math.nan] * 30000)
    monkeypatch.setattr("albert.Model.forward", lambda *_, **__: SimpleNamespace(mlm_logits=[[row] * 9]))
    given, place = {
        "classify": (["--data", data := write("a.csv", "text,label\nx,a\n")], f"{data}: line 2"),
        "tag": (["--data", write("a.conll", "x O\n")], "sentences from 1"),
        "squad": (["--data", write("a.json", dataset(["x"]))], "question q0"),
        "fill-mask": (["A text."], "argument 1"),
    }[task]
    model = {"classify": "classifier", "tag": "tagger", "squad": "reader"}
    given += ["--model", HEADS / model[task]] if task in model else []
    assert failure("eval", task, *given) == f"{place}: {NOT_FINITE}"
