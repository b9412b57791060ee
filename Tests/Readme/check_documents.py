#!/usr/bin/env python3
"""Holds the documents against the tree: links lead somewhere, limits are the sources' numbers, decisions are listed.

Prints `file:line: sentence` for each difference and ends with a count.
"""

import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
DOCUMENTS = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("recipes/**/*.md")])
passed, violations = 0, []


def check(holds, path, line, sentence):
    global passed
    if holds:
        passed += 1
    else:
        violations.append(f"{path.relative_to(ROOT)}:{line}: {sentence}")


def check_links(path, text):
    code = False
    for number, line in enumerate(text.split("\n"), 1):
        code ^= line.startswith("```")
        for target in [] if code else re.findall(r"\]\(([^)#\s]+)(?:#[\w-]*)?\)", line):
            if not re.match(r"https?://|mailto:", target):
                check((path.parent / target).exists(), path, number, f"the link to {target} leads nowhere")


def constants():
    """Type.name -> value, for every `static let name = number` of the engine."""
    found, text_of = {}, {}
    for source in ROOT.glob("Sources/AlbertCore/**/*.swift"):
        text_of[source] = source.read_text(encoding="utf-8")
    for text in text_of.values():
        owner = None
        for line in text.split("\n"):
            opening = re.match(r"(?:public |final |private |fileprivate )*(?:enum|struct|class|extension) (\w+)", line)
            owner = opening[1] if opening else owner
            value = re.match(r"\s+(?:public )?static let (\w+)(?:: Int)? = ([\d_]+)(?: << ([\d_]+))?$", line)
            if owner and value:
                found[f"{owner}.{value[1]}"] = int(value[2]) << int(value[3] or 0)
    return found


def check_limits():
    path = ROOT / "docs" / "limits.md"
    known = constants()
    for number, line in enumerate(path.read_text(encoding="utf-8").split("\n"), 1):
        row = re.match(r"\| [^|]+ \| ([\d,]+)[^|]*\| `([\w.]+)` \|$", line)
        if row:
            said, value = int(row[1].replace(",", "")), known.get(row[2])
            check(said == value, path, number, f"says {said} where {row[2]} is {value}")
        elif re.search(r"\| `[^`|]+` \|$", line):
            check(False, path, number, "a limit is a number and its constant")


def check_decisions():
    index = ROOT / "docs" / "decisions" / "README.md"
    listed = index.read_text(encoding="utf-8")
    numbers = {}
    for page in sorted(index.parent.glob("[0-9]*.md")):
        check(f"]({page.name})" in listed, page, 1, "is not listed in docs/decisions/README.md")
        number = page.name[:4]
        check(number not in numbers, page, 1, f"has the number of {numbers.get(number)}")
        numbers[number] = page.name


def main():
    for path in DOCUMENTS:
        check_links(path, path.read_text(encoding="utf-8"))
    check_limits()
    check_decisions()
    print("\n".join(violations), end="\n" if violations else "")
    print(f"{passed} passed, {len(violations)} failed")
    return 1 if violations else 0


if __name__ == "__main__":
    sys.exit(main())
