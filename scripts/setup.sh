#!/usr/bin/env bash
# Gets a Debian 12 or Ubuntu 22.04+ machine ready: system packages through apt where this user may install them, else one
# sentence that names what is missing. Nothing is done for what is already there.
#
#   scripts/setup.sh PURPOSE...     purposes: build demo test reference aarch64
set -euo pipefail

fail() {
    echo "setup: $*" >&2
    exit 1
}

command -v swift >/dev/null || fail "the Swift 6.3 toolchain is missing: put 'swift' on PATH (https://swift.org/install)"
swift_version=$(swift --version 2>/dev/null | sed -n 's/.*Swift version \([0-9]*\.[0-9]*\).*/\1/p' | head -n 1)
[ "$(printf '6.3\n%s\n' "$swift_version" | sort -V | head -n 1)" = 6.3 ] ||
    fail "Swift 6.3 or newer is needed, 'swift' on PATH is ${swift_version:-unknown}"

# Python 3.11 or newer: the distribution's own where it is new enough, else python3.11 beside it (Ubuntu 22.04).
python=$(bash "$(dirname "$0")/python.sh" || true)
python_package=${python:+python3}
if [ -z "$python" ]; then
    python_package=python3
    if apt-cache policy python3.11 2>/dev/null | grep -q 'Candidate: 3' && apt-cache policy python3 | grep -q 'Candidate: 3\.10'; then
        python_package=python3.11
    fi
fi

missing=()
need() { # need PACKAGE COMMAND...: the package is missing when the command fails
    local package=$1
    shift
    "$@" >/dev/null 2>&1 || missing+=("$package")
}
python_has() { [ -n "$python" ] && "$python" -c "$1"; }

for purpose in "$@"; do
    case $purpose in
    build)
        need gcc command -v cc
        need binutils command -v strip
        ;;
    demo)
        need "$python_package" test -n "$python"
        need "$python_package-venv" python_has 'import ensurepip, venv'
        need "${python_package}-dev" python_has \
            'import os, sysconfig; open(os.path.join(sysconfig.get_path("include"), "Python.h")).close()'
        ;;
    test)
        need g++ command -v c++
        need cmake command -v cmake
        need pkg-config command -v pkg-config
        need luajit command -v luajit
        ;;
    reference)
        need doxygen command -v doxygen
        ;;
    aarch64)
        need qemu-user command -v qemu-aarch64
        need gcc-aarch64-linux-gnu command -v aarch64-linux-gnu-gcc
        need libc6-dev-arm64-cross test -e /usr/aarch64-linux-gnu/include/stdio.h
        ;;
    *) fail "unknown purpose '$purpose'" ;;
    esac
done
[ ${#missing[@]} -eq 0 ] && exit 0

as_root=()
if [ "$(id -u)" -ne 0 ]; then
    sudo -n true 2>/dev/null && as_root=(sudo -n) || as_root=(none)
fi
if [ "${as_root[0]-}" = none ] || ! command -v apt-get >/dev/null; then
    fail "these packages are missing and cannot be installed by this user: ${missing[*]} (Debian's names)"
fi
echo "setup: installing ${missing[*]}"
export DEBIAN_FRONTEND=noninteractive
install=("${as_root[@]}" apt-get -qq -y -o DPkg::Lock::Timeout=300 install --no-install-recommends "${missing[@]}")
log=$(mktemp)
trap 'rm -f "$log"' EXIT
"${install[@]}" </dev/null >"$log" 2>&1 ||
    { "${as_root[@]}" apt-get -qq update </dev/null >"$log" 2>&1 && "${install[@]}" </dev/null >"$log" 2>&1; } || {
    tail -n 5 "$log" >&2
    fail "apt-get could not install: ${missing[*]}"
}
