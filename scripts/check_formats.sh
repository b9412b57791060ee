#!/usr/bin/env bash
# Compares Swift and C sources with the project's form, or gives them that form with --rewrite. clang-format's output
# changes between versions, so it comes pinned from scripts/requirements-test.txt, not from the system.
set -euo pipefail
cd "$(dirname "$0")/.."
clang_format=build/venv/bin/clang-format
mapfile -t c_sources < <(git ls-files --cached --others --exclude-standard '*.c' '*.h')
mapfile -t swift_sources < <(git ls-files --cached --others --exclude-standard '*.swift')
mapfile -t c_sources < <(printf '%s\n' "${c_sources[@]}" | xargs -d '\n' -r ls -d 2>/dev/null)
mapfile -t swift_sources < <(printf '%s\n' "${swift_sources[@]}" | xargs -d '\n' -r ls -d 2>/dev/null)

if [ "${1-}" = --rewrite ]; then
    swift format format --in-place --parallel "${swift_sources[@]}"
    "$clang_format" -i "${c_sources[@]}"
    exit 0
fi
failed=0
swift format lint --strict --parallel "${swift_sources[@]}" || failed=1
"$clang_format" --dry-run -Werror "${c_sources[@]}" || failed=1
trailing=$(git grep -nIE '[[:blank:]]+$' -- '*.c' '*.h' '*.swift' '*.py' '*.pyi' '*.sh' '*.md' Makefile '*.in' || true)
[ -z "$trailing" ] || { printf '%s\n' "$trailing" | sed 's/:\([0-9]*\):.*/:\1: white space at the end of the line/'; failed=1; }
[ $failed = 0 ] && echo "$((${#c_sources[@]} + ${#swift_sources[@]})) passed, 0 failed" || echo "0 passed, 1 failed"
exit $failed
