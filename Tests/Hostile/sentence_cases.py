"""Row SV: what sentence-transformers writes beside a model (modules.json, 1_Pooling/config.json, sentence_bert_config.json)."""
import json

from samples import Link, Sparse, config, safetensors, spiece, tensors, to_json

TYPES = "sentence_transformers.models."
MODULES = [
    {"idx": 0, "name": "0", "path": "", "type": TYPES + "Transformer"},
    {"idx": 1, "name": "1", "path": "1_Pooling", "type": TYPES + "Pooling"},
    {"idx": 2, "name": "2", "path": "2_Normalize", "type": TYPES + "Normalize"},
]
POOLING = {"word_embedding_dimension": 8, "pooling_mode_cls_token": False, "pooling_mode_mean_tokens": True}
SETTINGS = {"max_seq_length": 16, "do_lower_case": False}


def add_to(c):
    weights, text = safetensors(tensors()), to_json(config())

    def add(name, status, message="", modules=MODULES, pooling=POOLING, settings=SETTINGS, **others):
        def written(value):
            return to_json(value) if isinstance(value, (dict, list)) else value

        files = {"config.json": text, "model.safetensors": weights, "spiece.model": spiece(), "modules.json": written(modules),
                 "sentence_bert_config.json": written(settings)}
        if pooling is not None:
            files["1_Pooling"] = {"config.json": written(pooling)}
        c.add("SV", "model", name, files | others, status, message)

    def pooled_at(path):
        return [MODULES[0], MODULES[1] | {"path": path}]

    add("good", "OK")
    good = to_json(MODULES)
    for name, content, status, message in (
        ("empty", b"", "FORMAT", "found the end"), ("cut", good[:-9], "FORMAT", "line 1"), ("latin1", b'["\xe9"]', "FORMAT", "line 1"),
        ("object", {}, "FORMAT", "an array of at most 64 modules"), ("number", b"1", "FORMAT", "line 1"),
        ("none", [], "OK", ""), ("of_texts", ["Pooling"], "FORMAT", "module 0 is no object"),
        ("of_null", [None], "FORMAT", "module 0 is no object"), ("modules_65", [{}] * 65, "FORMAT", "64"),
        ("modules_64", [{}] * 64, "OK", ""), ("type_number", [{"type": 1}], "FORMAT", "'type'"),
        ("type_null", [{"type": None, "path": None}], "OK", ""), ("path_number", [{"path": 1}], "FORMAT", "'path'"),
        ("twice", b'[{"type":"a","type":"b"}]', "FORMAT", "occurs twice"), ("deep", b"[" * 100_000, "LIMIT", "nested deeper than 64"),
        ("many_values", b"[" + b"1," * 400_000 + b"1]", "LIMIT", "values"),
        ("megabytes_50", Sparse(50_000_000, good), "LIMIT", "the limit is 1000000"),
        ("folder", {"x": b""}, "PATH", "not a regular file"), ("device", Link("/dev/zero"), "PATH", "not a regular file"),
        ("elsewhere", Link("/etc/passwd"), "FORMAT", "line 1"), ("dangling", Link("nothing"), "IO", "No such file"),
    ):
        if name == "folder":
            c.add("SV", "model", "modules_folder", {"config.json": text, "model.safetensors": weights, "modules.json": content}, status,
                  message)
        else:
            add("modules_" + name, status, message, modules=content)

    # Types that the library does not know are remembered, however they read; the last name of a type counts.
    for name, kind in (("unknown", "Dense"), ("empty", ""), ("dots", "..."), ("lines", "a\nb\0c\x1b[31m"), ("long", "x" * 100_000)):
        add("type_" + name, "OK", modules=[MODULES[0], {"path": "2_Dense", "type": kind}])
    add("no_transformer", "OK", modules=MODULES[1:])
    add("pooling_twice", "OK", modules=MODULES + [MODULES[1]])

    for name, path in (("empty", ""), ("here", "."), ("above", ".."), ("outside", "../1_Pooling"), ("root", "/etc"), ("below", "a/b"),
                       ("slash_behind", "1_Pooling/")):
        add("path_" + name, "PATH", "'path' is", modules=pooled_at(path))
    add("path_missing", "IO", "No such file", pooling=None)
    add("path_of_a_file", "IO", "", modules=pooled_at("config.json"))
    add("path_with_nul", "PATH", "", modules=pooled_at("1_Pooling\0x"))
    add("path_long", "IO", "", modules=pooled_at("x" * 5000))
    add("pooling_elsewhere", "IO", "", modules=pooled_at("link"), link=Link("/nonexistent"))

    pooling = to_json(POOLING)
    for name, content, status, message in (
        ("empty", b"", "FORMAT", "found the end"), ("array", [], "FORMAT", "a JSON object expected"), ("cut", pooling[:-1], "FORMAT", "line 1"),
        ("nothing", {}, "FORMAT", "names no pooling"), ("all", {key: True for key in POOLING}, "OK", ""),
        ("none_true", {"pooling_mode_mean_tokens": False}, "FORMAT", "names no pooling"), ("named", {"pooling_mode": "cls"}, "OK", ""),
        ("named_none", {"pooling_mode": []}, "FORMAT", "names no pooling"), ("named_unknown", {"pooling_mode": "\0"}, "OK", ""),
        ("named_deep", {"pooling_mode": ["cls", ["max"]]}, "FORMAT", "'pooling_mode' must be a text or an array of texts"),
        ("number", {"pooling_mode_cls_token": 1}, "FORMAT", "'pooling_mode_cls_token' must be true or false"),
        ("text", {"pooling_mode_mean_tokens": "true"}, "FORMAT", "'pooling_mode_mean_tokens' must be true or false"),
        ("null", {"pooling_mode_max_tokens": None}, "FORMAT", "names no pooling"), ("unknown_mode", {"pooling_mode_weightedmean_tokens": True}, "OK", ""),
        ("both", POOLING | {"pooling_mode_cls_token": True}, "OK", ""), ("deep", b'{"a":' * 100_000, "LIMIT", "nested deeper than 64"),
        ("megabytes_50", Sparse(50_000_000, pooling), "LIMIT", "the limit is 1000000"),
        ("device", Link("/dev/zero"), "PATH", "not a regular file"), ("a_folder", {"config.json": {}}, "PATH", "not a regular file"),
    ):
        if name == "a_folder":
            add("pooling_a_folder", status, message, pooling=None, **{"1_Pooling": content})
        else:
            add("pooling_" + name, status, message, pooling=content)

    settings = to_json(SETTINGS)
    for name, content, status, message in (
        ("empty", b"", "FORMAT", "found the end"), ("array", [], "FORMAT", "a JSON object expected"),
        ("cut", settings[:-1], "FORMAT", "line 1"), ("nothing", {}, "OK", ""), ("null", {"max_seq_length": None}, "OK", ""),
        ("zero", {"max_seq_length": 0}, "FORMAT", "'max_seq_length'"), ("negative", {"max_seq_length": -1}, "FORMAT", "'max_seq_length'"),
        ("text", {"max_seq_length": "16"}, "FORMAT", "'max_seq_length' must be a whole number"),
        ("fraction", {"max_seq_length": 1.5}, "FORMAT", "'max_seq_length' must be a whole number"),
        ("beyond_the_model", {"max_seq_length": 1000}, "OK", ""), ("beyond_all", {"max_seq_length": 2**31 - 1}, "LIMIT", "'max_seq_length'"),
        ("int64", b'{"max_seq_length":9223372036854775807}', "FORMAT", "'max_seq_length'"),
        ("more_than_int64", b'{"max_seq_length":1e30}', "FORMAT", "'max_seq_length'"), ("one", {"max_seq_length": 1}, "OK", ""),
        ("device", Link("/dev/zero"), "PATH", "not a regular file"),
    ):
        add("settings_" + name, status, message, settings=content)
    # Without modules.json the other two are nothing to the library.
    c.add("SV", "model", "settings_alone", {"config.json": text, "model.safetensors": weights, "sentence_bert_config.json": b"{",
                                            "1_Pooling": {"config.json": json.dumps(1).encode()}}, "OK")
