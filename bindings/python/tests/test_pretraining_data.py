"""Examples for pre-training: held against the texts they were made of, and by a script that knows nothing of the library."""

from __future__ import annotations

import importlib.util
import random
import struct
import subprocess
import sys
from pathlib import Path

import pytest

import albert

ROOT = Path(__file__).resolve().parents[3]
SCRIPT = ROOT / "scripts" / "check_pretraining_data.py"
WORDS = (
    "the of and in to a was for is on as by with he that at from his an were which this or be it had has their one but first "
    "extraordinary misunderstanding photosynthesis well-known don't 1984 3,500 São Zürich"
).split()


def sentences(documents: int, seed: int = 1) -> list[list[str]]:
    numbers = random.Random(seed)
    return [
        [" ".join(numbers.choices(WORDS, k=numbers.randint(3, 25))) + "." for _ in range(numbers.randint(1, 60))]
        for _ in range(documents)
    ]


def write(path: Path, documents: list[list[str]], line: str = "\n") -> Path:
    path.write_text("\n\n".join(line.join(document) for document in documents), encoding="utf-8")
    return path


def shards(directory: Path) -> list[bytes]:
    return [path.read_bytes() for path in sorted(directory.glob("0*.examples"))]


def records(shard: bytes) -> list[tuple[list[int], list[int], int]]:
    """Segments with their masks taken away, and flags, of a vocabulary whose ids have two bytes."""
    size, count, byte_count = (struct.unpack_from(form, shard, at)[0] for form, at in (("<I", 32), ("<Q", 88), ("<Q", 96)))
    at = 104 + (size + 63) // 64 * 8
    assert at + byte_count + 4 == len(shard)
    found = []
    for _ in range(count):
        first, second, masks, flags = struct.unpack_from("<4H", shard, at)
        values = list(struct.unpack_from(f"<{first + second + 2 * masks}H", shard, at + 8))
        ids, positions, labels = values[: first + second], values[first + second :][:masks], values[-masks:]
        for position, label in zip(positions, labels[: len(positions)], strict=True):
            ids[position - (1 if position <= first else 2)] = label
        found.append((ids[:first], ids[first:], flags))
        at += 8 + 2 * (first + second + 2 * masks)
    return found


def check(directory: Path, model_directory: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, SCRIPT, directory, model_directory / "tokenizer.json"], capture_output=True, text=True
    )


@pytest.mark.parametrize("options", [{}, {"max_predictions": 5, "longest_gram": 1}, {"mask_rate": 0.4, "max_length": 40}])
def test_shards_are_what_the_description_says(tmp_path, model_directory, options):
    corpus = write(tmp_path / "corpus", sentences(400), " ")
    counts = albert.pretraining_data(corpus, tmp_path / "out", **{"max_length": 128, "passes": 2, **options})
    done = check(tmp_path / "out", model_directory)
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout == f"{counts.examples} examples, {counts.masked} masks; 0 failed\n"


def test_the_script_finds_what_is_wrong(tmp_path, model_directory):
    albert.pretraining_data(write(tmp_path / "corpus", sentences(60), " "), tmp_path / "out", max_length=128)
    path = tmp_path / "out" / "000000.examples"
    whole = path.read_bytes()
    path.write_bytes(whole[:5000] + bytes([whole[5000] ^ 1]) + whole[5001:])
    done = check(tmp_path / "out", model_directory)
    assert done.returncode == 1 and "the checksum is wrong" in done.stdout


def test_the_scripts_own_rule_for_words_is_the_originals():
    described = importlib.util.spec_from_file_location("check_pretraining_data", SCRIPT)
    module = importlib.util.module_from_spec(described)
    described.loader.exec_module(module)
    assert all(map(module.begins_word, ["▁", "▁the", "<unk>", ".", "5", "é", "'s", "€"]))
    assert not any(map(module.begins_word, ["s", "ing", "...", "[CLS]"]))


def places(document: list[int], part: list[int]) -> list[int]:
    """Where in the document the part stands."""
    return [start for start in range(len(document) - len(part) + 1) if document[start : start + len(part)] == part]


def test_segments_are_consecutive_text_and_the_flag_tells_their_order(tmp_path, tokenizer):
    # Each document has words of its own, so that a segment tells where it is from.
    numbers = random.Random(3)
    own = [f"{number} {number * 7}" for number in range(1000, 1040)]
    documents = [
        [f"{word} " + " ".join(numbers.choices(WORDS, k=numbers.randint(2, 12))) for _ in range(numbers.randint(1, 30))]
        for word in own
    ]
    corpus = write(tmp_path / "corpus", documents)
    albert.pretraining_data(corpus, tmp_path / "out", text_format="sentences", max_length=64, seed=5)
    texts = [
        [id for text in document for id in tokenizer.encode(text, special_tokens=False).ids] for document in documents
    ]
    (shard,) = shards(tmp_path / "out")
    flags = []
    for first, second, flag in records(shard):
        flags.append(flag)
        if flag == 3:
            assert any(places(text, first) for text in texts) and any(places(text, second) for text in texts)
            continue
        before, after = (first, second) if flag == 0 else (second, first)
        found = [(places(text, before), places(text, after)) for text in texts]
        assert any(early and late and min(early) + len(before) <= max(late) for early, late in found)
    assert {0, 1, 3} == set(flags)


