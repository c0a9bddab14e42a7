"""How a scheme feels, how it ends, where it may act and what it may do."""

from __future__ import annotations

from datetime import date
from itertools import product

import numpy as np
import pytest

from sim.policies.points import PointsSettings
from sim.simulation import Simulation
from sim.week import Week
from tests.support import small
from tests.support.points import STOP, Watched, every_design, swing

# How it feels


def control(**design: object) -> float:
    """How controlling a design feels."""
    return PointsSettings.model_validate(design).felt_control()


def test_designs_feel_controlling_in_the_order_of_the_evidence() -> None:
    """Goods with ranking and deductions; goods; goods with good deeds made known; shared and decided by residents; honour."""
    a = control(reward="goods", display="ranking", deductions=True)
    b = control(reward="goods")
    c = control(reward="goods", display="deeds")
    d = control(reward="goods", pooled="estate", rules="residents")
    e = control(reward="recognition", display="deeds", rules="residents")
    assert 1 >= a > b > c > d >= e >= 0


@pytest.mark.parametrize(
    ("less", "more"),
    [
        ({"rules": "residents"}, {"rules": "office"}),
        ({"display": "deeds"}, {"display": "none"}),
        ({"display": "none"}, {"display": "ranking"}),
        ({"deductions": False}, {"deductions": True}),
        ({"pooled": "household"}, {"pooled": "person"}),
        ({"reward": "recognition"}, {"reward": "lottery"}),
        ({"reward": "lottery"}, {"reward": "goods"}),
        ({"tied_to": "quality"}, {"tied_to": "completion"}),
        ({"tied_to": "completion"}, {"tied_to": "attendance"}),
    ],
)
def test_what_makes_a_scheme_feel_controlling(less: dict[str, object], more: dict[str, object]) -> None:
    """Each feature in its own direction (Deci, Koestner & Ryan 1999)."""
    assert control(**less) < control(**more)


def test_felt_control_stays_on_its_scale_for_every_design() -> None:
    """Between 0 and 1, and a reward that is not tangible never feels more controlling than the same in goods."""
    for tied, rules, display, deductions in product(
        ("attendance", "completion", "quality"), ("office", "residents"), ("none", "deeds", "ranking"), (False, True)
    ):
        design = {"tied_to": tied, "rules": rules, "display": display, "deductions": deductions}
        goods = control(reward="goods", **design)
        assert 0 <= goods <= 1
        for reward in ("recognition", "time_bank", "lottery"):
            assert 0 <= control(reward=reward, **design) <= goods


def test_the_enrolled_feel_what_the_design_makes_them_feel() -> None:
    """Control, recognition where deeds are known, autonomy where residents made the rules; the others feel nothing."""
    watched = Watched(swing(enrollable=0.5, display="deeds", rules="residents", weeks=3)).to_end()
    settings_, push = watched.scheme.settings, watched.world.push
    rows = watched.scheme.members.enrolled
    assert push.controlling[rows] == pytest.approx(settings_.felt_control())
    assert push.competence[rows] == pytest.approx(settings_.recognised)
    assert push.autonomy[rows] == pytest.approx(settings_.having_a_say)
    for lever in ("reward", "controlling", "competence", "autonomy", "promise"):
        assert not getattr(push, lever)[~rows].any(), lever


def test_members_are_reminded_of_occasions() -> None:
    """With the declared hazard; others hear from the office only."""
    watched = Watched(swing(enrollable=0.5, reminder=0.3, office__calls=0.0, dose=0.5, weeks=3)).to_end()
    rows = watched.scheme.members.enrolled
    assert watched.world.push.notice[rows] == pytest.approx(0.15)
    assert not watched.world.push.notice[~rows].any()


def test_the_pull_of_points_follows_their_worth_and_their_owner() -> None:
    """Worth more pulls more; what goes to the household or the estate pulls less."""

    def pull(**design: object) -> float:
        watched = Watched(swing(weeks=1, **design)).to_end()
        return float(watched.world.push.reward[watched.scheme.members.enrolled].mean())

    assert pull(yuan_per_point=1.0) > pull(yuan_per_point=0.3) > pull(yuan_per_point=0.0) == 0
    assert pull() > pull(pooled="household") > pull(pooled="estate") > 0
    assert pull(dose=0.5) < pull() <= 1


