"""What a training will save and where, looked at before the first step: hours of work should not end at a wrong path, nor in a model
that reads texts otherwise than it learned them."""

from __future__ import annotations

import errno
import os

from albert._errors import make_error, refused, wrong_argument
from albert._hub import Pinned, directory_of
from albert._model import Model
from albert._tokenizer_files import TOKENIZER_FILES, present

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from albert._recipe import Path

__all__ = ["copy_model", "make_way", "make_way_for_model", "refuse_options_of_the_tokenizer"]

_USUAL = {"lower_case": "auto", "keep_accents": "auto", "compat": "default"}


def refuse_options_of_the_tokenizer(model: Model) -> None:
    """ArgumentError where the model was opened with an option of its tokenizer: no file that is saved can say it, so that whoever
    opens the trained model would cut texts in other pieces than it learned from."""
    for name, value in model._recipe[2]:
        if value != _USUAL.get(name, value):
            message = f"is {value!r} of the model that training begins with, which the saved files could not say"
            raise wrong_argument(name, f"{message}: change the tokenizer's files instead")


def make_way(output: Path, name: str = "output") -> None:
    """Makes the directories above ``output``, and tries whether it could be made. ``name``: what the caller calls it.

    Raises:
        ArgumentError: ``output`` is empty, or no path at all.
        FileError: directories cannot be made or written to, or ``output`` is no directory.
    """
    place = os.fsdecode(output)
    if not place:
        raise wrong_argument(name, "is empty")
    if "\0" in place:
        raise wrong_argument(name, f"{ascii(place)} holds a NUL, as no path does")
    above = os.path.dirname(os.path.abspath(place))
    try:
        place.encode()
        os.makedirs(above, exist_ok=True)
        if os.path.exists(place) and not os.path.isdir(place):
            raise NotADirectoryError(errno.ENOTDIR, "is no directory", place)
        if os.path.isdir(place):
            _try_to_write(place)
        else:  # its name may be too long, or a link to nowhere
            os.mkdir(place)
            os.rmdir(place)
    except UnicodeEncodeError:
        raise make_error("ALBERT_E_PATH", "is not UTF-8", ascii(place), -1, 0) from None
    except OSError as error:
        code = "ALBERT_E_PATH" if isinstance(error, NotADirectoryError) else "ALBERT_E_IO"
        raise refused(error, str(error.filename or place), code) from None


def _try_to_write(directory: str) -> None:
    """Really, since what permissions say is not all: there are directories in which nobody can make anything."""
    from tempfile import mkdtemp

    try:
        os.rmdir(mkdtemp(prefix=".albert-", dir=directory))
    except OSError as error:
        error.filename = directory
        raise


def make_way_for_model(output: Path, source: object, tokenizer: Iterable[str] = ()) -> None:
    """The same for a model. ``source``: what training begins with. ``tokenizer``: the names of the tokenizer's files that are saved
    where that is no Model; none: a tokenizer that is there stays.

    Raises:
        ArgumentError: ``output`` is empty, the directory of the model that training begins with, or holds files of another model that
            would stay beside this one's.
    """
    make_way(output)
    place = os.fsdecode(output)
    written = tuple(tokenizer) or TOKENIZER_FILES
    if isinstance(source, Model):
        directory = _directory_of(source)
        if os.path.isdir(place) and os.path.isdir(directory) and os.path.samefile(directory, place):
            raise wrong_argument(place, "is the directory of the model that training begins with")
        written = present(TOKENIZER_FILES, directory)
    _refuse_another_model(place, written)


def copy_model(source: str, output: str) -> None:
    """Puts a copy of a saved model at ``output``, whose files appear whole, those that are there replaced.

    Raises:
        FileError: the system refuses.
    """
    from shutil import copytree, rmtree
    from tempfile import mkdtemp

    place = os.path.abspath(output)
    staging = None
    try:
        staging = mkdtemp(prefix=".albert-", dir=os.path.dirname(place))
        copy = copytree(source, os.path.join(staging, "model"))
        if not os.path.isdir(place):
            os.rename(copy, place)
            return
        for above, folders, names in os.walk(copy):
            target = os.path.join(place, os.path.relpath(above, copy))
            for folder in folders:
                os.makedirs(os.path.join(target, folder), exist_ok=True)
            for name in names:
                os.replace(os.path.join(above, name), os.path.join(target, name))
    except OSError as error:  # copytree's own holds only a list
        raise refused(error, str(error.filename or output)) from None
    finally:
        if staging is not None:
            rmtree(staging, ignore_errors=True)


def _refuse_another_model(place: str, written: Iterable[str]) -> None:
    """As saving itself does, by the same names: ``written`` are the tokenizer's that come."""
    from albert._hub_files import CONFIGURATION, INDEX, SIDE_FILES

    for name in present((*SIDE_FILES, INDEX), place):
        if name != CONFIGURATION and name not in written:
            raise wrong_argument(place, f"holds another model: it has '{name}', which this model has not")


def _directory_of(model: Model) -> str:
    path = model._recipe[1]
    if path is None:
        return os.path.dirname(str(model.info["files"][0]))
    return os.fsdecode(directory_of(path) if isinstance(path, Pinned) else path)
