"""Rows IX1 to IX8: shards and the index that names them. Every case is a model directory."""
import json

from samples import Link, config, header_of, safetensors, tensors, to_json

FIRST, SECOND, INDEX = "model-1.safetensors", "model-2.safetensors", "model.safetensors.index.json"


def add_to(c):
    good = tensors()
    names = list(good)
    half = len(names) // 2
    first, second = ({name: good[name] for name in part} for part in (names[:half], names[half:]))
    placement = {name: FIRST if name in first else SECOND for name in names}
    base = {"config.json": to_json(config()), FIRST: safetensors(first), SECOND: safetensors(second)}

    def index(changes=None, **rest):
        return to_json({"metadata": {"total_size": 1}, "weight_map": placement | (changes or {})} | rest)

    def add(row, name, text, status, message="", **files):
        c.add(row, "model", name, base | {INDEX: text} | {key.replace("__", "."): value for key, value in files.items()},
              status, message)

    add("IX0", "good", index(), "OK")
    for name, path in (("parent", "../x.safetensors"), ("up_and_down", "a/../../x"), ("absolute", "/etc/passwd"), ("dot", "."),
                       ("dots", ".."), ("empty", ""), ("folder", "a/b"), ("dot_slash", "./model-1.safetensors"),
                       ("trailing_slash", FIRST + "/"), ("backslash", "..\\x"), ("twice", "a/b/../../../x")):
        add("IX1", name, index({names[0]: path}), "PATH", "no plain name")
    add("IX2", "linked_shard", index({name: "link" for name in first}), "OK", link=Link(FIRST))
    add("IX2", "dangling_link", index({names[0]: "link"}), "IO", "", link=Link("nowhere"))
    add("IX2", "link_loop", index({names[0]: "link"}), "IO", "", link=Link("link"))
    for name, path in (("nul", "a\0b"), ("newline", "a\nb"), ("escape", "a\x1b[2Jb"), ("delete", "a\x7fb")):
        add("IX4", name, index({names[0]: path}), "PATH", "no plain name")
    add("IX4", "kilobytes_5", index({names[0]: "n" * 5000}), "LIMIT", "the limit is 255")
    add("IX4", "bytes_256", index({names[0]: "n" * 256}), "LIMIT", "the limit is 255")
    add("IX4", "bytes_255", index({names[0]: "n" * 255}), "IO", "")
    add("IX4", "no_utf8", index().replace(b'"model-1', b'"\xff\xfe', 1), "FORMAT", "")
    add("IX4", "lone_surrogate", index().replace(b'"model-1', b'"\\ud800', 1), "FORMAT", "")
    add("IX5", "missing", index({names[0]: "gone.safetensors"}), "IO", "No such file")
    both = dict(second) | {names[0]: good[names[0]]}
    add("IX5", "in_two_shards", index(), "FORMAT", "is also in", **{"model-2__safetensors": safetensors(both)})
    add("IX5", "wrong_shard", index({names[0]: SECOND}), "FORMAT", "not in 'model-2.safetensors'")
    add("IX5", "in_no_shard", index({"albert.nowhere": FIRST}), "FORMAT", "'albert.nowhere' is not in")
    add("IX5", "shard_is_folder", index({names[0]: "folder"}), "PATH", "not a regular file", folder={})
    add("IX5", "shard_is_index", index({names[0]: INDEX}), "LIMIT", "the limit is 100000000")
    add("IX5", "shard_truncated", index(), "FORMAT", "truncated", **{"model-2__safetensors": safetensors(second)[:-1]})
    add("IX5", "shard_empty", index(), "FORMAT", "8-byte length missing", **{"model-2__safetensors": b""})
    many = {f"t{i}": f"{i}.safetensors" for i in range(4097)}
    add("IX6", "files_4097", to_json({"weight_map": many}), "LIMIT", "4096 files")
    add("IX6", "tensors_65537", to_json({"weight_map": {f"t{i}": FIRST for i in range(65_537)}}), "LIMIT", "65536")
    million = b'{"weight_map": {' + b",".join(b'"%d":"%d"' % (i, i) for i in range(300_000)) + b"}}"
    add("IX6", "files_300000", million, "LIMIT", "values")
    for name, value in (("missing", {}), ("null", {"weight_map": None}), ("array", {"weight_map": []}), ("empty", {"weight_map": {}}),
                        ("number", {"weight_map": {"a": 1}}), ("nested", {"weight_map": {"a": {"b": FIRST}}}),
                        ("list", {"weight_map": {"a": [FIRST]}}), ("text", {"weight_map": FIRST})):
        add("IX7", name, to_json(value), "FORMAT", "weight_map" if name not in ("number", "nested", "list") else "file's name")
    add("IX7", "outer_array", b"[]", "FORMAT", "weight_map")
    add("IX7", "no_json", b"hello", "FORMAT")
    add("IX7", "nothing", b"", "FORMAT")
    one = json.dumps(FIRST)
    add("IX7", "duplicate_tensor", ('{"weight_map": {"a": %s, "a": %s}}' % (one, one)).encode(), "FORMAT", "occurs twice")
    add("IX7", "deep", b'{"weight_map":' * 100_000, "LIMIT", "nested deeper")
    for name, size in (("negative", "-1"), ("huge", "1e300"), ("text", '"x"'), ("null", "null")):
        add("IX8", "total_size_" + name, index().replace(b'"total_size": 1', b'"total_size": ' + size.encode()), "OK")
    add("IX8", "metadata_list", index(metadata=[1]), "OK")
    assert header_of(good)
