"""Writes Tests/Golden/tasks/bundled.json: what transformers answers with the bundled model, in float64.

    pip install 'torch==2.13.0+cpu' transformers==5.23.0
    python scripts/make_task_fixtures.py

Segments of pairs are given explicitly: transformers 5's tokenizer leaves token_type_ids out
(huggingface/transformers#48128), which would run pairs as one segment.
"""

import json
import pathlib

import tokenizers
import torch
import transformers
from transformers import AlbertForPreTraining, AutoTokenizer

ROOT = pathlib.Path(__file__).resolve().parent.parent
MODEL = ROOT / "Sources" / "AlbertBundledModel" / "albert-mini"
OUT = ROOT / "Tests" / "Golden" / "tasks" / "bundled.json"

MASKED = [
    "The president of the United [MASK] signed the law.",
    "In the nineteenth [MASK], the city grew quickly.",
    "[MASK]",
    "Water boils at one hundred [MASK].",
    "He [MASK] to school by [MASK] every day.",
    "Caf\u00e9 \u201cZo\u00eb\u201d (est. 1999) serves the best [MASK] in\ttown \u2014 really!",
]
TEXTS = [
    "A short text.",
    "The cell is the basic unit of life.",
    "",
    "Numbers: 3.14, 2,014 and 1/2; signs \u00a3 \u20ac $ % & \u2026",
    " ".join(["Long texts are cut at the model's limit."] * 80),
]
PAIRS = [
    ("He opened the door.", "Then he walked into the room."),
    ("Then he walked into the room.", "He opened the door."),
    ("The city was founded in 1820.", "It grew quickly after the railway came."),
]


def main() -> None:
    tokenizer = AutoTokenizer.from_pretrained(MODEL)
    model = AlbertForPreTraining.from_pretrained(MODEL, attn_implementation="eager").double().eval()
    fills = []
    with torch.no_grad():
        for text in MASKED:
            ids = tokenizer(text, return_tensors="pt")["input_ids"]
            probabilities = model(input_ids=ids).prediction_logits[0].softmax(-1)
            masks = (ids[0] == tokenizer.mask_token_id).nonzero()[:, 0].tolist()
            answers = []
            for place in masks:
                best = probabilities[place].topk(5)
                row = []
                for score, token in zip(best.values.tolist(), best.indices.tolist()):
                    filled = ids[0].clone()
                    filled[place] = token
                    row.append(dict(token_id=token, score=score, token=tokenizer.decode([token]),
                                    sequence=tokenizer.decode(filled, skip_special_tokens=len(masks) == 1)))
                answers.append(row)
            fills.append(dict(text=text, answers=answers))
        vectors = []
        for text in TEXTS:
            ids = tokenizer(text, return_tensors="pt", truncation=True, max_length=512)["input_ids"]
            out = model.albert(input_ids=ids)
            hidden = out.last_hidden_state[0]
            vectors.append(dict(text=text, mean=hidden.mean(0).tolist(), cls=hidden[0].tolist(),
                                max=hidden.max(0).values.tolist(), pooler=out.pooler_output[0].tolist()))
        orders = []
        for first, second in PAIRS:
            pair = tokenizer(first, second, return_tensors="pt", return_token_type_ids=True)
            logits = model(**pair).sop_logits[0]
            orders.append(dict(first=first, second=second, probability=logits.softmax(-1)[0].item()))
    versions = dict(torch=torch.__version__, transformers=transformers.__version__, tokenizers=tokenizers.__version__)
    OUT.write_text(json.dumps(dict(versions=versions, fill_mask=fills, encode=vectors, sentence_order=orders), indent=1) + "\n")


if __name__ == "__main__":
    main()
