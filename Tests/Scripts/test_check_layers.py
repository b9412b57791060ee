"""scripts/check_layers.py sees what it is there to see: each test plants one violation in a small tree that has none."""

import subprocess
import sys
from pathlib import Path

import pytest

SCRIPT = Path(__file__).resolve().parents[2] / "scripts" / "check_layers.py"
CLEAN = {
    "Sources/AlbertCore/AlbertError.swift": "public struct AlbertError: Error {}\n",
    "Sources/AlbertCore/Platform/Buffer.swift": "import CAlbert\nstruct Buffer<Element> {}\n",
    "Sources/AlbertCore/Text/Tokenizer.swift": "public struct Tokenizer { var bytes: Buffer<UInt8> }\n",
    "Sources/AlbertCore/Files/TensorStore.swift": "final class TensorStore {}\nstruct ModelConfiguration {}\n",
    "Sources/AlbertCore/Tensor/Linear.swift": "import CAlbert\nstruct Linear {}\nfunc multiply(_ a: Linear) {}\n",
    "Sources/AlbertCore/Model/Forward.swift": "struct Forward { let sizes: ModelConfiguration }\n",
    "Sources/AlbertCore/Model/Model.swift": "final class Model { let tokenizer: Tokenizer?; let store: TensorStore }\n",
    "Sources/AlbertCore/Tasks/FillMask.swift": "extension Model { func fill(_ t: Tokenizer) throws(AlbertError) {} }\n",
    "Sources/AlbertCore/Exports/Handles.swift": "import CAlbert\nfunc open(_ call: OpaquePointer!) { _ = Model.self }\n",
    "Sources/CAlbert/include/platform.h": "#pragma GCC visibility push(hidden)\nvoid albert_x(void);\n",
    "Sources/CAlbert/platform/x.c": '#include "platform.h"\nvoid albert_x(void) {}\n',
}


@pytest.fixture
def tree(tmp_path):
    for name, text in CLEAN.items():
        write(tmp_path, name, text)
        if name.endswith(".swift"):
            test = name.replace("Sources/AlbertCore", "Tests/AlbertCoreTests").replace(".swift", "Tests.swift")
            write(tmp_path, test, "// a test\n")
    subprocess.run(["git", "init", "-q"], cwd=tmp_path, check=True)
    return tmp_path


def write(root, name, text):
    path = root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def violations(root):
    run = subprocess.run([sys.executable, SCRIPT, root], capture_output=True, text=True, check=False)
    lines = run.stdout.splitlines()[:-1]
    assert run.returncode == (1 if lines else 0), run.stderr
    return lines


def test_a_clean_tree_passes(tree):
    assert violations(tree) == []


@pytest.mark.parametrize(
    ("name", "addition", "sentence"),
    [
        ("Text/Tokenizer.swift", "func f(_ m: Model) {}", "Text must not name Model"),
        ("Text/Tokenizer.swift", "let s = TensorStore()", "Text must not name TensorStore"),
        ("Files/TensorStore.swift", "let t: Tokenizer? = nil", "Files must not name Tokenizer"),
        ("Tensor/Linear.swift", "let f: Forward? = nil", "Tensor must not name Forward"),
        ("Platform/Buffer.swift", "let l = Linear()", "Platform must not name Linear"),
        ("Platform/Buffer.swift", "func f() { multiply(x) }", "Platform must not name multiply"),
        ("Model/Forward.swift", "let s: TensorStore", "Model must not name TensorStore"),
        ("Model/Forward.swift", "let t: Tokenizer", "Model must not name Tokenizer"),
        ("Tasks/FillMask.swift", "let s: TensorStore", "Tasks must not name TensorStore"),
        ("Text/Tokenizer.swift", "import CAlbert", "CAlbert is imported only in"),
        ("Tensor/Linear.swift", "import Foundation", "Foundation is not imported"),
        ("Tensor/Linear.swift", "import FoundationEssentials", "FoundationEssentials is not imported"),
        ("Text/Tokenizer.swift", "let x = list.first!", "forced unwrap"),
        ("Files/TensorStore.swift", "let x = value!.count", "forced unwrap"),
        ("Files/TensorStore.swift", "let x = table[1]!", "forced unwrap"),
        ("Exports/Handles.swift", "let x = find()!", "forced unwrap"),
        ("Tasks/FillMask.swift", "let x = try! f()", "try!"),
        ("Model/Forward.swift", "let x = y as! Int", "as!"),
        ("Text/Tokenizer.swift", 'func f() { fatalError("no") }', "fatalError"),
        ("Text/Tokenizer.swift", "func f() { precondition(a > 0) }", "precondition"),
        ("Files/TensorStore.swift", "let x = unsafeBitCast(a, to: Int.self)", "unsafeBitCast"),
    ],
)
def test_one_line_is_enough(tree, name, addition, sentence):
    path = tree / "Sources/AlbertCore" / name
    line = path.read_text().count("\n") + 1
    path.write_text(path.read_text() + addition + "\n")
    assert [v for v in violations(tree) if f"{name}:{line}: " in v and sentence in v], violations(tree)


