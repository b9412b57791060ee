"""Models that are named, not pointed at: albert.load("albert/albert-base-v2").

huggingface_hub owns the cache, the tokens, the offline mode and the transfer; this file decides when it is asked, and in
which order. Which files are wanted is in _hub_files.py, what their bytes must be in _hub_sums.py, and the sentences in
_hub_errors.py. huggingface_hub is imported by the first model that is named, never before.
"""

from __future__ import annotations

import os

from albert._errors import make_error

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any

    from albert._recipe import Path

__all__ = ["Pinned", "directory_of", "is_hub_id", "locate", "pull"]

_LONGEST_NAME = 96
_NAME_CHARACTERS = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-.")
_NOT_IN_REVISIONS = frozenset(" ~^:?*[\\")


class Pinned(bytes):
    """``hf://owner/name@commit``: what a recipe holds instead of a path, so that another process gets the same bytes."""

    directory: str | None = None  # where this process found it; other processes look for themselves

    def __reduce__(self) -> tuple[object, ...]:
        return Pinned, (bytes(self),)


def pull(
    name: str, revision: str | None = None, *, token: str | bool | None = None, progress: bool = True
) -> str:
    """Brings the files of a model from the hub into huggingface_hub's cache; gives the directory that ``load`` opens.

    ``revision``: a branch, a tag or a commit; None is "main". ``token``: a str, True for the stored one, False for none;
    None is huggingface_hub's own choice (HF_TOKEN, then the stored one). ``progress=False`` shows no bars.

    Only what a model needs is transferred, and nothing that is in the cache already. FileError where the hub, the network
    or the disk refuses, UnsupportedError where the model has no safetensors, FormatError where its index is broken,
    ArgumentError for a name or a revision that the hub cannot have.
    """
    if not isinstance(name, str):
        raise TypeError(f"name must be str, not {type(name)!r}")
    if not is_hub_id(name):
        message = f"{name!r} is no name of a model on the hub, which is 'name' or 'owner/name'"
        raise make_error("ALBERT_E_ARGUMENT", message, "name", -1, 0)
    return _fetch(name, _checked_revision(revision), _checked_token(token), progress)


def locate(path: Path | None, revision: str | None, token: str | bool | None, progress: bool) -> Path | None:
    """The path that was given, or, where there is nothing and the text can name a model of the hub, that model's files."""
    if not isinstance(path, str) or not is_hub_id(path) or os.path.lexists(path):
        if revision is not None:
            message = "is for models of the hub, and this one is opened from a path"
            raise make_error("ALBERT_E_ARGUMENT", message, "revision", -1, 0)
        return path
    directory = pull(path, revision, token=token, progress=progress)
    pinned = Pinned(f"hf://{path}@{os.path.basename(directory)}".encode())
    pinned.directory = directory
    return pinned


def directory_of(pinned: Pinned) -> bytes:
    """Where the files lie: in the cache already, or brought there now."""
    if pinned.directory is None or not os.path.isdir(pinned.directory):
        name, _, commit = bytes(pinned).decode().removeprefix("hf://").rpartition("@")
        pinned.directory = pull(name, commit)
    return os.fsencode(pinned.directory)


def is_hub_id(text: str) -> bool:
    """Whether the hub may have a model of this name, by huggingface_hub's rules: "name" or "owner/name"."""
    parts = text.split("/")
    return (
        len(parts) <= 2
        and all(1 <= len(part) <= _LONGEST_NAME and _NAME_CHARACTERS.issuperset(part) for part in parts)
        and all(part[0] not in "-." and part[-1] not in "-." for part in parts)
        and "--" not in text
        and ".." not in text
        and not text.endswith(".git")
    )


def _checked_revision(revision: str | None) -> str:
    """A name that git allows. It becomes a part of paths in the cache, so that it must not lead upwards."""
    if revision is None:
        return "main"
    if not isinstance(revision, str):
        raise TypeError(f"revision must be str, not {type(revision)!r}")
    allowed = revision.isprintable() and _NOT_IN_REVISIONS.isdisjoint(revision) and ".." not in revision
    if not allowed or not all(part and part[0] != "." for part in revision.split("/")):
        raise make_error("ALBERT_E_ARGUMENT", f"{revision!r} is no branch, tag or commit", "revision", -1, 0)
    return revision


