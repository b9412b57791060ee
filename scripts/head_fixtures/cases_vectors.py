"""Cases of vectors: encode, similarity, rank."""

from .case import case
from .texts import LONG, LONG_MIXED, SENTENCES


def encode() -> list[dict]:
    def one(why, texts, options=None, model="plain", error=None):
        return case("encode", model, why, dict(texts=texts), options, error)

    few = [SENTENCES[0], "", SENTENCES[8]]
    return [
        one("the directory says: [CLS], normalised", few),
        one("the directory says: mean, as it is", few, model="plain-mean"),
        one("the directory says: the largest, normalised", few, model="plain-max"),
        one("the caller says the pooling, the directory that it is normalised", SENTENCES[6:8], dict(pooling="mean")),
        one("the caller says all", SENTENCES[9:11], dict(pooling="max", normalize=False)),
        one("the pooler", SENTENCES[5:7], dict(pooling="pooler", normalize=False)),
        one("the directory's longest sequence cuts", [LONG], model="plain"),
        one("max_length goes before the directory's", [LONG], dict(max_length=60)),
        one("cut at the left", [LONG_MIXED], dict(pooling="mean", normalize=False, truncation_side="left")),
        one("windows of mean, weighted by their tokens", [LONG, SENTENCES[0]], dict(pooling="mean", normalize=False, long_text="windows", stride=8)),
        one("windows of mean, normalised at last", [LONG_MIXED], dict(pooling="mean", long_text="windows", stride=0)),
        one("windows of [CLS], weighted likewise", [LONG], dict(pooling="cls", normalize=False, long_text="windows", stride=4)),
        one("windows of the pooler, weighted likewise", [LONG_MIXED], dict(pooling="pooler", long_text="windows", stride=10)),
        one("windows of max take the largest", [LONG], dict(pooling="max", normalize=False, long_text="windows", stride=7)),
        one("windows under max_length", [LONG, LONG_MIXED], dict(long_text="windows", stride=5, max_length=20), "plain-mean"),
        one("windows under the model's limit", [LONG], dict(long_text="windows", stride=16, max_length=64), "plain-max"),
        one("many lengths in one call", SENTENCES[10:16], None, "plain-max"),
    ]


def similarity() -> list[dict]:
    def one(why, texts, others, options=None, model="plain"):
        return case("similarity", model, why, dict(texts=texts, others=others), options)

    return [
        one("one against one", [SENTENCES[0]], [SENTENCES[1]]),
        one("a text and itself", [SENTENCES[6]], [SENTENCES[6]]),
        one("many against many", SENTENCES[:3], SENTENCES[4:8], model="plain-mean"),
        one("another pooling", SENTENCES[8:10], SENTENCES[10:12], dict(pooling="max")),
        one("windows", [LONG], [LONG_MIXED, SENTENCES[0]], dict(pooling="mean", long_text="windows", stride=6)),
        one("an empty text has a vector", [""], SENTENCES[12:14], model="plain-max"),
    ]


def rank() -> list[dict]:
    def one(why, query, texts, options=None, model="plain"):
        return case("rank", model, why, dict(query=query, texts=texts), options)

    return [
        one("all texts", "Where was the law passed?", SENTENCES[:8]),
        one("the best three", "weather in the north", SENTENCES[8:18], dict(top_k=3), "plain-mean"),
        one("top_k beyond the number of texts", "Caf\u00e9", SENTENCES[3:6], dict(top_k=9)),
        one("the query itself is the best", SENTENCES[17], [SENTENCES[17], SENTENCES[2], SENTENCES[8]], None, "plain-max"),
        one("pooling and windows", SENTENCES[22], [LONG, LONG_MIXED, SENTENCES[21]], dict(pooling="mean", long_text="windows", stride=4, max_length=30)),
        one("one text", "one", ["two"], dict(pooling="pooler")),
    ]
