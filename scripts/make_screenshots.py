#!/usr/bin/env python3
"""Takes the pictures of docs/visualisation.md, of what the programs in that document save, with Chromium.

    make_screenshots.py [CHROMIUM]

Runs in a Python that has the package. The pictures here were taken with Chromium 156 on Debian 12 with its Noto fonts.
"""

import re
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
DOCUMENT = ROOT / "docs" / "visualisation.md"
IMAGES = ROOT / "docs" / "images"
LARGEST = 120_000  # bytes
# Page -> width and height of the window, and the scheme it is shown in.
PAGES = {
    "attention": (560, 580, "light"),
    "overview": (770, 1270, "dark"),
    "tokens": (800, 210, "light"),
    "predictions": (580, 440, "light"),
    "entities": (640, 150, "dark"),
}
SCHEMES = {"dark": 0, "light": 1}


def programs():
    found = re.findall(r"^<!-- tested: python -->\n```python\n(.*?)^```$", DOCUMENT.read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE)
    if not found:
        sys.exit(f"{DOCUMENT.name}: no tested program in python")
    return "".join(found)


def take(chromium, page, image, profile, width, height, scheme):
    subprocess.run(
        [
            chromium,
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--hide-scrollbars",
            f"--user-data-dir={profile}",
            f"--blink-settings=preferredColorScheme={SCHEMES[scheme]}",
            f"--window-size={width},{height}",
            f"--screenshot={image}",
            page.as_uri(),
        ],
        check=True,
        capture_output=True,
        timeout=120,
    )
    size = image.stat().st_size
    print(f"{image.name}: {width} x {height}, {scheme}, {size} bytes")
    if size > LARGEST:
        sys.exit(f"{image.name}: {size} bytes, {LARGEST} at most")


def main():
    chromium = sys.argv[1] if len(sys.argv) > 1 else "chromium"
    IMAGES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([sys.executable, "-c", programs()], cwd=folder, check=True, timeout=120)
        for name, (width, height, scheme) in PAGES.items():
            take(chromium, Path(folder) / f"{name}.html", IMAGES / f"{name}.png", Path(folder) / "profile", width, height, scheme)


if __name__ == "__main__":
    main()
