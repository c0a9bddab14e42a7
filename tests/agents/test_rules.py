"""Rivals of the full rule: each is the full one but for what it leaves out or puts in another form.

That kernels compute every rule as written is `test_reference`; here it is whether a rule means what it says.
"""

from __future__ import annotations

from typing import Any, get_args

import numpy as np
import pytest
from numpy.typing import NDArray

from sim.agents.acts import KINDS
from sim.agents.resident.rules import (
    FULL,
    INDIRECT_CROWDING,
    NO_OWN_OCCASIONS,
    NO_SOCIAL,
    RULES,
    THRESHOLDS,
    Rule,
    in_force,
)
from sim.agents.resident.settings import AskingSettings, ResidentSettings
from sim.kernel import record
from sim.scenario import Scenario
from sim.scenario.file import parse
from sim.simulation import Simulation
from sim.text import GongtongError
from tests.support import small
from tests.support.circle import Circle

LIVELY = {"office.activities": 3.0, "weeks": 52}


def ruled(rule: Rule, **changes: Any) -> ResidentSettings:
    """The resident's numbers under a rule, as a run uses them."""
    return in_force(rule, "resident", ResidentSettings(rule=rule, **changes))


def one(rule: Rule, **columns: float) -> Circle:
    """Somebody under a rule; columns of residents, and levers of the same name with `push_` before it."""
    circle = Circle(settings=ruled(rule))
    for name, value in columns.items():
        where: Any = circle.push if name.startswith("push_") else circle.residents
        getattr(where, name.removeprefix("push_"))[:] = value
    circle.ask("tie")
    return circle


def placed(rule: Rule) -> Circle:
    """Somebody under a rule who has a place in a team that does joint actions."""
    circle = one(rule)
    circle.give_place()
    return circle


def logit(circle: Circle) -> float:
    """Willingness of the one who is in the circle, in logits: the chance to come less what availability takes."""
    spare, hours = circle.residents.spare[0], circle.acts.hours[1]
    able = 1 - np.exp(-spare / (circle.settings.spare_scale * hours))
    willing = float(circle.chances()[0]) / able
    return float(np.log(willing / (1 - willing)))


def lived(scenario: Scenario) -> Simulation:
    """A run to its end."""
    simulation = Simulation(scenario, seed=1)
    simulation.run()
    return simulation


# Declared, validated, read by kernels


def test_every_rule_has_a_name_in_both_languages_and_a_code() -> None:
    """In the order in which kernels know them."""
    assert tuple(RULES) == get_args(Rule)
    assert tuple(int(record(ResidentSettings(rule=rule)).rule) for rule in RULES) == (
        FULL,
        NO_SOCIAL,
        THRESHOLDS,
        INDIRECT_CROWDING,
        NO_OWN_OCCASIONS,
    )
    assert all(label.en and label.zh for label in RULES.values())
    assert len({label.zh for label in RULES.values()}) == len(RULES)


def test_a_scenario_file_names_a_rule() -> None:
    """And is another question with another rule."""
    said = parse("resident: {rule: thresholds}\n", "case.yaml")
    assert said.resident.rule == "thresholds"
    assert said.content_hash() != Scenario().content_hash()
    assert Scenario().resident.rule == "full"


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"resident.rule": "granovetter"}, ["resident.rule", "granovetter", "full", "no_social", "indirect_crowding"]),
        (
            {"resident.rule": "indirect_crowding", "resident.weight_external": -0.5},
            ["resident.weight_external", "-0.5", "indirect_crowding", "at least 0"],
        ),
        ({"resident.cost_steepness": 0.1}, ["resident.cost_steepness", "0.1", "0.2", "20"]),
    ],
)
def test_what_is_not_a_rule_is_refused_in_one_sentence(changes: dict[str, object], words: list[str]) -> None:
    """Field, value and what is allowed."""
    with pytest.raises(GongtongError) as refused:
        Scenario().but(changes)
    assert [word for word in words if word not in refused.value.text.en] == []
    assert "\n" not in refused.value.text.en


