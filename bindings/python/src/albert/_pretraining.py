"""Examples for pre-training, made of text files."""

from __future__ import annotations

import os

from albert._frozen import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from albert._model import Model
    from albert._recipe import Option, Path
    from albert._tokenizer import Tokenizer

__all__ = ["PretrainingCounts", "pretraining_data"]


class PretrainingCounts(Record):
    """What ``pretraining_data`` has read and written."""

    __slots__ = __match_args__ = (
        "documents",
        "sentences",
        "shards",
        "examples",
        "tokens",
        "masked",
        "swapped",
        "unrelated",
    )

    documents: int
    """Documents with text in them."""
    sentences: int
    """Their sentences."""
    shards: int
    """Files of examples."""
    examples: int
    """Pairs of segments."""
    tokens: int
    """Pieces of all examples, special tokens included."""
    masked: int
    """Pieces to be predicted; 0 with ``masking="on_reading"``."""
    swapped: int
    """Examples whose segments are not in their order."""
    unrelated: int
    """Examples whose second segment is from another document, because there was but one sentence to be had."""

    def __init__(
        self,
        documents: int,
        sentences: int,
        shards: int,
        examples: int,
        tokens: int,
        masked: int,
        swapped: int,
        unrelated: int,
    ) -> None:
        self._set("documents", documents)
        self._set("sentences", sentences)
        self._set("shards", shards)
        self._set("examples", examples)
        self._set("tokens", tokens)
        self._set("masked", masked)
        self._set("swapped", swapped)
        self._set("unrelated", unrelated)


def pretraining_data(
    files: Path | Iterable[Path],
    output: Path,
    *,
    tokenizer: Tokenizer | Model | Path | None = None,
    progress: Callable[[int, int], object] | None = None,
    **options: Option,
) -> PretrainingCounts:
    """Turns text files into examples for pre-training: pairs of segments, in their order or swapped, with masked words.

    ``files``: one or more, UTF-8, one paragraph per line (or with ``text_format="sentences"`` one sentence per line), a blank
    line between documents; of any size. ``output``: a directory that is new or holds no examples; all of them appear, or none.
    ``tokenizer``: one that is open, a model's, or a path to one; None: the bundled model's. ``progress`` is called with
    (done, total) bytes of text.

    Options: ``seed``, ``text_format``, ``max_length``, ``short_rate``, ``passes``, ``portion``, ``masking``, ``mask_rate``,
    ``longest_gram``, ``max_predictions``, ``threads``; ``albert.describe_options()`` says what they take, and
    docs/pretraining-data.md what they do. The files written depend on texts, tokenizer and options, but not on ``threads``.

    Definition: albert_pretraining_data_write in include/albert.h.

    Raises:
        FileError: a file cannot be read or written, or ``output`` holds examples already.
        ArgumentError: an option is wrong, there is no file or no text in them, or a limit is exceeded (docs/limits.md).
        UnsupportedError: the tokenizer lacks [CLS], [SEP] or [MASK].
        ResourceError: memory could not be had.
    """
    paths = [files] if isinstance(files, str | bytes | os.PathLike) else list(files)
    encoded = tuple(os.fsencode(path) for path in paths)
    native = _tokenizer(tokenizer)._native
    result = native.pretraining_data(encoded, os.fsencode(output), options, progress)
    return PretrainingCounts(**{name: int(result.texts(name, 0, 1)[0]) for name in PretrainingCounts.__slots__})


def _tokenizer(given: Tokenizer | Model | Path | None) -> Tokenizer:
    from albert._model import Model, load
    from albert._tokenizer import Tokenizer

    if isinstance(given, Tokenizer):
        return given
    if isinstance(given, Model):
        return given.tokenizer
    return load().tokenizer if given is None else Tokenizer.open(given)
