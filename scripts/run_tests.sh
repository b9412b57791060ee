#!/usr/bin/env bash
# Runs every suite, each with its own log, and ends with one line that counts tests. A suite that fails does not stop the
# others. Called by `make test`, which has built the library.
set -uo pipefail
cd "$(dirname "$0")/.."
build=build scratch=${SCRATCH:-.build} version=${VERSION:?run me through make test}
logs=$build/test-logs
rm -rf "$logs" && mkdir -p "$logs"
passed=0 failed=0 skipped=0 broken=()
export ALBERT_LIBRARY=$PWD/$build/lib/libalbert.so.1

# Sums what the suites say: "12 passed, 1 failed, 2 skipped" (ours, pytest's) and Swift Testing's closing line.
count() { # count WORD LOG
    case $1 in
    passed) swift_total=$(sed -n 's/.*Test run with \([0-9]*\) test.* passed after.*/\1/p' "$2" | tail -n 1) ;;
    *) swift_total= ;;
    esac
    local own
    own=$(grep -E '^[= ]*([0-9]+ [a-z]+, )*[0-9]+ (passed|failed)\b' "$2" | tail -n 1 | grep -oE "[0-9]+ $1" | grep -oE '[0-9]+')
    echo $((${swift_total:-0} + ${own:-0}))
}

suite() { # suite NAME COMMAND...
    local name=$1 log=$logs/$1.log start=$SECONDS
    shift
    if "$@" >"$log" 2>&1 </dev/null; then
        local verdict=ok
    else
        local verdict=FAILED
        broken+=("$name")
    fi
    local p f s
    p=$(count passed "$log") f=$(count failed "$log") s=$(count skipped "$log")
    [ $verdict = ok ] || [ "$f" -gt 0 ] || f=1
    [ $verdict = FAILED ] || [ "$p" -gt 0 ] || [ "$s" -gt 0 ] || { p=1; }
    passed=$((passed + p)) failed=$((failed + f)) skipped=$((skipped + s))
    printf '%-7s %-10s %5d passed' "$verdict" "$name" "$p"
    [ "$f" = 0 ] || printf ', %d failed' "$f"
    [ "$s" = 0 ] || printf ', %d skipped' "$s"
    printf '  (%d s)\n' $((SECONDS - start))
    if [ $verdict = FAILED ]; then
        echo "------- the end of $log"
        tail -n 40 "$log"
        echo "-------"
    fi
}

# Optimised, because the parity tests compute a model of the base size, and in a folder of its own, because the flags
# differ from the library's and SwiftPM would build everything anew at each change of them.
swift_tests() { swift test -c release -Xswiftc -enable-testing --scratch-path "$scratch/tests"; }
python_tests() {
    "$build/venv/bin/python" -m pip install --quiet --disable-pip-version-check --no-build-isolation --force-reinstall \
        --no-deps ./bindings/python &&
        (cd bindings/python && "../../$build/venv/bin/python" -m pytest -q tests -p no:cacheprovider)
}

echo "== make test: logs in $logs"
if ! bash scripts/setup_python.sh $build/venv scripts/requirements-test.txt; then
    echo "the Python tests need the packages of scripts/requirements-test.txt, which pip could not install" >&2
    exit 1
fi
suite formats bash scripts/check_formats.sh
suite layers python3 scripts/check_layers.py
suite scripts $build/venv/bin/python -m pytest -q -p no:cacheprovider Tests/Scripts
suite library bash scripts/check_library.sh $build/lib/libalbert.so."$version" "$version"
suite swift swift_tests
suite cabi bash Tests/CABI/run.sh $build/lib $build/include
suite hostile bash Tests/Hostile/run.sh $build/lib $build/include
suite install bash Tests/Install/run.sh
suite runtimes bash Tests/Runtimes/run.sh
suite readme bash Tests/Readme/run.sh
suite python python_tests
suite recipes $build/venv/bin/python -m pytest -q -p no:cacheprovider Tests/Recipes # with the package that the suite before installed

echo
echo "$passed passed, $failed failed, $skipped skipped in $((SECONDS / 60)) min $((SECONDS % 60)) s"
[ ${#broken[@]} -eq 0 ] || { echo "failed: ${broken[*]}"; exit 1; }
