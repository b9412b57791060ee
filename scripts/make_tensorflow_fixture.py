"""Writes Tests/Golden/tensorflow: small checkpoints as the original release wrote them, and what they compute.

    pip install tensorflow-cpu==2.21.0 sentencepiece==0.2.3 numpy==2.4.6
    python scripts/make_tensorflow_fixture.py

Each directory holds a TensorFlow 1 checkpoint with the release's names of variables, its albert_config.json, and
expected.json: `ids`, `type_ids` (one list per sequence) and what follows from them in float64, computed here with numpy from
the variables as they are, by the formulas of the paper and not by any other implementation. variables.json lists names and
shapes, for tests without TensorFlow. `pretraining` holds a small SentencePiece model besides, under the release's name.
"""

import io
import json
import math
import pathlib
import shutil

import numpy
import sentencepiece
import tensorflow as tf

OUT = pathlib.Path(__file__).resolve().parent.parent / "Tests" / "Golden" / "tensorflow"
IDS = [[2, 17, 5, 33, 58, 9, 3, 21, 3], [2, 44, 4, 3]]
TYPES = [[0, 0, 0, 0, 0, 0, 0, 1, 1], [0, 0, 0, 0]]
CONFIGURATION = {
    "attention_probs_dropout_prob": 0, "hidden_act": "gelu", "hidden_dropout_prob": 0, "embedding_size": 8, "hidden_size": 16,
    "initializer_range": 0.02, "intermediate_size": 32, "max_position_embeddings": 40, "num_attention_heads": 2,
    "num_hidden_layers": 3, "num_hidden_groups": 1, "net_structure_type": 0, "gap_size": 0, "num_memory_blocks": 0,
    "inner_group_num": 1, "down_scale_factor": 1, "type_vocab_size": 2, "vocab_size": 60,
}
TEXT = """the house by the water is old and white
a man opened the door and then he went into the garden
she reads books about the sea and about ships in the night
we will meet again on the first day of the month
it was cold but the sun stood high over the hills""".splitlines()


def encoder_shapes(c: dict) -> dict[str, tuple[int, ...]]:
    e, h, f = c["embedding_size"], c["hidden_size"], c["intermediate_size"]
    shapes = {
        "bert/embeddings/word_embeddings": (c["vocab_size"], e),
        "bert/embeddings/token_type_embeddings": (c["type_vocab_size"], e),
        "bert/embeddings/position_embeddings": (c["max_position_embeddings"], e),
        "bert/embeddings/LayerNorm/beta": (e,), "bert/embeddings/LayerNorm/gamma": (e,),
        "bert/pooler/dense/kernel": (h, h), "bert/pooler/dense/bias": (h,),
    }
    if e != h:
        shapes |= {"bert/encoder/embedding_hidden_mapping_in/kernel": (e, h), "bert/encoder/embedding_hidden_mapping_in/bias": (h,)}
    for g in range(c["num_hidden_groups"]):
        for i in range(c["inner_group_num"]):
            layer = f"bert/encoder/transformer/group_{g}/inner_group_{i}/"
            for part in ("attention_1/self/query", "attention_1/self/key", "attention_1/self/value", "attention_1/output/dense"):
                shapes |= {f"{layer}{part}/kernel": (h, h), f"{layer}{part}/bias": (h,)}
            shapes |= {f"{layer}ffn_1/intermediate/dense/kernel": (h, f), f"{layer}ffn_1/intermediate/dense/bias": (f,)}
            shapes |= {f"{layer}ffn_1/intermediate/output/dense/kernel": (f, h),
                       f"{layer}ffn_1/intermediate/output/dense/bias": (h,)}
            for norm in ("LayerNorm", "LayerNorm_1"):
                shapes |= {f"{layer}{norm}/beta": (h,), f"{layer}{norm}/gamma": (h,)}
    return shapes


