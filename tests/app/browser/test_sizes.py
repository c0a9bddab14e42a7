"""Three sizes of screen, one world and two, both languages: nothing overlaps, nothing is cut off, nothing scrolls."""

from __future__ import annotations

from itertools import combinations
from typing import Any

import pytest

from tests.app.browser.conftest import SIZES, Desk, OpenDesk

PARTS = ("#top", "#stage", "#policies", "#results", "#time", "#status", "#tour")
ROWS = (".brand h1", "#menu > button", "#legend .key", ".segments button", ".mark-key", ".figure .value", ".tabs button",
        ".map-title", ".map-face", "#below", ".play", ".tool", ".date strong", ".rail")  # fmt: skip
SLACK = 1.5  # pixels
FITTED = """(await import('/static/map/stage.js')).stageCanvases()
    .every(({ lower, layout }) => Math.abs(lower.clientHeight - layout.height / layout.scale) <= 1)"""

Box = tuple[str, float, float, float, float]


def _boxes(desk: Desk, selectors: tuple[str, ...]) -> list[Box]:
    found: list[Any] = desk.page.evaluate(
        """(selectors) => selectors.flatMap((selector) => [...document.querySelectorAll(selector)]
            .filter((one) => one.checkVisibility() && one.getBoundingClientRect().width > 0)
            .map((one, at) => { const box = one.getBoundingClientRect();
                return [`${selector} ${at}`, box.left, box.top, box.right, box.bottom]; }))""",
        list(selectors),
    )
    return [(str(name), *map(float, box)) for name, *box in found]  # type: ignore[misc]


def _overlapping(boxes: list[Box]) -> list[tuple[str, str]]:
    return [
        (one[0], other[0])
        for one, other in combinations(boxes, 2)
        if min(one[3], other[3]) - max(one[1], other[1]) > SLACK
        and min(one[4], other[4]) - max(one[2], other[2]) > SLACK
    ]


def _check(desk: Desk, size: tuple[int, int]) -> None:
    desk.page.wait_for_timeout(250)  # maps fit themselves once sizes are quiet
    drawer = desk.page.locator("html").get_attribute("data-drawer") == "open"
    parts = [part for part in PARTS if not (drawer and part == "#policies")]
    assert _overlapping(_boxes(desk, tuple(parts))) == []
    boxes = _boxes(desk, ROWS)
    assert _overlapping(boxes) == []
    for name, left, top, right, bottom in boxes:
        assert min(left, top, size[0] - right, size[1] - bottom) >= -SLACK, name
    scrolled = desk.page.evaluate("[document.body.scrollWidth - innerWidth, document.body.scrollHeight - innerHeight]")
    assert max(scrolled) <= 0
    desk.wait(FITTED)  # else names and marks would stand beside what they name
    map_box = desk.page.locator(".map-face").first.bounding_box()
    assert map_box["height"] > size[1] * 0.4


@pytest.mark.slow
@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
def test_the_screen_holds_together(open_desk: OpenDesk, size: tuple[int, int]) -> None:
    """With one world, two, the difference map, in both languages, presenting, and in a tour."""
    with open_desk(size) as desk:
        desk.switch("points") if size[0] > 1100 else None
        desk.seek(30)
        _check(desk, size)
        desk.page.keyboard.press("l")
        _check(desk, size)
        desk.page.click(".menu-button.compare")
        desk.wait("store.worlds.length === 2")
        _check(desk, size)
        desk.page.locator(".segments button").nth(1).click()
        _check(desk, size)
        desk.page.keyboard.press("l")
        _check(desk, size)
        desk.page.keyboard.press("p")
        _check(desk, size)
        desk.page.keyboard.press("p")
        desk.page.keyboard.press("c")
        desk.wait("store.worlds.length === 1")
        desk.page.keyboard.press("p")
        _check(desk, size)
        desk.page.keyboard.press("p")
        desk.page.keyboard.press("t")
        desk.page.locator(".dialog .preset-card").first.click()
        desk.page.locator("#tour .guess").wait_for()
        _check(desk, size)
