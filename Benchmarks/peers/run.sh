#!/usr/bin/env bash
# Installs the peers beside the library in a venv of their own, and measures them in turns.
#
#   Benchmarks/peers/run.sh BUILD       ENGINES=libalbert,openvino SHAPES=1x128,8x128 THREADS=2 ROUNDS=5; PEERS_VENV: one that has them
set -euo pipefail
build=$1
here=Benchmarks/peers
model=$build/bench/base
venv=${PEERS_VENV:-$build/peers}
if [ ! -e "$venv/bin/python" ]; then
    "$build/venv/bin/python" -m venv "$venv"
    "$venv/bin/pip" install --quiet -r "$here/requirements.txt"
fi
"$venv/bin/pip" install --quiet --force-reinstall --no-deps ./bindings/python
[ -e "$model/config.json" ] || "$venv/bin/python" Benchmarks/make_base_model.py "$model" Sources/AlbertBundledModel/albert-mini
[ -e "$model/encoder.onnx" ] || "$venv/bin/python" "$here/export_onnx.py" "$model"
echo "machine: $(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -n 1), $(nproc) cores, load $(cut -d' ' -f1 /proc/loadavg)"
"$venv/bin/python" "$here/compare.py" "$model" --threads "${THREADS:-1,2}" --rounds "${ROUNDS:-5}" --json "$build/bench/peers.json" \
    ${ENGINES:+--engines "$ENGINES"} ${SHAPES:+--shapes "$SHAPES"}
