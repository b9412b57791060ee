"""The good files that the hostile ones are made from: a tiny ALBERT with random weights and a tiny tokenizer."""
import base64
import json
import random
import struct


class Sparse:
    """A file of `byte_count` bytes that begins with `start`; the rest is a hole."""

    def __init__(self, byte_count, start=b""):
        self.byte_count, self.start = byte_count, start


class Link:
    """A symbolic link."""

    def __init__(self, target):
        self.target = target


def to_json(value):
    return json.dumps(value, ensure_ascii=False).encode()


# --- configuration and weights

def config(**changes):
    """A configuration; a change to `...` leaves the key out."""
    keys = {
        "architectures": ["AlbertForPreTraining"], "model_type": "albert", "vocab_size": len(PIECES), "embedding_size": 4,
        "hidden_size": 8, "num_hidden_layers": 2, "num_hidden_groups": 1, "inner_group_num": 1, "num_attention_heads": 2,
        "intermediate_size": 16, "max_position_embeddings": 16, "type_vocab_size": 2, "hidden_act": "gelu_new",
        "layer_norm_eps": 1e-12, "hidden_dropout_prob": 0, "attention_probs_dropout_prob": 0, "pad_token_id": 0,
        "bos_token_id": 2, "eos_token_id": 3,
    }
    keys.update(changes)
    return {key: value for key, value in keys.items() if value is not ...}


def shapes(groups=1, inner=1):
    """The tensors of the configuration above, as they are named in published files."""
    v, e, h, f, p = len(PIECES), 4, 8, 16, 16
    tensors = {
        "albert.embeddings.word_embeddings.weight": [v, e], "albert.embeddings.position_embeddings.weight": [p, e],
        "albert.embeddings.token_type_embeddings.weight": [2, e], "albert.embeddings.LayerNorm.weight": [e],
        "albert.embeddings.LayerNorm.bias": [e], "albert.encoder.embedding_hidden_mapping_in.weight": [h, e],
        "albert.encoder.embedding_hidden_mapping_in.bias": [h],
    }
    for group in range(groups):
        for layer in range(inner):
            prefix = f"albert.encoder.albert_layer_groups.{group}.albert_layers.{layer}."
            for name in ("query", "key", "value", "dense"):
                tensors[f"{prefix}attention.{name}.weight"] = [h, h]
                tensors[f"{prefix}attention.{name}.bias"] = [h]
            tensors |= {
                prefix + "attention.LayerNorm.weight": [h], prefix + "attention.LayerNorm.bias": [h],
                prefix + "ffn.weight": [f, h], prefix + "ffn.bias": [f],
                prefix + "ffn_output.weight": [h, f], prefix + "ffn_output.bias": [h],
                prefix + "full_layer_layer_norm.weight": [h], prefix + "full_layer_layer_norm.bias": [h],
            }
    return tensors | {
        "albert.pooler.weight": [h, h], "albert.pooler.bias": [h],
        "predictions.dense.weight": [e, h], "predictions.dense.bias": [e], "predictions.LayerNorm.weight": [e],
        "predictions.LayerNorm.bias": [e], "predictions.bias": [v],
        "sop_classifier.classifier.weight": [2, h], "sop_classifier.classifier.bias": [2],
    }


def product(shape):
    count = 1
    for dimension in shape:
        count *= dimension
    return count


def tensors(names=None, **kinds):
    """Name → (type, shape, bytes) of the tiny model, with small random weights."""
    chance = random.Random(7)
    made = {}
    for name, shape in (names or shapes(**kinds)).items():
        values = [chance.uniform(-0.1, 0.1) + ("LayerNorm.weight" in name) for _ in range(product(shape))]
        made[name] = ("F32", shape, struct.pack(f"<{len(values)}f", *values))
    return made


def header_of(tensors):
    entries, end = {}, 0
    for name, (kind, shape, data) in tensors.items():
        entries[name] = {"dtype": kind, "shape": shape, "data_offsets": [end, end + len(data)]}
        end += len(data)
    return entries


def safetensors(tensors, header=None):
    """A file of `tensors`; `header` replaces the JSON (bytes) or its entries (a dictionary)."""
    text = header if isinstance(header, bytes) else to_json(header_of(tensors) if header is None else header)
    return struct.pack("<Q", len(text)) + text + b"".join(data for _, _, data in tensors.values())


# --- tokenizer

