"""Vocabularies trained by sentencepiece: what they hold, and that each of the files gives the same ids."""

from __future__ import annotations

import json
import random
import subprocess
import sys

import pytest
from command_runs import run

import albert
from albert._vocabulary import _description

spm = pytest.importorskip("sentencepiece", reason="sentencepiece is not installed")
pytest.importorskip("google.protobuf", reason="protobuf is not installed")
pb2 = pytest.importorskip("sentencepiece.sentencepiece_model_pb2")

SYLLABLES = "ba ce di fo gu hal ker min nos pur sta tri vel wox yan zem über né".split()
FIRST = ["<pad>", "<unk>", "[CLS]", "[SEP]", "[MASK]", "(", ")", '"', "-", ".", "–", "£", "€", "▁"]


@pytest.fixture(scope="module")
def corpus(tmp_path_factory):
    numbers = random.Random(5)
    words = ["".join(numbers.choices(SYLLABLES, k=numbers.randint(1, 4))) for _ in range(800)]
    lines = [" ".join(numbers.choices(words, k=numbers.randint(3, 30))).capitalize() + "." for _ in range(3000)]
    path = tmp_path_factory.mktemp("corpus") / "corpus.txt"
    path.write_text("\n".join(lines) + "\n\n", encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def trained(corpus, tmp_path_factory):
    directory = tmp_path_factory.mktemp("vocabulary") / "new"
    return directory, albert.train_tokenizer(corpus, directory, vocab_size=300)


def test_a_vocabulary_begins_as_alberts_does_and_has_the_size_asked_for(trained):
    _, tokenizer = trained
    assert tokenizer.vocab_size == 300
    assert [tokenizer.id_to_token(number) for number in range(len(FIRST))] == FIRST


def test_capitals_and_accents_are_learned_as_the_tokenizer_leaves_them(trained):
    _, tokenizer = trained
    for number in range(len(FIRST), tokenizer.vocab_size):
        token = tokenizer.id_to_token(number)
        assert token == token.lower() and not set(token) & set("éü")


def test_both_files_give_the_same_ids_and_those_of_sentencepiece(trained, corpus):
    directory, tokenizer = trained
    other = albert.Tokenizer.open(directory / "spiece.model")
    reference = spm.SentencePieceProcessor(model_file=str(directory / "spiece.model"))
    for line in corpus.read_text(encoding="utf-8").splitlines()[:200]:
        assert tokenizer.encode(line).ids == other.encode(line).ids
        plain = line.lower().replace("ü", "u").replace("é", "e")
        assert tokenizer.encode(plain).ids[1:-1] == reference.encode(plain)


def test_a_comma_after_a_digit_stands_alone_as_in_the_original(trained, tmp_path):
    directory, _ = trained
    model = pb2.ModelProto.FromString((directory / "spiece.model").read_bytes())
    for place, piece in ((-1, "▁2014,"), (-2, "1,"), (-3, "▁2014"), (-4, "1"), (-5, ","), (-6, "▁፩,"), (-7, "▁፩")):
        model.pieces[place].piece, model.pieces[place].score = piece, -5.0
    (tmp_path / "spiece.model").write_bytes(model.SerializeToString())
    (tmp_path / "tokenizer.json").write_text(json.dumps(_description(model, True, False)), encoding="utf-8")
    both = [albert.Tokenizer.open(tmp_path / name) for name in ("tokenizer.json", "spiece.model")]
    for text in ("in 2014, 1, and", "2014,", "፩, and"):  # an Ethiopic digit, no decimal one
        first, second = (tokenizer.encode(text) for tokenizer in both)
        assert first.ids == second.ids and first.tokens.count(",") == text.count(",")


def test_marks_of_all_scripts_are_learned_without_as_the_tokenizer_leaves_them(tmp_path):
    (tmp_path / "hindi.txt").write_text("हिन्दी में लिखा हुआ पाठ\nΣίσυφος ΟΔΟΣ\n" * 400, encoding="utf-8")
    tokenizer = albert.train_tokenizer(tmp_path / "hindi.txt", tmp_path / "out", vocab_size=31)
    for word in ("हिन्दी", "लिखा", "ΟΔΟΣ", "Σίσυφος"):
        assert tokenizer.unk_id not in tokenizer.encode(word).ids


def test_cased_vocabularies_keep_capitals_and_accents(corpus, tmp_path):
    tokenizer = albert.train_tokenizer(corpus, tmp_path, vocab_size=300, lowercase=False, keep_accents=True)
    tokens = [tokenizer.id_to_token(number) for number in range(tokenizer.vocab_size)]
    assert any(token != token.lower() for token in tokens[len(FIRST) :])
    assert any(set(token) & set("éü") for token in tokens)


def test_the_same_text_gives_the_same_bytes_and_the_command_does_too(trained, corpus, tmp_path):
    directory, _ = trained
    done = run("train-tokenizer", corpus, "--out", tmp_path, "--vocab-size", 300)
    assert (done.status, done.err) == (0, "")
    for name in ("spiece.model", "tokenizer.json", "tokenizer_config.json"):
        assert (tmp_path / name).read_bytes() == (directory / name).read_bytes()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["spiece.model", "tokenizer.json", "tokenizer_config.json"]
    assert "token_type_ids" in json.loads((tmp_path / "tokenizer_config.json").read_text())["model_input_names"]


def test_no_more_lines_than_asked_for_are_learned_from(corpus, tmp_path):
    for name, lines in (("some", 200), ("again", 200), ("all", 10_000_000)):
        albert.train_tokenizer(corpus, tmp_path / name, vocab_size=200, lines=lines)
    program = f"import albert; albert.train_tokenizer({str(corpus)!r}, {str(tmp_path / 'elsewhere')!r}, vocab_size=200, lines=200)"
    subprocess.run([sys.executable, "-c", program], check=True)  # another process draws the same
    assert (tmp_path / "elsewhere" / "spiece.model").read_bytes() == (tmp_path / "some" / "spiece.model").read_bytes()
    some, again, every = ((tmp_path / name / "spiece.model").read_bytes() for name in ("some", "again", "all"))
    assert some == again != every


def test_text_with_too_few_words_is_refused(tmp_path):
    (tmp_path / "short.txt").write_text("One house. Two houses.")
    with pytest.raises(albert.ArgumentError, match=r"5000 pieces"):
        albert.train_tokenizer(tmp_path / "short.txt", tmp_path / "out", vocab_size=5000)
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("options", "name"),
    [({"vocab_size": 0}, "vocab_size"), ({"vocab_size": 2**31}, "vocab_size"), ({"lines": 0}, "lines"), ({"character_coverage": 1.5}, "character_coverage")],
)
def test_wrong_options_are_refused_before_anything_is_read(tmp_path, options, name):
    with pytest.raises(albert.ArgumentError, match=name):
        albert.train_tokenizer(tmp_path / "missing", tmp_path / "out", **options)


