"""Position vectors of places that no sequence has had yet: those of trained places again and again, so that neighbours are told apart as
before."""
import json
import struct

NAME = "albert.embeddings.position_embeddings.weight"
SKIPPED = 32  # the first places are unlike the others


def lengthen(model, trained):
    """Overwrites, in a model's weights in bfloat16, the vectors from place `trained` on with those of SKIPPED to `trained`, repeated."""
    path = model / "model.safetensors"
    content = bytearray(path.read_bytes())
    (length,) = struct.unpack_from("<Q", content)
    entry = json.loads(content[8 : 8 + length])[NAME]
    assert entry["dtype"] == "BF16", entry["dtype"]
    (places, width), first = entry["shape"], 8 + length + entry["data_offsets"][0]
    row = 2 * width
    for place in range(trained, places):
        source = SKIPPED + (place - trained) % (trained - SKIPPED)
        content[first + place * row : first + (place + 1) * row] = content[first + source * row : first + (source + 1) * row]
    path.write_bytes(content)
