#!/usr/bin/env bash
# Installs into a temporary PREFIX and uses the result as a stranger would: every program of bindings/c through pkg-config,
# through CMake and as C++, then once more after the whole tree was moved. Nothing of the source tree but those programs is
# on any search path.
set -uo pipefail
cd "$(dirname "$0")/../.."
passed=0 failed=0
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
masked="The president of the United [MASK] signed the law."

check() { # check SENTENCE COMMAND...
    local sentence=$1
    shift
    if "$@" >"$work/out" 2>&1; then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
        echo "FAILED: $sentence"
        sed 's/^/    /' "$work/out" | tail -n 20
    fi
}
# What a file is in an installation, links resolved to what they say.
tree() { (cd "$1" && find . \( -type f -printf '%P\n' \) -o \( -type l -printf '%P -> %l\n' \) | sort); }
same() { [ "$1" = "$2" ] || { diff <(echo "$1") <(echo "$2"); false; }; }
says() { # says PATTERN COMMAND...: the command succeeds and its output matches
    local pattern=$1 output
    shift
    output=$("$@" 2>&1) && grep -qE -- "$pattern" <<<"$output" || { echo "$output"; false; }
}

prefix=$work/albert
make --no-print-directory install PREFIX="$prefix" >/dev/null || { echo "0 passed, 1 failed"; exit 1; }
version=$(sed -n 's/^VERSION := //p' Makefile)

expected=$({
    echo include/albert.h
    echo "lib/libalbert.so -> libalbert.so.1"
    echo "lib/libalbert.so.1 -> libalbert.so.$version"
    echo "lib/libalbert.so.$version"
    echo lib/pkgconfig/albert.pc
    printf 'lib/cmake/albert/%s\n' albertConfig.cmake albertConfigVersion.cmake
    (cd Sources/AlbertBundledModel && find albert-mini -type f -printf 'share/albert/models/%p\n')
    printf 'share/doc/albert/%s\n' LICENSE NOTICE README.md
} | sort)
check "exactly the promised files are installed" same "$expected" "$(tree "$prefix")"

export PKG_CONFIG_PATH=$prefix/lib/pkgconfig
check "pkg-config knows the version" same "$version" "$(pkg-config --modversion albert)"
read -ra compile <<<"$(pkg-config --cflags albert)"
read -ra link <<<"$(pkg-config --libs albert)"
link+=("-Wl,-rpath,$prefix/lib" -ldl -lm)

