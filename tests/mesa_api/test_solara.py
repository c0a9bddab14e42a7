"""The page for modellers in Mesa's SolaraViz, in a real browser; runs where the extra is installed (`make test-solara`)."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from shutil import which
from urllib.error import URLError
from urllib.parse import urlsplit
from urllib.request import urlopen

import pytest

from tests.support import ROOT

PATIENCE = 240  # seconds: kernels may have to be compiled, and the machine be busy
LOOPBACK = "127.0.0.1"
WEEKS = 30

pytest.importorskip("solara", reason="the extra solara is not installed; make test-solara installs it")
playwright = pytest.importorskip("playwright.sync_api")


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The page, served by the command that people use."""
    with socket.socket() as free:
        free.bind((LOOPBACK, 0))
        port = free.getsockname()[1]
    log = tmp_path_factory.mktemp("solara") / "log.txt"
    command = [sys.executable, "-m", "sim.app.modeller", "--port", str(port), "--no-open", "--production"]
    with log.open("wb") as out, subprocess.Popen(command, cwd=ROOT, stdout=out, stderr=out) as server:
        try:
            where = f"http://{LOOPBACK}:{port}"
            _wait_for(where, server)
            yield where
        finally:
            server.terminate()
    assert "Traceback" not in log.read_text(encoding="utf-8")


def _wait_for(where: str, server: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + PATIENCE
    while server.poll() is None and time.monotonic() < until:
        try:
            with urlopen(where, timeout=5):  # noqa: S310  # our own page
                return
        except (URLError, OSError):
            time.sleep(0.5)
    pytest.fail("the page was not served")


def test_opens_plays_and_resets_without_a_network(address: str) -> None:
    """Two dozen weeks at Mesa's own pace; no error, and nothing asked of any other machine."""
    chromium = which("chromium")
    if chromium is None:
        if os.environ.get("GONGTONG_BROWSER") == "required":
            pytest.fail("Chromium is not installed")
        pytest.skip("Chromium is not installed")
    asked: set[str | None] = set()
    wrong: list[str] = []
    with playwright.sync_playwright() as started:
        browser = started.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 1600, "height": 1000})
        page.set_default_timeout(1000 * PATIENCE)
        page.on("request", lambda request: asked.add(urlsplit(request.url).hostname))
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.on("console", lambda said: wrong.append(said.text) if said.type == "error" else None)
        page.goto(address)
        page.get_by_text("Step: 0").wait_for()
        page.get_by_text("Gongtong 共同").first.wait_for()
        page.get_by_role("button", name="▶").click()
        page.wait_for_function("Number((document.body.innerText.match(/Step: (\\d+)/) || [])[1]) >= 24")
        page.get_by_role("button", name="❚❚").click()
        page.get_by_role("button", name="▶").wait_for()
        assert page.locator("img").count() >= 4, "a map and three plots"
        page.get_by_role("button", name="Step").click()
        assert "error in step" not in page.inner_text("body")
        page.get_by_role("button", name="Reset").click()
        page.get_by_text("Step: 0").wait_for()
        browser.close()
    assert asked - {None, ""} == {LOOPBACK}
    assert wrong == []


def test_the_map_shows_the_stages_of_every_grid() -> None:
    """What is drawn are the shares that the model measured."""
    from sim import CommunityModel
    from sim.app.modeller.page import HIGH, map_of
    from tests.support import small

    model = CommunityModel(small(points__dose=1.0, points__start="2015-01-05"), seed=3)
    for _ in range(WEEKS):
        model.step()
    axes = map_of(model).axes[0]
    heights = [bar.get_height() / HIGH for bar in axes.patches]
    by_grid = model.results().by_grid
    drawn = [heights[5 * grid : 5 * grid + 4] for grid in range(12)]
    for grid, shares in enumerate(drawn):
        measured = [by_grid[name][WEEKS - 1, grid] for name in ("together", "want_to", "told_to", "bystander")]
        assert shares == pytest.approx(measured)
    assert any(share > 0 for shares in drawn for share in shares[:3])
    assert re.fullmatch(r"1 2 3 4 5 6 7 8 9 10 11 12", " ".join(text.get_text() for text in axes.texts))
