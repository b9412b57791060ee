"""The program for RACE: what a question becomes, and one small run."""

import json

import pytest
import race

ARTICLE = {
    "id": "high1.txt",
    "article": "It rained all day. The streets were wet.",
    "questions": ["Why were the streets wet?", "It _ all day."],
    "options": [["It was dry.", "It rained.", "It burned.", "It froze."], ["rained", "snowed", "shone", "froze"]],
    "answers": ["B", "A"],
}


def folder(tmp_path, article=ARTICLE):
    for part in ("train", "dev", "test"):
        for level in race.LEVELS:
            place = tmp_path / part / level
            place.mkdir(parents=True)
            (place / "1.txt").write_text(json.dumps(article) + "\n", encoding="utf-8")
    return tmp_path


def test_an_option_stands_in_the_gap_or_behind_the_question(tmp_path, tokenizer):
    rows = race.read_questions(folder(tmp_path) / "train", "high", tokenizer)
    assert [row["label"] for row in rows] == [1, 0]
    assert rows[0]["choices"][1] == "Why were the streets wet? It rained."
    assert rows[1]["choices"][0] == "It rained all day."
    assert rows[0]["prompt"] == rows[1]["prompt"] == ARTICLE["article"]


def test_of_a_long_choice_the_last_128_pieces_are_kept(tokenizer):
    assert race.cut(tokenizer, "go " * 127 + "on") == "go " * 127 + "on"
    assert race.cut(tokenizer, "now " + "go " * 127 + "on") == "go " * 127 + "on"


def test_what_is_no_answer_or_no_folder_is_refused(tmp_path, tokenizer):
    with pytest.raises(ValueError, match="answer 'E' is none of 4 options"):
        race.read_questions(folder(tmp_path, {**ARTICLE, "answers": ["B", "E"]}) / "dev", "high", tokenizer)
    with pytest.raises(ValueError, match="no .txt file"):
        race.read_questions(tmp_path / "elsewhere", "high", tokenizer)


def test_a_small_set_is_learned(tmp_path):
    options = ["--model", "bundled", "--steps", "16", "--batch-size", "4", "--learning-rate", "2e-4", "--threads", "1"]
    race.main(["--data", str(folder(tmp_path)), "--output", str(tmp_path / "model"), *options])
    results = json.loads((tmp_path / "model" / "results.json").read_text())
    assert results["test"] == {"count": 4, "accuracy": 100.0, "middle": 100.0, "high": 100.0}
