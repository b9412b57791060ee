#!/usr/bin/env python3
"""Runs the programs of docs/tasks, from the repository's root, and compares what they print with what the page says.

Each program there, in Python or C, is followed by a block of text: its output. Names of models are paths from the root.

    examples.py BUILD PYTHON [--rewrite]     PYTHON has the package; --rewrite writes the output into the pages instead

Prints a sentence for each difference and ends with a count.
"""

import os
import re
import subprocess
import sys
import tempfile
from difflib import unified_diff
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PROGRAM = re.compile(r"^```(python|c)\n(.*?)^```\n\n?(?:```text\n(.*?)^```\n)?", re.DOTALL | re.MULTILINE)


def run(command):
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=300)
    if done.returncode:
        raise RuntimeError(f"{Path(command[0]).name} ended with status {done.returncode}\n{done.stdout}{done.stderr}")
    return done.stdout


def output_of(language, source, build, python):
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / f"example.{'py' if language == 'python' else 'c'}"
        file.write_text(source, encoding="utf-8")
        if language == "python":
            return run([python, "-I", str(file)])
        library, program = build / "lib", str(file.with_suffix(""))
        strict = ["-std=c11", "-Wall", "-Wextra", "-Wpedantic", "-Werror", f"-I{build / 'include'}"]
        run([os.environ.get("CC", "cc"), *strict, str(file), "-o", program, f"-L{library}", "-lalbert", f"-Wl,-rpath,{library}"])
        return run([program])


def main():
    build, python = Path(sys.argv[1]).resolve(), sys.argv[2]
    rewrites = "--rewrite" in sys.argv
    passed = failed = 0
    pages = sorted((ROOT / "docs" / "tasks").glob("*.md"))
    for path in pages:
        page = path.read_text(encoding="utf-8")
        written = page
        languages = set()
        for match in PROGRAM.finditer(page):
            language, source, expected = match.groups()
            languages.add(language)
            place = f"{path.relative_to(ROOT)}:{page.count(chr(10), 0, match.start()) + 1}"
            try:
                found = output_of(language, source, build, python)
            except (RuntimeError, subprocess.TimeoutExpired) as failure:
                failed += 1
                print(f"{place}: the program in {language} failed: {failure}")
                continue
            if rewrites:
                written = written.replace(match[0], f"```{language}\n{source}```\n\n```text\n{found}```\n")
            elif expected == found:
                passed += 1
            else:
                failed += 1
                lines = (expected or "").split("\n"), found.split("\n")
                print(f"{place}: the program in {language} prints something else than the page says")
                print("\n".join(unified_diff(*lines, "page", "program", lineterm="")))
        if rewrites and written != page:
            path.write_text(written, encoding="utf-8")
        if path.name != "README.md" and languages != {"python", "c"}:
            failed += 1
            print(f"{path.relative_to(ROOT)}:1: has programs in {sorted(languages)}, expected both Python and C")
    if not pages:
        failed += 1
        print("docs/tasks: no pages found")
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
