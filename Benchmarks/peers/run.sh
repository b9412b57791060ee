#!/usr/bin/env bash
# Installs the peers beside the library in a venv of their own, and measures them in turns: tables on standard output, everything in
# BUILD/bench/peers.json, the dense batches drawn in PLOT.
#
#   Benchmarks/peers/run.sh BUILD
#
# All of it takes the better part of an hour.
# PARTS="dense ragged tokenizing start sizes training": some of them, added to what the JSON file holds; unset: all of them, in a new file.
# PRECISIONS=f32,bf16,int8 ENGINES=libalbert,openvino SHAPES=1x128,8x128 THREADS=1,2 ROUNDS=5 TURN=1 (seconds) TEXTS=a file of lines
# COUNT=512 (of its texts) MEGABYTES=4 (for tokenizers) PLOT=docs/performance.svg PEERS_VENV=one that has the peers
set -euo pipefail
build=$1
here=Benchmarks/peers
bench=$build/bench model=$build/bench/base
json=$bench/peers.json
shared=${ALBERT_SHARED:-../shared}
venv=${PEERS_VENV:-$build/peers}
python=$venv/bin/python
texts=${TEXTS:-$shared/data/bench_texts.txt}

if [ -z "${PEERS_VENV-}" ]; then
    [ -e "$python" ] || "$build/venv/bin/python" -m venv "$venv"
    "$venv/bin/pip" install --quiet 'torch==2.13.0+cpu' 2>/dev/null || true # else the one below, with CUDA
    "$venv/bin/pip" install --quiet -r "$here/requirements.txt"
fi
ALBERT_LIBRARY=$PWD/$build/lib/libalbert.so.1 "$venv/bin/pip" install --quiet --force-reinstall --no-deps ./bindings/python

quietly() { # the exporters speak at length; what they said counts when they fail
    "$python" "$@" >"$bench/prepare.log" 2>&1 || { tail -n 20 "$bench/prepare.log" >&2; exit 1; }
}
if [ ! -e "$model/config.json" ]; then
    tokenizer=$shared/vocab/albert-en
    [ -e "$tokenizer/tokenizer.json" ] || tokenizer=Sources/AlbertBundledModel/albert-mini
    quietly Benchmarks/make_base_model.py "$model" "$tokenizer"
fi
[ -e "$model/encoder.onnx" ] || quietly "$here/export_onnx.py" "$model"
[ -e "$model/encoder.int8.xml" ] || quietly "$here/quantize.py" "$model"
cc -std=gnu11 -O2 -Wall -Wextra "$here/first_answer_onnxruntime.c" -o "$bench/first_answer_onnxruntime" -ldl

[ -n "${PARTS-}" ] || rm -f "$json"
measured() { # measured PART SCRIPT ARGUMENT...
    case " ${PARTS:-$1} " in *" $1 "*) ;; *) return 0 ;; esac
    printf '### %s\n\n' "$1"
    "$python" "$here/$2" "${@:3}" --json "$json"
}
precisions=(${PRECISIONS:+--precisions "$PRECISIONS"})
rounds=(${ROUNDS:+--rounds "$ROUNDS"})
turns=("${precisions[@]}" "${rounds[@]}" ${TURN:+--seconds "$TURN"} ${THREADS:+--threads "$THREADS"})

"$python" "$here/report.py"
measured dense compare.py "$model" "${turns[@]}" ${ENGINES:+--engines "$ENGINES"} ${SHAPES:+--shapes "$SHAPES"}
if [ -e "$texts" ]; then
    measured ragged ragged.py "$model" "$texts" "${precisions[@]}" "${rounds[@]}" \
        ${COUNT:+--count "$COUNT"} ${ENGINES:+--engines "$ENGINES"}
    prose=(--texts "$texts")
else
    printf 'No %s: texts of uneven length are skipped, and English is made up. TEXTS= names a file.\n\n' "$texts"
    prose=()
fi
measured tokenizing tokenizing.py "$model" "${prose[@]}" --program "$bench/tokenizer" "${rounds[@]}" ${MEGABYTES:+--megabytes "$MEGABYTES"}
onnxruntime=$("$python" -c 'import importlib.util as util; print(*util.find_spec("onnxruntime").submodule_search_locations)')
measured start start.py "$model" "$bench" "${precisions[@]}" "${rounds[@]}" \
    --onnxruntime-library "$(ls "$onnxruntime"/capi/libonnxruntime.so.*)"
measured sizes sizes.py "$bench/sizes" "${turns[@]}"
case ,${PRECISIONS:-f32}, in
*,f32,* | *,bf16,*) measured training training.py "$model" "${rounds[@]}" ${THREADS:+--threads "${THREADS##*,}"} ;;
esac
case " ${PARTS:-dense} " in *" dense "*) "$python" "$here/plot.py" "$json" "${PLOT:-docs/performance.svg}" ;; esac
