"""Who is sent to ask in person, and what that takes: hours of whoever asks, and a stranger's wage."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

import numpy as np
import pytest

from sim.agents.resident.sources import ASKERS, SOURCES
from sim.ledger import OFFICE, PAYERS
from sim.results import Results
from sim.simulation import Simulation
from sim.week import Week
from tests.support import small
from tests.support.scene import Scene, scene

CONTACTS, WAGE = 5.0, 40.0
PRICED = {"asking__contacts": CONTACTS, "asking__wage": WAGE}
PAID = ("cadre", "stranger")


def place() -> tuple[Scene, Week]:
    """A community in which nobody has been sent yet, and its first week."""
    made = scene("leaders", **PRICED)
    return made, made.at(0)


def booked(made: Scene) -> tuple[float, float]:
    """Cadre hours, and yuan of the government, so far."""
    return made.cadre_hours(), made.paid("government")


def costs(source: str, contacts: float) -> Any:
    """What so many contacts cost: cadre hours, yuan."""
    hours = contacts / CONTACTS
    return pytest.approx((hours * (source == "cadre"), hours * WAGE * (source == "stranger")), rel=1e-5)


@pytest.mark.parametrize("source", ASKERS)
def test_asking_takes_hours_of_whoever_asks(source: str) -> None:
    """Cadres' from the office, a stranger's at the wage; neighbours, leaders and party members give theirs."""
    made, week = place()
    week.ask(source, np.arange(10), 0.5)
    assert getattr(made.world.push, source)[:11] == pytest.approx([0.5] * 10 + [0.0])
    assert made.world.asking_hours == {name: pytest.approx(5 / CONTACTS * (name == source)) for name in ASKERS}
    assert booked(made) == costs(source, 5.0)


@pytest.mark.parametrize("source", PAID)
def test_each_may_be_asked_another_number_of_times(source: str) -> None:
    """Rows, a mask or everybody; whoever is asked by two modules is asked by both, and both pay."""
    made, week = place()
    everybody = made.world.community.people
    each = np.linspace(0.0, 1.0, everybody, dtype=np.float32)
    week.ask(source, slice(None), each)
    mask = np.arange(everybody) < 4
    week.ask(source, mask, each[:4])
    week.ask(source, np.array([2]), 2.0)
    total = float(each.sum() + each[:4].sum() + 2.0)
    assert getattr(made.world.push, source).sum() == pytest.approx(total)
    assert booked(made) == costs(source, total)


@pytest.mark.parametrize("source", ASKERS)
def test_prompts_cost_what_asking_costs(source: str) -> None:
    """They push no hazard of events."""
    made, week = place()
    week.prompt(source, np.arange(10), 0.5)
    assert made.world.push.prompt[:11] == pytest.approx([0.5] * 10 + [0.0])
    assert made.world.push.prompter[:11].tolist() == [list(SOURCES).index(source)] * 10 + [0]
    assert not getattr(made.world.push, source).any()
    assert booked(made) == costs(source, 5.0)


@pytest.mark.parametrize(
    "order", [("stranger", "leader", "notice"), ("notice", "leader", "stranger"), ("leader", "notice")]
)
def test_of_several_who_prompt_the_word_that_weighs_most_counts(order: tuple[str, ...]) -> None:
    """In whatever order they come; all of them are heard, and each pays for itself."""
    made, week = place()
    for source in order:
        week.prompt(source, np.arange(10), 0.5)
    week.prompt("notice", np.arange(20), 0.5)
    assert made.world.push.prompt[:21] == pytest.approx([0.5 * (len(order) + 1)] * 10 + [0.5] * 10 + [0.0])
    leader, notice = (list(SOURCES).index(source) for source in ("leader", "notice"))
    assert made.world.push.prompter[:21].tolist() == [leader] * 10 + [notice] * 10 + [0]
    assert booked(made) == costs("stranger", 5.0 * ("stranger" in order))


def test_notices_cost_nobodys_hours() -> None:
    """They prompt as well, and are no asking."""
    made, week = place()
    week.prompt("notice", np.arange(10), 0.5)
    assert made.world.push.prompt.sum() == pytest.approx(5.0)
    assert not any(made.world.asking_hours.values())
    assert booked(made) == (0.0, 0.0)


@pytest.mark.parametrize("source", ASKERS)
def test_asking_ones_contacts_takes_hours_for_each(source: str) -> None:
    """All they know among the others, and nobody else."""
    made, week = place()
    r = made.world.residents
    asking = np.flatnonzero(r.able)[:20]
    within = np.arange(r.able.size) % 2 == 0
    week.ask_contacts(source, asking, 0.25, within)
    contacts = sum(
        int((r.able & within)[r.tie_to[r.tie_start[row] : r.tie_start[row + 1]]].sum()) for row in asking.tolist()
    )
    assert contacts > 20
    assert getattr(made.world.push, source).sum() == pytest.approx(0.25 * contacts, rel=1e-5)
    assert made.world.asking_hours[source] == pytest.approx(0.25 * contacts / CONTACTS, rel=1e-5)
    assert booked(made) == costs(source, 0.25 * contacts)


def test_the_hours_of_a_week_are_its_own() -> None:
    """Nothing is carried over."""
    made, week = place()
    week.ask("tie", np.arange(10), 0.5)
    made.at(1)
    assert not any(made.world.asking_hours.values())


# Whole runs


def counted(monkeypatch: pytest.MonkeyPatch) -> defaultdict[tuple[int, str, str], float]:
    """How many are asked from now on, by week, who sends and who asks: recounted beside the run."""
    found: defaultdict[tuple[int, str, str], float] = defaultdict(float)
    ask, prompt, contacts = Week.ask, Week.prompt, Week.ask_contacts

    def count(week: Week, source: str, rows: Any, each: Any) -> None:
        people = np.arange(week.community.people)[rows].shape
        found[week.index, week.module, source] += float(np.broadcast_to(each, people).sum(dtype=np.float64))

    def asks(week: Week, source: str, rows: Any, each: Any) -> None:
        count(week, source, rows, each)
        ask(week, source, rows, each)

    def prompts(week: Week, source: str, rows: Any, each: Any) -> None:
        count(week, source, rows, each)
        prompt(week, source, rows, each)

    def asks_contacts(week: Week, source: str, rows: Any, hazard: float, within: Any) -> None:
        r = week.residents
        known = [r.tie_to[r.tie_start[row] : r.tie_start[row + 1]] for row in rows.tolist()]
        people = sum(int(np.count_nonzero((r.able & within)[to])) for to in known)
        found[week.index, week.module, source] += people * hazard
        contacts(week, source, rows, hazard, within)

    monkeypatch.setattr(Week, "ask", asks)
    monkeypatch.setattr(Week, "prompt", prompts)
    monkeypatch.setattr(Week, "ask_contacts", asks_contacts)
    return found


def of(results: Results, module: str) -> tuple[Any, Any]:
    """Cadre hours and yuan that a module booked by week."""
    at = results.modules.index(module)
    return results.booked_hours[:, at], results.yuan[:, at, list(PAYERS).index("government")]


def test_in_a_run_with_every_module_all_asking_is_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    """The measure of hours spent asking in person is that of every module, the office and the trial together."""
    found = counted(monkeypatch)
    scenario = small(
        weeks=30, office__activities=3.0, trial__share=0.2, trial__start=5, trial__hours=4.0, trial__source="stranger",
        **PRICED,
    ).adding("*")  # fmt: skip
    simulation = Simulation(scenario, 1)
    found.clear()  # of the run-in
    simulation.run()
    results = simulation.results()
    askers = {(module, source) for _, module, source in found}
    assert {(OFFICE, "cadre"), ("leaders", "cadre"), ("party", "party"), ("trial", "stranger")} <= askers
    by_week = [sum(n for (at, *_), n in found.items() if at == week) for week in range(30)]
    assert results.series["asking_hours"] == pytest.approx(np.array(by_week) / CONTACTS, rel=1e-5)
    assert min(by_week) > 0
    strangers = [found[week, "trial", "stranger"] for week in range(30)]
    hours, yuan = of(results, "trial")
    assert yuan == pytest.approx(np.array(strangers) / CONTACTS * WAGE, rel=1e-5)
    assert np.flatnonzero(yuan).tolist() == list(range(5, 18))
    assert not hours.any()


@pytest.mark.parametrize("module", [OFFICE, "leaders"])
def test_cadres_hours_of_asking_are_booked_beside_all_others(monkeypatch: pytest.MonkeyPatch, module: str) -> None:
    """An hour for each contact where an hour reaches one, next to nothing where it reaches a thousand; the rest stays."""
    found = counted(monkeypatch)
    base = small(weeks=12, run_in=0, office__activities=3.0).adding("leaders")
    spent = {}
    for contacts in (1.0, 1000.0):
        found.clear()
        simulation = Simulation(base.but({"asking.contacts": contacts}), 1)
        simulation.step()
        hours, _ = of(simulation.results(), module)
        spent[contacts] = float(hours[0])
        asked = found[0, module, "cadre"]
    assert asked > 0
    assert spent[1.0] - spent[1000.0] == pytest.approx(asked * (1 - 1 / 1000.0), rel=1e-5)
