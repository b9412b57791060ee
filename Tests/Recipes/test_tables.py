"""GLUE's tables are read as they are handed out: each task's columns, labels and quirks."""

import pytest
from tables import read_examples, write_answers
from tasks import TASKS

# A line of train or dev for each task, with a cell for each column that GLUE's files have.
LINES = {
    "CoLA": ("gj04\t1\t\tOur friends won't buy it.", "Our friends won't buy it.", None, "1"),
    "SST-2": ("a charming film \t1", "a charming film ", None, "1"),
    "MRPC": ('0\t702876\t702977\tHe said "no .\tShe said yes .', 'He said "no .', "She said yes .", "0"),
    "STS-B": ("0\tmain-captions\tMSRvid\t2012test\t0001\tnone\tnone\tA plane.\tAn air plane.\t4.750", "A plane.", "An air plane.", 4.75),
    "QQP": ("133273\t213221\t213222\tHow is it?\tWhat is it?\t0", "How is it?", "What is it?", "0"),
    "QNLI": ("0\tWhere is it?\tIt is here.\tentailment", "Where is it?", "It is here.", "entailment"),
    "RTE": ("0\tNo one came.\tSomeone came.\tnot_entailment", "No one came.", "Someone came.", "not_entailment"),
    "WNLI": ("0\tI stuck a pin.\tThe pin has a hole.\t1", "I stuck a pin.", "The pin has a hole.", "1"),
}
MNLI_TRAIN = "0\t31193\t31193n\tgov\t( a )\t( b )\t(ROOT a)\t(ROOT b)\tThey left.\tThey stayed.\tneutral\tcontradiction"
MNLI_DEV = "0\t63735\t63735n\tslate\t( a )\t( b )\t(ROOT a)\t(ROOT b)\tThey left.\tThey stayed." + "\tneutral" * 5 + "\tcontradiction"
LINES["MNLI"] = (MNLI_TRAIN, "They left.", "They stayed.", "contradiction")


def read(tmp_path, name, *lines, encoding="utf-8"):
    path = tmp_path / "train.tsv"
    path.write_bytes("".join(lines).encode(encoding))
    task = TASKS[name]
    return read_examples(path, task.columns, task.labels, has_header=task.has_header, skips_short_lines=task.skips_short_lines)


@pytest.mark.parametrize("name", TASKS)
def test_each_task_reads_its_own_columns(tmp_path, name):
    line, text, pair, label = LINES[name]
    header = "" if name == "CoLA" else "a header\n"
    expected = {"text": text, "pair": pair, "label": label} if pair is not None else {"text": text, "label": label}
    assert read(tmp_path, name, header, line + "\n") == ([expected], 0)


def test_the_label_of_mnli_is_the_last_column_wherever_that_is(tmp_path):
    examples, _ = read(tmp_path, "MNLI", "a header\n", MNLI_TRAIN + "\n", MNLI_DEV + "\n")
    assert [example["label"] for example in examples] == ["contradiction"] * 2
    assert examples[0] == examples[1]


def test_labels_have_the_order_of_the_authors():
    assert TASKS["MNLI"].labels == ("contradiction", "entailment", "neutral")
    assert TASKS["RTE"].labels == TASKS["QNLI"].labels == ("entailment", "not_entailment")
    assert TASKS["CoLA"].labels == ("0", "1")
    assert TASKS["STS-B"].labels is None


def test_the_first_line_of_cola_is_an_example_and_that_of_others_is_none(tmp_path):
    cola, mrpc = LINES["CoLA"][0] + "\n", LINES["MRPC"][0] + "\n"
    assert len(read(tmp_path, "CoLA", cola, cola)[0]) == 2
    assert len(read(tmp_path, "MRPC", mrpc, mrpc)[0]) == 1


def test_short_lines_of_qqp_are_skipped_and_counted_and_of_others_an_error(tmp_path):
    whole = LINES["QQP"][0] + "\n"
    examples, skipped = read(tmp_path, "QQP", "a header\n", whole, "a question that was cut in two\t0\n", whole)
    assert (len(examples), skipped) == (2, 1)
    with pytest.raises(ValueError, match=r"train\.tsv:3: 4 columns expected, found 3"):
        read(tmp_path, "RTE", "a header\n", LINES["RTE"][0] + "\n", "1\tOne text.\tAnother.\n")


def test_quotes_separators_of_lines_and_carriage_returns_inside_are_text(tmp_path):
    first, second = '"Yes\u2028he said.', "A \rlone \x85 return."
    examples, _ = read(tmp_path, "SST-2", "sentence\tlabel\r\n", f"{first}\t0\r\n", f"{second}\t1\r\n")
    assert [example["text"] for example in examples] == [first, second]
    assert [example["label"] for example in examples] == ["0", "1"]


def test_a_byte_order_mark_is_no_part_of_the_first_cell(tmp_path):
    assert read(tmp_path, "CoLA", LINES["CoLA"][0], encoding="utf-8-sig")[0][0]["label"] == "1"
    path = tmp_path / "dev.tsv"
    path.write_bytes("Good.\t1\n".encode("utf-8-sig"))
    task = TASKS["SST-2"]
    assert read_examples(path, task.columns, task.labels, has_header=False)[0] == [{"text": "Good.", "label": "1"}]


def test_a_label_that_is_none_is_refused_with_its_line(tmp_path):
    with pytest.raises(ValueError, match=r"train\.tsv:2: label 'hidden' is none of entailment, not_entailment"):
        read(tmp_path, "RTE", "a header\n", "0\tOne.\tTwo.\thidden\n")
    with pytest.raises(ValueError, match=r"train\.tsv:2: 'much' is no number"):
        read(tmp_path, "STS-B", "a header\n", LINES["STS-B"][0].replace("4.750", "much"))


@pytest.mark.parametrize("name", TASKS)
def test_test_sets_have_a_header_and_texts_without_labels(tmp_path, name):
    columns = TASKS[name].test_columns
    cells = [f"cell {number}" for number in range(10)]
    path = tmp_path / "test.tsv"
    path.write_text("a header\n" + "\t".join(cells) + "\n", encoding="utf-8")
    places = {"CoLA": (1,), "SST-2": (1,), "MRPC": (3, 4), "STS-B": (7, 8), "MNLI": (8, 9)}.get(name, (1, 2))
    expected = dict(zip(("text", "pair"), (cells[place] for place in places)))
    assert read_examples(path, columns, TASKS[name].labels) == ([expected], 0)


def test_answers_are_written_as_the_site_takes_them(tmp_path):
    write_answers(tmp_path / "RTE.tsv", ["0", "1"], ["entailment", "not_entailment"])
    assert (tmp_path / "RTE.tsv").read_bytes() == b"index\tprediction\n0\tentailment\n1\tnot_entailment\n"
