#!/usr/bin/env python3
"""Holds the sources against DESIGN.md 1: who may name whom, and what a file may look like.

Swift has one module here, so the compiler lets any file name any other. This script reads every top-level declaration of a
layer and reports each use of it from a layer that may not know it. It reads tokens, not types: a name that two layers
declare is reported only when neither of them may be named.

    check_layers.py [ROOT]

Prints `file:line: sentence` for each violation, then a count; exit status 1 when there is one.
"""

import fnmatch
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(sys.argv[1] if len(sys.argv) > 1 else Path(__file__).parent.parent).resolve()
CORE = "Sources/AlbertCore"
EXCUSED_LIST = ROOT / "Tests" / "untested_sources.txt"

# Layer -> layers it may name. AlbertError stands beside the folders and may be named by all.
MAY_NAME = {
    "Platform": set(),
    "Text": {"Platform"},
    "Files": {"Platform"},
    "Corpus": {"Text", "Platform"},
    "Tensor": {"Platform"},
    "Model": {"Tensor", "Platform"},
    "Tasks": {"Model", "Tensor", "Text", "Platform"},
    "Training": {"Corpus", "Tasks", "Model", "Tensor", "Text", "Platform"},
    "Exports": {"Training", "Corpus", "Tasks", "Model", "Tensor", "Text", "Files", "Platform"},
}
# "Model -> Files (load only)": the files that open or save a model, trained or in training, may name readers, writers and the
# tokenizer; the rest of Model and Training may name the configuration and names of tensors, which are plain values.
OPENING_FILES = {"Model.swift", "Model+Save.swift", "ModelActivation.swift", "ModelBuilder.swift", "ModelOptions.swift", "ModelParts.swift", "PackingQueue.swift", "ParameterSource.swift", "TokenizerFiles.swift",
                 "WeightLoader.swift", "WeightReader.swift", "Checkpoint.swift", "TrainerState.swift", "TrainedModel+Saving.swift"}
PLAIN_VALUES_OF_FILES = {"ModelConfiguration", "DecoderTensorNames"}

IMPORTS_C = {"Platform", "Tensor", "Exports"}
# Layers that meet bytes, text and numbers which others chose: a trap there would end the host's process.
UNTRUSTED = {"Text", "Files", "Corpus", "Exports", "Tasks", "Model", "Training"}
TRAPS = [
    (r"\bfatalError\b", "fatalError ends the host's process; throw an AlbertError"),
    (r"\bprecondition(Failure)?\b", "precondition ends the host's process; throw an AlbertError"),
    (r"\btry!", "try! ends the host's process; use try"),
    (r"\bas!", "as! ends the host's process; use as? and throw"),
    (r"\bunsafeBitCast\b", "unsafeBitCast checks nothing; say the conversion"),
    (r"\.(first|last|baseAddress)!", "a forced unwrap ends the host's process; use guard let"),
    # Only values: a type that ends in "!" is how C's pointers without nullability read in Swift.
    (r"(?:(?<![\w.])[a-z_]\w*|\.[a-z_]\w*|[)\]])!(?=[\s.,:)\[\]]|$)", "a forced unwrap ends the host's process; use guard let"),
]
# "process", "handle" and "do" are banned as verbs, which a file's name does not show; "info" is a word of the C interface.
BANNED_WORDS = {"util", "utils", "helper", "helpers", "manager", "misc", "common", "data2"}
LONGEST_FILE = 500
# The C interface is one header, whatever its length: a user includes one and reads one.
ANY_LENGTH = {"include/albert.h"}
DECLARATION = re.compile(
    r"^\s*(?P<modifiers>(?:(?:public|internal|package|private|fileprivate|final|indirect|static|nonisolated(?:\(unsafe\))?"
    r"|@\w+(?:\([^)]*\))?)\s+)*)(?:struct|class|enum|protocol|actor|typealias|func|let|var)\s+(?P<name>\w+)"
)

violations = []


def report(path, line, sentence):
    violations.append(f"{path}:{line}: {sentence}")


def tracked(*patterns):
    """Files that git follows or would follow."""
    out = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z", "--", *patterns],
        cwd=ROOT, check=True, capture_output=True, text=True,
    ).stdout
    return sorted({name for name in out.split("\0") if name and (ROOT / name).is_file()})


