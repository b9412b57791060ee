"""One training in several processes, each with a part of every batch: gradients are added up by an existing engine.

Every process opens the same model with the same options and adds its own part of a step's batch; the step is then the one that a
single process would make of all parts together, to rounding, dropout included. Give what ``mpi`` or ``torch_distributed`` makes
to ``albert.finetune(reduce=…)``, or to ``Trainer.hook``.

    mpirun -n 2 python train.py         # with MPI: from mpi4py import MPI; trainer.hook = albert.distributed.mpi(MPI.COMM_WORLD)
    torchrun --nproc-per-node 2 train.py  # torch.distributed.init_process_group("gloo"); trainer.hook = ….torch_distributed()
"""

from __future__ import annotations

from importlib import import_module

from albert._errors import Cancelled

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from albert._trainer import StepReport, Trainer

__all__ = ["joined", "mpi", "torch_distributed"]


def joined(
    gather: Callable[[tuple[int, ...]], list[tuple[int, ...]]], add: Callable[[Any], object], rank: int
) -> Callable[[Trainer], StepReport]:
    """A hook of any engine. ``gather`` takes a tuple of ints from 0 to 2**63 - 1, of any length, and gives those of all processes in
    order of rank; ``add`` replaces the values of a float
    array by their sums over all processes, in place; ``rank`` is this process's number."""
    return _Joined(gather, add, rank)


_COUNT = 5  # the most numbers that are exchanged at once


class _Joined:
    """A step of several processes. ``gather`` and ``rank`` stay in reach: before the first step they see whether they will make the
    same ones, and who takes which examples."""

    def __init__(
        self, gather: Callable[[tuple[int, ...]], list[tuple[int, ...]]], add: Callable[[Any], object], rank: int
    ) -> None:
        self._gather = gather
        self._add = add
        self.rank = rank
        self.has_told = False
        """Whether a failure is known to all processes, or cannot be told."""

    def gather(self, numbers: tuple[int, ...]) -> list[tuple[int, ...]]:
        """The numbers of all processes, at most five of each. Cancelled where one of them called ``fail`` instead."""
        found = self._exchanged(0, numbers)
        for number, (state, *_) in enumerate(found):
            if state:
                raise Cancelled(f"process {number} failed, and without it there is nothing to go on with", "ALBERT_E_CANCELLED")
        return [values[1 : len(numbers) + 1] for values in found]

    def fail(self) -> None:
        """Tells the others, who wait in their next ``gather`` or will, that this process comes to no other one."""
        if not self.has_told:
            try:
                self._exchanged(1, ())
            except Exception:  # what failed here is what this process has to say
                pass

    def _exchanged(self, state: int, numbers: tuple[int, ...]) -> list[tuple[int, ...]]:
        """Always of the same size, because whoever fails does not know what the others are about to exchange."""
        self.has_told = True  # where the engine fails, it would tell nobody
        found = self._gather((state, *numbers, *(0,) * (_COUNT - len(numbers))))
        self.has_told = any(values[0] for values in found)
        return found

    def __call__(self, trainer: Trainer) -> StepReport:
        counts = self.gather(trainer.counts())
        totals = tuple(sum(count[part] for count in counts) for part in range(3))
        before = counts[: self.rank]
        try:
            trainer.compute(
                (totals[0], totals[1], totals[2]),
                first_token=sum(count[3] for count in before),
                first_sequence=sum(count[4] for count in before),
            )
        except BaseException:  # the others must hear of it: they would wait for this process's gradients for ever
            self.fail()
            raise
        self.gather(())
        self.has_told = True  # until gradients are added up the others hear nothing else
        self._add(trainer.gradients)
        self.has_told = False
        return trainer.update()


def mpi(communicator: Any) -> Callable[[Trainer], StepReport]:
    """Through MPI: ``communicator`` is one of mpi4py's, such as MPI.COMM_WORLD."""
    mpi = import_module("mpi4py.MPI")
    return joined(
        communicator.allgather,
        lambda gradients: communicator.Allreduce(mpi.IN_PLACE, gradients, mpi.SUM),
        communicator.Get_rank(),
    )


def torch_distributed(group: Any = None) -> Callable[[Trainer], StepReport]:
    """Through torch.distributed, whose process group is initialised; ``group``: one of its groups, None: all processes."""
    torch = import_module("torch")
    distributed = import_module("torch.distributed")
    size = distributed.get_world_size(group)

    def gather(counts: tuple[int, ...]) -> list[tuple[int, ...]]:
        found: list[Any] = [None] * size
        distributed.all_gather_object(found, counts, group)
        return found

    def add(gradients: Any) -> None:
        distributed.all_reduce(torch.frombuffer(gradients, dtype=torch.float32), group=group)

    return joined(gather, add, distributed.get_rank(group))
