"""Models: text in, answers out."""

from __future__ import annotations

from operator import index
from os import fsencode

from albert._arrays import array_of_column, arrays_by_sequence, attentions_by_sequence
from albert._hub import locate
from albert._recipe import make_recipe, open_new, open_shared
from albert._records import Output, Prediction
from albert._task_rows import list_of, listed_texts, refuse_mapping, refuse_option, targets_of
from albert._text_tasks import TextTasks
from albert._tokenizer import Tokenizer, tokenizer_of_model

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from typing import Any, SupportsIndex

    from albert import _albert
    from albert._arrays import Array
    from albert._recipe import Option, Path, Recipe

__all__ = ["Model", "load", "save"]


def load(
    path: Path | None = None,
    *,
    dtype: str = "f32",
    threads: int | None = None,
    strict: bool = False,
    revision: str | None = None,
    token: str | bool | None = None,
    progress: bool = True,
    **options: Option,
) -> Model:
    """Opens a model directory in the Hugging Face layout; without a path, the model that comes with the library.

    A str that leads nowhere and can be a name on the Hugging Face hub ("albert/albert-base-v2") is looked for there, with
    ``revision``, ``token`` and ``progress`` as in ``albert.pull``, which also says the errors.

    Options: ``weights_check``, ``compat``, ``lower_case``, ``keep_accents``; ``albert.describe_options()`` says what they
    take. ``dtype``: "f32", "bf16" or "int8", what products are computed in; results are float32 all the same
    (docs/precision.md). ``threads`` holds for the model's calls that do not say. ``strict`` refuses lone surrogates (see
    Tokenizer).

    Definition: albert_model_open in include/albert.h.

    Raises:
        FileError: a file is missing, cannot be read, or leads outside the directory; the hub cannot be reached.
        FormatError: a file's bytes break its format, or ``weights_check="refuse"`` found NaN or infinity.
        UnsupportedError: the model is no ALBERT, or asks for something that is not computed here.
        ArgumentError: an option is wrong, or a size is beyond a limit (docs/limits.md).
        ResourceError: memory could not be had.
    """
    found = locate(path, revision, token, progress)
    recipe, native = open_new(make_recipe("model", found, {"dtype": dtype, "threads": threads, **options}))
    return _make(recipe, strict, native)


def save(model: Model, directory: Path) -> None:
    """Saves a model: the same as ``model.save(directory)``, with its errors."""
    model.save(directory)