def pretraining_shapes(c: dict) -> dict[str, tuple[int, ...]]:
    e, h = c["embedding_size"], c["hidden_size"]
    return {
        "cls/predictions/transform/dense/kernel": (h, e), "cls/predictions/transform/dense/bias": (e,),
        "cls/predictions/transform/LayerNorm/beta": (e,), "cls/predictions/transform/LayerNorm/gamma": (e,),
        "cls/predictions/output_bias": (c["vocab_size"],),
        "cls/seq_relationship/output_weights": (2, h), "cls/seq_relationship/output_bias": (2,),
    }


def fill(shapes: dict[str, tuple[int, ...]], seed: int) -> dict[str, numpy.ndarray]:
    random = numpy.random.default_rng(seed)
    values = {}
    for name in sorted(shapes):
        drawn = random.standard_normal(shapes[name])
        last = name.rpartition("/")[2]
        scaled = 1 + 0.1 * drawn if last == "gamma" else 0.1 * drawn if last in ("beta", "bias", "output_bias") else 0.3 * drawn
        values[name] = scaled.astype(numpy.float32)
    return values


# --- the forward pass, in float64 -------------------------------------------------------------------------------------

def norm(x, v, name):
    centred = x - x.mean(-1, keepdims=True)
    return centred / numpy.sqrt((centred**2).mean(-1, keepdims=True) + 1e-12) * v[name + "/gamma"] + v[name + "/beta"]


def dense(x, v, name):
    return x @ v[name + "/kernel"] + v[name + "/bias"]


def gelu(x):
    return 0.5 * x * (1 + numpy.tanh(math.sqrt(2 / math.pi) * (x + 0.044715 * x**3)))


ACTIVATIONS = {"gelu": gelu, "relu": lambda x: numpy.maximum(x, 0)}


def attention(x, v, name, heads):
    length, hidden = x.shape
    query, key, value = (dense(x, v, f"{name}/self/{part}").reshape(length, heads, -1).transpose(1, 0, 2)
                         for part in ("query", "key", "value"))
    scores = query @ key.transpose(0, 2, 1) / math.sqrt(hidden // heads)
    weights = numpy.exp(scores - scores.max(-1, keepdims=True))
    weights /= weights.sum(-1, keepdims=True)
    return dense((weights @ value).transpose(1, 0, 2).reshape(length, hidden), v, f"{name}/output/dense")


def encode(c, v, ids, types):
    x = v["bert/embeddings/word_embeddings"][ids] + v["bert/embeddings/token_type_embeddings"][types]
    x = norm(x + v["bert/embeddings/position_embeddings"][: len(ids)], v, "bert/embeddings/LayerNorm")
    if c["embedding_size"] != c["hidden_size"]:
        x = dense(x, v, "bert/encoder/embedding_hidden_mapping_in")
    act = ACTIVATIONS[c["hidden_act"]]
    for number in range(c["num_hidden_layers"]):
        group = number * c["num_hidden_groups"] // c["num_hidden_layers"]
        for inner in range(c["inner_group_num"]):
            layer = f"bert/encoder/transformer/group_{group}/inner_group_{inner}/"
            x = norm(x + attention(x, v, layer + "attention_1", c["num_attention_heads"]), v, layer + "LayerNorm")
            wide = act(dense(x, v, layer + "ffn_1/intermediate/dense"))
            x = norm(x + dense(wide, v, layer + "ffn_1/intermediate/output/dense"), v, layer + "LayerNorm_1")
    return x, numpy.tanh(dense(x[0], v, "bert/pooler/dense"))


def expect(c, values, has_predictions):
    v = {name: value.astype(numpy.float64) for name, value in values.items()}
    expected = {"ids": IDS, "type_ids": TYPES, "hidden": [], "pooled": []}
    for ids, types in zip(IDS, TYPES):
        hidden, pooled = encode(c, v, ids, types)
        expected["hidden"].append(hidden.round(9).tolist())
        expected["pooled"].append(pooled.round(9).tolist())
        if has_predictions:
            t = norm(ACTIVATIONS[c["hidden_act"]](dense(hidden, v, "cls/predictions/transform/dense")), v,
                     "cls/predictions/transform/LayerNorm")
            logits = t @ v["bert/embeddings/word_embeddings"].T + v["cls/predictions/output_bias"]
            expected.setdefault("mlm_logits", []).append(logits.round(9).tolist())
            order = pooled @ v["cls/seq_relationship/output_weights"].T + v["cls/seq_relationship/output_bias"]
            expected.setdefault("sop_logits", []).append(order.round(9).tolist())
    return expected


# --- writing ----------------------------------------------------------------------------------------------------------

def save(path: pathlib.Path, values: dict[str, numpy.ndarray]) -> None:
    with tf.Graph().as_default(), tf.compat.v1.Session() as session:
        for name, value in values.items():
            tf.compat.v1.get_variable(name, initializer=value, use_resource=False)
        session.run(tf.compat.v1.global_variables_initializer())
        tf.compat.v1.train.Saver().save(session, str(path), write_meta_graph=False, write_state=False)


def make(name: str, changes: dict, heads: dict, *, checkpoint="model.ckpt-best", module=False, slots=False, seed=1) -> None:
    place = OUT / name
    place.mkdir(parents=True)
    c = CONFIGURATION | changes
    values = fill(encoder_shapes(c) | heads, seed)
    (place / "albert_config.json").write_text(json.dumps(c, indent=2) + "\n")
    expected = expect(c, values, "cls/predictions/output_bias" in values)
    (place / "expected.json").write_text(json.dumps(expected, separators=(",", ":")) + "\n")
    stored = {("module/" if module else "") + variable: value for variable, value in values.items()}
    if slots:
        stored |= {f"{variable}/{slot}": numpy.zeros_like(value) for variable, value in values.items()
                   for slot in ("adam_m", "adam_v")} | {"global_step": numpy.int64(125000)}
    save(place / checkpoint, stored)
    listed = {variable: list(numpy.shape(value)) for variable, value in sorted(stored.items())}
    (place / "variables.json").write_text(json.dumps(listed, indent=0) + "\n")


def train_vocabulary(path: pathlib.Path) -> None:
    model = io.BytesIO()
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=iter(TEXT * 20), model_writer=model, vocab_size=60, pad_id=0, unk_id=1, bos_id=-1, eos_id=-1,
        control_symbols=["[CLS]", "[SEP]"], user_defined_symbols=["[MASK]"], pad_piece="<pad>", unk_piece="<unk>",
        model_type="unigram", normalization_rule_name="identity", character_coverage=1.0, minloglevel=2, num_threads=1)
    path.write_bytes(model.getvalue())


