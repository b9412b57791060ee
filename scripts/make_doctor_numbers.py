#!/usr/bin/env python3
"""Writes bindings/python/src/albert/_command/known.py: what the bundled model answers, which `albert doctor` compares with.

    make_doctor_numbers.py

Runs on the installed package. The numbers are recorded after the tests have held the model against its reference values
(Tests/Golden); they change with the bundled model, and with how bf16 and int8 round.
"""

from pathlib import Path

import albert

TARGET = Path(__file__).parent.parent / "bindings/python/src/albert/_command/known.py"
MASKED = "The president of the United [MASK] signed the law."
ENCODED = "A text."
SPLIT = "Hello, world! 1,5 naïve “quotes”"
# The same bits come from every table but the portable one, whose sums round otherwise: f32 by 1e-7, the others by up to 1e-3.
TOLERANCES = {"f32": 1e-5, "bf16": 2e-3, "int8": 2e-3}

HEADER = '''"""What the bundled model answers. Written by scripts/make_doctor_numbers.py (libalbert {version}, kernels {kernels})."""

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


'''


def main():
    build = albert.build_info()
    text = HEADER.format(version=build["version"], kernels=build["kernels"])
    text += f'MASKED = "{MASKED}"\nENCODED = "{ENCODED}"\nSPLIT = "{SPLIT}"\n'
    text += f"IDS = {albert.load().tokenizer.encode(SPLIT).ids}\n\nKNOWN = {{\n"
    for dtype, tolerance in TOLERANCES.items():
        model = albert.load(dtype=dtype)
        best = model.fill_mask(MASKED)[0]
        vector = ", ".join(f"{value:.6g}" for value in model.encode(ENCODED).tolist()[:8])
        text += f'    "{dtype}": Known(\n        "{best.token}",\n        {best.score:.6g},\n        ({vector}),\n        {tolerance},\n    ),\n'
    TARGET.write_text(text + "}\n", encoding="utf-8")


if __name__ == "__main__":
    main()
