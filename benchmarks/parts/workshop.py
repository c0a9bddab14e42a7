"""How fast the workshop is: `python -m benchmarks --only g`.

Starts `gongtong app` as a process of its own and a headless Chromium on the same machine, plays, and counts: the weeks
that go by, and the pictures that the page has drawn. Then twenty sessions at once, each with a page that reads its
pictures. Targets: 30 weeks and 30 pictures a second for one world, 20 and 20 for two, on a quiet machine of two cores.
"""

from __future__ import annotations

import asyncio
import json
import re
import struct
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic, sleep
from typing import Any

from playwright.sync_api import Browser, Error, Page, sync_playwright
from websockets.asyncio.client import connect

from benchmarks.harness.measure import AT_LEAST, AT_MOST, Row, Target

CHROMIUM = Path("/usr/bin/chromium")
SECONDS = 5.0  # at the speed asked the story does not end before
TIMES = 3  # that it is measured; the middle one counts
ROOM_SECONDS = 24.0
ASKED = 60.0  # weeks a second
PRESET = "everything"
FIRST_WEEK = 60  # all modules are on from here
ROOMS, ROOM_SPEED = 20, 2.0
TARGETS = {1: (30.0, 30.0), 2: (20.0, 20.0)}


@contextmanager
def workshop() -> Iterator[str]:
    """The command as a process; its link."""
    command = [sys.executable, "-m", "sim", "app", "--no-browser", "--port", "0", "--lang", "en"]
    running = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        assert running.stdout is not None  # noqa: S101  # it was asked for
        said = running.stdout.readline()
        found = re.search(r"http://\S+", said)
        if found is None:
            raise RuntimeError(f"no link in {said!r}")
        yield found.group().split("?")[0]
    finally:
        running.terminate()
        running.wait(20)


def watch(page: Page) -> None:
    """Count in the page: a picture is drawn when an animation frame follows its arrival."""
    page.add_init_script(
        """
        window.__drawn = 0; window.__week = 0; window.__fresh = false;
        const Whole = window.WebSocket;
        window.WebSocket = class extends Whole {
          constructor(...given) {
            super(...given);
            window.__socket = this;
            this.addEventListener("message", (event) => {
              if (typeof event.data === "string") {
                const said = JSON.parse(event.data);
                const state = said.state || said;
                if (state.weeks) window.__weeks = state.weeks;
                return;
              }
              const view = new DataView(event.data);
              const head = new Uint8Array(event.data, 8, view.getUint32(4, true));
              window.__week = JSON.parse(new TextDecoder().decode(head)).week;
              window.__fresh = true;
            });
          }
        };
        const count = () => {
          if (window.__fresh) { window.__drawn += 1; window.__fresh = false; }
          requestAnimationFrame(count);
        };
        requestAnimationFrame(count);
        """
    )


def tell(page: Page, **command: Any) -> None:
    """Give a command on the page's own connection."""
    page.evaluate("(message) => window.__socket.send(JSON.stringify(message))", command)


def until_week(page: Page, week: int) -> None:
    """Wait until the page shows a week."""
    page.wait_for_function("(week) => window.__week >= week", arg=week, timeout=180_000)


