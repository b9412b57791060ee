"""What a conversion takes and leaves on the disk, the sentences of its refusals, and its command."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from types import ModuleType

import pytest

import albert
from albert._command import main
from albert._convert.architecture import needed_shapes, prefix_of
from albert._convert.report import Report
from albert._convert.safetensors import write_safetensors
from albert._convert.sources import find_source
from albert._convert.target import Companions, write_directory
from albert._convert.tensor import Tensor

FIXTURES = Path(__file__).resolve().parents[3] / "Tests" / "Golden" / "tensorflow"
SIZES = {
    "model_type": "albert", "vocab_size": 12, "embedding_size": 4, "hidden_size": 8, "num_hidden_layers": 2,
    "num_attention_heads": 2, "intermediate_size": 16, "max_position_embeddings": 8,
}  # fmt: skip


def zeros(*shape: int) -> Tensor:
    count = 4
    for size in shape:
        count *= size
    return Tensor("F32", shape, lambda: bytes(count))


def model_tensors() -> dict[str, Tensor]:
    return {prefix_of("AlbertModel") + name: zeros(*shape) for name, shape in needed_shapes(SIZES, "AlbertModel").items()}


def write_sources(directory: Path, *names: str) -> Path:
    for name in names:
        (directory / name).write_bytes(b"")
    return directory


# --- sources -------------------------------------------------------------------------------------------------------------


def test_a_directory_or_a_file_in_it_or_a_checkpoint_s_name_is_a_source(tmp_path):
    write_sources(tmp_path, "model.ckpt-best.index", "model.ckpt-best.data-00000-of-00001", "albert_config.json")
    checkpoint = str(tmp_path / "model.ckpt-best")
    for path in (str(tmp_path), checkpoint, checkpoint + ".index"):
        found = find_source(path)
        assert (found.format, found.directory, found.path) == ("TensorFlow 1", str(tmp_path), checkpoint)
    binary = tmp_path / "binary"
    binary.mkdir()
    write_sources(binary, "pytorch_model.bin", "pytorch_model.bin.index.json")
    assert find_source(str(binary)).path == str(binary / "pytorch_model.bin")
    assert find_source(str(binary / "pytorch_model.bin.index.json")).format == "PyTorch"


def test_several_or_no_weights_are_refused_with_their_names(tmp_path):
    with pytest.raises(albert.ArgumentError, match="holds neither pytorch_model.bin nor the .index"):
        find_source(str(tmp_path))
    write_sources(tmp_path, "model.safetensors")
    with pytest.raises(albert.ArgumentError, match="there is nothing to convert"):
        find_source(str(tmp_path))
    write_sources(tmp_path, "a.index", "b.index", "pytorch_model.bin")
    with pytest.raises(albert.ArgumentError, match="holds 3 sets of weights, name one of them: pytorch_model.bin, a, b"):
        find_source(str(tmp_path))
    with pytest.raises(albert.UnsupportedError, match="expected a directory, a pytorch_model.bin or"):
        find_source(str(tmp_path / "model.safetensors"))
    with pytest.raises(FileNotFoundError):
        find_source(str(tmp_path / "absent"))


# --- what is not installed, or too old -----------------------------------------------------------------------------------


def write_pytorch_source(directory: Path) -> Path:
    directory.mkdir(exist_ok=True)
    (directory / "config.json").write_text(json.dumps(SIZES))
    return write_sources(directory, "pytorch_model.bin")


@pytest.mark.parametrize("version", ["1.13.1", "2.5.1", "2.9.0+cpu", "nonsense"])
def test_a_torch_whose_restricted_reader_is_known_to_be_unsafe_is_refused(tmp_path, monkeypatch, version):
    torch = ModuleType("torch")
    torch.__version__ = version  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "torch", torch)
    monkeypatch.setitem(sys.modules, "numpy", ModuleType("numpy"))
    with pytest.raises(albert.UnsupportedError, match=r"too old.*CVE-2025-32434, CVE-2026-24747.*2\.10 or newer"):
        albert.convert(write_pytorch_source(tmp_path / "source"), tmp_path / "target")
    assert not (tmp_path / "target").exists()


@pytest.mark.parametrize(
    "package, words",
    [("torch", "pip install 'torch>=2.10' numpy"), ("tensorflow", "pip install tensorflow")],
)
def test_what_is_not_installed_is_named_with_the_command_that_installs_it(tmp_path, monkeypatch, package, words):
    monkeypatch.setitem(sys.modules, package, None)
    source = write_pytorch_source(tmp_path / "source") if package == "torch" else FIXTURES / "pretraining"
    with pytest.raises(albert.UnsupportedError, match=words.replace(".", r"\.")):
        albert.convert(source, tmp_path / "target")


# --- writing -------------------------------------------------------------------------------------------------------------


def test_a_safetensors_file_has_the_format_s_metadata_and_aligned_tensors(tmp_path):
    path = tmp_path / "model.safetensors"
    narrow = Tensor("BF16", (3,), lambda: bytes(range(6)))
    write_safetensors(str(path), {"b": narrow, "a\"é": Tensor("F32", (2, 1), lambda: bytes(range(8))), "none": zeros(0, 5)})
    data = path.read_bytes()
    size = int.from_bytes(data[:8], "little")
    header = json.loads(data[8 : 8 + size])
    assert header.pop("__metadata__") == {"format": "pt"} and size % 8 == 0
    assert header["a\"é"] == {"dtype": "F32", "shape": [2, 1], "data_offsets": [0, 8]}
    assert header["b"] == {"dtype": "BF16", "shape": [3], "data_offsets": [8, 14]} and header["none"]["shape"] == [0, 5]
    assert data[8 + size :] == bytes(range(8)) + bytes(range(6))
    with pytest.raises(AssertionError, match="b: 5 bytes, shape and type need 6"):
        write_safetensors(str(tmp_path / "other"), {"b": Tensor("BF16", (3,), lambda: bytes(5))})


def test_a_directory_appears_whole_or_not_at_all(tmp_path):
    made = Report("source", "", "PyTorch", "AlbertModel")
    configuration = SIZES | {"architectures": ["AlbertModel"]}
    write_directory(str(tmp_path / "good"), configuration, model_tensors(), Companions(), made)
    assert made.files == ["config.json", "model.safetensors"] == sorted(path.name for path in (tmp_path / "good").iterdir())
    assert albert.load(tmp_path / "good").info["hidden_size"] == 8

    def broken() -> bytes:
        raise OSError(28, "No space left on device")

    failing = model_tensors() | {"pooler.bias": Tensor("F32", (8,), broken)}
    for change, tensors, error in [
        ({}, failing, OSError),
        ({"hidden_act": "none of ours"}, model_tensors(), albert.UnsupportedError),
        ({"hidden_size": 10}, model_tensors(), albert.FormatError),
    ]:
        with pytest.raises(error) as raised:
            write_directory(str(tmp_path / "bad"), configuration | change, tensors, Companions(), made)
        assert ".albert-" not in str(raised.value) and sorted(path.name for path in tmp_path.iterdir()) == ["good"]


def test_a_target_with_something_in_it_is_refused_before_anything_is_read(tmp_path):
    source = write_pytorch_source(tmp_path / "source")
    for target in (source, source / "config.json"):
        with pytest.raises(albert.ArgumentError, match="expected a directory that is new or empty"):
            albert.convert(source, target)
    with pytest.raises(albert.ArgumentError, match="'BertModel' is none of AlbertModel, "):
        albert.convert(source, tmp_path / "new", architecture="BertModel")


def test_a_target_that_could_not_be_made_is_refused_before_anything_is_read(tmp_path):
    source = write_pytorch_source(tmp_path / "source")
    for target in (tmp_path / "absent" / "target", source / "config.json" / "target"):
        with pytest.raises(albert.ArgumentError, match="would lie in .*, which is no directory") as raised:
            albert.convert(source, target)
        assert raised.value.place == str(target) and ".albert-" not in str(raised.value)
    with pytest.raises(albert.ArgumentError, match="target: is empty"):
        albert.convert(source, "")


def test_an_empty_directory_behind_a_link_is_filled(tmp_path):
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "real")
    write_directory(str(tmp_path / "link"), SIZES | {"architectures": ["AlbertModel"]}, model_tensors(), Companions(),
                    Report("source", "", "PyTorch", "AlbertModel"))  # fmt: skip
    assert (tmp_path / "link").is_symlink() and sorted(path.name for path in tmp_path.iterdir()) == ["link", "real"]
    assert albert.load(tmp_path / "real").info["hidden_size"] == 8


@pytest.mark.parametrize(
    ("change", "error", "words"),
    [
        ({"num_hidden_groups": 2**31 - 1}, albert.ArgumentError, "'num_hidden_groups' is 2147483647, the limit is 1024"),
        ({"inner_group_num": 1025}, albert.ArgumentError, "'inner_group_num' is 1025, the limit is 1024"),
        ({"num_hidden_groups": 33, "inner_group_num": 32}, albert.ArgumentError, "33 times 'inner_group_num' 32 is over the limit of 1024"),
        ({"id2label": {"0": "\ud800"}}, albert.FormatError, "holds a lone surrogate"),
        ({"hidden_size": True}, albert.FormatError, "'hidden_size' is True, expected a whole number from 1"),
    ],
)
def test_a_configuration_that_cannot_be_followed_is_refused_with_its_file(tmp_path, change, error, words):
    (tmp_path / "source").mkdir()
    for name, kept in (("config.json", SIZES), ("albert_config.json", SIZES)):
        (tmp_path / "source" / name).write_text(json.dumps(kept | change))
    for name, weights in (("config.json", "pytorch_model.bin"), ("albert_config.json", "model.ckpt.index")):
        write_sources(tmp_path / "source", weights)
        with pytest.raises(error, match=words) as raised:
            albert.convert(tmp_path / "source" / weights, tmp_path / "target")
        assert raised.value.place == str(tmp_path / "source" / name)


@pytest.mark.parametrize("activation", [["gelu"], {}, 1, None, "swish"])
def test_an_activation_that_the_release_has_not_is_refused(tmp_path, activation):
    (tmp_path / "albert_config.json").write_text(json.dumps(SIZES | {"hidden_act": activation}))
    write_sources(tmp_path, "model.ckpt.index")
    with pytest.raises(albert.UnsupportedError, match="'hidden_act' is .* expected gelu, relu, tanh or linear"):
        albert.convert(tmp_path, tmp_path / "target")


def test_another_kind_of_model_is_refused(tmp_path):
    source = write_pytorch_source(tmp_path / "source")
    for change, words in [
        ({"model_type": "bert"}, "'model_type' is 'bert'"),
        ({"architectures": ["BertModel"]}, "names 'BertModel', expected one of AlbertModel"),
    ]:
        (source / "config.json").write_text(json.dumps(SIZES | change))
        with pytest.raises(albert.UnsupportedError, match=words):
            albert.convert(source, tmp_path / "target")


def test_the_files_of_a_tokenizer_are_found(tmp_path):
    (tmp_path / "1_Pooling").mkdir()
    write_sources(tmp_path, "tokenizer.json", "modules.json", "1_Pooling/config.json", "README.md")
    assert list(Companions.of_transformers(str(tmp_path)).copied) == ["tokenizer.json", "modules.json", "1_Pooling/config.json"]
    (tmp_path / "modules.json").write_text(json.dumps([{"path": "p", "type": "a.Pooling"}, {"path": "../p", "type": "a.Pooling"}]))
    (tmp_path / "p").mkdir()
    (tmp_path / "p" / "config.json").write_text("{}")
    assert "p/config.json" in Companions.of_transformers(str(tmp_path)).copied
    made = Report("", "", "", "")
    assert Companions.of_release(str(tmp_path), {}, made).copied == {} and "no SentencePiece model" in made.notes[0]
    write_sources(tmp_path, "other.model")
    found = Companions.of_release(str(tmp_path), {"max_position_embeddings": 40}, made)
    assert found.copied == {"spiece.model": str(tmp_path / "other.model")}
    assert json.loads(found.written["tokenizer_config.json"])["model_max_length"] == 40
    write_sources(tmp_path, "second.model")
    with pytest.raises(albert.ArgumentError, match="holds 2 SentencePiece models: other.model, second.model"):
        Companions.of_release(str(tmp_path), {"max_position_embeddings": 40}, made)
    write_sources(tmp_path, "30k-clean.model")
    found = Companions.of_release(str(tmp_path), {"max_position_embeddings": 40}, made)
    assert found.copied == {"spiece.model": str(tmp_path / "30k-clean.model")}


# --- the command ---------------------------------------------------------------------------------------------------------


def test_the_command_gives_a_status_and_one_line_about_a_failure(tmp_path, capsys):
    assert main(["convert", str(tmp_path), str(tmp_path / "target")]) == 1
    captured = capsys.readouterr()
    assert captured.out == "" and captured.err.startswith("albert: error: ") and captured.err.count("\n") == 1
    assert main(["convert", str(tmp_path / "absent"), "target"]) == 1
    assert "No such file" in capsys.readouterr().err
    assert main(["convert"]) == 2 and main(["convert", "a", "b", "--architecture", "BertModel"]) == 2
    assert "invalid choice: 'BertModel'" in capsys.readouterr().err
    assert main(["convert", "--help"]) == 0 and "SRC DST" in capsys.readouterr().out


def test_the_command_is_part_of_the_package(run_program, tmp_path):
    run_program(
        "import subprocess, sys\n"
        "done = subprocess.run([sys.executable, '-m', 'albert', 'convert', *sys.argv[1:]], capture_output=True, text=True)\n"
        "assert done.returncode == 1 and done.stderr.startswith('albert: error: ') and done.stdout == '', done\n",
        str(tmp_path),
        str(tmp_path / "target"),
    )
