"""How an open model or tokenizer travels to another process: not as bytes, but as what to open and how.

An object that arrives somewhere opens its files when it is first used. All objects of one recipe share what was opened,
which is then kept for the life of the process: workers that get the model anew with every task load it once.
"""

from __future__ import annotations

import os
from _thread import allocate_lock
from weakref import ref

from albert import _albert
from albert._hub import Pinned, directory_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import TypeAlias

    Path: TypeAlias = str | bytes | os.PathLike[str] | os.PathLike[bytes]
    Option: TypeAlias = str | int | float | bool | None
    # What to open ("model", "tokenizer" or "model's tokenizer"), from where (None: the bundled model; Pinned: the hub), and
    # the options.
    Recipe: TypeAlias = tuple[str, bytes | None, tuple[tuple[str, Option], ...]]
    Native: TypeAlias = _albert.Model | _albert.Tokenizer

_kept: dict[Recipe, Native] = {}
_alive: dict[Recipe, ref[Native]] = {}
_lock = allocate_lock()


def _renew_lock() -> None:
    global _lock
    _lock = allocate_lock()  # another thread may have held it when this process was forked


os.register_at_fork(after_in_child=_renew_lock)


def make_recipe(kind: str, path: Path | None, options: dict[str, Option]) -> Recipe:
    set_options = tuple(sorted((name, value) for name, value in options.items() if value is not None))
    return kind, None if path is None else os.fsencode(path), set_options


def open_new(recipe: Recipe) -> tuple[Recipe, Native]:
    """Opens, and gives the recipe in the form that holds in other working directories too."""
    kind, path, options = recipe
    native = _open(recipe)
    if path is not None and not isinstance(path, Pinned) and not os.path.isabs(path):
        try:
            path = os.path.abspath(path)
        except OSError:  # the working directory is gone
            pass
    lasting = (kind, path, options)
    for key in [key for key, reference in tuple(_alive.items()) if reference() is None]:
        _alive.pop(key, None)
    _alive[lasting] = ref(native)
    return lasting, native


def open_shared(recipe: Recipe) -> Native:
    """What this process has opened by this recipe, or opens now and keeps."""
    found = _kept.get(recipe)
    if found is not None:
        return found
    with _lock:
        found = _kept.get(recipe)
        if found is None and recipe in _alive:
            found = _alive[recipe]()
        if found is None:
            found = _open(recipe)
        _kept[recipe] = found
        return found


def _open(recipe: Recipe) -> Native:
    kind, path, options = recipe
    if isinstance(path, Pinned):
        path = directory_of(path)
    if kind == "model":
        return _albert.open_model(path, dict(options))
    if kind == "tokenizer" and path is not None:
        return _albert.open_tokenizer(path, dict(options))
    return _albert.open_model(path, dict(options)).tokenizer()
