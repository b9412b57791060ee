#!/usr/bin/env bash
# "dlopen from anywhere": the tasks of bindings/c through other languages' foreign function interfaces. What they print must
# be what the C programs print.
#
#   Tests/Runtimes/run.sh        needs `make lib`; LUAJIT and PYTHON name other interpreters
set -uo pipefail
cd "$(dirname "$0")/../.."
build=$PWD/build
library=$build/lib/libalbert.so.1
[ -e "$library" ] || { echo "there is no $library: run make lib"; exit 2; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
passed=0 failed=0 skipped=0

same() { # same SENTENCE EXPECTED_FILE COMMAND...
    local sentence=$1 expected=$2
    shift 2
    if "$@" >"$work/found" 2>"$work/errors" && diff "$expected" "$work/found" >"$work/difference" && [ ! -s "$work/errors" ]; then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
        echo "FAILED: $sentence"
        cat "$work/errors" "$work/difference" | head -n 20
    fi
}

text="Naïve cafés in Zürich: 25 € each — the house is [MASK]."
masked="The president of the United [MASK] signed the [MASK]."
first="A man plays the guitar." second="Someone makes music." third="The stock market fell."
for program in tokenize encode fill_mask; do
    "${CC:-cc}" -std=c11 -O1 -Iinclude "bindings/c/$program.c" -o "$work/$program" "-L$build/lib" -lalbert \
        "-Wl,-rpath,$build/lib" || exit 1
done
"${CC:-cc}" -std=c11 -O1 bindings/c/dlopen.c -o "$work/dlopen" -ldl || exit 1
"$work/tokenize" - "$text" >"$work/tokenize.txt" && "$work/encode" "$first" "$second" "$third" >"$work/encode.txt" &&
    "$work/fill_mask" "$masked" >"$work/fill_mask.txt" || { echo "0 passed, 1 failed"; exit 1; }
[ "$(wc -l <"$work/tokenize.txt")" -gt 10 ] && [ "$(wc -l <"$work/encode.txt")" = 3 ] &&
    [ "$(wc -l <"$work/fill_mask.txt")" = 10 ] || { echo "0 passed, 1 failed"; exit 1; }
awk '{ printf "%6.3f  %s\n", $2, $3 }' "$work/fill_mask.txt" >"$work/dlopen.txt"

same "dlopen without a header" "$work/dlopen.txt" "$work/dlopen" "$masked" "$library"
all_tasks() { # all_tasks LANGUAGE COMMAND...
    local language=$1
    shift
    same "$language: tokenize" "$work/tokenize.txt" "$@" tokenize "$text"
    same "$language: encode" "$work/encode.txt" "$@" encode "$first" "$second" "$third"
    same "$language: fill_mask" "$work/fill_mask.txt" "$@" fill_mask "$masked"
}
all_tasks "Python ctypes" "${PYTHON:-python3}" Tests/Runtimes/albert_ctypes.py "$library"
if command -v "${LUAJIT:-luajit}" >/dev/null; then
    all_tasks "LuaJIT ffi" "${LUAJIT:-luajit}" Tests/Runtimes/albert_ffi.lua "$library" include/albert.h
else
    skipped=$((skipped + 3))
    echo "skipped: there is no luajit (apt install luajit)"
fi
echo "$passed passed, $failed failed, $skipped skipped"
[ $failed = 0 ]
