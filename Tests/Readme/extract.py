#!/usr/bin/env python3
"""Prints the program that stands in README.md under `<!-- tested: LANGUAGE -->`.

    extract.py LANGUAGE
"""

import re
import sys
from pathlib import Path

readme = Path(__file__).resolve().parents[2] / "README.md"
language = re.escape(sys.argv[1])
programs = re.findall(
    rf"^<!-- tested: {language} -->\n```{language}\n(.*?)^```$", readme.read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE
)
if len(programs) != 1:
    sys.exit(f"README.md: one tested program in {sys.argv[1]} expected, found {len(programs)}")
print(programs[0], end="")
