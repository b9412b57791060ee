"""Rows SP1 to SP17: one spiece.model at a time. A model that loads is also used: it encodes and decodes a text."""
import random
import struct

from samples import (BYTE, CONTROL, NORMAL, PIECES, UNKNOWN, Sparse, charsmap, darts, darts_units, field, piece, spiece, varint)


def add_to(c):
    wire(c)
    pieces(c)
    charsmaps(c)
    settings(c)


def wire(c):
    def add(row, name, content, status, message=""):
        c.add(row, "spiece", name, content, status, message)

    good = spiece(charsmap=charsmap())
    add("SP0", "good", good, "OK")
    add("SP1", "empty", b"", "FORMAT")
    add("SP1", "one_byte", b"\n", "FORMAT")
    add("SP1", "zeros", bytes(4096), "FORMAT")
    add("SP1", "random", random.Random(1).randbytes(4096), "FORMAT")
    add("SP1", "html", b"<!DOCTYPE html><html><body>Not found</body></html>", "FORMAT", "HTML")
    add("SP1", "lfs_pointer", b"version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 760289\n", "FORMAT")
    add("SP1", "gzip", b"\x1f\x8b\x08\0\0\0\0\0", "FORMAT")
    for part in (3, len(good) // 4, len(good) // 2, len(good) - 1):
        add("SP2", f"cut_at_{part}", good[:part], "FORMAT")
    add("SP3", "varint_of_11", good + b"\x20" + b"\x80" * 10 + b"\x01", "FORMAT", "varint")
    add("SP3", "varint_overflow", good + b"\x20" + b"\xff" * 9 + b"\x7f", "FORMAT")
    add("SP3", "varint_unended", good + b"\x20" + b"\xff" * 3, "FORMAT")
    add("SP3", "tag_unended", good + b"\x80", "FORMAT")
    add("SP3", "field_0", good + b"\x00\x00", "FORMAT")
    add("SP4", "length_past_end", good + b"\x0a\x7f", "FORMAT")
    add("SP4", "length_2_63", good + b"\x0a" + varint(2**63), "FORMAT")
    add("SP4", "length_2_64", good + b"\x0a" + varint(2**64 - 1), "FORMAT")
    add("SP4", "length_inside_piece", good + field(1, b"\x0a\x7fabc"), "FORMAT")
    add("SP5", "groups_nested", good + b"\x23" * 1_000_000, "FORMAT")
    add("SP5", "group_end", good + b"\x24", "FORMAT")
    add("SP5", "wire_type_6", good + b"\x26", "FORMAT")
    add("SP5", "wire_type_7", good + b"\x27", "FORMAT")
    add("SP6", "unknown_fields", good + field(200, bytes(1_000_000)), "OK")
    # 100 MB that are skipped without a copy; a hole, so that they take no place on a disk.
    start = good + varint(200 << 3 | 2) + varint(100_000_000)
    add("SP6", "unknown_field_100_mb", Sparse(len(start) + 100_000_000, start), "OK")
    add("SP6", "file_limit_and_one", Sparse(268_435_457, good), "LIMIT", "268435456")
    add("SP6", "unknown_varints", good + field(200, 2**63) * 100_000, "OK")
    add("SP6", "fixed_fields", good + varint(201 << 3 | 1) + bytes(8) + varint(202 << 3 | 5) + bytes(4), "OK")


def pieces(c):
    def add(row, name, pieces, status, message=""):
        c.add(row, "spiece", name, spiece(pieces, charsmap()), status, message)

    add("SP7", "empty_piece", PIECES + [("", -9, NORMAL)], "FORMAT", "empty")
    add("SP7", "nul_piece", PIECES + [("a\0b", -9, NORMAL)], "OK")
    for name, wrong in (("ff", b"\xff"), ("overlong", b"\xc0\xaf"), ("surrogate", b"\xed\xa0\x80"), ("cut", b"\xe2\x96")):
        add("SP7", "utf8_" + name, PIECES + [(wrong, -9, NORMAL)], "FORMAT", "not UTF-8")
    add("SP7", "limit", PIECES + [("n" * 1_024, -9, NORMAL)], "OK")
    add("SP7", "limit_and_one", PIECES + [("n" * 1_025, -9, NORMAL)], "LIMIT", "1024")
    add("SP7", "megabyte", PIECES + [("n" * 1_000_000, -9, NORMAL)], "LIMIT", "1024")
    add("SP8", "duplicate", PIECES + [("at", -9, NORMAL)], "FORMAT", "same spelling")
    add("SP8", "without_unknown", [one for one in PIECES if one[2] != UNKNOWN], "FORMAT", "UNKNOWN")
    add("SP8", "two_unknown", PIECES + [("<unk2>", 0, UNKNOWN)], "FORMAT", "UNKNOWN")
    add("SP8", "without_cls", [one for one in PIECES if one[0] != "[CLS]"], "FORMAT", "[CLS]")
    add("SP8", "without_sep", [one for one in PIECES if one[0] != "[SEP]"], "FORMAT", "[SEP]")
    for name, score in (("nan", float("nan")), ("infinity", float("inf")), ("minus_infinity", float("-inf"))):
        add("SP9", name, PIECES + [("zz", score, NORMAL)], "FORMAT", "score")
    for name, score in (("1e38", 1e38), ("minus_1e38", -1e38)):
        add("SP9", name, PIECES + [("zz", score, NORMAL), ("aa", score, NORMAL)], "OK")
    add("SP10", "no_pieces", [], "FORMAT", "no piece")
    c.add("SP10", "spiece", "pieces_4194305", spiece(charsmap=charsmap()) + field(1, b"") * (4_194_305 - len(PIECES)), "LIMIT",
          "4194304")
    add("SP10", "type_9", PIECES + [("zz", -9, 9)], "FORMAT", "type")
    add("SP10", "byte_piece", PIECES + [("<0x41>", -9, BYTE)], "UNSUPPORTED", "byte")
    add("SP10", "all_control", [(text, score, UNKNOWN if kind == UNKNOWN else CONTROL) for text, score, kind in PIECES], "OK")
    good = spiece(charsmap=charsmap())
    c.add("SP10", "spiece", "piece_is_a_number", good + field(1, 5), "FORMAT")
    c.add("SP10", "spiece", "spelling_is_a_number", good + field(1, field(1, 5)), "FORMAT", "wire type")
    c.add("SP10", "spiece", "score_is_a_number", good + field(1, field(1, b"zz") + field(2, 5)), "FORMAT", "wire type")
    c.add("SP10", "spiece", "piece_twice_named", good + field(1, field(1, b"zz") + field(1, b"zzz")), "OK")


def charsmaps(c):
    def add(row, name, blob, status, message=""):
        c.add(row, "spiece", name, spiece(charsmap=blob), status, message)

    units = darts_units()

    def changed(index, unit, pool=b"a\0"):
        return darts(units[:index] + [unit] + units[index + 1:], pool)

    good = charsmap()
    add("SP11", "empty", b"", "OK")
    for count in (1, 3, 4):
        add("SP12", f"bytes_{count}", good[:count], "FORMAT", "charsmap")
    for name, size in (("past_end", len(good)), ("max", 2**32 - 1), ("odd", 2047), ("not_by_4", 2046), ("zero", 0)):
        add("SP12", "table_" + name, struct.pack("<I", size) + good[4:], "FORMAT", "charsmap")
    add("SP12", "table_of_one_unit", darts([0], b"a\0"), "FORMAT", "charsmap")
    add("SP12", "without_replacements", darts(units, b""), "FORMAT", "charsmap")
    add("SP13", "root_is_a_value", changed(0, 1 << 31 | 5), "FORMAT", "charsmap")
    add("SP13", "root_offset_huge", changed(0, 0x7FFFFE00), "FORMAT", "charsmap")
    add("SP13", "unit_offset_huge", changed(256 ^ 0x41, 0x7FFFFD41), "FORMAT", "charsmap")
    add("SP13", "root_offset_past_end", changed(0, 512 << 10), "FORMAT", "charsmap")
    add("SP14", "points_to_itself", darts([0x41] * 512, b"a\0"), "OK")
    add("SP14", "circle", changed(256 ^ 0x41, 0x41), "OK")
    add("SP15", "replacement_past_end", charsmap(leaf=2), "FORMAT", "charsmap")
    add("SP15", "replacement_far_past_end", charsmap(leaf=0x7FFFFFFF), "FORMAT", "charsmap")
    add("SP15", "replacement_unended", charsmap(b"abc"), "FORMAT", "charsmap")
    add("SP15", "replacement_not_utf8", charsmap(b"\xff\0"), "FORMAT", "UTF-8")
    add("SP15", "replacement_inside_character", charsmap("é\0".encode(), leaf=1), "FORMAT", "charsmap")
    add("SP16", "replacement_of_255", charsmap(b"a" * 255 + b"\0"), "OK")
    add("SP16", "replacement_of_256", charsmap(b"a" * 256 + b"\0"), "LIMIT")
    add("SP16", "replacement_empty", charsmap(b"\0"), "OK")


def settings(c):
    def add(row, name, content, status, message=""):
        c.add(row, "spiece", name, content, status, message)

    for name, number in (("bpe", 2), ("word", 3), ("char", 4), ("unknown", 9)):
        add("SP17", "model_" + name, spiece(trainer=field(3, number)), "UNSUPPORTED", "unigram")
    add("SP17", "byte_fallback", spiece(trainer=field(3, 1) + field(35, 1)), "UNSUPPORTED", "byte_fallback")
    add("SP17", "suffix_spaces", spiece(trainer=field(3, 1) + field(24, 1)), "UNSUPPORTED", "treat_whitespace_as_suffix")
    add("SP18", "no_escape", spiece(normalizer=field(5, 0)), "UNSUPPORTED", "escape_whitespaces")
    add("SP18", "no_dummy_prefix", spiece(normalizer=field(3, 0)), "OK")
    add("SP18", "keeps_spaces", spiece(normalizer=field(4, 0)), "OK")
    add("SP18", "without_settings", b"".join(piece(*one) for one in PIECES), "OK")
