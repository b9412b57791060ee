"""Segments of examples against this file's own cutting of the same documents, by the description of the original's steps 2 to 4.

Only lengths are compared: how many examples a pass has, how long their segments are, how many are swapped or unrelated. Both
sides are random, so their means over passes are compared, with a tolerance of five standard errors.
"""

from __future__ import annotations

import random
from statistics import mean, variance

import pytest
from test_pretraining_data import records, sentences, shards, write

import albert

PASSES = 60
LENGTH = 64


def cut(first: int, second: int) -> tuple[int, int]:
    while first + second > LENGTH - 3:
        if first > second:
            first -= 1
        else:
            second -= 1
    return first, second


def own_pairs(documents: list[list[int]], short_rate: float, numbers: random.Random) -> list[tuple[int, int, int]]:
    """(first, second, flags) of one pass; a document is the numbers of pieces of its sentences."""
    found = []
    for number, document in enumerate(documents):
        target = numbers.randint(2, LENGTH - 3) if numbers.random() < short_rate else LENGTH - 3
        held: list[int] = []
        for place, length in enumerate(document):
            held.append(length)
            if place + 1 < len(document) and sum(held) < target:
                continue
            if len(held) == 1:
                first, second, flags = length, 0, 3
                other = documents[numbers.choice([n for n in range(len(documents)) if n != number])]
                for more in other[numbers.randrange(len(other)) :]:
                    second += more
                    if second >= target - first:
                        break
            else:
                middle = numbers.randint(1, len(held) - 1)
                first, second, flags = sum(held[:middle]), sum(held[middle:]), 0
                if numbers.random() < 0.5:
                    first, second, flags = second, first, 1
            found.append((*cut(first, second), flags))
            held = []
    return found


MEASURES = {
    "examples": len,
    "length of the first segment": lambda pairs: mean(first for first, _, _ in pairs),
    "length of the second segment": lambda pairs: mean(second for _, second, _ in pairs),
    "square of the first segment's length": lambda pairs: mean(first**2 for first, _, _ in pairs),
    "product of both": lambda pairs: mean(first * second for first, second, _ in pairs),
    "swapped": lambda pairs: mean(flags == 1 for _, _, flags in pairs),
    "unrelated": lambda pairs: mean(flags == 3 for _, _, flags in pairs),
    "length of unrelated second segments": lambda pairs: mean(second for _, second, flags in pairs if flags == 3),
    "full examples": lambda pairs: mean(first + second == LENGTH - 3 for first, second, _ in pairs),
    "short examples": lambda pairs: mean(first + second < 20 for first, second, _ in pairs),
}


@pytest.mark.parametrize("short_rate", [0.1, 0.0, 1.0])
def test_segments_are_as_long_as_the_description_makes_them(tmp_path, tokenizer, short_rate):
    documents = sentences(150, seed=9)
    albert.pretraining_data(
        write(tmp_path / "corpus", documents),
        tmp_path / "out",
        text_format="sentences",
        max_length=LENGTH,
        short_rate=short_rate,
        passes=PASSES,
        mask_rate=0,
        seed=2,
    )
    made = [
        [(len(first), len(second), flags) for first, second, flags in records(shard)] for shard in shards(tmp_path / "out")
    ]
    assert len(made) == PASSES
    lengths = [[len(tokenizer.encode(text, special_tokens=False).ids) for text in document] for document in documents]
    numbers = random.Random(4)
    own = [own_pairs(lengths, short_rate, numbers) for _ in range(PASSES)]
    for name, measure in MEASURES.items():
        theirs, ours = ([float(measure(pairs)) for pairs in passes] for passes in (made, own))
        error = ((variance(theirs) + variance(ours)) / PASSES) ** 0.5
        assert abs(mean(theirs) - mean(ours)) <= 5 * error + 1e-9, (name, mean(theirs), mean(ours), error)
