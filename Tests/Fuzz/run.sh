#!/usr/bin/env bash
# Fuzzes every reader and the tokenizer for a while each, one after the other.
#
#   Tests/Fuzz/run.sh SECONDS_EACH [TARGET...]
#
# The seeds are the committed corpora and the hostile files. What is found lies in build/fuzz/findings: put it into
# Tests/Fuzz/corpus/TARGET once it is understood, and `make test` replays it. New inputs that reach new code stay in
# build/fuzz/corpus, so that the next run starts where this one ended.
set -euo pipefail
cd "$(dirname "$0")/../.."
[ $# -ge 1 ] || { sed -n '2,8p' "$0"; exit 2; }
seconds=$1
shift
build=build/fuzz
targets=(safetensors shard_index config sentencepiece_load_then_encode tokenizer_json_load_then_encode text_encode decode
    example_shard example_index sentences)
[ $# = 0 ] || targets=("$@")

# An object whose source is gone would still be linked.
rm -rf $build/objects
mkdir -p $build/objects $build/corpus $build/findings
headers=(-ISources/CAlbert/include -Iinclude)
sources() { find "$@" -not -name '.*'; }

echo "== building"
for source in $(sources Sources/CAlbert -name '*.c'); do
    object=$build/objects/$(echo "${source%.c}" | tr / _).o
    clang -std=gnu11 -O1 -g -D_GNU_SOURCE -fsanitize=address,fuzzer-no-link "${headers[@]}" -c "$source" -o "$object"
done
# Optimised as it ships, with asserts: what they state is to be tried too.
swift_flags=(-O -assert-config Debug -g -swift-version 6 -parse-as-library -sanitize=fuzzer,address -wmo)
swiftc "${swift_flags[@]}" -enable-testing -module-name AlbertCore -emit-module -emit-module-path $build/AlbertCore.swiftmodule \
    -c $(sources Sources/AlbertCore -name '*.swift') -o $build/AlbertCore.o "${headers[@]}"
swiftc "${swift_flags[@]}" -module-name AlbertFuzz -I $build "${headers[@]}" \
    Tests/AlbertCoreTests/Fuzz/FuzzTargets*.swift Tests/Fuzz/FuzzMain.swift $build/AlbertCore.o $build/objects/*.o \
    -use-ld=lld -lm -o $build/fuzz
# The compiler leaves its module for the debugger where it was called.
rm -f AlbertFuzz-1.swift{doc,module,sourceinfo}

hostile=$build/hostile
rm -rf $hostile
python3 -B Tests/Hostile/make_hostile.py $hostile
kind_of() {
    case $1 in
    safetensors | config) echo "$1" ;;
    sentencepiece_*) echo spiece ;;
    tokenizer_json_*) echo tokenizer_json ;;
    text_encode) echo text ;;
    *) echo none ;;
    esac
}

# A 4 KB file that takes 256 MB or 5 seconds is a finding, as much as a crash. A failed allocation is an error, not an end.
export ASAN_OPTIONS=allocator_may_return_null=1:detect_leaks=1 ALBERT_FUZZ_TOKENIZER=Sources/AlbertBundledModel/albert-mini/spiece.model
found=0
for target in "${targets[@]}"; do
    echo "== $target: $seconds s"
    mkdir -p $build/corpus/"$target" $build/seeds/"$target"
    find $hostile/"$(kind_of "$target")" -maxdepth 1 -type f -size -64k -exec cp -t $build/seeds/"$target" {} + 2>/dev/null || true
    if [ "$target" = shard_index ]; then
        for index in $hostile/model/ix*/*.index.json; do
            [ "$(stat -c %s "$index")" -gt 65536 ] || cp "$index" $build/seeds/shard_index/"$(basename "$(dirname "$index")")"
        done
    fi
    # Most of what goes wrong goes wrong with a short input too; long ones only slow the fuzzer down.
    longest=65536
    case $target in
    text_encode | decode) longest=2048 ;;
    safetensors) longest=8192 ;;
    esac
    ALBERT_FUZZ_TARGET=$target nice -n 5 $build/fuzz -max_total_time="$seconds" -rss_limit_mb=512 -timeout=5 -malloc_limit_mb=256 \
        -max_len=$longest -print_final_stats=1 -verbosity=0 -artifact_prefix=$build/findings/"$target"- \
        $build/corpus/"$target" Tests/Fuzz/corpus/"$target" $build/seeds/"$target" 2>&1 |
        tee $build/"$target".log | grep -E 'ERROR|SUMMARY|stat::number_of_executed|Fatal|Test unit written' || true
    grep -q 'stat::number_of_executed_units' $build/"$target".log || found=$((found + 1))
    ! grep -qE 'ERROR:|Test unit written' $build/"$target".log || found=$((found + 1))
done
[ $found = 0 ] || { echo "findings in $build/findings" >&2; exit 1; }
echo "no findings"
