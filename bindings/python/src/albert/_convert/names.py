"""From the names in a PyTorch file of any age to those that transformers gives today, without the prefix ``albert.``."""

from __future__ import annotations

from albert._convert.failure import wrong_format

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

__all__ = ["current_names"]

PREFIX = "albert."
_ENCODER = ("embeddings.", "encoder.", "pooler.")
_WORDS = "embeddings.word_embeddings.weight"


def current_names(
    names: Iterable[str], *, tied: bool, same: Callable[[str, str], bool], place: str
) -> tuple[dict[str, str], dict[str, str]]:
    """(name of today -> name in the file, name in the file that is dropped -> reason).

    ``tied``: whether the configuration ties the decoder to the word embeddings. ``same`` compares two tensors of the file.
    """
    listed = list(names)
    prefix = PREFIX if any(name.startswith(PREFIX) for name in listed) else ""
    kept: dict[str, str] = {}
    dropped: dict[str, str] = {}
    for name in listed:
        bare = _without_old_suffix(name.removeprefix(prefix))
        if prefix and not name.startswith(prefix) and bare.startswith(_ENCODER):
            dropped[name] = "stands beside an encoder whose tensors are called albert.…"
        elif bare == "embeddings.position_ids":
            dropped[name] = "the numbers 0, 1, 2, …, which no version needs any more"
        elif bare in kept:
            raise wrong_format(place, f"{kept[bare]!r} and {name!r} are both {bare!r}")
        else:
            kept[bare] = name
    if tied:
        _fold_decoder(kept, dropped, same, place)
    return kept, dropped


def _fold_decoder(
    kept: dict[str, str], dropped: dict[str, str], same: Callable[[str, str], bool], place: str
) -> None:
    """A tied decoder is stored once."""
    for decoder, other in (("predictions.decoder.weight", _WORDS), ("predictions.decoder.bias", "predictions.bias")):
        name = kept.pop(decoder, None)
        if name is None:
            continue
        if other not in kept and other != _WORDS:
            kept[other] = name
        elif other not in kept or same(name, kept[other]):
            dropped[name] = f"tied to {other}"
        else:
            raise wrong_format(place, f"{name!r} differs from {kept[other]!r}, with which the configuration ties it")


def _without_old_suffix(name: str) -> str:
    if "LayerNorm." in name or "layer_norm." in name:
        if name.endswith(".gamma"):
            return name.removesuffix("gamma") + "weight"
        if name.endswith(".beta"):
            return name.removesuffix("beta") + "bias"
    return name
