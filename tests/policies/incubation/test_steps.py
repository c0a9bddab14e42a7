"""The nine steps of incubation: their order, their conditions, their least weeks; a true rule fails once in a thousand."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import groupby
from typing import Any

import numpy as np
import pytest
from scipy import stats

from sim.agents.acts import CARE, INTEREST
from sim.agents.organisation import ACTING, FORMING, ORGANISED, SUSTAINED
from sim.policies.incubation import STEPS, IncubationSettings
from sim.policies.incubation.project import Project
from sim.policies.incubation.steps import DONE, LOOK_BACK, PREPARE
from tests.support import ONE_IN_A_THOUSAND
from tests.support.incubator import LIFE, NAMES, RULES, Platform, every_step


def test_the_steps_are_the_nine_of_the_case_in_order() -> None:
    """Two for finding the need, three for acting, two for organising, two for sustaining (liuhe-R2 to R5)."""
    assert [step.label.zh for step in STEPS] == [
        "摸底锁定人群", "兴趣活动再锁定",
        "分组讨论、建立联系", "形成方案、开展行动", "选出1—2名领导者、稳定成员",
        "构建框架、选举理事、登记备案", "制定公约、积分兑换",
        "链接经费、活动常态化、培训提能", "评价督导、持续改进",
    ]  # fmt: skip
    assert [step.stage for step in STEPS] == [FORMING] * 2 + [ACTING] * 3 + [ORGANISED] * 2 + [SUSTAINED] * 2
    assert [step.source for step in STEPS] == ["liuhe-R2"] * 2 + ["liuhe-R3"] * 3 + ["liuhe-R4"] * 2 + ["liuhe-R5"] * 2


def test_every_step_has_work_a_condition_a_duration_and_a_price() -> None:
    """All declared under its name, and nothing under any other."""
    for table in (PREPARE, LOOK_BACK, DONE):
        assert list(table) == NAMES
    for part in ("weeks", "yuan"):
        declared = {
            name.removeprefix(f"{part}_") for name in IncubationSettings.model_fields if name.startswith(f"{part}_")
        }
        assert declared == set(NAMES)


def survey(p: Project, place: Platform) -> Iterator[Callable[[], None]]:
    """Thirty people found."""
    all_ = place.society.members(p.group())
    place.society.strike(p.group(), all_[RULES.targets - 1 :])
    yield lambda: place.society.enlist(p.group(), all_[[-1]], 0)


def interest(p: Project, place: Platform) -> Iterator[Callable[[], None]]:
    """Twelve who came twice; once is not again."""
    place.records(p, times=[2] * (RULES.regulars - 1) + [1] * 10)
    yield lambda: place.records(p, times=[2] * RULES.regulars + [1] * 10)


def discuss(p: Project, place: Platform) -> Iterator[Callable[[], None]]:
    """Of sixty-six pairs of regulars, fourteen who met three times: a fifth; thirteen are too few."""
    five, three, two = [0b000_000_111] * 5, [0b000_111_000] * 3, [0b111_000_000] * 2
    place.records(p, times=[4] * 12, came=[*five, *three, 0b111_000_000, 0b110_000_000, 0, 0])
    yield lambda: place.records(p, times=[4] * 12, came=[*five, *three, *two, 0, 0])


def act(p: Project, place: Platform) -> Iterator[Callable[[], None]]:
    """Eight at what the group is for."""
    rows = place.society.members(p.group())
    place.meet(p, rows[: RULES.action_people - 1], CARE)
    yield lambda: place.meet(p, rows[: RULES.action_people], CARE)


def act_of_another_kind(p: Project, place: Platform) -> Iterator[Callable[[], None]]:
    """A dance is no mutual aid."""
    rows = place.society.members(p.group())
    place.meet(p, rows[:20], INTEREST)
    yield lambda: place.meet(p, rows[:20], CARE)


def lead(p: Project, place: Platform) -> Iterator[Callable[[], None]]:
    """A leader is not enough without ten who came three times in the last twelve weeks."""
    p.group().leaders = [int(place.society.members(p.group())[0])]
    long_ago = 0b111 << 10  # of the three, two within the quarter
    place.records(p, came=[0b111] * (RULES.stable - 1) + [long_ago] * 10)
    yield lambda: place.records(p, came=[0b111] * RULES.stable)


def lead_by_nobody(p: Project, place: Platform) -> Iterator[Callable[[], None]]:
    """Ten stable members are not enough without a leader."""
    place.records(p, came=[0b111] * RULES.stable)
    yield lambda: p.group().leaders.append(int(place.society.members(p.group())[0]))


def register(p: Project, _place: Platform) -> Iterator[Callable[[], None]]:
    """The board is elected."""
    yield lambda: setattr(p, "elected", True)


def covenant(p: Project, _place: Platform) -> Iterator[Callable[[], None]]:
    """An adopted covenant is not enough without a merchant."""
    p.adopted = True
    yield lambda: setattr(p, "merchants", 1)


def covenant_refused(p: Project, _place: Platform) -> Iterator[Callable[[], None]]:
    """Merchants are not enough without a covenant."""
    p.merchants = 3
    yield lambda: setattr(p, "adopted", True)


RESERVE = LIFE.activity_cost * LIFE.rate * RULES.reserve_weeks


def fund_money(p: Project, _place: Platform) -> Iterator[Callable[[], None]]:
    """Money for half a year's activities, to the yuan."""
    p.trained, p.group().held, p.group().funds = True, 0b1111, RESERVE - 1
    yield lambda: setattr(p.group(), "funds", RESERVE)


