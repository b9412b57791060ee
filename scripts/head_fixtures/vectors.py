"""What the interface promises of vectors: pooling, windows, cosines and ranks."""

import numpy

from . import pieces as cutting
from .models import POOLING
from .running import apart


def pooled(made: dict, pooling: str) -> numpy.ndarray:
    hidden = made["last_hidden_state"]
    return {"mean": lambda: hidden.mean(0), "cls": lambda: hidden[0], "max": lambda: hidden.max(0),
            "pooler": lambda: made["pooler_output"]}[pooling]()


def encode(runner, pieces, arguments: dict, options: dict) -> list[list[float]]:
    mode, normalizes, standard = POOLING[runner.name]
    pooling = options.get("pooling", mode.split("_")[0])
    normalizes = options.get("normalize", normalizes)
    limit = options.get("max_length", standard)
    vectors = []
    for text in arguments["texts"]:
        all_pieces = pieces.of(text)
        if options.get("long_text") == "windows" and len(all_pieces) > limit - 2:
            runs = cutting.windows(len(all_pieces), limit - 2, options["stride"])
            sequences = [cutting.single(all_pieces[run.start:run.stop], limit) for run in runs]
        else:
            sequences = [cutting.single(all_pieces, limit, options.get("truncation_side", "right"))]
        found = numpy.stack([pooled(runner.run(ids, types), pooling) for ids, types in sequences])
        weights = numpy.array([len(ids) for ids, _ in sequences], float)
        vector = found.max(0) if pooling == "max" else (found * weights[:, None]).sum(0) / weights.sum()
        if normalizes:
            vector = vector / numpy.linalg.norm(vector)
        vectors.append(vector.tolist())
    return vectors


def cosines(runner, pieces, texts: list[str], others: list[str], options: dict) -> numpy.ndarray:
    sides = []
    for side in (texts, others):
        vectors = numpy.array(encode(runner, pieces, {"texts": side}, options))
        sides.append(vectors / numpy.linalg.norm(vectors, axis=1, keepdims=True))
    return sides[0] @ sides[1].T


def similarity(runner, pieces, arguments: dict, options: dict) -> list[list[float]]:
    return cosines(runner, pieces, arguments["texts"], arguments["others"], options).tolist()


def rank(runner, pieces, arguments: dict, options: dict) -> list[dict]:
    scores = cosines(runner, pieces, [arguments["query"]], arguments["texts"], options)[0]
    apart(scores, arguments["query"])
    ranked = sorted(range(len(scores)), key=lambda number: -scores[number])
    return [dict(item=number, score=float(scores[number])) for number in ranked[:options.get("top_k", len(ranked))]]
