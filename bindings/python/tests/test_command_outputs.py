"""The forms of answers: tables, JSON Lines, CSV, .npy and Parquet; where they go, and what stands for a bad record."""

from __future__ import annotations

import csv
import io
import json
import math
import os
import pty
import subprocess
from types import SimpleNamespace

import pytest
from command_runs import HEADS, answer, command_line, run

import albert
from albert._command.failure import CommandError
from albert._command.npy import header_of
from albert._command.numbers import NOT_FINITE
from albert._command.tables import cell_text, format_table, width_of
from albert._command.writing import json_line

TEXTS = ["A text.", "Another one."]


def test_a_terminal_gets_a_table_and_a_pipe_json_lines():
    leader, follower = pty.openpty()
    done = subprocess.run(command_line("tokenize", "A text."), stdout=follower, stdin=subprocess.DEVNULL, timeout=120)
    os.close(follower)
    shown = os.read(leader, 65536).decode().replace("\r\n", "\n")
    os.close(leader)
    assert done.returncode == 0
    assert shown == run("tokenize", "A text.", "--output", "table").text
    assert json.loads(run("tokenize", "A text.").text)["tokens"][1:-1] == ["▁a", "▁text", "."]


def test_a_table_has_its_columns_in_line():
    lines = run("tokenize", "A text.", "--output", "table").text.splitlines()
    assert lines[0].split() == ["record", "window", "token", "token_id", "type_id", "start", "end"]
    assert lines[2] == "     1       0  ▁a           20        0      0    1"
    assert len({line.rindex(line.split()[-1]) + len(line.split()[-1]) for line in lines}) == 1


def test_a_table_of_several_batches_has_one_heading():
    lines = run("tokenize", "--output", "table", "--batch", 1, stdin=b"a\nb\n").text.splitlines()
    assert [line.startswith("record") for line in lines] == [True] + [False] * 6


def test_cells_are_cut_and_hold_nothing_that_a_terminal_obeys():
    assert cell_text("a\x1b[31m\nb\tc\x00") == "a\ufffd[31m⏎b⇥c\ufffd"
    assert cell_text("x" * 61) == "x" * 59 + "…" and cell_text("x" * 60) == "x" * 60
    assert width_of(cell_text("漢" * 60)) <= 60 and width_of("漢字e\u0301") == 5
    assert [cell_text(value) for value in (True, None, 0.5, 0.0001234, 0.0, 7)] == ["yes", "", "0.5000", "0.0001234", "0.0000", "7"]
    assert format_table(("a", "b"), [("漢", 1), ("xyz", 22)]) == "a     b\n漢    1\nxyz  22\n"


def test_the_form_follows_the_name_of_the_file_unless_it_is_asked_for(tmp_path):
    for name, start in (("a.jsonl", b'{"record": 1, '), ("a.csv", b"record,vector\n"), ("a.txt", b"{"), ("A.NPY", b"\x93NUMPY")):
        assert run("encode", "x", "-o", tmp_path / name).out == b""
        assert (tmp_path / name).read_bytes().startswith(start)
    for name in ("b.csv", "b.tsv"):
        run("encode", "x", "-o", tmp_path / name, "--output", "jsonl")
        assert (tmp_path / name).read_bytes() == run("encode", "x").out


def test_csv_is_read_back_by_a_csv_reader():
    done = run("tokenize", "--output", "csv", "--echo", stdin='say "hi", you\n'.encode())
    found = list(csv.DictReader(io.StringIO(done.text)))
    assert {row["text"] for row in found} == {'say "hi", you'}
    assert [row["token"] for row in found] == albert.load().tokenizer.encode('say "hi", you').tokens


def test_a_carriage_return_in_a_cell_ends_no_row():
    done = run("tokenize", "--output", "csv", "--echo", stdin=b"a\rb\nc\n")
    found = list(csv.DictReader(io.StringIO(done.text, newline="")))
    assert {row["text"] for row in found} == {"a\rb", "c"} and b"\r\n" not in done.out


def test_a_vector_in_csv_is_a_json_array():
    (found,) = csv.DictReader(io.StringIO(run("encode", "x", "--output", "csv").text))
    assert json.loads(found["vector"]) == answer("encode", "x")[0]["vector"]


def test_echo_and_id_stand_beside_the_answers():
    line = b'{"text": "one", "number": 7}\n'
    given = ["tokenize", "--format", "jsonl", "--id", "number", "--echo"]
    assert list(answer(*given, stdin=line)[0])[:3] == ["record", "id", "text"]
    assert run(*given, "--output", "csv", stdin=line).text.splitlines()[0].startswith("record,id,text,window,token,token_id,")


