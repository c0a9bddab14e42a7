"""The workshop's page in a browser, end to end: what a facilitator does, done for real."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.app.browser.conftest import Desk, OpenDesk


def test_a_newcomer_is_welcomed_and_finds_a_way_in(open_desk: OpenDesk) -> None:
    """Three ways at least are offered, the stages are explained, and the welcome can be left by the keyboard."""
    with open_desk(welcome=True) as desk:
        welcome = desk.page.locator(".welcome")
        assert welcome.locator(".preset-card").count() >= 3
        assert welcome.locator(".welcome-legend li").count() == 4
        welcome.locator("input[type=checkbox]").check()
        welcome.locator(".preset-card").nth(1).click()
        assert desk.page.locator(".dialog").count() == 0
        desk.page.reload()
        desk.page.wait_for_selector(".play")
        assert desk.page.locator(".welcome").count() == 0


def test_time_plays_pauses_and_steps(desk: Desk) -> None:
    """By button and by key."""
    desk.page.click(".play")
    desk.wait("store.week >= 4")
    desk.page.locator("body").evaluate("() => document.activeElement.blur()")
    desk.page.keyboard.press("Space")
    desk.wait("!store.state.playing")
    desk.page.wait_for_timeout(300)  # a picture may still be on its way
    week = desk.know("store.week")
    desk.page.keyboard.press("ArrowRight")
    desk.wait(f"store.week === {week + 1}")
    assert desk.know("store.series[0].participation.length") == week + 1


def test_every_resident_is_a_dot(desk: Desk) -> None:
    """As many coloured places as people who live there, children among them; redrawn when they change."""
    desk.seek(60)
    desk.page.evaluate("() => new Promise((on) => requestAnimationFrame(() => requestAnimationFrame(on)))")
    drawn = desk.page.evaluate(
        """async () => {
            const { stageCanvases } = await import('/static/map/stage.js');
            const { store } = await import('/static/core/store.js');
            const [{ lower, layout }] = stageCanvases();
            const pixels = lower.getContext('2d').getImageData(0, 0, lower.width, lower.height).data;
            const colour = (seat) => {
                const x = layout.place.x[seat] + Math.floor(layout.pitch[0] / 2);
                const y = layout.place.y[seat] + Math.floor(layout.pitch[1] / 2);
                return [...pixels.slice(4 * (y * lower.width + x), 4 * (y * lower.width + x) + 3)].join();
            };
            const here = [...store.worlds[0].residents].map((value, at) => [value & 7, layout.seats.of[at]]);
            const seats = new Map(here.filter(([value]) => value).map(([value, seat]) => [seat, value]));
            const colours = new Map();
            for (const [seat, value] of seats) {
                colours.set(value, (colours.get(value) || new Set()).add(colour(seat)));
            }
            return { people: seats.size, living: here.filter(([value]) => value).length,
                     colours: [...colours].map(([value, found]) => [value, [...found]]) };
        }"""
    )
    assert drawn["people"] == drawn["living"] > 1300
    found = dict(drawn["colours"])
    assert all(len(colours) == 1 for colours in found.values()), found
    assert len({colours[0] for colours in found.values()}) == len(found) >= 3
    assert "255,255,255" not in {colours[0] for colours in found.values()}


def test_a_module_is_switched_in_the_middle_of_a_run(desk: Desk) -> None:
    """With a dose that was set before; it is on from the next week, and a chip says so."""
    desk.seek(20)
    card = desk.page.locator("[data-module=points]")
    slider = card.locator("input[type=range]").first
    slider.evaluate("(one) => { one.value = 0.5; one.dispatchEvent(new Event('change')); }")
    desk.switch("points")
    desk.wait("store.state.changes[0].length === 1")
    assert desk.changes() == [[20, "points", {"dose": 0.5}]]
    assert card.locator("[role=switch]").first.get_attribute("aria-checked") == "true"
    assert desk.page.locator(".chip").count() == 1
    desk.seek(30)
    desk.switch("points")
    desk.wait("store.state.changes[0].length === 2")
    assert desk.changes()[1] == [30, "points", False]


@pytest.mark.slow
def test_targets_and_numbers_can_be_set(desk: Desk) -> None:
    """Grids by buttons, any declared number behind its disclosure, with status and source."""
    desk.switch("points")
    desk.wait("store.state.changes[0].length === 1")
    card = desk.page.locator("[data-module=points]")
    card.locator(".opener").nth(0).click()
    card.locator(".grid-choice").nth(11).click()
    desk.wait("store.state.changes[0].length === 2")
    assert [0, "points.grids", list(range(1, 12))] in desk.changes()
    card.locator(".opener").nth(1).click()
    row = card.locator(".number").filter(has_text="what the government pays for redemption")
    assert row.locator(".badge").inner_text() == "assumed"
    row.locator("input[type=range]").evaluate("(one) => { one.value = 20000; one.dispatchEvent(new Event('change')); }")
    desk.wait("store.state.changes[0].some((one) => one.path === 'points.budget')")


def test_time_goes_back_and_on_differently_and_both_ways_are_kept(desk: Desk) -> None:
    """Rewind, change, and the story that had gone on further is a branch to return to."""
    desk.seek(40)
    before = desk.know("store.series[0].participation.slice()")
    desk.seek(10)
    assert desk.know("store.series[0].participation.slice()") == before[:10]
    desk.switch("leaders")
    desk.wait("store.state.branches.length === 2")
    desk.seek(40)
    branches = desk.page.locator(".branches select")
    branches.select_option(index=0)
    desk.wait("store.state.changes[0].length === 0")
    desk.seek(40)
    assert desk.know("store.series[0].participation.slice()") == before


@pytest.mark.slow
def test_a_change_is_dragged_in_time_and_taken_back(desk: Desk) -> None:
    """With the mouse, with the keyboard, and away again."""
    desk.switch("points")
    desk.wait("store.state.changes[0].length === 1")
    chip = desk.page.locator(".chip")
    box, track = chip.bounding_box(), desk.page.locator(".chips").bounding_box()
    desk.page.mouse.move(box["x"] + 8, box["y"] + 8)
    desk.page.mouse.down()
    desk.page.mouse.move(box["x"] + 8 + track["width"] / 2, box["y"] + 8, steps=4)
    desk.page.mouse.up()
    desk.wait("store.state.changes[0][0].week > 60")
    week = desk.changes()[0][0]
    desk.page.locator(".chip").focus()
    desk.page.keyboard.press("ArrowRight")
    desk.wait(f"store.state.changes[0][0].week === {week + 1}")
    desk.page.locator(".chip").focus()
    desk.page.keyboard.press("Delete")
    desk.wait("store.state.changes[0].length === 0")


def test_two_worlds_are_compared(desk: Desk) -> None:
    """Two maps, the same until one is changed; then people differ, and the difference map says where."""
    desk.seek(10)
    desk.page.click(".menu-button.compare")
    desk.wait("store.worlds.length === 2")
    assert desk.page.locator(".map").count() == 2
    assert "same" in desk.page.locator("#below").inner_text()
    desk.page.click(".menu-button.policies")
    desk.switch("points", world=1)
    desk.wait("store.state.changes[1].length === 1 && store.state.changes[0].length === 0")
    desk.page.click(".menu-button.policies")
    desk.seek(50)
    desk.wait("store.differ > 0")
    assert f"{desk.know('store.differ')} residents live differently" in desk.page.locator("#below").inner_text()
    desk.page.locator("#layers button", has_text="Difference map").click()
    assert desk.page.locator(".map").count() == 1
    gaps = desk.know("view.differences")
    assert len(gaps) == 12
    assert any(gaps)


@pytest.mark.slow
def test_a_resident_a_grid_and_an_estate_tell_of_themselves(desk: Desk) -> None:
    """Clicked on the map, or reached by the keyboard alone."""
    desk.seek(45)
    at = desk.page.evaluate(
        """async () => {
            const { stageCanvases } = await import('/static/map/stage.js');
            const { store } = await import('/static/core/store.js');
            const [{ upper, layout }] = stageCanvases();
            const row = store.worlds[0].residents.findIndex((value) => (value & 7) === 3);
            const seat = layout.seats.of[row];
            const box = upper.getBoundingClientRect();
            return [row, box.x + (layout.place.x[seat] + layout.pitch[0] / 2) / layout.scale,
                    box.y + (layout.place.y[seat] + layout.pitch[1] / 2) / layout.scale];
        }"""
    )
    desk.page.locator(".mark-key").nth(0).click()
    desk.page.locator(".mark-key").nth(1).click()
    desk.page.locator(".mark-key").nth(2).click()
    desk.page.mouse.click(at[1], at[2])
    card = desk.page.locator("#card")
    card.locator(".why").wait_for()
    assert card.locator("h2").inner_text().startswith("Resident")
    assert "invented" in card.inner_text().lower()
    assert card.locator(".weeks-row li").count() == 26
    assert desk.know("view.chosen.key") == at[0]
    desk.wait("view.ties && view.ties.length > 0")
    desk.page.locator(".grid-name").nth(4).focus()
    desk.page.keyboard.press("Enter")
    card.get_by_role("heading", name="Grid 5").wait_for()
    card.locator(".links button", has_text="Estate").first.click()
    card.locator("h2", has_text="Estate").wait_for()
    desk.page.keyboard.press("Escape")
    assert card.is_hidden()


@pytest.mark.slow
def test_the_language_changes_by_one_click_and_is_remembered(desk: Desk) -> None:
    """All of the screen, and it stays so after a reload."""
    desk.page.click(".menu-button.language")
    assert desk.page.locator("html").get_attribute("lang") == "zh-CN"
    assert "播放" in desk.page.locator(".play").inner_text()
    shown = desk.page.locator("body").inner_text()
    assert "政策" in shown
    assert "Policies" not in shown
    desk.page.reload()
    desk.page.wait_for_selector(".play")
    assert "播放" in desk.page.locator(".play").inner_text()


@pytest.mark.parametrize("lang", ["zh", pytest.param("en", marks=pytest.mark.slow)])
def test_every_word_of_the_page_is_there(open_desk: OpenDesk, lang: str) -> None:
    """No key stands where a word should, in any dialog or tab."""
    with open_desk(query=f"&lang={lang}" if lang == "zh" else "", welcome=True) as desk:
        if lang == "zh":
            desk.page.keyboard.press("Escape")
            desk.page.click(".menu-button.language")
        desk.page.evaluate("import('/static/core/dialog.js').then(({ closeDialog }) => closeDialog())")
        keys = set(desk.know("Object.keys(store.catalogue.words)"))
        said = ""
        for open_it in (
            ".menu-button.game",
            ".menu-button.export",
            ".menu-button.tours",
            ".menu-button.help",
            ".preset",
        ):
            desk.page.click(open_it)
            said += desk.page.locator(".dialog").inner_text()
            desk.page.keyboard.press("Escape")
        for tab in desk.page.locator(".tabs button").all():
            tab.click()
            said += desk.page.locator("#charts").inner_text()
        said += desk.page.locator("body").inner_text()
        assert not {key for key in keys if "_" in key} & set(said.split())


@pytest.mark.slow
def test_what_is_taken_home(desk: Desk, tmp_path: Path) -> None:
    """A slide of 16 to 9, the data of the curves with a mark for Excel, a page of summary."""
    desk.seek(30)

    def taken(name: str) -> Path:
        desk.page.click(".menu-button.export")
        with desk.page.expect_download() as waiting:
            desk.page.locator(".dialog .preset-card", has_text=name).click()
        target = tmp_path / waiting.value.suggested_filename
        waiting.value.save_as(target)
        return target

    slide = taken("Slide").read_bytes()
    assert slide[:4] == b"\x89PNG"
    assert (int.from_bytes(slide[16:20], "big"), int.from_bytes(slide[20:24], "big")) == (1920, 1080)
    assert len(slide) > 40_000
    table = taken("Chart data").read_bytes()
    assert table.startswith("\ufeff".encode())
    assert table.count(b"\n") >= 30
    assert b"30" in taken("summary").read_bytes()


@pytest.mark.slow
def test_what_is_taken_home_of_two_worlds_in_chinese(desk: Desk, tmp_path: Path) -> None:
    """A slide, the curves of both worlds in one file, a summary, in the language of the page."""
    desk.page.keyboard.press("l")
    desk.page.keyboard.press("c")
    desk.wait("store.worlds.length === 2")
    desk.seek(20)
    files: list[Any] = []
    desk.page.on("download", lambda file: files.append(file))  # noqa: PLW0108 (Playwright marks what it is given)
    for at, so_many in ((0, 1), (1, 2), (2, 3)):
        desk.page.click(".menu-button.export")
        desk.page.locator(".dialog .preset-card").nth(at).click()
        for _ in range(100):
            if len(files) >= so_many:
                break
            desk.page.wait_for_timeout(50)
        assert len(files) == so_many
    contents = []
    for at, file in enumerate(files):
        file.save_as(tmp_path / str(at))
        contents.append((tmp_path / str(at)).read_bytes())
    assert len({file.suggested_filename for file in files}) == len(files)
    assert contents[0][:4] == b"\x89PNG"
    assert all("周".encode() in one for one in contents[1:])
    assert all(f"世界{n}".encode() in contents[1] for n in (1, 2))


def test_a_session_is_saved_and_opened_again(desk: Desk, tmp_path: Path) -> None:
    """The same story, to the last figure; what is no session is refused in a sentence."""
    desk.switch("points")
    desk.wait("store.state.changes[0].length === 1")
    desk.seek(25)
    lived = desk.know("store.series[0].participation.slice()")
    with desk.page.expect_download() as waiting:
        desk.page.keyboard.press("s")
    file = tmp_path / "session.json"
    waiting.value.save_as(file)
    desk.page.locator("[data-module=points] [role=switch]").click()
    desk.wait("store.state.changes[0].length === 2")
    _open_file(desk, file)
    desk.wait("store.state.changes[0].length === 1")
    assert desk.know("store.series[0].participation.slice()") == lived
    other = tmp_path / "other.json"
    other.write_text(json.dumps({"format": "a shopping list"}), "utf-8")
    _open_file(desk, other)
    desk.page.locator(".notice.refused").wait_for()


def _open_file(desk: Desk, file: Path) -> None:
    desk.page.click(".menu-button.export")
    with desk.page.expect_file_chooser() as waiting:
        desk.page.locator(".dialog .preset-card", has_text="Open session").click()
    waiting.value.set_files(file)


def test_a_tour_asks_and_reveals(desk: Desk) -> None:
    """A question, the room's guess, time that runs, and what came out beside the guess; viewers see the same."""
    desk.page.click(".menu-button.tours")
    desk.page.locator(".dialog .preset-card").first.click()
    tour = desk.page.locator("#tour")
    tour.locator(".guess").wait_for()
    assert tour.locator("h2").inner_text()
    tour.locator(".guess input").evaluate("(one) => { one.value = one.max; one.dispatchEvent(new Event('input')); }")
    tour.locator(".guess .main").click()
    tour.locator(".bar-line.model").wait_for()
    assert tour.locator(".bar-line").count() == 2
    assert desk.know("store.state.notes.length") == 1
    tour.locator(".tool").click()
    tour.wait_for(state="hidden")


