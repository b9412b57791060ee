#!/usr/bin/env python3
"""Holds shards of examples against the description of ALBERT's pre-training data, with nothing of the library.

    check_pretraining_data.py DIRECTORY TOKENIZER.JSON [--examples N]

Format, checksums and counts; which pieces begin words, by the rule of the original program; that masks are whole words within the
budget; that eight of ten masks are [MASK], one the piece itself, one any piece; that half of the pairs are swapped; and that runs
of masked words are as long as those of this script's own masking of the same sequences. What is random is compared with a
tolerance of five standard deviations. Prints one line for each thing that is wrong, then a count; exit status 1 when there is one.
"""

from __future__ import annotations

import argparse
import json
import random
import struct
import sys
import zlib
from collections import Counter
from pathlib import Path
from statistics import mean, variance

LETTERS = set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ")
MARKS = set("!\"#$%&()*+,-./:;?@[\\]^_`{|}~")
HEADER = struct.Struct("<8sIIQQI3III d II Q II QQ".replace(" ", ""))
FIELDS = ("magic version width fingerprint vocabulary size cls sep mask length masking rate gram most seed pass_ portion "
          "examples bytes").split()

wrong: list[str] = []


def require(condition: bool, sentence: str) -> bool:
    if not condition:
        wrong.append(sentence)
    return condition


def begins_word(piece: str) -> bool:
    """ALBERT's rule for pieces of SentencePiece."""
    if piece.startswith(("▁", "<")) or piece in MARKS:
        return True
    return any(character not in LETTERS | MARKS for character in piece)