def fund_activity(p: Project, _place: Platform) -> Iterator[Callable[[], None]]:
    """Four activities in eight weeks; a fifth nine weeks ago does not count."""
    p.trained, p.group().funds, p.group().held = True, RESERVE, 0b1_0000_0111
    yield lambda: setattr(p.group(), "held", 0b1000_0111)


def fund_training(p: Project, _place: Platform) -> Iterator[Callable[[], None]]:
    """A training held."""
    p.group().funds, p.group().held = RESERVE, 0b1111
    yield lambda: setattr(p, "trained", True)


def evaluated(p: Project, place: Platform) -> Iterator[Callable[[], None]]:
    """Half of all points."""
    p.evaluated, p.score = place.world.week, RULES.passing - 0.01
    yield lambda: setattr(p, "score", RULES.passing)


CONDITIONS = {
    "survey": survey,
    "interest": interest,
    "discuss": discuss,
    "act": act,
    "act (another kind)": act_of_another_kind,
    "lead": lead,
    "lead (nobody)": lead_by_nobody,
    "register": register,
    "covenant": covenant,
    "covenant (refused)": covenant_refused,
    "fund (money)": fund_money,
    "fund (activity)": fund_activity,
    "fund (training)": fund_training,
    "evaluate": evaluated,
}
AFTER = dict(zip(NAMES, [*NAMES[1:], "graduated"], strict=True))
NO_LEAST: dict[str, Any] = {f"weeks_{name}": 0 for name in NAMES} | {"weeks_evaluate": 520}


@pytest.mark.parametrize("case", CONDITIONS)
def test_a_step_is_left_when_its_condition_holds_and_not_before(case: str) -> None:
    """Just short of it the group stays, just at it the group goes on: one step, to the next."""
    step = case.split(" ", maxsplit=1)[0]
    least = {**NO_LEAST, "weeks_evaluate": 0} if step == "evaluate" else NO_LEAST
    place = Platform(**least)
    p = place.group(step)
    fulfilled = CONDITIONS[case](p, place)
    enough = next(fulfilled)
    if step == "evaluate":
        p.evaluated = 10_000  # it was evaluated, and is not due again
    assert place.follow(1) == step
    enough()
    assert place.follow(1) == AFTER[step]


@every_step
def test_no_step_takes_less_than_its_weeks(step: str) -> None:
    """Though its condition holds from the first."""
    least = 5
    place = Platform(**{f"weeks_{step}": least}, patience=50)
    p = place.group(step)
    if step == "evaluate":
        p.evaluated, p.score = 10_000, 1.0
    else:
        next(CONDITIONS[next(name for name in CONDITIONS if name.startswith(step))](p, place))()
    came = [place.follow(on) for on in (0, 1, 1, 1, 1)]
    assert came == [step] * (least - 1) + [AFTER[step]]


def test_a_step_counts_its_weeks_from_the_one_in_which_its_work_begins() -> None:
    """A step left at the end of a week begins the next week."""
    place = Platform(weeks_survey=0, weeks_interest=3, patience=50)
    p = place.group("survey")
    place.records(p, times=[2] * 20)
    assert place.follow() == "interest"
    assert p.since == place.world.week + 1
    assert [place.follow(1) for _ in range(3)] == ["interest", "interest", "discuss"]


def test_no_step_is_ever_skipped() -> None:
    """A group for which everything is ready from the start still takes one step a week, through all nine."""
    place = Platform(**{f"weeks_{name}": 0 for name in NAMES})
    p = place.group("survey")
    one = p.group()
    place.records(p, times=[9] * 40, came=[0b111] * 40)
    p.acted = p.elected = p.adopted = p.trained = True
    p.merchants, p.evaluated, p.score = 1, 10_000, 1.0
    one.leaders, one.funds, one.held = [int(place.society.members(one)[0])], 1e6, 0b1111
    seen = [(place.follow(min(on, 1)), one.stage) for on in range(12)]
    stages = [step.stage for step in STEPS]
    assert [at for at, _ in groupby(seen)] == [*zip(NAMES[1:], stages[1:], strict=True), ("graduated", SUSTAINED)]
    done = list(one.steps)
    assert done == NAMES
    assert np.diff(list(one.steps.values())).min() >= 1


def test_it_takes_luck_to_go_on() -> None:
    """A group whose condition holds goes on with the declared chance a week."""
    place, gone_on = Platform(advance=RULES.advance, weeks_register=0, patience=1000), 0
    p = place.group("register")
    p.elected = True
    for _ in range(600):
        place.at(2 + place.world.week % 50)
        p.address += 1
        gone_on += place.follow() == "covenant"
        p.step, p.since, p.group().registered = 5, 0, -1
    assert stats.binomtest(gone_on, 600, RULES.advance).pvalue > ONE_IN_A_THOUSAND
