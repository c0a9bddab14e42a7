"""Make the pictures of the workshop in `docs/figures`: a real server, a real browser, the case's own history.

    python docs/tools/workshop_screens.py [chromium]

Needs playwright and a Chromium. The same model gives the same scenes; browsers differ in how they draw letters.
"""

from __future__ import annotations

import io
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

from PIL import Image
from playwright.sync_api import sync_playwright

FIGURES = Path(__file__).parents[1] / "figures"
SIZE = {"width": 1600, "height": 900}
WEEK, APART, LATER = 300, 234, 390  # when the stage is shown; from when the second world goes without points
PATIENCE = 300_000  # milliseconds

SEEK = """async (week) => {
    const { store } = await import('/static/core/store.js');
    const slider = document.querySelector('.rail .weeks');
    slider.value = week;
    slider.dispatchEvent(new Event('change'));
    while (store.pictured !== week) await new Promise((on) => setTimeout(on, 50));
}"""
SOMEBODY = """async () => {
    const { store } = await import('/static/core/store.js');
    const { choose } = await import('/static/map/stage.js');
    const together = [...store.worlds[0].residents.keys()].filter((row) => (store.worlds[0].residents[row] & 7) === 4);
    choose({ kind: 'resident', key: together[Math.floor(together.length / 2)], world: 0 });
}"""


def save(page: Any, name: str, lang: str) -> None:
    """A screen, packed as well as a PNG can be."""
    page.wait_for_timeout(1500)
    ending = "" if lang == "en" else f".{lang}"
    picture = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
    picture.save(FIGURES / f"app-{name}{ending}.png", optimize=True)


def scenes(page: Any, lang: str) -> None:
    """Everything shown, in one language."""
    page.wait_for_selector(".play")
    page.locator(".welcome .preset-card").nth(2).click()  # the case's own history, which begins to play
    page.wait_for_function("() => document.querySelector('.play').dataset.state === 'true'")
    page.click(".play")
    page.evaluate(SEEK, WEEK)
    save(page, "stage", lang)
    page.evaluate(SOMEBODY)
    save(page, "resident", lang)
    page.keyboard.press("Escape")
    page.evaluate(SEEK, APART)
    page.click(".menu-button.compare")
    page.click(".menu-button.policies")  # with two worlds it is a drawer
    page.locator("[data-module=points] [role=switch]").nth(1).click()
    page.click(".menu-button.policies")
    page.evaluate(SEEK, LATER)
    save(page, "compare", lang)
    page.locator(".segments button").nth(1).click()
    page.keyboard.press("p")
    save(page, "difference", lang)


def main() -> None:
    """Both languages, each in a room of its own."""
    chromium = sys.argv[1] if len(sys.argv) > 1 else "/usr/bin/chromium"
    command = [sys.executable, "-m", "sim", "app", "--no-browser", "--port", "0", "--lang", "en"]
    server = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, encoding="utf-8")
    try:
        found = re.search(r"http://\S+/", server.stdout.readline() if server.stdout else "")
        if found is None:
            sys.exit("the server did not start")
        with sync_playwright() as driver:
            browser = driver.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
            for lang in ("en", "zh"):
                page = browser.new_context(viewport=SIZE).new_page()
                page.set_default_timeout(PATIENCE)
                page.goto(f"{found.group()}?lang={lang}")
                scenes(page, lang)
                page.close()
            browser.close()
    finally:
        server.kill()


if __name__ == "__main__":
    main()