# Without social influence


def test_without_social_influence_nobody_sees_what_contacts_do() -> None:
    """Contacts are active, and neither residents nor modules see it; nor do members of organisations bring them along."""
    world = lived(small(**{**_named(LIVELY), "resident__rule": "no_social"}).adding("points", "incubation")).world
    assert world.residents.active.any()
    assert world.residents.near.any()
    assert not world.perceived.near.any()
    assert not world.perceived.outside.any()
    assert not world.seen.near.any()
    assert world.society.settings.recruit == 0


def test_without_social_influence_is_the_full_rule_where_nobody_is_active() -> None:
    """A person none of whose contacts takes part decides alike under both."""
    assert logit(one("no_social", motivation=0.4)) == logit(one("full", motivation=0.4))


# Thresholds


def test_under_thresholds_only_contacts_asking_and_external_drive_move_people() -> None:
    """Nothing of their own does: motive, habit, attitudes, what they find easy, skill, a place in a team."""
    before = logit(one("thresholds"))
    inner = {"motivation": 0.9, "habits": 0.9, "efficacy": 0.9, "belonging": 0.9, "trust": 0.9, "burnout": 0.9}
    others = {"ease": 1.0, "eases": 1.0, "knowledge": 0.9, "skill": 0.0}
    for name, value in {**inner, **others}.items():
        assert logit(one("thresholds", **{name: value})) == before, name
        assert name in ("knowledge", "skill") or logit(one("full", **{name: value})) != logit(one("full")), name
    assert logit(placed("thresholds")) == pytest.approx(before - AskingSettings().weight_tie, abs=1e-4)
    assert logit(one("thresholds", weary=1.0)) == pytest.approx(before - AskingSettings().refused_weight, abs=1e-4)
    assert logit(one("thresholds", pressure=0.5)) == pytest.approx(before + 1.9 * 0.5, abs=1e-4)
    assert logit(one("thresholds", near=2, near_total=10, outside=2)) == pytest.approx(before + 0.2 / 0.06, abs=1e-4)
    assert logit(one("thresholds", threshold=0.19)) == pytest.approx(before + 0.06 / 0.06, abs=1e-4)


def test_granovetters_hundred() -> None:
    """Thresholds of 0, 1 … 99 of a hundred: all join, one a week; with nobody who needs just one, it stops at one.

    Granovetter's example, under the rule that knows thresholds only. Everybody hears of it and has the time.
    """
    full = _cascade(np.arange(100) / 99)
    gap = _cascade(np.where(np.arange(100) == 1, 2, np.arange(100)) / 99)
    assert full[:100].tolist() == list(range(1, 101))
    assert set(gap.tolist()) == {1}


def _cascade(thresholds: NDArray[np.floating]) -> NDArray[np.int64]:
    """How many take part, week after week; thresholds so sharp that no luck is left."""
    settings = ruled("thresholds", spare_scale=0.05, costly_contacts=0).model_copy(update={"norm_width": 1e-4})
    circle = Circle(100, acquainted=True, settings=settings)
    circle.residents.threshold[:] = thresholds - 0.5 / 99
    circle.push.notice[:] = 50.0
    counts = []
    for _ in range(120):
        circle.decide()
        counts.append(int(circle.residents.active.sum()))
    return np.array(counts)


def test_under_thresholds_no_motive_and_no_habit_is_built_up() -> None:
    """After a lively year with points everybody is at their own level of motivation, and nobody has a habit."""
    scenario = small(**_named(LIVELY)).adding("points").but({"resident.rule": "thresholds"})
    r = lived(scenario).world.residents
    assert r.acts_total.sum() > 200
    assert np.array_equal(r.motivation[r.here], r.own_motivation[r.here])
    assert not r.habit.any()
    assert (lived(scenario.but({"resident.rule": "full"})).world.residents.habit > 0).any()


