"""Rows ST1 to ST24 of the fault list: one safetensors file at a time."""
import json
import struct

from samples import header_of, safetensors, tensors, to_json


def add_to(collection):
    lengths(collection)
    grammar(collection)
    entries(collection)
    coverage(collection)
    names(collection)


def raw(length, header=b"", data=b""):
    return struct.pack("<Q", length) + header + data


def entry(kind="F32", shape=(2,), offsets=(0, 8)):
    return {"dtype": kind, "shape": list(shape), "data_offsets": list(offsets)}


def file_of(header, data=b""):
    header = header if isinstance(header, bytes) else to_json(header)
    return raw(len(header), header, data)


def with_entry(text, data=8):
    """The tiny model and one more tensor whose JSON is `text`, over `data` bytes."""
    good = tensors()
    end = sum(len(part) for _, _, part in good.values())
    header = to_json(header_of(good))[:-1] + b', "odd": ' + text.replace("@", str(end)).replace("#", str(end + data)).encode() + b"}"
    return safetensors(good, header) + bytes(data)


def lengths(c):
    def add(row, name, content, status, message):
        c.add(row, "safetensors", name, content, status, message)

    for count in range(8):
        add("ST1", f"bytes_{count}", bytes([1] * count), "FORMAT", "8-byte length missing")
    add("ST1", "bytes_8", bytes(8), "FORMAT", "header is empty")
    add("ST2", "length_0", raw(0, b"{}"), "FORMAT", "header is empty")
    for name, length in (("max_signed", 2**63 - 1), ("max", 2**64 - 1), ("max_less_7", 2**64 - 8), ("sign", 2**63)):
        add("ST3", name, raw(length, b"{}"), "LIMIT", "the limit is 100000000")
    add("ST3", "limit_and_one", raw(100_000_001, b"{}"), "LIMIT", "the limit is 100000000")
    add("ST3", "limit", raw(100_000_000, b"{}"), "FORMAT", "truncated")
    add("ST4", "one_past_end", raw(3, b"{}"), "FORMAT", "needs 3 bytes, the file has 2")
    whole = safetensors(tensors())
    for count in (9, 100, len(whole) // 2, len(whole) - 1):
        add("ST4", f"cut_at_{count}", whole[:count], "FORMAT", "truncated")


def grammar(c):
    def add(row, name, header, status, message, data=b""):
        c.add(row, "safetensors", name, file_of(header, data), status, message)

    good = to_json({"a": entry()})
    for name, wrong in (("ff", b"\xff"), ("overlong", b"\xc0\x80"), ("surrogate", b"\xed\xa0\x80"), ("cut", b"\xe2\x82"),
                        ("beyond", b"\xf4\x90\x80\x80"), ("continuation", b"\x80")):
        add("ST6", name, good.replace(b'"a"', b'"' + wrong + b'"'), "FORMAT", "line 1", bytes(8))
    add("ST6", "byte_order_mark", b"\xef\xbb\xbf" + good, "FORMAT", "byte-order mark", bytes(8))
    add("ST6", "utf16", good.decode().encode("utf-16"), "FORMAT", "UTF-16", bytes(8))
    for name, text in (("array", b"[]"), ("string", b'"a"'), ("number", b"1"), ("null", b"null"), ("word", b"hello"),
                       ("trailing_text", b"{} x"), ("trailing_object", b"{}{}"), ("trailing_nul", b"{}\0"),
                       ("unclosed", b'{"a": {'), ("unclosed_string", b'{"a'), ("spaces", b"    "), ("nul", b"\0\0\0\0"),
                       ("comment", b"/**/{}"), ("trailing_comma", b'{"a": 1,}'), ("pickle", b"\x80\x02}q\x00.")):
        add("ST7", name, text, "FORMAT", "")
    model = tensors()
    text = to_json(header_of(model))
    c.add("ST8", "safetensors", "leading_space", safetensors(model, b" \n\t " + text), "OK")
    c.add("ST8", "safetensors", "trailing_space", safetensors(model, text + b"   "), "OK")
    add("ST9", "brackets", b"[" * 100_000, "LIMIT", "nested deeper than 64")
    add("ST9", "objects", b'{"a":' * 100_000, "LIMIT", "nested deeper than 64")
    add("ST9", "closed_brackets", b'{"a":' + b"[" * 1000 + b"]" * 1000 + b"}", "LIMIT", "nested deeper than 64")
    one = json.dumps(entry())
    add("ST10", "duplicate_tensor", f'{{"twin": {one}, "twin": {one}}}'.encode(), "FORMAT", "'twin' occurs twice", bytes(8))
    add("ST10", "duplicate_escaped", f'{{"twin": {one}, "tw\\u0069n": {one}}}'.encode(), "FORMAT", "occurs twice", bytes(8))
    long = "n" * 500
    add("ST10", "duplicate_long", f'{{"{long}": {one}, "{long}": {one}}}'.encode(), "FORMAT", "occurs twice", bytes(8))
    add("ST11", "duplicate_dtype", b'{"a": {"dtype": "F32", "dtype": "F32", "shape": [2], "data_offsets": [0, 8]}}', "FORMAT",
        "'dtype' occurs twice", bytes(8))
    for name, value in (("number", 1), ("array", []), ("null", None), ("text", "x"), ("value_number", {"a": 1}),
                        ("value_null", {"a": None}), ("value_object", {"a": {}})):
        add("ST12", name, {"__metadata__": value}, "FORMAT", "__metadata__")
    many = b"{" + b",".join(b'"%d":{"dtype":"U8","shape":[0],"data_offsets":[0,0]}' % i for i in range(65_537)) + b"}"
    add("ST22", "tensors_65537", many, "LIMIT", "65536 tensors")
    million = b"{" + b",".join(b'"%d":0' % i for i in range(1_000_000)) + b"}"
    add("ST22", "tensors_1000000", million, "LIMIT", "values")
    add("ST22", "values_in_shape", b'{"a": {"dtype": "U8", "shape": [' + b"1," * 2_000_000 + b"1]}}", "LIMIT", "values")


def entries(c):
    def add(row, name, text, status, message):
        c.add(row, "safetensors", name, with_entry(text), status, message)

    for kind in ("f32", "F8", "F4", "F8_E4M3", "F6_E2M3", "FLOAT", "", "F32 ", "Q4_0"):
        add("ST13", "type_" + (kind or "empty").strip().lower() + ("_space" if kind.endswith(" ") else "")
            + ("_lower" if kind == "f32" else ""),
            json.dumps(entry(kind)).replace("[0, 8]", "[@, #]"), "UNSUPPORTED", "dtype")
    for name, dtype in (("null", "null"), ("number", "32"), ("array", "[]")):
        add("ST13", "type_" + name, '{"dtype": %s, "shape": [2], "data_offsets": [@, #]}' % dtype, "FORMAT", "'dtype'")

    def shape(row, name, text, status="FORMAT", message="'shape' must"):
        add(row, name, '{"dtype": "F32", "shape": %s, "data_offsets": [@, #]}' % text, status, message)

    for name, text in (("negative", "[-1]"), ("fraction", "[1.5]"), ("exponent", "[1e3]"), ("text", '["3"]'), ("null", "[null]"),
                       ("nested", "[[2]]"), ("true", "[true]"), ("no_array", "2"), ("object", "{}")):
        shape("ST14", name, text)
    shape("ST14", "max_unsigned", "[18446744073709551615]", message="")
    shape("ST14", "digits_400", "[" + "9" * 400 + "]", message="")
    for name, text in (("square", "[4294967296, 4294967296]"), ("bytes", "[4611686018427387904]"),
                       ("largest", "[9223372036854775807]"), ("hidden_by_0", "[9223372036854775807, 9, 0]")):
        shape("ST15", name, text, message="overflows")
    shape("ST16", "rank_9", "[1,1,1,1,1,1,1,1,2]", "LIMIT", "9 dimensions")
    shape("ST16", "rank_8", "[1,1,1,1,1,1,1,2]", "OK", "")
    c.add("ST16", "safetensors", "scalar", with_entry('{"dtype": "F32", "shape": [], "data_offsets": [@, #]}', 4), "OK")
    c.add("ST16", "safetensors", "empty", with_entry('{"dtype": "F32", "shape": [7, 0], "data_offsets": [@, #]}', 0), "OK")

    def offsets(row, name, text, message="'data_offsets'"):
        add(row, name, '{"dtype": "F32", "shape": [2], "data_offsets": %s}' % text, "FORMAT", message)

    offsets("ST17", "reversed", "[#, @]", "reversed")
    offsets("ST17", "past_end", "[@, 99999999]", "truncated")
    offsets("ST17", "far_past_end", "[9223372036854775800, 9223372036854775807]", "truncated")
    for name, text in (("three", "[@, #, #]"), ("one", "[@]"), ("none", "[]"), ("negative", "[-8, @]"), ("real", "[0.0, 8.0]"),
                       ("text", '["@", "#"]'), ("object", "{}"), ("null", "null")):
        offsets("ST17", name, text)
    for key in ("dtype", "shape", "data_offsets"):
        rest = json.dumps({k: v for k, v in entry().items() if k != key}).replace("[0, 8]", "[@, #]")
        add("ST17", "without_" + key, rest, "FORMAT", f"'{key}' is missing")
    for name, text in (("array", "[1]"), ("text", '"x"'), ("null", "null")):
        add("ST17", "entry_" + name, text, "FORMAT", "must be an object")


def coverage(c):
    def add(row, name, header, data, status, message):
        c.add(row, "safetensors", name, file_of(header, bytes(data)), status, message)

    a = entry("U8", [4], [0, 4])
    add("ST18", "overlap", {"a": a, "b": entry("U8", [4], [3, 7])}, 7, "FORMAT", "'b'")
    add("ST18", "same_bytes", {"a": a, "b": a}, 4, "FORMAT", "inside the tensor before it")
    add("ST18", "contained", {"a": entry("U8", [8], [0, 8]), "b": entry("U8", [2], [3, 5])}, 8, "FORMAT", "'b'")
    add("ST18", "hole", {"a": a, "b": entry("U8", [4], [5, 9])}, 9, "FORMAT", "hole")
    add("ST18", "hole_at_start", {"b": entry("U8", [4], [1, 5])}, 5, "FORMAT", "hole")
    good = tensors()
    turned = dict(reversed(header_of(good).items()))
    c.add("ST18", "safetensors", "unsorted", safetensors(good, turned), "OK")
    c.add("ST19", "safetensors", "empty_shares_offset", safetensors(
        good, {"empty": entry("F32", [0], [0, 0])} | header_of(good)), "OK")
    add("ST19", "empty_inside", {"a": a, "b": entry("U8", [0], [2, 2])}, 4, "FORMAT", "'b'")
    for name, end in (("one_short", 15), ("one_long", 17)):
        add("ST20", name, {"a": entry("F32", [2, 2], [0, end])}, end, "FORMAT", f"needs 16 bytes, the header gives {end}")
    whole = safetensors(good)
    for name, tail in (("byte", b"\0"), ("zip", b"PK\5\6" + bytes(18)), ("copy", whole)):
        c.add("ST21", "safetensors", "trailing_" + name, whole + tail, "FORMAT", "belong to no tensor")
    add("ST21", "data_without_tensors", {}, 1, "FORMAT", "belong to no tensor")


def names(c):
    good = tensors()
    header = header_of(good)
    end = sum(len(data) for _, _, data in good.values())
    for name, text in (("slash", "../../a/b"), ("control", "a\x1b[31m\n\x7f"), ("empty", ""), ("direction", "a\u202eb"),
                       ("limit", "n" * 65_535), ("metadata_like", "__metadata__ "), ("nul", "a\0b")):
        c.add("ST23", "safetensors", name, safetensors(good, header | {text: entry("F32", [0], [end, end])}), "OK")
    for name, text in (("limit_and_one", "n" * 65_536), ("megabytes_10", "n" * 10_000_000)):
        c.add("ST23", "safetensors", name, safetensors(good, header | {text: entry("F32", [0], [end, end])}), "LIMIT")
    c.add("ST23", "safetensors", "control_in_message", file_of({"a\x1b[31m\n": entry("F32", [3], [0, 8])}, bytes(8)), "FORMAT",
          "\\u{1b}")
    for pad in range(1, 8):
        text = to_json(header)
        text += b" " * ((-len(text)) % 8 + pad)
        c.add("ST24", "safetensors", f"misaligned_{pad}", safetensors(good, text), "OK")