def _checked_token(token: str | bool | None) -> str | bool | None:
    if token is not None and not isinstance(token, (str, bool)):
        raise TypeError(f"token must be str, bool or None, not {type(token)!r}")
    if isinstance(token, str) and not (token.isascii() and token.isprintable() and token.strip()):
        raise make_error("ALBERT_E_ARGUMENT", "is no token: a token is printable ASCII", "token", -1, 0)
    return token


def _fetch(name: str, revision: str, token: str | bool | None, progress: bool) -> str:
    from albert import _hub_files as files
    from albert import _hub_sums as sums
    from albert._hub_errors import failure, is_missing_revision

    place = f"{name}@{revision}"
    source = _Source(name, revision, token, progress)
    cached = source.find_cached()
    if cached is not None and os.path.basename(cached) == revision and sums.is_recorded(cached):
        return cached
    try:
        commit, listing = source.list()
    except Exception as error:
        if cached is None or is_missing_revision(error):
            raise failure(error, place) from error
        files.check_cached(cached, place, error)
        if not sums.is_recorded(cached):
            sums.check(cached, files.names_in(cached), {}, place)
        return cached
    if cached is not None and os.path.basename(cached) == commit and sums.is_recorded(cached):
        return cached

    wanted = files.names_listed(listing, place)
    directory = source.transfer(revision, wanted)
    if os.path.basename(directory) != commit:  # the branch moved meanwhile; a commit does not
        return _fetch(name, os.path.basename(directory), token, progress)
    files.check_arrived(directory, wanted, place)
    further = files.names_inside(directory, listing, place)
    if further:
        source.transfer(commit, further)
        files.check_arrived(directory, further, place)
    sums.check(directory, [*wanted, *further], listing, place)
    sums.record(directory, [*wanted, *further])
    return directory


class _Source:
    """One model at one revision, as huggingface_hub's public functions reach it."""

    def __init__(self, name: str, revision: str, token: str | bool | None, progress: bool) -> None:
        from albert._hub_errors import missing_package

        try:
            import huggingface_hub
            import huggingface_hub.constants
            import huggingface_hub.errors
            import huggingface_hub.utils
        except ImportError as error:
            raise missing_package(name) from error
        self._hub: Any = huggingface_hub
        self._name = name
        self._revision = revision
        self._place = f"{name}@{revision}"
        self._token = token
        self._progress = progress

    def find_cached(self) -> str | None:
        """The snapshot in the cache, whatever it holds; the network is not asked."""
        from albert._hub_errors import failure
        from albert._hub_files import SIDE_FILES

        try:
            return self._download(self._revision, SIDE_FILES, local_files_only=True)
        except self._hub.errors.LocalEntryNotFoundError:
            return None
        except Exception as error:
            raise failure(error, self._place) from error

    def list(self) -> tuple[str, dict[str, str]]:
        """The commit, and each file of the repository with its sum: sha256, git's sha1, or "" where the hub names none."""
        from albert._hub_sums import is_commit

        described = self._hub.HfApi(token=self._token).model_info(
            self._name,
            revision=self._revision,
            files_metadata=True,
            timeout=self._hub.constants.HF_HUB_ETAG_TIMEOUT,
        )
        if not isinstance(described.sha, str) or not is_commit(described.sha):
            raise ValueError(f"{described.sha!r} is no commit")
        listing = {}
        for file in described.siblings or ():
            listing[file.rfilename] = (file.lfs.sha256 if file.lfs else file.blob_id) or ""
        return described.sha, listing

    def transfer(self, revision: str, names: Iterable[str]) -> str:
        """Brings files into the cache, at most eight at a time; gives the snapshot's directory."""
        from albert._hub_errors import failure

        try:
            return self._download(revision, names, token=self._token)
        except Exception as error:
            raise failure(error, self._place, is_transfer=True) from error

    def _download(self, revision: str, names: Iterable[str], **settings: Any) -> str:
        from glob import escape

        from albert import _albert

        if not self._progress:
            settings["tqdm_class"] = self._silent_bar()
        return str(
            self._hub.snapshot_download(
                self._name,
                revision=revision,
                allow_patterns=[escape(name) for name in names],
                library_name="libalbert",
                library_version=_albert.version(),
                **settings,
            )
        )

    def _silent_bar(self) -> type[Any]:
        """A bar for this call alone: huggingface_hub's own switch is for the whole process."""
        bar: Any = self._hub.utils.tqdm

        def start(self: Any, *arguments: Any, **settings: Any) -> None:
            bar.__init__(self, *arguments, **{**settings, "disable": True})

        return type("Silent", (bar,), {"__init__": start})
