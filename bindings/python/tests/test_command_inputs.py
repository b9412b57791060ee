"""Where the command's texts come from: arguments, files, standard input; lines, JSON Lines, CSV and TSV."""

from __future__ import annotations

import json
import os
import subprocess

import pytest
from command_runs import HEADS, answer, run

from albert._command.example_rows import read_rows


def tokens(records):
    return ["".join(record["tokens"][1:-1]) for record in records]


@pytest.fixture
def write(tmp_path):
    def write(name, content):
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return write


def test_texts_are_arguments():
    assert tokens(answer("tokenize", "one", "two", "")) == ["▁one", "▁two", ""]


def test_texts_are_the_lines_of_a_file(write):
    assert tokens(answer("tokenize", "-f", write("a.txt", "one\n\ntwo"))) == ["▁one", "", "▁two"]


def test_texts_are_the_lines_of_standard_input():
    assert tokens(answer("tokenize", stdin=b"one\ntwo\n")) == ["▁one", "▁two"]
    assert tokens(answer("tokenize", "--file", "-", stdin=b"one\n")) == ["▁one"]


def test_files_follow_each_other_and_records_are_counted_over_all(write):
    records = answer("tokenize", "-f", write("a.txt", "one\n"), "-f", "-", "-f", write("b.jsonl", '{"text": "three"}\n'), stdin=b"two")
    assert tokens(records) == ["▁one", "▁two", "▁three"] and [record["record"] for record in records] == [1, 2, 3]


def test_line_ends_of_windows_and_a_byte_order_mark_are_no_text(write):
    assert tokens(answer("tokenize", "-f", write("a.txt", b"\xef\xbb\xbfone\r\ntwo\r\n"))) == ["▁one", "▁two"]


def test_a_byte_order_mark_is_no_part_of_a_context(write):
    given = ["answer", "--model", HEADS / "reader", "--top-k", 3, "Where?", "--context-file"]
    text = "It rained in Boston."
    marked = answer(*given, write("marked.txt", "\ufeff" + text))
    assert marked == answer(*given, write("a.txt", text)) and marked[0]["answers"][0]["end"] <= len(text)
    bad = write("bad.txt", b"\xef\xbb\xbfa\xff")
    assert run(*given, bad).err == f"albert: error: {bad}: byte 5 is no UTF-8\n"


def test_other_line_separators_stay_in_the_text(write):
    assert len(answer("tokenize", "-f", write("a.txt", "one\u2028two\x0bthree\x85four\n"))) == 1


def test_json_lines_give_a_field(write):
    held = write("a.jsonl", '{"text": "one", "body": "two"}\n{"body": "\\u00e9\\n", "text": "x"}\n')
    assert tokens(answer("tokenize", "-f", held)) == ["▁one", "▁x"]
    assert tokens(answer("tokenize", "-f", held, "--field", "body")) == ["▁two", "▁e"]


def test_the_format_of_standard_input_is_named():
    assert tokens(answer("tokenize", "--format", "jsonl", stdin=b'{"text": "one"}\n')) == ["▁one"]
    assert tokens(answer("tokenize", "--format", "csv", stdin=b"text\none\n")) == ["▁one"]


def test_csv_gives_a_column_with_quotes_commas_and_line_ends_in_its_cells(write):
    held = write("a.csv", 'id,text\n7,"one, ""two""\nthree"\n8,four\n')
    records = answer("tokenize", "-f", held, "--id", "id", "--echo")
    assert [(record["id"], record["text"]) for record in records] == [("7", 'one, "two"\nthree'), ("8", "four")]


def test_csv_without_a_header_has_numbered_columns(write):
    held = write("a.csv", "7,one\n8,two\n")
    assert tokens(answer("tokenize", "-f", held, "--no-header", "--column", 2)) == ["▁one", "▁two"]


def test_tsv_quotes_nothing(write):
    held = write("a.tsv", 'text\tother\n"one\tx\n')
    assert [record["text"] for record in answer("tokenize", "-f", held, "--echo")] == ['"one']


@pytest.mark.parametrize("name", ["a.tsv", "a.csv"])
def test_empty_lines_of_tables_are_no_records(write, name):
    between = "\t" if name == "a.tsv" else ","
    held = write(name, f"text{between}label\n\none{between}1\n\r\ntwo{between}1\n\n")
    records = answer("tokenize", "-f", held)
    assert tokens(records) == ["▁one", "▁two"] and [record["record"] for record in records] == [1, 2]
    assert [row["text"] for row in read_rows(str(held))] == ["one", "two"]
    done = run("tokenize", "-f", write(name, f"text{between}label\n\none\n"))
    assert "line 3: 2 cells expected, as in the header, found 1" in done.err


def test_pairs_are_arguments_lines_with_a_tab_and_columns(write):
    def types(records):
        return [record["type_ids"] for record in records]

    expected = [[0, 0, 0, 1, 1]]
    assert types(answer("tokenize", "one", "--pair", "two")) == expected
    assert types(answer("tokenize", "--pairs", stdin=b"one\ttwo\n")) == expected
    held = write("a.csv", "text,second\none,two\n")
    assert types(answer("tokenize", "-f", held, "--pair-column", "second")) == expected


def test_empty_input_gives_no_answers_and_ends_well(write):
    for name in ("a.txt", "a.jsonl", "a.csv", "a.tsv"):
        done = run("tokenize", "-f", write(name, ""))
        assert (done.status, done.out, done.err) == (0, b"", ""), name
    assert run("tokenize").out == b""
    assert run("tokenize", "--output", "csv").text == "record,window,token,token_id,type_id,start,end\n"