@pytest.mark.parametrize(
    "harmless",
    [
        "// Model, TensorStore and try! are only talked about",
        "/* Model /* nested */ fatalError */",
        'let text = "Model \\(name) fatalError!"',
        "func f(Model: Int) { _ = Model }",
        "let other = Namespace.Model",
        "if a != b, !flag { }",
        "func f(_ p: UnsafePointer<CChar>!, q: OpaquePointer!) {}",
    ],
)
def test_what_only_looks_like_a_violation_passes(tree, harmless):
    path = tree / "Sources/AlbertCore/Text/Tokenizer.swift"
    path.write_text(path.read_text() + harmless + "\n")
    assert violations(tree) == []


def test_a_source_without_its_test_is_told(tree):
    write(tree, "Sources/AlbertCore/Text/Lattice.swift", "struct Lattice {}\n")
    assert violations(tree) == [
        "Sources/AlbertCore/Text/Lattice.swift:1: has no test file Tests/AlbertCoreTests/Text/LatticeTests.swift"
    ]


def test_an_aspect_may_be_tested_with_its_type(tree):
    write(tree, "Sources/AlbertCore/Text/Tokenizer+Open.swift", "extension Tokenizer {}\n")
    assert violations(tree) == []


def test_an_excuse_needs_a_reason_and_a_need(tree):
    write(tree, "Sources/AlbertCore/Text/Lattice.swift", "struct Lattice {}\n")
    write(tree, "Tests/untested_sources.txt", "# why\nText/Lattice.swift  a table, checked by its readers\n")
    assert violations(tree) == []
    write(tree, "Tests/untested_sources.txt", "Text/Lattice.swift\nText/Tokenizer.swift  no need\n")
    assert violations(tree) == [
        "Tests/untested_sources.txt:1: Text/Lattice.swift has no reason",
        "Tests/untested_sources.txt:2: Text/Tokenizer.swift excuses nothing: take the line away",
    ]


@pytest.mark.parametrize(
    ("name", "text", "sentence"),
    [
        ("Sources/CAlbert/platform/util.c", "\n", "'util' says nothing"),
        ("Sources/CAlbert/include/open.h", "void albert_y(void);\n", "without '#pragma GCC visibility push(hidden)'"),
        ("Sources/CAlbert/platform/y.c", "void f(void) { abort(); }\n", "neither ends the process"),
        ("Sources/CAlbert/platform/y.c", '#include "../../../include/albert.h"\n', "must not include albert.h"),
        ("Sources/CAlbert/platform/y.c", "\n" * 500, "fewer than 500"),
        ("Sources/AlbertCore/Odd/Thing.swift", "struct Thing {}\n", "is no layer"),
    ],
)
def test_files_of_the_wrong_kind_are_told(tree, name, text, sentence):
    write(tree, name, text)
    assert any(v.startswith(name) and sentence in v for v in violations(tree)), violations(tree)
