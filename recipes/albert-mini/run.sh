#!/usr/bin/env bash
# Makes albert-mini from texts: vocabulary, examples, phases of training, figures on held-out documents.
#
#   recipes/albert-mini/run.sh WORK TEXT...     TEXT: one paragraph per line, a blank line between documents; UTF-8 or .xz
#
# Whatever is in WORK already is not made again, so that an interrupted run goes on. PYTHON= one that has libalbert[vocabulary] and
# numpy. STOP_AFTER= seconds after which training leaves a checkpoint and ends.
set -euo pipefail
work=$1
here=$(cd "$(dirname "$0")" && pwd)
python=${PYTHON:-python3}
mkdir -p "$work"

[ -e "$work/train.txt" ] || "$python" "$here/split.py" "${@:2}" --train "$work/train.txt" --held-out "$work/held-out.txt"
for kept in "$here"/kept/phase-[0-9]; do # kept weights are of one vocabulary
    if [ -e "$kept/tokenizer.json" ] && [ ! -e "$work/vocabulary" ]; then
        mkdir "$work/vocabulary"
        cp "$kept/spiece.model" "$kept/tokenizer.json" "$kept/tokenizer_config.json" "$work/vocabulary"
    fi
done
[ -e "$work/vocabulary/tokenizer.json" ] ||
    "$python" -m albert train-tokenizer "$work/train.txt" --out "$work/vocabulary" --vocab-size 16000 --lines 300000

examples() { # examples DIRECTORY TEXT OPTION...
    [ -e "$work/$1/index.examples" ] || "$python" -m albert pretraining-data "$work/$2" --out "$work/$1" --tokenizer "$work/vocabulary" "${@:3}"
}
examples examples-20 train.txt --max-length 20 --longest-gram 1 --short-rate 0 --masking on_reading
examples examples-64 train.txt --max-length 64 --longest-gram 1 --masking on_reading
examples examples-128 train.txt --max-length 128 --masking on_reading
examples examples-512 train.txt --max-length 512 --short-rate 0.3 --masking on_reading
awk '{ size += length + 1 } size > 400000 && !NF { exit } 1' "$work/held-out.txt" >"$work/held-out-part.txt" # whole documents
examples held-out-64 held-out-part.txt --max-length 64 --longest-gram 1 --seed 7

"$python" "$here/train.py" "$work" ${STOP_AFTER:+--stop-after "$STOP_AFTER"}
for model in "$here"/kept/phase-[0-9] "$work"/phase-[0-9]; do
    [ ! -e "$model/config.json" ] || "$python" "$here/evaluate.py" "$work/held-out.txt" "$model"
done
