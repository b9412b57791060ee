"""Texts as pieces, cut and put together by the rules of the published template, and the number formats of offsets."""

import pathlib
import unicodedata
from dataclasses import dataclass

from tokenizers import Tokenizer
from transformers import AutoTokenizer

CLS, SEP, UNKNOWN = 2, 3, 1
LIMIT = 64


@dataclass
class Piece:
    id: int
    start: int
    end: int
    word: int
    place: int


class Pieces:
    """transformers' tokenizer and the tokenizers library's over the same files; both must agree on every text."""

    def __init__(self, directory: pathlib.Path):
        self.transformers = AutoTokenizer.from_pretrained(directory)
        self.published = Tokenizer.from_file(str(directory / "tokenizer.json"))
        self.known: dict[str, list[Piece]] = {}

    def of(self, text: str) -> list[Piece]:
        if text not in self.known:
            made = self.transformers(text, add_special_tokens=False, return_offsets_mapping=True, verbose=False)
            other = self.published.encode(text, add_special_tokens=False)
            ids, spans, words = made["input_ids"], made["offset_mapping"], made.word_ids()
            assert ids == other.ids and words == other.word_ids and [tuple(s) for s in spans] == other.offsets, text
            self.known[text] = [Piece(i, s[0], s[1], w, place) for place, (i, s, w) in enumerate(zip(ids, spans, words))]
        return self.known[text]

    def spelling(self, id: int) -> str:
        return self.transformers.convert_ids_to_tokens(id)

    def reading(self, spellings: list[str]) -> str:
        return self.transformers.convert_tokens_to_string(spellings)


def longest_first(first: int, second: int, room: int) -> tuple[int, int]:
    """How much of two texts stays where `room` pieces are left."""
    short, long = min(first, second), max(first, second)
    long = short if short > room else max(short, room - short) if short + long > room else long
    if short + long > room:
        short, long = room // 2, room // 2 + room % 2
    return (long, short) if first > second else (short, long)


def single(pieces: list[Piece], limit: int = LIMIT, side: str = "right") -> tuple[list[int], list[int]]:
    room = limit - 2
    kept = pieces if len(pieces) <= room else pieces[:room] if side == "right" else pieces[len(pieces) - room:]
    ids = [CLS, *(p.id for p in kept), SEP]
    return ids, [0] * len(ids)


def pair(first: list[Piece], second: list[Piece], limit: int = LIMIT, keeps: str = "") -> tuple[list[int], list[int]]:
    """`keeps` = "second": only the first text is cut; "": the longer one."""
    room = limit - 3
    if keeps == "second":
        count, other = min(len(first), room - len(second)), len(second)
        assert len(first) == 0 or count > 0, "a text of which nothing would be left"
    else:
        count, other = longest_first(len(first), len(second), room)
    head = [CLS, *(p.id for p in first[:count]), SEP]
    tail = [*(p.id for p in second[:other]), SEP]
    return head + tail, [0] * len(head) + [1] * len(tail)


def windows(count: int, room: int, stride: int) -> list[range]:
    """Ranges of `room` that share `stride` with the one before; the last one ends at `count`."""
    assert 0 <= stride < room
    found, start = [], 0
    while not found or found[-1].stop < count:
        found.append(range(start, min(start + room, count)))
        start += room - stride
    return found


def offsets(text: str, start: int, end: int) -> dict:
    """A range in code points, in the three units of the interface."""
    def sizes(encoding: str, width: int) -> tuple[int, int]:
        return len(text[:start].encode(encoding)) // width, len(text[:end].encode(encoding)) // width

    byte, utf16 = sizes("utf-8", 1), sizes("utf-16-le", 2)
    return dict(start=byte[0], end=byte[1], start_codepoints=start, end_codepoints=end, start_utf16=utf16[0],
                end_utf16=utf16[1])


def is_word_character(c: str) -> bool:
    kind = unicodedata.category(c)
    # Numbers that are no digits (fractions, superscripts) are left out of the texts: nobody defined what they are.
    assert kind not in ("Nl", "No"), hex(ord(c))
    return kind[0] in "LNM"