def test_rewarded_acts_displace_unrewarded_ones() -> None:
    """An act without points loses its share among the enrolled, the more the stronger the displacement."""

    def share(displacement: float) -> float:
        watched = Watched(swing(earns__interest=0, displacement=displacement))
        acts = interest = 0
        for _ in watched.weeks():
            rows, kinds = watched.taken()
            own = watched.scheme.members.enrolled[rows]
            acts += int(own.sum())
            interest += int((own & (kinds == 0)).sum())
        return interest / acts

    none, some, much = share(0.0), share(0.5), share(1.0)
    assert none > some > much > 0 or none > some > much == 0


# The end


def stopped(**changes: object) -> Watched:
    """A scheme that ends in the autumn of the first year."""
    return Watched(swing(stop=STOP, honour_weeks=8, budget=100.0, **changes))


def test_after_the_end_nobody_earns_and_nothing_pulls() -> None:
    """From the first week after the last."""
    watched = stopped()
    for week in watched.weeks():
        if week >= watched.scheme.last_week:
            assert watched.series["points_issued"][week] == 0
            assert not watched.world.push.reward.any()
            assert not watched.world.push.controlling.any()
            assert watched.cadre_hours[week] == 0


def test_honoured_points_can_be_redeemed_for_a_while() -> None:
    """Then the rest is void."""
    watched = stopped(honour_at_stop=True).to_end()
    last, until = watched.scheme.last_week, watched.scheme.last_week + 8
    redeemed, expired = watched.series["points_redeemed"], watched.series["points_expired"]
    assert redeemed[last:until].sum() > 0
    assert redeemed[until:].sum() == 0
    assert expired[until] > 0
    assert watched.balance.sum() == 0


def test_voided_points_break_a_promise_at_once() -> None:
    """To everybody who could have redeemed, and to nobody else."""
    watched = stopped(honour_at_stop=False)
    for week in watched.weeks():
        if week == watched.scheme.last_week - 1:
            enough = (
                watched.scheme.members.enrolled
                & watched.world.residents.here
                & (watched.balance >= watched.scheme.settings.least_redeemed)
            )
        if week == watched.scheme.last_week:
            broken = watched.world.push.promise < 0
            assert enough.sum() > 10
            assert np.array_equal(broken, enough & watched.world.residents.here)
            assert (watched.world.push.promise[broken] == -1).all()
            assert watched.balance.sum() == 0
            return


def test_honouring_points_saves_trust() -> None:
    """Compared with voiding them, in the weeks after the end."""
    honoured, voided = (stopped(honour_at_stop=honour) for honour in (True, False))
    for one, other in zip(honoured.weeks(), voided.weeks(), strict=True):
        assert one == other
        if one == honoured.scheme.last_week + 2:
            assert honoured.world.residents.trust.mean() > voided.world.residents.trust.mean()
            return


@pytest.mark.parametrize("honour", [True, False])
def test_after_the_end_nobody_is_on_the_list(honour: bool) -> None:
    """Members are struck off, and the end is told with what was still held."""
    watched = stopped(honour_at_stop=honour).to_end()
    assert not watched.scheme.members.enrolled.any()
    assert not watched.world.residents.registrations.any()
    assert watched.series["points_enrolled"][-1] == 0
    said = watched.told()
    assert (
        sum("starts" in one for one in said)
        == sum("ends" in one for one in said)
        == sum("become void" in one for one in said)
        == 1
    )


def test_the_lift_goes_when_the_scheme_goes() -> None:
    """External drive ends with the points: participation falls back towards that without them."""
    base, on, ended = (
        Watched(scenario).to_end().series["participation"]
        if scenario.policies
        else Simulation(scenario, 1).run().series["participation"]
        for scenario in (small(office__activities=3.0), swing(), swing(stop=STOP))
    )
    assert on[30:43].mean() > 1.3 * base[30:43].mean()
    assert ended[-8:].mean() < base[-8:].mean() + 0.5 * (on[-8:].mean() - base[-8:].mean())