def test_a_missing_file_is_named_and_nothing_is_written(tmp_path):
    done = run("tokenize", "-f", tmp_path / "absent", "-o", tmp_path / "out.jsonl")
    assert (done.status, done.out) == (1, b"")
    assert done.err == f"albert: error: {tmp_path / 'absent'}: No such file or directory\n"
    assert not (tmp_path / "out.jsonl").exists()


def test_a_directory_is_no_file(tmp_path):
    assert run("tokenize", "-f", tmp_path).err == f"albert: error: {tmp_path}: Is a directory\n"


def test_a_pipe_with_a_name_is_opened_once(tmp_path):
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    writer = subprocess.Popen(["sh", "-c", f"printf 'one\ntwo\n' > '{pipe}'"])
    try:
        assert tokens(answer("tokenize", "-f", pipe)) == ["▁one", "▁two"]
    finally:
        writer.kill()
        assert writer.wait() == 0


def test_a_stride_that_one_question_leaves_no_room_for_is_that_records_error():
    lines = [json.dumps({"question": question, "context": "the north " * 30}) for question in ("Who?", "who " * 9, "Where?")]
    done = run(
        "answer", "--model", HEADS / "reader", "--format", "jsonl", "--max-length", 20, "--stride", 12, "--skip-bad", stdin="\n".join(lines).encode()
    )
    assert done.status == 1 and [("error" in record) for record in done.records] == [False, True, False]


BAD = {
    "a.txt": (b"one\nt\xffo\nthree\n", 2, "byte 2 of the line is no UTF-8"),
    "a.jsonl": (b'{"text": "one"}\n{"text": "t\xffo"}\n{"text": "three"}\n', 2, "byte 12 of the line is no UTF-8"),
    "number.jsonl": (b'{"text": "one"}\n{"text": 2}\n{"text": "three"}\n', 2, "'text' holds a number, a text was expected"),
    "field.jsonl": (b'{"text": "one"}\n{"txt": "two"}\n{"text": "three"}\n', 2, "there is no field 'text'"),
    "json.jsonl": (b'{"text": "one"}\n{"text\n{"text": "three"}\n', 2, "no JSON: Unterminated string starting at, character 2 of the line"),
    "list.jsonl": (b'{"text": "one"}\n[]\n{"text": "three"}\n', 2, "a JSON object was expected, found a list"),
    "nan.jsonl": (b'{"text": "one"}\n{"text": "two", "n": NaN}\n{"text": "three"}\n', 2, "no JSON: NaN is no number there"),
    "deep.jsonl": (b'{"text": "one"}\n' + b"[" * 100_000 + b'\n{"text": "three"}\n', 2, "nested too deeply"),
    "a.csv": (b"text\none\nt\xffo\nthree\n", 3, "a byte of the record is no UTF-8"),
    "cells.csv": (b"text,b\none,1\ntwo\nthree,3\n", 3, "2 cells expected, as in the header, found 1"),
    "a.tsv": (b"text\none\nt\xffo\nthree\n", 3, "byte 2 of the line is no UTF-8"),
}


@pytest.mark.parametrize("name", BAD)
def test_a_bad_record_ends_the_run_after_those_before_it(write, name):
    content, line, reason = BAD[name]
    held = write(name, content)
    done = run("tokenize", "-f", held)
    assert done.status == 1 and tokens(done.records) == ["▁one"]
    assert done.err.startswith(f"albert: error: {held}: line {line}: ") and reason in done.err and done.err.count("\n") == 1


@pytest.mark.parametrize("name", BAD)
def test_with_skip_bad_its_reason_takes_the_place_of_its_answer(write, name):
    content, line, reason = BAD[name]
    held = write(name, content)
    done = run("tokenize", "-f", held, "--skip-bad")
    assert done.status == 1 and done.err == "albert: error: 1 of 3 records were bad; the output says why\n"
    first, bad, last = done.records
    assert tokens([first, last]) == ["▁one", "▁three"]
    assert bad["record"] == 2 and bad["error"].startswith(f"{held}: line {line}: ") and reason in bad["error"]


def test_what_the_library_refuses_is_found_within_its_batch():
    lines = b"".join(b"the [MASK]\n" if number != 5 else b"no mask\n" for number in range(8))
    done = run("fill-mask", "--skip-bad", stdin=lines)
    assert [("error" in record) for record in done.records] == [number == 5 for number in range(8)]
    assert done.records[5]["error"].startswith("standard input: line 6: text: ")
    stopped = run("fill-mask", stdin=lines)
    assert stopped.records == done.records[:5] and stopped.err.startswith("albert: error: standard input: line 6: ")


def test_a_column_that_the_header_lacks_is_named_with_those_it_has(write):
    done = run("tokenize", "-f", write("a.csv", "id,body\n1,x\n"))
    assert done.status == 1 and "line 1: there is no column 'text'; the header has 'id', 'body'" in done.err


@pytest.mark.parametrize("name", ["a.tsv", "a.csv"])
def test_a_column_that_the_header_has_twice_is_refused_where_it_is_read(write, name):
    between = "\t" if name == "a.tsv" else ","
    held = write(name, between.join(["text", "body", "text"]) + "\n" + between.join("abc") + "\n")
    assert run("tokenize", "-f", held).err == f"albert: error: {held}: line 1: two columns are called 'text'\n"
    assert run("tokenize", "-f", held, "--column", "body", "--id", "text").status == 1
    assert tokens(answer("tokenize", "-f", held, "--column", "body")) == ["▁b"]


def test_an_unclosed_quote_takes_no_more_than_the_longest_cell(write):
    held = write("a.csv", b'text\n"' + b"a" * ((1 << 24) + 10) + b"\n")
    assert "no CSV: field larger than field limit" in run("tokenize", "-f", held).err
