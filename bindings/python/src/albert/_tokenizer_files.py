"""The files beside a tokenizer's pieces: their names, and what transformers wants to read in tokenizer_config.json."""

from __future__ import annotations

import os

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any

__all__ = ["TOKENIZER_FILES", "present", "tokenizer_configuration"]

TOKENIZER_FILES = ("tokenizer.json", "spiece.model", "tokenizer_config.json", "special_tokens_map.json", "added_tokens.json")


def present(names: Iterable[str], directory: str) -> tuple[str, ...]:
    """Those of the names that a directory has."""
    return tuple(name for name in names if os.path.exists(os.path.join(directory, name)))


def tokenizer_configuration(max_length: int, *, lowercase: bool = True, keep_accents: bool = False) -> dict[str, Any]:
    """tokenizer_config.json of an ALBERT."""
    return {
        "tokenizer_class": "AlbertTokenizer",
        "do_lower_case": lowercase,
        "keep_accents": keep_accents,
        "remove_space": True,
        "model_max_length": max_length,
        "bos_token": "[CLS]",
        "eos_token": "[SEP]",
        "cls_token": "[CLS]",
        "sep_token": "[SEP]",
        "unk_token": "<unk>",
        "pad_token": "<pad>",
        "mask_token": "[MASK]",
        # transformers 5 leaves type ids out otherwise, and models read pairs without knowing which text is which.
        "model_input_names": ["input_ids", "token_type_ids", "attention_mask"],
    }