IDENTITIES = [7, "7", None, True, 0.12345678901234566, 12345678901234567890, ["a", 1.5], [10**400], {"é": None}]
SPELLED = ["7", "7", "", "true", "0.12345678901234566", "12345678901234567890", '["a", 1.5]', f"[{10**400}]", '{"\\u00e9": null}']


def test_an_id_is_the_value_that_it_was(tmp_path):
    parquet = pytest.importorskip("pyarrow.parquet", reason="pyarrow is not installed")
    lines = "".join(json.dumps({"text": "one", "n": value}) + "\n" for value in IDENTITIES).encode()
    given = ["--format", "jsonl", "--id", "n"]
    for command in (["tokenize"], ["rank", "--query", "x"]):
        found = [record["id"] for record in answer(*command, *given, stdin=lines)]
        assert found == IDENTITIES and [type(value) for value in found] == [type(value) for value in IDENTITIES]
        table = csv.DictReader(io.StringIO(run(*command, *given, "--output", "csv", stdin=lines).text))
        assert list(dict.fromkeys((row["record"], row["id"]) for row in table)) == [
            (str(number), text) for number, text in enumerate(SPELLED, 1)
        ]
    assert run("encode", *given, "-o", tmp_path / "a.parquet", stdin=lines).status == 0
    assert parquet.read_table(tmp_path / "a.parquet").column("id").to_pylist() == [text or None for text in SPELLED]
    done = run("tokenize", *given, "--skip-bad", stdin=b'{"text": "one", "n": [1e999]}\n')
    assert "the field 'n' holds a number that is too large" in done.records[0]["error"]


def test_an_answer_takes_no_echo_s_place(tmp_path):
    sentences = ["Then he went in.", "He opened the door.", "It was dark."]
    line = json.dumps({"sentences": sentences, "prompt": "It", "choices": ["fell.", "rose."]}).encode()
    given = ["order", "--best", "--format", "jsonl", "--echo"]
    (found,) = answer(*given, stdin=line)
    assert found["given_sentences"] == sentences and found["sentences"] == [sentences[place] for place in found["indices"]]
    (found,) = answer("choose", "--model", HEADS / "choice", "--format", "jsonl", "--echo", stdin=line)
    assert found["given_choices"] == ["fell.", "rose."] and {choice["text"] for choice in found["choices"]} == {"fell.", "rose."}
    for _ in range(2):
        assert run(*given, "--out", tmp_path / "a.jsonl", "--resume", stdin=line).status == 0
    (kept,) = answer(*given, stdin=line)
    assert json.loads((tmp_path / "a.jsonl").read_text()) == kept


def test_nine_digits_tell_a_float32_exactly():
    numpy = pytest.importorskip("numpy", reason="numpy is not installed")
    found = numpy.array(answer("encode", "A text.")[0]["vector"], dtype=numpy.float32)
    assert (found == numpy.asarray(albert.load().encode("A text."))).all()


def test_npy_is_what_numpy_reads(tmp_path):
    numpy = pytest.importorskip("numpy", reason="numpy is not installed")
    run("encode", *TEXTS, "-o", tmp_path / "a.npy")
    found = numpy.load(tmp_path / "a.npy", allow_pickle=False)
    assert found.dtype == numpy.float32 and (found == numpy.asarray(albert.load().encode(TEXTS))).all()
    run("encode", "-o", tmp_path / "none.npy")
    assert numpy.load(tmp_path / "none.npy").shape == (0, 384)


def test_the_header_of_npy_has_room_for_any_number_of_rows():
    assert len(header_of(0, 1)) == len(header_of(2**63, 4096)) == 128


def test_parquet_has_a_row_a_record(tmp_path):
    parquet = pytest.importorskip("pyarrow.parquet", reason="pyarrow is not installed")
    lines = b'{"text": "A text.", "n": "x"}\n{"text": "Another one.", "n": "y"}\n'
    given = ["encode", "--format", "jsonl", "--id", "n", "--echo", "-o", tmp_path / "a.parquet"]
    done = run(*given, stdin=lines)
    assert (done.status, done.err) == (0, "")
    table = parquet.read_table(tmp_path / "a.parquet")
    assert table.column_names == ["record", "id", "text", "vector"]
    assert table.drop_columns("vector").to_pylist() == [
        {"record": 1, "id": "x", "text": "A text."},
        {"record": 2, "id": "y", "text": "Another one."},
    ]
    assert table.column("vector").to_pylist() == albert.load().encode(TEXTS).tolist()
    surrogate = b'{"text": "A text.", "n": "\\ud800"}\n'
    assert run(*given, stdin=surrogate).status == 0
    assert parquet.read_table(tmp_path / "a.parquet").column("id").to_pylist() == ["?"]
    (tmp_path / "b.parquet").mkdir()
    assert run("encode", "x", "-o", tmp_path / "b.parquet").err == f"albert: error: {tmp_path / 'b.parquet'}: Is a directory\n"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.parquet", "b.parquet"]


