"""Where and how often the platform begins with a group, and when it gives one up."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest
from scipy import stats

from sim.agents.organisation import ACTING, GROUP, MAIN_ACT, ORGANISATIONS
from sim.agents.organisation.life import DISSOLVED
from sim.agents.organisation.organisation import FORMING
from sim.policies.incubation import STEPS
from sim.policies.incubation.platform import KINDS_INCUBATED
from sim.policies.incubation.project import Project
from sim.policies.incubation.steps import PREPARE
from sim.policies.incubation.words import GIVES_UP, OPENS, SCATTERS, TAKEN_UP
from sim.week import Week
from tests.support import ONE_IN_A_THOUSAND
from tests.support.incubator import NAMES, RULES, Platform, every_step, rows_of


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
            place.policy.take_up(place.at(n % 60), slot + 4 * (n // 60))
        begun += len(place.policy.projects)
        place.policy.projects.clear()
    assert stats.binomtest(begun, 960, RULES.opening).pvalue > ONE_IN_A_THOUSAND


def test_kinds_are_begun_by_their_shares() -> None:
    """Governance, mutual aid, volunteers: the three of the case."""
    place, kinds = Platform(opening=1.0, share_governance=0.2, share_mutual_aid=0.3, share_volunteer=0.5), []
    for n in range(600):
        place.policy.take_up(place.at(n % 60), n // 60)
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
        place.policy.take_up(place.at(n % 60), n // 60)
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
        place.policy.take_up(place.at(n % 60), n // 60)
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
