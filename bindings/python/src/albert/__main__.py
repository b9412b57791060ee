"""``python -m albert`` is the command ``albert``."""

import sys

from albert._command import main

if __name__ == "__main__":
    sys.exit(main())
