"""Small trainings that several tests begin with."""

from __future__ import annotations

import albert

IDS = [[2, 5, 6, 7, 3], [2, 9, 3], [2, 5, 9, 3], [2, 8, 3]]
LABELS = [0, 1, 1, 0]

GOOD = ["a charming and moving film", "the best house in the city", "great music and fine actors", "I loved it"]
BAD = ["a dull and empty film", "the worst house in the city", "poor music and bad actors", "I hated it"]
ROWS = [{"text": text, "label": "good"} for text in GOOD] + [{"text": text, "label": "bad"} for text in BAD]
QUICK = {"epochs": 12, "batch_size": 4, "learning_rate": 1e-3, "warmup": 0.1}


def trainer(**options) -> albert.Trainer:
    settings = {"labels": ["no", "yes"], "learning_rate": 1e-3, "steps": 20, **options}
    return albert.Trainer(albert.load(), "classification", **settings)


def weights(trained: albert.Trainer, place) -> bytes:
    trained.save(place)
    return (place / "model.safetensors").read_bytes()


def steps(trained: albert.Trainer, count: int) -> albert.StepReport:
    for _ in range(count):
        trained.add(IDS, LABELS)
        report = trained.step()
    return report
