"""Help, manual page and completions, all made of the parsers: each knows every subcommand and every option."""

from __future__ import annotations

import re
import shutil
import subprocess

import pytest
from command_runs import run

from albert._command.manual import manual_page
from albert._command.parser import build_parser
from albert._command.subcommands import completion

SUBCOMMANDS = (
    "fill-mask classify zero-shot tag answer choose encode similarity rank tokenize order info pull convert train-tokenizer pretraining-data pretrain finetune eval bench doctor"
).split()
TASKS = "squad classify tag fill-mask".split()


def subparsers(parser, name="albert"):
    yield name, parser
    for action in parser._actions:
        if isinstance(action.choices, dict):
            for inner, subparser in action.choices.items():
                yield from subparsers(subparser, f"{name} {inner}")


ALL = dict(subparsers(build_parser()))


def test_the_subcommands_are_those_that_are_promised():
    assert {f"albert {name}" for name in SUBCOMMANDS} | {f"albert eval {name}" for name in TASKS} <= set(ALL)


@pytest.mark.parametrize("name", ALL)
def test_help_has_every_option_and_an_example_within_its_width(name, monkeypatch):
    monkeypatch.setenv("COLUMNS", "80")
    done = run(*name.split()[1:], "--help")
    assert done.status == 0 and done.err == ""
    for action in ALL[name]._actions:
        assert action.help or action.choices, f"{name} {action.dest} has no help"
        assert all(option in done.text for option in action.option_strings)
    assert f"\n  {name}" in done.text or "\n  eval" in done.text
    wide = [line for line in done.text.splitlines() if len(line) > 79 and not line.startswith("  albert ")]
    assert not wide, wide


def test_the_usage_names_what_a_run_needs():
    def usage(*words):
        return run(*words, "--help").text.splitlines()[0]

    assert usage("tokenize") == "usage: albert tokenize [options] [TEXT ...]"
    assert usage("rank") == "usage: albert rank [options] [TEXT ...] --query TEXT"
    assert usage("convert") == "usage: albert convert [options] SRC DST"
    assert usage("eval", "squad") == "usage: albert eval squad [options] --data FILE"
    assert usage() == "usage: albert [-h] [--version] SUBCOMMAND ..."


@pytest.mark.parametrize("name", [name for name, parser in ALL.items() if parser.get_default("run")])
def test_the_example_of_the_help_is_made_of_arguments_that_are_taken(name):
    import shlex

    (line,) = re.findall(r"^  (.*albert .*)$", ALL[name].epilog, re.MULTILINE)
    words = shlex.split(line.replace("$(", "").replace(")", "")) if "$(" in line else shlex.split(line.partition(" |")[0])
    if words[0] == "eval":  # the shell's, for completions
        words = words[1].split()
    assert words[0] == "albert" and build_parser().parse_args(words[1:]).run is not None


def test_the_page_has_every_subcommand_and_every_option():
    page = manual_page(build_parser())
    for name, parser in ALL.items():
        if name == "albert":
            continue
        section = page.partition(f"\n.SS {name.replace('-', chr(92) + '-')}\n")[2].partition("\n.SS ")[0]
        assert section, name
        for action in parser._actions:
            for option in action.option_strings if action.dest != "help" else []:
                assert f"\\fB{option.replace('-', chr(92) + '-')}\\fR" in section, (name, option)
    listed = run("--help").text.partition("exit status:")[2].split()
    for status in (0, 1, 2, 130, 141):
        assert f".B {status}\n" in page and str(status) in listed


@pytest.mark.skipif(not shutil.which("groff"), reason="groff is not installed")
def test_groff_renders_the_page_without_a_warning():
    page = run("man").out
    done = subprocess.run(["groff", "-man", "-Tutf8", "-ww", "-P-cbou"], input=page, capture_output=True, timeout=60)
    assert (done.returncode, done.stderr) == (0, b"")
    text = done.stdout.decode()
    assert "albert fill-mask" in text.replace("\u2010", "-") and '"The president of the United [MASK] signed the law."' in text
    assert "\\" not in text, [line for line in text.splitlines() if "\\" in line]


