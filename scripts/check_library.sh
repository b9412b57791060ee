#!/usr/bin/env bash
# Looks at the shipped library from outside: names, dependencies, size.
#
#   scripts/check_library.sh LIBRARY VERSION
set -euo pipefail
library=$1 version=$2
size_limit=$((9 * 1000 * 1000))
passed=0 failed=0
check() { # check SENTENCE EXPECTED FOUND
    if [ "$2" = "$3" ]; then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
        printf 'FAILED: %s\n  expected %s\n  found    %s\n' "$1" "$2" "$3"
    fi
}
dynamic=$(readelf -dW "$library")
field() { sed -n "s/.*($1).*\[\(.*\)\]/\1/p" <<<"$dynamic" | sort | tr '\n' ' '; }
header_names() { grep -oE '\balbert_[a-z0-9_]+\(' include/albert.h | tr -d '(' | sort -u; }
defined=$(readelf --dyn-syms -W "$library" | awk '$7 != "UND" && $5 == "GLOBAL" { print $8 }' | sort)

check "the soname is that of the major version" "libalbert.so.1 " "$(field SONAME)"
loader='ld-linux-(x86-64|aarch64)\.so\.[0-9]+'
check "only the C and C++ runtime is needed" "" \
    "$(field NEEDED | tr ' ' '\n' | grep -vxE "libc\.so\.6|libm\.so\.6|libgcc_s\.so\.1|libstdc\+\+\.so\.6|$loader|" || true)"
check "there is no RUNPATH" "" "$(field RUNPATH)$(field RPATH)"
check "dlclose leaves it in place" 1 "$(grep -c 'NODELETE' <<<"$dynamic")"
check "the exports are albert.h's functions under ALBERT_1, and nothing else" \
    "$({ echo ALBERT_1; header_names | sed 's/$/@@ALBERT_1/'; } | sort | tr '\n' ' ')" "$(tr '\n' ' ' <<<"$defined")"
check "the stack is not executable" "" "$(readelf -lW "$library" | awk '/GNU_STACK/ && $7 ~ /E/')"
check "relocations are read-only after loading" 1 "$(readelf -lW "$library" | grep -c GNU_RELRO)"
size=$(stat -c %s "$library")
check "stripped, it has at most $size_limit bytes" within "$([ "$size" -le $size_limit ] && echo within || echo "$size")"
check "it holds no path of the machine that built it" "" "$(strings -a "$library" | grep -F "$PWD/" | head -n 3 || true)"
check "its file name carries the version" "libalbert.so.$version" "$(basename "$library")"
echo "library: $size bytes, needs $(field NEEDED)"
echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
