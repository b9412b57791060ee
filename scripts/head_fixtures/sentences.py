"""What the interface promises of whole texts: classes, unseen labels, choices and the order of sentences."""

import itertools
import math

import numpy

from . import pieces as cutting
from .running import apart, sigmoid, softmax


def best_first(scores, what: str) -> list[int]:
    apart(scores, what)
    return sorted(range(len(scores)), key=lambda number: -scores[number])


def classify(runner, pieces, arguments: dict, options: dict, segments: bool = True) -> list[dict]:
    """`segments` False leaves every segment 0, as transformers' pipelines run pairs."""
    rows, labels = [], runner.labels
    kind = runner.configuration.get("problem_type")
    function = options.get("function") or ("none" if kind == "regression" else "sigmoid" if
                                           kind == "multi_label_classification" or len(labels) == 1 else "softmax")
    limit = options.get("max_length", cutting.LIMIT)
    seconds = arguments.get("pairs") or [None] * len(arguments["texts"])
    for item, (text, second) in enumerate(zip(arguments["texts"], seconds)):
        if second is None:
            ids, types = cutting.single(pieces.of(text), limit)
        else:
            ids, types = cutting.pair(pieces.of(text), pieces.of(second), limit)
        logits = runner.run(ids, types if segments else [0] * len(ids))["logits"]
        scores = {"none": lambda values: values, "sigmoid": sigmoid, "softmax": softmax}[function](logits)
        for number in best_first(scores, text)[:options.get("top_k", 1)]:
            rows.append(dict(item=item, label=labels[number], label_id=number, score=float(scores[number])))
    return rows


def role(labels: list[str], beginning: str, named: str | None) -> int | None:
    if named is not None:
        return labels.index(named)
    return next((number for number, label in enumerate(labels) if label.lower().startswith(beginning)), None)


def zero_shot(runner, pieces, arguments: dict, options: dict, segments: bool = True) -> list[dict]:
    labels = arguments["labels"]
    entailment = role(runner.labels, "entail", options.get("entailment_label"))
    contradiction = role(runner.labels, "contradict", options.get("contradiction_label"))
    if contradiction is None and len(runner.labels) == 2:
        contradiction = 1 - entailment
    template = options.get("template", "This example is {}.")
    rows = []
    for item, text in enumerate(arguments["texts"]):
        logits = []
        for label in labels:
            hypothesis = pieces.of(template.replace("{}", label))
            ids, types = cutting.pair(pieces.of(text), hypothesis, options.get("max_length", cutting.LIMIT), "second")
            logits.append(runner.run(ids, types if segments else [0] * len(ids))["logits"])
        logits = numpy.stack(logits)
        if options.get("multi_label") or len(labels) == 1:
            scores = softmax(logits[:, [contradiction, entailment]])[:, 1]
        else:
            scores = softmax(logits[:, entailment])
        for number in best_first(scores, text):
            rows.append(dict(item=item, label=labels[number], label_id=number, score=float(scores[number])))
    return rows


def choose(runner, pieces, arguments: dict, options: dict) -> list[dict]:
    logits = []
    for choice in arguments["choices"]:
        ids, types = cutting.pair(pieces.of(arguments["prompt"]), pieces.of(choice), options.get("max_length", cutting.LIMIT))
        logits.append(float(runner.run(ids, types)["logits"][0]))
    scores = softmax(numpy.array(logits))
    return [dict(item=number, score=float(scores[number]), logit=logits[number])
            for number in best_first(scores, arguments["prompt"])]


def order(runner, pieces, first: str, second: str, options: dict) -> float:
    ids, types = cutting.pair(pieces.of(first), pieces.of(second), options.get("max_length", cutting.LIMIT))
    return float(softmax(runner.run(ids, types)["sop_logits"])[0])


def sentence_order_batch(runner, pieces, arguments: dict, options: dict) -> list[float]:
    return [order(runner, pieces, first, second, options) for first, second in zip(arguments["firsts"], arguments["seconds"])]


def order_sentences(runner, pieces, arguments: dict, options: dict) -> list[dict]:
    sentences = arguments["sentences"]
    count = len(sentences)

    def follows(before: int, after: int) -> float:
        return order(runner, pieces, sentences[before], sentences[after], options)

    best = list(range(count))
    if not options.get("keep_order"):
        known = {(a, b): math.log(follows(a, b)) for a in best for b in best if a != b}
        sums = {one: sum(known[link] for link in itertools.pairwise(one)) for one in itertools.permutations(range(count))}
        ranked = sorted(sums, key=lambda one: -sums[one])
        apart([math.exp(sums[one]) for one in ranked[:2]], "orders")
        best = list(ranked[0])
    return [dict(item=number, score=1.0 if place == 0 else follows(best[place - 1], number))
            for place, number in enumerate(best)]


def forward(runner, pieces, arguments: dict, options: dict) -> dict:
    """Logits of ids, sequence by sequence; `positions` are rows over all sequences, for mlm_logits."""
    outputs = {name: [] for name in options["outputs"].split(",")}
    names = {"class_logits": "logits", "choice_logits": "logits", "tag_logits": "logits", "sop_logits": "sop_logits",
             "mlm_logits": "prediction_logits", "hidden": "last_hidden_state", "pooled": "pooler_output"}
    for number, ids in enumerate(arguments["ids"]):
        types = arguments["type_ids"][number] if arguments.get("type_ids") else [0] * len(ids)
        mask = arguments["attention_mask"][number] if arguments.get("attention_mask") else None
        made = runner.run(ids, types, mask)
        for name, rows in outputs.items():
            if name == "span_logits":
                rows.append(numpy.stack([made["start_logits"], made["end_logits"]], -1))
            else:
                value = made[names[name]]
                rows.append(value if name in ("tag_logits", "mlm_logits", "hidden") else value[None])
    found = {name: numpy.concatenate(rows) for name, rows in outputs.items()}
    if arguments.get("positions"):
        found["mlm_logits"] = found["mlm_logits"][arguments["positions"]]
    return {name: rows.tolist() for name, rows in found.items()}
