"""Incubation 孵化培育, rule by rule: nine steps in order, the condition of each, leaders, boards, covenants, money, the end.

Each condition is met just short of it and just at it. Where luck decides, a true rule would be called broken once in
a thousand times; draws are fixed.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date
from itertools import groupby, pairwise
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy import stats

from sim.agents.acts import ACTION, CARE, INTEREST, MEETING
from sim.agents.backbone import BackboneSettings
from sim.agents.organisation import (
    ACTING,
    FORMING,
    GROUP,
    MAIN_ACT,
    ORGANISATIONS,
    ORGANISED,
    SUSTAINED,
    Gathering,
    Organisation,
    OrganisationSettings,
)
from sim.agents.organisation.life import DISSOLVED, count
from sim.agents.organisation.society import NOBODY_CAME
from sim.ledger import PAYERS, Event
from sim.policies.incubation import STEPS, Incubation, IncubationSettings, evaluation, platform, steps
from sim.policies.incubation.evaluation import evaluate
from sim.policies.incubation.platform import KINDS_INCUBATED
from sim.policies.incubation.project import Project
from sim.policies.incubation.steps import DONE, LOOK_BACK, PREPARE
from sim.policies.incubation.words import (
    CLOSES,
    CORRECTS,
    COVENANT,
    GIVES_UP,
    GRADUATES,
    LED,
    OPENS,
    REGISTERS,
    SCATTERS,
    TAKEN_UP,
    TAKES_SHAPE,
)
from sim.policies.points import Points
from sim.simulation import Simulation
from sim.text import Filled, Text
from sim.week import Week
from tests.support import measured_of, small

RULES, LIFE, JUDGING = IncubationSettings(), OrganisationSettings(), BackboneSettings()
ONE_IN_A_THOUSAND = 1e-3
NAMES = [step.name for step in STEPS]
STOP = date(2016, 11, 7)
GOVERNMENT, MERCHANTS, RESIDENTS = (list(PAYERS).index(payer) for payer in ("government", "merchants", "residents"))
every_step = pytest.mark.parametrize("step", NAMES)

# Nothing happens by chance: a group goes on as soon as it may, none falls apart, opens or finds a merchant or money
SURE: dict[str, Any] = {
    "advance": 1.0,
    "abort": 0.0,
    "opening": 0.0,
    "merchants": 0.0,
    "grant_chance": 0.0,
    "crowdfunding_chance": 0.0,
    "gift_chance": 0.0,
    "sponsor_chance": 0.0,
}
# Groups find people at once and get on easily: many go all the way in two years of a small community
EASY: dict[str, Any] = {
    "incubation__opening": 1.0,
    "incubation__advance": 1.0,
    "incubation__targets": 12,
    "incubation__willing_base": 1.0,
    "incubation__regulars": 5,
    "incubation__ties": 0.01,
    "incubation__stable": 3,
    "incubation__action_people": 2,
    "incubation__board": 3,
    "incubation__board_quorum": 0.05,
    "incubation__merchants": 1.0,
    "incubation__events": 1.0,
    "incubation__reserve_weeks": 2,
    "incubation__grant_chance": 1.0,
    "backbone__willing": 0.05,
    "backbone__devoted": 0,
    "backbone__capable": 0.1,
    "weeks": 120,
}


class Platform:
    """The small community and its incubation platform, in a week of one's choice; nothing has happened there yet.

    Settings of the module need no prefix and are `SURE` unless given.
    """

    def __init__(self, week: int = 1, **changes: Any) -> None:
        own = {
            **SURE,
            "dose": 1.0,
            **{name: value for name, value in changes.items() if name in IncubationSettings.model_fields},
        }
        other = {name: value for name, value in changes.items() if name not in own}
        scenario = small(**{f"incubation__{name}": value for name, value in own.items()}, **other)
        self.world = Simulation(scenario, 1).world
        self.society = self.world.society
        self.policy = Incubation(scenario.policies["incubation"], self.world.community, self.world.clock)  # type: ignore[arg-type]
        self.s = self.policy.settings
        self.r = self.world.residents
        self.r.age[:], self.r.motivation[:] = 40.0, 0.0
        self.adults = np.flatnonzero(self.r.able)
        self.at(week)

    def at(self, week: int) -> Week:
        """A week begins: levers are neutral, nobody has come to anything."""
        self.world.week = week
        self.world.clear_levers()
        self.society.gathering = NOBODY_CAME
        self.week = Week(self.world, "incubation")
        return self.week

    def strangers(self, number: int) -> NDArray[np.int64]:
        """So many grown residents of whom no two know each other."""
        chosen: list[int] = []
        barred: set[int] = set()
        for row in self.adults.tolist():
            if row not in barred:
                chosen.append(row)
                barred.update(self.r.tie_to[self.r.tie_start[row] : self.r.tie_start[row + 1]].tolist())
            if len(chosen) == number:
                return np.array(chosen)
        raise AssertionError("there are not so many strangers")

    def group(
        self, step: str, rows: NDArray[np.integer] | int = 40, kind: str = "mutual_aid", slot: int = 0, **known: Any
    ) -> Project:
        """A group at one of the steps, in its first week there, in one of the slots; `known` are its attributes."""
        members = self.strangers(rows) if isinstance(rows, int) else rows
        at = NAMES.index(step)
        home = int(self.world.community.estate[members[0]])
        one = self.society.found(kind, home, members, "incubation", self.world.week, STEPS[at].stage)
        one.supported = True
        for name, value in known.items():
            assert hasattr(one, name), name
            setattr(one, name, value)
        self.count()
        p = Project(self.world.week * 65_536 + slot, kind, home, self.policy.rows, self.world.week, one, at)
        self.policy.projects[slot] = p
        return p

    def count(self) -> None:
        """Count who belongs where."""
        count(self.society, self.r, self.world.week)

    def records(self, p: Project, *, times: Any = None, came: Any = None) -> None:
        """How often, and in which of the last weeks, the members of a group came; in order of the list."""
        roster = self.society.roster
        own = np.flatnonzero(roster.organisation == p.group().index)
        for column, values in ((roster.times, times), (roster.came, came)):
            if values is not None:
                column[own] = 0
                column[own[: len(values)]] = values

    def meet(self, p: Project, members: Any, kind: int = MEETING, guests: Any = ()) -> None:
        """These members and guests come to something of a kind."""
        rows = np.array([*members, *guests], np.int32)
        self.society.gathering = Gathering(
            rows, np.full(rows.size, kind, np.int8), np.full(rows.size, p.group().index, np.int32),
            np.arange(rows.size) < len(members),
        )  # fmt: skip

    def follow(self, weeks_on: int = 0) -> str:
        """What the platform makes of the week so many weeks on; the step the first slot is then at, or what became of it."""
        if weeks_on:
            there = self.society.gathering
            self.at(self.world.week + weeks_on)
            self.society.gathering = there
        self.policy.follow(self.week)
        if 0 in self.policy.projects:
            return self.policy.projects[0].at.name
        return "graduated" if self.policy.graduates else "given up"

    def booked(self) -> NDArray[np.float64]:
        """Yuan of this week by payer."""
        return self.world.ledger.yuan[self.world.week, self.world.ledger.modules.index("incubation")]

    def told(self) -> list[Text]:
        """What the platform told."""
        return [event.text for event in self.world.chronicle.events]

    def told_of(self, template: Text) -> list[Filled]:
        """What it told in these words."""
        return [text for text in self.told() if isinstance(text, Filled) and text.template == template]


# The nine steps


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


# Slots, opening, giving up


@pytest.mark.parametrize(("dose", "slots"), [(0.25, 1), (0.5, 2), (1.0, 3), (2.0, 6)])
def test_the_platform_has_so_many_slots(dose: float, slots: int) -> None:
    """By dose, one at least, never more groups at once; it says so when it opens."""
    place = Platform(opening=1.0, slots=3, dose=dose)
    place.policy.begin(place.week)
    for week in range(1, 5):
        place.policy.act(place.at(week))
        assert len(place.policy.projects) == slots
    assert place.told()[0] == OPENS.filled(slots=slots)


def test_work_with_a_new_group_begins_as_often_as_declared() -> None:
    """Where a slot is free."""
    place, begun = Platform(opening=RULES.opening, slots=4, interviews=1), 0
    for n in range(240):
        for slot in range(4):
            place.policy._open(place.at(n % 60), slot + 4 * (n // 60))
        begun += len(place.policy.projects)
        place.policy.projects.clear()
    assert stats.binomtest(begun, 960, RULES.opening).pvalue > ONE_IN_A_THOUSAND


def test_kinds_are_begun_by_their_shares() -> None:
    """Governance, mutual aid, volunteers: the three of the case."""
    place, kinds = Platform(opening=1.0, share_governance=0.2, share_mutual_aid=0.3, share_volunteer=0.5), []
    for n in range(600):
        place.policy._open(place.at(n % 60), n // 60)
        kinds += [project.kind for project in place.policy.projects.values()]
        place.policy.projects.clear()
    counts = Counter(kinds)
    assert set(counts) == {"governance", "mutual_aid", "volunteer"}
    observed = [counts[kind] for kind in ("governance", "mutual_aid", "volunteer")]
    assert stats.chisquare(observed, [120, 180, 300]).pvalue > ONE_IN_A_THOUSAND


def test_groups_begin_where_matters_lie_and_nobody_is_organised() -> None:
    """In target grids only; an estate with an organisation of its own waits."""
    place = Platform(opening=1.0, grids=(2, 5))
    targets = np.flatnonzero(place.policy.estates)
    for _ in range(9):
        place.society.found("volunteer", int(targets[0]), place.adults[:3], "a test", 0, ACTING)
    homes = []
    for n in range(300):
        place.policy._open(place.at(n % 60), n // 60)
        homes += [project.home for project in place.policy.projects.values()]
        place.policy.projects.clear()
    counts = Counter(homes)
    assert set(counts) <= set(targets.tolist())
    assert counts[targets[0]] < 10 < min(counts[home] for home in targets[1:].tolist())


def test_open_matters_draw_the_platform(monkeypatch: pytest.MonkeyPatch) -> None:
    """An estate with nineteen of them twenty times as often as one without."""
    place, homes = Platform(opening=1.0), []
    matters = np.zeros(25, np.int64)
    matters[7] = 19
    monkeypatch.setattr(Week, "open_matters", matters)
    for n in range(400):
        place.policy._open(place.at(n % 60), n // 60)
        homes += [project.home for project in place.policy.projects.values()]
        place.policy.projects.clear()
    assert stats.binomtest(homes.count(7), 400, 20 / 44).pvalue > ONE_IN_A_THOUSAND


def test_a_group_that_residents_gathered_is_led_on_first() -> None:
    """Its home is its own; it stays what it is until it acts, then it is of the platform's kind; nobody else takes it."""
    place = Platform(opening=1.0, slots=2, estates=(4,), weeks_survey=0, weeks_interest=0)
    far = place.society.found("interest", 7, place.adults[:40], "spontaneous", 0)
    own = place.society.found("interest", 3, place.strangers(40), "spontaneous", 0)
    place.policy.act(place.week)
    assert [project.organisation for project in place.policy.projects.values()].count(own) == 1
    p = place.policy.projects[0]
    assert p.kind in KINDS_INCUBATED
    assert (p.organisation, p.home, own.supported, own.stage, own.kind) == (own, 3, True, GROUP, "interest")
    place.records(p, times=[2] * 40)
    assert (place.follow(), own.stage, own.kind) == ("interest", GROUP, "interest")
    assert (place.follow(1), own.stage, own.kind) == ("discuss", ACTING, p.kind)
    assert place.told()[-1] == TAKEN_UP.filled(
        name=own.name, kind=ORGANISATIONS[p.kind], estate=own.home + 1, people=40
    )
    assert (far.supported, far.stage, far.kind) == (False, GROUP, "interest")


