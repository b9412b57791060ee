"""Vectors as a Parquet file: the columns record, id, the texts, vector and error, each where it was asked for.

A Parquet file ends with its table of contents, so that it cannot be written on. A run writes a file of its own beside the
output and puts it in the output's place when it ends, by Ctrl-C too. To go on, a run first copies the rows of the
output, in constant memory. A run that is killed leaves the output as it was before it began, and its own file, OUTPUT.RANDOM.partial.
The output is what a link leads to, and a regular file: a pipe or a device would be replaced by a file of its name.
"""

from __future__ import annotations

import os
import stat

from albert._command.failure import CommandError, import_extra
from albert._command.numbers import identity_text

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any, BinaryIO

    from albert._command.records import Outcome

__all__ = ["ParquetWriter"]

_GROUP_ROWS = 8192


class ParquetWriter:
    def __init__(
        self, path: str, width: int, *, resume: bool, echo: Sequence[str], identified: bool, errors: bool
    ) -> None:
        self._arrow = import_extra("pyarrow", "writing Parquet", "parquet")
        self._parquet = import_extra("pyarrow.parquet", "writing Parquet", "parquet")
        self._path = path
        self._target, mode = _target(path)
        self._echo = echo
        self._schema = self._make_schema(width, echo, identified, errors)
        self._waiting: list[Any] = []  # record batches of fewer rows than a group, in all
        self._waiting_rows = 0
        self.done = self.failed = 0
        self._file = _open_beside(path, self._target, mode)
        self._writer = self._parquet.ParquetWriter(self._file, self._schema)
        if resume and mode is not None:
            self._copy()

    def _make_schema(self, width: int, echo: Sequence[str], identified: bool, errors: bool) -> Any:
        arrow = self._arrow
        fields = [("record", arrow.int64())]
        if identified:
            fields.append(("id", arrow.string()))
        fields.extend((role, arrow.string()) for role in echo)
        fields.append(("vector", arrow.list_(arrow.float32(), width)))
        if errors:
            fields.append(("error", arrow.string()))
        return arrow.schema(fields)

    def _copy(self) -> None:
        try:
            held = self._parquet.ParquetFile(self._target)
            if held.schema_arrow != self._schema:
                raise CommandError(f"{self._path}: its columns are not those of this run")
            for batch in held.iter_batches(_GROUP_ROWS):
                self.done += batch.num_rows
                if "error" in batch.schema.names:
                    self.failed += batch.num_rows - batch.column("error").null_count
                self._add(batch)
        except self._arrow.ArrowInvalid as failure:
            self._drop()
            raise CommandError(f"{self._path}: {str(failure).splitlines()[0]}") from failure
        except BaseException:
            self._drop()
            raise

    def write(self, outcomes: Sequence[Outcome]) -> None:
        arrow = self._arrow
        columns: dict[str, list[object]] = {name: [] for name in self._schema.names}
        for record, answer, error in outcomes:
            columns["record"].append(record.number)
            if "id" in columns:
                columns["id"].append(_storable(identity_text(record.identity)))
            for role in self._echo:
                columns[role].append(_storable(getattr(record, "values", {}).get(role)))
            columns["vector"].append(None if error is not None else answer.tolist())
            if "error" in columns:
                columns["error"].append(None if error is None else _storable(f"{record.place}: {error}"))
        arrays = [arrow.array(columns[field.name], type=field.type) for field in self._schema]
        self._add(arrow.record_batch(arrays, schema=self._schema))

    def _add(self, batch: Any) -> None:
        self._waiting.append(batch)
        self._waiting_rows += batch.num_rows
        while self._waiting_rows >= _GROUP_ROWS:
            table = self._arrow.Table.from_batches(self._waiting)
            self._put(table.slice(0, _GROUP_ROWS))
            self._waiting = table.slice(_GROUP_ROWS).to_batches()
            self._waiting_rows -= _GROUP_ROWS

    def _put(self, table: Any) -> None:
        try:
            self._writer.write_table(table, row_group_size=_GROUP_ROWS)
        except OSError as failure:
            self._drop()
            raise CommandError(f"{self._path}: {failure.strerror or failure}") from failure

    def finish(self) -> None:
        if self._file.closed:  # dropped: what was written is no file
            return
        if self._waiting_rows:
            self._put(self._arrow.Table.from_batches(self._waiting))
        try:
            self._writer.close()
            self._file.close()
            os.replace(self._file.name, self._target)
        except OSError as failure:
            self._drop()
            raise CommandError(f"{self._path}: {failure.strerror or failure}") from failure

    def _drop(self) -> None:
        for opened in (self._writer, self._file):
            try:
                opened.close()
            except OSError:  # a full disk, which is told already
                pass
        os.unlink(self._file.name)


def _target(path: str) -> tuple[str, int | None]:
    """The file that a path leads to, and its permissions; None where it is not there yet."""
    target = os.path.realpath(path)
    try:
        mode = os.stat(target).st_mode
    except FileNotFoundError:
        return target, None
    except OSError as failure:
        raise CommandError(f"{path}: {failure.strerror}") from failure
    if stat.S_ISDIR(mode):
        raise CommandError(f"{path}: Is a directory")
    if not stat.S_ISREG(mode):
        raise CommandError(f"{path}: Parquet needs a regular file")
    return target, stat.S_IMODE(mode)


def _open_beside(path: str, target: str, mode: int | None) -> BinaryIO:
    """A new file beside the target, with its permissions; nothing that is there already is touched."""
    while True:
        beside = f"{target}.{os.urandom(4).hex()}.partial"
        try:
            opened = open(beside, "xb")
        except FileExistsError:
            continue
        except OSError as failure:
            raise CommandError(f"{path}: {failure.strerror}") from failure
        if mode is not None:
            os.fchmod(opened.fileno(), mode)
        return opened


def _storable(text: object) -> object:
    return text.encode(errors="replace").decode() if isinstance(text, str) else text
