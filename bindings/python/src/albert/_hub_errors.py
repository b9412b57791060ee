"""One sentence for each way in which the hub, the network, the cache or the disk refuses a model.

The place is ``owner/name@revision``. huggingface_hub's own exception stays the cause. Its HTTP client changed twice (requests,
httpx, httpx2), so that connection failures are known by the package they come from.
"""

from __future__ import annotations

import errno

from albert._errors import Error, make_error

_TOKEN = "(token=, HF_TOKEN, or 'hf auth login')"
_CLIENTS = frozenset({"httpx", "httpx2", "httpcore", "httpcore2", "requests", "urllib3"})


def missing_package(name: str) -> Error:
    message = "there is no such directory, and a model of the hub needs huggingface_hub: pip install \"libalbert[hub]\""
    return make_error("ALBERT_E_IO", message, name, -1, errno.ENOENT)


def is_missing_revision(error: Exception) -> bool:
    from huggingface_hub.errors import RevisionNotFoundError

    return isinstance(error, RevisionNotFoundError)


def failure(error: Exception, place: str, file: str = "", *, is_transfer: bool = False) -> Error:
    """The exception to raise from ``error``. ``file``: the one that the cache lacks, where others of the model are there.

    ``is_transfer``: the hub has answered already, so that silence now means a connection that broke.
    """
    if isinstance(error, Error):
        return error
    from huggingface_hub import errors

    lacking = f"{file} is not in the cache" if file else "not in the cache"
    for cause in _chain(error):
        if isinstance(cause, errors.OfflineModeIsEnabled):
            return _refusal(f"{lacking}, and offline mode (HF_HUB_OFFLINE) forbids to fetch it", place, errno.ENOENT)
        if isinstance(cause, errors.HfHubHTTPError):
            return _answered(cause, place)
    if isinstance(error, errors.LocalTokenNotFoundError):
        return _refusal("token=True, and no token is stored: log in with 'hf auth login'", place, errno.EACCES)
    if isinstance(error, errors.HFValidationError):
        return make_error("ALBERT_E_ARGUMENT", _first_line(error), place, -1, 0)
    for cause in _chain(error):
        if type(cause).__module__.partition(".")[0] in _CLIENTS or isinstance(cause, ConnectionError):
            silence = "the connection to the hub broke" if is_transfer else f"{lacking}, and the hub cannot be reached"
            return _refusal(f"{silence}: {_named(cause)}", place, _errno_of(error))
    if isinstance(error, OSError) and error.errno:
        where = f"{error.filename}: " if error.filename else ""
        return _refusal(f"the cache cannot be written: {where}{error.strerror}", place, error.errno)
    if isinstance(error, OSError) and "onsistency check" in str(error):
        return _refusal(f"a file arrived with another size: {_first_line(error)}", place, errno.EIO)
    if isinstance(error, errors.LocalEntryNotFoundError):
        return _refusal(f"{lacking}: {_first_line(error)}", place, errno.ENOENT)
    return _refusal(f"the hub's answer cannot be used: {_named(error)}", place, _errno_of(error))


def _answered(error: Exception, place: str) -> Error:
    """The sentence for an answer of the hub that is a refusal."""
    from huggingface_hub import errors

    status = int(getattr(getattr(error, "response", None), "status_code", 0))
    if isinstance(error, errors.GatedRepoError):
        message = f"gated: accept its terms on the hub, and give a token that may read it {_TOKEN} (status {status})"
        return _refusal(message, place, errno.EACCES)
    if isinstance(error, errors.RepositoryNotFoundError):
        message = f"no such model on the hub, or a private one that needs a token {_TOKEN} (status {status})"
        return _refusal(message, place, errno.ENOENT)
    if isinstance(error, errors.RevisionNotFoundError):
        return _refusal(f"the model has no such revision (status {status})", place, errno.ENOENT)
    if isinstance(error, errors.EntryNotFoundError):
        return _refusal(f"a file is missing on the hub (status {status}): {_last_line(error)}", place, errno.ENOENT)
    if status in (401, 403):
        return _refusal(f"the hub refuses the token {_TOKEN} (status {status})", place, errno.EACCES)
    if status == 429:
        return _refusal("the hub asks to wait: too many requests (status 429)", place, errno.EAGAIN)
    return _refusal(f"the hub answers with status {status}: {_first_line(error)}", place, 0)


def _refusal(message: str, place: str, system_error: int) -> Error:
    return make_error("ALBERT_E_IO", message, place, -1, system_error)


def _chain(error: BaseException | None) -> list[BaseException]:
    """An exception and those that it comes from, the latest first."""
    found: list[BaseException] = []
    while error is not None and error not in found:
        found.append(error)
        error = error.__cause__ or error.__context__
    return found


def _errno_of(error: Exception) -> int:
    numbers = [cause.errno for cause in _chain(error) if isinstance(cause, OSError) and cause.errno]
    return numbers[-1] if numbers else 0


def _named(error: BaseException) -> str:
    line = _first_line(error)
    return f"{type(error).__name__}: {line}" if line else type(error).__name__


def _first_line(error: BaseException) -> str:
    return next(iter(_lines(error)), "")


def _last_line(error: BaseException) -> str:
    return next(reversed(_lines(error)), "")


def _lines(error: BaseException) -> list[str]:
    """What an exception says, without the name and password that an address may have (HF_ENDPOINT)."""
    from re import sub

    text = sub(r"://[^/\s]*@", "://", str(error))
    return [line.strip().rstrip(".") for line in text.splitlines() if line.strip()]
