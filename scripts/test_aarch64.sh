#!/usr/bin/env bash
# Shows that the NEON kernels and the tokenizer's inner loops are right on aarch64: cross-compiled, run under an emulator, compared
# with double precision and, bit for bit, with the same programs on this machine. The loops run here under AddressSanitizer, too.
#
#   scripts/test_aarch64.sh BUILD
set -euo pipefail
build=$1
mkdir -p "$build"
sources=(Tests/Aarch64/kernels.c Sources/CAlbert/dispatch/*.c)
mapfile -t -O ${#sources[@]} sources < <(find Sources/CAlbert/kernels -name '*.c' | sort)
flags=(-std=gnu11 -O2 -D_GNU_SOURCE -Wall -Wextra -ISources/CAlbert/include)
# clang, as in the shipped library; the cross compiler's package brings aarch64's C library.
cross=(clang --target=aarch64-linux-gnu --gcc-toolchain=/usr "${flags[@]}")
"${cross[@]}" "${sources[@]}" -o "$build/kernels-aarch64" -lm -static
clang "${flags[@]}" "${sources[@]}" -o "$build/kernels-native" -lm -lpthread

texts=(Tests/Aarch64/text.c Sources/CAlbert/text/*.c Sources/CAlbert/tables/*.c Sources/CAlbert/platform/memory.c)
"${cross[@]}" "${texts[@]}" -o "$build/text-aarch64" -lm -static
gcc "${flags[@]}" -g -fsanitize=address,undefined -fno-sanitize-recover=all "${texts[@]}" -o "$build/text-native" -lm

status=0
total_passed=0 total_failed=0
run() { # run NAME COMMAND...
    local name=$1
    shift
    "$@" >"$build/$name.out" || status=1
    grep -v -E '^[a-z_]+( [0-9a-z]+)? +[0-9a-f]{16}$' "$build/$name.out" | sed "s/^/$name: /"
    local counts
    counts=$(tail -n 1 "$build/$name.out")
    total_passed=$((total_passed + ${counts%% *})) total_failed=$((total_failed + $(cut -d' ' -f3 <<<"$counts")))
}
# With every feature that the emulator knows.
emulated=(qemu-aarch64 -cpu max "$build/kernels-aarch64")
run portable "${emulated[@]}" portable
run neon "${emulated[@]}" neon
others=()
for table in $("${emulated[@]}"); do
    [[ $table == portable || $table == neon ]] && continue
    run "$table" "${emulated[@]}" "$table"
    others+=("$table")
done
for table in $("$build/kernels-native"); do
    [[ $table == portable ]] && continue
    run "$table" "$build/kernels-native" "$table"
    others+=("$table")
done
run text-aarch64 qemu-aarch64 -cpu max "$build/text-aarch64"
run text-native "$build/text-native"
hashes() { grep -E ' [0-9a-f]{16}$' "$build/$1.out"; }
for table in "${others[@]}"; do
    while read -r kernel; do
        if grep -qxF "$kernel" "$build/$table.out"; then
            total_passed=$((total_passed + 1))
        else
            total_failed=$((total_failed + 1)) status=1
            echo "FAILED: neon and $table differ in bits: $kernel"
        fi
    done < <(hashes neon)
done
if [ -n "$(hashes text-native)" ] && [ "$(hashes text-aarch64)" = "$(hashes text-native)" ]; then
    total_passed=$((total_passed + 1))
else
    total_failed=$((total_failed + 1)) status=1
    echo "FAILED: texts become other rows on aarch64"
fi
echo "neon has the bits of: ${others[*]:-no other table}"
echo "$total_passed passed, $total_failed failed"
exit $status
