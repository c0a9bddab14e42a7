"""Every guided tour and the budget game from the first click to the last, in a browser."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.app.browser.conftest import Desk, Workshop, desk_of, pale

WEEKS = 520  # as long as the case: the tours go far
MORE_SCENES = 8  # than any tour has


@pytest.fixture(scope="module")
def long_workshop() -> Iterator[Workshop]:
    """A server whose stories are long enough for every tour."""
    opened = Workshop(weeks=WEEKS)
    yield opened
    opened.end()


def _begin(desk: Desk, which: int) -> Any:
    desk.page.keyboard.press("t")
    desk.page.locator(".dialog .preset-card").nth(which).click()
    return desk.page.locator("#tour")


@pytest.mark.slow
@pytest.mark.parametrize(("which", "lang"), [(0, "zh"), (1, "en"), (2, "zh"), (3, "en"), (4, "zh"), (4, "en")])
def test_a_tour_is_gone_through_to_its_end(browser: Any, long_workshop: Workshop, which: int, lang: str) -> None:
    """A question, a guess, time that runs, a reveal, scene by scene; all of it can be read and fits its panel."""
    with desk_of(browser, long_workshop.link.replace("lang=en", f"lang={lang}")) as desk:
        assert desk.know("store.catalogue.tours.length") == 5
        tour = _begin(desk, which)
        scenes = desk.know(f"store.catalogue.tours[{which}].scenes.length")
        for scene in range(scenes):
            guess = tour.locator(".guess input")
            guess.wait_for()
            assert desk.know("store.state.scene.scene") == scene
            assert pale(desk, "#tour") == []
            guess.press("ArrowRight")
            said = tour.locator(".guess output").inner_text()
            tour.locator(".guess .main").click()
            tour.locator(".bar-line.model").wait_for()
            assert tour.locator(".bar-line.guess b").inner_text() == said
            assert tour.locator(".reveal .lead").inner_text()
            assert "{" not in tour.inner_text()
            assert pale(desk, "#tour") == []
            assert tour.evaluate("(one) => one.scrollWidth <= one.clientWidth")
            assert desk.know("store.state.notes.length") == scene + 1
            tour.locator(".foot .main").click()
        tour.wait_for(state="hidden")
        assert desk.know("store.state.scene.tour") is None


@pytest.mark.slow
def test_a_tour_that_is_left_does_not_come_back(browser: Any, long_workshop: Workshop) -> None:
    """Left while time runs, it stays left, and time stands still."""
    with desk_of(browser, long_workshop.link) as desk:
        tour = _begin(desk, 2)
        tour.locator(".guess .main").click()
        desk.wait("store.week > 3")
        tour.locator("header .tool").click()
        tour.wait_for(state="hidden")
        desk.wait("!store.state.playing")
        week = desk.know("store.week")
        desk.seek(WEEKS)  # past the week that it waited for
        desk.page.wait_for_timeout(300)
        assert week < WEEKS
        assert tour.is_hidden()


@pytest.mark.slow
def test_a_tour_is_taken_up_after_a_reload(browser: Any, long_workshop: Workshop) -> None:
    """Loaded anew while time runs, the page is at the question again."""
    with desk_of(browser, long_workshop.link) as desk:
        tour = _begin(desk, 2)
        tour.locator(".guess .main").click()
        desk.wait("store.week > 3")
        desk.page.reload()
        desk.page.locator(".dialog").wait_for()
        desk.page.keyboard.press("Escape")
        tour.locator(".guess").wait_for()
        assert tour.locator("h2").inner_text()


@pytest.mark.slow
def test_a_tour_longer_than_the_story_says_so_and_is_not_stuck(desk: Desk) -> None:
    """Time cannot run that far: a sentence, and the question again, from which one can leave."""
    tour = _begin(desk, 2)
    tour.locator(".guess .main").click()
    desk.page.locator(".notice.refused").wait_for()
    tour.locator(".guess").wait_for()
    tour.locator("header .tool").click()
    tour.wait_for(state="hidden")


@pytest.mark.slow
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_game_is_played_to_its_board(browser: Any, long_workshop: Workshop, lang: str) -> None:
    """Three teams plan, all plans are lived, and the board can be read; closed and opened again it is still there."""
    with desk_of(browser, long_workshop.link.replace("lang=en", f"lang={lang}")) as desk:
        desk.page.click(".menu-button.game")
        dialog = desk.page.locator(".dialog")
        dialog.locator(".choices button").first.click()
        assert dialog.locator(".team").count() == 3
        for at, team in enumerate(dialog.locator(".team").all()):
            team.locator("input[type=checkbox]").nth(at).check()
        dialog.locator(".plan-when select").nth(2).select_option(index=0)
        dialog.locator(".choices .main").click()
        dialog.locator("progress").wait_for()
        assert pale(desk, ".dialog") == []
        dialog.locator(".board").wait_for()
        assert dialog.locator(".board tbody tr").count() == 4
        assert "{" not in dialog.inner_text()
        assert "NaN" not in dialog.inner_text()
        assert pale(desk, ".dialog") == []
        assert dialog.evaluate("(one) => one.scrollWidth <= one.clientWidth")
        desk.page.keyboard.press("Escape")
        desk.page.click(".menu-button.game")
        assert dialog.locator(".board tbody tr").count() == 4
