"""Step eight, money by four channels and training, and what incubation itself costs."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest
from scipy import stats

from sim.ledger import PAYERS
from sim.policies.incubation import Incubation, evaluation, platform, steps
from sim.policies.incubation.project import Project
from sim.policies.incubation.steps import PREPARE
from sim.simulation import Simulation
from sim.week import Week
from tests.support import ONE_IN_A_THOUSAND, small
from tests.support.incubator import (
    EASY,
    GOVERNMENT,
    MERCHANTS,
    RESIDENTS,
    RULES,
    Platform,
    every_step,
    rows_of,
)

# Step eight: money and training


@pytest.mark.parametrize(
    ("channel", "payer", "yuan"),
    [
        ("grant", GOVERNMENT, RULES.grant),
        ("crowdfunding", RESIDENTS, 20 * RULES.crowdfunding),
        ("gift", RESIDENTS, RULES.gift),
        ("sponsor", MERCHANTS, RULES.sponsor),
    ],
    ids=["向上争取", "公益众筹", "爱心人士", "爱心企业"],
)
def test_each_of_the_four_channels_has_its_payer(channel: str, payer: int, yuan: float) -> None:
    """What the group gets is what is booked; a collection brings more the more members there are."""
    place = Platform(**{f"{channel}_chance": 1.0})
    p = place.group("fund", 20)
    steps.four_channels(p, place.week, place.s)
    assert p.group().funds == place.society.granted == yuan
    assert place.booked().tolist() == [yuan if n == payer else 0.0 for n in range(len(PAYERS))]


@pytest.mark.parametrize("channel", ["grant", "crowdfunding", "gift", "sponsor"])
def test_a_channel_opens_as_often_as_declared(channel: str) -> None:
    """One does not hang on another."""
    chance = getattr(RULES, f"{channel}_chance")
    place, times = Platform(**{f"{channel}_chance": chance}), 0
    p = place.group("fund", 20)
    for n in range(600):
        p.address, p.group().funds = n, 0.0
        steps.four_channels(p, place.at(n % 60), place.s)
        times += p.group().funds > 0
    assert stats.binomtest(times, 600, chance).pvalue > ONE_IN_A_THOUSAND


def funding(place: Platform, p: Project, weeks: int) -> tuple[list[float], list[bool]]:
    """Money received and whether there was a training, in so many weeks of step eight."""
    got, trained = [], []
    for _ in range(weeks):
        before, able = p.group().funds, p.group().capability
        PREPARE["fund"](p, place.week, place.s)
        got.append(p.group().funds - before)
        trained.append(p.group().capability > able)
        place.at(place.world.week + 1)
    return got, trained


def test_money_is_sought_at_the_start_and_every_quarter() -> None:
    """And not in between."""
    place = Platform(5, gift_chance=1.0)
    got, _ = funding(place, place.group("fund"), 30)
    expected = [week == 5 or place.world.clock.starts_quarter(week) for week in range(5, 35)]
    assert [yuan > 0 for yuan in got] == expected
    assert sum(expected) == 3


def test_a_training_comes_at_the_start_and_every_half_year() -> None:
    """However long the money must last; each is paid."""
    place = Platform(5, reserve_weeks=13)
    p = place.group("fund")
    _, trained = funding(place, p, 53)
    assert [n for n, held in enumerate(trained) if held] == [0, 26, 52]
    at = place.world.ledger.modules.index("incubation")
    assert place.world.ledger.yuan[:, at].sum() == 3 * RULES.training_yuan


def test_step_eight_begins_with_money_and_training() -> None:
    """In the first week after the covenant: nobody waits half a year for it."""
    place = Platform(5, weeks_covenant=0, gift_chance=1.0)
    p = place.group("covenant")
    p.adopted, p.merchants = True, 1
    assert place.follow() == "fund"
    place.policy.act(place.at(6))
    assert (p.trained, p.group().funds) == (True, RULES.gift)


def test_training_makes_able_and_trains_the_leaders() -> None:
    """A share of what the group lacks each time; leaders of other groups learn nothing from it."""
    place = Platform()
    p = place.group("fund", 10)
    members = rows_of(place, p)
    p.group().leaders = [int(members[0])]
    place.society.backbone.appoint(members[:2], 0)
    steps.train(p, place.week, place.s)
    steps.train(p, place.week, place.s)
    assert p.group().capability == pytest.approx(1 - (1 - RULES.training) ** 2)
    assert place.society.backbone.trained.tolist() == [1.0, 0.0]


# Costs


def test_every_yuan_is_booked_when_it_is_spent_and_for_a_reason(monkeypatch: pytest.MonkeyPatch) -> None:
    """Steps, mentors, trainings, evaluations, the four channels, the exchange: recounted week by week."""
    simulation = Simulation(small(**EASY, organisations__merging=0.0), 2)
    (policy,) = simulation.policies
    assert isinstance(policy, Incubation)
    world, society, s = simulation.world, simulation.world.society, policy.settings
    times: Counter[str] = Counter()

    def counted(name: str, rule: Any) -> Any:
        def wrapped(*given: Any) -> Any:
            times[name] += 1
            return rule(*given)

        return wrapped

    monkeypatch.setattr(steps, "train", counted("trainings", steps.train))
    for module in (steps, platform):
        monkeypatch.setattr(module, "evaluate", counted("evaluations", evaluation.evaluate))
    under_way: list[Project] = []
    follow = policy.follow

    def looked(week: Week) -> None:
        under_way[:] = policy.projects.values()
        costs["steps"] = sum(getattr(s, f"yuan_{p.at.name}") + s.mentor_yuan for p in under_way)
        costs["groups"] = len(under_way)
        follow(week)
        there = society.gathering
        costs["exchange"] = s.exchange_yuan * sum(
            society.ever[host].awards > 0 and member for host, member in zip(there.host, there.member, strict=True)
        )

    monkeypatch.setattr(policy, "follow", looked)
    costs: dict[str, float] = {}
    at, totals = world.ledger.modules.index("incubation"), Counter()
    while not simulation.done:
        week, granted, before = simulation.week, society.granted, times.copy()
        simulation.step()
        parts = {
            "steps": costs["steps"],
            "trainings": s.training_yuan * (times - before)["trainings"],
            "evaluations": s.evaluation_yuan * (times - before)["evaluations"],
            "channels": society.granted - granted,
            "exchange": costs["exchange"],
        }
        assert world.ledger.yuan[week, at].sum() == pytest.approx(sum(parts.values()))
        yearly = (times - before)["evaluations"] if world.clock.starts_year(week) else 0
        hours = world.ledger.cadre_hours[week, at] / s.cadre_hours
        assert costs["groups"] <= round(hours, 6) <= costs["groups"] + yearly
        totals.update(parts)
    assert all(totals.values()), totals


@every_step
def test_a_week_of_each_step_costs_its_price_and_a_mentor(step: str) -> None:
    """Paid by the government; and cadres' hours for each group."""
    place = Platform(**{f"yuan_{step}": 123.0, "training_yuan": 0.0}, events=0.0)
    place.group(step, 5)
    place.policy.act(place.week)
    at = place.world.ledger.modules.index("incubation")
    assert place.booked()[GOVERNMENT] == place.booked().sum() == 123.0 + RULES.mentor_yuan
    assert place.world.ledger.cadre_hours[1, at] == RULES.cadre_hours
