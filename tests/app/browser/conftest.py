"""What the tests of the page share: a headless Chromium, a workshop to open, and a page that tells what went wrong."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from tests.support import TENTH

CONTRAST = Path(__file__).with_name("contrast.js").read_text("utf-8")
PATIENCE = 60_000  # milliseconds; the machine of the tests may be busy
PARTS = (
    "const { store } = await import('/static/core/store.js'); const { view } = await import('/static/map/stage.js');"
)
SIZES = ((1920, 1080), (1280, 720), (1024, 768))


class Workshop:
    """A server of its own, with a tenth of the community and, unless asked, three years."""

    def __init__(self, port: int = 0, weeks: int = 156) -> None:
        small = [f"--set={name}={value}" for name, value in TENTH.items() if name != "weeks"]
        command = [
            sys.executable,
            "-m",
            "sim",
            "app",
            "--no-browser",
            f"--port={port}",
            f"--weeks={weeks}",
            "--lang=en",
        ]
        self.process = subprocess.Popen([*command, *small], stdout=subprocess.PIPE, text=True, encoding="utf-8")
        assert self.process.stdout is not None
        said = self.process.stdout.readline()
        found = re.search(r"http://\S+", said)
        assert found, said
        self.link = found.group()
        self.port = urlsplit(self.link).port

    def end(self) -> None:
        """Stop it, as a crash would."""
        self.process.kill()
        self.process.wait()


@pytest.fixture(scope="session")
def workshop() -> Iterator[Workshop]:
    """A server that all tests share: each page has a room of its own there."""
    opened = Workshop()
    yield opened
    opened.end()


class Desk:
    """A page of the workshop, and what a facilitator does there."""

    def __init__(self, page: Any) -> None:
        self.page = page
        self.errors: list[str] = []
        self.requests: list[str] = []
        page.set_default_timeout(PATIENCE)
        page.on("console", lambda message: self.errors.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on("request", lambda request: self.requests.append(request.url))
        page.on("websocket", lambda socket: self.requests.append(socket.url))

    def open(self, link: str, *, welcome: bool = False) -> None:
        """Load the page and wait until people live there."""
        self.page.goto(link)
        self.page.wait_for_selector(".play")
        self.page.wait_for_selector("#splash", state="hidden")
        if not welcome and self.page.locator(".welcome").count():
            self.page.keyboard.press("Escape")

    def know(self, expression: str) -> Any:
        """What the page's own store says: an expression on `store` and `view`."""
        return self.page.evaluate(f"async () => {{ {PARTS} return {expression}; }}")

    def wait(self, condition: str) -> None:
        """Until such an expression is true."""
        self.page.evaluate(
            f"""async () => {{
                {PARTS}
                const until = Date.now() + {PATIENCE};
                while (!({condition})) {{
                    if (Date.now() > until) throw new Error('it never came to be: ' + {json.dumps(condition)});
                    await new Promise((on) => setTimeout(on, 40));
                }}
            }}"""
        )

    def seek(self, week: int) -> None:
        """Drag time to a week."""
        self.page.locator(".rail .weeks").evaluate(
            "(slider, week) => { slider.value = week; slider.dispatchEvent(new Event('change')); }", week
        )
        self.wait(f"store.week === {week} && store.pictured === {week}")

    def switch(self, module: str, world: int = 0) -> None:
        """Switch a module in a world."""
        self.page.locator(f"[data-module={module}] [role=switch]").nth(world).click()

    def changes(self, world: int = 0) -> list[list[Any]]:
        """The changes of a world's story: week, path, value."""
        said: list[list[Any]] = self.know(f"store.state.changes[{world}].map((one) => [one.week, one.path, one.value])")
        return said


@contextmanager
def desk_of(browser: Any, link: str, size: tuple[int, int] = SIZES[1], *, welcome: bool = False) -> Iterator[Desk]:
    """An open page in a browser profile of its own; afterwards nothing may have gone wrong there."""
    context = browser.new_context(viewport={"width": size[0], "height": size[1]}, accept_downloads=True)
    desk = Desk(context.new_page())
    desk.open(link, welcome=welcome)
    yield desk
    own = {urlsplit(link).hostname, ""}
    context.close()
    assert desk.errors == []
    assert {urlsplit(url).hostname or "" for url in desk.requests if not url.startswith("blob:")} <= own


@pytest.fixture
def desk(browser: Any, workshop: Workshop) -> Iterator[Desk]:
    """An open page at 1280×720, in English."""
    with desk_of(browser, workshop.link) as opened:
        yield opened


OpenDesk = Callable[..., Any]


@pytest.fixture
def open_desk(browser: Any, workshop: Workshop) -> OpenDesk:
    """Opens further pages: `with open_desk(size=…, query=…) as desk`."""

    def opened(size: tuple[int, int] = SIZES[1], query: str = "", *, welcome: bool = False) -> Any:
        return desk_of(browser, workshop.link + query, size, welcome=welcome)

    return opened


def pale(desk: Desk, within: str = "body") -> list[str]:
    """What is too pale there, a line each."""
    found: list[str] = desk.page.evaluate(f"({CONTRAST})('{within}')")
    return found
