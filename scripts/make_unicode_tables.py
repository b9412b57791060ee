#!/usr/bin/env python3
"""Writes Sources/CAlbert/tables/unicode_tables.c: what the tokenizer knows of every Unicode scalar.

The library must agree with two programs, so the tables are measured from them, not taken from the Unicode files: the
`tokenizers` library (decomposition, marks, lower case, white space, word characters, grapheme breaks; each has its own
Unicode version inside) and Python's `unicodedata` and `str` (what Google's preprocessing used, for compat=sentencepiece).
The data derives from the Unicode Character Database, Unicode License v3 (https://www.unicode.org/license.txt).

Usage: make_unicode_tables.py OUTPUT.c      Made with tokenizers 0.23.3 and Python 3.11 (Unicode 14).
"""
import struct
import sys
import unicodedata

import tokenizers
from tokenizers import AddedToken, Tokenizer, models, normalizers, pre_tokenizers

SCALARS = [c for c in range(0x110000) if not 0xD800 <= c < 0xE000]

MARK, SPACE, WORD, COMBINING, LATE, CASED, IGNORABLE, PYTHON_SPACE = (1 << i for i in range(8))
BREAK_SHIFT = 8
CONSONANT, LINKER, DIGIT = 1 << 12, 1 << 13, 1 << 14
OTHER, CR, LF, CONTROL, EXTEND, SPACING, PREPEND, PICTOGRAPH, REGIONAL, L, V, T, LV, LVT, JOINER = range(15)


def charsmap(keys):
    """A precompiled charsmap that turns each key into "y". Every inner node gets a block of 256 units of its own."""
    units, blocks = {}, [1]
    root, leaves = {}, []
    for key in keys:
        node = root
        for byte in key:
            node = node.setdefault(byte, {})
        node[None] = True

    def offset_bits(offset):
        if offset < 1 << 21:
            return offset << 10
        assert offset % 256 == 0
        return (offset >> 8) << 10 | 0x200

    def place(node, base):
        for byte, child in node.items():
            if byte is None:
                continue
            position = base + byte
            inner = [b for b in child if b is not None]
            if inner:
                assert None not in child
                target = blocks[0] * 256
                blocks[0] += 1
                units[position] = offset_bits(position ^ target) | byte
                place(child, target)
            else:
                leaves.append((position, byte))

    blocks[0] = 2
    units[0] = offset_bits(256)
    place(root, 256)
    value = blocks[0] * 256
    for position, byte in leaves:
        units[position] = offset_bits(position ^ value) | 0x100 | byte
        units[value] = 0x80000000
        value += 1
    count = (value + 255) // 256 * 256
    table = b"".join(struct.pack("<I", units.get(i, 0)) for i in range(count))
    return struct.pack("<I", len(table)) + table + b"y\0"


def applies(normalizer):
    return lambda text: normalizer.normalize_str(text)


def measure_breaks():
    """Grapheme breaks as HF's Precompiled sees them: it replaces a whole cluster under 6 bytes by its first match."""
    only_x = applies(normalizers.Precompiled(charsmap([b"x"])))
    short = [chr(c).encode() for c in SCALARS if 0x80 <= c < 0x20000]
    every = applies(normalizers.Precompiled(charsmap(short)))
    only_prepend = applies(normalizers.Precompiled(charsmap(["\u0600".encode()])))
    only_copyright = applies(normalizers.Precompiled(charsmap(["©".encode()])))

    joins_left = {c for c in SCALARS if c != 0x78 and only_x("x" + chr(c)) == "y"}
    joins_right = {c for c in SCALARS if 0x80 <= c < 0x20000 and every(chr(c) + "x") == "y"}
    spacing = {c for c in joins_left if unicodedata.category(chr(c)) == "Mc" or c in (0xE33, 0xEB3)}
    classes = {}
    for c in SCALARS:
        text = chr(c)
        if c == 0x0D:
            classes[c] = CR
        elif c == 0x0A:
            classes[c] = LF
        elif c == 0x200D:
            classes[c] = JOINER
        elif c in joins_left:
            # A spacing mark ends an emoji sequence and an Indic conjunct, an extender does not.
            classes[c] = SPACING if c in spacing and only_copyright("©" + text + "\u200d©") != "y" + text + "\u200d©" else EXTEND
        elif c in joins_right:
            classes[c] = PREPEND
        elif c < 0x10000 and only_prepend("\u0600" + text) != "y" + ("" if len(text.encode()) < 4 else text):
            classes[c] = CONTROL
        # Of the last plane also what is not assigned: Default_Ignorable_Code_Point without a character.
        elif c >= 0x10000 and (unicodedata.category(text) in ("Cc", "Cf", "Zl", "Zp") or 0xE0000 <= c < 0xE1000):
            classes[c] = CONTROL
        elif only_copyright("©\u200d" + text) == "y\u200d" + text and c != 0xA9:
            classes[c] = PICTOGRAPH
        elif c == 0xA9:
            classes[c] = PICTOGRAPH
        elif 0x1F1E6 <= c <= 0x1F1FF:
            classes[c] = REGIONAL
        elif 0x1100 <= c <= 0x115F or 0xA960 <= c <= 0xA97C:
            classes[c] = L
        elif 0x1160 <= c <= 0x11A7 or 0xD7B0 <= c <= 0xD7C6:
            classes[c] = V
        elif 0x11A8 <= c <= 0x11FF or 0xD7CB <= c <= 0xD7FB:
            classes[c] = T
        elif 0xAC00 <= c <= 0xD7A3:
            classes[c] = LV if (c - 0xAC00) % 28 == 0 else LVT
    ka, virama, mark = "\u0915", "\u094d", "\u0301"
    consonants = {c for c in SCALARS if 0x800 <= c < 0x10000 and every(ka + virama + chr(c) + mark) == "yyyy"}
    consonants -= joins_left | {c for c in classes if classes[c] == CONTROL}
    linkers = {c for c in joins_left if 0x800 <= c < 0x10000 and every(ka + chr(c) + ka + mark) == "yyyy"}
    return classes, consonants, linkers