NORMAL, UNKNOWN, CONTROL, USER_DEFINED, UNUSED, BYTE = 1, 2, 3, 4, 5, 6
PIECES = [
    ("<pad>", 0.0, CONTROL), ("<unk>", 0.0, UNKNOWN), ("[CLS]", 0.0, CONTROL), ("[SEP]", 0.0, CONTROL),
    ("[MASK]", 0.0, CONTROL), (".", 0.0, USER_DEFINED), ("▁", -2.0, NORMAL), ("▁the", -3.0, NORMAL), ("s", -3.5, NORMAL),
    ("a", -4.0, NORMAL), ("b", -4.1, NORMAL), ("c", -4.2, NORMAL), ("t", -4.3, NORMAL), ("h", -4.4, NORMAL),
    ("e", -4.5, NORMAL), ("▁cat", -5.0, NORMAL), ("at", -5.5, NORMAL), ("▁a", -5.6, NORMAL), ("1", -6.0, NORMAL),
    ("1,", -6.5, NORMAL), ("é", -7.0, NORMAL), ("中", -7.5, NORMAL),
]


def varint(number):
    encoded = b""
    while True:
        if number < 0x80:
            return encoded + bytes([number])
        encoded += bytes([number & 0x7F | 0x80])
        number >>= 7


def field(number, value):
    """A protobuf field: an int as a varint, a float as four bytes, bytes with their length."""
    if isinstance(value, int):
        return varint(number << 3) + varint(value)
    if isinstance(value, float):
        return varint(number << 3 | 5) + struct.pack("<f", value)
    return varint(number << 3 | 2) + varint(len(value)) + value


def piece(text, score, kind):
    text = text if isinstance(text, bytes) else text.encode()
    return field(1, field(1, text) + field(2, float(score)) + field(3, kind))


def spiece(pieces=None, charsmap=b"", trainer=field(3, 1), normalizer=b"", extra=b""):
    return (
        b"".join(piece(*one) for one in (PIECES if pieces is None else pieces)) + field(2, trainer)
        + field(3, field(1, b"test") + field(2, charsmap) + normalizer) + extra
    )


def darts(units, replacements):
    return struct.pack("<I", 4 * len(units)) + struct.pack(f"<{len(units)}I", *units) + replacements


def darts_units(leaf=0):
    """A double array of 512 units with one key, "A", whose value is the replacement at byte `leaf`."""
    units = [0] * 512
    units[0] = 256 << 10  # the root: its children start at unit 256
    units[256 ^ 0x41] = 1 << 10 | 1 << 8 | 0x41  # "A", with a value one unit away
    units[256 ^ 0x41 ^ 1] = 1 << 31 | leaf
    return units


def charsmap(replacements=b"a\0", leaf=0):
    return darts(darts_units(leaf), replacements)


def special(number, text):
    return {"id": number, "content": text, "single_word": False, "lstrip": text == "[MASK]", "rstrip": False,
            "normalized": False, "special": True}


def tokenizer_json():
    """The same tokenizer as spiece() in the layout that the Hugging Face library writes, as an object to be changed."""
    def token(text, number, kind):
        return {"SpecialToken": {"id": text, "type_id": kind}} if number is None else {"Sequence": {"id": text, "type_id": kind}}

    cls, sep, first = token("[CLS]", None, 0), token("[SEP]", None, 0), token("A", 0, 0)
    metaspace = {"type": "Metaspace", "replacement": "▁", "prepend_scheme": "always", "split": True}
    return {
        "version": "1.0", "truncation": None, "padding": None,
        "added_tokens": [special(number, PIECES[number][0]) for number in range(5)],
        "normalizer": {"type": "Sequence", "normalizers": [
            {"type": "Replace", "pattern": {"String": "``"}, "content": "\""},
            {"type": "Replace", "pattern": {"String": "''"}, "content": "\""},
            {"type": "NFKD"}, {"type": "StripAccents"}, {"type": "Lowercase"},
            {"type": "Precompiled", "precompiled_charsmap": base64.b64encode(charsmap()).decode()},
            {"type": "Replace", "pattern": {"Regex": " {2,}"}, "content": " "},
        ]},
        "pre_tokenizer": {"type": "Sequence", "pretokenizers": [{"type": "WhitespaceSplit"}, dict(metaspace)]},
        "post_processor": {
            "type": "TemplateProcessing", "single": [cls, first, sep],
            "pair": [cls, first, sep, token("B", 0, 1), token("[SEP]", None, 1)],
            "special_tokens": {
                name: {"id": name, "ids": [number], "tokens": [name]} for name, number in (("[CLS]", 2), ("[SEP]", 3))
            },
        },
        "decoder": dict(metaspace),
        "model": {"type": "Unigram", "unk_id": 1, "vocab": [[text, score] for text, score, _ in PIECES],
                  "byte_fallback": False},
    }


def good_files():
    return {
        "config.json": to_json(config()), "model.safetensors": safetensors(tensors()),
        "spiece.model": spiece(charsmap=charsmap()), "tokenizer.json": to_json(tokenizer_json()),
    }
