"""A program for mypy --strict, which must accept it and know these types; test_typing.py runs it through mypy."""

from __future__ import annotations

from pathlib import Path
from typing import assert_type

import albert
import albert.viz


def use(directory: Path) -> None:
    model = albert.load(directory, dtype="f32", threads=2, weights_check="refuse")
    assert_type(model, albert.Model)
    assert_type(albert.load("a/b", revision="v1", token=True, progress=False), albert.Model)
    assert_type(albert.pull("a/b", "main", token="hf_a"), str)
    for prediction in model.fill_mask("a [MASK]", top_k=3, targets=["b", "c"]):
        print(prediction.token.upper(), prediction.score)
    assert_type(model.sentence_order("a", "b"), float)
    assert_type(model.tokenizer, albert.Tokenizer)
    encoding = model.tokenizer.encode("a", "b", max_length=8, overflow=True)
    assert_type(encoding, albert.Encoding)
    assert_type(encoding.ids, list[int])
    assert_type(encoding.offsets, list[tuple[int, int]])
    assert_type(encoding.word_ids, list[int | None])
    assert_type(model.tokenizer.encode_batch(["a"]), list[albert.Encoding])
    assert_type(model.tokenizer.decode([1, 2], skip_special_tokens=True), str)
    assert_type(model.tokenizer.mask_id, int | None)
    print(model.encode(["a"]).shape, model.encode("a").tolist())
    output = model.forward([[2, 3]], hidden_states=True)
    assert_type(output, albert.Output)
    print(output.hidden[0].shape)
    if output.pooled is not None:
        print(output.pooled.shape)
    assert_type(albert.__version__, str)
    assert output.attentions is not None
    figures = [
        albert.viz.attention(model, "a", "b", layer=0, head=1),
        albert.viz.attention_weights(output.attentions[0], encoding.tokens),
        albert.viz.tokens(encoding, "a", "b"),
        albert.viz.tokens(model.tokenizer, "a"),
        albert.viz.predictions(model.fill_mask("a [MASK]"), names=["a"]),
        albert.viz.entities("a", []),
    ]
    assert_type(figures[0], albert.viz.Figure)
    assert_type(figures[0].svg, str | None)
    figures[0].save(directory / "figure.html")
    figures[0].figure().savefig("figure.pdf")


def misuse(model: albert.Model) -> None:
    model.fill_mask(b"a")  # type: ignore[arg-type]
    model.tokenizer.encode(["a"])  # type: ignore[arg-type]
    model.encode(3)  # type: ignore[arg-type]
    model.name = "a"  # type: ignore[attr-defined]
    albert.load(dtype=3)  # type: ignore[arg-type]
    albert.viz.tokens("a", "a")  # type: ignore[arg-type]
    albert.viz.entities("a", ["b"])  # type: ignore[list-item]
