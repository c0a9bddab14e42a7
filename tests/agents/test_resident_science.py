"""What single residents must do if the science is right: habit, crowding out, thresholds, cascades, free time.

Each test watches one person or one small circle through the kernels, as the literature describes them.
"""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from sim.agents.acts import ACTION, CARE, INTEREST, MEETING
from sim.agents.resident.columns import BYSTANDER, TOGETHER, TOLD_TO, WANT_TO
from sim.agents.resident.contacts import tell_contacts
from sim.agents.resident.settings import ResidentSettings
from sim.agents.resident.sources import CADRE, TIE
from tests.support import in_a_run
from tests.support.circle import Circle

# Habit


def test_habit_is_formed_in_about_66_weekly_acts() -> None:
    """In a team's rhythm, ever more slowly: 95% after 66 acts, but for what fades (Lally et al. 2010), half after few."""
    one, habit = Circle(settings=ResidentSettings(habit_fade=0.0)), []
    for _ in range(66):
        one.act(placed=True)
        habit.append(float(one.residents.habit[0]))
    assert habit[-1] >= 0.945
    assert habit[20] > 0.5
    assert (np.diff(habit, 2) < 0).all()


def test_one_missed_week_does_little_harm_to_habit() -> None:
    """It takes less than the next act gives back (Lally et al. 2010)."""
    one = Circle()
    for _ in range(20):
        one.act(placed=True)
    before = float(one.residents.habit[0])
    one.rest()
    missed = float(one.residents.habit[0])
    one.act(placed=True)
    assert missed < before < one.residents.habit[0]


def test_events_alone_make_familiar_and_no_habit() -> None:
    """A first event does most of what events can do; a hundred do no more than that; a team's rhythm does."""
    visitor, member = Circle(), Circle()
    visitor.act()
    most = visitor.settings.habit_event_most
    assert visitor.residents.habit[0] == pytest.approx(visitor.settings.habit_event * most)
    for _ in range(100):
        visitor.act()
        member.act(placed=True)
    assert 0.9 * most < visitor.residents.habit[0] <= np.float32(most)
    assert member.residents.habit[0] > 0.8


def test_a_habit_is_one_of_a_kind_of_act() -> None:
    """Clean-ups make nobody used to meetings; the strongest counts where it is a matter of habit as such."""
    one = Circle()
    for _ in range(10):
        one.act(ACTION, placed=True)
    r = one.residents
    assert r.habits[0, ACTION] == r.habit[0] > 0.3
    assert not r.habits[0, MEETING]


# Motivation


def test_tangible_controlling_rewards_crowd_out_motivation() -> None:
    """Thirteen acts rewarded with expected goods lower a resident's motivation by 0.15 to 0.45 of its spread."""
    start, spread = 0.23, 0.14
    rewarded, free = Circle(101, acquainted=True), Circle(101, acquainted=True)
    rewarded.push.reward[:], rewarded.push.controlling[:] = 0.5, 0.7
    rewarded.offers.rewarded[:] = 1.0
    for circle in (rewarded, free):
        circle.residents.took[:] = np.arange(101) < 10
        tell_contacts(in_a_run(circle.residents))
        for _ in range(13):
            circle.act()
    assert 0.15 < (start - float(rewarded.residents.motivation[-1])) / spread < 0.45
    assert free.residents.motivation[-1] > start


def test_crowding_out_weakens_as_people_get_used_to_rewards() -> None:
    """The hundredth reward takes less than the first."""
    lost = []
    for acts_before in (0, 100):
        one = Circle()
        one.residents.rewarded_acts[:] = acts_before
        one.push.reward[:], one.push.controlling[:] = 0.5, 1.0
        one.offers.rewarded[:] = 1.0
        one.act()
        lost.append(0.23 - float(one.residents.motivation[0]))
    assert lost[0] > lost[1]


def test_recognition_adds_to_motivation() -> None:
    """An informational reward supports competence and controls nothing: motivation ends higher than without it."""
    praised, unnoticed = Circle(), Circle()
    praised.push.reward[:], praised.push.competence[:] = 0.2, 0.1
    praised.offers.rewarded[:] = 1.0
    for circle in (praised, unnoticed):
        for _ in range(13):
            circle.act()
    assert praised.residents.motivation[0] > unnoticed.residents.motivation[0]


