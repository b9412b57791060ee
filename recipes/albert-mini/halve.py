#!/usr/bin/env python3
"""Rounds the weights of a directory from float32 to bfloat16, to the nearest, half-way cases to the even one.

    halve.py SOURCE TARGET      TARGET is new; other files are copied
"""
import json
import shutil
import struct
import sys
from pathlib import Path

import numpy


def halve(source, target):
    content = (source / "model.safetensors").read_bytes()
    (length,) = struct.unpack_from("<Q", content)
    header, data = json.loads(content[8 : 8 + length]), content[8 + length :]
    values, place = [], 0
    for name, entry in header.items():
        if name == "__metadata__":
            continue
        if entry["dtype"] != "F32":
            raise SystemExit(f"{name} is {entry['dtype']}, not F32")
        begin, end = entry["data_offsets"]
        bits = numpy.frombuffer(data[begin:end], "<u4")
        rounded = ((bits + 0x7FFF + (bits >> 16 & 1)) >> 16).astype("<u2").tobytes()
        entry.update(dtype="BF16", data_offsets=[place, place + len(rounded)])
        values.append(rounded)
        place += len(rounded)
    written = json.dumps(header, separators=(",", ":")).encode()
    written += b" " * (-len(written) % 8)
    part = target.with_suffix(".part")
    shutil.rmtree(part, ignore_errors=True)
    part.mkdir(parents=True)
    for path in source.iterdir():
        if path.name not in ("model.safetensors", "config.json"):
            shutil.copyfile(path, part / path.name)
    configuration = json.loads((source / "config.json").read_text()) | {"dtype": "bfloat16"}
    (part / "config.json").write_text(json.dumps(configuration, indent=1) + "\n")
    (part / "model.safetensors").write_bytes(struct.pack("<Q", len(written)) + written + b"".join(values))
    part.rename(target)


if __name__ == "__main__":
    halve(Path(sys.argv[1]), Path(sys.argv[2]))
