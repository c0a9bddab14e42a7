"""Whatever the mouse does the keyboard does too, and one always sees where it is."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.app.browser.conftest import Desk

FOCUSED = "const had = document.activeElement;"
REACHED = (".skip", ".menu-button.policies", ".menu-button.tours", ".menu-button.game", ".menu-button.compare", ".menu-button.presenter",
           ".menu-button.export", ".menu-button.language", ".menu-button.help", ".preset", ".switch", ".dose input", ".opener",
           ".mark-key", ".grid-name", ".tabs button", ".plot", ".play", ".tool", ".speed", ".chip", ".weeks", ".chronicle",
           ".branches select", ".branches .tool", "#status span")  # fmt: skip
pytestmark = pytest.mark.slow


def _focused(desk: Desk, what: str) -> Any:
    return desk.page.evaluate(f"() => {{ {FOCUSED} return {what}; }}")


def test_tab_reaches_every_control_and_shows_where_it_is(desk: Desk) -> None:
    """Once around the page: all controls are met, each with an outline on the screen."""
    desk.switch("points")
    desk.wait("store.state.changes[0].length === 1")
    wanted = set(
        desk.page.evaluate(
            """() => {
                const all = [...document.querySelectorAll('button, input, select, a[href], [tabindex="0"]')];
                const met = all.filter((one) => one.checkVisibility() && !one.disabled && one.type !== 'file');
                return met.map((one, at) => { one.dataset.met = at; return String(at); });
            }"""
        )
    )
    met = set()
    for _ in range(len(wanted) + 3):
        desk.page.keyboard.press("Tab")
        said = _focused(
            desk,
            """had === document.body ? null : { met: had.dataset.met, outline: parseFloat(getComputedStyle(had).outlineWidth),
               style: getComputedStyle(had).outlineStyle, box: had.getBoundingClientRect().toJSON(), html: had.outerHTML.slice(0, 90) }""",
        )
        if said is None:
            continue  # between the last and the first the browser has its own controls
        met.add(said["met"])
        assert said["style"] == "solid", said
        assert said["outline"] >= 2, said
        assert said["box"]["right"] > 0, said
        assert said["box"]["top"] < 720, said
    assert wanted - met == set()
    missing = [one for one in REACHED if not desk.page.locator(f"{one}[data-met]").count()]
    assert missing == [".menu-button.policies"]  # only where policies are a drawer


@pytest.mark.parametrize("opened", ["game", "export", "tours", "help"])
def test_a_dialog_keeps_the_keyboard_and_gives_it_back(desk: Desk, opened: str) -> None:
    """Tab goes round inside, both ways; Escape closes; the keyboard is back at the button."""
    button = desk.page.locator(f".menu-button.{opened}")
    button.focus()
    desk.page.keyboard.press("Enter")
    dialog = desk.page.locator(".dialog")
    dialog.wait_for()
    inside = dialog.locator("button, input, select, a[href]").count()
    for key in ["Tab"] * (inside + 2) + ["Shift+Tab"] * (inside + 2):
        desk.page.keyboard.press(key)
        assert _focused(desk, "Boolean(had.closest('.dialog'))")
    desk.page.keyboard.press("Escape")
    assert dialog.count() == 0
    assert button.evaluate("(one) => one === document.activeElement")


def test_what_is_made_anew_keeps_the_keyboard(desk: Desk) -> None:
    """A tab, a mark, a switch, a grid to choose, the language, a plan of the game: pressed, one is still there."""
    for selector in (".tabs button:nth-child(3)", ".mark-key", ".menu-button.language", ".switch"):
        desk.page.locator(selector).first.focus()
        desk.page.keyboard.press("Enter")
        desk.page.wait_for_timeout(300)
        assert _focused(desk, f"had.matches('{selector}')"), selector
    desk.wait("store.state.changes[0].length === 1")
    desk.page.locator(".opener").first.focus()
    desk.page.keyboard.press("Enter")
    desk.page.locator(".grid-choice").nth(11).focus()
    desk.page.keyboard.press("Enter")
    desk.wait("store.state.changes[0].length === 2")
    assert _focused(desk, "had.matches('.grid-choice:nth-child(12)')")
    desk.page.keyboard.press("Escape")
    desk.page.locator(".menu-button.game").focus()
    desk.page.keyboard.press("Enter")
    desk.page.locator(".dialog input[type=checkbox]").first.focus()
    desk.page.keyboard.press("Space")
    assert _focused(desk, "had.matches('.dialog input[type=checkbox]') && had.checked")


def test_a_change_walks_through_time_under_the_arrows(desk: Desk) -> None:
    """Press after press, without looking for it again, and Delete takes it back."""
    desk.switch("points")
    desk.wait("store.state.changes[0].length === 1")
    desk.page.locator(".chip").focus()
    for week in (1, 2):
        desk.page.keyboard.press("ArrowRight")
        desk.wait(f"store.state.changes[0][0].week === {week}")
    desk.page.keyboard.press("Shift+ArrowRight")
    desk.wait("store.state.changes[0][0].week === 15")
    desk.page.keyboard.press("Delete")
    desk.wait("store.state.changes[0].length === 0")


def test_after_a_click_space_is_time_and_nothing_is_lost(desk: Desk) -> None:
    """Whatever was clicked; with Tab one means the button. What was lost nevertheless Ctrl+Z brings back, and says so."""
    page = desk.page
    page.locator(".menu-button.compare").click()
    desk.wait("store.worlds.length === 2")
    page.locator(".menu-button.policies").click()
    desk.switch("points", world=1)
    desk.wait("store.state.changes[1].length === 1")
    page.locator(".menu-button.policies").click()
    for clicked, was in (
        (".play", True),
        (".mark-key", False),
        (".tabs button", True),
        (".menu-button.presenter", False),
    ):
        page.locator(clicked).first.click()
        desk.wait(f"store.state.playing === {json.dumps(was)}")
        page.keyboard.press("Space")
        desk.wait(f"store.state.playing === {json.dumps(not was)}")
    assert desk.know("store.state.compare") is True
    assert page.evaluate("document.documentElement.dataset.presenter") == "on"
    page.keyboard.press("Space")
    page.locator(".menu-button.compare").click()
    page.locator("#toasts", has_text="World B is kept").wait_for()
    page.keyboard.press("Control+z")
    page.locator("#toasts", has_text="compared as before").wait_for()
    desk.wait("store.state.compare && store.state.changes[1].length === 1")
    page.locator(".menu-button.compare").focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Space")
    desk.wait("!store.state.compare")


def test_a_card_is_walked_into_and_left(desk: Desk) -> None:
    """From a grid to an estate to somebody there; Escape leads back to the grid on the map."""
    desk.seek(20)
    desk.page.locator(".grid-name").nth(4).focus()
    desk.page.keyboard.press("Enter")
    card = desk.page.locator("#card")
    assert _focused(desk, "had.id") == "card"
    card.locator(".links button").first.wait_for()
    for heading in ("Estate", "Resident"):
        link = card.locator(".links button", has_text="Estate" if heading == "Estate" else "omebody")
        link.first.focus()
        desk.page.keyboard.press("Enter")
        card.locator("h2", has_text=heading).wait_for()
        assert _focused(desk, "Boolean(had.closest('#card'))")
    desk.page.keyboard.press("Tab")
    desk.seek(24)  # time goes on: the card is made anew
    desk.page.wait_for_timeout(600)
    assert _focused(desk, "had.matches('#card .tool')")
    desk.page.keyboard.press("Escape")
    assert card.is_hidden()
    assert _focused(desk, "had.textContent") == "Grid 5"


def test_a_curve_is_read_week_by_week(desk: Desk) -> None:
    """The arrows lead along the weeks, and time stands still meanwhile."""
    desk.seek(40)
    desk.page.locator(".plot").first.focus()
    when = desk.page.locator(".plot-key .when").first
    now = when.inner_text()
    desk.page.keyboard.press("ArrowLeft")
    assert when.inner_text() == now
    desk.page.keyboard.press("ArrowLeft")
    assert when.inner_text() != now
    assert desk.know("store.week") == 40
    desk.page.keyboard.press("Tab")
    assert when.inner_text() == now


def test_hints_are_told_to_the_keyboard_too(desk: Desk) -> None:
    """What the mouse is told by resting is told on arrival, inside the window, and Escape sends it away."""
    hint = desk.page.locator(".hint-tip")
    last = desk.page.locator("#status span").last
    last.focus()
    desk.page.keyboard.press("Shift+Tab")
    desk.page.keyboard.press("Tab")
    assert hint.inner_text() == last.get_attribute("title")
    box = hint.bounding_box()
    assert min(box["x"], box["y"], 1280 - box["x"] - box["width"], 720 - box["y"] - box["height"]) >= 0
    desk.page.keyboard.press("Escape")
    assert hint.is_hidden()


def test_escape_closes_the_drawer(desk: Desk) -> None:
    """Where the policies are a drawer."""
    desk.page.keyboard.press("c")
    desk.wait("store.worlds.length === 2")
    button = desk.page.locator(".menu-button.policies")
    button.focus()
    desk.page.keyboard.press("Enter")
    assert desk.page.locator("#policies").is_visible()
    assert button.get_attribute("aria-pressed") == "true"
    desk.page.keyboard.press("Escape")
    assert not desk.page.locator("#policies").is_visible()
    assert button.get_attribute("aria-pressed") == "false"