def test_a_missing_need_spoils_the_others() -> None:
    """Internalisation grows with the product of the needs: full autonomy and competence do not make up for being alone."""

    def gain(relatedness: float) -> float:
        one = Circle()
        one.push.competence[:] = one.push.autonomy[:] = 1.0
        one.push.relatedness[:] = relatedness
        one.act()
        return float(one.residents.motivation[0]) - 0.23

    assert gain(-one_settings().related_base) < 0 < gain(0.5)


def one_settings() -> ResidentSettings:
    """The declared numbers of residents."""
    return ResidentSettings()


def test_motivation_returns_to_its_own_level_without_reinforcement() -> None:
    """From above and from below, and slower where habit holds."""
    circle = Circle(3)
    r = circle.residents
    r.motivation[:] = 0.6, 0.05, 0.6
    r.habit[2] = 1.0
    for _ in range(26):
        circle.rest()
    assert 0.23 < r.motivation[0] < r.motivation[2] < 0.6
    assert 0.05 < r.motivation[1] < 0.23


def test_external_drive_is_gone_in_weeks_and_motivation_lasts_years() -> None:
    """The time scales of motive are far apart."""
    one = Circle()
    r = one.residents
    r.pressure[:] = 1.0
    r.motivation[:] = 0.6
    for _ in range(8):
        one.rest()
    assert r.pressure[0] < 0.1
    assert r.motivation[0] - 0.23 > 0.9 * (0.6 - 0.23)


def test_failure_lowers_efficacy_more_than_success_raises_it() -> None:
    """Bad news weighs more."""
    up, down = Circle(), Circle()
    up.act(success=1.0)
    down.act(success=0.0)
    assert 0.5 - down.residents.efficacy[0] > up.residents.efficacy[0] - 0.5 > 0


def test_a_broken_promise_lowers_trust_more_than_a_kept_one_raises_it() -> None:
    """And the loss outlasts the gain."""
    circle = Circle(3)
    circle.push.promise[:] = 1.0, -1.0, 0.0
    circle.rest()
    circle.push.promise[:] = 0.0
    for _ in range(26):
        circle.rest()
    kept, broken, none = circle.residents.trust
    assert none - broken > kept - none > 0


def test_hard_service_without_leisure_burns_out() -> None:
    """Burn-out comes where an act takes all spare hours, and passes with rest."""
    busy, free = Circle(), Circle()
    busy.residents.spare[:] = 0.5
    for circle in (busy, free):
        for _ in range(10):
            circle.act()
    tired = float(busy.residents.burnout[0])
    assert tired > 3 * free.residents.burnout[0]
    for _ in range(20):
        busy.rest()
    assert busy.residents.burnout[0] < 0.1 * tired


# Deciding


def test_without_spare_hours_nobody_comes() -> None:
    """Whatever the will."""
    circle = Circle(200)
    circle.residents.spare[:] = 0.0
    circle.residents.motivation[:] = 1.0
    circle.offers.notice[:] = 50.0
    assert not circle.decide().any()
    assert not circle.residents.took.any()


def test_where_nothing_is_on_asking_finds_nobody_an_occasion() -> None:
    """Without an activity nobody can be asked to one."""
    circle = Circle(200)
    circle.residents.motivation[:] = 1.0
    circle.offers.notice[:] = 0.0
    circle.ask("tie", 10.0)
    assert not circle.decide().any()
    circle.offers.notice[:, ACTION] = 1.0
    assert circle.decide().all()


def test_only_the_attentive_read_notices() -> None:
    """The others can be asked by people, but a notice does not reach them."""
    circle = Circle(2000)
    circle.residents.attentive[:1000] = False
    circle.offers.notice[:] = 50.0
    assert not circle.chances()[:1000].any()
    assert circle.chances()[1000:].all()
    circle.ask("tie")
    assert circle.chances()[:1000].all()


def test_more_notice_reaches_more_people() -> None:
    """The share reached follows the hazard of a notice."""
    circle = Circle(20_000)
    for notices in (1.0, 4.0):
        circle.offers.notice[:] = 0.0
        circle.offers.notice[:, ACTION] = notices
        reached = (circle.decide() > 0).mean()
        assert reached == pytest.approx(1 - np.exp(-circle.settings.notice * notices), abs=0.01)


