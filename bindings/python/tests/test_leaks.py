"""Reference leaks: many calls, good and bad, leave neither objects nor memory behind."""

from __future__ import annotations

import gc
import sys

import pytest
from headed_models import headed

import albert

TEXT = "The president of the United [MASK] signed \ud800 the law."


def refused(call, *arguments, **named) -> None:
    try:
        call(*arguments, **named)
    except (albert.Error, TypeError, ValueError):
        return
    raise AssertionError("not refused")


def resident_bytes() -> int:
    with open("/proc/self/statm") as statm:
        return int(statm.read().split()[1]) * 4096


def calls_of(model: albert.Model, tokenizer: albert.Tokenizer):
    return {
        "tokenize": (20_000, lambda: tokenizer.encode("some text", TEXT).offsets),
        "columns": (10_000, lambda: repr(tokenizer.encode_batch(["a", TEXT], pairs=["b", None])[1]._lists())),
        "words": (10_000, lambda: tokenizer.encode_words(["some", "text"]).word_ids),
        "decode": (10_000, lambda: tokenizer.decode([2, 14, 3])),
        "vocabulary": (10_000, lambda: (tokenizer.token_to_id("▁the"), tokenizer.id_to_token(14), tokenizer.mask_id)),
        "refused options": (10_000, lambda: refused(tokenizer.encode, "a", no_such=1)),
        "refused types": (10_000, lambda: refused(tokenizer.encode_batch, ["a", b"b"])),
        "refused numbers": (10_000, lambda: refused(tokenizer.decode, [2**70])),
        "refused surrogates": (5_000, lambda: refused(tokenizer.encode_batch, ["a", "\ud800"], strict=True)),
        "fill_mask": (1_500, lambda: model.fill_mask(TEXT)),
        "vectors": (1_500, lambda: model.encode(["a text", "b"])[0]),
        "forward": (1_500, lambda: model.forward([[2, 3], [2, 14, 3]], hidden_states=True).hidden_states[1][0]),
        "refused forward": (5_000, lambda: refused(model.forward, [[2, 3]], [[0]])),
        "sentence_order": (1_500, lambda: model.sentence_order("a", "b")),
        "orders": (900, lambda: model.sentence_order(["a", TEXT], ["b", "c"])),
        "best_order": (900, lambda: (model.best_order(["a", "b"]), model.coherence(["a", "b"]))),
        "rank": (900, lambda: model.rank("a", ["b", TEXT])),
        "similarity": (900, lambda: (model.similarity("a", TEXT), model.similarity(["a"], ["b", "c"]))),
        "classify": (900, lambda: headed("classifier").classify(["a", TEXT], ["b", None], top_k=None)),
        "zero_shot": (900, lambda: headed("classifier").zero_shot(TEXT, "b,c")),
        "choose": (900, lambda: headed("choice").choose("a", ["b", TEXT])),
        "tag": (900, lambda: headed("tagger").tag(["a", TEXT], aggregation="none", ignore_labels=())),
        "answer": (900, lambda: headed("reader").answer("a", TEXT, top_k=3)),
        "progress": (900, lambda: model.encode(["a"], progress=lambda done, total: None)),
        "refused pairs": (3_000, lambda: refused(headed("classifier").classify, ["a", TEXT], ["b"])),
        "refused progress": (900, lambda: refused(model.encode, ["a"], progress=3)),
        "refused heads": (900, lambda: refused(model.classify, ["a", TEXT])),
    }


NAMES = list(calls_of(None, None))  # type: ignore[arg-type]


@pytest.mark.parametrize("name", NAMES)
def test_calls_leave_nothing_behind(model, tokenizer, name):
    count, call = calls_of(model, tokenizer)[name]
    for _ in range(count // 10):
        call()
    gc.collect()
    blocks, resident = sys.getallocatedblocks(), resident_bytes()
    for _ in range(count):
        call()
    gc.collect()
    assert sys.getallocatedblocks() - blocks < count // 50, "objects were left behind"
    assert resident_bytes() - resident < 8 << 20, "memory was left behind"


def test_opening_leaves_nothing_behind(model_directory):
    def rounds(count: int) -> None:
        for _ in range(count):
            albert.Tokenizer.open(model_directory / "spiece.model").encode("a")
            refused(albert.Tokenizer.open, model_directory / "config.json")

    rounds(5)
    gc.collect()
    blocks, resident = sys.getallocatedblocks(), resident_bytes()
    rounds(40)
    gc.collect()
    assert sys.getallocatedblocks() - blocks < 20
    assert resident_bytes() - resident < 16 << 20
