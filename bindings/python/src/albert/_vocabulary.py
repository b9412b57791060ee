"""A vocabulary of its own for a corpus, by the sentencepiece library."""

from __future__ import annotations

import os

from albert._errors import make_error, refused, whole_argument, wrong_argument
from albert._output import make_way
from albert._tokenizer import Tokenizer
from albert._tokenizer_files import tokenizer_configuration

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import Any

    from albert._recipe import Path

__all__ = ["train_tokenizer"]

# The flags that ALBERT's own vocabularies were made with (google-research/albert, README, "SentencePiece").
_CONTROL_SYMBOLS = ["[CLS]", "[SEP]", "[MASK]"]
_USER_DEFINED_SYMBOLS = ["(", ")", '"', "-", ".", "–", "£", "€"]
_MOST_PIECES = 4_194_304  # what a model takes (docs/limits.md)
_THREADS = 16  # partial sums are added up by thread: with a fixed number the pieces are the same on every machine


def train_tokenizer(
    files: Path | Iterable[Path],
    output: Path,
    *,
    vocab_size: int = 30000,
    character_coverage: float = 0.99995,
    lines: int = 10_000_000,
    lowercase: bool = True,
    keep_accents: bool = False,
) -> Tokenizer:
    """Trains a vocabulary of ``vocab_size`` pieces on text files with sentencepiece, with ALBERT's flags, and gives the tokenizer.

    ``files``: one or more, UTF-8, of lines of any length; blank ones are skipped. ``output``: a directory, made where it is
    missing, for ``spiece.model``, ``tokenizer.json`` (as tokenizers and transformers read it) and ``tokenizer_config.json``; what
    bears these names is replaced. At most ``lines`` lines are learned from, drawn at random but always alike; they are in memory
    and take about 20 times their size there. The same files and options give the same bytes. ``character_coverage``: the part of all characters
    that get pieces. The tokenizer makes letters small and removes accents unless ``lowercase`` and ``keep_accents`` say otherwise.

    The extra ``vocabulary`` installs what is needed: ``pip install libalbert[vocabulary]``.

    Raises:
        ArgumentError: an option is wrong, or the texts have too few different words for so many pieces.
        FileError: a file cannot be read or written.
        FormatError: a file is not UTF-8.
        ImportError: sentencepiece or protobuf is missing.
    """
    from io import BytesIO

    try:
        import sentencepiece
        from sentencepiece import sentencepiece_model_pb2
    except ImportError as error:
        raise ImportError("training a vocabulary takes sentencepiece and protobuf: pip install libalbert[vocabulary]") from error
    paths = [files] if isinstance(files, str | bytes | os.PathLike) else list(files)
    if not paths:
        raise wrong_argument("files", "no file to learn from")
    lines, vocab_size = whole_argument("lines", lines), whole_argument("vocab_size", vocab_size)
    if vocab_size > _MOST_PIECES:
        raise wrong_argument("vocab_size", f"{vocab_size} is over the limit of {_MOST_PIECES}")
    if not isinstance(character_coverage, int | float):
        raise TypeError(f"character_coverage must be float, not {type(character_coverage).__name__}")
    if not 0 < character_coverage <= 1:
        raise wrong_argument("character_coverage", f"{character_coverage} is not above 0 and at most 1")
    make_way(output)
    drawn = _drawn(paths, lines)
    if not drawn:
        raise wrong_argument("files", "hold no text")
    written = BytesIO()
    failures: list[BaseException] = []
    try:
        sentencepiece.SentencePieceTrainer.train(
            sentence_iterator=_kept(_prepared(drawn, lowercase, keep_accents), failures),
            model_writer=written,
            model_type="unigram",
            vocab_size=vocab_size,
            character_coverage=character_coverage,
            pad_id=0,
            unk_id=1,
            bos_id=-1,
            eos_id=-1,
            control_symbols=_CONTROL_SYMBOLS,
            user_defined_symbols=_USER_DEFINED_SYMBOLS,
            shuffle_input_sentence=False,
            max_sentence_length=2**30,
            num_threads=_THREADS,
            minloglevel=2,
        )
    except RuntimeError as error:  # the library's own failures, and whatever went wrong in the iterator, as a text
        if failures:
            raise failures[0] from None
        raise wrong_argument("files", f"make no vocabulary of {vocab_size} pieces: {error}") from None
    model = sentencepiece_model_pb2.ModelProto.FromString(written.getvalue())  # type: ignore[attr-defined]
    _write(output, written.getvalue(), _description(model, lowercase, keep_accents), tokenizer_configuration(512, lowercase=lowercase, keep_accents=keep_accents))
    return Tokenizer.open(output)


def _kept(lines: Iterator[str], failures: list[BaseException]) -> Iterator[str]:
    """The lines, and what ended them."""
    try:
        yield from lines
    except GeneratorExit:
        raise
    except BaseException as failure:
        failures.append(failure)
        raise


