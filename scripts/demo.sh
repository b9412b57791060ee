#!/usr/bin/env bash
# The main job, twice: fill-mask on the bundled model from a C program and from Python, both on the library in BUILD.
#
#   scripts/demo.sh BUILD TEXT
set -euo pipefail
build=$1 text=$2
mkdir -p "$build/demo"

echo
echo "== C: bindings/c/fill_mask.c against $build/include/albert.h and $build/lib/libalbert.so"
"${CC:-cc}" -std=c11 -Wall -Wextra -I"$build/include" bindings/c/fill_mask.c -o "$build/demo/fill_mask" \
    -L"$build/lib" -lalbert -Wl,-rpath,"$PWD/$build/lib"
"$build/demo/fill_mask" "$text"

echo
echo "== Python: pip install bindings/python, into $build/demo/venv"
bash scripts/setup_python.sh "$build/demo/venv"
"$build/demo/venv/bin/python" -m pip install --quiet --disable-pip-version-check ./bindings/python
"$build/demo/venv/bin/python" -I - "$text" <<'PYTHON'
import sys

import albert

text = sys.argv[1]
print(f">>> albert.load().fill_mask({text!r})")
for answer in albert.load().fill_mask(text):
    print(f"{answer.score:6.3f}  {answer.token:<12} {answer.sequence}")
PYTHON
