"""A server that dies and comes back, and a room that nobody remembers."""

from __future__ import annotations

from typing import Any

import pytest

from tests.app.browser.conftest import Workshop, desk_of


@pytest.mark.slow
def test_the_page_waits_for_the_server_and_opens_its_story_again(browser: Any) -> None:
    """It says that the connection is lost, comes back by itself, and offers the story it remembers."""
    first = Workshop()
    try:
        with desk_of(browser, first.link) as desk:
            desk.switch("points")
            desk.wait("store.state.changes[0].length === 1")
            desk.seek(15)
            lived = desk.know("store.series[0].participation.slice()")
            desk.page.wait_for_function("() => (sessionStorage.getItem('gongtong.session') || '').includes('points')")
            first.end()
            desk.page.locator(".notice", has_text="Connection lost").wait_for()
            again = Workshop(first.port)
            try:
                offer = desk.page.locator(".notice", has_text="restarted")
                offer.wait_for()
                assert desk.changes() == []
                offer.locator(".main").click()
                desk.wait("store.state.changes[0].length === 1")
                desk.seek(15)
                assert desk.know("store.series[0].participation.slice()") == lived
                # the cut itself is the only error a browser reports
                desk.errors[:] = [said for said in desk.errors if "ERR_CONNECTION" not in said]
            finally:
                again.end()
    finally:
        first.end()
