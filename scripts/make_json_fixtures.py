#!/usr/bin/env python3
"""Writes Tests/Golden/json_cases.tsv: texts, good and damaged, with what Python's json makes of them.

Each line is the text's bytes in hexadecimal, a tab, and `-` where it is refused, else the value in the form of `shown`.
Python is held to what RFC 8259 leaves open here: no NaN, no number beyond double, no name twice in an object, UTF-8 only, no unpaired
surrogates, and an object or an array outermost.

Usage: make_json_fixtures.py OUTPUT.tsv      Made with Python 3.11.
"""
import json
import random
import struct
import sys
from pathlib import Path

COUNT = 3000
# What damage is made of: everything that means something, and some that does not.
MARKS = [b"{", b"}", b"[", b"]", b",", b":", b'"', b"\\", b"\\u", b"\\ud83d", b"\\ude00", b"0", b"-", b"+", b".", b"e", b"E5", b"1e400",
         b" ", b"\n", b"\x00", b"\x1f", b"\x7f", b"\xc3", b"\xa9", b"\xed\xa0\x80", b"\xf0\x9f\x98\x80", b"true", b"nul", b"NaN", b"/"]


def shown(value):
    """One spelling per value: members in order, strings as hexadecimal UTF-8, reals as the bits of the double."""
    if isinstance(value, Members):
        return "{" + ",".join(f"{name.encode().hex()}:{shown(v)}" for name, v in value.pairs) + "}"
    if isinstance(value, list):
        return "[" + ",".join(map(shown, value)) + "]"
    if isinstance(value, str):
        return "s" + value.encode().hex()
    if value is None or isinstance(value, bool):
        return {None: "n", True: "t", False: "f"}[value]
    if isinstance(value, int) and -2**63 <= value < 2**63:
        return f"i{value}"
    return "r" + struct.pack(">d", value).hex()


class Members:
    def __init__(self, pairs):
        names = [name for name, _ in pairs]
        if len(set(names)) != len(names):
            raise ValueError("twice")
        self.pairs = pairs


def refuse(constant):
    raise ValueError(constant)


def real(text):
    value = float(text)
    if value in (float("inf"), float("-inf")):
        raise ValueError(text)
    return value


def read(text):
    try:
        value = json.loads(text.decode("utf-8"), object_pairs_hook=Members, parse_constant=refuse, parse_float=real)
        return shown(value) if isinstance(value, (Members, list)) else "-"
    except (ValueError, OverflowError, RecursionError):  # UnicodeError is a ValueError
        return "-"


def random_value(rng, depth):
    kind = rng.randrange(9 if depth < 4 else 7)
    if kind == 0:
        return rng.choice([True, False, None])
    if kind in (1, 2):
        return rng.randrange(-(10 ** rng.randrange(1, 21)), 10 ** rng.randrange(1, 21))
    if kind in (3, 4):
        return rng.choice([rng.uniform(-20, 0), rng.random() * 10.0 ** rng.randrange(-310, 300), rng.randrange(100) / 8])
    if kind in (5, 6):
        return "".join(rng.choice('aé▁"\\/\n\t😀\x01\u2028\0b') for _ in range(rng.randrange(8)))
    if kind == 7:
        return [random_value(rng, depth + 1) for _ in range(rng.randrange(4))]
    return {str(random_value(rng, 9))[:6]: random_value(rng, depth + 1) for _ in range(rng.randrange(4))}


def random_text(rng):
    value = [random_value(rng, 0) for _ in range(rng.randrange(1, 4))]
    text = json.dumps(value if rng.random() < 0.5 else {"a": value, "b": 0}, ensure_ascii=rng.random() < 0.5,
                      indent=rng.choice([None, None, 1])).encode()
    for _ in range(rng.choice([0, 1, 1, 2, 4])):
        at, length = rng.randrange(len(text) + 1), rng.choice([0, 0, 1, 3])
        text = text[:at] + rng.choice(MARKS + [b""]) + text[at + length:]
    return text


def main():
    rng = random.Random(13)
    cases = {}
    while len(cases) < COUNT:
        text = random_text(rng)
        # UTF-16, which Python's str would take, is told by its NUL at the start; decoded as UTF-8 it is refused all the same.
        if 0 < len(text) < 120:
            cases[text] = read(text)
    Path(sys.argv[1]).write_text("".join(f"{text.hex()}\t{value}\n" for text, value in cases.items()))
    print(len(cases), "cases,", sum(value == "-" for value in cases.values()), "refused")


if __name__ == "__main__":
    main()
