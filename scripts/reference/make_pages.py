#!/usr/bin/env python3
"""Makes the pages of albert.h with Doxygen and those of the Python package with pdoc. Every warning is an error.

    make_pages.py DIRECTORY     to be run in an environment that has the package and pdoc

What the generators do not ask is asked here: that each exported function has its place in the pages, and that each public
class, function, property and field of the package says what it is.
"""

import inspect
import subprocess
import sys
import warnings
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
# With the modules in them.
PACKAGES = ["albert", "albert.viz", "albert.metrics"]


def make_header_pages(target):
    """A sentence for each thing that is wrong."""
    settings = (ROOT / "scripts" / "reference" / "Doxyfile").read_text(encoding="utf-8")
    settings += f'\nOUTPUT_DIRECTORY = "{target}"\nHTML_OUTPUT = c\n'
    target.mkdir(parents=True, exist_ok=True)
    done = subprocess.run(["doxygen", "-"], input=settings, cwd=ROOT, capture_output=True, text=True)
    wrong = [line for line in (done.stdout + done.stderr).splitlines() if line.strip()]
    if done.returncode and not wrong:
        wrong = [f"doxygen ended with status {done.returncode}"]
    pages = "".join(page.read_text(encoding="utf-8") for page in (target / "c").glob("group__section*.html"))
    exports = (ROOT / "Tests" / "CABI" / "exports.txt").read_text(encoding="utf-8").split()
    return wrong + [f"{name}: stands in no section's page" for name in exports if f"</span>{name}()</h2>" not in pages]


def make_package_pages(target):
    import pdoc
    import pdoc.doc
    import pdoc.render

    import albert

    # The tasks are methods of a base class that is no name of the package; their reader looks for them at Model.
    for base in reversed(albert.Model.__mro__[1:-1]):
        for name, value in vars(base).items():
            if not name.startswith("_") and name not in vars(albert.Model):
                setattr(albert.Model, name, value)
    pdoc.render.configure(docformat="google", show_source=False, footer_text=f"libalbert {albert.__version__}")
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        pdoc.pdoc(*PACKAGES, output_directory=target / "python")
        modules = [pdoc.doc.Module.from_name(name) for name in PACKAGES]
        modules += [inner for module in modules for inner in module.submodules]
        undocumented = [name for module in modules for name in without_docstring(module)]
    return [str(warning.message) for warning in caught] + [f"{name}: has no docstring" for name in undocumented]


def without_docstring(namespace):
    """Names of public members of which nothing is said, in their docstring or in their class's."""
    if not namespace.docstring:
        yield namespace.fullname
    for member in namespace.own_members:
        if member.name.startswith("_") or inspect.ismodule(getattr(member, "obj", None)):
            continue
        if hasattr(member, "own_members"):
            yield from without_docstring(member)
        elif not member.docstring and f"``{member.name}``" not in namespace.docstring:
            yield member.fullname


def main():
    target = Path(sys.argv[1]).resolve()
    wrong = make_header_pages(target) + make_package_pages(target)
    for sentence in wrong:
        print(sentence, file=sys.stderr)
    if not wrong:
        print(f"the C interface: {target}/c/index.html\nthe Python package: {target}/python/index.html")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
