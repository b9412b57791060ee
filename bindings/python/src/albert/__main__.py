"""``python -m albert``: until there are more commands, ``convert`` alone."""

import sys

from albert._convert import main

sys.exit(main(sys.argv[2:]) if sys.argv[1:2] == ["convert"] else "usage: python -m albert convert SRC DST")
