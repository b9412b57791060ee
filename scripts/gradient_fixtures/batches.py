"""Sequences and labels: drawn flat, without padding, as batch.json holds them; padded for transformers."""

import numpy
import torch

from .cases import Case

IGNORED = -100
CHOICES = 3
PAD, CLS, SEP, MASK = 0, 2, 3, 4


def draw(case: Case, random: numpy.random.Generator) -> dict:
    """One batch, without its loss."""
    ids, types, masks = [], [], []
    for number, length in enumerate(case.lengths):
        row = random.integers(5, case.settings()["vocab_size"], length)
        row[0], row[-1] = (CLS, SEP) if length > 1 else (CLS, CLS)
        if case.pads and length > 3:
            row[2] = PAD
        cut = random.integers(1, length + 1)
        mask = numpy.ones(length, int)
        if case.holes and number != 0:
            mask[[3, 4]] = 0
        if case.holes and number == 2:
            mask[-1] = 0
        ids.append(row)
        types.append((numpy.arange(length) >= cut).astype(int))
        masks.append(mask)
    batch = dict(lengths=case.lengths, ids=ids, type_ids=types, attention_mask=masks)
    for key in case.labels:
        batch[key] = DRAWN[key](case, batch, random)
    if not case.holes:
        batch["attention_mask"] = None
    flat = ("ids", "type_ids", "attention_mask", "mlm_labels", "tag_labels")
    return {key: numpy.concatenate(rows).tolist() if key in flat and rows is not None else rows for key, rows in batch.items()}


def language_labels(case: Case, batch: dict, random: numpy.random.Generator) -> list[numpy.ndarray]:
    """About a third of the pieces, at least one of a longer sequence and none of a single piece; two of three become [MASK]."""
    made = []
    for row in batch["ids"]:
        labels = numpy.full(len(row), IGNORED)
        if len(row) > 1:
            places = random.permutation(len(row))[:max(1, len(row) // 3)]
            labels[places] = random.integers(5, case.settings()["vocab_size"], len(places))
            row[[place for number, place in enumerate(places) if number % 3 != 2 and row[place] != PAD]] = MASK
        made.append(labels)
    return made


def tags(case: Case, batch: dict, random: numpy.random.Generator) -> list[numpy.ndarray]:
    """A label on every piece but the first and the last, and but every fourth."""
    made = []
    for row in batch["ids"]:
        labels = random.integers(0, case.label_count, len(row))
        labels[[0, -1]] = IGNORED
        labels[4::4] = IGNORED
        made.append(labels)
    return made


def targets(case: Case, batch: dict, random: numpy.random.Generator) -> list[list[float]]:
    shape = (len(case.lengths), case.label_count)
    if case.label_count > 1:
        return random.integers(0, 2, shape).astype(float).tolist()
    return random.normal(0, 2, shape).astype(numpy.float32).tolist()


DRAWN = {
    "mlm_labels": language_labels,
    "tag_labels": tags,
    "sop_labels": lambda case, batch, random: [number % 2 for number in range(len(case.lengths))],
    "class_labels": lambda case, batch, random: random.integers(0, case.label_count, len(case.lengths)).tolist(),
    "class_targets": targets,
    "span_starts": lambda case, batch, random: [length // 3 for length in case.lengths],
    "span_ends": lambda case, batch, random: [length // 3 + number for number, length in enumerate(case.lengths)],
    "choice_counts": lambda case, batch, random: [CHOICES] * (len(case.lengths) // CHOICES),
    "choice_labels": lambda case, batch, random: random.permutation(CHOICES)[:len(case.lengths) // CHOICES].tolist(),
}

# transformers' names of the labels.
ARGUMENTS = dict(mlm_labels="labels", tag_labels="labels", sop_labels="sentence_order_label", class_labels="labels",
                 class_targets="labels", span_starts="start_positions", span_ends="end_positions", choice_labels="labels")


def padded(batch: dict, dtype: torch.dtype, further: int = 0) -> dict[str, torch.Tensor]:
    """What transformers is called with; `further` columns of padding more than the longest sequence needs."""
    lengths = batch["lengths"]
    width = max(lengths) + further

    def columns(flat: list[int], filler: int) -> torch.Tensor:
        table = torch.full((len(lengths), width), filler)
        for row, part in zip(table, torch.tensor(flat).split(lengths)):
            row[:len(part)] = part
        return table

    mask = batch["attention_mask"] or [1] * sum(lengths)
    made = dict(input_ids=columns(batch["ids"], PAD), token_type_ids=columns(batch["type_ids"], 0),
                attention_mask=columns(mask, 0))
    if "choice_counts" in batch:
        made = {key: table.reshape(-1, CHOICES, width) for key, table in made.items()}
    for key, argument in ARGUMENTS.items():
        if key in ("mlm_labels", "tag_labels") and key in batch:
            made[argument] = columns(batch[key], IGNORED)
        elif key == "class_targets" and key in batch:
            made[argument] = torch.tensor(batch[key], dtype=dtype)
        elif key in batch:
            made[argument] = torch.tensor(batch[key])
    return made


def single(batch: dict, number: int) -> dict:
    """One sequence of a batch whose labels are one per sequence."""
    start = sum(batch["lengths"][:number])
    stop = start + batch["lengths"][number]
    made = dict(lengths=[stop - start])
    for key in ("ids", "type_ids", "attention_mask"):
        made[key] = batch[key][start:stop] if batch[key] is not None else None
    return made | {key: [batch[key][number]] for key in ARGUMENTS if key in batch}