def led_on(place: Platform, kind: str, members: int = 20) -> Project:
    """A group that residents gathered, led by the first of them, at step two of its way to become something else."""
    rows = place.strangers(members)
    one = place.society.found("interest", int(place.world.community.estate[rows[0]]), rows, "spontaneous", 0)
    one.leaders, one.supported = [int(rows[0])], True
    place.count()
    p = Project(place.world.week * 65_536, kind, one.home, place.policy.rows, place.world.week, one, 1)
    place.policy.projects[0] = p
    return p


@pytest.mark.parametrize("kind", KINDS_INCUBATED)
def test_a_group_led_on_does_what_it_was_led_to(kind: str) -> None:
    """From step four on it holds what its new kind is for."""
    place = Platform(weeks_interest=0, weeks_discuss=0, events=1.0)
    p = led_on(place, kind)
    place.records(p, times=[5] * 20, came=[0b111] * 20)
    assert [place.follow(), place.follow(1)] == ["discuss", "act"]
    assert p.group().kind == kind
    PREPARE["act"](p, place.at(3), place.s)
    assert p.group().planned == [MAIN_ACT[kind]]


def test_a_group_given_up_before_it_acts_stays_what_it_was() -> None:
    """An interest group with its leader, alone."""
    place = Platform(patience=1)
    one = led_on(place, "governance").group()
    assert place.follow() == "given up"
    assert (one.alive, one.kind, one.stage, one.supported, len(one.leaders)) == (True, "interest", GROUP, False, 1)