def test_the_bytes_do_not_depend_on_threads(tmp_path):
    corpus = write(tmp_path / "corpus", sentences(1500), " ")
    made = []
    for threads in (1, 2, 5):
        albert.pretraining_data(corpus, tmp_path / str(threads), threads=threads, portion=1)
        made.append(shards(tmp_path / str(threads)))
    assert len(made[0]) > 1 and made[0] == made[1] == made[2]


def test_files_are_read_in_order_and_given_in_any_way(tmp_path):
    documents = sentences(30)
    whole = write(tmp_path / "whole", documents)
    parts = [write(tmp_path / "a", documents[:10]), write(tmp_path / "b", documents[10:])]
    made = []
    for number, files in enumerate((whole, [str(whole)], parts, iter(parts), str(whole).encode())):
        albert.pretraining_data(files, tmp_path / str(number))
        made.append(shards(tmp_path / str(number)))
    assert all(one == made[0] for one in made)


def test_the_tokenizer_may_be_open_a_models_or_a_path(tmp_path, tokenizer, model, model_directory):
    corpus = write(tmp_path / "corpus", sentences(5))
    made = []
    for number, given in enumerate((None, tokenizer, model, model_directory, str(model_directory / "tokenizer.json"))):
        albert.pretraining_data(corpus, tmp_path / str(number), tokenizer=given)
        made.append(shards(tmp_path / str(number)))
    assert all(one == made[0] for one in made)


def test_counts_are_numbers_of_what_was_made(tmp_path):
    documents = sentences(20)
    counts = albert.pretraining_data(
        write(tmp_path / "corpus", documents), tmp_path / "out", text_format="sentences", masking="on_reading", passes=3
    )
    assert counts.documents == 20 and counts.sentences == sum(map(len, documents))
    assert counts.shards == 3 == len(shards(tmp_path / "out"))
    found = [record for shard in shards(tmp_path / "out") for record in records(shard)]
    assert counts.examples == len(found) and counts.masked == 0
    assert counts.tokens == sum(len(first) + len(second) + 3 for first, second, _ in found)
    assert counts.swapped == sum(flag == 1 for *_, flag in found)
    assert counts.unrelated == sum(flag == 3 for *_, flag in found)


def test_progress_counts_the_bytes_of_every_pass(tmp_path):
    corpus = write(tmp_path / "corpus", sentences(10))
    seen: list[tuple[int, int]] = []
    albert.pretraining_data(corpus, tmp_path / "out", passes=4, progress=lambda done, total: seen.append((done, total)))
    assert seen[-1] == (4 * corpus.stat().st_size,) * 2


def test_a_progress_that_raises_leaves_nothing_behind(tmp_path):
    def stop(done, total):
        raise KeyError("stop")

    corpus = write(tmp_path / "corpus", sentences(3000), " ")
    with pytest.raises(KeyError):
        albert.pretraining_data(corpus, tmp_path / "out", passes=1000, portion=1, progress=stop)
    assert [path.name for path in tmp_path.iterdir()] == ["corpus"]


def test_the_documents_program_prints_what_stands_there(tmp_path, monkeypatch, capsys):
    page = (ROOT / "docs" / "pretraining-data.md").read_text(encoding="utf-8")
    program, rest = page.split("<!-- tested: python -->\n```python\n")[1].split("```\n", 1)
    monkeypatch.chdir(tmp_path)
    exec(compile(program, "pretraining-data.md", "exec"), {})
    assert capsys.readouterr().out == rest.split("```text\n")[1].split("```")[0]


def test_refusals_name_what_is_wrong(tmp_path):
    corpus = write(tmp_path / "corpus", sentences(3))
    with pytest.raises(albert.FileError, match="missing"):
        albert.pretraining_data([corpus, tmp_path / "missing"], tmp_path / "out")
    with pytest.raises(albert.ArgumentError, match="mask_rate"):
        albert.pretraining_data(corpus, tmp_path / "out", mask_rate=2)
    with pytest.raises(albert.ArgumentError, match="max_length"):
        albert.pretraining_data(corpus, tmp_path / "out", max_length=7)
    with pytest.raises(albert.ArgumentError, match="names no file|path_count"):
        albert.pretraining_data([], tmp_path / "out")
    (tmp_path / "empty").write_text("\n \n")
    with pytest.raises(albert.ArgumentError, match="no text"):
        albert.pretraining_data(tmp_path / "empty", tmp_path / "out")
    assert not (tmp_path / "out").exists()
    albert.pretraining_data(corpus, tmp_path / "out")
    with pytest.raises(albert.FileError, match="holds examples already"):
        albert.pretraining_data(corpus, tmp_path / "out")


def test_shards_without_an_index_are_what_a_killed_process_left(tmp_path):
    corpus = write(tmp_path / "corpus", sentences(60), " ")
    albert.pretraining_data(corpus, tmp_path / "whole")
    expected = {path.name: path.read_bytes() for path in (tmp_path / "whole").iterdir()}
    (tmp_path / "left").mkdir()
    for name in ("000000.examples", "000777.examples", "mine.examples"):
        (tmp_path / "left" / name).write_bytes(b"half")
    albert.pretraining_data(corpus, tmp_path / "left")
    found = {path.name: path.read_bytes() for path in (tmp_path / "left").iterdir()}
    assert found == expected | {"mine.examples": b"half"}
