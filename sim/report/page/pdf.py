"""Prints a page to PDF with whatever Chromium browser is there."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from pathlib import Path

from sim.text import GongtongError, Text

BROWSERS = (
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "chrome",
    "msedge",
    "microsoft-edge",
)
OPTIONS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-extensions", "--disable-background-networking",
    "--no-first-run", "--no-pdf-header-footer",
)  # fmt: skip
SECONDS = 120


def find_browser() -> str:
    """The first Chromium browser of this machine.

    Raises
    ------
    GongtongError
        If there is none.
    """
    found = next((place for name in BROWSERS if (place := shutil.which(name))), None)
    if found is None:
        raise GongtongError(
            Text(
                "--pdf: no Chromium browser (Chromium, Chrome, Edge) was found; leave it out and print report.html "
                "from any browser.",
                "--pdf：没有找到 Chromium、Chrome 或 Edge；请去掉该选项，用浏览器打开 report.html 打印。",
            )
        )
    return found


def write_pdf(page: Path) -> Path:
    """Print a page beside itself, as A4.

    Raises
    ------
    GongtongError
        If there is no Chromium browser, or it does not print.
    """
    found = find_browser()
    path = page.with_suffix(".pdf")
    with tempfile.TemporaryDirectory() as profile:
        part = Path(profile) / path.name
        words = [found, *OPTIONS, f"--user-data-dir={profile}", f"--print-to-pdf={part}", page.resolve().as_uri()]
        try:
            done = subprocess.run(words, capture_output=True, timeout=SECONDS, check=False)  # noqa: S603  # no shell
        except subprocess.TimeoutExpired:
            done = None
        if done is None or not part.is_file():
            raise GongtongError(
                Text(
                    f"--pdf: {found} did not print the page; open {page} in a browser and print it.",
                    f"--pdf：{found} 未能打印；请用浏览器打开 {page} 后打印。",
                )
            )
        shutil.copyfile(part, path)
    return path