def measure_words():
    """The characters that a single_word added token may not touch."""
    tokenizer = Tokenizer(models.WordLevel({"<unk>": 0}, unk_token="<unk>"))
    tokenizer.add_tokens([AddedToken("QQQ", single_word=True, normalized=False)])
    found = tokenizer.token_to_id("QQQ")
    words = set()
    for first in range(0, len(SCALARS), 4096):
        part = SCALARS[first:first + 4096]
        for c, encoding in zip(part, tokenizer.encode_batch([chr(c) + "QQQ" for c in part], add_special_tokens=False)):
            if found not in encoding.ids:
                words.add(c)
    return words


def main(output):
    nfkd, strip, lower = (applies(n) for n in (normalizers.NFKD(), normalizers.StripAccents(), normalizers.Lowercase()))
    split = pre_tokenizers.WhitespaceSplit()
    classes, consonants, linkers = measure_breaks()
    words = measure_words()

    pool, places = [0], {}

    def place(text):
        if text not in places:
            places[text] = len(pool)
            pool.extend([len(text)] + [ord(c) for c in text])
        return places[text]

    records, numbers, stage = [(0, 0, 0)], {(0, 0, 0): 0}, []
    for c in range(0x110000):
        if 0xD800 <= c < 0xE000:
            stage.append(0)
            continue
        text, flags, decomposition, lowered = chr(c), 0, 0, 0
        ours, python = nfkd(text), unicodedata.normalize("NFKD", text)
        if 0xAC00 <= c <= 0xD7A3:  # by arithmetic, in the library
            index = c - 0xAC00
            jamo = chr(0x1100 + index // 588) + chr(0x1161 + index % 588 // 28) + (chr(0x11A7 + index % 28) if index % 28 else "")
            assert ours == python == jamo
        elif python != text:
            decomposition = place(python)
            assert ours in (text, python), hex(c)
            flags |= LATE if ours == text else 0
        else:
            assert ours == text, hex(c)
        if lower(text) != text:
            lowered = place(lower(text))
            assert text.lower() in (text, lower(text)), hex(c)
        else:
            assert text.lower() == text, hex(c)
        flags |= MARK if strip(text) != text else 0
        flags |= SPACE if not split.pre_tokenize_str(text) else 0
        flags |= WORD if c in words else 0
        flags |= COMBINING if unicodedata.combining(text) else 0
        before, after = (text + "Σ").lower()[-1] == "ς", ("A" + text + "Σ").lower()[-1] == "ς"
        flags |= (CASED if before else IGNORABLE) if after else 0
        flags |= PYTHON_SPACE if text.isspace() else 0
        flags |= DIGIT if text.isdigit() else 0
        flags |= CONSONANT if c in consonants else 0
        flags |= LINKER if c in linkers else 0
        flags |= classes.get(c, OTHER) << BREAK_SHIFT
        record = (decomposition, lowered, flags)
        if record not in numbers:
            numbers[record] = len(records)
            records.append(record)
        stage.append(numbers[record])
    assert len(pool) < 65536 and len(records) < 65536
    # Canonical reordering is left out of the library: it only moves marks, and every one of them is then removed.
    for c in SCALARS:
        text = chr(c)
        if nfkd(text) == text and (nfkd(text + "\u0334") != text + "\u0334" or nfkd("\u0345" + text) != "\u0345" + text):
            assert strip(text) == "", hex(c)

    block_numbers, blocks, index = {}, [], []
    for first in range(0, 0x110000, 128):
        block = tuple(stage[first:first + 128])
        if block not in block_numbers:
            block_numbers[block] = len(block_numbers)
            blocks.extend(block)
        index.append(block_numbers[block])

    def rows(values, width=24):
        lines = (", ".join(str(v) for v in values[i:i + width]) for i in range(0, len(values), width))
        return ",\n    ".join(lines)

    with open(output, "w") as file:
        file.write(f"""/* Generated by scripts/make_unicode_tables.py with tokenizers {tokenizers.__version__} and Python {sys.version.split()[0]} (Unicode \
{unicodedata.unidata_version}); do not edit.
 * Data derived from the Unicode Character Database, Copyright 1991-present Unicode, Inc., under the Unicode License v3
 * (https://www.unicode.org/license.txt). */
#include "unicode.h"

/* clang-format off */
const uint16_t albert_unicode_index[{len(index)}] = {{
    {rows(index)}
}};

const uint16_t albert_unicode_blocks[{len(blocks)}] = {{
    {rows(blocks)}
}};

const albert_unicode_record albert_unicode_records[{len(records)}] = {{
    {rows(["{%d, %d, %d}" % r for r in records], 10)}
}};

const uint32_t albert_unicode_pool[{len(pool)}] = {{
    {rows(pool)}
}};
/* clang-format on */
""")
    print(len(index), "index,", len(blocks), "in blocks,", len(records), "records,", len(pool), "in the pool;",
          "consonants", len(consonants), "linkers", len(linkers), "words", len(words),
          "classes", {k: sum(1 for v in classes.values() if v == k) for k in sorted(set(classes.values()))})


main(sys.argv[1])
