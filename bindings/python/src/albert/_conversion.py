"""``albert.convert``, whose parts are imported when it is first called."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from albert._convert.report import Report
    from albert._recipe import Path

__all__ = ["convert"]


def convert(source: Path, target: Path, *, architecture: str | None = None) -> Report:
    """Converts PyTorch weights or a TensorFlow 1 checkpoint of the original release to what ``load`` opens.

    ``source``: a directory, a file in it, or a checkpoint without its ending. ``target``: a directory that is new or empty; it
    appears whole or not at all. ``architecture``: the class of transformers whose tensors are written, instead of the one that
    the source states or that its heads imply. A tensor that the class needs and the source lacks is an error. The report has
    ``as_dict()`` and prints as text.

    Raises:
        FileError: a file cannot be read or written.
        FormatError: a file's bytes break its format.
        ArgumentError: ``target`` is there already, or the source is none.
        UnsupportedError: the source is no ALBERT, or lacks a tensor.
    """
    import os

    from albert._convert.conversion import convert
    from albert._errors import Error, refused

    try:
        return convert(source, target, architecture=architecture)
    except OSError as error:
        if isinstance(error, Error):
            raise
        raise refused(error, os.fsdecode(error.filename or source)) from None