def _drawn(paths: list[Path], count: int) -> list[str]:
    """At most so many of the lines that are not blank, each with the same chance. sentencepiece would draw others in every process."""
    from random import Random

    numbers = Random(0)
    drawn: list[str] = []
    for seen, line in enumerate(_lines(paths), 1):
        if len(drawn) < count:
            drawn.append(line)
        elif (place := numbers.randrange(seen)) < count:
            drawn[place] = line
    return drawn


def _lines(paths: list[Path]) -> Iterator[str]:
    for path in paths:
        place = os.fsdecode(path)
        try:
            with open(place, encoding="utf-8-sig") as file:
                yield from (text for line in file if (text := line.strip()))
        except UnicodeDecodeError as error:
            raise make_error("ALBERT_E_FORMAT", f"is not UTF-8: {error.reason}", place, -1, 0) from None
        except OSError as error:
            raise refused(error, place) from None


def _prepared(lines: Iterable[str], lowercase: bool, keep_accents: bool) -> Iterator[str]:
    """Lines as the normalizer of tokenizer.json leaves them, but for what sentencepiece itself does to them."""
    from unicodedata import category, normalize

    for line in lines:
        text = line.replace("``", '"').replace("''", '"')
        if not keep_accents:
            text = "".join(character for character in normalize("NFKD", text) if category(character)[0] != "M")
        # Letter by letter: Python would make the last sigma of a word another one.
        yield "".join(map(str.lower, text)) if lowercase else text


def _description(model: Any, lowercase: bool, keep_accents: bool) -> dict[str, Any]:
    """tokenizer.json, as transformers writes it for ALBERT: pieces of a digit and a comma are made so unlikely that the comma stands
    alone, as in the original program."""
    from base64 import b64encode

    charsmap = b64encode(model.normalizer_spec.precompiled_charsmap).decode()
    normalizers: list[dict[str, Any]] = [
        {"type": "Replace", "pattern": {"String": "``"}, "content": '"'},
        {"type": "Replace", "pattern": {"String": "''"}, "content": '"'},
    ]
    if not keep_accents:
        normalizers += [{"type": "NFKD"}, {"type": "StripAccents"}]
    if lowercase:
        normalizers.append({"type": "Lowercase"})
    normalizers += [
        {"type": "Precompiled", "precompiled_charsmap": charsmap},
        {"type": "Replace", "pattern": {"Regex": " {2,}"}, "content": " "},
    ]
    metaspace = {"type": "Metaspace", "replacement": "▁", "prepend_scheme": "always", "split": True}
    special = {"<pad>": 0, "<unk>": 1, "[CLS]": 2, "[SEP]": 3, "[MASK]": 4}
    first = [_special("[CLS]", 0), {"Sequence": {"id": "A", "type_id": 0}}, _special("[SEP]", 0)]
    second = [{"Sequence": {"id": "B", "type_id": 1}}, _special("[SEP]", 1)]
    return {
        "version": "1.0",
        "truncation": None,
        "padding": None,
        "added_tokens": [
            {"id": number, "content": text, "lstrip": text == "[MASK]", "special": True}
            | dict.fromkeys(("single_word", "rstrip", "normalized"), False)
            for text, number in special.items()
        ],
        "normalizer": {"type": "Sequence", "normalizers": normalizers},
        "pre_tokenizer": {"type": "Sequence", "pretokenizers": [{"type": "WhitespaceSplit"}, metaspace]},
        "post_processor": {
            "type": "TemplateProcessing",
            "single": first,
            "pair": first + second,
            "special_tokens": {text: {"id": text, "ids": [special[text]], "tokens": [text]} for text in ("[CLS]", "[SEP]")},
        },
        "decoder": metaspace,
        "model": {
            "type": "Unigram",
            "unk_id": 1,
            "vocab": [[piece.piece, piece.score - (100 if piece.piece[-1:] == "," and piece.piece[-2:-1].isdigit() else 0)] for piece in model.pieces],
            "byte_fallback": False,
        },
    }


def _special(text: str, type_id: int) -> dict[str, Any]:
    return {"SpecialToken": {"id": text, "type_id": type_id}}


def _write(output: Path, model: bytes, description: dict[str, Any], configuration: dict[str, Any]) -> None:
    from json import dumps

    directory = os.fsdecode(output)
    contents = {
        "spiece.model": model,
        "tokenizer.json": dumps(description, ensure_ascii=False).encode(),
        "tokenizer_config.json": dumps(configuration, indent=1).encode(),
    }
    try:
        os.makedirs(directory, exist_ok=True)
        for name, content in contents.items():
            part = os.path.join(directory, f"{name}.part")
            with open(part, "wb") as file:
                file.write(content)
            os.replace(part, os.path.join(directory, name))
    except OSError as error:
        raise refused(error, error.filename or directory) from None
