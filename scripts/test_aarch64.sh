#!/usr/bin/env bash
# Shows that the NEON kernels are right: cross-compiled, run under an emulator, compared with double precision and, bit for
# bit, with the same program on this machine.
#
#   scripts/test_aarch64.sh BUILD
set -euo pipefail
build=$1
mkdir -p "$build"
sources=(Tests/Aarch64/kernels.c Sources/CAlbert/dispatch/*.c)
mapfile -t -O ${#sources[@]} sources < <(find Sources/CAlbert/kernels -name '*.c' | sort)
flags=(-std=gnu11 -O2 -D_GNU_SOURCE -Wall -Wextra -ISources/CAlbert/include)
# clang, as in the shipped library; the cross compiler's package brings aarch64's C library.
clang --target=aarch64-linux-gnu --gcc-toolchain=/usr "${flags[@]}" "${sources[@]}" -o "$build/kernels-aarch64" -lm -static
clang "${flags[@]}" "${sources[@]}" -o "$build/kernels-native" -lm -lpthread

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
run neon qemu-aarch64 "$build/kernels-aarch64" neon
run portable qemu-aarch64 "$build/kernels-aarch64" portable
if [[ "$(grep -m1 -w -o avx2 /proc/cpuinfo)" == avx2 ]]; then
    run avx2 "$build/kernels-native" avx2
    while read -r kernel; do
        if grep -qxF "$kernel" "$build/avx2.out"; then
            total_passed=$((total_passed + 1))
        else
            total_failed=$((total_failed + 1)) status=1
            echo "FAILED: neon and avx2 differ in bits: $kernel"
        fi
    done < <(grep -E ' [0-9a-f]{16}$' "$build/neon.out")
else
    echo "this machine has no fused table: bits are not compared"
fi
echo "$total_passed passed, $total_failed failed"
exit $status
