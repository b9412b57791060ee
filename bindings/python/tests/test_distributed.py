"""One training in several processes; here most of them are threads."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from threading import Barrier, Thread

import pytest
from trainers import IDS, LABELS, trainer

import albert
from albert import distributed

TEXTS = ["a charming film", "a dull film", "great music", "poor music", "I loved it", "I hated it"]
ROWS = [(text, ("good", "bad")[number % 2]) for number, text in enumerate(TEXTS)]
CONFIG = {
    "vocab_size": 16000, "embedding_size": 16, "hidden_size": 32, "num_hidden_layers": 2, "num_attention_heads": 2,
    "intermediate_size": 64, "max_position_embeddings": 64,
}  # fmt: skip


def in_two(body) -> list:
    """What two threads return, or raise, from ``body(rank, hook)``: the hook joins them as albert.distributed would two processes."""
    barrier = Barrier(2, timeout=60)
    slots: list = [None, None]
    found: list = [None, None]

    def process(rank: int) -> None:
        def gather(numbers):
            slots[rank] = numbers
            barrier.wait()
            all_of_them = list(slots)
            barrier.wait()
            return all_of_them

        def add(gradients):
            slots[rank] = gradients.copy()
            barrier.wait()
            gradients += slots[1 - rank]
            barrier.wait()

        try:
            found[rank] = body(rank, distributed.joined(gather, add, rank))
        except BaseException as error:
            found[rank] = error

    threads = [Thread(target=process, args=(rank,)) for rank in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return found


def test_two_processes_make_the_step_of_one(tmp_path):
    settings = {"hidden_dropout": 0.1, "clip_norm": 0.0}
    whole = trainer(**settings)
    losses = []
    for _ in range(5):
        whole.add(IDS, LABELS)
        losses.append(whole.step().loss)

    def process(rank, hook):
        part = trainer(**settings)
        part.hook = hook
        chosen = slice(0, 1) if rank == 0 else slice(1, 4)
        shares = []
        for _ in range(5):
            part.add(IDS[chosen], LABELS[chosen])
            report = part.step()
            shares.append(report.loss * report.label_count / 4)
        part.save(tmp_path / str(rank))
        return shares

    shares = in_two(process)
    assert [sum(pair) for pair in zip(*shares, strict=True)] == pytest.approx(losses, rel=1e-5)
    files = [(tmp_path / name / "model.safetensors").read_bytes() for name in "01"]
    assert files[0] == files[1]


def trainer_of_two(rank, hook):
    """One of two trainers of which only the first has something to learn from, so that a step fails in the second."""
    part = trainer()
    part.hook = hook
    if rank == 0:
        part.add(IDS[:1], LABELS[:1])
    return part


def test_a_step_that_fails_in_one_process_fails_in_all():
    def process(rank, hook):
        part = trainer_of_two(rank, hook)
        part.step()

    found = in_two(process)
    assert isinstance(found[0], albert.Cancelled) and "process 1" in str(found[0])
    assert isinstance(found[1], albert.ArgumentError) and "no batch" in str(found[1])


def tune(rank, hook, parts, **options):
    settings = {"task": "classification", "labels": ["bad", "good"], "batch_size": 2, "learning_rate": 1e-3, **options}
    return albert.finetune(albert.load(), train=parts[rank], reduce=hook, **settings)


def test_fine_tuning_that_would_wait_for_ever_is_refused_before_the_first_step():
    reports: list = []
    uneven = (ROWS[:2], ROWS[2:])
    bad = [(text, "bad") for text in TEXTS]
    for place, parts, options in [
        ("steps", uneven, [{}, {}]),
        ("labels", (bad, bad), [{}, {"labels": ["bad", "worst"]}]),
        ("options", (ROWS, ROWS), [{"seed": 1}, {"seed": 2}]),
        ("options", (ROWS, ROWS), [{}, {"learning_rate": 2e-3}]),
        ("options", (ROWS, ROWS), [{}, {"optimizer": "lamb"}]),
        ("options", (ROWS, ROWS), [{}, {"hidden_dropout": 0.2}]),
        ("patience", uneven, [{"steps": 4, "patience": 1, "validation": part} for part in uneven]),
        ("patience", uneven, [{"steps": 4, "validation": ROWS}, {"steps": 4, "validation": ROWS, "patience": 1}]),
    ]:
        found = in_two(lambda rank, hook: tune(rank, hook, parts, progress=reports.append, **options[rank]))
        assert all(isinstance(error, albert.ArgumentError) and str(error).startswith(place) for error in found), found
    assert not reports


def test_processes_may_compute_in_their_own_ways():
    own = [{"threads": 1, "learning_rate": 1}, {"threads": 2, "tokens_at_once": 64, "recompute": True, "learning_rate": 1.0}]
    found = in_two(lambda rank, hook: tune(rank, hook, (ROWS, ROWS), steps=1, **own[rank]))
    assert all(isinstance(model, albert.Model) for model in found), found


def test_early_stopping_comes_at_the_same_step_for_parts_of_any_size(tmp_path):
    swapped = [(text, ("bad", "good")[number % 2]) for number, text in enumerate(TEXTS)]
    logs = [tmp_path / "0.jsonl", tmp_path / "1.jsonl"]
    parts = (ROWS[:2], ROWS[2:])
    found = in_two(
        lambda rank, hook: tune(rank, hook, parts, steps=20, patience=1, validation=swapped, output=tmp_path / f"model{rank}", log=logs[rank])
    )
    assert all(isinstance(model, albert.Model) for model in found), found
    judged = [[line for line in map(json.loads, log.read_text().splitlines()) if "validation_loss" in line] for log in logs]
    assert judged[0] == judged[1] and judged[0][-1]["step"] < 20
    files = [(tmp_path / f"model{rank}" / "model.safetensors").read_bytes() for rank in range(2)]
    assert files[0] == files[1]


@pytest.fixture(scope="module")
def examples(tmp_path_factory):
    place = tmp_path_factory.mktemp("corpus")
    text = "".join(f"The house of number {number} is old. It stands by the water. Nobody knows who built it.\n\n" for number in range(60))
    (place / "corpus.txt").write_text(text)
    albert.pretraining_data(place / "corpus.txt", place / "examples", max_length=48, seed=1, masking="on_reading")
    return place / "examples"


def test_two_processes_pretrain_as_one_with_the_doubled_batch(tmp_path, examples, model_directory):
    settings = {"data": examples, "tokenizer": model_directory, "steps": 6, "learning_rate": 0.01, "clip_norm": 0.0}
    norms: list = [[], [], []]

    def run(rank, hook, batch_size):
        def note(values):
            norms[rank].append(values["gradient_norm"])

        albert.pretrain(CONFIG, output=tmp_path / str(rank), batch_size=batch_size, progress=note, reduce=hook, **settings)

    run(2, None, 16)
    assert in_two(lambda rank, hook: run(rank, hook, 8)) == [None, None]
    assert norms[0] == norms[1] == pytest.approx(norms[2], rel=1e-4)


def test_pretraining_stops_in_all_processes_at_once(tmp_path, examples, model_directory):
    logs = [tmp_path / "0.jsonl", tmp_path / "1.jsonl"]

    def process(rank, hook):
        kept = {"checkpoints": tmp_path / f"checkpoints{rank}", "output": tmp_path / f"model{rank}", "log": logs[rank]}
        limit = {"stop_after": 1.0} if rank == 1 else {}
        albert.pretrain(CONFIG, data=examples, tokenizer=model_directory, steps=100_000, batch_size=2, reduce=hook, **kept, **limit)

    assert in_two(process) == [None, None]
    steps = [len(log.read_text().splitlines()) for log in logs]
    assert steps[0] == steps[1] > 0


def fails_alone(found: list, error: type, text: str = "") -> None:
    """In process 1."""
    assert isinstance(found[0], albert.Cancelled) and "process 1 failed" in str(found[0]), found
    assert type(found[1]) is error and text in str(found[1]), found


class Stopped(Exception):
    pass


def stop(values: dict, at: int, kind: str = "loss") -> None:
    if values["step"] == at and kind in values:
        raise Stopped


@pytest.mark.parametrize(("at", "kind"), [(1, "loss"), (2, "validation_loss"), (3, "loss"), (3, "validation_loss")])
def test_fine_tuning_that_fails_between_steps_fails_in_all_processes(at, kind):
    def process(rank, hook):
        options = {"progress": lambda values: stop(values, at, kind)} if rank == 1 else {}
        return tune(rank, hook, (ROWS, ROWS), steps=3, validation=ROWS, evaluate_every=1, **options)

    fails_alone(in_two(process), Stopped)


def test_fine_tuning_that_fails_before_its_first_step_fails_in_all_processes(tmp_path):
    (tmp_path / "file").write_text("")
    fails_alone(in_two(lambda rank, hook: tune(rank, hook, (ROWS, [*ROWS, ("a film", "fair")]))), albert.ArgumentError, "row 6")
    outputs = (tmp_path / "model", tmp_path / "file")
    fails_alone(in_two(lambda rank, hook: tune(rank, hook, (ROWS, ROWS), output=outputs[rank])), albert.FileError, "file")


def test_a_checkpoint_that_cannot_be_written_ends_fine_tuning_in_all_processes(tmp_path):
    def process(rank, hook):
        place = tmp_path / f"checkpoints{rank}"

        def spoil(values):
            if rank == 1 and values["step"] == 3:
                shutil.rmtree(place)
                place.write_text("")

        return tune(rank, hook, (ROWS, ROWS), steps=3, checkpoints=place, checkpoint_every=3, progress=spoil)

    fails_alone(in_two(process), albert.FileError)


def test_training_goes_on_after_a_step_that_failed_in_one_process():
    def process(rank, hook):
        part = trainer_of_two(rank, hook)
        with pytest.raises(albert.Cancelled if rank == 0 else albert.ArgumentError):
            part.step()
        part.add(IDS[:1], LABELS[:1])
        return part.step().step

    assert in_two(process) == [1, 1]


@pytest.mark.parametrize("limit", [{}, {"stop_after": 60.0}])
@pytest.mark.parametrize(("at", "kind"), [(1, "loss"), (3, "validation_loss")])
def test_pretraining_that_fails_between_steps_fails_in_all_processes(tmp_path, examples, model_directory, limit, at, kind):
    def process(rank, hook):
        options = {"progress": lambda values: stop(values, at, kind)} if rank == 1 else {}
        albert.pretrain(
            CONFIG, data=examples, tokenizer=model_directory, steps=3, batch_size=2, reduce=hook, validation=examples, evaluate_every=2,
            output=tmp_path / f"model{rank}", checkpoints=tmp_path / f"checkpoints{rank}", **options, **limit,
        )  # fmt: skip

    fails_alone(in_two(process), Stopped)


def test_pretraining_that_cannot_go_on_in_one_process_begins_in_none(tmp_path, examples, model_directory):
    def process(rank, hook):
        settings = {"data": examples, "tokenizer": model_directory, "steps": 2, "batch_size": 2, "validation": (examples, tmp_path)[rank]}
        albert.pretrain(CONFIG, output=tmp_path / f"model{rank}", reduce=hook, **settings)

    fails_alone(in_two(process), albert.FileError)


@pytest.mark.parametrize("begun", [1, 2])
def test_another_number_of_processes_is_another_training(tmp_path, examples, model_directory, begun):
    def pretrain(rank, hook):
        albert.pretrain(
            CONFIG, data=examples, tokenizer=model_directory, steps=2, batch_size=2, reduce=hook, output=tmp_path / f"model{rank}",
            checkpoints=tmp_path / f"pretraining{rank}",
        )  # fmt: skip

    def both(rank, hook):
        tune(rank, hook, (ROWS, ROWS), steps=2, checkpoints=tmp_path / f"tuning{rank}", checkpoint_every=2)
        pretrain(rank, hook)

    assert begun == 1 or in_two(both) == [None, None]
    for rank in range(2 if begun == 1 else 0):
        both(rank, None)
    for run in (lambda rank, hook: tune(rank, hook, (ROWS, ROWS), steps=2, checkpoints=tmp_path / f"tuning{rank}"), pretrain):
        if begun == 1:
            found = in_two(run)
            assert all(type(error) is albert.ArgumentError and "other processes: 1, not 2" in str(error) for error in found), found
        else:
            with pytest.raises(albert.ArgumentError, match="other processes: 2, not 1"):
                run(0, None)


def test_pretraining_with_other_options_is_refused(tmp_path, examples, model_directory):
    def process(rank, hook):
        settings = {"data": examples, "tokenizer": model_directory, "steps": 2, "batch_size": 2, "seed": rank}
        albert.pretrain(CONFIG, output=tmp_path / str(rank), reduce=hook, **settings)

    found = in_two(process)
    assert all(isinstance(error, albert.ArgumentError) and str(error).startswith("options") for error in found), found


def test_pretraining_from_other_examples_is_refused(tmp_path, examples, model_directory):
    other = tmp_path / "other"
    (tmp_path / "corpus.txt").write_text("A house. It is old.\n\n" * 9)
    albert.pretraining_data(tmp_path / "corpus.txt", other, max_length=48)

    def process(rank, hook):
        data = (examples, other)[rank]
        albert.pretrain(CONFIG, data=data, output=tmp_path / str(rank), tokenizer=model_directory, steps=2, batch_size=2, reduce=hook)

    found = in_two(process)
    assert all(isinstance(error, albert.ArgumentError) and str(error).startswith("data") for error in found), found


MPI_PROGRAM = """
import sys
from mpi4py import MPI
import albert
import albert.distributed
trained = albert.Trainer(albert.load(), "classification", labels=["no", "yes"], learning_rate=1e-3, steps=20, threads=1)
trained.hook = albert.distributed.mpi(MPI.COMM_WORLD)
rank, size = MPI.COMM_WORLD.Get_rank(), MPI.COMM_WORLD.Get_size()
ids, labels = [[2, 5, 6, 7, 3], [2, 9, 3], [2, 5, 9, 3], [2, 8, 3]], [0, 1, 1, 0]
for step in range(3):
    part = slice(4 * rank // size, 4 * (rank + 1) // size)
    trained.add(ids[part], labels[part])
    report = trained.step()
if rank == 0:
    print(report.gradient_norm)
"""


def test_mpi_adds_up_gradients():
    pytest.importorskip("mpi4py")
    if shutil.which("mpirun") is None:
        pytest.skip("there is no mpirun")
    norms = []
    for size in ("1", "2"):
        command = ["mpirun", "--allow-run-as-root", "--oversubscribe", "-n", size, sys.executable, "-c", MPI_PROGRAM]
        done = subprocess.run(command, capture_output=True, text=True, timeout=120)
        assert done.returncode == 0, done.stderr
        norms.append(float(done.stdout.split()[-1]))
    assert norms[0] == pytest.approx(norms[1], rel=1e-5)