def main() -> None:
    shutil.rmtree(OUT, ignore_errors=True)
    hidden = CONFIGURATION["hidden_size"]
    make("pretraining", {}, pretraining_shapes(CONFIGURATION), slots=True)
    train_vocabulary(OUT / "pretraining" / "30k-clean.model")
    square = {"embedding_size": 16, "num_hidden_groups": 2, "inner_group_num": 2, "num_hidden_layers": 4, "hidden_act": "relu"}
    make("module", square, pretraining_shapes(CONFIGURATION | square), checkpoint="variables", module=True, seed=2)
    make("classifier", {}, {"output_weights": (3, hidden), "output_bias": (3,)}, seed=3)
    make("squad", {}, {"cls/squad/output_weights": (2, hidden), "cls/squad/output_bias": (2,)}, seed=4)
    make("squad2", {}, {
        "start_logits/dense/kernel": (hidden, 1), "start_logits/dense/bias": (1,),
        "end_logits/dense_0/kernel": (2 * hidden, hidden), "end_logits/dense_0/bias": (hidden,),
        "end_logits/LayerNorm/beta": (hidden,), "end_logits/LayerNorm/gamma": (hidden,),
        "end_logits/dense_1/kernel": (hidden, 1), "end_logits/dense_1/bias": (1,),
        "answer_class/dense_0/kernel": (2 * hidden, hidden), "answer_class/dense_0/bias": (hidden,),
        "answer_class/dense_1/kernel": (hidden, 1)}, seed=5)
    versions = {"tensorflow": tf.__version__, "sentencepiece": sentencepiece.__version__, "numpy": numpy.__version__}
    (OUT / "versions.json").write_text(json.dumps(versions, indent=1) + "\n")


main()
