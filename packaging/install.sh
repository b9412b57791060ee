#!/usr/bin/env bash
# Lays the built library out for installation.
#
#   packaging/install.sh BUILD VERSION PREFIX LIBDIR DESTDIR
#
# The library finds the bundled model at ../share/albert/models from its own place, so LIBDIR is PREFIX/lib or a folder
# beside it (lib64) or below it (lib/x86_64-linux-gnu); the model is then reachable from either.
set -euo pipefail
build=$1 version=$2 prefix=$3 libdir=$4 destdir=$5
case $prefix in /*) ;; *) echo "install: PREFIX must be an absolute path, found '$prefix'" >&2; exit 1 ;; esac
case $libdir in /*) ;; *) echo "install: LIBDIR must be an absolute path, found '$libdir'" >&2; exit 1 ;; esac

root=$destdir$prefix
lib=$destdir$libdir
include_from_cmake=$(realpath -m --relative-to="$libdir/cmake/albert" "$prefix/include")
literal() { sed 's/[\\&|]/\\&/g' <<<"$1"; } # what sed puts in as it is, where & is what it found
fill() { # fill TEMPLATE TARGET
    sed -e "s|@PREFIX@|$(literal "$prefix")|g" -e "s|@LIBDIR@|$(literal "$libdir")|g" -e "s|@VERSION@|$(literal "$version")|g" \
        -e "s|@INCLUDE_FROM_CMAKE@|$(literal "$include_from_cmake")|g" "packaging/$1" | install -D -m 644 /dev/stdin "$2"
}

install -D -m 755 "$build/lib/libalbert.so.$version" "$lib/libalbert.so.$version"
ln -sf "libalbert.so.$version" "$lib/libalbert.so.1"
ln -sf libalbert.so.1 "$lib/libalbert.so"
install -D -m 644 include/albert.h "$root/include/albert.h"
fill albert.pc.in "$lib/pkgconfig/albert.pc"
fill albertConfig.cmake.in "$lib/cmake/albert/albertConfig.cmake"
fill albertConfigVersion.cmake.in "$lib/cmake/albert/albertConfigVersion.cmake"
for file in "$build"/share/albert/models/albert-mini/*; do
    install -D -m 644 "$file" "$root/share/albert/models/albert-mini/$(basename "$file")"
done
for file in LICENSE NOTICE README.md; do install -D -m 644 "$file" "$root/share/doc/albert/$file"; done
# Where the system's loader looks, it finds new libraries by its cache.
if [[ -z $destdir && $EUID == 0 ]] && command -v ldconfig >/dev/null; then ldconfig; fi
