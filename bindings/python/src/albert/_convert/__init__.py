"""Conversion of what libalbert does not read itself: PyTorch's pickles and TensorFlow 1 checkpoints of the original release.

``convert`` for programs, ``main`` for ``python -m albert convert``. PyTorch, TensorFlow and numpy are imported only where a
file needs them.
"""

from __future__ import annotations

from albert._convert.command import main
from albert._convert.conversion import convert
from albert._convert.report import Report

__all__ = ["Report", "convert", "main"]
