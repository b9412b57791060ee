"""What must agree with transformers' own pipelines does: the parts that nobody else computes stand on these."""

import warnings

import transformers
from transformers import pipeline

from . import sentences


def check(runners: dict, cut, directories: dict, table: list[dict]) -> None:
    warnings.simplefilter("ignore")
    transformers.logging.set_verbosity_error()
    counts = dict(tag=tagged(runners, cut, table), classify=classified(runners, cut, table), zero_shot=unseen(runners, cut, table))
    print("agree with transformers' pipelines:", counts)
    assert all(count > 5 for count in counts.values())


def near(one: float, other: float, where: str) -> None:
    # The pipelines of whole texts turn logits into float32 first.
    assert abs(one - other) < 2e-6, f"{where}: {one} here, {other} in the pipeline"


def tagged(runners: dict, cut, table: list[dict]) -> int:
    """Pieces and simple groups; windows where transformers has them (simple, at the model's limit)."""
    count = 0
    for case in table:
        options = case["options"]
        aggregation = options.get("aggregation", "simple")
        if case["task"] != "tag" or "error" in case or "max_length" in options or aggregation not in ("none", "simple"):
            continue
        for item, text in enumerate(case["arguments"]["texts"]):
            settings = dict(aggregation_strategy=aggregation, ignore_labels=options.get("ignore_labels", "O").split("\n"))
            if len(cut.of(text)) > 62:
                if aggregation == "none":
                    continue
                settings["stride"] = options.get("stride", 16)
            elif not cut.of(text):
                continue
            run = pipeline("token-classification", model=runners["tagger"].model, tokenizer=cut.transformers, **settings)
            ours = [row for row in case["expected"] if row["item"] == item]
            theirs = run(text)
            assert len(ours) == len(theirs), case["why"]
            for one, other in zip(ours, theirs):
                same = dict(start=one["start_codepoints"], end=one["end_codepoints"], word=one["word"])
                assert same == {key: other[key] for key in same}, (case["why"], one, other)
                assert one["entity"] == other.get("entity_group", other.get("entity")), case["why"]
                assert aggregation == "simple" or one["index"] == other["index"], case["why"]
                near(one["score"], other["score"], case["why"])
            count += 1
    return count


def classified(runners: dict, cut, table: list[dict]) -> int:
    """Single texts; pairs as the pipeline runs them, in one segment."""
    count = 0
    for case in table:
        if case["task"] != "classify" or "error" in case:
            continue
        arguments, options = case["arguments"], case["options"] | {"top_k": 50}
        runner = runners[case["model"]]
        ours = sentences.classify(runner, cut, arguments, options, segments=False)
        run = pipeline("text-classification", model=runner.model, tokenizer=cut.transformers)
        for item, text in enumerate(arguments["texts"]):
            second = (arguments.get("pairs") or [None] * len(arguments["texts"]))[item]
            # An empty second text is no pair to the tokenizer when it comes alone.
            if second == "":
                continue
            theirs = run(text if second is None else dict(text=text, text_pair=second), top_k=None, truncation=True,
                         max_length=options.get("max_length", 64), **({"function_to_apply": options["function"]} if "function" in options else {}))
            theirs = theirs[0] if isinstance(theirs[0], list) else theirs
            rows = [row for row in ours if row["item"] == item]
            assert [row["label"] for row in rows] == [row["label"] for row in theirs], case["why"]
            for one, other in zip(rows, theirs):
                near(one["score"], other["score"], case["why"])
            count += 1
    return count


def unseen(runners: dict, cut, table: list[dict]) -> int:
    """Zero-shot in one segment, where the label names are those that transformers looks for."""
    count = 0
    for case in table:
        options = case["options"]
        template = options.get("template", "This example is {}.")
        if case["task"] != "zero_shot" or "error" in case or case["model"] != "classifier" or template.count("{}") > 1:
            continue
        if options.keys() & {"entailment_label", "contradiction_label", "max_length"}:
            continue
        runner = runners["classifier"]
        run = pipeline("zero-shot-classification", model=runner.model, tokenizer=cut.transformers)
        ours = sentences.zero_shot(runner, cut, case["arguments"], options, segments=False)
        for item, text in enumerate(case["arguments"]["texts"]):
            if text == "":
                continue
            theirs = run(text, case["arguments"]["labels"], hypothesis_template=template, multi_label=options.get("multi_label", False))
            rows = [row for row in ours if row["item"] == item]
            assert [row["label"] for row in rows] == theirs["labels"], case["why"]
            for one, score in zip(rows, theirs["scores"]):
                near(one["score"], score, case["why"])
            count += 1
    return count
