"""Arrays with numpy and without it."""

from __future__ import annotations

import struct
from fractions import Fraction

import numpy
import pytest

import albert
from albert import _albert

WITHOUT_NUMPY = """
import sys
sys.modules["numpy"] = None  # import numpy now raises ImportError
import albert
model = albert.load()
one = model.encode("A text.")
two = model.encode(["A text.", "Another one."])
hidden = model.info["hidden_size"]
assert type(one) is type(two) is albert.FloatArray
assert one.shape == (hidden,) and two.shape == (2, hidden) and len(two) == 2
assert two[0].tolist() == one.tolist() == two.tolist()[0] and two[1][3] == two.tolist()[1][3]
view = memoryview(two)
assert view.format == "f" and view.shape == (2, hidden) and not view.readonly and view.c_contiguous
assert memoryview(two[1]).tobytes() == view.tobytes()[hidden * 4:]
output = model.forward([[2, 14, 3], [2, 3]], hidden_states=True)
states = output.hidden_states[1]
assert states[-1].tolist() == output.hidden[1].tolist()
assert memoryview(states).shape == states.shape and not memoryview(states).c_contiguous and memoryview(states).readonly
try:
    two[2]
except IndexError:
    pass
else:
    raise AssertionError
assert [len(row) for row in two] == [hidden, hidden]
del model, output
assert len(states.tolist()) == len(states)
assert "shape" in repr(two) and albert.load().encode([]).shape == (0, hidden)
"""


def test_without_numpy_the_buffers_themselves_are_given(run_program):
    run_program(WITHOUT_NUMPY)


def test_numpy_is_looked_for_at_the_first_array(run_program):
    run_program(
        "import sys, albert\n"
        "model = albert.load()\n"
        "model.fill_mask('a [MASK]')\n"
        "assert 'numpy' not in sys.modules\n"
        "assert type(model.encode('a')).__module__ == 'numpy'\n"
    )


def test_numpy_arrays_share_the_memory(model):
    native = model._native.encode(["A text."], {}, False, None)
    array = numpy.asarray(native)
    array[0, 0] = 7
    assert native[0][0] == 7 and struct.unpack("f", bytes(memoryview(native))[:4]) == (7,)
    assert array.base is not None and array.flags.writeable and array.flags.c_contiguous


def test_arrays_keep_their_memory_alive():
    output = albert.load().forward([[2, 14, 3]], hidden_states=True, attentions=True)
    kept = [output.hidden[0], output.hidden_states[0], output.attentions[0]]
    before = [array.copy() for array in kept]
    del output
    assert all(numpy.array_equal(a, b) for a, b in zip(before, kept, strict=True))


def test_numpys_numbers_and_truth_values_are_options(model):
    for value in (True, False):
        vector = model.encode("A text.", normalize=numpy.bool_(value))
        assert numpy.array_equal(vector, model.encode("A text.", normalize=value))
    assert len(model.fill_mask("a [MASK]", top_k=numpy.int16(3))) == 3
    trainer = albert.Trainer(model, "classification", labels=["a", "b"], learning_rate=numpy.float32(0.25), weight_decay=Fraction(1, 8))
    trainer.add([[2, 3]], [0])
    assert trainer.step().learning_rate == 0.25
    with pytest.raises(albert.ArgumentError, match="learning_rate"):
        albert.Trainer(model, "classification", labels=["a", "b"], learning_rate=numpy.float32(-1))
    for wrong in (numpy.array([0.5, 0.5]), numpy.array([0.5]), numpy.complex64(1), 1j, [0.5], object()):
        with pytest.raises(TypeError, match="learning_rate must be str, int, float or bool|only integer scalar arrays"):
            albert.Trainer(model, "classification", learning_rate=wrong)


def test_a_mask_of_truth_values_is_one_of_numbers(model):
    ids = numpy.array([[2, 14, 44, 3]])
    mask = numpy.array([[True, True, False, True]])
    expected = model.forward(ids, attention_mask=[[1, 1, 0, 1]]).hidden[0]
    assert numpy.array_equal(model.forward(ids, attention_mask=mask).hidden[0], expected)
    with pytest.raises(TypeError):
        model.forward(ids, attention_mask=mask.astype(float))


def test_native_results_refuse_stretches_outside(model):
    result, _ = model._native.forward([[2, 3]], None, None, {"outputs": "hidden"})
    rows, width = result.shape("hidden")
    for offset, shape, strides in (
        (-1, (1,), (1,)),
        (0, (rows * width + 1,), (1,)),
        (1, (rows * width,), (1,)),
        (0, (2,), (rows * width,)),
        (0, (2**62, 2**62), (2**62, 1)),
        (0, (1, 1, 1, 1, 1), (1, 1, 1, 1, 1)),
        (0, (1,), (1, 1)),
        (0, (-1,), (1,)),
        (2**62, (1,), (1,)),
    ):
        try:
            result.floats("hidden", offset, shape, strides)
        except (IndexError, OverflowError):
            continue
        raise AssertionError((offset, shape, strides))
    assert isinstance(result.floats("hidden", rows * width, (0,), (1,)), _albert.FloatArray)