class Model(TextTasks):
    """An open model: immutable, shared freely between threads, pickled as the files to open.

    Made by ``albert.load``. Each method is a task; which head it needs, and what all of them take and raise, is in
    docs/tasks/README.md. Every method takes further options by keyword (``threads``, ``max_length``, …), which the library
    checks: ``albert.describe_options()`` lists them.
    """

    __slots__ = ("_normalizes", "_opened", "_recipe", "_strict", "_tokenizer")

    _normalizes: bool | None
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
        """The model's tokenizer.

        Raises:
            UnsupportedError: the model has none.
        """
        if self._tokenizer is None:
            self._set("_tokenizer", tokenizer_of_model(self._recipe, self._strict, self._native.tokenizer()))
        assert self._tokenizer is not None
        return self._tokenizer

    @property
    def info(self) -> dict[str, Any]:
        """What is known about the model, by name.

        Sizes and activation as in config.json; ``parameters``; ``memory`` (bytes of the weights); ``dtype``; ``kernels``;
        ``pooler``, ``masked_language_head``, ``sentence_order_head`` (bool); ``task_head`` (the class of transformers whose
        head the file holds, or None) and its ``labels``; ``pooling`` and ``normalize`` of its sentence-transformers files, or
        None; ``files``; ``ignored_tensors``; ``non_finite_weights``. Definition: albert_model_info in include/albert.h.
        """
        from json import loads

        described: dict[str, Any] = loads(self._native.info())
        return described

    @property
    def _normalizes_vectors(self) -> bool:
        if self._normalizes is None:
            own = self.info["normalize"]
            self._set("_normalizes", True if own is None else own)
        assert self._normalizes is not None
        return self._normalizes

    def fill_mask(
        self,
        text: str | Iterable[str],
        top_k: int = 5,
        targets: Iterable[str] | str | None = None,
        *,
        strict: bool | None = None,
        **options: Option,
    ) -> list[Prediction] | Any:
        """The best pieces for the [MASK] of a text, best first; for several masks, one list per mask in order.

        ``top_k``: answers for each mask. ``targets``: only these words or pieces are considered, each as the one piece that
        it is tokenized to, else as the piece of this spelling. Masks are filled independently. Texts are not truncated.

        The head is AlbertForMaskedLM's; definition: docs/tasks/fill-mask.md.

        Returns:
            A list of Prediction; for several masks a list of such lists; for a list of texts a list of these. A score is a
            probability over the whole vocabulary, with ``targets`` too.

        Raises:
            UnsupportedError: the file holds no masked-language head, or the tokenizer has no mask token.
            ArgumentError: an empty text, one without [MASK] or longer than the model takes, or an unknown target.
        """
        options["top_k"] = top_k
        if targets is not None:
            options["targets"] = targets_of(targets)
        if not isinstance(text, str):
            return [self._fill(one, options, self._is_strict(strict)) for one in listed_texts(text)[0]]
        return self._fill(text, options, self._is_strict(strict))

    def _fill(self, text: str, options: dict[str, Option], strict: bool) -> list[Prediction] | list[list[Prediction]]:
        result = self._native.fill_mask(text, options, strict)
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

    def forward(
        self,
        texts_or_ids: str | Iterable[str] | Iterable[Sequence[SupportsIndex]],
        type_ids: Iterable[Sequence[SupportsIndex]] | None = None,
        *,
        hidden_states: bool = False,
        attentions: bool = False,
        mlm: bool = False,
        layers: Iterable[SupportsIndex] | None = None,
        attention_mask: Iterable[Sequence[SupportsIndex]] | None = None,
        strict: bool | None = None,
        **options: Option,
    ) -> Output:
        """Runs the encoder over texts, or over sequences of ids with their special tokens, of any lengths: nothing is padded.

        ``hidden_states``: of all layers, or of ``layers``: 0 is the first layer's input, n the output of layer n, -1 the last.
        ``attentions``: softmaxed weights, [layers, heads, length, length] per sequence. ``mlm``: logits over the vocabulary.
        ``type_ids``: the segment of each id, 0 or 1; None: all 0. ``attention_mask``: 1 for ids that are seen as keys, 0 for
        others; None: all 1. Texts are tokenized as single texts and not truncated.

        Definition: docs/tasks/forward.md, and albert_forward in include/albert.h.

        Returns:
            An Output. Its arrays share the memory of the answer and are read-only; copy them to change them.

        Raises:
            ArgumentError: no sequence, an empty one or one longer than the model takes, an id, segment or layer that does
                not exist (the message names the position), lists whose lengths differ from those of the ids, or the option
                ``outputs``, which is what the other parameters say.
            UnsupportedError: ``mlm`` where the file holds no masked-language head, or texts where it has no tokenizer.
        """
        refuse_option(options, "outputs", "is chosen with hidden_states, layers, attentions and mlm")
        info = self.info
        refuse_mapping(texts_or_ids, "texts_or_ids")
        if isinstance(texts_or_ids, str):
            texts_or_ids = [texts_or_ids]
        sequences: list[Any] = list(texts_or_ids)
        if sequences and all(isinstance(one, str) for one in sequences):
            encodings = self.tokenizer.encode_batch(sequences, strict=self._is_strict(strict))
            sequences = [encoding.ids for encoding in encodings]
        head = info["task_head"]
        logits = _LOGITS.get(head) if head not in _POOLED_HEADS or info["pooler"] else None
        wanted = {
            "hidden": True,
            "pooled": info["pooler"],
            "sop_logits": info["pooler"] and info["sentence_order_head"],
            "mlm_logits": mlm,
            "hidden_states": hidden_states or layers is not None,
            "attentions": attentions,
        }
        options["outputs"] = ",".join([name for name, asked in wanted.items() if asked] + ([logits] if logits else []))
        if layers is not None:
            options["layers"] = ",".join(str(_layer(layer)) for layer in list_of(layers, "layers"))
        result, lengths = self._native.forward(sequences, type_ids, attention_mask, options)
        return Output(
            hidden=arrays_by_sequence(result, "hidden", lengths),
            pooled=array_of_column(result, "pooled") if wanted["pooled"] else None,
            sop_logits=array_of_column(result, "sop_logits") if wanted["sop_logits"] else None,
            mlm_logits=arrays_by_sequence(result, "mlm_logits", lengths) if mlm else None,
            hidden_states=arrays_by_sequence(result, "hidden_states", lengths) if wanted["hidden_states"] else None,
            attentions=attentions_by_sequence(result, info["num_attention_heads"], lengths) if attentions else None,
            logits=_task_logits(result, logits, lengths) if logits else None,
        )

    def save(self, directory: Path, **options: Option) -> None:
        """Saves the model in the Hugging Face layout, for transformers or ``albert.load``.

        The weights are those of the model's own files, bit for bit, whatever ``dtype`` it computes in; the files must still be
        there and unchanged. A new directory appears whole or not at all; files in one that exists are replaced.

        Definition: albert_model_save in include/albert.h.

        Raises:
            FileError: the system refuses, ``directory`` is no directory, or the model's files have changed.
            ArgumentError: ``directory`` is the model's own, or holds files of another model that would stay.
        """
        self._native.save(fsencode(directory), options)

    def __copy__(self) -> Model:
        return self

    def __deepcopy__(self, memo: object) -> Model:
        return self

    def __reduce__(self) -> tuple[object, ...]:
        return _make, (self._recipe, self._strict)

    def __repr__(self) -> str:
        _, path, options, _ = self._recipe
        place = "bundled" if path is None else repr(path.decode(errors="replace"))
        return f"<albert.Model {place}{''.join(f' {name}={value!r}' for name, value in options)}>"


def _make(recipe: Recipe, strict: bool, native: object = None) -> Model:
    model = object.__new__(Model)
    model._set("_recipe", recipe)
    model._set("_strict", bool(strict))
    model._set("_opened", native)
    model._set("_tokenizer", None)
    model._set("_normalizes", None)
    return model


def _layer(number: SupportsIndex) -> int:
    if not hasattr(number, "__index__"):  # int() would cut a fraction off
        raise TypeError(f"layers must be int, not {type(number).__name__}")
    return index(number)


_POOLED_HEADS = {"AlbertForSequenceClassification", "AlbertForMultipleChoice"}
_LOGITS = {
    "AlbertForSequenceClassification": "class_logits",
    "AlbertForMultipleChoice": "choice_logits",
    "AlbertForTokenClassification": "tag_logits",
    "AlbertForQuestionAnswering": "span_logits",
}


def _task_logits(result: _albert.Result, column: str, lengths: Sequence[int]) -> Array | list[Array]:
    if column in ("class_logits", "choice_logits"):
        return array_of_column(result, column)
    return arrays_by_sequence(result, column, lengths)