def test_lines_that_begin_as_requests_do_stay_text():
    from albert._command.manual import _escaped

    assert _escaped(".SH x") == "\\&.SH x" and _escaped("'x'\\n\"-") == "\\(aqx\\(aq\\en\\(dq\\-"


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completions_have_every_subcommand(shell):
    pytest.importorskip("shtab", reason="shtab is not installed")
    done = run("completion", shell)
    assert done.status == 0 and done.err == ""
    assert all(name in done.text for name in SUBCOMMANDS) and "architecture" in done.text


def test_bash_completes_subcommands_options_choices_and_files(tmp_path):
    pytest.importorskip("shtab", reason="shtab is not installed")
    program = tmp_path / "albert.bash"
    program.write_bytes(run("completion", "bash").out)
    (tmp_path / "texts.txt").touch()

    def complete(*words):
        listed = " ".join(f"'{word}'" for word in words)
        lines = (
            f"source {program}",
            f"COMP_WORDS=({listed}); COMP_CWORD={len(words) - 1}; COMP_LINE='{' '.join(words)}'; COMP_POINT=${{#COMP_LINE}}",
            '"$(complete -p albert | sed -E "s/.*-F ([^ ]+).*/\\1/")" albert',
            'printf "%s\\n" "${COMPREPLY[@]}"',
        )
        done = subprocess.run(["bash", "-c", "\n".join(lines)], capture_output=True, text=True, cwd=tmp_path, timeout=60)
        assert done.stderr == "", done
        return done.stdout.split()

    assert complete("albert", "cl") == ["classify"]
    assert complete("albert", "eval", "sq") == ["squad"]
    assert complete("albert", "encode", "--poo") == ["--pooling"]
    assert set(complete("albert", "encode", "--pooling", "m")) == {"mean", "max"}
    assert complete("albert", "convert", "--architecture", "AlbertForM") == ["AlbertForMaskedLM", "AlbertForMultipleChoice"]
    (tmp_path / "tests").mkdir()
    both, directories = ["tests", "texts.txt"], ["tests"]
    for *words, expected in (
        ["encode", "--file", both],
        ["encode", "--model", directories],
        ["convert", both],
        ["pretraining-data", "--tokenizer", both],
        ["pretraining-data", "--out", directories],
        ["pretrain", "--config", both],
        ["pretrain", "--data", directories],
        ["finetune", "--out", directories],
        ["finetune", "--curve", both],
        ["train-tokenizer", "--out", directories],
    ):
        assert sorted(word.rstrip("/") for word in complete("albert", *words, "te")) == expected, words


def test_every_name_of_a_place_completes():
    known = {*completion.FILES, *completion.DIRECTORIES}
    found = {action.metavar for parser in ALL.values() for action in parser._actions if isinstance(action.metavar, str)}
    places = {name for name in found if any(part in name for part in ("FILE", "DIR", "PATH", "SRC", "DST"))}
    assert places == known


@pytest.mark.skipif(not shutil.which("zsh"), reason="zsh is not installed")
def test_zsh_takes_the_completions(tmp_path):
    pytest.importorskip("shtab", reason="shtab is not installed")
    (tmp_path / "_albert").write_bytes(run("completion", "zsh").out)
    done = subprocess.run(["zsh", "-n", str(tmp_path / "_albert")], capture_output=True, text=True, timeout=60)
    assert (done.returncode, done.stderr) == (0, "")


def test_without_shtab_the_extra_is_named(run_program):
    done = run_program(
        "import sys\n"
        "sys.modules['shtab'] = None\n"
        "from albert._command import main\n"
        "assert main(['completion', 'bash']) == 1\n"
    )
    assert done.stderr == "albert: error: completion needs the package shtab: pip install 'libalbert[completion]'\n"
