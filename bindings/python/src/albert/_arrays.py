"""Arrays: numpy's where numpy is installed, our own buffers where it is not. Nothing is copied either way.

numpy is looked for when the first array is made, so that importing this package costs nothing of it.
"""

from __future__ import annotations

from albert._albert import FloatArray, Result

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import Any, TypeAlias

    import numpy
    from numpy.typing import NDArray

    Array: TypeAlias = NDArray[numpy.float32]

__all__ = ["FloatArray", "array_of", "array_of_column", "arrays_by_sequence", "attentions_by_sequence"]

_make_array: Callable[[FloatArray], Any] | None = None


def array_of(values: FloatArray) -> Array:
    """A numpy array over the same memory, or ``values`` itself."""
    global _make_array
    if _make_array is None:
        _make_array = _find_numpy()
    array: Array = _make_array(values)
    return array


def _find_numpy() -> Callable[[FloatArray], Any]:
    try:
        import numpy
    except ImportError:
        return lambda values: values
    return numpy.asarray


def array_of_column(result: Result, column: str) -> Array:
    """A whole column of one or two dimensions."""
    shape = result.shape(column)
    return array_of(result.floats(column, 0, shape, (*shape[1:], 1)))


def arrays_by_sequence(result: Result, column: str, lengths: Sequence[int]) -> list[Array]:
    """One array per sequence from a column of [tokens, width] or [layers, tokens, width]."""
    shape = result.shape(column)
    tokens, width = shape[-2:]
    arrays = []
    first = 0
    for length in lengths:
        extents = (*shape[:-2], length, width)
        strides = (tokens * width, width, 1)[-len(shape) :]
        arrays.append(array_of(result.floats(column, first * width, extents, strides)))
        first += length
    return arrays


def attentions_by_sequence(result: Result, heads: int, lengths: Sequence[int]) -> list[Array]:
    """One array [layers, heads, length, length] per sequence, which lie one after another."""
    (count,) = result.shape("attentions")
    squares = heads * sum(length * length for length in lengths)
    layers = count // squares
    arrays = []
    first = 0
    for length in lengths:
        square = length * length
        strides = (heads * square, square, length, 1)
        arrays.append(array_of(result.floats("attentions", first, (layers, heads, length, length), strides)))
        first += layers * heads * square
    return arrays
