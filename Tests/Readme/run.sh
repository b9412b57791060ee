#!/usr/bin/env bash
# Builds and runs README.md's first programs and those of docs/tasks word for word, and holds the documents against the tree.
set -uo pipefail
cd "$(dirname "$0")/../.."
root=$PWD build=$PWD/build
work=$build/readme
rm -rf "$work/programs" && mkdir -p "$work/programs"
passed=0 failed=0

program() { python3 Tests/Readme/extract.py "$1"; }
verdict() { # verdict LANGUAGE STATUS: the program ended well and its output fills the mask
    if [ "$2" = 0 ] && grep -q -i 'the president of the united states signed the law\.' "$work/$1.out"; then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
        echo "FAILED: README.md's program in $1"
        tail -n 30 "$work/$1.out" | sed 's/^/    /'
    fi
}

in_c() {
    program c >"$work/programs/start.c" &&
        "${CC:-cc}" -std=c11 -Wall -Wextra -Wpedantic -Werror -I"$build/include" "$work/programs/start.c" \
            -o "$work/programs/start" -L"$build/lib" -lalbert -Wl,-rpath,"$build/lib" && "$work/programs/start"
}
in_lua() { program lua >"$work/programs/start.lua" && LD_LIBRARY_PATH=$build/lib luajit "$work/programs/start.lua"; }
in_python() {
    local venv=$work/venv
    [ -x "$venv/bin/python" ] || "$(bash scripts/python.sh)" -m venv "$venv" || return
    # The package as its user has it: no numpy, nothing of the source tree on the path.
    "$venv/bin/python" -m pip install --quiet --disable-pip-version-check --force-reinstall ./bindings/python || return
    program python >"$work/programs/start.py" && (cd "$work/programs" && "$venv/bin/python" -I start.py)
}
in_swift() {
    local package=$work/swift
    mkdir -p "$package/Sources/start"
    ln -sfn "$root" "$work/libalbert"
    program swift >"$package/Sources/start/main.swift" || return
    cat >"$package/Package.swift" <<'SWIFT'
// swift-tools-version: 6.1
import PackageDescription

let package = Package(
    name: "start",
    dependencies: [.package(name: "libalbert", path: "../libalbert")],
    targets: [
        .executableTarget(
            name: "start",
            dependencies: [
                .product(name: "AlbertCore", package: "libalbert"),
                .product(name: "AlbertBundledModel", package: "libalbert"),
            ])
    ]
)
SWIFT
    swift run --package-path "$package" --scratch-path "$work/swift-build" start
}

for language in c lua python swift; do
    "in_$language" >"$work/$language.out" 2>&1
    verdict $language $?
done
counted() { # counted NAME COMMAND...: a program that prints what differs and ends with "N passed, M failed"
    local name=$1 ending
    shift
    "$@" >"$work/$name.out" 2>&1
    ending=$(grep -E '^[0-9]+ passed, [0-9]+ failed$' "$work/$name.out" | tail -n 1)
    [ -n "$ending" ] || { ending="0 passed, 1 failed"; echo "$ending" >>"$work/$name.out"; }
    passed=$((passed + ${ending%% *}))
    ending=${ending#*, }
    failed=$((failed + ${ending% failed}))
    sed '$d' "$work/$name.out"
}
counted documents python3 Tests/Readme/check_documents.py
counted examples python3 Tests/Readme/examples.py "$build" "$work/venv/bin/python"
echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