def without_comments_and_texts(source):
    """The source with comments and string literals blanked out, line breaks kept. Interpolations go with their literal."""
    out, i, n = [], 0, len(source)

    def blank(upto):
        nonlocal i
        out.append("".join("\n" if c == "\n" else " " for c in source[i:upto]))
        i = upto

    while i < n:
        two = source[i : i + 2]
        if two == "//":
            end = source.find("\n", i)
            blank(n if end < 0 else end)
        elif two == "/*":
            depth, end = 1, i + 2
            while end < n and depth:
                if source.startswith("/*", end):
                    depth, end = depth + 1, end + 2
                elif source.startswith("*/", end):
                    depth, end = depth - 1, end + 2
                else:
                    end += 1
            blank(end)
        elif source.startswith('"""', i):
            end = source.find('"""', i + 3)
            blank(n if end < 0 else end + 3)
        elif source[i] == '"':
            end, depth = i + 1, 0
            while end < n and not (source[end] == '"' and depth == 0):
                if source.startswith("\\(", end):
                    depth, end = depth + 1, end + 2
                elif source[end] == "\\":
                    end += 2
                elif depth and source[end] in "()":
                    depth, end = depth + (1 if source[end] == "(" else -1), end + 1
                else:
                    end += 1
            blank(min(end + 1, n))
        else:
            out.append(source[i])
            i += 1
    return "".join(out)


def declared_names(code):
    """Names declared at the top level and visible to other files."""
    depth, names = 0, set()
    for line in code.split("\n"):
        if depth == 0:
            match = DECLARATION.match(line)
            if match and not re.search(r"\b(private|fileprivate)\b", match["modifiers"]):
                names.add(match["name"])
        depth += line.count("{") - line.count("}")
    return names


def names_declared_anywhere(code):
    """Names that this file itself gives to something at any depth, parameters and generic types included."""
    own = set(re.findall(r"\b(?:struct|class|enum|protocol|typealias|func|let|var|case|for|associatedtype)\s+(\w+)", code))
    own.update(re.findall(r"[(,]\s*(?:\w+\s+)?(\w+)\s*:", code))
    own.update(name for group in re.findall(r"<([^<>]*)>", code) for name in re.findall(r"(\w+)\s*:", group))
    return own


def check_directions(sources):
    owners = {}
    for path, (layer, code) in sources.items():
        for name in declared_names(code):
            owners.setdefault(name, set()).add(layer)
    for path, (layer, code) in sources.items():
        if layer not in MAY_NAME:
            continue
        file_name = Path(path).name
        own = names_declared_anywhere(code)
        for number, line in enumerate(code.split("\n"), 1):
            for match in re.finditer(r"(?<![.\w`#@])(\w+)(\s*\()?", line):
                name = match[1]
                layers = owners.get(name)
                if not layers or layer in layers or "" in layers:
                    continue
                is_function = name[0].islower()
                if name in own or (is_function and not match[2]):
                    continue
                if layer in {"Model", "Training"} and "Files" in layers and (name in PLAIN_VALUES_OF_FILES or file_name in OPENING_FILES):
                    continue
                if layer == "Model" and "Text" in layers and file_name in OPENING_FILES:
                    continue
                if not layers & MAY_NAME[layer]:
                    report(path, number, f"{layer} must not name {name}, which belongs to {' and '.join(sorted(layers))}")


def check_swift_files(sources):
    for path, (layer, code) in sources.items():
        for number, line in enumerate(code.split("\n"), 1):
            module = re.match(r"\s*(?:@\w+\s+)*(?:public |internal |private )?import (?:\w+ )?(\w+)", line)
            if module and module[1].startswith("Foundation"):
                report(path, number, f"{module[1]} is not imported: it costs 7 MB and start-up time")
            if module and module[1] == "CAlbert" and layer not in IMPORTS_C:
                report(path, number, "CAlbert is imported only in Platform/, Tensor/ and Exports/")
            if layer in UNTRUSTED:
                found = next((sentence for pattern, sentence in TRAPS if re.search(pattern, line)), None)
                if found:
                    report(path, number, found)


