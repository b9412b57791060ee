"""info, pull, convert and bench."""

from __future__ import annotations

import json

from command_runs import HEADS, answer, run

import albert
from albert._convert import conversion
from albert._convert.report import Report


def test_info_tells_what_the_library_tells():
    for given, model in (([], albert.load()), (["--model", HEADS / "tagger"], albert.load(HEADS / "tagger"))):
        assert run("info", *given).record == model.info
    assert run("info", "--dtype", "int8").record["dtype"] == "int8"


PULL = """
import sys
from albert._command import main
assert main(["pull", "albert/albert-mini", "--quiet", *sys.argv[1:]]) == 0
"""


def test_pull_prints_the_directory_where_the_model_lies(hub, hub_program):
    done = hub_program(PULL)
    assert done.stdout.endswith(f"{hub.revisions['main']}\n") and done.stderr == ""
    assert albert.load(done.stdout.removesuffix("\n")).info["vocab_size"] == albert.load().info["vocab_size"]


def test_pull_takes_a_revision(hub, hub_program, model_files):
    commit = hub.add({**model_files, "README.md": b"other"}, "other")
    assert hub_program(PULL, "--revision", "other").stdout.endswith(f"{commit}\n")


def test_a_model_is_opened_by_its_name_on_the_hub(hub, hub_program):
    done = hub_program(
        "from albert._command import main\n"
        "assert main(['tokenize', '--model', 'albert/albert-mini', '--quiet', 'A text.']) == 0\n"
    )
    assert json.loads(done.stdout)["tokens"] == answer("tokenize", "A text.")[0]["tokens"] and done.stderr == ""


def test_a_name_that_no_model_has_is_one_line():
    done = run("pull", "no//name")
    assert (done.status, done.out) == (1, b"") and "is no name of a model on the hub" in done.err and done.err.count("\n") == 1


def test_convert_passes_its_arguments_on_and_prints_the_report(monkeypatch):
    asked = []

    def convert(source, target, *, architecture=None):
        asked.append((source, target, architecture))
        return Report(source, target, "PyTorch", architecture or "AlbertModel", tensors=7, notes=["é"])

    monkeypatch.setattr(conversion, "convert", convert)
    done = run("convert", "from", "to")
    assert (done.status, done.err) == (0, "")
    assert done.text.startswith("from (PyTorch) -> to\nAlbertModel, 7 tensors in model.safetensors\nnote: é\n")
    done = run("convert", "from", "to", "--architecture", "AlbertForMaskedLM", "--json")
    assert json.loads(done.text)["architecture"] == "AlbertForMaskedLM" and json.loads(done.text)["notes"] == ["é"]
    assert asked == [("from", "to", None), ("from", "to", "AlbertForMaskedLM")]


def test_bench_measures_every_shape(tmp_path):
    rows = answer("bench", "--shapes", "1x8,3x16", "--runs", 2, "--dtype", "int8")
    assert [(row["sequences"], row["pieces"], row["dtype"]) for row in rows] == [(1, 8, "int8"), (3, 16, "int8")]
    for row in rows:
        assert 0 < row["least_ms"] <= row["median_ms"]
        assert abs(row["pieces_per_second"] - row["sequences"] * row["pieces"] / row["median_ms"] * 1000) <= 1
    run("bench", "--shapes", "1x8", "--runs", 1, "-o", tmp_path / "a.csv")
    assert (tmp_path / "a.csv").read_text().startswith("sequences,pieces,dtype,median_ms,least_ms,pieces_per_second\n1,8,f32,")


def test_bench_refuses_a_length_beyond_the_model_s():
    done = run("bench", "--shapes", "1x513", "--runs", 1)
    assert done.status == 1 and "513 tokens, 1 to 512 are possible" in done.err
