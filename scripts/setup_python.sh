#!/usr/bin/env bash
# Makes the virtual environment that the demo and the tests use.
#
#   scripts/setup_python.sh DIRECTORY [REQUIREMENTS]
set -euo pipefail
python=$(bash "$(dirname "$0")/python.sh") || { echo "setup: Python 3.11 or newer is missing" >&2; exit 1; }
[ -x "$1/bin/python" ] || "$python" -m venv "$1"
[ $# -lt 2 ] || "$1/bin/python" -m pip install --quiet --disable-pip-version-check --requirement "$2"
