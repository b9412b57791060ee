"""What the bundled model answers. Written by scripts/make_doctor_numbers.py (libalbert 1.0.0, kernels avx512bf16)."""

from __future__ import annotations

from typing import NamedTuple

__all__ = ["ENCODED", "IDS", "KNOWN", "MASKED", "SPLIT", "Known"]


class Known(NamedTuple):
    """Of one number format."""

    token: str
    score: float
    vector: tuple[float, ...]
    """The first values of ENCODED's vector."""
    tolerance: float
    """How far a sound machine may be off: kernels without multiply-add instructions round otherwise."""


MASKED = "The president of the United [MASK] signed the law."
ENCODED = "A text."
SPLIT = "Hello, world! 1,5 naïve “quotes”"
IDS = [2, 13, 7378, 15, 137, 120, 310, 15, 477, 12245, 36, 6132, 1959, 50, 3]

KNOWN = {
    "f32": Known(
        "states",
        0.802686,
        (0.0525696, 0.00867718, 0.0244281, -0.0629978, -0.0134731, -0.080424, 0.00698781, 0.00546425),
        1e-05,
    ),
    "bf16": Known(
        "states",
        0.803036,
        (0.052575, 0.00855902, 0.024448, -0.06297, -0.013446, -0.0804015, 0.00684168, 0.00554378),
        0.002,
    ),
    "int8": Known(
        "states",
        0.783635,
        (0.0522305, 0.00854221, 0.0244568, -0.0626916, -0.0130656, -0.0817439, 0.00792842, 0.00520597),
        0.002,
    ),
}
