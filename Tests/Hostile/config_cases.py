"""Rows CF1 to CF14: one config.json at a time, beside weights that fit the good one."""
import json

from samples import Sparse, config, to_json

REQUIRED = ["vocab_size", "embedding_size", "hidden_size", "num_hidden_layers", "num_attention_heads", "intermediate_size",
            "max_position_embeddings"]
OPTIONAL = ["num_hidden_groups", "inner_group_num", "type_vocab_size"]


def add_to(c):
    def add(row, name, content, status, message=""):
        c.add(row, "config", name, content if isinstance(content, (bytes, Sparse)) else to_json(content), status, message)

    def literal(key, text):
        return to_json(config(**{key: "@@"})).replace(b'"@@"', text.encode())

    good = to_json(config())
    add("CF0", "good", good, "OK")
    add("CF1", "empty", b"", "FORMAT", "found the end")
    add("CF1", "space", b"  \n ", "FORMAT", "line 2")
    add("CF1", "byte_order_mark", b"\xef\xbb\xbf" + good, "FORMAT", "byte-order mark")
    add("CF1", "utf16", good.decode().encode("utf-16"), "FORMAT", "UTF-16")
    add("CF1", "utf16_big", good.decode().encode("utf-16-be"), "FORMAT", "UTF-16")
    add("CF1", "utf32", good.decode().encode("utf-32-le"), "FORMAT", "UTF-16 or UTF-32")
    add("CF1", "comment", b"{ // sizes\n" + good[1:], "FORMAT", "line 1")
    add("CF1", "trailing_comma", good[:-1] + b",}", "FORMAT", "line 1")
    add("CF1", "nan", literal("hidden_dropout_prob", "NaN"), "FORMAT", "line 1")
    add("CF1", "infinity", literal("hidden_dropout_prob", "-Infinity"), "FORMAT", "line 1")
    add("CF1", "single_quotes", good.replace(b'"', b"'"), "FORMAT", "line 1")
    add("CF1", "array", b"[" + good + b"]", "FORMAT", "object expected")
    add("CF1", "text_after", good + b"x", "FORMAT", "line 1")
    add("CF1", "nul_after", good + b"\0", "FORMAT", "line 1")
    add("CF1", "latin1", good.replace(b"gelu_new", b"gelu\xe9"), "FORMAT", "line 1")
    for part in (1, len(good) // 3, len(good) // 2, len(good) - 1):
        add("CF1", f"cut_at_{part}", good[:part], "FORMAT", "line 1")
    add("CF2", "real_but_whole", literal("hidden_size", "8.0"), "OK")
    add("CF2", "exponent_but_whole", literal("hidden_size", "0.8e1"), "OK")
    for name, text in (("fraction", "8.5"), ("text", '"8"'), ("null", "null"), ("true", "true"), ("array", "[8]"), ("object", "{}")):
        add("CF2", name, literal("hidden_size", text), "FORMAT", "'hidden_size' must be a whole number")
    for key in REQUIRED:
        add("CF2", "without_" + key, config(**{key: ...}), "FORMAT", f"'{key}' is missing")
    for key in OPTIONAL + ["hidden_act", "layer_norm_eps", "hidden_dropout_prob", "pad_token_id", "architectures", "model_type"]:
        add("CF2", "may_lack_" + key, config(**{key: ...}), "OK")
    for key in REQUIRED + OPTIONAL:
        for name, text in (("zero", "0"), ("negative", "-1"), ("int32", "2147483648"), ("1e30", "1e30")):
            add("CF3", f"{key}_{name}", literal(key, text), "FORMAT", f"'{key}'")
    add("CF4", "no_multiple", config(num_attention_heads=3), "FORMAT", "no multiple of 'num_attention_heads' 3")
    add("CF4", "more_heads_than_width", config(num_attention_heads=16), "FORMAT", "no multiple")
    add("CF5", "layers", config(num_hidden_layers=10**9), "LIMIT", "the limit is 1024")
    add("CF5", "layers_1025", config(num_hidden_layers=1025), "LIMIT", "the limit is 1024")
    add("CF5", "inner_layers", config(num_hidden_layers=1024, inner_group_num=2), "LIMIT", "1024 layers")
    for key in ("vocab_size", "embedding_size", "hidden_size", "intermediate_size", "max_position_embeddings", "type_vocab_size"):
        add("CF5", "large_" + key, config(**{key: 2**31 - 1}), "LIMIT", f"'{key}'")
    for name in ("gelu2", "GELU", "", "erf", "../../gelu", "gelu\x00", "x" * 10_000):
        add("CF8", "act_" + (name[:8].strip("./\0") or "empty") + ("_upper" if name == "GELU" else "_nul" if "\0" in name else ""),
            config(hidden_act=name), "UNSUPPORTED", "'hidden_act' names")
    add("CF8", "act_number", config(hidden_act=1), "FORMAT", "'hidden_act'")
    add("CF8", "act_null", config(hidden_act=None), "FORMAT", "'hidden_act'")
    for name, text in (("zero", "0"), ("negative", "-1"), ("tiny", "1e-300"), ("text", '"1e-12"'), ("huge", "1e999"),
                       ("above_one", "1.5"), ("null", "null")):
        add("CF9", "epsilon_" + name, literal("layer_norm_eps", text), "FORMAT", "" if name == "huge" else "'layer_norm_eps'")
    for key in ("hidden_dropout_prob", "attention_probs_dropout_prob", "classifier_dropout_prob"):
        for name, text in (("one", "1.0"), ("negative", "-0.1"), ("text", '"0"')):
            add("CF10", f"{key}_{name}", literal(key, text), "FORMAT", f"'{key}'")
    add("CF11", "bert", config(model_type="bert"), "UNSUPPORTED", "'bert'")
    add("CF11", "type_number", config(model_type=1), "FORMAT", "'model_type'")
    add("CF11", "architecture", config(architectures=["BertForMaskedLM"]), "UNSUPPORTED", "'BertForMaskedLM'")
    add("CF11", "architecture_text", config(architectures="AlbertModel"), "FORMAT", "'architectures'")
    add("CF11", "architecture_number", config(architectures=[1]), "FORMAT", "'architectures'")
    add("CF11", "architectures_65", config(architectures=["AlbertModel"] * 65), "LIMIT", "'architectures'")
    add("CF11", "relative_positions", config(position_embedding_type="relative_key"), "UNSUPPORTED", "'relative_key'")
    add("CF12", "megabytes_50", Sparse(50_000_000, good), "LIMIT", "the limit is 1000000")
    add("CF12", "unknown_keys", to_json(config() | {f"k{i}": "x" * 100 for i in range(9000)}), "LIMIT", "the limit is 1000000")
    add("CF12", "some_unknown_keys", to_json(config() | {f"k{i}": i for i in range(1000)}), "OK")
    add("CF12", "many_values", b'{"a":[' + b"1," * 400_000 + b"1]," + good[1:], "LIMIT", "values")
    add("CF12", "deep", b'{"a":' * 100_000, "LIMIT", "nested deeper than 64")
    add("CF12", "deep_unknown_key", config(odd=json.loads("[" * 63 + "]" * 63)), "OK")
    add("CF12", "deeper_unknown_key", config(odd=json.loads("[" * 64 + "]" * 64)), "LIMIT", "nested deeper than 64")
    add("CF12", "duplicate", good[:-1] + b', "hidden_size": 8}', "FORMAT", "'hidden_size' occurs twice")
    add("CF12", "duplicate_inside", good[:-1] + b', "id2label": {"0": "a", "0": "b"}}', "FORMAT", "occurs twice")
    for name, labels in (("gap", {"0": "a", "2": "b"}), ("word", {"a": "b"}), ("padded", {"00": "a"}), ("negative", {"-1": "a"}),
                         ("value_number", {"0": 1}), ("list", ["a"]), ("value_null", {"0": None})):
        add("CF14", "labels_" + name, config(id2label=labels), "FORMAT", "'id2label'")
    add("CF14", "labels_turned", config(id2label={"1": "b", "0": "a"}), "OK")
    add("CF14", "labels_65537", b'{"id2label":{' + b",".join(b'"%d":""' % i for i in range(65_537)) + b"}," + good[1:], "LIMIT",
        "'id2label'")
    add("CF14", "num_labels", config(num_labels=10**9), "LIMIT", "'num_labels'")
    for key in ("pad_token_id", "bos_token_id", "eos_token_id"):
        for name, number in (("beyond", 10**6), ("negative", -1), ("text", "0")):
            add("CF15", f"{key}_{name}", config(**{key: number}), "FORMAT", f"'{key}'")
