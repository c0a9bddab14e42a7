"""The hall: places are taken before anything is waited for, abandoned rooms go first, and no room keeps others waiting."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Event
from time import monotonic, sleep
from typing import Any, TypeVar

import pytest
from starlette.testclient import TestClient

from sim.app import turns
from sim.app.server import hall, rooms
from sim.app.server.hall import Hall
from sim.app.server.rooms import Page, Room
from sim.app.turns import Line, UnwantedError
from sim.app.world.session import Session
from sim.text import GongtongError
from tests.support.workshop import WEEKS, page, server, session

Answer = TypeVar("Answer")
FEW = 4


def lived(act: Callable[[Hall], Awaitable[Answer]], make: Callable[[], Session] = session) -> Answer:
    """What comes of something done in a hall; in a thread, where a browser's tests left no loop running."""

    async def live() -> Answer:
        house = Hall(make)
        try:
            return await act(house)
        finally:
            await house.close()

    with ThreadPoolExecutor() as elsewhere:
        return elsewhere.submit(asyncio.run, live()).result()


def until(condition: Callable[[], bool]) -> None:
    """Wait for what is to come."""
    end = monotonic() + 20
    while not condition():
        assert monotonic() < end
        sleep(0.005)


@pytest.fixture(autouse=True)
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    """A hall with few places."""
    monkeypatch.setattr(hall, "MOST_ROOMS", FEW)


def test_many_who_come_at_once_get_no_more_rooms_than_there_are() -> None:
    """A place is taken before anything is waited for."""

    async def act(house: Hall) -> tuple[int, int]:
        came = await asyncio.gather(*(house.open() for _ in range(FEW + 3)), return_exceptions=True)
        assert all("full" in one.text.en for one in came if isinstance(one, GongtongError))
        return len(house.rooms), sum(isinstance(one, GongtongError) for one in came)

    assert lived(act) == (FEW, 3)


def test_a_room_that_was_left_makes_place_for_who_comes() -> None:
    """The one that was left longest ago; never one where somebody is, or to which a page is on its way."""

    async def act(house: Hall) -> list[bool]:
        opened = [await house.open() for _ in range(FEW)]
        there, left, coming, left_later = opened
        there.join(Page(leader=True))
        for one in (there, left, left_later):
            one.arrived()
        await house.open()
        await house.open()
        with pytest.raises(GongtongError, match="full"):
            await house.open()
        return [one.name in house.rooms for one in (there, left, coming, left_later)]

    assert lived(act) == [True, False, True, False]


def test_a_place_is_free_again_when_nothing_came_of_it() -> None:
    """A session that cannot be opened, a page that does not wait for its room."""

    def wrong() -> Session:
        raise GongtongError(hall.FULL)

    async def act(house: Hall) -> int:
        for _ in range(2 * FEW):
            with pytest.raises(GongtongError):
                await house.open(wrong)
            with pytest.raises(UnwantedError):
                await house.open(None, lambda: False)
        return len([await house.open() for _ in range(FEW)])

    assert lived(act) == FEW


def test_a_long_stretch_of_one_room_keeps_no_other_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    """With one place at the machine: a week of the other room comes between two weeks of the first."""
    monkeypatch.setattr(turns, "machine", Line(1))

    async def act(house: Hall) -> tuple[int, int]:
        far, near = await house.open(), await house.open()
        stretch = asyncio.create_task(far.work(lambda: far.session.seek(WEEKS)))
        while far.session.week == 0:
            await asyncio.sleep(0.001)
        await near.work(near.session.step)
        seen = far.session.week, near.session.week
        await stretch
        return seen

    far, near = lived(act)
    assert near == 1
    assert far < WEEKS / 2


def test_who_goes_in_the_middle_of_a_long_stretch_ends_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """The page goes while the machine works: the work stops after the week it is at, and the room is gone."""
    monkeypatch.setattr(rooms, "RELOAD", 0.0)
    begun, go_on = Event(), Event()
    with server() as client:
        with page(client) as (one, welcome):
            room = _room(client, welcome)
            live = room.session.worlds[0]
            step = live.step

            def slowly() -> None:
                begun.set()
                go_on.wait(20)
                step()

            monkeypatch.setattr(live, "step", slowly)
            one.send({"do": "seek", "week": WEEKS})
            assert begun.wait(20)
        until(lambda: not room.pages)
        go_on.set()
        until(lambda: room.closed)
        assert live.week == 1
        with page(client, room=welcome["room"], token=welcome["token"]) as (_, refused):
            assert "not open any more" in refused["text"]["en"]


def test_a_page_that_loads_anew_finds_its_room_at_work() -> None:
    """A short while without anybody is no reason to stop."""
    begun, go_on = Event(), Event()
    with server() as client:
        with page(client) as (one, welcome):
            room = _room(client, welcome)
            live = room.session.worlds[0]
            step = live.step
            live.step = lambda: (begun.set(), go_on.wait(20), step())  # type: ignore[method-assign, assignment]
            one.send({"do": "seek", "week": 5})
            assert begun.wait(20)
        until(lambda: not room.pages)
        go_on.set()
        with page(client, room=welcome["room"], token=welcome["token"]) as (_, again):
            assert again["state"]["week"] == 5


def test_a_hall_that_closes_waits_for_nothing() -> None:
    """What is worked on stops after the week it is at."""

    async def act(house: Hall) -> int:
        room = await house.open()
        stretch = asyncio.create_task(room.work(lambda: room.session.seek(WEEKS)))
        while room.session.week == 0:
            await asyncio.sleep(0.001)
        await house.close()
        with pytest.raises(UnwantedError):
            await stretch
        return room.session.week

    assert lived(act) < WEEKS


def _room(client: TestClient, welcome: dict[str, Any]) -> Room:
    found: Room = client.app.state.hall.rooms[welcome["room"]]  # type: ignore[attr-defined]
    return found
