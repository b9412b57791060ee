"""Models: text in, answers out."""

from __future__ import annotations

from albert._arrays import array_of, array_of_column, arrays_by_sequence, attentions_by_sequence
from albert._errors import make_error
from albert._frozen import Frozen
from albert._recipe import make_recipe, open_new, open_shared
from albert._records import Output, Prediction
from albert._tokenizer import Tokenizer, tokenizer_of_model

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from typing import Any, SupportsIndex

    from albert import _albert
    from albert._arrays import Array
    from albert._recipe import Option, Path, Recipe

__all__ = ["Model", "load"]


def load(
    path: Path | None = None,
    *,
    dtype: str = "f32",
    threads: int | None = None,
    strict: bool = False,
    **options: Option,
) -> Model:
    """Opens a model directory in the Hugging Face layout; without a path, the model that comes with the library.

    Options: ``weights_check``, ``compat``, ``lower_case``, ``keep_accents``; ``albert.describe_options()`` says what they
    take. ``threads`` holds for the model's calls that do not say. ``strict`` refuses lone surrogates (see Tokenizer).
    """
    recipe, native = open_new(make_recipe("model", path, {"dtype": dtype, "threads": threads, **options}))
    return _make(recipe, strict, native)


class Model(Frozen):
    """An open model: immutable, shared freely between threads, pickled as the files to open.

    Every method takes further options by keyword (``threads``, ``max_length``, …), checked by the library.
    """

    __slots__ = ("_opened", "_recipe", "_strict", "_tokenizer")

    _opened: _albert.Model | None
    _recipe: Recipe
    _strict: bool
    _tokenizer: Tokenizer | None

    def __init__(self) -> None:
        raise TypeError("use albert.load(path)")

    @property
    def _native(self) -> _albert.Model:
        if self._opened is None:
            self._set("_opened", open_shared(self._recipe))
        assert self._opened is not None
        return self._opened

    def _is_strict(self, strict: bool | None) -> bool:
        return self._strict if strict is None else bool(strict)

    @property
    def tokenizer(self) -> Tokenizer:
        """The model's tokenizer; UnsupportedError where the model has none."""
        if self._tokenizer is None:
            self._set("_tokenizer", tokenizer_of_model(self._recipe, self._strict, self._native.tokenizer()))
        assert self._tokenizer is not None
        return self._tokenizer

    @property
    def info(self) -> dict[str, Any]:
        """Sizes, activation, heads present, parameter count, dtype, kernels, memory, files."""
        from json import loads

        described: dict[str, Any] = loads(self._native.info())
        return described

    def fill_mask(
        self,
        text: str,
        top_k: int = 5,
        targets: Iterable[str] | str | None = None,
        *,
        strict: bool | None = None,
        **options: Option,
    ) -> list[Prediction] | Any:
        """The best pieces for the [MASK] of a text, best first; for several masks, one list per mask in order.

        ``targets``: only these pieces or words are considered.
        """
        options["top_k"] = top_k
        if targets is not None:
            options["targets"] = _lines(targets)
        result = self._native.fill_mask(text, options, self._is_strict(strict))
        rows = result.rows
        masks = result.ints("mask", 0, rows)
        columns = zip(
            result.texts("token", 0, rows),
            result.ints("token_id", 0, rows),
            result.floats("score", 0, (rows,), (1,)).tolist(),
            result.texts("sequence", 0, rows),
            strict=True,
        )
        filled: list[list[Prediction]] = [[] for _ in range(max(masks, default=0) + 1)]
        for mask, values in zip(masks, columns, strict=True):
            filled[mask].append(Prediction(*values))
        return filled[0] if len(filled) == 1 else filled

    def encode(
        self,
        texts: str | Iterable[str],
        pooling: str = "mean",
        normalize: bool = True,
        *,
        strict: bool | None = None,
        **options: Option,
    ) -> Array:
        """One float32 vector per text: [texts, hidden], or [hidden] for a single str.

        ``pooling``: "mean", "cls", "max" or "pooler". A text beyond the model's limit is truncated.
        """
        options["pooling"] = pooling
        options["normalize"] = normalize
        if isinstance(texts, str):
            return array_of(self._native.encode((texts,), options, self._is_strict(strict))[0])
        return array_of(self._native.encode(texts, options, self._is_strict(strict)))

    def forward(
        self,
        ids: Iterable[Sequence[SupportsIndex]],
        type_ids: Iterable[Sequence[SupportsIndex]] | None = None,
        *,
        hidden_states: bool = False,
        attentions: bool = False,
        mlm: bool = False,
        attention_mask: Iterable[Sequence[SupportsIndex]] | None = None,
        **options: Option,
    ) -> Output:
        """Runs the encoder over sequences of ids, special tokens included, of any lengths: nothing is padded.

        The arrays share the memory of the answer and are read-only; copy them to change them.
        """
        info = self.info
        wanted = {
            "hidden": True,
            "pooled": info["pooler"],
            "sop_logits": info["pooler"] and info["sentence_order_head"],
            "mlm_logits": mlm,
            "hidden_states": hidden_states,
            "attentions": attentions,
        }
        options["outputs"] = ",".join(name for name, asked in wanted.items() if asked)
        result, lengths = self._native.forward(ids, type_ids, attention_mask, options)
        return Output(
            hidden=arrays_by_sequence(result, "hidden", lengths),
            pooled=array_of_column(result, "pooled") if wanted["pooled"] else None,
            sop_logits=array_of_column(result, "sop_logits") if wanted["sop_logits"] else None,
            mlm_logits=arrays_by_sequence(result, "mlm_logits", lengths) if mlm else None,
            hidden_states=arrays_by_sequence(result, "hidden_states", lengths) if hidden_states else None,
            attentions=attentions_by_sequence(result, info["num_attention_heads"], lengths) if attentions else None,
        )

    def sentence_order(self, a: str, b: str, *, strict: bool | None = None, **options: Option) -> float:
        """The probability that text ``a`` comes before text ``b``, as the sentence-order head sees it."""
        return self._native.sentence_order(a, b, options, self._is_strict(strict))

    def __copy__(self) -> Model:
        return self

    def __deepcopy__(self, memo: object) -> Model:
        return self

    def __reduce__(self) -> tuple[object, ...]:
        return _make, (self._recipe, self._strict)

    def __repr__(self) -> str:
        _, path, options = self._recipe
        place = "bundled" if path is None else repr(path.decode(errors="replace"))
        return f"<albert.Model {place}{''.join(f' {name}={value!r}' for name, value in options)}>"


def _make(recipe: Recipe, strict: bool, native: object = None) -> Model:
    model = object.__new__(Model)
    model._set("_recipe", recipe)
    model._set("_strict", bool(strict))
    model._set("_opened", native)
    model._set("_tokenizer", None)
    return model


def _lines(targets: Iterable[str] | str) -> str:
    """The option ``targets``: one per line, so none may be empty or hold a line's end."""
    listed = [targets] if isinstance(targets, str) else list(targets)
    for target in listed:
        if not isinstance(target, str):
            raise TypeError(f"targets must be str, not {type(target)!r}")
        if not target or "\n" in target:
            raise make_error("ALBERT_E_ARGUMENT", f"{target!r} is no piece", "targets", -1, 0)
    if not listed:
        raise make_error("ALBERT_E_ARGUMENT", "there are none", "targets", -1, 0)
    return "\n".join(listed)
