#!/usr/bin/env bash
# Runs every benchmark in BUILD/bench and prints the machine first: without it no number means anything. Machines are often
# shared: compare medians and ratios within one run, never times from two.
#
#   Benchmarks/run.sh BUILD       MODEL_DIRECTORY: the encoder's model, else one of base size with random weights; THREADS
set -euo pipefail
build=$1 threads=${THREADS:-$(nproc)}
programs=$build/bench
model=${MODEL_DIRECTORY:-$programs/base}
shared=${ALBERT_SHARED:-../shared}
if [ ! -e "$model/config.json" ]; then
    tokenizer=$shared/vocab/albert-en
    [ -e "$tokenizer/tokenizer.json" ] || tokenizer=Sources/AlbertBundledModel/albert-mini
    "$build/venv/bin/python" Benchmarks/make_base_model.py "$model" "$tokenizer"
fi

echo "machine: $(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -n 1), $(nproc) cores, load $(cut -d' ' -f1 /proc/loadavg)"
echo "library: $(stat -c %s "$build"/lib/libalbert.so.*.*.*) bytes; model: $model; threads: $threads"

title() { printf '\n== %s\n' "$1"; }
title "from process start to the first answer, five processes"
for _ in 1 2 3 4 5; do "$programs/first_answer" "$model"; done
title "encoder, hidden states of dense batches"
"$programs/forward" "$model" "$threads"
title "from a cancel to the return of a forward pass, at twenty moments of it"
"$programs/stop" "$model" "$threads"
title "tokenizer: English-like text, then articles where they are at hand"
"$programs/tokenizer" "$model"
texts=$shared/data/bench_texts.txt
if [ -e "$texts" ]; then "$programs/tokenizer" "$model" "$texts"; else echo "no $texts: skipped"; fi
# The others need no arguments.
for source in Benchmarks/*.c; do
    name=$(basename "$source" .c)
    case $name in forward | first_answer | stop | tokenizer | crowd) continue ;; esac
    title "$name: $(sed -n '1s|^/\* *||p' "$source")"
    "$programs/$name"
done
