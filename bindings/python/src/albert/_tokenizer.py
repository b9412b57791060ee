"""Text to pieces and back."""

from __future__ import annotations

from albert._encoding import Encoding, encodings_of
from albert._frozen import Frozen
from albert._recipe import make_recipe, open_new, open_shared, tokenizer_recipe
from albert._task_rows import count_code_points, refuse_mapping

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import SupportsIndex

    from albert import _albert
    from albert._recipe import Option, Path, Recipe

__all__ = ["Tokenizer"]


class Tokenizer(Frozen):
    """A tokenizer: immutable, shared freely between threads, pickled as the files to open.

    A str may hold lone surrogates, which no encoding of Unicode has; they are read as U+FFFD. With ``strict=True``, given
    to ``open``, ``load`` or to one call, they raise UnicodeEncodeError.
    """

    __slots__ = ("_opened", "_recipe", "_strict")

    _opened: _albert.Tokenizer | None
    _recipe: Recipe
    _strict: bool

    def __init__(self) -> None:
        raise TypeError("use albert.Tokenizer.open(path)")

    @classmethod
    def open(cls, path: Path, *, strict: bool = False, **options: Option) -> Tokenizer:
        """Opens a tokenizer.json, a spiece.model, or a directory that holds one of them.

        Options: ``compat``, ``lower_case``, ``keep_accents``; ``albert.describe_options()`` says what they take.
        Definition: albert_tokenizer_open in include/albert.h.

        Raises:
            FileError: a file is missing or cannot be read.
            FormatError: its bytes break its format.
            UnsupportedError: it is a tokenizer of another kind.
            ArgumentError: an option is wrong, or a limit is exceeded.
        """
        recipe, native = open_new(make_recipe("tokenizer", path, options))
        return _make(recipe, strict, native)

    @property
    def _native(self) -> _albert.Tokenizer:
        if self._opened is None:
            self._set("_opened", open_shared(self._recipe))
        assert self._opened is not None
        return self._opened

    def _is_strict(self, strict: bool | None) -> bool:
        return self._strict if strict is None else bool(strict)

    def encode(self, text: str, pair: str | None = None, *, strict: bool | None = None, **options: Option) -> Encoding:
        """Splits a text, or a pair of texts, into pieces.

        Options: ``max_length``, ``truncation``, ``truncation_side``, ``stride``, ``overflow``, ``special_tokens``,
        ``special_text``, and ``offsets``, which count code points here ("codepoints", also for None) so that they index the str.
        Definition: section "tokenizer" of include/albert.h.

        Raises:
            ArgumentError: an option is wrong, or a ``stride`` or ``max_length`` leaves no room.
            UnicodeEncodeError: a lone surrogate, with ``strict``.
        """
        count_code_points(options)
        return encodings_of(self._native.tokenize(text, pair, options, self._is_strict(strict)))[0]

    def encode_batch(
        self,
        texts: Iterable[str],
        threads: int | None = None,
        *,
        pairs: Iterable[str | None] | None = None,
        strict: bool | None = None,
        **options: Option,
    ) -> list[Encoding]:
        """Splits many texts, or as many pairs, on several threads: the same as one by one. Options and errors as ``encode``'s.

        ``pairs``: the second texts; None in it: no second text. ``threads``: None is the process's default.
        """
        count_code_points(options)
        options["threads"] = threads
        refuse_mapping(texts, "texts")
        refuse_mapping(pairs, "pairs")
        return encodings_of(self._native.tokenize_batch(texts, pairs, options, self._is_strict(strict)))

    def encode_words(
        self,
        words: Iterable[str],
        pair: Iterable[str] | None = None,
        *,
        strict: bool | None = None,
        **options: Option,
    ) -> Encoding:
        """Splits a text that is already split into words; word ids and offsets refer to the given words.

        Options and errors as ``encode``'s.
        """
        count_code_points(options)
        refuse_mapping(words, "words")
        refuse_mapping(pair, "pair")
        return encodings_of(self._native.tokenize_words(words, pair, options, self._is_strict(strict)))[0]

    def decode(self, ids: Iterable[SupportsIndex], skip_special_tokens: bool = False) -> str:
        """Turns ids back into text.

        Raises:
            ArgumentError: an id that is no piece; the message names its position.
        """
        result = self._native.detokenize(ids, {"skip_special_tokens": bool(skip_special_tokens)})
        return result.texts("text", 0, 1)[0]

    def token_to_id(self, token: str) -> int | None:
        """The id of a piece by its exact spelling, such as "▁the"; None where the vocabulary has no such piece."""
        found = self._native.token_id(token)
        return None if found < 0 else found

    def id_to_token(self, id: SupportsIndex) -> str:
        """The spelling of a piece.

        Raises:
            ArgumentError: there is no such id.
        """
        return self._native.token_text(id)

    @property
    def vocab_size(self) -> int:
        """The number of pieces, added tokens included."""
        return self._native.vocab_size()

    def _special(self, role: str) -> int | None:
        found = self._native.special_id(role)
        return None if found < 0 else found

    @property
    def pad_id(self) -> int | None:
        """The id of the padding token; None where the tokenizer has none."""
        return self._special("pad")

    @property
    def unk_id(self) -> int | None:
        """The id of the piece for unknown text; None where the tokenizer has none."""
        return self._special("unk")

    @property
    def cls_id(self) -> int | None:
        """The id of [CLS]; None where the tokenizer has none."""
        return self._special("cls")

    @property
    def sep_id(self) -> int | None:
        """The id of [SEP]; None where the tokenizer has none."""
        return self._special("sep")

    @property
    def mask_id(self) -> int | None:
        """The id of [MASK]; None where the tokenizer has none."""
        return self._special("mask")

    @property
    def bos_id(self) -> int | None:
        """The id of the beginning of a text, [CLS] in ALBERT's files; None where the tokenizer has none."""
        return self._special("bos")

    @property
    def eos_id(self) -> int | None:
        """The id of the end of a text, [SEP] in ALBERT's files; None where the tokenizer has none."""
        return self._special("eos")

    def __copy__(self) -> Tokenizer:
        return self

    def __deepcopy__(self, memo: object) -> Tokenizer:
        return self

    def __reduce__(self) -> tuple[object, ...]:
        return _make, (self._recipe, self._strict)

    def __repr__(self) -> str:
        path = self._recipe[1]
        return f"<albert.Tokenizer {'of the bundled model' if path is None else repr(path.decode(errors='replace'))}>"


def _make(recipe: Recipe, strict: bool, native: object = None) -> Tokenizer:
    tokenizer = object.__new__(Tokenizer)
    tokenizer._set("_recipe", recipe)
    tokenizer._set("_strict", bool(strict))
    tokenizer._set("_opened", native)
    return tokenizer


def tokenizer_of_model(recipe: Recipe, strict: bool, native: _albert.Tokenizer) -> Tokenizer:
    return _make(tokenizer_recipe(recipe), strict, native)
