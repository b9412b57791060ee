#!/usr/bin/env python3
"""Prints albert.h with Doxygen's marks: which comment belongs to what, where a section begins, what is a table.

    filter_header.py HEADER

A comment before a declaration documents it, one behind it on its line that declaration; a comment with "Section: NAME" opens
a group. Lines that are indented within a comment are a table and stay as they are. What Doxygen is given has more lines than
the header: places in its messages are those of this output.
"""

import re
import sys
from pathlib import Path

COMMENT = re.compile(r"^/\*(.*?)\*/\n", re.DOTALL | re.MULTILINE)
BEHIND = re.compile(r"^(    ALBERT_\w+ = \d+,?|typedef .*?;) +/\* ", re.MULTILINE)


def paragraphs(body):
    """The comment's lines without stars, tables fenced, errors and options in paragraphs of their own."""
    out, in_table = [], False
    for line in body.split("\n"):
        line = re.sub(r"^ \*( |$)", "", line) if line.startswith(" *") else line.strip()
        is_table = bool(re.match(r"  +\S", line))
        if is_table != in_table and line.strip():
            out.append("@verbatim" if is_table else "@endverbatim")
            in_table = is_table
        out.append(line if in_table else re.sub(r"^(Errors|Options? read)\b", r"\n\1", line).replace("<", r"\<"))
    return "\n".join([*out, "@endverbatim"] if in_table else out).strip()


def comment(text):
    return f"/**\n{text}\n*/\n"


class Sections:
    """Turns one comment after another; a section ends where the next begins."""

    def __init__(self):
        self.count = 0

    def mark(self, match):
        title = re.search(r"Section: (\w+)", match[1])
        if title is None:
            file = "@file\n" if match.start() == 0 else ""
            return comment(file + paragraphs(match[1]))
        rest = "\n".join(match[1].split(title[0], 1)[1].split("\n")[1:])
        end = "/** @} */\n" if self.count else ""
        self.count += 1
        # The number keeps the groups in the header's order.
        group = f"@defgroup section{self.count:02} {title[1]}\n"
        return end + comment(group + paragraphs(rest)) + "/** @{ */\n"


def main():
    header = Path(sys.argv[1]).read_text(encoding="utf-8")
    text = BEHIND.sub(r"\1 /**< ", COMMENT.sub(Sections().mark, header))
    body, guard, end = text.rpartition("#ifdef __cplusplus")
    print(f"{body}/** @}} */\n{guard}{end}", end="")


if __name__ == "__main__":
    main()