def test_files_that_cannot_be_read_are_named(tmp_path):
    with pytest.raises(albert.FileError, match="missing"):
        albert.train_tokenizer(tmp_path / "missing", tmp_path / "out")
    (tmp_path / "latin").write_bytes(b"caf\xe9 au lait")
    with pytest.raises(albert.FormatError, match="latin"):
        albert.train_tokenizer(tmp_path / "latin", tmp_path / "out")
    (tmp_path / "good").write_text("One house by the water.\n" * 100)
    for name, error in (("missing", albert.FileError), ("latin", albert.FormatError)):
        with pytest.raises(error, match=name):
            albert.train_tokenizer([tmp_path / "good", tmp_path / name], tmp_path / "out")


def test_no_file_is_no_text(tmp_path):
    with pytest.raises(albert.ArgumentError, match="files"):
        albert.train_tokenizer([], tmp_path / "out")
    (tmp_path / "blank").write_text("\n \n")
    with pytest.raises(albert.ArgumentError, match="files: hold no text"):
        albert.train_tokenizer(tmp_path / "blank", tmp_path / "out")


def test_a_wrong_output_is_refused_before_the_text_is_read(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(albert.FileError, match="file: is no directory"):
        albert.train_tokenizer(tmp_path / "missing", tmp_path / "file")


@pytest.mark.parametrize("words", [["--vocab-size", "0"], ["--character-coverage", "nan"], ["--lines", "x"]])
def test_wrong_arguments_are_refused_by_the_command(tmp_path, words):
    done = run("train-tokenizer", tmp_path / "missing", "--out", tmp_path / "out", *words)
    assert done.status == 2 and words[0] in done.err


def test_without_sentencepiece_the_command_says_what_to_install(tmp_path):
    program = (
        "import sys; sys.modules['sentencepiece'] = None\n"
        f"from albert._command import main; sys.exit(main(['train-tokenizer', 'x', '--out', {str(tmp_path)!r}]))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert done.returncode == 1 and "libalbert[vocabulary]" in done.stderr and done.stderr.count("\n") == 1
