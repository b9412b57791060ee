"""What a model answers, and in which shapes."""

from __future__ import annotations

import math
import pickle

import numpy
import pytest

import albert

TEXT = "The president of the United [MASK] signed the law."


def test_fill_mask_gives_the_best_first(model):
    answers = model.fill_mask(TEXT)
    assert len(answers) == 5
    assert answers[0].token == "states"
    assert answers[0].sequence.lower().count("united states") == 1
    assert model.tokenizer.id_to_token(answers[0].token_id) == "▁states"
    scores = [answer.score for answer in answers]
    assert scores == sorted(scores, reverse=True) and 0 < sum(scores) <= 1 + 1e-5
    assert len(model.fill_mask(TEXT, top_k=11)) == 11


def test_fill_mask_with_several_masks_gives_a_list_per_mask(model):
    answers = model.fill_mask("The [MASK] of the United [MASK] signed the law.", top_k=3)
    assert [len(of_mask) for of_mask in answers] == [3, 3]
    assert all(isinstance(answer, albert.Prediction) for of_mask in answers for answer in of_mask)
    assert answers[1][0].token == "states"


def test_fill_mask_among_targets(model):
    answers = model.fill_mask(TEXT, targets=["kingdom", "▁states"])
    assert {answer.token for answer in answers} == {"kingdom", "states"}
    assert model.fill_mask(TEXT, targets="kingdom")[0].token == "kingdom"
    for targets in ([], [""], ["a\nb"], ["certainlynopiece"]):
        with pytest.raises(albert.ArgumentError, match="targets"):
            model.fill_mask(TEXT, targets=targets)
    with pytest.raises(TypeError):
        model.fill_mask(TEXT, targets=[1])


@pytest.mark.parametrize("text", ["", "no mask here", "[MASK] " + "word " * 2000])
def test_fill_mask_refuses_what_it_cannot_fill(model, text):
    with pytest.raises(albert.ArgumentError):
        model.fill_mask(text)


@pytest.mark.parametrize("top_k", [0, -1, 2**70, "five", 1.5])
def test_fill_mask_refuses_a_bad_top_k(model, top_k):
    with pytest.raises(albert.ArgumentError, match="top_k"):
        model.fill_mask(TEXT, top_k=top_k)


def test_predictions_compare_and_survive_a_pickle(model):
    first = model.fill_mask(TEXT)[0]
    assert pickle.loads(pickle.dumps(first)) == first and len({first, model.fill_mask(TEXT)[0]}) == 1
    assert "states" in repr(first)


def test_encode_shapes_and_norms(model):
    hidden = model.info["hidden_size"]
    vectors = model.encode(["A text.", "Another one."])
    assert vectors.shape == (2, hidden) and vectors.dtype == numpy.float32
    assert numpy.allclose(numpy.linalg.norm(vectors, axis=1), 1, atol=1e-6)
    single = model.encode("A text.")
    assert single.shape == (hidden,) and numpy.array_equal(single, vectors[0])
    assert model.encode([]).shape == (0, hidden)
    assert model.encode(text for text in ("a", "b", "c")).shape == (3, hidden)
    assert not numpy.isclose(numpy.linalg.norm(model.encode("A text.", normalize=False)), 1)
    vectors[0, 0] = 2  # the caller's own


def test_encode_pooling(model):
    forward = model.forward([model.tokenizer.encode("A text.").ids])
    hidden = forward.hidden[0]
    for pooling, expected in (("mean", hidden.mean(axis=0)), ("cls", hidden[0]), ("max", hidden.max(axis=0))):
        assert numpy.allclose(model.encode("A text.", pooling=pooling, normalize=False), expected, atol=1e-5)
    assert numpy.allclose(model.encode("A text.", pooling="pooler", normalize=False), forward.pooled[0], atol=1e-6)
    with pytest.raises(albert.ArgumentError, match="pooling"):
        model.encode("A text.", pooling="median")


def test_forward_shapes(model):
    sizes = model.info
    hidden, layers, heads = sizes["hidden_size"], sizes["num_hidden_layers"], sizes["num_attention_heads"]
    ids = [[2, 14, 3], [2, 3], [2, 44, 8319, 104, 3]]
    output = model.forward(ids, hidden_states=True, attentions=True, mlm=True)
    lengths = [len(sequence) for sequence in ids]
    assert [array.shape for array in output.hidden] == [(length, hidden) for length in lengths]
    assert [array.shape for array in output.mlm_logits] == [(length, sizes["vocab_size"]) for length in lengths]
    assert [array.shape for array in output.hidden_states] == [(layers + 1, length, hidden) for length in lengths]
    assert [array.shape for array in output.attentions] == [(layers, heads, n, n) for n in lengths]
    assert output.pooled.shape == (3, hidden) and output.sop_logits.shape == (3, 2)
    for states, last, weights in zip(output.hidden_states, output.hidden, output.attentions, strict=True):
        assert numpy.array_equal(states[-1], last)
        assert numpy.allclose(weights.sum(axis=-1), 1, atol=1e-5)
    plain = model.forward(ids)
    assert plain.mlm_logits is plain.hidden_states is plain.attentions is None
    assert all(numpy.array_equal(a, b) for a, b in zip(plain.hidden, output.hidden, strict=True))
    assert "3 sequences" in repr(plain)