# Without occasions of one's own


def test_without_occasions_of_ones_own_whoever_is_not_reached_does_nothing() -> None:
    """A place in a team and a full habit bring people every week under the full rule, and nobody under the rival."""
    for rule, everybody in (("full", True), ("no_own_occasions", False)):
        circle = Circle(200, settings=ruled(rule))
        circle.residents.spare[:], circle.residents.motivation[:] = 1e6, 1.0
        circle.offers.notice[:] = 0.0
        circle.give_place()
        for kind in range(KINDS):
            circle.get_used_to(kind)
        occasions = circle.live()
        assert (occasions.row.size == 200) == everybody
        assert bool((circle.residents.everyday.sum(axis=1) > 0).all()) == everybody
        assert circle.residents.everyday.any() == everybody


def test_without_occasions_of_ones_own_whoever_is_asked_weighs_it_as_before() -> None:
    """Being reached decides alike under both rules; a place then adds nothing."""
    assert logit(one("no_own_occasions", habits=0.5)) == logit(one("full", habits=0.5))
    assert logit(placed("no_own_occasions")) == logit(one("full"))


# Indirect crowding


def test_incentives_move_the_less_motivated_more() -> None:
    """An incentive adds all of its worth to somebody without motive and little to somebody full of it.

    Without incentives everybody decides as under the full rule.
    """
    gain = {
        (rule, motive): logit(one(rule, motivation=motive, pressure=0.5)) - logit(one(rule, motivation=motive))
        for rule in ("full", "indirect_crowding")
        for motive in (0.0, 0.3, 0.9)
    }
    assert gain["indirect_crowding", 0.0] == pytest.approx(1.9 * 0.5, abs=1e-4)
    assert gain["indirect_crowding", 0.3] == pytest.approx(np.hypot(3.4 * 0.3, 1.9 * 0.5) - 3.4 * 0.3, abs=1e-4)
    assert gain["indirect_crowding", 0.9] < gain["indirect_crowding", 0.3] / 2
    assert all(gain["full", motive] == pytest.approx(1.9 * 0.5, abs=1e-4) for motive in (0.0, 0.3, 0.9))
    assert logit(one("indirect_crowding", motivation=0.3)) == logit(one("full", motivation=0.3))


@pytest.mark.parametrize("motive", [0.0, 0.2, 0.8])
def test_where_marginal_cost_rises_in_proportion_incentives_add(motive: float) -> None:
    """Quadratic cost: neither crowding out nor in; where it rises slower, the motivated gain more."""
    circle = one("indirect_crowding", motivation=motive, pressure=0.5)
    circle.settings = ruled("indirect_crowding", cost_steepness=1.0)
    assert logit(circle) == pytest.approx(logit(one("full", motivation=motive, pressure=0.5)), abs=1e-4)
    if motive:
        circle.settings = ruled("indirect_crowding", cost_steepness=0.5)
        assert logit(circle) > logit(one("full", motivation=motive, pressure=0.5))


def test_under_indirect_crowding_a_reward_takes_nothing_from_the_motive() -> None:
    """How controlling a scheme feels changes nobody's life."""
    r = {
        (rule, display): lived(
            small(**_named(LIVELY)).but({"resident.rule": rule, "points.display": display, "points.dose": 1.0})
        ).world.residents
        for rule in ("full", "indirect_crowding")
        for display in ("none", "ranking")
    }
    plain, ranked = r["indirect_crowding", "none"], r["indirect_crowding", "ranking"]
    assert plain.rewarded_acts.sum() > 20
    for name in ("motivation", "took", "trust"):
        assert np.array_equal(getattr(plain, name), getattr(ranked, name)), name
    assert not np.array_equal(r["full", "none"].motivation, r["full", "ranking"].motivation)


def _named(changes: dict[str, object]) -> dict[str, object]:
    return {name.replace(".", "__"): value for name, value in changes.items()}