def test_leaders_stay_on_the_list_though_they_never_came() -> None:
    """Others who never came are struck off when the group takes shape."""
    place = Platform(weeks_interest=0)
    p = led_on(place, "mutual_aid")
    members = rows_of(place, p)
    place.records(p, times=[0, 0, 0, *[2] * 17])
    assert p.group().leaders == [members[0]]
    assert place.follow() == "discuss"
    assert rows_of(place, p).tolist() == [members[0], *members[3:].tolist()]
    assert p.group().leaders == [members[0]]


@every_step
def test_patience_ends_on_every_step(step: str) -> None:
    """After so many weeks the platform gives a group up that does not get on, and says where."""
    place = Platform(patience=5)
    p = place.group(step, 3)
    seen = [place.follow(on) for on in (0, 1, 1, 1, 1)]
    assert seen == [step] * 4 + ["given up"]
    assert place.policy.measured()["incubation_given_up"] == 1
    at = NAMES.index(step)
    said = SCATTERS if STEPS[at].stage == FORMING else GIVES_UP
    assert place.told()[-1] == said.filled(name=p.group().name, n=at + 1, step=STEPS[at].label)


@pytest.mark.parametrize(("step", "alive"), [("survey", False), ("interest", False), ("discuss", True), ("fund", True)])
def test_a_circle_given_up_scatters_and_a_group_goes_on_alone(step: str, alive: bool) -> None:
    """Without support either way."""
    place = Platform(patience=1)
    one = place.group(step, 3).group()
    place.follow()
    assert (one.alive, one.supported) == (alive, False)
    assert (place.society.members(one).size > 0) == alive


def test_groups_fall_apart_as_often_as_declared() -> None:
    """Per week, at whatever step."""
    place, apart = Platform(abort=0.05, patience=1000), 0
    for n in range(1000):
        place.at(1 + n % 50)
        p = Project(n, "governance", 0, place.policy.rows, place.world.week)
        place.policy.projects[0] = p
        apart += place.follow() == "given up"
    assert stats.binomtest(apart, 1000, 0.05).pvalue > ONE_IN_A_THOUSAND


def test_a_group_that_ended_frees_its_slot() -> None:
    """It counts as given up on the way."""
    place = Platform()
    place.society.end(place.group("act").group(), 1, DISSOLVED)
    assert place.follow() == "given up"
    assert place.policy.measured()["incubation_given_up"] == 1


# Steps one and two: finding people