def test_forward_takes_arrays_and_does_not_mix_neighbours(model):
    ids = numpy.array([[2, 14, 3], [2, 44, 3]], dtype=numpy.int64)
    output = model.forward(ids, numpy.zeros_like(ids))
    for row, hidden in zip(ids, output.hidden, strict=True):
        assert numpy.array_equal(model.forward([row.tolist()]).hidden[0], hidden)
    pickled = pickle.loads(pickle.dumps(output))
    assert numpy.array_equal(pickled.hidden[0], output.hidden[0])


def test_forward_answers_are_read_only(model):
    with pytest.raises(ValueError):
        model.forward([[2, 3]]).hidden[0][0, 0] = 1


def test_forward_sees_masks_and_types(model):
    ids = [[2, 14, 44, 3]]
    plain = model.forward(ids).hidden[0]
    assert numpy.array_equal(plain, model.forward(ids, [[0, 0, 0, 0]], attention_mask=[[1, 1, 1, 1]]).hidden[0])
    assert not numpy.array_equal(plain, model.forward(ids, [[0, 0, 1, 1]]).hidden[0])
    assert not numpy.array_equal(plain, model.forward(ids, attention_mask=[[1, 1, 0, 1]]).hidden[0])


@pytest.mark.parametrize(
    ("ids", "type_ids"),
    [
        ([], None),
        ([[]], None),
        ([[-1]], None),
        ([[2**31]], None),
        ([[10**6]], None),
        ([[2] * 10000], None),
        ([[2, 3]], [[0]]),
        ([[2, 3]], [[0, 0], [0]]),
        ([[2, 3]], [[0, 9]]),
    ],
)
def test_forward_refuses_bad_numbers(model, ids, type_ids):
    with pytest.raises(albert.ArgumentError):
        model.forward(ids, type_ids)


@pytest.mark.parametrize("outputs", ["hidden", "mlm_logits", "", None])
def test_forward_refuses_outputs_that_its_parameters_choose(model, outputs):
    with pytest.raises(albert.ArgumentError, match="outputs: is chosen with hidden_states") as caught:
        model.forward([[2, 3]], outputs=outputs)
    assert caught.value.place == "outputs"


@pytest.mark.parametrize("ids", [None, 3, [2, 3], [["a"]], [[1.5]], [b"ab", None], ["a", [2]], b"ab", [[None]], {1: 2}])
def test_forward_refuses_other_types(model, ids):
    with pytest.raises(TypeError):
        model.forward(ids)


@pytest.mark.parametrize("layers", [[1.9], "12", ["1"], [float("inf")], [None], {1: 2}, b"12", 1])
def test_forward_refuses_layers_that_are_no_integers(model, layers):
    with pytest.raises(TypeError, match="layers must be|not iterable"):
        model.forward([[2, 3]], layers=layers)


def test_forward_takes_layers_of_any_integer(model):
    states = model.forward([[2, 3]], layers=(layer for layer in (numpy.int64(0), -1, True))).hidden_states[0]
    assert states.shape[0] == 3


def test_sentence_order(model):
    probability = model.sentence_order("He went to the shop.", "Then he bought bread.")
    assert isinstance(probability, float) and 0 <= probability <= 1 and math.isfinite(probability)
    with pytest.raises(albert.ArgumentError):
        model.sentence_order("", "b")


def test_info_and_repr(model, model_directory):
    assert model.info["hidden_size"] == 384
    assert "bundled" in repr(model)
    assert "albert-mini" in repr(albert.load(model_directory, threads=2)) and "threads=2" in repr(
        albert.load(model_directory, threads=2)
    )


def test_load_finds_the_same_model_by_path(model, model_directory):
    assert albert.load(model_directory).fill_mask(TEXT) == model.fill_mask(TEXT)


def test_the_models_tokenizer_outlives_it():
    tokenizer = albert.load().tokenizer
    assert tokenizer.encode("a text").ids[0] == tokenizer.cls_id


@pytest.mark.parametrize(("dtype", "least"), [("f32", 0.999999), ("bf16", 0.999), ("int8", 0.99)])
def test_every_dtype_is_near_float32_and_survives_a_pickle(model, dtype, least):
    other = albert.load(dtype=dtype)
    assert other.info["dtype"] == dtype
    assert (other.info["memory"] < model.info["memory"]) == (dtype != "f32")
    texts = ["A text.", TEXT, "a house by the water " * 20]
    vectors = other.encode(texts)
    assert vectors.dtype == numpy.float32
    assert (vectors * model.encode(texts)).sum(axis=1).min() > least
    assert other.fill_mask(TEXT)[0].token == "states"
    same = pickle.loads(pickle.dumps(other))
    assert same.info["dtype"] == dtype
    assert numpy.array_equal(same.encode(texts), vectors)


@pytest.mark.parametrize("dtype", ["fp8", "f16", "INT8", "", 8])
def test_an_unknown_dtype_is_refused(dtype):
    with pytest.raises((albert.ArgumentError, TypeError), match="dtype"):
        albert.load(dtype=dtype)
