"""Builds the extension module and puts the library and its model beside it.

The library is the one that ALBERT_LIBRARY names (a libalbert.so.1), else what `make lib` builds at the project's root. It
is copied into the package, where the extension finds it through its own place ($ORIGIN), and where the library finds the
model directory through its own.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

from setuptools import Extension, setup
from setuptools.command.build_ext import build_ext
from setuptools.command.build_py import build_py

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
MODEL = ROOT / "Sources/AlbertBundledModel/albert-mini"
SONAME = "libalbert.so.1"


def read_version() -> str:
    source = (ROOT / "Sources/AlbertCore/Exports/VersionExports.swift").read_text()
    found = re.search(r'albertVersion: StaticString = "([^"]+)"', source)
    if found is None:
        raise SystemExit("VersionExports.swift does not say the version")
    return found[1]


def find_library() -> Path:
    named = os.environ.get("ALBERT_LIBRARY")
    if named:
        library = Path(named).resolve()
        if not library.is_file():
            raise SystemExit(f"ALBERT_LIBRARY: {named} is no file")
        return library
    subprocess.run(["make", "lib"], cwd=ROOT, check=True)
    return (ROOT / "build/lib" / SONAME).resolve()


class BuildExtension(build_ext):
    """Links with the library itself, and lays it and the model beside the result."""

    def run(self) -> None:
        package = Path(self.get_ext_fullpath("albert._albert")).resolve().parent
        package.mkdir(parents=True, exist_ok=True)
        library = package / SONAME
        library.unlink(missing_ok=True)
        shutil.copyfile(find_library(), library)
        model = package / "models" / MODEL.name
        shutil.rmtree(model, ignore_errors=True)
        shutil.copytree(MODEL, model)
        for path in model.iterdir():
            path.chmod(0o644)  # the project's own files may be read-only
        for document in ("LICENSE", "NOTICE"):
            shutil.copyfile(ROOT / document, package / document)
        for extension in self.extensions:
            extension.extra_objects = [str(library)]
        super().run()

    def build_extensions(self) -> None:
        # Some Pythons link everything with a path to their own folder, which would be searched before ours.
        linker = self.compiler.linker_so
        self.compiler.linker_so = [part for part in linker if not part.startswith("-Wl,-rpath")]
        super().build_extensions()


class BuildPackage(build_py):
    """Forgets what an earlier build left in the folder that wheels are made from."""

    def run(self) -> None:
        shutil.rmtree(Path(self.build_lib) / "albert", ignore_errors=True)
        super().run()


setup(
    version=read_version(),
    ext_modules=[
        Extension(
            "albert._albert",
            sources=sorted(str(path.relative_to(HERE)) for path in (HERE / "src/native").glob("*.c")),
            depends=["src/native/native.h", str(ROOT / "include/albert.h")],
            include_dirs=[str(ROOT / "include")],
            extra_compile_args=["-std=gnu11", "-O2", "-Wall", "-Wextra", "-fvisibility=hidden"],
            extra_link_args=["-Wl,-rpath,$ORIGIN", "-Wl,-z,relro"],
            py_limited_api=True,
        )
    ],
    cmdclass={"build_ext": BuildExtension, "build_py": BuildPackage},
    options={"bdist_wheel": {"py_limited_api": "cp311"}},
)