def test_a_bad_record_has_a_row_of_its_own_in_every_form(tmp_path):
    numpy = pytest.importorskip("numpy", reason="numpy is not installed")
    parquet = pytest.importorskip("pyarrow.parquet", reason="pyarrow is not installed")
    bad = b"one\nt\xffo\nthree\n"
    reason = "standard input: line 2: byte 2 of the line is no UTF-8"
    for name in ("a.npy", "a.parquet", "a.csv"):
        assert run("encode", "--skip-bad", "-o", tmp_path / name, stdin=bad).status == 1
    found = numpy.load(tmp_path / "a.npy")
    assert numpy.isnan(found).all(axis=1).tolist() == [False, True, False]
    rows = parquet.read_table(tmp_path / "a.parquet").to_pylist()
    assert [row["error"] for row in rows] == [None, reason, None] and rows[1]["vector"] is None
    with open(tmp_path / "a.csv", newline="") as held:
        assert [row["error"] for row in csv.DictReader(held)] == ["", reason, ""]
    shown = run("tokenize", "--skip-bad", "--output", "table", stdin=bad)
    assert f"albert: {reason}\n" in shown.err and "▁three" in shown.text


def test_an_output_without_a_place_for_reasons_has_them_on_standard_error(tmp_path):
    reason = "albert: standard input: line 2: byte 2 of the line is no UTF-8\n"
    for given in (["--output", "table"], ["-o", tmp_path / "a.npy"]):
        done = run("encode", "--skip-bad", *given, stdin=b"one\nt\xffo\nthree\n")
        assert done.err == reason + "albert: error: 1 of 3 records were bad; standard error said why\n"