class Shard:
    def __init__(self, path: Path) -> None:
        self.name, raw = path.name, path.read_bytes()
        for name, value in zip(FIELDS, HEADER.unpack_from(raw), strict=True):
            setattr(self, name, value)
        require(self.magic == b"ALBERTEX" and self.version == 1, f"{self.name}: is no shard of version 1")
        require(zlib.crc32(raw[:-4]) == struct.unpack("<I", raw[-4:])[0], f"{self.name}: the checksum is wrong")
        start = HEADER.size + (self.size + 63) // 64 * 8
        require(len(raw) == start + self.bytes + 4, f"{self.name}: {self.bytes} bytes of records, {len(raw)} in all")
        self.starts = [raw[HEADER.size + id // 8] >> id % 8 & 1 == 1 for id in range(self.size)]
        self.records = list(self.read(raw, start))
        require(len(self.records) == self.examples, f"{self.name}: {len(self.records)} examples, not {self.examples}")

    def read(self, raw: bytes, at: int):
        code = {2: "H", 4: "I"}[self.width]
        while at < len(raw) - 4:
            first, second, masks, flags = struct.unpack_from("<4H", raw, at)
            count = first + second
            values = struct.unpack_from(f"<{count}{code}{masks}H{masks}{code}", raw, at + 8)
            yield first, second, flags, values[:count], values[count : count + masks], values[count + masks :]
            at += 8 + count * self.width + masks * (2 + self.width)


def grouped(ids: list[int], starts: list[bool]) -> list[list[int]]:
    """The words of a sequence without special tokens, as numbers of its pieces."""
    words: list[list[int]] = []
    for piece, id in enumerate(ids):
        if words and not starts[id]:
            words[-1].append(piece)
        else:
            words.append([piece])
    return words


def own_masks(words: list[list[int]], budget: int, longest: int, numbers: random.Random) -> set[int]:
    """Steps 6 and 7 of the description, on words."""
    covered: set[int] = set()
    order = list(range(len(words)))
    numbers.shuffle(order)
    for start in order:
        if len(covered) >= budget:
            break
        lengths = range(1, min(longest, len(words) - start) + 1)
        length = numbers.choices(lengths, [1 / n for n in lengths])[0]
        while length > 1 and len(covered) + sum(map(len, words[start : start + length])) > budget:
            length -= 1
        pieces = [piece for word in words[start : start + length] for piece in word]
        if len(covered) + len(pieces) <= budget and not covered & set(pieces):
            covered |= set(pieces)
    return covered


def runs(words: list[list[int]], covered: set[int], longest: int) -> Counter[int]:
    """How many runs of masked words have each length; the last counts all that are longer."""
    found: Counter[int] = Counter()
    length = 0
    for word in [*words, []]:
        if word and word[0] in covered:
            length += 1
        elif length:
            found[min(length, 2 * longest)] += 1
            length = 0
    return found


def is_likely(count: int, trials: int, probability: float) -> bool:
    return abs(count - trials * probability) <= 5 * (trials * probability * (1 - probability)) ** 0.5


def check_record(shard: Shard, number: int, record: tuple, totals: Counter[str]) -> tuple[list[list[int]], set[int]]:
    place = f"{shard.name}: example {number}"
    first, second, flags, masked, positions, labels = record
    length = first + second + 3
    require(first > 0 and second > 0 and length <= shard.length, f"{place}: segments of {first} and {second}")
    require(flags in (0, 1, 3), f"{place}: flags {flags}")
    require(max((*masked, *labels)) < shard.size, f"{place}: an id beyond the vocabulary")
    specials = {0, first + 1, length - 1}
    require(list(positions) == sorted(set(positions)) and not specials & set(positions), f"{place}: masks at {positions}")
    pieces = [position - 1 if position <= first else position - 2 for position in positions]
    original = list(masked)
    for piece, label in zip(pieces, labels, strict=True):
        original[piece] = label
        totals["[MASK]"] += masked[piece] == shard.mask
        totals["kept"] += masked[piece] == label
        totals["masks"] += 1
    words, covered = grouped(original, shard.starts), set(pieces)
    for word in words:
        require(covered.issuperset(word) or covered.isdisjoint(word), f"{place}: a word is masked in part")
    budget = budget_of(shard, length)
    require(len(covered) <= budget, f"{place}: {len(covered)} masks, the budget is {budget}")
    totals["budget"] += budget
    totals["related"] += flags != 3
    totals["swapped"] += flags == 1
    return words, covered


def budget_of(shard: Shard, length: int) -> int:
    if shard.rate == 0:
        return 0
    wanted = max(1, round(shard.rate * length))
    return min(wanted, shard.most) if shard.most else wanted


def check_index(directory: Path, shards: list[Path]) -> list[int]:
    raw = (directory / "index.examples").read_bytes()
    magic, version, count, _ = struct.unpack_from("<8sIIQ", raw)
    require(magic == b"ALBERTIX" and version == 1, "index.examples: is no index of version 1")
    require(zlib.crc32(raw[:-4]) == struct.unpack("<I", raw[-4:])[0], "index.examples: the checksum is wrong")
    require([path.name for path in shards] == [f"{n:06}.examples" for n in range(count)], f"there are not {count} shards")
    return list(struct.unpack_from(f"<{count}Q", raw, 24))


def check_runs(found: list[Counter[int]], own: list[Counter[int]], longest: int) -> None:
    for length in range(1, 2 * longest + 1):
        ours, theirs = ([float(counter[length]) for counter in counters] for counters in (own, found))
        error = ((variance(ours) + variance(theirs)) / len(ours)) ** 0.5
        difference = mean(theirs) - mean(ours)
        require(abs(difference) <= 5 * error, f"{mean(theirs):.4f} runs of {length} masked words in an example, "
                f"{mean(ours):.4f} by the description, tolerance {5 * error:.4f}")


def main() -> int:
    parser = argparse.ArgumentParser(description="Checks shards of examples.")
    parser.add_argument("directory", type=Path)
    parser.add_argument("tokenizer", type=Path)
    parser.add_argument("--examples", type=int, default=20_000, help="the examples that are looked at, at most")
    arguments = parser.parse_args()
    tokenizer = json.loads(arguments.tokenizer.read_text(encoding="utf-8"))
    spellings = [piece for piece, _ in tokenizer["model"]["vocab"]]
    for token in tokenizer["added_tokens"]:
        spellings[token["id"] :] = spellings[token["id"] :] or [token["content"]]

    paths = sorted(path for path in arguments.directory.glob("*.examples") if path.stem != "index")
    counts = check_index(arguments.directory, paths)
    numbers = random.Random(1)
    totals: Counter[str] = Counter()
    found: list[Counter[int]] = []
    own: list[Counter[int]] = []
    looked = 0
    for path, count in zip(paths, counts, strict=True):
        if looked >= arguments.examples:
            break
        shard = Shard(path)
        require(len(shard.records) == count, f"{path.name}: the index says {count} examples")
        require(shard.starts == [begins_word(piece) for piece in spellings], f"{path.name}: words begin elsewhere")
        require([spellings[id] for id in (shard.cls, shard.sep, shard.mask)] == ["[CLS]", "[SEP]", "[MASK]"],
                f"{path.name}: the special ids are others")
        for number, record in enumerate(shard.records[: arguments.examples - looked]):
            words, covered = check_record(shard, number, record, totals)
            looked += 1
            if shard.masking == 0 and shard.rate > 0:
                found.append(runs(words, covered, shard.gram))
                masks = own_masks(words, budget_of(shard, record[0] + record[1] + 3), shard.gram, numbers)
                own.append(runs(words, masks, shard.gram))
                totals["own masks"] += len(masks)
    require(looked > 0, "there is no example")
    require(is_likely(totals["swapped"], totals["related"], 0.5), f"{totals['swapped']} of {totals['related']} are swapped")
    if found:
        size = len(spellings)
        require(is_likely(totals["[MASK]"], totals["masks"], 0.8 + 0.1 / size),
                f"{totals['[MASK]']} of {totals['masks']} masks are [MASK]")
        require(is_likely(totals["kept"], totals["masks"], 0.1 + 0.1 / size),
                f"{totals['kept']} of {totals['masks']} masks are the piece itself")
        share = totals["masks"] / totals["budget"] - totals["own masks"] / totals["budget"]
        require(abs(share) < 0.005, f"{totals['masks']} masks, {totals['own masks']} by the description")
        check_runs(found, own, shard.gram)
    for sentence in wrong[:50]:
        print(sentence)
    print(f"{looked} examples, {totals['masks']} masks; {len(wrong)} failed")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
