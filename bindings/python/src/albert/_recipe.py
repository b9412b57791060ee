"""How an open model or tokenizer travels to another process: not as bytes, but as what to open and how.

An object that arrives somewhere opens its files when it is first used, and refuses others than those it was opened from. All
objects of one recipe share what was opened, which is then kept until the same path is opened with other files, else for the life of
the process: workers that get the model anew with every task load it once.
"""

from __future__ import annotations

import errno
import os
from _thread import allocate_lock
from weakref import ref

from albert import _albert
from albert._errors import make_error
from albert._file_stamps import difference, stamps_of
from albert._hub import Pinned, directory_of
from albert._tokenizer_files import TOKENIZER_FILES

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import TypeAlias

    from albert._file_stamps import Stamps

    Path: TypeAlias = str | bytes | os.PathLike[str] | os.PathLike[bytes]
    Option: TypeAlias = str | int | float | bool | None
    # What to open ("model", "tokenizer" or "model's tokenizer"), from where (None: the bundled model; Pinned: the hub), the
    # options, and the state of the files (none of the bundled model's and the hub's, which stay as they are).
    Recipe: TypeAlias = tuple[str, bytes | None, tuple[tuple[str, Option], ...], Stamps]
    Native: TypeAlias = _albert.Model | _albert.Tokenizer

_kept: dict[tuple[object, ...], tuple[Stamps, Native]] = {}  # by all of a recipe but its state of the files
_alive: dict[Recipe, ref[Native]] = {}
_lock = allocate_lock()


def _renew_lock() -> None:
    global _lock
    _lock = allocate_lock()  # another thread may have held it when this process was forked


os.register_at_fork(after_in_child=_renew_lock)


def make_recipe(kind: str, path: Path | None, options: dict[str, Option]) -> Recipe:
    set_options = tuple(sorted((name, value) for name, value in options.items() if value is not None))
    return kind, None if path is None else os.fsencode(path), set_options, ()


def open_new(recipe: Recipe) -> tuple[Recipe, Native]:
    """Opens, and gives the recipe in the form that holds later, and in other working directories too."""
    kind, path, options, _ = recipe
    stamps = _stamps_now(recipe)  # before they are read: files that are replaced meanwhile are others
    native = _open(recipe)
    if path is not None and not isinstance(path, Pinned) and not os.path.isabs(path):
        try:
            path = os.path.abspath(path)
        except OSError:  # the working directory is gone
            pass
    lasting = (kind, path, options, stamps)
    for key in [key for key, reference in tuple(_alive.items()) if reference() is None]:
        _alive.pop(key, None)
    _alive[lasting] = ref(native)
    return lasting, native


def open_shared(recipe: Recipe) -> Native:
    """What this process has opened by this recipe, or opens now and keeps.

    Raises:
        FileError: nothing is open, and the files are no longer those of the recipe.
    """
    found = _find(recipe)
    if found is not None:
        return found
    with _lock:
        found = _find(recipe)
        if found is None and recipe in _alive:
            found = _alive[recipe]()
        if found is None:
            _refuse_other_files(recipe)
            found = _open(recipe)
            _refuse_other_files(recipe)  # they may have been replaced meanwhile
            _alive[recipe] = ref(found)
        _kept[recipe[:3]] = recipe[3], found
        return found


def tokenizer_recipe(recipe: Recipe) -> Recipe:
    """How the tokenizer of a model travels, which does not mind what becomes of the weights."""
    _, path, options, stamps = recipe
    return "model's tokenizer", path, options, tuple(stamp for stamp in stamps if stamp[0] in TOKENIZER_FILES)


def _find(recipe: Recipe) -> Native | None:
    stamps, found = _kept.get(recipe[:3], (None, None))
    return found if stamps == recipe[3] else None


def _stamps_now(recipe: Recipe) -> Stamps:
    kind, path, _, _ = recipe
    return () if path is None or isinstance(path, Pinned) else stamps_of(path, kind != "model")


def _refuse_other_files(recipe: Recipe) -> None:
    kind, path, _, stamps = recipe
    name = difference(stamps, _stamps_now(recipe))
    if path is None or name is None:
        return
    place = os.path.join(os.fsdecode(path), name) if name else os.fsdecode(path)
    message = f"files have changed since the pickled {kind} was opened"
    raise make_error("ALBERT_E_IO", message, place, -1, 0 if os.path.exists(place) else errno.ENOENT)


def _open(recipe: Recipe) -> Native:
    kind, path, options, _ = recipe
    if isinstance(path, Pinned):
        path = directory_of(path)
    if kind == "model":
        return _albert.open_model(path, dict(options))
    if kind == "tokenizer" and path is not None:
        return _albert.open_tokenizer(path, dict(options))
    return _albert.open_model(path, dict(options)).tokenizer()
