#!/usr/bin/env bash
# Runs the C programs that call the library from many threads against a build whose C and Swift are instrumented by
# ThreadSanitizer. Any report is a failure.
#
#   scripts/test_tsan.sh LIBRARY INCLUDEDIR WORK       WORK: a folder for the programs and their logs
set -euo pipefail
library=$(realpath "$1") include=$(realpath "$2") work=$3
cd "$(dirname "$0")/.."
mkdir -p "$work"
work=$(realpath "$work")
cp "$library" "$work/libalbert.so.1"
# Without instrumentation nothing would ever be found.
nm -D "$work/libalbert.so.1" | grep -q __tsan_write || { echo "$library is not built with -sanitize=thread" >&2; exit 1; }

# Swift's ThreadSanitizer runtime knows libdispatch and wants it linked; the library itself does not use it.
runtime=$(swiftc -print-target-info | sed -n 's/.*"runtimeResourcePath": "\(.*\)".*/\1/p')/linux
clang=$(dirname "$(dirname "$(dirname "$runtime")")")/bin/clang
[ -x "$clang" ] || clang=clang
export ALBERT_TEST_MODEL=${ALBERT_TEST_MODEL:-$PWD/Sources/AlbertBundledModel/albert-mini}
# fork() in a process with threads is what forks.c is about.
export TSAN_OPTIONS="exitcode=66 die_after_fork=0 ${TSAN_OPTIONS:-}" ALBERT_TEST_FORKS=${ALBERT_TEST_FORKS:-20}
passed=0 failed=0

run() { # run NAME COMMAND...: passes when the program does and nothing is reported
    local name=$1 log=$work/$1.log status=0 reports
    shift
    timeout 600 "$@" >"$log" 2>&1 || status=$?
    reports=$(grep -c '^WARNING: ThreadSanitizer' "$log" || true)
    printf '%-8s %s, %d reports, status %d\n' "$name" "$(grep -E '^[0-9]+ passed' "$log" || echo 'no count')" "$reports" $status
    if [ $status = 0 ] && [ "$reports" = 0 ]; then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
        grep -A 25 -m 3 -E '^(FAILED|WARNING: ThreadSanitizer)' "$log" || tail -n 20 "$log"
    fi
}

for name in sharing calls tasks forks; do
    "$clang" -std=gnu11 -O1 -g -fsanitize=thread -D_GNU_SOURCE "-I$include" -ITests/CABI "Tests/CABI/$name.c" \
        -o "$work/$name" "-L$work" -l:libalbert.so.1 "-Wl,-rpath,$work" "-L$runtime" -ldispatch -lBlocksRuntime \
        "-Wl,-rpath,$runtime" -ldl -lpthread -lm
    run "$name" "$work/$name"
done
echo "$passed passed, $failed failed"
[ $failed = 0 ]
