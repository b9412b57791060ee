#!/usr/bin/env bash
# The C interface, seen from C and C++: header in every standard, symbols, hygiene, misuse, every task's cases and
# columns, arrays, texts, extremes, calls, tasks together, models that lack a part or a head, training, checkpoints that
# fail at every system call, sharing, forks, threads and stacks.
#
#   Tests/CABI/run.sh LIBDIR INCLUDEDIR
#
# CFLAGS is passed on, so that CFLAGS=-fsanitize=address looks for leaks and overruns as well. ALBERT_TEST_MODEL names the
# model to compute with (default: the bundled one).
set -uo pipefail
[ $# = 2 ] || { sed -n '2,9p' "$0"; exit 2; }
library_directory=$(cd "$1" && pwd) include_directory=$(cd "$2" && pwd)
cd "$(dirname "$0")"
library=$library_directory/libalbert.so.1
export ALBERT_TEST_MODEL=${ALBERT_TEST_MODEL:-$PWD/../../Sources/AlbertBundledModel/albert-mini}
cc=${CC:-cc} cxx=${CXX:-c++} flags=(${CFLAGS:--O1 -g} -D_GNU_SOURCE "-I$include_directory" -I.)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
passed=0 failed=0

judge() { # judge SENTENCE COMMAND...: one test that prints nothing when it passes
    local sentence=$1 output
    shift
    if output=$("$@" 2>&1); then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
        printf 'FAILED: %s\n%s\n' "$sentence" "$(head -n 20 <<<"$output")"
    fi
}

count() { # count NAME COMMAND...: a program that ends with "N passed, M failed"
    local name=$1 output status counted
    shift
    output=$("$@" 2>&1)
    status=$?
    counted=$(grep -E '^[0-9]+ passed, [0-9]+ failed$' <<<"$output" | tail -n 1)
    if [ -z "$counted" ] || { [ $status != 0 ] && [[ $counted == *" 0 failed" ]]; }; then
        failed=$((failed + 1))
        printf 'FAILED: %s ended with status %d\n%s\n' "$name" $status "$(tail -n 20 <<<"$output")"
    fi
    [ -n "$counted" ] || return
    passed=$((passed + ${counted%% *}))
    failed=$((failed + $(cut -d' ' -f3 <<<"$counted")))
    printf '%-28s %s\n' "$name" "$counted"
    grep -vE '^[0-9]+ passed' <<<"$output" | head -n 40
}

strict=(-Wall -Wextra -Wpedantic -Werror "-I$include_directory")
for standard in c99 c11 c17; do
    judge "albert.h alone in $standard" "$cc" -std=$standard "${strict[@]}" -fsyntax-only header.c
done
for standard in c++11 c++17 c++20; do
    judge "albert.h alone in $standard" "$cxx" -std=$standard "${strict[@]}" -x c++ -fsyntax-only header.c
done

names_of_header() { "$cc" -E -P "$include_directory/albert.h" | grep -oE '\balbert_[a-z0-9_]+\(' | tr -d '('; }
names_of_library() { nm -D --defined-only "$library" | awk '$2 == "T" { print $3 }' | sed 's/@@ALBERT_1$//'; }
names_of_header | LC_ALL=C sort -u >"$work/header"
names_of_library | LC_ALL=C sort -u >"$work/library"
judge "exports.txt holds the functions of albert.h" diff exports.txt "$work/header"
judge "the library exports the functions of albert.h, each under ALBERT_1" diff exports.txt "$work/library"

python3 make_misuse.py "$include_directory/albert.h" >"$work/misuse.c" || failed=$((failed + 1))
python3 make_cases.py ../Golden/heads/cases.json >"$work/cases_table.h" || failed=$((failed + 1))
flags+=("-I$work")
link=("-L$library_directory" -l:libalbert.so.1 "-Wl,-rpath,$library_directory" -ldl -lpthread -lm)
for program in hygiene misuse tasks cases columns arrays texts extremes calls together save missing \
    heads training pretraining faults sharing forks threads; do
    source=$program.c
    [ -e "$source" ] || source=$work/$program.c
    judge "$program.c compiles as C11" "$cc" -std=c11 "${flags[@]}" -Wall -Wextra -Wno-unused-function "$source" -o "$work/$program" \
        "${link[@]:$([ $program = hygiene ] && echo 3 || echo 0)}"
    judge "$program.c compiles as C++17" "$cxx" -std=c++17 -x c++ "${flags[@]}" -Wno-unused-function "$source" -x none \
        -o "$work/$program-cxx" "${link[@]:$([ $program = hygiene ] && echo 3 || echo 0)}"
done
count hygiene "$work/hygiene" "$library"
count "hygiene, SWIFT_ROOT set" env SWIFT_ROOT=/nonexistent "$work/hygiene" "$library"
count misuse "$work/misuse" ../Golden/heads/models
count tasks "$work/tasks"
count cases "$work/cases" ../Golden/heads/models
mkdir "$work/wrong"
judge "the same cases, each wrong in one number, text, row or status, can be made" \
    sh -c 'python3 make_cases.py --wrong ../Golden/heads/cases.json >"$0"/wrong/cases_table.h' "$work"
judge "cases.c compiles with them" "$cc" -std=c11 "-I$work/wrong" "${flags[@]}" -O0 cases.c -o "$work/cases-wrong" "${link[@]}"
judge "cases.c finds every one of them" sh -c '"$0" ../Golden/heads/models wrong >/dev/null' "$work/cases-wrong"
count columns "$work/columns" ../Golden/heads/models
count "columns, built as C++" "$work/columns-cxx" ../Golden/heads/models
count arrays "$work/arrays"
count "arrays, built as C++" "$work/arrays-cxx"
count texts "$work/texts"
count extremes "$work/extremes" ../Golden/heads/models
count calls "$work/calls"
count together "$work/together" ../Golden/heads/models
mkdir "$work/place"
count save "$work/save" "$work/place"
judge "models that lack a part can be made" python3 make_partial_models.py "$ALBERT_TEST_MODEL" \
    ../Golden/heads/models "$work/partial"
count missing "$work/missing" "$work/partial"
count heads "$work/heads" "$work/partial"
mkdir "$work/trainings"
count training "$work/training" ../Golden "$work/trainings"
mkdir "$work/pretrainings" "$work/faulty"
count pretraining "$work/pretraining" ../Golden "$work/pretrainings"
judge "fault_injection.c compiles" "$cc" -shared -fPIC -O1 -D_GNU_SOURCE fault_injection.c -o "$work/fault_injection.so" -ldl
count faults env LD_PRELOAD="$work/fault_injection.so" "$work/faults" ../Golden "$work/faulty"
count sharing "$work/sharing"
count forks "$work/forks"
count threads "$work/threads" ../Golden/heads/models
echo "$passed passed, $failed failed"
[ $failed = 0 ]