def measured(page: Page, worlds: int, speed: float) -> tuple[float, float]:
    """Weeks and pictures a second while playing: of several goes, the middle one by pictures."""
    goes = sorted((one_go(page, worlds, speed) for _ in range(TIMES)), key=lambda one: one[1])
    return goes[TIMES // 2]


def one_go(page: Page, worlds: int, speed: float) -> tuple[float, float]:
    """Weeks and pictures a second while playing, measured once."""
    tell(page, do="preset", world=0, name=PRESET, seed=1)
    tell(page, do="compare", on=False)
    tell(page, do="seek", week=FIRST_WEEK)
    page.evaluate("window.__week = 0")
    until_week(page, FIRST_WEEK)
    if worlds > 1:
        tell(page, do="compare", on=True)
        tell(page, do="change", world=1, path="points", value=False)
        sleep(1.0)
    tell(page, do="play", speed=speed)
    sleep(1.5)
    first, drawn, began = page.evaluate("[window.__week, window.__drawn, performance.now()]")
    sleep(SECONDS)
    last, all_drawn, ended = page.evaluate("[window.__week, window.__drawn, performance.now()]")
    tell(page, do="pause")
    if last >= page.evaluate("window.__weeks"):
        raise RuntimeError(f"the story ended at week {last}, before the measurement did")
    return (last - first) / (ended - began) * 1000, (all_drawn - drawn) / (ended - began) * 1000


async def one_room(link: str, speed: float) -> tuple[float, float, float]:
    """A session played by a page that only reads: weeks and pictures a second, longest wait for an answer."""
    address = link.replace("http", "ws", 1) + "ws"
    async with connect(address, origin=link.rstrip("/"), max_size=None, ping_timeout=120) as socket:

        async def say(message: dict[str, Any]) -> None:
            await socket.send(json.dumps(message))

        await say({"do": "open", "id": 1})
        await socket.recv()
        await say({"do": "ready", "credits": 2})
        await say({"do": "preset", "world": 0, "name": PRESET})
        await say({"do": "play", "speed": speed})
        weeks, pictures, began, asked, slowest = [0], 0, monotonic(), monotonic(), 0.0
        await say({"do": "ask", "id": 2, "kind": "grid", "key": 1})
        while monotonic() - began < ROOM_SECONDS:
            got = await socket.recv()
            if isinstance(got, bytes):
                await say({"do": "ack"})
                pictures += 1
                weeks.append(json.loads(got[8 : 8 + struct.unpack("<I", got[4:8])[0]])["week"])
            elif json.loads(got).get("to") == 2:  # noqa: PLR2004  # what was asked
                slowest = max(slowest, monotonic() - asked)
                await asyncio.sleep(0)
                asked = monotonic()
                await say({"do": "ask", "id": 2, "kind": "grid", "key": 1})
        spent = monotonic() - began
        return weeks[-1] / spent, pictures / spent, slowest


async def crowd(link: str, rooms: int, speed: float) -> list[tuple[float, float, float]]:
    """Many sessions at once."""
    return list(await asyncio.gather(*(one_room(link, speed) for _ in range(rooms))))


def memory(link: str) -> float:
    """Megabytes that the server holds."""
    port = int(link.rstrip("/").rsplit(":", 1)[1])
    for entry in Path("/proc").iterdir():
        try:
            if entry.name.isdigit() and b"sim\0app" in (entry / "cmdline").read_bytes():
                held = re.search(r"VmRSS:\s+(\d+)", (entry / "status").read_text())
                if held and f":{port:04X}" in (entry / "net" / "tcp").read_text():
                    return int(held.group(1)) / 1024
        except OSError:
            continue
    return float("nan")


def workshop_rows(*, quick: bool) -> list[Row]:
    """Weeks and pictures a second with one world and two, then many sessions at once."""
    rooms = 4 if quick else ROOMS
    with workshop() as link:
        with sync_playwright() as play:
            try:
                browser = play.chromium.launch(executable_path=str(CHROMIUM) if CHROMIUM.exists() else None)
            except Error:
                return [Row("g", "pictures in a browser", note="skipped: Chromium is not installed")]
            rows = in_browser(browser, link)
            browser.close()
        found = asyncio.run(crowd(link, rooms, ROOM_SPEED))
        weeks, _, waited = (sorted(one) for one in zip(*found, strict=True))
        many = f"{rooms} sessions at {ROOM_SPEED:g} weeks a second"
        rows += [
            Row("g", f"{many}: the slowest", weeks[0], "weeks per second", Target(AT_LEAST, 0.95 * ROOM_SPEED)),
            Row("g", f"{many}: longest wait for an answer", waited[-1], "s", Target(AT_MOST, 1.0)),
            Row("g", f"{many}: memory of the server", memory(link), "MB"),
        ]
    return rows


def in_browser(browser: Browser, link: str) -> list[Row]:
    """A page that plays, as a facilitator's does."""
    page = browser.new_page(viewport={"width": 1280, "height": 720})
    watch(page)
    page.goto(link)
    page.wait_for_function("() => window.__socket && window.__socket.readyState === 1")
    sleep(2.0)
    rows = []
    for worlds, (least_weeks, least_pictures) in TARGETS.items():
        weeks, pictures = measured(page, worlds, ASKED)
        name = "one world" if worlds == 1 else "two worlds"
        asked = f"{ASKED:g} weeks a second asked, every module on"
        rows += [
            Row("g", f"{name}: weeks", weeks, "per second", Target(AT_LEAST, least_weeks), asked),
            Row("g", f"{name}: pictures drawn", pictures, "per second", Target(AT_LEAST, least_pictures)),
        ]
    return rows