def test_a_survey_asks_so_many_a_week_near_home_first_and_nobody_twice() -> None:
    """First the home estate, then the rest of its grid, then nobody; only in the places of the platform."""
    place = Platform(interviews=10, willing_base=1.0, fit_least=0.0, weeks_survey=500, patience=1000)
    community = place.world.community
    grid = 4
    home = int(np.flatnonzero(community.places.estate_grid == grid)[0])
    p = Project(1, "governance", home, place.policy.rows, 1)
    at_home, in_grid = ((place.r.able & of).sum() for of in (community.estate == home, community.grid == grid))
    sizes = []
    for week in range(1, int(in_grid) // 10 + 4):
        PREPARE["survey"](p, place.at(week), place.s)
        sizes.append(p.interviewed.size)
    assert np.unique(p.interviewed).size == p.interviewed.size == in_grid == sizes[-1] == sizes[-2]
    assert set(np.diff(sizes[:5]).tolist()) == {10}
    assert (community.estate[p.interviewed[:at_home]] == home).all()
    assert (community.grid[p.interviewed] == grid).all()
    assert np.array_equal(np.sort(place.society.members(p.group())), np.sort(p.interviewed))
    outside = Project(2, "governance", home, np.zeros_like(place.policy.rows), 1)
    PREPARE["survey"](outside, place.week, place.s)
    assert outside.organisation is None


@pytest.mark.parametrize("motivation", [0.0, 0.4])
def test_those_whose_interests_fit_say_yes_by_their_motives(motivation: float) -> None:
    """The others are not even counted on."""
    place = Platform(interviews=10_000)
    place.r.motivation[:] = motivation
    fits = np.maximum(place.r.fit[:, CARE], place.r.fit[:, INTEREST]) >= RULES.fit_least
    yes = asked = 0
    for grid in range(12):
        home = int(np.flatnonzero(place.world.community.places.estate_grid == grid)[0])
        p = Project(grid, "mutual_aid", home, place.policy.rows, 1)
        PREPARE["survey"](p, place.week, place.s)
        assert fits[place.society.members(p.group())].all()
        yes += place.society.members(p.group()).size
        asked += int(fits[p.interviewed].sum())
    assert stats.binomtest(yes, asked, RULES.willing_base + motivation).pvalue > ONE_IN_A_THOUSAND


def test_a_circle_forms_when_the_first_say_yes_and_is_stood_by() -> None:
    """It is an organisation of the pathway's first stage, founded by the platform."""
    place = Platform(willing_base=1.0, fit_least=0.0)
    p = Project(1, "volunteer", 3, place.policy.rows, 1)
    PREPARE["survey"](p, place.week, place.s)
    one = p.group()
    assert (one.kind, one.home, one.founder, one.stage, one.supported) == ("volunteer", 3, "incubation", FORMING, True)


def test_whoever_never_came_is_not_among_the_members() -> None:
    """When a group takes shape it keeps those who came, and the chronicle says who it is and where."""
    place = Platform(weeks_interest=0)
    p = place.group("interest")
    place.records(p, times=[2] * 15 + [1] * 5)
    assert place.follow() == "discuss"
    assert place.society.members(p.group()).size == 20
    assert place.told()[-1] == TAKES_SHAPE.filled(
        name=p.group().name, kind=ORGANISATIONS["mutual_aid"], estate=p.home + 1, people=15
    )


HOLDS = {
    "interest": [INTEREST] * 4,
    "discuss": [MEETING, INTEREST] * 2,
    "act": [CARE] * 4,
    "lead": [MEETING, INTEREST] * 2,
    "register": [MEETING, INTEREST, INTEREST, INTEREST],
    "covenant": [MEETING, INTEREST, INTEREST, INTEREST],
    "fund": [INTEREST] * 4,
}


@pytest.mark.parametrize("step", HOLDS)
def test_what_the_platform_holds_for_a_group_in_each_step(step: str) -> None:
    """Activities, meetings, actions in turn; everybody on the list is asked in person, nobody else."""
    place = Platform(events=1.0)
    p = place.group(step)
    for n, kind in enumerate(HOLDS[step]):
        p.group().planned = []
        PREPARE[step](p, place.at(1 + n), place.s)
        assert p.group().planned == [kind]
        asked = np.zeros(place.r.age.size, np.float32)
        asked[place.society.members(p.group())] = RULES.invite
        assert np.array_equal(place.world.push.asked, asked)


def test_something_is_held_as_often_as_declared() -> None:
    """In other weeks nobody is asked either."""
    place, held = Platform(), 0
    p = place.group("interest")
    for n in range(600):
        p.address, p.group().planned = n, []
        PREPARE["interest"](p, place.at(n % 60), place.s)
        held += len(p.group().planned)
        assert place.world.push.asked.any() == bool(p.group().planned)
    assert stats.binomtest(held, 600, RULES.events).pvalue > ONE_IN_A_THOUSAND


def test_contacts_know_each_other_without_meeting() -> None:
    """Ties of daily life count among the pairs."""
    place = Platform(weeks_discuss=0)
    p = place.group("discuss", 12)
    place.records(p, times=[4] * 12)
    assert place.follow() == "discuss"
    row = int(place.adults[0])
    kin = place.r.tie_to[place.r.tie_start[row] : place.r.tie_start[row + 1]]
    kin = kin[place.r.able[kin]][:12]
    place = Platform(weeks_discuss=0, regulars=2, ties=0.1)
    p = place.group("discuss", np.array([row, *kin.tolist()]))
    place.records(p, times=[4] * (kin.size + 1))
    assert place.follow() == "act"


# Step five: leaders


def team(place: Platform, members: int = 20) -> Project:
    """A group looking for leaders, all members of which come often enough, and would do, if anybody asked them."""
    p = place.group("lead", members)
    place.records(p, times=[5] * members)
    place.r.motivation[:], place.r.skill[:], place.r.acts_total[:] = 1.0, 1.0, 10
    return p


def rows_of(place: Platform, p: Project) -> NDArray[np.int32]:
    """Members, in order of the list."""
    return place.society.members(p.group())


def test_leaders_by_observation_are_those_seen_to_do_most() -> None:
    """Two of them, and they are backbone from then on."""
    place = Platform(backbone__noise=0.0)
    p = team(place)
    best = rows_of(place, p)[[7, 11]]
    place.r.took[best] = place.r.reached[best] = 0b111111
    place.r.took[best[1]] = 0b11111
    place.follow()
    assert p.group().leaders == best.tolist()
    assert sorted(place.society.backbone.rows.tolist()) == sorted(best.tolist())


def test_leaders_by_vote_are_those_members_back() -> None:
    """Whoever most of those at the meeting know; the record does not matter."""
    place = Platform(leaders_by="vote", meetings_to_know=3)
    p = team(place)
    members = rows_of(place, p)
    known_to_three, known_to_two = 0b111_111_111, 0b111_111
    voters = [0b111, 0b111_000, 0b111_000_000]  # who know themselves, and each by other occasions those two
    place.records(p, times=[5] * 20, came=[*voters, *[0] * 12, known_to_two, known_to_three, 0])
    place.r.took[members[:10]] = 0b111111
    place.meet(p, members[:3])
    place.follow()
    assert p.group().leaders == members[[16, 15]].tolist()


def test_without_a_meeting_nobody_is_voted_in() -> None:
    """Nor at a dance."""
    place = Platform(leaders_by="vote")
    p = team(place)
    place.follow()
    place.meet(p, rows_of(place, p)[:5], INTEREST)
    place.follow(1)
    assert p.group().leaders == []


def test_guests_have_no_vote() -> None:
    """Neither on leaders, nor on the board, nor on the covenant."""
    place = Platform(leaders_by="vote", board=3)
    strangers = place.strangers(30)
    place.r.trust[:] = 1.0
    for step in ("lead", "register", "covenant"):
        place.policy.projects.clear()
        p = team(place) if step == "lead" else place.group(step, 20)
        place.records(p, times=[5] * 20)
        place.meet(p, [], guests=strangers[-8:])
        LOOK_BACK[step](p, place.week, place.s)
        assert (p.group().leaders, p.elected, p.adopted) == ([], False, False), step


def test_who_does_not_pass_the_gates_declines() -> None:
    """The next best are asked, four at most; perhaps nobody leads."""
    place = Platform(backbone__noise=0.0, backbone__family_anyway=1.0)
    p = team(place)
    order = rows_of(place, p)
    for n, row in enumerate(order[:6]):
        place.r.hours_total[row] = 40.0 - 6 * n
    place.r.motivation[order[[0, 2]]] = 0.0
    place.follow()
    assert p.group().leaders == order[[1, 3]].tolist()
    unwilling = Platform(backbone__noise=0.0)
    p = team(unwilling)
    unwilling.r.motivation[:] = 0.0
    assert unwilling.follow() == "lead"
    assert p.group().leaders == []


def test_children_do_not_lead_and_backbone_residents_go_first() -> None:
    """Those who lead elsewhere know how."""
    place = Platform(backbone__noise=0.0)
    p = team(place)
    order = rows_of(place, p)
    place.r.hours_total[order[:5]] = 40.0
    place.r.age[order[:5]] = 17.0
    place.society.backbone.appoint(order[[18]], 0)
    place.follow()
    assert p.group().leaders[0] == order[18]
    assert not set(p.group().leaders) & set(order[:5].tolist())
    assert len(p.group().leaders) == 2  # children do not stand in the way of others either


def test_a_group_has_one_or_two_leaders() -> None:
    """A second is found beside the first, a third never."""
    place = Platform(patience=1000)
    p = team(place)
    first = int(rows_of(place, p)[3])
    p.group().leaders = [first]
    for _ in range(4):
        place.follow(1)
        assert p.group().leaders[0] == first
        assert len(p.group().leaders) == 2


# Step six: the board, and registration


def assembly(
    place: Platform, *, candidates: int = 5, voters: int = 4, votes: tuple[int, ...] = (4, 4, 4, 4, 4)
) -> Project:
    """A group whose most frequent members stand, backed by so many of the voters each; nobody else knows anybody."""
    p = place.group("register", 20)
    blocks = [0b111 << 3 * n for n in range(candidates)]
    ballots = [sum(block for block, of in zip(blocks, votes, strict=False) if voter < of) for voter in range(voters)]
    place.records(p, times=[*range(20, 20 - candidates, -1)] + [1] * voters, came=[*blocks, *ballots])
    members = rows_of(place, p)
    place.meet(p, members[candidates : candidates + voters])
    return p


def elected(place: Platform, p: Project) -> list[int]:
    """Places on the list of those elected in the first slot's assembly."""
    place.follow()
    order = rows_of(place, p).tolist()
    assert p.elected == bool(p.group().board)
    return [order.index(row) for row in p.group().board]


@pytest.mark.parametrize(("quorum", "held"), [(0.20, True), (0.21, False)])
def test_an_election_needs_a_quorum(quorum: float, held: bool) -> None:
    """Four of twenty active members are a fifth."""
    place = Platform(board=3, board_quorum=quorum)
    assert elected(place, assembly(place)) == ([0, 1, 2] if held else [])


def test_only_active_members_count_for_the_quorum() -> None:
    """Names on the list do not raise it: four voters are too few of twenty, and enough of nine."""
    for active, held in ((20, False), (9, True)):
        place = Platform(board=3, board_quorum=0.3)
        p = assembly(place)
        place.society.roster.joined[active:] = -100
        place.count()
        assert bool(elected(place, p)) == held


@pytest.mark.parametrize(("candidates", "held"), [(3, False), (4, True), (5, True)])
def test_more_stand_than_are_elected(candidates: int, held: bool) -> None:
    """With as many candidates as seats there is nothing to choose."""
    place = Platform(board=3, board_quorum=0.1)
    found = elected(place, assembly(place, candidates=candidates, votes=(4,) * candidates))
    assert len(found) == (3 if held else 0)


def test_a_seat_takes_more_than_half_of_the_votes() -> None:
    """Half is not enough; those with most votes are elected first."""
    place = Platform(board=3, board_quorum=0.1)
    assert elected(place, assembly(place, votes=(2, 3, 2, 4, 0))) == [3, 1]


def test_a_board_needs_more_than_half_of_its_seats() -> None:
    """One of three is no board; they vote again another time."""
    place = Platform(board=3, board_quorum=0.1)
    assert elected(place, assembly(place, votes=(2, 4, 2, 2, 0))) == []
    assert place.policy.projects[0].elected is False


def test_no_more_are_elected_than_there_are_seats() -> None:
    """Though all have the votes; and seven at most stand for five seats."""
    place = Platform(board=5, board_quorum=0.1)
    assert elected(place, assembly(place, candidates=8, votes=(2, 2, 3, 4, 4, 4, 4, 4))) == [3, 4, 5, 6, 2]


def test_nobody_votes_at_a_dance() -> None:
    """Nor twice, once the board is there."""
    place = Platform(board=3, board_quorum=0.1)
    p = assembly(place)
    place.meet(p, rows_of(place, p)[5:9], INTEREST)
    assert elected(place, p) == []
    p.elected, p.group().board = True, [7]
    place.meet(p, rows_of(place, p)[5:9])
    place.follow()
    assert p.group().board == [7]


def test_registration_makes_an_organisation_formal() -> None:
    """It counts as registered, its active members as members of something formal; the chronicle tells."""
    place = Platform(weeks_register=0)
    p = place.group("register", 20, leaders=[1], board=[1, 2, 3])
    p.elected = True
    assert not place.r.formal.any()
    assert place.follow(1) == "covenant"
    place.count()
    assert (p.group().formal, p.group().registered) == (True, place.world.week)
    assert place.r.formal.sum() == place.r.memberships.sum() == 20
    assert measured_of(place.society, "organisations_registered") == 1
    assert place.told()[-1] == REGISTERS.filled(name=p.group().name, people=20, leaders=1, board=3)


# Step seven: covenant and exchange


def vote(agreeing: int, voters: int = 8, **changes: Any) -> tuple[Platform, Project]:
    """A vote on a covenant in which exactly so many agree."""
    place = Platform(**changes)
    p = place.group("covenant", 20, cohesion=0.5)
    members = rows_of(place, p)[:voters]
    place.r.trust[members] = -1.0
    place.r.trust[members[:agreeing]] = 1.0
    place.meet(p, members)
    place.follow()
    return place, p


@pytest.mark.parametrize(("agreeing", "adopted"), [(4, False), (5, True), (8, True)])
def test_a_covenant_needs_more_than_half_of_those_voting(agreeing: int, adopted: bool) -> None:
    """Of eight, five. Its legitimacy is their share, and less the fewer members voted."""
    _, p = vote(agreeing)
    assert p.adopted == adopted
    assert p.group().covenant == pytest.approx(agreeing / 8 * (0.5 + 0.5 * 8 / 20) if adopted else 0.0)


def test_those_who_trust_in_a_close_group_agree() -> None:
    """By trust and cohesion, half of it given."""
    place, agreed = Platform(), 0
    p = place.group("covenant", 1, cohesion=0.3)
    place.r.trust[:] = 0.4
    for n in range(600):
        p.adopted = False
        place.at(n % 50)
        place.meet(p, [place.adults[n // 50]])
        LOOK_BACK["covenant"](p, place.week, place.s)
        agreed += p.adopted
    assert stats.binomtest(agreed, 600, (0.4 + 0.3 + 0.5) / 2).pvalue > ONE_IN_A_THOUSAND


def test_points_are_awarded_only_with_a_covenant_and_a_merchant() -> None:
    """Then as many for an act as declared, and the chronicle tells how many merchants there are."""
    without, p = vote(8)
    assert (p.group().awards, p.merchants) == (0, 0)
    refused, p = vote(4, merchants=1.0)
    assert (p.group().awards, p.merchants) == (0, 1)
    place, p = vote(8, merchants=1.0, weeks_covenant=0)
    assert (p.group().awards, p.merchants) == (RULES.awards, 1)
    assert place.told()[-1] == COVENANT.filled(name=p.group().name, n=1)
    assert without.told_of(COVENANT) == refused.told_of(COVENANT) == []


def test_members_expect_a_small_reward_that_is_little_felt_as_control() -> None:
    """Once, however many of their organisations have an exchange; nobody else, nowhere else."""
    place = Platform(grids=(1, 2, 3, 4))
    inside = place.adults[place.world.community.grid[place.adults] == 2]
    outside = place.adults[place.world.community.grid[place.adults] == 8]
    for rows, awards in ((inside[:10], 5), (inside[5:15], 5), (inside[20:30], 0), (outside[:10], 5)):
        home = int(place.world.community.estate[rows[0]])
        place.society.found("volunteer", home, rows, "a test", 0, ORGANISED).awards = awards
    place.policy._exchange(place.week)
    for lever, amount in (("reward", RULES.exchange_pull), ("controlling", RULES.exchange_control)):
        expected = np.zeros(place.r.age.size)
        expected[inside[:15]] = amount
        assert getattr(place.world.push, lever) == pytest.approx(expected)
    assert (place.world.offers.rewarded == 0.5).all()


def test_merchants_pay_for_what_members_do() -> None:
    """Nothing for guests, nothing where there is no exchange."""
    place = Platform()
    p, plain = place.group("fund", 10, awards=5), place.group("fund", 5, slot=1)
    place.meet(p, rows_of(place, p)[:6], ACTION, guests=place.adults[-3:])
    other = place.society.gathering
    place.meet(plain, rows_of(place, plain), ACTION)
    both = zip(other, place.society.gathering, strict=True)
    place.society.gathering = Gathering(*(np.concatenate(pair) for pair in both))
    place.policy._count_exchange(place.week)
    assert place.booked().tolist() == [6 * RULES.exchange_yuan if n == MERCHANTS else 0.0 for n in range(len(PAYERS))]


def test_awards_reach_the_points_accounts_of_enrolled_members_within_the_cap() -> None:
    """Not those of members who never signed up, not those of guests."""
    simulation = Simulation(small(points__month_cap=12, points__pooled="person", incubation__dose=1.0), 1)
    world = simulation.world
    scheme = next(policy for policy in simulation.policies if isinstance(policy, Points))
    rows = np.flatnonzero(world.residents.able)[:4].astype(np.int32)
    one = world.society.found("volunteer", 0, rows[:3], "a test", 0, ORGANISED)
    one.awards = 5
    scheme.members.enrolled[rows[[0, 1, 3]]] = True
    scheme.members.earned[rows[1]] = 9
    world.society.gathering = Gathering(
        rows, np.full(4, ACTION, np.int8), np.zeros(4, np.int32), np.array([True, True, True, False])
    )
    for total in ([5, 3, 0, 0], [10, 3, 0, 0], [12, 3, 0, 0]):
        scheme._credit_awards(Week(world, "points"))
        assert scheme.accounts.balance[rows].tolist() == total
    assert scheme.accounts.issued == 15


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


# Step nine: evaluation


BEST: dict[str, Any] = {"leaders": [0], "cohesion": 1.0, "held": (1 << 26) - 1, "funds": 1e6}


@pytest.mark.parametrize(
    ("changes", "score"),
    [
        ({}, 1.0),
        ({"leaders": []}, 0.8),
        ({"cohesion": 0.5}, 0.9),
        ({"held": 0}, 0.8),
        ({"held": 1 << 26}, 0.8),
        ({"held": (1 << 13) - 1}, 1.0),
        ({"funds": 0.0}, 0.8),
        ({"funds": 6.5 * LIFE.activity_cost * LIFE.rate}, 0.9),
        ({"leaders": [0, 1]}, 1.0),
    ],
)
def test_an_evaluation_looks_at_five_things_alike(changes: dict[str, Any], score: float) -> None:
    """Activity in half a year, active members, a leader, money for a quarter, cohesion: a fifth each."""
    place = Platform()
    p = place.group("evaluate", 2 * LIFE.small, **{**BEST, **changes})
    assert evaluate(p.group(), place.week) == pytest.approx(score)


def test_few_members_make_a_poor_score() -> None:
    """Twice a dozen are enough."""
    place = Platform()
    p = place.group("evaluate", LIFE.small, **BEST)
    assert evaluate(p.group(), place.week) == pytest.approx(0.9)


def test_evaluations_come_every_so_many_weeks_and_are_paid() -> None:
    """The first after as many weeks of the step; who passes graduates."""
    place = Platform(weeks_evaluate=6)
    place.group("evaluate", 3)
    costs = []
    for on in range(14):
        assert place.follow(min(on, 1)) == "evaluate"
        costs.append(place.booked().sum())
    assert [n for n, yuan in enumerate(costs) if yuan] == [6, 12]
    assert max(costs) == RULES.evaluation_yuan


@pytest.mark.parametrize(("passing", "corrected"), [(0.79, False), (0.81, True)])
def test_who_does_not_pass_gets_corrective_action(passing: float, corrected: bool) -> None:
    """A share of the cohesion and ability that are missing, and an entry in the chronicle."""
    place = Platform(weeks_evaluate=4, passing=passing)
    p = place.group("evaluate", 2 * LIFE.small, **{**BEST, "cohesion": 0.0})
    for on in range(5):
        place.follow(min(on, 1))
    assert p.score == pytest.approx(0.8)
    assert p.group().cohesion == p.group().capability == pytest.approx(RULES.corrected if corrected else 0.0)
    assert place.told_of(CORRECTS) == [CORRECTS.filled(name=p.group().name, score=80)] * corrected
    assert (0 in place.policy.projects) == corrected


def test_graduation_frees_the_slot_and_support_goes_on() -> None:
    """The chronicle says how long it took; the platform keeps an eye on graduates."""
    place = Platform(weeks_evaluate=0)
    p = place.group("evaluate", 20)
    p.evaluated, p.score = 10_000, 1.0
    assert place.follow(9) == "graduated"
    assert place.policy.projects == {}
    assert (p.group().alive, p.group().supported) == (True, True)
    assert place.told()[-1] == GRADUATES.filled(name=p.group().name, weeks=9, people=20)
    assert place.policy.measured()["incubation_graduated"] == 1


@pytest.mark.parametrize(("week", "times"), [(51, 0), (52, 1), (53, 0)])
def test_graduates_are_evaluated_once_a_year(week: int, times: int) -> None:
    """They may win money, are corrected if need be; those that ended cost nothing."""
    place = Platform(week, gift_chance=1.0)
    assert place.world.clock.starts_year(52)
    p, gone = place.group("evaluate", 3), place.group("evaluate", 3, slot=1)
    place.policy.projects.clear()
    place.policy.graduates = [p, gone]
    place.society.end(gone.group(), week, DISSOLVED)
    place.policy.follow(place.week)
    assert place.booked()[GOVERNMENT] == times * RULES.evaluation_yuan
    assert p.group().funds == times * RULES.gift
    assert (p.group().cohesion > LIFE.cohesion_start) == bool(times)
    assert gone.group().funds == 0


# The end


def test_support_ends_with_the_platform() -> None:
    """Circles scatter; groups and graduates go on alone with what they have; the chronicle says how many."""
    place = Platform()
    circle, acting, old = place.group("interest"), place.group("act", slot=1), place.group("evaluate", slot=2)
    del place.policy.projects[2]
    place.policy.graduates = [old]
    old.group().capability, old.group().awards, old.group().funds = 0.5, 5, 300.0
    place.policy.finish(place.week)
    assert [p.group().alive for p in (circle, acting, old)] == [False, True, True]
    assert not any(p.group().supported for p in (circle, acting, old))
    assert (old.group().capability, old.group().awards, old.group().funds) == (0.5, 5, 300.0)
    assert place.policy.projects == {}
    assert place.told()[-1] == CLOSES.filled(n=2)


@pytest.fixture(scope="module")
def easy() -> tuple[Simulation, Incubation]:
    """Two years in which groups get on easily, until the platform closes."""
    simulation = Simulation(small(**EASY, incubation__stop=STOP), 1, audit=True)
    (policy,) = simulation.policies
    assert isinstance(policy, Incubation)
    simulation.run()
    return simulation, policy


def test_after_the_end_nothing_is_booked(easy: tuple[Simulation, Incubation]) -> None:
    """No yuan, no cadre hours, nobody stood by."""
    simulation, policy = easy
    ledger, at = simulation.world.ledger, simulation.world.ledger.modules.index("incubation")
    assert ledger.yuan[policy.last_week - 1, at].any()
    assert not ledger.yuan[policy.last_week :, at].any()
    assert not ledger.cadre_hours[policy.last_week :, at].any()
    assert not any(one.supported for one in simulation.world.society.alive)


def test_in_a_run_groups_go_through_the_steps_in_order(easy: tuple[Simulation, Incubation]) -> None:
    """Some all the way; each step takes at least its weeks."""
    simulation, policy = easy
    least = {name: getattr(RULES, f"weeks_{name}") for name in NAMES}
    whole = 0
    for one in simulation.world.society.ever:
        done = list(one.steps)
        assert done == NAMES[: len(done)]
        for earlier, later in pairwise(done):
            assert one.steps[later] - one.steps[earlier] >= least[later]
        assert one.registered == one.steps.get("register", -1)
        whole += len(done) == len(NAMES)
    assert whole == len(policy.graduates) >= 2


TURNS = {TAKES_SHAPE: "interest", LED: "lead", REGISTERS: "register", COVENANT: "covenant", GRADUATES: "evaluate"}


def test_the_chronicle_tells_of_every_turn_in_both_languages(easy: tuple[Simulation, Incubation]) -> None:
    """With the week and the grid, in order; none more often than there were groups at that point."""
    simulation, policy = easy
    events = [event for event in simulation.world.chronicle.events if event.module == "incubation"]
    assert [event.week for event in events] == sorted(event.week for event in events)
    society = simulation.world.society
    for event in events:
        assert re.search(r"[\u4e00-\u9fff]", event.text.zh)
        assert not re.search(r"[\u4e00-\u9fff{}]", event.text.en)
        assert "{" not in event.text.zh
        assert (event.grid is None) == (template_of(event) in (OPENS, CLOSES))
    for template, step in TURNS.items():
        weeks = sorted(one.steps[step] for one in society.ever if step in one.steps)
        assert weeks
        assert sorted(event.week for event in events if template_of(event) == template) == weeks
    whole = [(event.week, template_of(event)) for event in events if event.grid is None]
    assert whole == [(0, OPENS), (policy.last_week, CLOSES)]


def template_of(event: Event) -> Text | None:
    """The words an event was told in."""
    return event.text.template if isinstance(event.text, Filled) else None


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


# Measures, company, doses


def test_groups_are_measured_by_step() -> None:
    """And those that went through or were given up."""
    place = Platform(slots=6)
    for slot, step in enumerate(("survey", "survey", "act", "evaluate")):
        place.group(step, 3, slot=slot)
    measured = place.policy.measured()
    assert [measured[f"incubation_step_{n}"] for n in range(1, 10)] == [2, 0, 0, 1, 0, 0, 0, 0, 1]
    assert set(measured) == {measure.name for measure in Incubation.measures}


def test_the_group_of_a_project_without_people_is_a_fault() -> None:
    """Nothing pretends that there is one."""
    with pytest.raises(AssertionError, match="found nobody yet"):
        Project(1, "governance", 0, np.ones(3, np.bool_), 0).group()


@pytest.mark.parametrize(
    "company", [(), ("leaders",), ("points",), ("leaders", "points")], ids=lambda c: " and ".join(c) or "alone"
)
@pytest.mark.parametrize("dose", [0.25, 1.0, 2.0])
def test_incubation_adds_up_at_every_dose_and_in_company(company: tuple[str, ...], dose: float) -> None:
    """Checked every week, the end included; groups form in each."""
    scenario = small(**{**EASY, "weeks": 70}, incubation__dose=dose, incubation__stop=date(2016, 2, 1)).adding(*company)
    simulation = Simulation(scenario, 1, audit=True)
    results = simulation.run()
    ever: list[Organisation] = simulation.world.society.ever
    assert any("interest" in one.steps for one in ever)
    assert max(results.series[f"incubation_step_{n}"].max() for n in range(1, 10)) <= max(int(4 * dose + 0.5), 1)
    assert all(np.isfinite(values).all() for values in results.series.values())
