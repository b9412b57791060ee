"""The same fine-tuning as albert.finetune's by transformers and PyTorch, written as their published example scripts do it: batches padded to
their longest, AdamW, a rate that rises and falls, gradients clipped.

    by_transformers.py SET DATA MODEL SEED OUTPUT

writes the model that such a training begins with: the new head is transformers' of this seed.
"""
import random
import sys
from pathlib import Path

import torch
from transformers import (
    AlbertForQuestionAnswering,
    AlbertForSequenceClassification,
    AlbertForTokenClassification,
    AutoTokenizer,
    get_linear_schedule_with_warmup,
)

CLASSES = {
    "classification": AlbertForSequenceClassification,
    "tagging": AlbertForTokenClassification,
    "answering": AlbertForQuestionAnswering,
}


def begin(setting, rows, directory, seed):
    """The tokenizer, what it makes of the rows, and the model with a new head."""
    torch.manual_seed(seed)
    tokenizer = AutoTokenizer.from_pretrained(directory)
    features, labels = {"classification": classified, "tagging": tagged, "answering": answered}[setting.task](tokenizer, rows, setting)
    names = {} if labels is None else {"num_labels": len(labels), "id2label": dict(enumerate(labels)), "label2id": {name: at for at, name in enumerate(labels)}}
    return tokenizer, features, CLASSES[setting.task].from_pretrained(directory, dtype=torch.float32, **names)


def train(setting, rows, directory, output, seed, threads, warmup, weight_decay, epsilon):
    torch.set_num_threads(threads)
    tokenizer, features, model = begin(setting, rows, directory, seed)
    model.train()
    plain = [value for name, value in model.named_parameters() if "bias" in name or "LayerNorm" in name or "layer_norm" in name]
    kept = {id(value) for value in plain}
    decayed = [value for value in model.parameters() if id(value) not in kept]
    groups = [{"params": decayed, "weight_decay": weight_decay}, {"params": plain, "weight_decay": 0.0}]
    optimizer = torch.optim.AdamW(groups, lr=setting.learning_rate, eps=epsilon)
    batches = -(-len(features) // setting.batch_size)
    steps = int(-(-batches * setting.epochs // 1))
    schedule = get_linear_schedule_with_warmup(optimizer, int(steps * warmup), steps)
    numbers, order = random.Random(seed), list(range(len(features)))
    for step in range(steps):
        place = step % batches
        if place == 0:
            numbers.shuffle(order)
        chosen = [features[at] for at in order[place * setting.batch_size : (place + 1) * setting.batch_size]]
        model(**collated(chosen, tokenizer.pad_token_id)).loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        schedule.step()
        optimizer.zero_grad()
    model.save_pretrained(output)
    tokenizer.save_pretrained(output)


def collated(features, pad):
    """Tensors of one length. Labels of pieces are padded with -100, which no loss counts."""
    longest = max(len(feature["input_ids"]) for feature in features)
    fills = {"input_ids": pad, "token_type_ids": 0, "attention_mask": 0, "labels": -100}
    return {name: torch.tensor([feature[name] + [fills[name]] * (longest - len(feature[name])) if isinstance(feature[name], list) else feature[name] for feature in features])
            for name in features[0]}  # fmt: skip


def classified(tokenizer, rows, setting):
    names = sorted({row["label"] for row in rows})
    features = []
    for row in rows:
        found = tokenizer(row["text"], row.get("pair"), truncation=True, max_length=setting.max_length, return_token_type_ids=True)
        features.append({**found, "labels": names.index(row["label"])})
    return features, names


def tagged(tokenizer, rows, setting):
    names = sorted({tag for row in rows for tag in row["tags"]})
    features = []
    for row in rows:
        found = tokenizer(row["words"], is_split_into_words=True, truncation=True, max_length=setting.max_length, return_token_type_ids=True)
        words = found.word_ids()
        labels = [-100 if word is None or (at and words[at - 1] == word) else names.index(row["tags"][word]) for at, word in enumerate(words)]
        features.append({**found, "labels": labels})
    return features, names


def answered(tokenizer, rows, setting):
    """Windows; one that does not hold the whole answer points to [CLS]."""
    features = []
    for row in rows:
        found = tokenizer(row["question"], row["context"], truncation="only_second", max_length=setting.max_length, stride=setting.stride,
                          return_overflowing_tokens=True, return_offsets_mapping=True, return_token_type_ids=True)  # fmt: skip
        begin, end = row["start"], row["start"] + len(row["answer"])
        for window in range(len(found["input_ids"])):
            parts, offsets = found.sequence_ids(window), found["offset_mapping"][window]
            inside = [at for at, part in enumerate(parts) if part == 1]
            first = last = 0
            if offsets[inside[0]][0] <= begin and offsets[inside[-1]][1] >= end:
                first = max(at for at in inside if offsets[at][0] <= begin)
                last = min(at for at in inside if offsets[at][1] >= end)
            features.append({name: found[name][window] for name in ("input_ids", "token_type_ids", "attention_mask")}
                            | {"start_positions": first, "end_positions": last})  # fmt: skip
    return features, None


def main():
    from sets import SETS

    name, data, directory, seed, output = sys.argv[1:]
    setting = SETS[name]
    tokenizer, _, model = begin(setting, setting.read(Path(data), "train"), directory, int(seed))
    model.save_pretrained(output)
    tokenizer.save_pretrained(output)


if __name__ == "__main__":
    main()
