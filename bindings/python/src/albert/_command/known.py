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
        0.802685,
        (0.0525696, 0.00867717, 0.0244281, -0.0629978, -0.0134731, -0.080424, 0.00698782, 0.00546425),
        1e-05,
    ),
    "bf16": Known(
        "states",
        0.800704,
        (0.0525587, 0.00867113, 0.0244765, -0.0629711, -0.0135125, -0.0804559, 0.00694017, 0.00546053),
        0.002,
    ),
    "int8": Known(
        "states",
        0.781295,
        (0.0520798, 0.00883978, 0.0245792, -0.063003, -0.0133011, -0.082129, 0.00758442, 0.00554413),
        0.002,
    ),
}
