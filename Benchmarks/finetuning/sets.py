"""The sets: where their rows stand, how they are learned, how a trained model is scored. Rows are mappings as albert.finetune takes them.

Both engines' models are scored by the same code, through libalbert: what is compared is training.
"""
import json
from dataclasses import dataclass

from albert.metrics import classification, entities, squad

# Of SQuAD, evenly spread: an hour's work in place of five.
TRAIN_QUESTIONS, DEV_QUESTIONS = 3000, 1000


@dataclass(frozen=True)
class Set:
    task: str
    read: object  # of (directory, "train" or "test") -> rows
    measure: str
    score: object  # of (model, rows) -> percent
    epochs: float = 3
    learning_rate: float = 1e-4
    batch_size: int = 32
    max_length: int = 128
    stride: int = 64


def sst2(data, part):
    lines = (data / "sst2" / ("train.tsv" if part == "train" else "dev.tsv")).read_text(encoding="utf-8").split("\n")[1:]
    return [dict(zip(("text", "label"), line.split("\t"), strict=True)) for line in lines if line]


def trec6(data, part):
    lines = (data / "trec6" / f"{part}.txt").read_text(encoding="utf-8").splitlines()
    return [{"label": line.split(":", 1)[0], "text": line.split(" ", 1)[1]} for line in lines]


def snli(data, part):
    """SNLI's train part is not there: its dev part is learned from."""
    lines = (data / "snli_devtest" / ("dev.tsv" if part == "train" else "test.tsv")).read_text(encoding="utf-8").split("\n")[1:]
    return [dict(zip(("text", "pair", "label"), line.split("\t"), strict=True)) for line in lines if line]


def wnut17(data, part):
    path = data / "ner_wnut17" / ("wnut17train.conll" if part == "train" else "emerging.test.annotated")
    rows, words, tags = [], [], []
    for line in [*path.read_text(encoding="utf-8").split("\n"), ""]:
        if line.strip():
            word, tag = line.split("\t")[:2]
            words.append(word)
            tags.append(tag.strip())
        elif words:
            rows.append({"words": words, "tags": tags})
            words, tags = [], []
    return rows


def squad1(data, part):
    name = "squad_v1_train_combined.json" if part == "train" else "squad_v1_dev_subset.json"
    rows = []
    for article in json.loads((data / "squad" / name).read_text(encoding="utf-8"))["data"]:
        for paragraph in article["paragraphs"]:
            for question in paragraph["qas"]:
                found = question["answers"]
                rows.append({"question": question["question"], "context": paragraph["context"], "answer": found[0]["text"],
                             "start": found[0]["answer_start"], "golds": [answer["text"] for answer in found]})  # fmt: skip
    return rows[:: max(1, len(rows) // (TRAIN_QUESTIONS if part == "train" else DEV_QUESTIONS))]


def labels_right(model, rows):
    pairs = [row["pair"] for row in rows] if "pair" in rows[0] else None
    answers = [found[0].label for found in model.classify([row["text"] for row in rows], pairs)]
    return 100 * classification.accuracy([row["label"] for row in rows], answers)


def entity_f1(model, rows):
    """A word's tag is that of its first piece; a word that was cut off has none."""
    names, answers = model.info["labels"], []
    for first in range(0, len(rows), 32):
        encodings = [model.tokenizer.encode_words(row["words"], max_length=SETS["wnut17"].max_length) for row in rows[first : first + 32]]
        logits = model.forward([encoding.ids for encoding in encodings]).logits
        for row, encoding, table in zip(rows[first : first + 32], encodings, logits, strict=True):
            tags = ["O"] * len(row["words"])
            for place, word in reversed(list(enumerate(encoding.word_ids))):
                if word is not None:
                    tags[word] = names[int(table[place].argmax())]
            answers.append(tags)
    return 100 * entities.evaluate([row["tags"] for row in rows], answers)["f1"]


def answer_f1(model, rows):
    answers = model.answer([row["question"] for row in rows], [row["context"] for row in rows], max_length=SETS["squad"].max_length)
    return 100 * sum(max(squad.f1(found[0].answer, gold) for gold in row["golds"]) for found, row in zip(answers, rows, strict=True)) / len(rows)


SETS = {
    "sst2": Set("classification", sst2, "accuracy", labels_right, epochs=1),
    "trec6": Set("classification", trec6, "accuracy", labels_right, epochs=5),
    "wnut17": Set("tagging", wnut17, "entity F1", entity_f1, epochs=5),
    "squad": Set("answering", squad1, "F1", answer_f1, epochs=2, max_length=384, stride=128),
    "snli": Set("classification", snli, "accuracy", labels_right, epochs=3),
}
