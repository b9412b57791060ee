"""The checks of ``albert doctor``. A check that fails says what it expected; none of them stops the others."""

from __future__ import annotations

import platform
from pathlib import Path
from typing import NamedTuple

import albert
from albert._command.known import ENCODED, IDS, KNOWN, MASKED, SPLIT

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import Any

__all__ = ["Finding", "examine"]

_EXTRAS = ("numpy", "tqdm", "pyarrow", "shtab")


class Finding(NamedTuple):
    check: str
    verdict: str
    """ok, wrong, or seen for what is only told."""
    detail: str


def examine() -> Iterator[Finding]:
    """What is seen first, then what is compared."""
    build = albert.build_info()
    yield Finding("python", "seen", f"{platform.python_version()} on {platform.platform()}")
    yield Finding("processor", "seen", build["cpu_features"] or "no vector instructions that are used")
    yield Finding("threads", "seen", str(build["threads"]))
    for name in _EXTRAS:
        yield Finding(name, "seen", _version_of(name) or "not installed; nothing but its feature needs it")
    yield _try("version", lambda: _check_version(build["version"]))
    yield _try("kernels", lambda: _check_kernels(build))
    yield _try("library", lambda: _check_library())
    yield _try("model", lambda: _check_files(albert.load()))
    yield _try("tokenizer", _check_ids)
    for dtype in KNOWN:
        yield from _examine_answers(dtype, build["threads"])


class _Wrong(Exception):
    """What is not as it should be."""


def _try(check: str, examine: Callable[[], str]) -> Finding:
    try:
        return Finding(check, "ok", examine())
    except Exception as failure:
        said = " ".join(str(failure).split())
        return Finding(check, "wrong", said if isinstance(failure, _Wrong | albert.Error) else repr(failure))


def _version_of(distribution: str) -> str | None:
    from importlib import metadata

    try:
        return metadata.version(distribution)
    except metadata.PackageNotFoundError:
        return None


def _check_version(library: str) -> str:
    package = _version_of("libalbert")
    if package != library:
        raise _Wrong(f"the library is {library}, the package {package}")
    return library


def _check_kernels(build: dict[str, Any]) -> str:
    if not build["kernels"]:
        raise _Wrong(str(build.get("kernels_error", "none can be used")))
    asked = build["kernels_requested"]
    return f"{build['kernels']}, as ALBERT_ISA asks" if asked else str(build["kernels"])


def _check_library() -> str:
    path = Path(albert.__file__).with_name("libalbert.so.1")
    if not path.is_file():
        raise _Wrong(f"{path}: is missing")
    return str(path)


def _check_files(model: Any) -> str:
    described = model.info
    if not described["tokenizer"] or not described["masked_language_head"]:
        raise _Wrong(f"{described['name']}: has no tokenizer or no masked-language head")
    return str(described["name"])


def _check_ids() -> str:
    found = albert.load().tokenizer.encode(SPLIT).ids
    if found != IDS:
        raise _Wrong(f"{SPLIT!r} has the ids {found}, expected {IDS}")
    return f"{len(IDS)} ids are right"


def _examine_answers(dtype: str, threads: int) -> Iterator[Finding]:
    """With one thread, with as many as there are by default, and that both give the same bits."""
    vectors: list[list[float]] = []
    for count in (1, None):
        name = f"{dtype}, {count or threads} thread{'' if (count or threads) == 1 else 's'}"
        yield _try(name, lambda count=count: _check_answers(dtype, count, vectors))  # type: ignore[misc]
    yield _try(f"{dtype}, the same bits", lambda: _check_bits(vectors))


def _check_answers(dtype: str, threads: int | None, vectors: list[list[float]]) -> str:
    known = KNOWN[dtype]
    model = albert.load(dtype=dtype, threads=threads)
    best = model.fill_mask(MASKED)[0]
    vector = model.encode(ENCODED).tolist()
    vectors.append(vector)
    if best.token != known.token or not abs(best.score - known.score) <= known.tolerance:
        raise _Wrong(f"the mask is {best.token!r} with {best.score:.6f}, expected {known.token!r} with {known.score:.6f}")
    distances = [abs(found - wanted) for found, wanted in zip(vector[: len(known.vector)], known.vector, strict=True)]
    if not all(distance <= known.tolerance for distance in distances):  # NaN is not
        raise _Wrong(f"a vector is off by {max(distances):.2g}, {known.tolerance:.0e} at most expected")
    distance = max(distances)
    return f"{best.token} {best.score:.6f}, vector within {distance:.0e}"


def _check_bits(vectors: list[list[float]]) -> str:
    if len(vectors) != 2:
        raise _Wrong("there are no two vectors to compare")
    if vectors[0] != vectors[1]:
        raise _Wrong("one thread and the default give different vectors")
    return "with one thread and with the default"
