"""The program for GLUE, from files to results, with the bundled model and very small files."""

import json

import albert
import glue
import pytest

GOOD = ["a charming and moving film", "great music and fine actors", "the best of the year", "i loved it"]
BAD = ["a dull and empty film", "poor music and bad actors", "the worst of the year", "i hated it"]
LEARN = ["--steps", "30", "--batch-size", "4", "--learning-rate", "2e-4", "--threads", "1", "--model", "bundled"]


def table(path, header, lines):
    path.write_text("\n".join([*header, *("\t".join(cells) for cells in lines)]) + "\n", encoding="utf-8")


def test_a_task_of_single_texts_is_learned_measured_and_answered(tmp_path, capsys):
    lines = [("gj04", label, "", text) for label, texts in (("1", GOOD), ("0", BAD)) for text in texts]
    for name in ("train.tsv", "dev.tsv"):
        table(tmp_path / name, [], lines)
    table(tmp_path / "test.tsv", ["index\tsentence"], [("0", GOOD[0]), ("1", BAD[0])])
    output = tmp_path / "runs" / "cola"
    glue.main(["CoLA", "--data", str(tmp_path), "--output", str(output), "--test", *LEARN])
    results = json.loads((output / "results.json").read_text())
    assert results["dev"] == {"count": 8, "matthews": 100.0} and results["steps"] == 30
    assert json.loads(capsys.readouterr().out) == results
    assert (output / "CoLA.tsv").read_text() == "index\tprediction\n0\t1\n1\t0\n"
    assert albert.load(output).info["labels"] == ["0", "1"]

    glue.main(["CoLA", "--data", str(tmp_path), "--output", str(tmp_path / "again"), "--model", str(output), "--steps", "0"])
    assert json.loads((tmp_path / "again" / "results.json").read_text())["dev"] == results["dev"]


def test_a_model_of_another_task_is_not_measured(tmp_path):
    table(tmp_path / "dev.tsv", ["a header"], [("0", "One.", "Two.", "entailment")])
    with pytest.raises(SystemExit, match="fine-tuned for RTE; this one's labels are None"):
        glue.main(["RTE", "--data", str(tmp_path), "--output", str(tmp_path / "rte"), "--model", "bundled", "--steps", "0"])


def test_a_regression_is_measured_by_its_correlations(tmp_path):
    lines = [[*"0gfyijs", text, text, score] for score, texts in (("5.0", GOOD), ("0.5", BAD)) for text in texts]
    for name in ("train.tsv", "dev.tsv", "test.tsv"):
        table(tmp_path / name, ["a header"], lines)
    glue.main(["STS-B", "--data", str(tmp_path), "--output", str(tmp_path / "sts"), "--test", *LEARN])
    dev = json.loads((tmp_path / "sts" / "results.json").read_text())["dev"]
    assert dev["pearson"] > 95 and dev["spearman"] > 80
    answers = [float(line.split("\t")[1]) for line in (tmp_path / "sts" / "STS-B.tsv").read_text().splitlines()[1:]]
    assert len(answers) == 8 and all(0 <= answer <= 5 for answer in answers)


def test_mnli_is_measured_on_both_its_dev_sets_and_keeps_its_best(tmp_path, capsys):
    cells = ["0", *"pqgbcde"]
    lines = [[*cells, "He came.", hypothesis, label] for hypothesis, label in (("He came.", "entailment"), ("He left.", "contradiction"))]
    table(tmp_path / "train.tsv", ["a header"], lines * 4)
    table(tmp_path / "dev_matched.tsv", ["a header"], lines)
    table(tmp_path / "dev_mismatched.tsv", ["a header"], lines[:1])
    options = [*LEARN[2:], "--steps", "4", "--keep-best", "2"]
    glue.main(["MNLI", "--data", str(tmp_path), "--output", str(tmp_path / "mnli"), *options])
    results = json.loads((tmp_path / "mnli" / "results.json").read_text())
    assert results["matched"]["count"] == 2 and results["mismatched"]["count"] == 1
    assert "step 4 of 4: loss on dev" in capsys.readouterr().err
    assert albert.load(tmp_path / "mnli").info["labels"] == ["contradiction", "entailment", "neutral"]


def test_measures_are_percentages_of_their_tasks():
    golds, answers = ["1", "1", "0", "0"], ["1", "0", "0", "0"]
    assert glue.measured(glue.TASKS["QQP"], golds, answers) == {"accuracy": 75.0, "f1": 66.67}
    assert glue.measured(glue.TASKS["CoLA"], golds, answers) == {"matthews": 57.74}
    assert glue.measured(glue.TASKS["STS-B"], [1.0, 2.0], [5.0, 7.0]) == {"pearson": 100.0, "spearman": 100.0}