# Where, how much, and what it may do


def test_only_the_target_grids_have_points() -> None:
    """Nobody elsewhere signs up, is reminded or rewarded."""
    watched = Watched(swing(grids=(2, 5), office__calls=0.0))
    elsewhere = ~np.isin(watched.world.community.grid, [1, 4])
    for _ in watched.weeks():
        assert not watched.scheme.members.enrolled[elsewhere].any()
        for lever in ("notice", "reward", "controlling", "competence", "autonomy", "promise"):
            assert not getattr(watched.world.push, lever)[elsewhere].any(), lever
    assert set(watched.world.community.grid[watched.scheme.members.enrolled]) == {1, 4}


def test_only_the_target_estates_have_points() -> None:
    """Grids and estates named together add up."""
    watched = Watched(swing(grids=(2,), estates=(25,), weeks=4)).to_end()
    community = watched.world.community
    expected = set(np.flatnonzero((community.places.estate_grid == 1) | (np.arange(25) == 24)))
    assert set(community.estate[watched.scheme.members.enrolled]) == expected


def test_dose_zero_is_off() -> None:
    """No members, no costs, no events."""
    watched = Watched(swing(dose=0.0, stop=STOP)).to_end()
    assert not watched.scheme.members.enrolled.any()
    assert watched.yuan.sum() == watched.cadre_hours.sum() == 0
    assert not watched.told()


def test_the_scheme_runs_from_its_start_to_its_stop() -> None:
    """Cadre hours are booked in those weeks and no others, by dose."""
    watched = Watched(swing(start=date(2015, 3, 2), stop=date(2015, 5, 4), dose=0.5)).to_end()
    weeks = np.flatnonzero(watched.cadre_hours)
    assert (watched.world.clock.date(int(weeks[0])), watched.world.clock.date(int(weeks[-1]))) == (
        date(2015, 3, 2),
        date(2015, 4, 27),
    )
    assert watched.cadre_hours[weeks] == pytest.approx(0.5 * watched.scheme.settings.staff_hours)
    assert np.array_equal(weeks, np.arange(weeks[0], weeks[-1] + 1))


def test_modules_without_a_start_of_their_own_start_with_the_others() -> None:
    """`modules_start` of the scenario; one's own start goes before it."""
    assert Watched(small(modules_start=date(2015, 3, 2), points__dose=1.0)).scheme.first_week == 8
    assert Watched(small(modules_start=date(2015, 3, 2), points__start=date(2015, 2, 2))).scheme.first_week == 4
    assert Watched(small(points__dose=1.0)).scheme.first_week == 0


@every_design
def test_costs_are_never_negative(design: dict[str, object]) -> None:
    """In any week, by any payer."""
    watched = Watched(swing(**design, stop=STOP)).to_end()
    assert (watched.yuan >= 0).all()
    assert (watched.cadre_hours >= 0).all()
    assert np.isfinite(watched.yuan).all()


def test_residents_columns_are_read_only_to_a_policy() -> None:
    """It pushes levers; only kernels move people."""
    world = Watched(swing(weeks=2)).world
    week = Week(world, "points")
    for name, column in week.residents._asdict().items():
        with pytest.raises(ValueError, match="read-only"):
            column[:] = 0
        assert not column.flags.writeable, name
    with pytest.raises(AttributeError):
        week.residents.trust = np.ones(3)  # type: ignore[misc]
    week.push("promise", np.array([3]), 1.0)
    assert world.push.promise[3] == 1.0


@every_design
def test_every_design_at_every_bound_gives_finite_results(design: dict[str, object]) -> None:
    """Each of the numbers that matter at its lowest and its highest."""
    for dose, budget in product((0.25, 2.0), (0.0, 1e9)):
        results = Watched(swing(**design, dose=dose, budget=budget, weeks=30)).to_end().series
        for name, values in results.items():
            assert np.isfinite(values).all(), name
            assert values.min() >= 0, name
