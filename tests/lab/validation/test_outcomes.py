"""What replications measure: effects, outcomes of residents and households, samples."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from sim.agents.acts import ACTS, HOSTED
from sim.lab.validation.replications import (
    load_replication,
)
from sim.lab.validation.replications.contrasts import MEASURES
from sim.lab.validation.replications.outcomes import KINDS_OF_ACT, OUTCOMES, WantedOutcome, habit_weeks, watch
from sim.lab.validation.replications.replicate import values_of
from sim.simulation import Simulation
from sim.trial import CHOSEN
from tests.support import small
from tests.support.replicating import EXAMPLE, SMALLER, written

# Measures


@pytest.mark.parametrize(
    ("measure", "samples", "expected"),
    [
        ("difference", ([1, 3], [0, 1]), 1.5),
        ("ratio", ([1, 3], [0, 1]), 4.0),
        ("ratio", ([1, 3], [0, 0]), np.nan),
        ("odds_ratio", ([1, 1, 1, 0], [1, 0, 0, 0]), 9.0),
        ("odds_ratio", ([1, 1], [1, 0]), np.nan),
        ("standardised_difference", ([2, 4], [1, 3]), 1 / np.sqrt(2)),
        ("standardised_difference", ([2], [1, 3]), np.nan),
        ("share_passed_on", ([2], [1], [6], [4]), 0.5),
        ("share_left", ([3], [2], [6], [2]), 0.25),
        ("difference_of_ratios", ([1], [2], [3], [4]), -0.25),
        ("difference_of_ratios", ([1], [2], [3], [0]), np.nan),
        ("level", ([1, 3],), 2.0),
        ("level", ([],), np.nan),
        ("quantile", ([1, 2, 9],), 2.0),
        ("quantile", ([],), np.nan),
    ],
)
def test_effect_measures(measure: str, samples: tuple[list[float], ...], expected: float) -> None:
    """By hand; nothing where there is nothing to compute."""
    found = MEASURES[measure].compute([np.array(one, np.float64) for one in samples], 0.5)
    assert found == pytest.approx(expected, nan_ok=True)


def test_weeks_to_form_a_habit() -> None:
    """From the first act to 95% of the mean of the last quarter; nothing for those without habit."""
    weeks = np.arange(200)
    late = np.where(weeks < 10, 0, 1 - np.exp(-(weeks - 9) / 20))
    path = np.stack([late, np.zeros(200)], axis=1).astype(np.float32)
    formed, never = habit_weeks(path)
    assert formed == np.ceil(-20 * np.log(0.05))
    assert np.isnan(never)


def test_every_outcome_is_what_the_run_says() -> None:
    """Flows over the weeks, states at their end, for those who lived there throughout."""
    scenario = small(weeks=30)
    seen = watch(scenario, 1, [WantedOutcome(name, 0, 30) for name in OUTCOMES])
    simulation = Simulation(scenario, 1)
    simulation.run()
    residents = simulation.world.residents
    values = {wanted.outcome: value for wanted, value in seen.values.items()}
    assert not seen.party.all()
    assert np.array_equal(seen.household, simulation.world.community.household)
    assert set(values) == set(OUTCOMES)
    assert np.array_equal(values["acts"], residents.acts_total)
    assert np.array_equal(values["took_part"], residents.acts_total > 0)
    assert np.allclose(values["hours"], residents.hours_total)
    assert np.array_equal(values["motivation"], residents.motivation)
    assert np.array_equal(values["active_contacts"], residents.outside)
    assert (values["asked"] <= values["reached"]).all()
    assert (values["acts"] <= values["reached"]).all()
    reached = values["reached"] > 0
    assert np.allclose(values["taken"][reached], values["acts"][reached] / values["reached"][reached])
    assert np.isnan(values["taken"][~reached]).all()
    assert not (seen.counted & ~residents.able).any()
    assert seen.counted.sum() > 0.8 * residents.able.sum()


def test_everyday_acts_are_counted_by_their_own_kind_only() -> None:
    """By resident and by household; what has a host is the sum over its kinds."""
    scenario = small(weeks=12, resident__everyday_base=0.0)
    wanted = [
        WantedOutcome(outcome, 0, 12, kind, homes)
        for outcome in ("acts", "doing", "took_part")
        for kind in KINDS_OF_ACT
        for homes in (False, True)
    ]
    seen = watch(scenario, 1, wanted)
    simulation = Simulation(scenario, 1)
    tidied, weeks_of_it = (np.zeros(simulation.world.community.people, np.int64) for _ in range(2))
    while not simulation.done:
        simulation.step()
        tidied += simulation.world.residents.everyday[:, 0]
        weeks_of_it += simulation.world.residents.everyday[:, 0] > 0
    by_kind = {one[3:]: value for one, value in seen.values.items() if one.outcome == "acts"}
    assert tidied.sum() > 0
    assert np.array_equal(by_kind["tidying", False], tidied)
    assert np.allclose(seen.values[WantedOutcome("doing", 0, 12, "tidying")], weeks_of_it / 12)
    hosted = list(ACTS)[:HOSTED]
    assert np.array_equal(by_kind["any", False], sum(by_kind[kind, False] for kind in hosted))
    assert np.array_equal(by_kind["any", False], simulation.world.residents.acts_total)
    for outcome in ("acts", "doing", "took_part"):
        home = seen.values[WantedOutcome(outcome, 0, 12, "tidying", True)]
        assert (home >= seen.values[WantedOutcome(outcome, 0, 12, "tidying")])[simulation.world.residents.able].all()
        assert all(np.ptp(home[seen.household == one]) == 0 for one in np.unique(seen.household)[:50])
    assert np.array_equal(
        seen.values[WantedOutcome("took_part", 0, 12, "tidying", True)],
        seen.values[WantedOutcome("doing", 0, 12, "tidying", True)] > 0,
    )


def test_samples_are_those_of_an_age_a_party_and_a_treatment(tmp_path: Path) -> None:
    """Whoever is looked at, nobody else."""
    text = EXAMPLE.replace("trial.share: 0.3,", "trial.share: 0.3, trial.also.second.share: 0.5,")
    study = load_replication(written(tmp_path, text))
    ((effect,), (scenario, _)) = study.effects, study.scenarios(SMALLER).values()
    run_of_it = watch(scenario, 1, effect.of.all_wanted)
    outcome = run_of_it.values[effect.of.wanted]
    for changed, who in (
        ({"treatment": "second"}, run_of_it.groups["second"] == CHOSEN),
        ({"group": "everyone", "age": (60.0, 70.0)}, (run_of_it.age >= 60) & (run_of_it.age <= 70)),
        ({"group": "everyone", "party": True}, run_of_it.party),
        ({"group": "everyone", "party": False}, ~run_of_it.party),
    ):
        among = who & run_of_it.counted
        assert 0 < among.sum() < run_of_it.counted.sum()
        assert np.array_equal(values_of(effect.of.model_copy(update=changed), run_of_it), outcome[among])


def test_of_households_there_is_one_value_each(tmp_path: Path) -> None:
    """However many live there."""
    text = EXAMPLE.replace("outcome: acts", "outcome: doing, kind: tidying, per: household")
    study = load_replication(written(tmp_path, text))
    sample = study.effects[0].of.model_copy(update={"group": "everyone"})
    seen = watch(study.scenarios(SMALLER)["nothing"], 1, sample.all_wanted)
    assert values_of(sample, seen).size == np.unique(seen.household[seen.counted]).size