def test_an_error_has_the_id_and_the_texts_of_its_record(tmp_path):
    held, out = tmp_path / "a.jsonl", tmp_path / "out.jsonl"
    held.write_text('{"text": "no mask", "n": "x"}\n{"txt": "a", "n": "y"}\n{"text": "a [MASK]"}\n{"text": "a [MASK]", "n": "z"}\n')
    given = ["fill-mask", "--file", held, "--id", "n", "--echo", "--skip-bad", "--out", out]
    assert run(*given).status == 1
    refused, unread, nameless, sound = map(json.loads, out.read_text().splitlines())
    assert list(refused) == ["record", "error", "id", "text"] and (refused["id"], refused["text"]) == ("x", "no mask")
    assert list(unread) == ["record", "error", "id"] and unread["id"] == "y"
    assert nameless["id"] is None and "there is no field 'n'" in nameless["error"]
    assert list(sound) == ["record", "id", "text", "masks"]
    whole = out.read_bytes()
    for kept in (0, len(whole) // 3, len(whole) - 1, len(whole)):
        out.write_bytes(whole[:kept])
        done = run(*given, "--resume")
        assert done.status == 1 and "3 of 4 records were bad" in done.err and out.read_bytes() == whole


def test_rank_says_that_it_leaves_bad_records_out():
    done = run("rank", "--query", "x", "--skip-bad", "--output", "csv", stdin=b"one\nt\xffo\nthree\n")
    assert len(done.text.splitlines()) == 3
    told = {name: " ".join(run(name, "--help").text.split()).partition("--skip-bad ")[2] for name in ("rank", "encode")}
    assert told["rank"].startswith("Leave out a record") and told["encode"].startswith("Write an error")


@pytest.mark.parametrize("number", [math.nan, math.inf])
@pytest.mark.parametrize("name", ["a.jsonl", "a.csv", "a.npy", "a.parquet"])
def test_an_answer_that_is_not_finite_is_a_bad_record(tmp_path, monkeypatch, name, number):
    pytest.importorskip("pyarrow", reason="pyarrow is not installed")
    encode = albert.Model.encode

    def spoil(model, texts, **options):
        found = encode(model, texts, **options)
        return [SimpleNamespace(tolist=lambda: [number]) if text == "two" else found[row] for row, text in enumerate(texts)]

    monkeypatch.setattr("albert.Model.encode", spoil)
    done = run("encode", "-o", tmp_path / name, stdin=b"one\ntwo\nthree\n")
    assert (done.status, done.err) == (1, f"albert: error: standard input: line 2: {NOT_FINITE}\n")
    done = run("encode", "--skip-bad", "-o", tmp_path / name, stdin=b"one\ntwo\nthree\n")
    assert done.status == 1 and "1 of 3 records were bad" in done.err
    if name == "a.jsonl":
        _, bad, last = map(json.loads, (tmp_path / name).read_text().splitlines())
        assert bad["error"].endswith(NOT_FINITE) and len(last["vector"]) == 384


def test_a_likeness_that_is_not_finite_has_no_rank(monkeypatch):
    likeness = SimpleNamespace(tolist=lambda: [0.5, math.nan, 0.7])
    monkeypatch.setattr("albert.Model.similarity", lambda *_, **__: [likeness])
    done = run("rank", "--query", "x", "--skip-bad", "a", "b", "c")
    assert [record["record"] for record in done.records] == [3, 1]
    assert done.status == 1 and f"1 records were bad and are left out; the first is argument 2: {NOT_FINITE}" in done.err
    assert run("rank", "--query", "x", "a", "b", "c").err == f"albert: error: argument 2: {NOT_FINITE}\n"


def test_json_holds_no_number_that_it_cannot_spell(monkeypatch):
    assert json_line({"a": [1.5, "\ud800"]}) == b'{"a": [1.5, "\\ud800"]}\n'
    for value in (math.nan, [1.0, math.inf], {"b": ("x", -math.inf)}, ["\ud800", math.nan]):
        with pytest.raises(CommandError, match="^a: NaN or infinity, which JSON cannot hold$"):
            json_line({"a": value, "c": 1.0})
    monkeypatch.setattr("albert.Model.info", {"size": math.nan})
    assert run("info").err == "albert: error: size: NaN or infinity, which JSON cannot hold\n"


def test_a_lone_surrogate_is_written_as_json_can():
    done = run("tokenize", "--format", "jsonl", "--echo", stdin=b'{"text": "a\\ud800"}\n')
    assert done.status == 0 and done.out.isascii() and done.records[0]["text"] == "a\ud800"


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        (["tokenize", "x", "--output", "npy"], "invalid choice: 'npy'"),
        (["tokenize", "x", "-o", "a.npy"], "npy holds vectors, which this subcommand does not give"),
        (["rank", "--query", "x", "a", "-o", "a.npy"], "npy holds vectors, which this subcommand does not give"),
        (["info", "-o", "a.parquet"], "parquet holds vectors, which this subcommand does not give"),
        (["tokenize", "x", "-o", "a.tsv"], "answers are not written as TSV: another name than a.tsv, or --output, is needed"),
        (["rank", "--query", "x", "a", "-o", "a.TSV"], "answers are not written as TSV: another name than a.TSV, or --output, is needed"),
        (["info", "-o", "a.tsv"], "answers are not written as TSV"),
        (["encode", "x", "--output", "parquet"], "parquet needs --out FILE"),
        (["encode", "x", "--resume"], "--resume needs --out FILE"),
        (["encode", "x", "--resume", "-o", "a", "--output", "table"], "--resume cannot go on with a table"),
        (["encode", "x", "--echo", "-o", "a.npy"], "npy holds nothing but vectors: no --echo"),
        (["encode", "x", "-f", "a.txt"], "texts and --file exclude each other"),
        (["encode", "x", "--batch", "0"], "a number from 1 was expected, not '0'"),
        (["classify", "x", "--top-k", "some"], "a number from 1, or all, was expected, not 'some'"),
        (["classify", "x", "y", "--pair", "z"], "as many --pair as TEXT expected: there are 1 and 2"),
    ],
)
def test_what_cannot_be_written_is_said_before_anything_is_read(given, sentence, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    done = run(*given)
    assert (done.status, done.out) == (2, b"") and sentence in done.err and done.err.count("\n") == 1
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_is_read_is_never_written(tmp_path):
    held = tmp_path / "a.txt"
    held.write_text("one\n")
    (tmp_path / "link").symlink_to(held)
    for given in (["-f", held, "-o", held], ["-f", tmp_path / "link", "-o", held], ["-f", held, "-o", tmp_path / "link"]):
        done = run("tokenize", *given)
        assert done.status == 2 and "is a file that is read" in done.err
    with open(held, "rb") as opened:
        done = subprocess.run(command_line("tokenize", "-o", held), stdin=opened, capture_output=True, timeout=120)
    assert done.returncode == 2 and held.read_text() == "one\n"


def test_reports_have_the_three_forms(tmp_path):
    given = ["info", "--model", HEADS / "classifier"]
    described = albert.load(HEADS / "classifier").info
    assert run(*given).record == described
    shown = dict(csv.reader(io.StringIO(run(*given, "--output", "csv").text)))
    assert shown["labels"] == "contradiction, entailment, neutral" and shown["vocab_size"] == "400"
    assert "num_hidden_layers" in run(*given, "--output", "table").text
    run(*given, "-o", tmp_path / "a.csv")
    assert (tmp_path / "a.csv").read_text() == run(*given, "--output", "csv").text