@pytest.mark.parametrize(
    ("lever", "more"),
    [
        ("motivation", True),
        ("habits", True),
        ("ease", True),
        ("eases", True),
        ("efficacy", True),
        ("belonging", True),
        ("trust", True),
        ("pressure", True),
        ("skill", True),
        ("spare", True),
        ("burnout", False),
        ("weary", False),
    ],
)
def test_what_speaks_for_and_against_taking_part(lever: str, more: bool) -> None:
    """Each motive and each means moves the chance of somebody who is asked in its own direction."""
    low, high = Circle(), Circle()
    for circle, value in ((low, 0.0), (high, 1.0)):
        circle.ask("tie")
        getattr(circle.residents, lever)[:] = value
    assert (float(high.chances()[0]) > float(low.chances()[0])) == more


@pytest.mark.parametrize("lever", ["pressure", "reward", "relief"])
def test_levers_move_the_chance(lever: str) -> None:
    """Pressure, reward and relief make it likelier that one comes."""
    low, high = Circle(), Circle()
    for circle, value in ((low, 0.0), (high, 1.0)):
        circle.residents.spare[:] = 1.0
        circle.offers.notice[:, ACTION] = 200.0
        circle.offers.rewarded[:] = 1.0
        getattr(circle.push, lever)[:] = value
    assert float(high.chances()[0]) > float(low.chances()[0])


def test_rewards_move_only_to_what_is_rewarded() -> None:
    """What is rewarded draws those who expect a reward, what is not loses them, in the order of how far rewards apply."""
    chances = []
    for rewarded in (-0.5, 0.0, 0.5, 1.0):
        one = Circle()
        one.push.reward[:] = 0.8
        one.offers.notice[:, ACTION] = 500.0
        one.offers.rewarded[:] = rewarded
        chances.append(float(one.chances()[0]))
    assert chances[0] < chances[1] < chances[2] < chances[3]


def norm_only(kind: int, people: int, **numbers: float) -> Circle:
    """A circle of acquaintances who surely hear of one kind of act, and whom nothing but the norm moves."""
    quiet = ResidentSettings().model_copy(update={"base": -1.0, "weight_norm": 4.0, **numbers})
    circle = Circle(people, acquainted=people > 1, settings=quiet)
    circle.offers.notice[:] = 0.0
    circle.offers.notice[:, kind] = 500.0
    return circle


def chance_when(circle: Circle, active: int) -> float:
    """The last one's chance to come when so many of the others are active."""
    circle.residents.took[:] = np.arange(circle.people) < active
    tell_contacts(in_a_run(circle.residents))
    return float(circle.chances()[-1])


def test_a_person_without_contacts_feels_no_norm() -> None:
    """Where there is nobody to look at, the weight of others' example changes nothing."""
    deaf, lonely = norm_only(INTEREST, 1, weight_norm=0.0), norm_only(INTEREST, 1)
    assert float(lonely.chances()[0]) == pytest.approx(float(deaf.chances()[0]), rel=0.05)


def test_costly_acts_need_several_contacts_outside_the_family() -> None:
    """Complex contagion: one active friend is not enough, however close (Centola 2018)."""
    circle = norm_only(ACTION, 9)
    chances = [chance_when(circle, active) for active in range(6)]
    needed = circle.settings.costly_contacts
    assert len(set(chances[:needed])) == 1
    assert min(chances[needed:]) > max(chances[:needed])
    circle.residents.household_end[:] += 8
    for column in (circle.residents.active, circle.residents.near, circle.residents.outside):
        column[:] = 0
    assert chance_when(circle, 5) == chances[0]


def test_example_is_followed_where_the_threshold_is_passed() -> None:
    """Below a personal threshold contacts hardly count, above it fully."""
    circle = norm_only(INTEREST, 101)
    below, at, above = (chance_when(circle, active) for active in (5, 25, 45))
    assert below < at < above
    assert chance_when(circle, 95) == pytest.approx(above, rel=0.05)
    assert chance_when(circle, 0) == pytest.approx(below, rel=0.05)


def test_the_unconditional_do_not_look_at_others() -> None:
    """Their chance is the same whatever the others do."""
    circle = norm_only(INTEREST, 41)
    circle.residents.threshold[:] = -1.0
    assert chance_when(circle, 0) == chance_when(circle, 20) == chance_when(circle, 40)


