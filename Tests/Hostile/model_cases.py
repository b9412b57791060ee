"""Rows ST5, ST25, CF6 and CF7, and foreign weights: what only a whole model directory shows."""
import struct

from samples import Link, Sparse, config, safetensors, spiece, tensors, to_json


def add_to(c):
    good = tensors()
    text = to_json(config())

    def add(row, name, files, status, message="", **options):
        c.add(row, "model", name, {key.replace("__", "."): value for key, value in files.items()}, status, message, **options)

    def weights(row, name, changed, status, message="", configuration=text):
        add(row, name, {"config__json": configuration, "model__safetensors": safetensors(changed)}, status, message)

    def without(*names):
        return {name: tensor for name, tensor in good.items() if name not in names}

    weights("ST25", "good", good, "OK")
    for name in ("albert.embeddings.word_embeddings.weight", "albert.encoder.embedding_hidden_mapping_in.bias",
                 "albert.encoder.albert_layer_groups.0.albert_layers.0.ffn.weight"):
        weights("ST25", "without_" + name.split(".")[-2], without(name), "FORMAT", name.removeprefix("albert.").split(".")[-2])
    weights("ST25", "without_pooler", without("albert.pooler.weight", "albert.pooler.bias"), "OK")
    weights("ST25", "extra_tensor", good | {"extra": ("I64", [2], bytes(16))}, "OK")
    weights("ST25", "no_tensors", {}, "FORMAT")
    name = "albert.encoder.albert_layer_groups.0.albert_layers.0.attention.query.weight"
    data = good[name][2]
    weights("ST25", "wrong_shape", good | {name: ("F32", [4, 16], data)}, "FORMAT", "[4, 16]")
    weights("ST25", "wrong_rank", good | {name: ("F32", [64], data)}, "FORMAT", "[64]")
    weights("ST25", "f64", good | {name: ("F64", [8, 8], data * 2)}, "UNSUPPORTED", "")
    weights("ST25", "i64", good | {name: ("I64", [8, 8], data * 2)}, "UNSUPPORTED", "")
    weights("ST25", "i32", good | {name: ("I32", [8, 8], data)}, "UNSUPPORTED", "")
    weights("ST25", "bool", good | {name: ("BOOL", [8, 8], bytes(64))}, "UNSUPPORTED", "")
    values = struct.unpack("<64f", data)
    weights("ST25", "f16", good | {name: ("F16", [8, 8], struct.pack("<64e", *values))}, "OK")
    brain = b"".join(data[at + 2:at + 4] for at in range(0, 256, 4))
    weights("ST25", "bf16", good | {name: ("BF16", [8, 8], brain)}, "OK")
    for special, bits in (("nan", 0x7FC00000), ("infinity", 0xFF800000)):
        odd = good | {name: ("F32", [8, 8], struct.pack("<I", bits) + data[4:])}
        files = {"config__json": text, "model__safetensors": safetensors(odd)}
        add("ST26", special, files, "OK")
        add("ST26", special + "_refused", files, "NUMERIC", "", weights_check="refuse")

    two = config(num_hidden_groups=2)
    weights("CF6", "two_groups", tensors(groups=2), "OK", "", to_json(two))
    weights("CF6", "two_inner", tensors(inner=2), "OK", "", to_json(config(inner_group_num=2)))
    weights("CF6", "group_missing", good, "FORMAT", "", to_json(two))
    weights("CF6", "inner_missing", good, "FORMAT", "", to_json(config(inner_group_num=2)))
    weights("CF7", "vocabulary_smaller", good, "FORMAT", "word_embeddings", to_json(config(vocab_size=7)))
    weights("CF7", "vocabulary_larger", good, "FORMAT", "word_embeddings", to_json(config(vocab_size=4_194_304)))
    weights("CF7", "positions_larger", good, "FORMAT", "position_embeddings", to_json(config(max_position_embeddings=512)))
    add("CF7", "tokenizer_larger", {"config__json": text, "model__safetensors": safetensors(good),
                                    "spiece__model": spiece(extra=b"", pieces=_more_pieces())}, "FORMAT", "")
    weights("CF13", "one_position", good | {"albert.embeddings.position_embeddings.weight": ("F32", [1, 4], bytes(16))}, "OK", "",
            to_json(config(max_position_embeddings=1)))

    whole = safetensors(good)
    add("ST5", "limit_sparse", {"config__json": text, "model__safetensors": Sparse(100_000_008, struct.pack("<Q", 100_000_000))},
        "FORMAT", "")
    add("ST5", "limit_and_one_sparse",
        {"config__json": text, "model__safetensors": Sparse(100_000_009, struct.pack("<Q", 100_000_001))}, "LIMIT", "100000000")
    add("RS9", "sparse_terabyte", {"config__json": text, "model__safetensors": Sparse(1 << 40, whole)}, "FORMAT",
        "belong to no tensor")
    add("RS15", "links", {"blob": whole, "config__json": text, "model__safetensors": Link("blob")}, "OK")
    add("RS7", "weights_are_a_folder", {"config__json": text, "model__safetensors": {}}, "PATH", "not a regular file")
    add("RS7", "weights_are_a_device", {"config__json": text, "model__safetensors": Link("/dev/zero")}, "PATH", "not a regular file")
    add("RS7", "config_is_a_folder", {"config__json": {}, "model__safetensors": whole}, "PATH", "not a regular file")

    add("CV", "nothing", {}, "IO", "No such file")
    add("CV", "no_weights", {"config__json": text}, "IO", "No such file")
    add("CV", "no_config", {"model__safetensors": whole}, "IO", "No such file")
    convert = "python -m albert convert SRC DST"
    for name in ("pytorch_model.bin", "pytorch_model.bin.index.json", "tf_model.h5", "flax_model.msgpack", "saved_model.pb",
                 "model.ckpt-best.index", "model.ckpt-125000.data-00000-of-00001"):
        add("CV", name.replace(".", "_"), {"config__json": text, name: b"\x80\x02"}, "UNSUPPORTED", convert)
    add("CV", "tensorflow", {"albert_config__json": b"{}", "model.ckpt-best.index": b"", "30k-clean.model": b""}, "UNSUPPORTED",
        convert)


def _more_pieces():
    from samples import NORMAL, PIECES
    return PIECES + [("zz", -9.0, NORMAL)]
