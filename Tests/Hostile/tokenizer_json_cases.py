"""Rows TJ1 to TJ10: one tokenizer.json at a time, and directories whose files disagree."""
import base64
import json

from samples import NORMAL, PIECES, Sparse, charsmap, darts, darts_units, spiece, special, to_json, tokenizer_json


def add_to(c):
    grammar(c)
    model(c)
    parts(c)
    added_tokens(c)
    directories(c)


def changed(*path, to):
    """The good file with the member at `path` set to `to`."""
    root = tokenizer_json()
    value = root
    for step in path[:-1]:
        value = value[step]
    value[path[-1]] = to
    return root


def adder(c):
    def add(row, name, content, status, message=""):
        c.add(row, "tokenizer_json", name, content if isinstance(content, bytes) else to_json(content), status, message)
    return add


def grammar(c):
    add = adder(c)
    good = to_json(tokenizer_json())
    add("TJ0", "good", good, "OK")
    add("TJ0", "indented", json.dumps(tokenizer_json(), indent=4).encode(), "OK")
    for part in (1, len(good) // 3, len(good) // 2, len(good) - 1):
        add("TJ1", f"cut_at_{part}", good[:part], "FORMAT", "line 1")
    add("TJ1", "deep", b'{"a":' * 100_000, "LIMIT", "nested deeper than 64")
    add("TJ1", "deep_brackets", b'{"a":' + b"[" * 100_000, "LIMIT", "nested deeper than 64")
    for name, escape in (("high", "\\ud800"), ("low", "\\udc00"), ("reversed", "\\udc00\\ud800"), ("high_then_text", "\\ud800x")):
        add("TJ1", "surrogate_" + name, good.replace(b'["s", ', b'["' + escape.encode() + b'", '), "FORMAT", "line 1")
    add("TJ1", "no_utf8", good.replace(b'["s", ', b'["\xff", '), "FORMAT", "line 1")
    add("TJ1", "duplicate_model", good[:-1] + b', "model": {}}', "FORMAT", "'model' occurs twice")
    add("TJ1", "nothing", b"{}", "UNSUPPORTED", "pre_tokenizer")
    add("TJ1", "long_text", changed("version", to="x" * 1_000_000), "OK")
    c.add("TJ1", "tokenizer_json", "gigabyte", Sparse(1_000_000_000, b'{"version": "'), "LIMIT", "268435456")
    add("TJ10", "score_1e999", good.replace(b"-3.5", b"-1e999"), "FORMAT", "line 1")
    add("TJ10", "score_minus_0", good.replace(b"-3.5", b"-0"), "OK")
    add("TJ10", "score_digits_400", good.replace(b"-3.5", b"-" + b"9" * 400), "FORMAT", "line 1")
    add("TJ10", "score_fraction_400", good.replace(b"-3.5", b"-3." + b"5" * 400), "OK")
    add("TJ10", "score_nan", good.replace(b"-3.5", b"NaN"), "FORMAT", "line 1")


def model(c):
    add = adder(c)
    for kind in ("BPE", "WordPiece", "WordLevel", "unigram", ""):
        add("TJ2", "model_" + (kind.lower() if kind != "unigram" else "lower_case") + ("empty" if not kind else ""),
            changed("model", "type", to=kind), "UNSUPPORTED", f"'{kind}'")
    add("TJ2", "byte_fallback", changed("model", "byte_fallback", to=True), "UNSUPPORTED", "byte_fallback")
    for name, value in (("null", None), ("array", []), ("text", "x"), ("number", 1)):
        add("TJ3", "model_" + name, changed("model", to=value), "FORMAT", "model")
        add("TJ3", "vocab_" + name, changed("model", "vocab", to=value), "FORMAT", "")
    for name, value in (("past_end", len(PIECES)), ("negative", -1), ("text", "1"), ("null", None), ("real", 1.5), ("huge", 2**40)):
        add("TJ3", "unk_id_" + name, changed("model", "unk_id", to=value), "FORMAT", "unk_id")
    last = len(PIECES) - 1
    for name, value in (("number", 1), ("text", "x"), ("empty", []), ("one", ["x"]), ("three", ["x", 1, 2]), ("turned", [1, "x"]),
                        ("null_score", ["x", None]), ("text_score", ["x", "1"]), ("object", {"x": 1}), ("null", None)):
        add("TJ3", "entry_" + name, changed("model", "vocab", last, to=value), "FORMAT", str(last))
    add("TJ3", "duplicate_piece", changed("model", "vocab", last, to=["s", -1.0]), "FORMAT", "same spelling")
    add("TJ3", "long_piece", changed("model", "vocab", last, to=["n" * 1_025, -1.0]), "LIMIT", "1024")
    add("TJ3", "nul_piece", changed("model", "vocab", last, to=["a\0b", -1.0]), "OK")


def parts(c):
    add = adder(c)
    for part in ("normalizer", "pre_tokenizer", "post_processor", "decoder"):
        add("TJ2", part + "_unknown", changed(part, "type", to="Surprise"), "UNSUPPORTED", "'Surprise'")
        add("TJ2", part + "_without_type", changed(part, to={}), "UNSUPPORTED", part)
        add("TJ2", part + "_text", changed(part, to="x"),
            "FORMAT" if part in ("normalizer", "pre_tokenizer") else "UNSUPPORTED", part)
    add("TJ2", "inner_normalizer_unknown", changed("normalizer", "normalizers", 2, to={"type": "Nmt2"}), "UNSUPPORTED", "'Nmt2'")
    add("TJ2", "inner_pre_tokenizer_unknown", changed("pre_tokenizer", "pretokenizers", 0, to={"type": "Magic"}), "UNSUPPORTED",
        "'Magic'")
    add("TJ2", "normalizers_no_array", changed("normalizer", "normalizers", to={}), "FORMAT", "normalizers")
    processor = tokenizer_json()["post_processor"]
    single = processor["single"]
    missing = dict(processor, special_tokens={"[CLS]": processor["special_tokens"]["[CLS]"]})
    add("TJ5", "special_token_missing", changed("post_processor", to=missing), "FORMAT", "[SEP]")
    add("TJ5", "special_token_null", changed("post_processor", "special_tokens", to=None), "FORMAT", "special_tokens")
    for name, ids in (("past_end", [10**6]), ("negative", [-1]), ("text", ["2"]), ("real", [2.5])):
        add("TJ5", "special_id_" + name, changed("post_processor", "special_tokens", "[CLS]", "ids", to=ids), "FORMAT", "[CLS]")
    add("TJ5", "unknown_sequence", changed("post_processor", "single", to=single + [{"Sequence": {"id": "C", "type_id": 0}}]),
        "FORMAT", "")
    add("TJ5", "part_empty", changed("post_processor", "single", to=[{}]), "FORMAT", "")
    add("TJ5", "part_number", changed("post_processor", "single", to=[1]), "FORMAT", "")
    path = ("normalizer", "normalizers", 5, "precompiled_charsmap")

    def blob(content):
        return base64.b64encode(content).decode()

    for name, text in (("no_base64", "???!"), ("cut_base64", blob(charsmap())[:-1]), ("spaces", " " + blob(charsmap())),
                       ("padding_inside", "QQ==" + blob(charsmap())), ("bad_table", blob(b"\xff" * 2000)), ("short", blob(b"abc")),
                       ("root_is_a_value", blob(darts([1 << 31] + darts_units()[1:], b"a\0")))):
        add("TJ6", "charsmap_" + name, changed(*path, to=text), "FORMAT", "")
    add("TJ6", "charsmap_empty", changed(*path, to=""), "OK")
    add("TJ6", "charsmap_number", changed(*path, to=5), "FORMAT", "precompiled_charsmap")
    cut = {"direction": "Right", "max_length": 8, "strategy": "LongestFirst", "stride": 0}
    for name, change in (("stride", {"stride": 8}), ("max_0", {"max_length": 0}), ("negative", {"max_length": -1}),
                         ("text", {"max_length": "8"}), ("stride_negative", {"stride": -1})):
        add("TJ7", name, changed("truncation", to=cut | change), "FORMAT", "")
    last = ("normalizer", "normalizers", 6, "pattern")
    for name, pattern in (("bomb", "(a+)+$"), ("other", "\\s+"), ("long", "a" * 100_000), ("empty", "")):
        add("TJ8", "regex_" + name, changed(*last, to={"Regex": pattern}), "UNSUPPORTED", "")
    add("TJ8", "pattern_number", changed(*last, to={"Regex": 1}), "UNSUPPORTED", "")
    add("TJ8", "split_by_regex", changed("pre_tokenizer", to={"type": "Split", "pattern": {"Regex": "(a+)+$"}, "behavior": "Isolated",
                                                             "invert": False}), "UNSUPPORTED", "'Split'")


def added_tokens(c):
    add = adder(c)

    def tokens(row, name, more, status, message=""):
        add(row, name, changed("added_tokens", to=tokenizer_json()["added_tokens"] + more), status, message)

    tokens("TJ4", "id_int32_max", [special(2**31 - 1, "[X]")], "LIMIT")
    tokens("TJ4", "id_negative", [special(-1, "[X]")], "FORMAT")
    tokens("TJ4", "id_text", [special("7", "[X]")], "FORMAT")
    tokens("TJ4", "id_duplicate", [special(4, "[X]")], "FORMAT")
    tokens("TJ4", "content_duplicate", [special(len(PIECES), "[MASK]")], "FORMAT")
    tokens("TJ4", "content_empty", [special(len(PIECES), "")], "FORMAT")
    tokens("TJ4", "content_number", [special(len(PIECES), 5) | {"lstrip": False}], "FORMAT")
    tokens("TJ4", "flag_text", [special(len(PIECES), "[X]") | {"lstrip": "yes"}], "FORMAT")
    tokens("TJ4", "id_with_hole", [special(len(PIECES) + 5, "[X]")], "FORMAT")
    tokens("TJ4", "no_object", [5], "FORMAT")
    tokens("TJ4", "next_id", [special(len(PIECES), "[X]")], "OK")
    add("TJ4", "no_array", changed("added_tokens", to={}), "FORMAT", "added_tokens")


def directories(c):
    good = to_json(tokenizer_json())
    c.add("TJ9", "tokenizer", "both", {"tokenizer.json": good, "spiece.model": spiece(charsmap=charsmap())}, "OK")
    c.add("TJ9", "tokenizer", "disagree",
          {"tokenizer.json": good, "spiece.model": spiece(PIECES + [("zz", -1, NORMAL)], charsmap())}, "OK")
    c.add("TJ9", "tokenizer", "broken_beside_good", {"tokenizer.json": good[:-1], "spiece.model": spiece(charsmap=charsmap())},
          "FORMAT", "tokenizer.json")
    c.add("TJ9", "tokenizer", "nothing", {}, "MISSING")
    c.add("TJ9", "tokenizer", "file_is_a_folder", {"tokenizer.json": {}}, "PATH", "not a regular file")
    for name, text in (("array", b"[]"), ("broken", b"{"), ("deep", b'{"a":' * 10_000)):
        c.add("TC", "tokenizer", "configuration_" + name, {"tokenizer.json": good, "tokenizer_config.json": text},
              "LIMIT" if name == "deep" else "FORMAT")
    c.add("TC", "tokenizer", "length_1e30", {"tokenizer.json": good,
                                             "tokenizer_config.json": b'{"model_max_length": 1000000000000000019884624838656}'}, "OK")
    model, size = spiece(charsmap=charsmap()), len(PIECES)
    for name, text, code in (("array", b"[]", "FORMAT"), ("deep", b'{"a":' * 10_000, "LIMIT"), ("hole", b'{"[X]": %d}' % (size + 5), "FORMAT"),
                             ("huge", b'{"[X]": 99999999999999999999}', "FORMAT"), ("next", b'{"[X]": %d}' % size, "OK")):
        c.add("TC", "tokenizer", "added_tokens_" + name, {"spiece.model": model, "added_tokens.json": text}, code)