def test_the_satiable_fall_back_when_most_others_act() -> None:
    """Their norm rises, and falls again beyond one half."""
    circle = norm_only(INTEREST, 41)
    circle.residents.satiable[:] = True
    none, half, everybody = (chance_when(circle, active) for active in (0, 20, 40))
    assert half > none
    assert everybody == pytest.approx(none, rel=0.05)


def test_a_controlling_reward_weakens_conformity() -> None:
    """Neighbours' example weighs less for those who are paid to follow it."""
    circle = norm_only(INTEREST, 41)
    followed = chance_when(circle, 30)
    circle.push.controlling[:] = 1.0
    assert chance_when(circle, 30) < followed


# Granovetter's riot


def crowd(thresholds: NDArray[np.floating]) -> int:
    """How many act in the end, in a crowd where everybody sees everybody and follows a sharp threshold."""
    sharp = ResidentSettings().model_copy(
        update={
            "base": -20.0,
            "weight_norm": 20.0,
            "norm_width": 0.005,
            "weight_efficacy": 0.0,
            "weight_motivation": 0.0,
            "weight_habit": 0.0,
            "weight_belonging": 0.0,
            "weight_trust": 0.0,
            "ask_tie": 0.0,
        }
    )
    circle = Circle(thresholds.size, acquainted=True, settings=sharp)
    circle.asking = circle.asking.model_copy(update={"weight_notice": 0.0})
    circle.residents.threshold[:] = thresholds
    circle.residents.concern[:] = 1.0
    circle.residents.spare[:] = 500.0
    circle.acts.visibility[:] = 1.0
    circle.offers.notice[:] = 0.0
    circle.offers.notice[:, INTEREST] = 500.0
    for _ in range(160):
        circle.decide()
    return int(circle.residents.active.sum())


def test_a_hundred_even_thresholds_make_a_full_cascade_and_one_gap_stops_it() -> None:
    """Thresholds 0, 1, 2 … 99: all join. With the 1 replaced by a 2, only the instigator acts (Granovetter 1978)."""
    others_needed = np.arange(100.0)
    thresholds = (others_needed - 0.75) / 99
    thresholds[0] = -1.0
    assert crowd(thresholds) >= 98
    thresholds[1] = thresholds[2]
    assert crowd(thresholds) == 1


# Stages


def test_the_way_from_told_to_to_together() -> None:
    """Stages are read off what people did, why they did it, who asked them, and whether they had a voice, twice."""
    one = Circle()
    r = one.residents
    one.rest()
    assert r.stage[0] == r.stage_unless[0] == BYSTANDER
    one.act(own=0.2, autonomy=-1.0)
    assert r.stage[0] == r.stage_unless[0] == TOLD_TO
    for _ in range(3):
        one.act(CARE, own=0.9, autonomy=1.0)
    assert r.stage[0] == r.stage_unless[0] == WANT_TO
    r.formal[0] = 1
    for _ in range(4):
        one.act(CARE, source=TIE)
    assert r.stage[0] == WANT_TO
    one.act(MEETING, source=TIE)
    assert r.stage[0] == WANT_TO
    one.act(MEETING, source=TIE)
    assert r.stage[0] == r.stage_unless[0] == TOGETHER


def test_whoever_mostly_waits_to_be_called_is_not_together() -> None:
    """Two meetings that cadres called them to are worth a wish, not togetherness; asked by their own, they are."""
    called, asked = Circle(), Circle()
    for circle, source in ((called, CADRE), (asked, TIE)):
        circle.residents.formal[:] = 1
        for _ in range(2):
            circle.act(MEETING, source=source)
    assert called.residents.stage[0] == WANT_TO
    assert asked.residents.stage[0] == TOGETHER


def test_a_stage_is_lost_with_its_window() -> None:
    """26 weeks after the last act both definitions say bystander again."""
    one = Circle()
    one.act()
    found: list[tuple[int, int]] = []
    for _ in range(30):
        one.rest()
        found.append((int(one.residents.stage[0]), int(one.residents.stage_unless[0])))
    assert found == [(WANT_TO, WANT_TO)] * 25 + [(BYSTANDER, BYSTANDER)] * 5


def test_people_not_counted_have_no_stage() -> None:
    """Children keep whatever they had: they are in no share."""
    one = Circle()
    one.residents.able[:] = False
    one.residents.stage[:] = 255
    one.act()
    assert one.residents.stage[0] == 255