mkdir "$work/pkgconfig" "$work/programs"
for source in bindings/c/*.c; do
    program=$work/pkgconfig/$(basename "$source" .c)
    check "$source builds through pkg-config" \
        "${CC:-cc}" -std=c11 -Wall -Wextra -Wpedantic -Werror "${compile[@]}" "$source" -o "$program" "${link[@]}"
done
check "fill_mask answers" says states "$work/pkgconfig/fill_mask" "$masked"
check "tokenize shows the pieces" says '▁text' "$work/pkgconfig/tokenize" - "A text to cut."
check "encode finds a text like itself" says '^ ?1\.0000' "$work/pkgconfig/encode" "A text." "Another one."
heads=Tests/Golden/heads/models
check "classify gives every label" says '^ +0\.[0-9]{4}  neutral$' \
    "$work/pkgconfig/classify" $heads/classifier "the law of the people" "the ship"
check "zero_shot scores every label" says '^0\.[0-9]{4}  cooking$' \
    "$work/pkgconfig/zero_shot" $heads/classifier "The ship sails on Sunday." travel cooking politics
check "choose puts the choices in order" says '^0\.[0-9]{4}  My brother did\.$' \
    "$work/pkgconfig/choose" $heads/choice "Who wrote the letter?" "It is on the table." "My brother did."
check "tag tells where an entity stands" says '^0:6-26  PER +0\.[0-9]{4}  lives in Lisbon with$' \
    "$work/pkgconfig/tag" $heads/tagger "Maria lives in Lisbon with the people."
check "answer reads a text from standard input" says '^0\.[0-9]{4}  bytes 15-28  signed by the$' \
    sh -c 'echo "The treaty was signed by the president in April." | "$0" "$@"' \
    "$work/pkgconfig/answer" $heads/reader "Who signed?"
check "rank puts the same text first" says '^ 1\.0000  the house$' \
    "$work/pkgconfig/rank" "the house" "bread and butter" "the house" -m $heads/plain
check "rank finds doublets" says '^ 1\.0000    to "bread and butter"$' \
    "$work/pkgconfig/rank" "the house" "bread and butter" "water" "bread and butter"
check "sentence_order tells how well sentences follow" says '^coherence 0\.[0-9]{4}$' \
    "$work/pkgconfig/sentence_order" "He opened the door." "It was dark inside." "So he lit a candle."
check "sentence_order reads other models" says '^best order:$' \
    "$work/pkgconfig/sentence_order" "the house" "the law" -m $heads/language
check "forward tells what a token attends to" says '^\[CLS\]( +[0-9]+\.[0-9]{2}){3}  attends to .* \(0\.[0-9]{4}\)$' \
    "$work/pkgconfig/forward" "Where is the house?" $heads/plain
check "save writes a model that opens" says '"task_head":"AlbertForTokenClassification"' \
    "$work/pkgconfig/save" $heads/tagger "$work/saved"
check "what was saved is the model" says '^0:6-26  PER +0\.[0-9]{4}  lives in Lisbon with$' \
    "$work/pkgconfig/tag" "$work/saved" "Maria lives in Lisbon with the people."
printf 'One house. Two houses.\n\nThree houses. And the sea.\n' >"$work/corpus"
check "pretraining_data counts what it writes" says '^sentences 4$' \
    "$work/pkgconfig/pretraining_data" Sources/AlbertBundledModel/albert-mini "$work/examples" "$work/corpus"
check "its examples are there" test -s "$work/examples/index.examples"
for source in bindings/c/*.c; do
    program=$(basename "$source" .c)
    check "$program is run above" grep -qF "\"\$work/pkgconfig/$program\"" Tests/Install/run.sh
done
for program in classify tag save; do
    check "$program says what is wrong" says "^$program: ALBERT_E_IO: " \
        sh -c '! "$0" "$@"' "$work/pkgconfig/$program" /nonexistent "$work/nothing"
done
check "dlopen answers without header or linking" says states \
    "$work/pkgconfig/dlopen" "$masked" "$prefix/lib/libalbert.so.1"

cp bindings/c/*.c Tests/Install/CMakeLists.txt "$work/programs"
check "CMake finds the package" cmake -S "$work/programs" -B "$work/cmake" -DCMAKE_PREFIX_PATH="$prefix" \
    -DCMAKE_BUILD_TYPE=Release
check "every program builds through CMake" cmake --build "$work/cmake"
check "fill_mask built by CMake answers" says states "$work/cmake/fill_mask" "$masked"
check "CMake refuses a version to come" says 'not compatible|version.*2' sh -c \
    "! cmake -S '$work/programs' -B '$work/cmake2' -DCMAKE_PREFIX_PATH='$prefix' -DWANTED_VERSION=2.0"

# A staged installation names its final place, not the stage.
make --no-print-directory install DESTDIR="$work/stage" PREFIX=/opt/albert LIBDIR=/opt/albert/lib64 >/dev/null
check "DESTDIR stages under PREFIX" test -f "$work/stage/opt/albert/lib64/libalbert.so.$version"
check "a staged albert.pc names the final place" \
    says 'libdir=/opt/albert/lib64' cat "$work/stage/opt/albert/lib64/pkgconfig/albert.pc"
odd='/opt/R&D|x\1'
bash packaging/install.sh build "$version" "$odd" "$odd/lib" "$work/odd"
check "a PREFIX of any letters stands in albert.pc as it is" \
    same "$(printf 'prefix=%s\nlibdir=%s/lib' "$odd" "$odd")" "$(head -n 2 "$work/odd$odd/lib/pkgconfig/albert.pc")"
check "no installed text names the stage" sh -c "! grep -rIl '$work' '$work/stage'"
check "LIBDIR beside lib still finds the model" says states \
    env LD_LIBRARY_PATH="$work/stage/opt/albert/lib64" "$work/cmake/fill_mask" "$masked"
make --no-print-directory install DESTDIR="$work/debian" PREFIX=/usr LIBDIR=/usr/lib/x86_64-linux-gnu >/dev/null

# A tree that is moved as a whole keeps working.
rm -rf "$work/cmake" "$work/cmake2"
mv "$prefix" "$work/moved"
check "CMake finds the moved package" cmake -S "$work/programs" -B "$work/cmake" -DCMAKE_PREFIX_PATH="$work/moved"
check "programs build against the moved package" cmake --build "$work/cmake"
check "the moved library finds its model" says states "$work/cmake/fill_mask" "$masked"

# The model below a nested LIBDIR, after the tree of PREFIX is gone: nothing but the stage can answer.
check "a nested LIBDIR finds the model" says states \
    env LD_LIBRARY_PATH="$work/debian/usr/lib/x86_64-linux-gnu" "$work/pkgconfig/fill_mask" "$masked"
check "an incomplete installation is told by CMake" says 'is missing' sh -c \
    "rm '$work/moved/include/albert.h'; ! cmake -S '$work/programs' -B '$work/cmake3' -DCMAKE_PREFIX_PATH='$work/moved'"

echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
