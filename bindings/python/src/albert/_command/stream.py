"""One run over records: read a batch, answer it, write it, so that memory does not grow with their number.

A record that cannot be read or answered ends the run after everything before it has been written, or, with --skip-bad,
leaves its reason in the output. Which record of a batch the library refused is found by halving the batch: answers do
not depend on their neighbours, so that the others' stay what they are.
"""

from __future__ import annotations

import sys
from itertools import islice

import albert
from albert._command.failure import CommandError
from albert._command.interruption import Gate
from albert._command.numbers import NOT_FINITE, is_finite
from albert._command.outputs import open_writer, output_of
from albert._command.progress import Progress
from albert._command.records import BadRecord, Outcome

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from typing import Any

    from albert._command.inputs import Inputs
    from albert._command.records import Layout, Record, Role

    Answering = Callable[[list[Record]], Sequence[Any]]

__all__ = ["run_stream"]

# Of the arguments that a call takes besides its options, those that are the same for all records.
_OF_THE_WHOLE_RUN = {"labels", "template"}


def run_stream(
    arguments: Namespace,
    inputs: Inputs,
    roles: Sequence[Role],
    layout: Layout,
    answer: Answering,
    width: int = 0,
) -> int:
    """Answers all records and returns the exit status."""
    gate = Gate()
    with gate.guarding():
        writer = open_writer(arguments, layout, roles, width)
        failed = writer.failed
        total = writer.done
        progress = Progress(inputs.byte_total, quiet=arguments.quiet)
        try:
            for batch in _batches(inputs, writer.done, arguments):
                outcomes = _outcomes(batch, answer, layout, arguments.skip_bad)
                bad = next((outcome for outcome in outcomes if outcome.error is not None), None)
                if bad is not None and not arguments.skip_bad:
                    with gate.closed():
                        writer.write(outcomes[: outcomes.index(bad)])
                    raise CommandError(f"{bad.record.place}: {bad.error}")
                failed += sum(outcome.error is not None for outcome in outcomes)
                with gate.closed():
                    writer.write(outcomes)
                total += len(outcomes)
                progress.update(total, inputs.bytes_read)
        finally:
            progress.close()
            with gate.closed():
                writer.finish()
    if failed:
        where = "standard error said" if output_of(arguments) in ("npy", "table") else "the output says"
        print(f"albert: error: {failed:,} of {total:,} records were bad; {where} why", file=sys.stderr)
    return 1 if failed else 0


def _batches(inputs: Inputs, done: int, arguments: Namespace) -> Iterator[list[Record | BadRecord]]:
    records = iter(inputs)
    skipped = sum(1 for _ in islice(records, done))
    if skipped < done:
        raise CommandError(f"{arguments.out}: holds {done:,} records, there are {skipped:,} to read")
    while batch := list(islice(records, arguments.batch)):
        yield batch


def _outcomes(batch: list[Record | BadRecord], answer: Answering, layout: Layout, skip_bad: bool) -> list[Outcome]:
    """One outcome per record. Without ``skip_bad`` what follows a record that could not be read is left out."""
    outcomes: list[Outcome] = []
    waiting: list[Record] = []
    for record in batch:
        if not isinstance(record, BadRecord):
            waiting.append(record)
            continue
        outcomes.extend(_answered(waiting, answer, layout))
        waiting = []
        outcomes.append(Outcome(record, None, record.reason))
        if not skip_bad:
            return outcomes
    outcomes.extend(_answered(waiting, answer, layout))
    return outcomes


def _answered(records: list[Record], answer: Answering, layout: Layout) -> Iterable[Outcome]:
    if not records:
        return []
    try:
        return [_outcome(record, found, layout) for record, found in zip(records, answer(records), strict=True)]
    except albert.ArgumentError as failure:
        if not _is_about_a_record(failure):
            raise
        if len(records) == 1:
            return [Outcome(records[0], None, str(failure))]
    half = len(records) // 2
    return [*_answered(records[:half], answer, layout), *_answered(records[half:], answer, layout)]


def _outcome(record: Record, answer: Any, layout: Layout) -> Outcome:
    """A number that is none is no answer: JSON cannot spell it, and in CSV it would pass for one."""
    if layout.is_computed and not is_finite(layout.fields(answer)):
        return Outcome(record, None, NOT_FINITE)
    return Outcome(record, answer)


def _is_about_a_record(failure: albert.Error) -> bool:
    subject = failure.place.partition("[")[0]
    options = {option["name"] for option in albert.describe_options()}
    return subject not in options and subject not in _OF_THE_WHOLE_RUN
