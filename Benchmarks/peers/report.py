#!/usr/bin/env python3
"""What every comparison prints and keeps: Markdown tables, and one JSON file to which each adds its part. Run by itself it prints the
machine and the versions, without which no number means anything."""
import importlib.metadata
import json
import os

PACKAGES = ("libalbert", "torch", "transformers", "onnxruntime", "openvino", "nncf", "tokenizers", "sentencepiece")


def machine():
    processors = [line.split(":")[1].strip() for line in open("/proc/cpuinfo") if line.startswith("model name")]
    versions = {name: importlib.metadata.version(name) for name in PACKAGES}
    return {"processor": processors[0] if processors else "unknown", "cores": os.cpu_count(), "versions": versions}


def table(header, rows):
    print("| " + " | ".join(header) + " |")
    print("|---" * len(header) + "|")
    for row in rows:
        print("| " + " | ".join(map(str, row)) + " |")
    print(flush=True)


def keep(path, part, value):
    if path is None:
        return
    kept = json.loads(path.read_text()) if path.exists() else {"machine": machine()}
    kept[part] = value
    path.write_text(json.dumps(kept, indent=1) + "\n")


if __name__ == "__main__":
    found = machine()
    print(f"{found['processor']}, {found['cores']} cores, load {os.getloadavg()[0]:.2f}; "
          + ", ".join(f"{name} {version}" for name, version in found["versions"].items()) + "\n")
