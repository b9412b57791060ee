"""What the interface promises of answers: windows over the context, candidates, alignment and merging."""

import numpy

from . import pieces as cutting
from .running import NearTie, apart, softmax


def answer(runner, pieces, arguments: dict, options: dict) -> list[dict]:
    rows = []
    for item, (question, context) in enumerate(zip(arguments["questions"], arguments["contexts"])):
        for row in answers(runner, pieces, question, context, options):
            rows.append(dict(item=item) | row)
    return rows


def answers(runner, pieces, question: str, context: str, options: dict) -> list[dict]:
    limit = options.get("max_length", min(cutting.LIMIT, 384))
    top, alignment = options.get("top_k", 1), options.get("alignment", "word")
    asked, whole = pieces.of(question), pieces.of(context)
    runs = cutting.windows(len(whole), limit - 3 - len(asked), options.get("stride", min(128, limit // 2)))
    if len(runs) == 1:
        runs = [range(len(whole))]
    found = probabilities(runner, asked, whole, runs, limit, options.get("comparable", False))
    merged: dict[str, dict] = {}
    for run, (starts, ends) in zip(runs, found):
        for score, first, last in candidates(starts[1:], ends[1:], top if alignment == "piece" else 2 * top + 10,
                                             options.get("max_answer_length", 15)):
            start, end = aligned(context, whole, whole[run.start + first], whole[run.start + last], alignment)
            known = merged.setdefault(context[start:end].lower(), dict(
                answer=context[start:end], score=0.0, **cutting.offsets(context, start, end)))
            known["score"] += score
    made = list(merged.values())
    if options.get("impossible"):
        null = min(float(starts[0] * ends[0]) for starts, ends in found)
        made.append(dict(answer="", score=null, **cutting.offsets(context, 0, 0)))
    made.sort(key=lambda row: -row["score"])
    apart([row["score"] for row in made[:top + 1]], f"answers to {question}")
    return made[:top]


def probabilities(runner, asked, whole, runs, limit: int, comparable: bool) -> list[tuple[numpy.ndarray, numpy.ndarray]]:
    """Per window the probabilities of starts and ends: entry 0 is [CLS]'s, the others are the context's pieces."""
    logits = []
    for run in runs:
        ids, types = cutting.pair(asked, whole[run.start:run.stop], limit, "")
        first = len(asked) + 2
        assert len(ids) == first + len(run) + 1
        made = runner.run(ids, types)
        logits.append([numpy.concatenate([made[side][:1], made[side][first:first + len(run)]])
                       for side in ("start_logits", "end_logits")])
    if not comparable:
        return [(softmax(starts), softmax(ends)) for starts, ends in logits]
    cuts = numpy.cumsum([len(run) + 1 for run in runs])[:-1]
    both = [numpy.split(softmax(numpy.concatenate([one[side] for one in logits])), cuts) for side in (0, 1)]
    return list(zip(*both))


def candidates(starts: numpy.ndarray, ends: numpy.ndarray, count: int, longest: int) -> list[tuple[float, int, int]]:
    spans = [(float(starts[first] * ends[last]), first, last)
             for first in range(len(starts)) for last in range(first, min(first + longest, len(starts)))]
    spans.sort(key=lambda span: -span[0])
    for cut in spans[count - 1:count]:
        if spans[count:] and cut[0] - spans[count][0] < 2e-4 * cut[0]:
            raise NearTie("the last candidate and the first that is left out")
    return spans[:count]


def aligned(context: str, whole: list, first, last, alignment: str) -> tuple[int, int]:
    start, end = first.start, last.end
    if alignment == "space":
        start = min(piece.start for piece in whole if piece.word == first.word)
        end = max(piece.end for piece in whole if piece.word == last.word)
    if alignment == "word":
        while start > 0 and cutting.is_word_character(context[start - 1]) and cutting.is_word_character(context[start]):
            start -= 1
        while 0 < end < len(context) and cutting.is_word_character(context[end - 1]) and cutting.is_word_character(context[end]):
            end += 1
    return start, end