@pytest.mark.slow
def test_the_room_follows_a_view_only_link(desk: Desk, open_desk: OpenDesk) -> None:
    """Sees the facilitator's time, may ask, and cannot steer."""
    room, view = desk.page.evaluate("import('/static/core/link.js').then(({ pass }) => [pass.room, pass.readOnly])")
    with open_desk(query=f"&room={room}&view={view}") as viewer:
        assert viewer.page.locator(".play").is_disabled()
        assert viewer.page.locator("[data-module=points] [role=switch]").is_disabled()
        desk.seek(12)
        viewer.wait("store.week === 12")
        viewer.page.locator(".grid-name").first.click()
        viewer.page.locator("#card h2", has_text="Grid 1").wait_for()


@pytest.mark.slow
def test_presenter_mode_is_large_and_calm(desk: Desk) -> None:
    """No side panels, no text below 14 pixels, the percentages large."""
    desk.seek(20)
    desk.page.keyboard.press("p")
    assert not desk.page.locator("#policies").is_visible()
    assert not desk.page.locator("#charts").is_visible()
    small: list[Any] = desk.page.evaluate(
        """() => [...document.querySelectorAll('body *')].filter((one) => one.checkVisibility() && one.offsetParent
            && [...one.childNodes].some((child) => child.nodeType === 3 && child.textContent.trim())
            && parseFloat(getComputedStyle(one).fontSize) < 14).map((one) => one.outerHTML.slice(0, 80))"""
    )
    assert small == []
    size = desk.page.locator(".figure .value").first.evaluate("(one) => parseFloat(getComputedStyle(one).fontSize)")
    assert size > 40
