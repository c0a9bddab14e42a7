"""The page can be read on a projector: contrast by WCAG 2.2 AA, and no small type when presenting."""

from __future__ import annotations

from typing import Any

import pytest

from tests.app.browser.conftest import Desk, OpenDesk, pale

LEAST_TYPE = 14  # pixels
pytestmark = pytest.mark.slow
CANVAS_TEXTS = """
    window.drawn = [];
    const { fillText } = CanvasRenderingContext2D.prototype;
    CanvasRenderingContext2D.prototype.fillText = function (said, ...rest) {
        const size = Number(/([\\d.]+)px/.exec(this.font)[1]) * this.getTransform().d / devicePixelRatio;
        window.drawn.push([String(said), size, this.fillStyle]);
        return fillText.call(this, said, ...rest);
    };
"""


def _read_all(desk: Desk, *selectors: str) -> None:
    """Open one dialog after the other and read it."""
    for selector in selectors:
        desk.page.click(selector)
        assert pale(desk, ".dialog") == [], selector
        desk.page.keyboard.press("Escape")


def test_the_measure_of_contrast_sees_what_is_pale(desk: Desk) -> None:
    """A text, an edge and a faded label, each made a little too pale."""
    assert pale(desk) == []
    desk.page.add_style_tag(content=".brand h1 { color: #959595 } .tool { border-color: #ccc } #legend { opacity: .5 }")
    said = "\n".join(pale(desk))
    assert "h1" in said
    assert "edge: button.tool" in said
    assert "bystander" in said


@pytest.mark.slow
def test_every_text_and_control_stands_out(open_desk: OpenDesk) -> None:
    """On the main screen, in every dialog and tab, in the panel of policies with its numbers, and with marks hidden."""
    with open_desk(welcome=True) as desk:
        assert pale(desk) == []
        desk.page.keyboard.press("Escape")
        desk.switch("points")
        desk.wait("store.state.changes[0].length === 1")
        desk.seek(40)
        for opener in desk.page.locator(".opener").all():
            opener.click()
        for mark in desk.page.locator(".mark-key").all():
            mark.click()
        assert pale(desk) == []
        for tab in desk.page.locator(".tabs button").all():
            tab.click()
            assert pale(desk, "#charts") == []
        _read_all(desk, ".menu-button.export", ".menu-button.tours", ".menu-button.help", ".preset", ".chronicle")
        desk.page.evaluate("import('/static/core/events.js').then(({ tell }) => tell('refused', 'not possible'))")
        assert pale(desk, "#toasts") == []


def test_two_worlds_and_the_presenter_mode_stand_out(desk: Desk) -> None:
    """Side by side, as a map of their difference, with the drawer of policies, and presenting."""
    desk.page.keyboard.press("c")
    desk.wait("store.worlds.length === 2")
    desk.page.click(".menu-button.policies")
    desk.switch("points", world=1)
    desk.wait("store.state.changes[1].length === 1")
    desk.seek(30)
    assert pale(desk) == []
    desk.page.locator(".segments button").nth(1).click()
    assert pale(desk) == []
    desk.page.keyboard.press("p")
    assert pale(desk) == []


def test_every_card_stands_out(desk: Desk) -> None:
    """Of a grid, an estate, a resident, an organisation."""
    desk.switch("incubation")
    desk.wait("store.state.changes[0].length === 1")
    desk.seek(120)
    for kind, key in (("grid", 4), ("estate", 7), ("resident", 300), ("organisation", None)):
        desk.page.evaluate(
            """async ([kind, key]) => {
                const { choose } = await import('/static/map/stage.js');
                const { store } = await import('/static/core/store.js');
                const marked = store.worlds[0].marks.find((mark) => mark.kind === kind);
                choose({ kind, key: key === null ? marked.key : key, world: 0 });
            }""",
            [kind, key],
        )
        desk.page.locator("#card .facts").wait_for()
        assert pale(desk, "#card") == [], kind


@pytest.mark.slow
def test_no_small_type_when_presenting(open_desk: OpenDesk) -> None:
    """Nowhere below 14 pixels: in the page, on the maps, in a card, in dialogs and in a tour."""
    for size in ((1280, 720), (1024, 768)):
        with open_desk(size) as desk:
            desk.page.add_init_script(CANVAS_TEXTS)
            desk.page.reload()
            desk.page.wait_for_selector("#splash", state="hidden")
            desk.page.locator(".welcome").wait_for()
            desk.page.keyboard.press("Escape")
            desk.page.keyboard.press("c")
            desk.wait("store.worlds.length === 2")
            desk.seek(20)
            desk.page.evaluate("window.drawn = []")
            desk.page.keyboard.press("p")
            desk.page.locator(".segments button").nth(1).click()
            desk.page.locator(".grid-name").nth(4).click()
            desk.page.locator("#card .facts").wait_for()
            desk.page.wait_for_timeout(250)  # maps fit themselves once sizes are quiet
            drawn: list[Any] = desk.page.evaluate("window.drawn")
            assert {"0.0"} <= {said for said, _, _ in drawn}  # the differences, on the map
            assert [said for said in drawn if said[1] < LEAST_TYPE] == []
            assert _small(desk) == []
            for key in ("?", "t"):
                desk.page.keyboard.press(key)
                assert _small(desk) == []
                desk.page.keyboard.press("Escape") if key == "?" else None
            desk.page.locator(".dialog .preset-card").first.click()
            desk.page.locator("#tour .guess").wait_for()
            assert _small(desk) == []


def _small(desk: Desk) -> list[str]:
    found: list[str] = desk.page.evaluate(
        f"""() => [...document.querySelectorAll('body *')].filter((one) => one.checkVisibility() && one.getClientRects().length
            && (one.matches('select, input') || [...one.childNodes].some((child) => child.nodeType === 3 && child.data.trim()))
            && parseFloat(getComputedStyle(one).fontSize) < {LEAST_TYPE}).map((one) => one.outerHTML.slice(0, 80))"""
    )
    return found
