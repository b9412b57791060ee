"""Rows TX1 to TX13: texts. None is refused: every byte sequence is a text, and what it becomes is tested with the goldens."""
import random


def add_to(c):
    def add(row, name, content):
        c.add(row, "text", name, content if isinstance(content, bytes) else content.encode("utf-8", "surrogatepass"), "OK")

    add("TX1", "empty", "")
    add("TX1", "spaces", " " * 1000)
    add("TX1", "meta_spaces", "▁" * 1000)
    classes = {
        "continuation": b"\x80", "continuations": b"\xbf" * 50, "lead_2": b"\xc3", "lead_3": b"\xe2", "lead_4": b"\xf0",
        "cut_3": b"\xe2\x96", "cut_4": b"\xf0\x9f\x98", "overlong_2": b"\xc0\x80", "overlong_3": b"\xe0\x80\x80",
        "overlong_4": b"\xf0\x80\x80\x80", "surrogate_high": b"\xed\xa0\x80", "surrogate_low": b"\xed\xbf\xbf",
        "surrogate_pair": b"\xed\xa0\xbd\xed\xb8\x80", "beyond": b"\xf4\x90\x80\x80", "f5": b"\xf5\x80\x80\x80", "fe": b"\xfe",
        "ff": b"\xff\xff", "five_bytes": b"\xf8\x88\x80\x80\x80", "six_bytes": b"\xfc\x84\x80\x80\x80\x80",
        "lead_then_text": b"\xe2a\xf0\x9fb",
    }
    for name, wrong in classes.items():
        add("TX3", name, b"a cat " + wrong + b" sat" + wrong)
    for place, text in (("start", "\0a cat"), ("middle", "a\0cat"), ("end", "a cat\0"), ("only", "\0" * 100)):
        add("TX4", "nul_" + place, text)
    add("TX7", "one_letter", "a" * 1_000_000)
    add("TX7", "replacement_characters", "\ufffd" * 300_000)
    add("TX7", "combining_marks", "e" + "\u0301" * 300_000)
    add("TX7", "combining_classes", "e" + "\u0301\u0323\u0334" * 100_000)
    add("TX7", "no_letter", "\u0301" * 100_000)
    add("TX7", "hangul_jamo", "\u1100\u1161\u11a8" * 100_000)
    add("TX8", "emoji_families", "👨‍👩‍👧‍👦" * 5000)
    add("TX8", "flags", "🇩🇪" * 20_000)
    add("TX8", "variation_selectors", "☺\ufe0f" * 50_000)
    add("TX9", "non_characters", "\ufffe\uffff\U0010ffff\U0001fffe\ue000")
    add("TX10", "explosion_fdfa", "\ufdfa" * 100_000)
    add("TX10", "explosion_1f14", "\u1f82\u0390" * 50_000)
    add("TX11", "directions", "\u202eabc\u202c \u200f\u061c" * 1000)
    add("TX11", "case_folds", "İıßẞΣςſ" * 1000)
    add("TX12", "line_breaks", "a\r\nb\u0085c\u2028d\u2029e\tf\u3000g\u00a0h\u200bi\ufeffj")
    add("TX13", "spells_specials", "[CLS] a [MASK][MASK] <pad> <unk> [SEP] [mask] [ MASK ]" * 100)
    add("TX13", "brackets", "[" * 200_000)
    add("TX13", "half_specials", "[MAS" * 50_000)
    chance = random.Random(3)
    add("TX3", "random_bytes", chance.randbytes(200_000))
    add("TX9", "random_scalars", "".join(
        chr(number) for number in (chance.randrange(0x110000) for _ in range(100_000)) if not 0xD800 <= number < 0xE000))
