"""Turns at the machine: first come, first served; a long stretch gives way between two weeks, and stops when unwanted."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Event
from time import sleep

import pytest

from sim.app import turns
from sim.app.turns import Line, UnwantedError, alone, give_way, in_turn


def always() -> bool:
    """Somebody waits."""
    return True


def waiting(line: Line, many: int) -> None:
    """Until so many wait."""
    while len(line.waiting) < many:
        sleep(0.001)


def test_all_who_wait_go_before_whoever_gives_way() -> None:
    """In the order in which they came, however quickly the holder asks again."""
    line, order = Line(1), []

    def work(name: str) -> None:
        line.enter()
        order.append(name)
        line.leave()

    line.enter()
    with ThreadPoolExecutor() as threads:
        for n, name in enumerate(("second", "third", "fourth"), 1):
            threads.submit(work, name)
            waiting(line, n)
        line.give_way()
        order.append("first, again")
        line.leave()
    assert order == ["second", "third", "fourth", "first, again"]


def test_a_long_stretch_lets_others_in_between_two_weeks(monkeypatch: pytest.MonkeyPatch) -> None:
    """With one place for all: who comes later and wants little is done long before."""
    monkeypatch.setattr(turns, "machine", Line(1))
    order: list[str] = []

    def long() -> None:
        for week in range(3):
            if week == 1:
                waiting(turns.machine, 1)
            order.append(f"week {week}")
            give_way()

    with ThreadPoolExecutor() as threads:
        stretch = threads.submit(in_turn, long, always)
        while not order:
            sleep(0.001)
        threads.submit(in_turn, lambda: order.append("the other"), always).result()
        stretch.result()
    assert order == ["week 0", "week 1", "the other", "week 2"]


@pytest.mark.parametrize("weeks", [0, 1, 4])
def test_what_nobody_waits_for_stops(weeks: int) -> None:
    """Before it begins, or after the week it is at; its place is free again."""
    lived: list[int] = []

    def work() -> None:
        while True:
            lived.append(1)
            give_way()

    for _ in range(64):
        lived.clear()
        with pytest.raises(UnwantedError):
            in_turn(work, lambda: len(lived) < weeks)
        assert len(lived) == weeks


def test_what_cannot_be_cut_never_takes_all_places(monkeypatch: pytest.MonkeyPatch) -> None:
    """Three who build leave a place for whoever wants little; one builds after the other."""
    monkeypatch.setattr(turns, "machine", Line(2))
    monkeypatch.setattr(turns, "builders", Line(1))
    building, go_on = Event(), Event()
    inside: list[int] = []

    def build() -> int:
        with alone():
            inside.append(1)
            building.set()
            go_on.wait(10)
            most = len(inside)
            inside.pop()
        return most

    with ThreadPoolExecutor() as threads:
        builders = [threads.submit(in_turn, build, always) for _ in range(3)]
        building.wait(10)
        waiting(turns.builders, 2)
        assert threads.submit(in_turn, lambda: "done", always).result(10) == "done"
        go_on.set()
        assert [one.result() for one in builders] == [1, 1, 1]


def test_outside_a_turn_they_mean_nothing() -> None:
    """Worlds are lived elsewhere, too."""
    doing: list[Callable[[], object]] = [give_way, alone().__enter__]
    assert [one() for one in doing] == [None, None]
