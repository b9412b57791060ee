"""The questions of a SQuAD file as `albert.finetune` and `Model.answer` take them."""
import json

LONGEST_QUESTION = 64  # pieces; the authors cut longer ones, and one that filled the window would leave no room for the context


def read_file(path):
    with open(path, encoding="utf-8") as file:
        return json.load(file)


def cut(tokenizer, question):
    """The question without what lies beyond the piece that is the last to be read."""
    encoding = tokenizer.encode(question, special_tokens=False)
    return question if len(encoding.ids) <= LONGEST_QUESTION else question[: encoding.offsets[LONGEST_QUESTION - 1][1]]


def training_rows(dataset, tokenizer):
    """A row for each question, with its first answer; None where there is none, from which a model learns to point at [CLS].

    Plausible answers of unanswerable questions are not read. ValueError names a question whose answer is not where it should be.
    """
    rows = []
    for article in dataset["data"]:
        for paragraph in article["paragraphs"]:
            context = paragraph["context"]
            for asked in paragraph["qas"]:
                answers = [] if asked.get("is_impossible") else asked["answers"]
                text, start = (answers[0]["text"], answers[0]["answer_start"]) if answers else (None, None)
                if text is not None and (not text or start < 0 or context[start : start + len(text)] != text):
                    raise ValueError(f"question {asked['id']}: the answer {text!r} does not stand at {start} of its context")
                question = cut(tokenizer, asked["question"])
                rows.append({"question": question, "context": context, "answer": text, "start": start})
    return rows


def count_windows(rows, tokenizer, max_length, stride):
    """The sequences that `albert.finetune` makes of the rows: one for each window of a context."""
    options = {"max_length": max_length, "truncation": "only_second", "stride": stride, "overflow": True}
    return sum(1 + len(tokenizer.encode(row["question"], row["context"], **options).overflowing) for row in rows)
