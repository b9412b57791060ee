#!/usr/bin/env python3
"""Writes Tests/Golden/metrics/cases.json: what other implementations of the measures say of answers drawn at random.

    pip install 'transformers==4.57.*' scikit-learn scipy seqeval
    make_metric_fixtures.py

scikit-learn for labels, SciPy for correlations, seqeval for entities; for SQuAD the evaluation that came with transformers 4,
which follows the published script of version 2.0. Texts are made of a few words here. Nothing of libalbert is used.
"""

import importlib.metadata
import json
import random
import warnings
from pathlib import Path

from scipy import stats
from seqeval import metrics as entities
from sklearn import metrics
from transformers.data.metrics import squad_metrics

TARGET = Path(__file__).resolve().parent.parent / "Tests/Golden/metrics/cases.json"
WORDS = ["the", "a", "An", "river", "River,", "town", "of", "(old)", "bridge", "1,000", "its", "’", "naïve", "-"]


def labels(draw):
    for names, count in (("ab", 40), ("abc", 60), ("a", 5), ("ab", 1), ("abcde", 30)):
        golds = [draw.choice(names) for _ in range(count)]
        answers = [gold if draw.random() < 0.6 else draw.choice(names) for gold in golds]
        yield {
            "golds": golds,
            "answers": answers,
            "accuracy": metrics.accuracy_score(golds, answers),
            "macro_f1": metrics.f1_score(golds, answers, average="macro", zero_division=0),
            "f1": {name: metrics.f1_score(golds, answers, labels=[name], average="macro", zero_division=0) for name in names},
            "matthews": metrics.matthews_corrcoef(golds, answers),
        }


def correlations(draw):
    for count, steps in ((30, 0), (30, 4), (2, 0)):
        golds = [draw.uniform(0, 5) if not steps else float(draw.randrange(steps)) for _ in range(count)]
        answers = [gold + draw.gauss(0, 1) if not steps else float(draw.randrange(steps)) for gold in golds]
        yield {
            "golds": golds,
            "answers": answers,
            "pearson": stats.pearsonr(golds, answers).statistic,
            "spearman": stats.spearmanr(golds, answers).statistic,
        }


def tagged(draw):
    tags = ["O", "B-PER", "I-PER", "B-LOC", "I-LOC", "I-ORG", "E-LOC", "S-ORG"]
    for prefixes in ("OBI", "OI", "OBIES"):
        used = [tag for tag in tags if tag[0] in prefixes]
        golds = [[draw.choice(used) for _ in range(draw.randrange(1, 9))] for _ in range(25)]
        answers = [[tag if draw.random() < 0.7 else draw.choice(used) for tag in gold] for gold in golds]
        report = entities.classification_report(golds, answers, output_dict=True, zero_division=0)
        names = {"precision": "precision", "recall": "recall", "f1": "f1-score", "wanted": "support"}
        yield {
            "golds": golds,
            "answers": answers,
            "accuracy": entities.accuracy_score(golds, answers),
            "precision": entities.precision_score(golds, answers, zero_division=0),
            "recall": entities.recall_score(golds, answers, zero_division=0),
            "f1": entities.f1_score(golds, answers, zero_division=0),
            "types": {
                kind: {name: float(found[theirs]) for name, theirs in names.items()}
                for kind, found in report.items()
                if not kind.endswith(" avg")
            },
        }


class Example:
    def __init__(self, question):
        self.qas_id = question["id"]
        self.answers = [{"text": gold} for gold in question["golds"]]


def squads(draw):
    def text():
        return " ".join(draw.choice(WORDS) for _ in range(draw.randrange(1, 5)))

    for threshold in (1.0, 0.4, 0.0):
        questions, answers, odds = [], {}, {}
        for number in range(40):
            golds = [text() for _ in range(draw.randrange(4))] if draw.random() < 0.6 else []
            questions.append({"id": f"q{number}", "golds": golds})
        order = [question["id"] for question in questions]
        draw.shuffle(order)
        by_id = {question["id"]: question["golds"] for question in questions}
        for id in order:
            right = by_id[id] and draw.random() < 0.5
            answers[id] = draw.choice(by_id[id]) if right else "" if draw.random() < 0.3 else text()
            odds[id] = draw.randrange(10) / 10  # with equal ones among them
        examples = [Example(question) for question in questions]
        yield {
            "questions": questions,
            "answers": answers,
            "odds": odds,
            "threshold": threshold,
            "report": squad_metrics.squad_evaluate(examples, answers, odds, threshold),
            "pairs": [
                [gold, answers[id], squad_metrics.compute_exact(gold, answers[id]), squad_metrics.compute_f1(gold, answers[id])]
                for id in order
                for gold in by_id[id]
            ],
        }


def main():
    warnings.simplefilter("ignore")
    draw = random.Random(20240229)
    versions = {name: importlib.metadata.version(name) for name in ("scikit-learn", "scipy", "seqeval", "transformers")}
    cases = {
        "versions": versions,
        "labels": list(labels(draw)),
        "correlations": list(correlations(draw)),
        "entities": list(tagged(draw)),
        "squad": list(squads(draw)),
    }
    TARGET.parent.mkdir(parents=True, exist_ok=True)
    TARGET.write_text(json.dumps(cases, ensure_ascii=False, separators=(",", ":"), default=float).replace("},{", "},\n{") + "\n")


if __name__ == "__main__":
    main()
