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
IDS = [2, 44, 8319, 15, 104, 1489, 199, 15, 278, 12746, 149, 8763, 4474, 182, 3]

KNOWN = {
    "f32": Known(
        "states",
        0.830202,
        (0.0104449, -0.139222, 0.0218458, -0.070219, 0.0379473, 0.0669627, -0.0380146, -0.0054275),
        1e-05,
    ),
    "bf16": Known(
        "states",
        0.829393,
        (0.0106214, -0.139678, 0.0217522, -0.0703986, 0.0380269, 0.0670433, -0.0381584, -0.00552232),
        0.002,
    ),
    "int8": Known(
        "states",
        0.828282,
        (0.0128978, -0.139711, 0.0227488, -0.069882, 0.0379724, 0.0658529, -0.0361316, -0.00507595),
        0.002,
    ),
}
