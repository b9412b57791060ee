#!/usr/bin/env bash
# Puts into Tests/Fuzz/corpus what Tests/Fuzz/run.sh has found to reach code of its own, small inputs only: what is committed is
# replayed in every `make test`, so it stays below 1 MB in all.
set -euo pipefail
cd "$(dirname "$0")/../.."
build=build/fuzz
export ALBERT_FUZZ_TOKENIZER=Sources/AlbertBundledModel/albert-mini/spiece.model
for directory in $build/corpus/*; do
    target=$(basename "$directory")
    small=$build/small/$target
    rm -rf "$small" && mkdir -p "$small" Tests/Fuzz/corpus/"$target"
    find "$directory" $build/seeds/"$target" -type f -size -5 -exec cp -t "$small" {} +
    ALBERT_FUZZ_TARGET=$target $build/fuzz -set_cover_merge=1 -max_len=4096 -verbosity=0 Tests/Fuzz/corpus/"$target" "$small" >/dev/null 2>&1
    echo "$target: $(find Tests/Fuzz/corpus/"$target" -type f | wc -l) inputs, $(du -sb Tests/Fuzz/corpus/"$target" | cut -f1) bytes"
done
