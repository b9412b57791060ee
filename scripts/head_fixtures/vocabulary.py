"""The tokenizer that the fixture models share: a small vocabulary with ALBERT's published flags, in both file formats.

The text is the public-domain part of what presidents of the United States said to Congress and at their inaugurations. The character
map holds the rules of one code point that nmt_nfkc has beyond NFKD (which the published pipeline applies before it): the
whole map would be ten times as large as everything else.
"""

import base64
import json
import pathlib
import tempfile
import unicodedata

import sentencepiece
from sentencepiece import sentencepiece_model_pb2

SIZE = 400
DELETED = [*range(0x1, 0x9), 0xB, *range(0xE, 0x20), 0x7F, 0x8F, 0x9F]
BLANK = [0x9, 0xA, 0xC, 0xD, 0xA0, 0x1680, *range(0x2000, 0x2010), 0x2028, 0x2029, 0x202F, 0x205F, 0x2581, 0x3000, 0xFEFF, 0xFFFD]
SPECIALS = ["<pad>", "<unk>", "[CLS]", "[SEP]", "[MASK]"]
CONFIG = {"tokenizer_class": "AlbertTokenizer", "do_lower_case": True, "keep_accents": False, "remove_space": True,
          "model_max_length": 64, "bos_token": "[CLS]", "eos_token": "[SEP]", "cls_token": "[CLS]", "sep_token": "[SEP]",
          "unk_token": "<unk>", "pad_token": "<pad>", "mask_token": "[MASK]"}


def plain(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text)
    return "".join(c for c in decomposed if not unicodedata.category(c).startswith("M")).lower()


def train(text: str, directory: pathlib.Path) -> None:
    with tempfile.TemporaryDirectory() as work:
        rules, lines = pathlib.Path(work, "rules.tsv"), pathlib.Path(work, "text.txt")
        rules.write_text("".join([f"{c:X}\t\n" for c in DELETED] + [f"{c:X}\t20\n" for c in BLANK]))
        lines.write_text(plain(text))
        sentencepiece.SentencePieceTrainer.train(
            input=str(lines), model_prefix=str(pathlib.Path(work, "spiece")), vocab_size=SIZE, model_type="unigram",
            pad_id=0, unk_id=1, bos_id=-1, eos_id=-1, control_symbols=SPECIALS[2:],
            user_defined_symbols=list("()\"-.\u2013\u00a3\u20ac"), character_coverage=0.99995,
            normalization_rule_tsv=str(rules), num_threads=1, minloglevel=2)
        model = sentencepiece_model_pb2.ModelProto()
        model.ParseFromString(pathlib.Path(work, "spiece.model").read_bytes())
    # The paths of one run say nothing about the vocabulary.
    del model.trainer_spec.input[:]
    model.trainer_spec.model_prefix = "spiece"
    model.normalizer_spec.normalization_rule_tsv = ""
    (directory / "spiece.model").write_bytes(model.SerializeToString(deterministic=True))
    (directory / "tokenizer.json").write_text(json.dumps(tokenizer_json(model), ensure_ascii=False, separators=(",", ":")))
    (directory / "tokenizer_config.json").write_text(json.dumps(CONFIG, indent=1) + "\n")


def tokenizer_json(model) -> dict:
    """The published form: a penalty of 100 for pieces that end in a digit and a comma, five added tokens."""
    vocabulary = []
    for entry in model.pieces:
        digit = len(entry.piece) >= 2 and entry.piece[-1] == "," and entry.piece[-2].isdigit()
        vocabulary.append([entry.piece, entry.score - 100 if digit else entry.score])
    metaspace = {"type": "Metaspace", "replacement": "\u2581", "prepend_scheme": "always", "split": True}
    charsmap = base64.b64encode(model.normalizer_spec.precompiled_charsmap).decode()
    first = [{"SpecialToken": {"id": "[CLS]", "type_id": 0}}, {"Sequence": {"id": "A", "type_id": 0}},
             {"SpecialToken": {"id": "[SEP]", "type_id": 0}}]
    second = [{"Sequence": {"id": "B", "type_id": 1}}, {"SpecialToken": {"id": "[SEP]", "type_id": 1}}]
    return {
        "version": "1.0", "truncation": None, "padding": None,
        "added_tokens": [{"id": number, "content": content, "single_word": False, "lstrip": content == "[MASK]",
                          "rstrip": False, "normalized": False, "special": True}
                         for number, content in enumerate(SPECIALS)],
        "normalizer": {"type": "Sequence", "normalizers": [
            {"type": "Replace", "pattern": {"String": "``"}, "content": "\""},
            {"type": "Replace", "pattern": {"String": "''"}, "content": "\""},
            {"type": "NFKD"}, {"type": "StripAccents"}, {"type": "Lowercase"},
            {"type": "Precompiled", "precompiled_charsmap": charsmap},
            {"type": "Replace", "pattern": {"Regex": " {2,}"}, "content": " "}]},
        "pre_tokenizer": {"type": "Sequence", "pretokenizers": [{"type": "WhitespaceSplit"}, metaspace]},
        "post_processor": {"type": "TemplateProcessing", "single": first, "pair": first + second, "special_tokens": {
            name: {"id": name, "ids": [number], "tokens": [name]} for name, number in (("[CLS]", 2), ("[SEP]", 3))}},
        "decoder": metaspace,
        "model": {"type": "Unigram", "unk_id": 1, "vocab": vocabulary, "byte_fallback": False},
    }
