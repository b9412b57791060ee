#!/usr/bin/env bash
# Prints the Python to use: $PYTHON where it is set, else the first of the usual names that is 3.11 or newer; fails when
# there is none.
for candidate in ${PYTHON:-python3 python3.14 python3.13 python3.12 python3.11}; do
    if "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
        command -v "$candidate"
        exit 0
    fi
done
exit 1
