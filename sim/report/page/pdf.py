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


def browser() -> str | None:
    """The first Chromium browser of this machine."""
    return next((found for name in BROWSERS if (found := shutil.which(name))), None)


def write_pdf(page: Path) -> Path:
    """Print a page beside itself, as A4.

    Raises
    ------
    GongtongError
        If there is no Chromium browser, or it does not print.
    """
    found = browser()
    if found is None:
        raise GongtongError(
            Text(
                "--pdf: no Chromium browser was found (chromium, Chrome or Edge); open report.html in any browser and print it.",
                "--pdf：没有找到 Chromium 类浏览器（chromium、Chrome 或 Edge）；请用任意浏览器打开 report.html 后打印。",
            )
        )
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
