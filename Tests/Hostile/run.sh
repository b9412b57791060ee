#!/usr/bin/env bash
# The hostile files through the built library's C interface, a race for one, and both once more with AddressSanitizer looking for leaks.
#
#   Tests/Hostile/run.sh [LIBDIR INCLUDEDIR]     default: build/lib and include
set -euo pipefail
cd "$(dirname "$0")/../.."
library_directory=$(cd "${1:-build/lib}" && pwd) include_directory=$(cd "${2:-include}" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -B Tests/Hostile/make_hostile.py "$work/files"
model=Sources/AlbertBundledModel/albert-mini
passed=0 failed=0
for sanitizer in "" -fsanitize=address; do
    rm -rf "$work/race" && cp -r "$work/files/model/ix0_good" "$work/race"
    for program in "hostile $work/files $model" "race $work/race"; do
        read -r -a words <<<"$program"
        ${CC:-cc} -std=gnu11 -O1 -g -Wall -Wextra -Werror $sanitizer "-I$include_directory" "Tests/Hostile/${words[0]}.c" \
            -o "$work/${words[0]}.program" "-L$library_directory" -l:libalbert.so.1 "-Wl,-rpath,$library_directory" -lpthread
        # allocator_may_return_null: a size that no machine has is an error to report, not an end.
        ASAN_OPTIONS=allocator_may_return_null=1 "$work/${words[0]}.program" "${words[@]:1}" >"$work/log" 2>&1 && status=0 || status=$?
        grep -v ' passed, ' "$work/log" | head -n 60 || true
        counted=$(grep -E '^[0-9]+ passed, [0-9]+ failed$' "$work/log" || echo "0 passed, 1 failed")
        echo "${words[0]} ${sanitizer:-plain}: $counted"
        passed=$((passed + ${counted%% *}))
        failed=$((failed + $(cut -d' ' -f3 <<<"$counted") + (status > 1 ? 1 : 0)))
    done
done
echo "$passed passed, $failed failed"
[ $failed = 0 ]