def check_tests_exist(sources):
    """Each source has its mirrored test, or a line `pattern  reason` in the list of those tested elsewhere.

    `Type+Aspect.swift` may be tested with its type.
    """
    names = [path.removeprefix(CORE + "/") for path in sources]
    tests = ROOT / "Tests" / "AlbertCoreTests"
    untested = {
        name for name in names
        if not (tests / name.replace(".swift", "Tests.swift")).is_file()
        and not (tests / re.sub(r"(\+\w+)?\.swift$", "Tests.swift", name)).is_file()
    }
    excused = set()
    lines = EXCUSED_LIST.read_text(encoding="utf-8").splitlines() if EXCUSED_LIST.exists() else []
    for number, line in enumerate(lines, 1):
        if not line or line.startswith("#"):
            continue
        pattern, _, reason = line.partition("  ")
        covered = {name for name in untested if fnmatch.fnmatchcase(name, pattern)}
        if not reason.strip():
            report(EXCUSED_LIST.relative_to(ROOT), number, f"{pattern} has no reason")
        if not covered:
            report(EXCUSED_LIST.relative_to(ROOT), number, f"{pattern} excuses nothing: take the line away")
        excused |= covered
    for name in sorted(untested - excused):
        test = f"Tests/AlbertCoreTests/{name.removesuffix('.swift')}Tests.swift"
        report(f"{CORE}/{name}", 1, f"has no test file {test}")


def check_names_and_lengths():
    for path in tracked("Sources", "Tests", "include", "bindings", "scripts", "Benchmarks", "packaging", "docs"):
        name = Path(path)
        words = re.findall(r"[a-z0-9]+|[A-Z][a-z0-9]*", name.stem)
        for word in words:
            if word.lower() in BANNED_WORDS:
                report(path, 1, f"'{word}' says nothing in a file's name: the file holds two ideas, or has a truer name")
        if name.suffix in {".swift", ".c", ".h", ".py", ".sh"}:
            count = len((ROOT / path).read_text(encoding="utf-8").splitlines())
            if count >= LONGEST_FILE and path not in ANY_LENGTH and not re.search(r"[Tt]ables?/|_tables?\.", path):
                report(path, count, f"{count} lines; a file holds one idea in fewer than {LONGEST_FILE}")


def check_c_headers():
    for path in tracked("Sources/CAlbert/include/*.h"):
        text = (ROOT / path).read_text(encoding="utf-8")
        declares = re.search(r"^(?!static|typedef|#)[\w \*]+\b\w+\([^;{]*\);", text, re.MULTILINE)
        if declares and "#pragma GCC visibility push(hidden)" not in text:
            report(path, 1, "declares functions without '#pragma GCC visibility push(hidden)'")
    for path in tracked("Sources/CAlbert/**.[ch]"):
        text = without_comments_and_texts((ROOT / path).read_text(encoding="utf-8"))
        for number, line in enumerate(text.split("\n"), 1):
            if re.search(r"\b(abort|exit|_exit|printf|puts|perror)\s*\(|\bstd(out|err)\b", line):
                report(path, number, "the library neither ends the process nor writes to its streams")
    for path in tracked("Sources/CAlbert/**.c"):
        for number, line in enumerate((ROOT / path).read_text(encoding="utf-8").splitlines(), 1):
            if re.search(r'#include\s*[<"](.*/)?albert\.h[>"]', line):
                report(path, number, "CAlbert knows nothing of ALBERT: it must not include albert.h")


def main():
    sources = {}
    for path in tracked(f"{CORE}/**.swift", f"{CORE}/*.swift"):
        parts = path.removeprefix(CORE + "/").split("/")
        layer = parts[0] if len(parts) > 1 else ""
        if layer and layer not in MAY_NAME:
            report(path, 1, f"{layer}/ is no layer of DESIGN.md 1")
        sources[path] = (layer, without_comments_and_texts((ROOT / path).read_text(encoding="utf-8")))
    check_directions(sources)
    check_swift_files(sources)
    check_tests_exist(sources)
    check_names_and_lengths()
    check_c_headers()
    print("\n".join(violations), end="\n" if violations else "")
    print(f"{len(sources) if not violations else 0} passed, {len(violations)} failed")
    return 1 if violations else 0


if __name__ == "__main__":
    sys.exit(main())
