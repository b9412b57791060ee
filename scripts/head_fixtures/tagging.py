"""What the interface promises of entities: pieces, groups, words, and windows over long texts."""

import itertools
from dataclasses import dataclass

import numpy

from . import pieces as cutting
from .running import apart, softmax


@dataclass
class Tagged:
    """A piece, or a word of pieces, with its label."""
    label: str
    score: float
    pieces: list
    index: int
    scores: numpy.ndarray
    margin: int = 0


def tag(runner, pieces, arguments: dict, options: dict) -> list[dict]:
    limit = options.get("max_length", cutting.LIMIT)
    aggregation = options.get("aggregation", "simple")
    ignored = options.get("ignore_labels", "O").split("\n")
    rows = []
    for item, text in enumerate(arguments["texts"]):
        whole = pieces.of(text)
        runs = [range(len(whole))]
        if len(whole) > limit - 2:
            runs = cutting.windows(len(whole), limit - 2, options.get("stride", limit // 4))
        found = [tag_window(runner, whole[run.start:run.stop], limit) for run in runs]
        if aggregation == "none":
            made = [row_of_piece(pieces, text, one) for one in farthest(found)]
            rows += [dict(item=item) | row for row in made if row["entity"] not in ignored]
            continue
        entities = []
        for window in found:
            units = window if aggregation == "simple" else in_words(runner.labels, window, aggregation)
            entities += [row for row in (row_of_group(pieces, text, group) for group in groups(units))
                         if row["entity"] not in ignored]
        rows += [dict(item=item) | row for row in (without_overlaps(entities) if len(runs) > 1 else entities)]
    return rows


def tag_window(runner, window: list, limit: int) -> list[Tagged]:
    ids, types = cutting.single(window, limit)
    scores = softmax(runner.run(ids, types)["logits"])[1:-1]
    tagged = []
    for place, (piece, row) in enumerate(zip(window, scores)):
        apart(sorted(row)[-2:], f"labels of piece {place}")
        best = int(row.argmax())
        tagged.append(Tagged(runner.labels[best], float(row[best]), [piece], place + 1, row,
                             min(place, len(window) - 1 - place)))
    return tagged


def farthest(found: list[list[Tagged]]) -> list[Tagged]:
    """Of each piece, the one that is farther from the nearer end of its window."""
    best: dict[int, Tagged] = {}
    for one in itertools.chain.from_iterable(found):
        known = best.get(one.pieces[0].place)
        assert known is None or known.margin != one.margin, "an odd stride has a piece in the middle of two windows"
        if known is None or one.margin > known.margin:
            best[one.pieces[0].place] = one
    return [best[place] for place in sorted(best)]


def in_words(labels: list[str], window: list[Tagged], aggregation: str) -> list[Tagged]:
    words = []
    for _, run in itertools.groupby(window, key=lambda one: one.pieces[0].word):
        run = list(run)
        if aggregation == "first":
            label, score = run[0].label, run[0].score
        elif aggregation == "max":
            apart([one.score for one in run], "pieces of a word") if len({one.label for one in run}) > 1 else None
            best = max(run, key=lambda one: one.score)
            label, score = best.label, best.score
        else:
            mean = numpy.mean([one.scores for one in run], axis=0)
            apart(sorted(mean)[-2:], "labels of a word")
            label, score = labels[int(mean.argmax())], float(mean.max())
        words.append(Tagged(label, score, [one.pieces[0] for one in run], -1, run[0].scores))
    return words


def parts(label: str) -> tuple[str, str]:
    return (label[0], label[2:]) if label[:2] in ("B-", "I-") else ("I", label)


def groups(units: list[Tagged]) -> list[list[Tagged]]:
    made: list[list[Tagged]] = []
    for one in units:
        prefix, kind = parts(one.label)
        if made and prefix != "B" and kind == parts(made[-1][-1].label)[1]:
            made[-1].append(one)
        else:
            made.append([one])
    return made


def spelled(pieces, text: str, piece) -> str:
    return text[piece.start:piece.end] if piece.id == cutting.UNKNOWN else pieces.spelling(piece.id)


def row_of_piece(pieces, text: str, one: Tagged) -> dict:
    piece = one.pieces[0]
    return dict(entity=one.label, score=one.score, **cutting.offsets(text, piece.start, piece.end),
                word=spelled(pieces, text, piece), index=one.index)


def row_of_group(pieces, text: str, group: list[Tagged]) -> dict:
    inside = [piece for one in group for piece in one.pieces]
    return dict(entity=parts(group[0].label)[1], score=float(numpy.mean([one.score for one in group])),
                **cutting.offsets(text, inside[0].start, inside[-1].end),
                word=pieces.reading([spelled(pieces, text, piece) for piece in inside]), index=-1)


def without_overlaps(entities: list[dict]) -> list[dict]:
    kept: list[dict] = []
    for one in sorted(entities, key=lambda row: row["start_codepoints"]):
        if not kept or one["start_codepoints"] >= kept[-1]["end_codepoints"]:
            kept.append(one)
            continue
        lengths = [row["end_codepoints"] - row["start_codepoints"] for row in (one, kept[-1])]
        if lengths[0] == lengths[1]:
            apart([one["score"], kept[-1]["score"]], "entities of equal length")
        if lengths[0] > lengths[1] or lengths[0] == lengths[1] and one["score"] > kept[-1]["score"]:
            kept[-1] = one
    return kept
