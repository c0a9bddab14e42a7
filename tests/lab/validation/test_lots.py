"""What experiments need of a run: lots that draw the same people in every arm, and ties rewired."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from sim.community import build_community
from sim.community.circles import HOUSEHOLD, clustering
from sim.scenario import Scenario
from sim.simulation import Simulation, run
from sim.trial import CHOSEN, HOUSEMATES, OTHERS
from tests.support import TENTH, small

# The trial inside a run


def groups(**changes: object) -> tuple[Simulation, Any]:
    """Parts in a trial, in a tenth of the case."""
    simulation = Simulation(small(**changes), 1)
    return simulation, simulation.trial.group


def test_without_a_trial_nobody_is_drawn() -> None:
    """As every scenario is by default."""
    _, group = groups()
    assert (group == OTHERS).all()


@pytest.mark.parametrize("by", ["resident", "one_of_household", "household", "estate"])
def test_the_lot_draws_what_it_says(by: str) -> None:
    """A share of the units; housemates are those who live with one drawn; children are left out."""
    simulation, group = groups(trial__share=0.4, trial__by=by, trial__start=0)
    community, able = simulation.world.community, simulation.world.residents.able
    chosen, housemates = group == CHOSEN, group == HOUSEMATES
    assert not ((chosen | housemates) & ~able).any()
    unit = community.estate if by == "estate" else community.household
    if by == "resident":
        assert chosen.sum() == pytest.approx(0.4 * able.sum(), rel=0.1)
        return
    drawn = np.unique(unit[chosen])
    assert drawn.size == pytest.approx(0.4 * np.unique(unit[able]).size, rel=0.4)
    if by == "one_of_household":
        assert np.bincount(community.household[chosen]).max() == 1
        assert set(community.household[housemates]) <= set(drawn)
        assert housemates.sum() > 0
    else:
        assert np.array_equal(chosen, able & np.isin(unit, drawn))
        assert not housemates.any()


def test_arms_draw_the_same_people_and_seeds_draw_others() -> None:
    """Whatever is done to them."""
    one, other = small(trial__share=0.3), small(trial__share=0.3, trial__asks=2.0)
    assert np.array_equal(Simulation(one, 1).trial.group, Simulation(other, 1).trial.group)
    assert not np.array_equal(Simulation(one, 1).trial.group, Simulation(one, 2).trial.group)


def test_a_placebo_changes_nobody() -> None:
    """Being drawn without anything being done is to the last bit like no trial at all."""
    plain, placebo = run(small(), 1), run(small(trial__share=0.5), 1)
    assert all(np.array_equal(plain.series[name], placebo.series[name]) for name in plain.series)
    assert plain.residents["chosen"].sum() == 0
    assert placebo.residents["chosen"].sum() > 0


def test_levers_are_felt_by_those_drawn_while_the_trial_lasts() -> None:
    """Not before, not after, and by nobody else."""
    scenario = small(trial__share=0.3, trial__start=2, trial__weeks=3, trial__relief=7.0, weeks=8)
    simulation = Simulation(scenario, 1)
    chosen = simulation.trial.group == CHOSEN
    while not simulation.done:
        simulation.step()
        felt = simulation.world.push.relief
        assert (felt[chosen] == (7.0 if 2 <= simulation.week - 1 < 5 else 0.0)).all()
        assert (felt[~chosen] == 0).all()


def test_rewards_of_a_trial_count_for_every_kind_of_act() -> None:
    """People are paid for coming, to whatever it is."""
    base = {"trial__share": 1.0, "trial__start": 0, "trial__weeks": 20, "weeks": 20, "resident__notice": 2.0}
    unpaid, paid = (run(small(**base, trial__reward=reward), 1) for reward in (0.0, 1.0))
    assert paid.residents["acts_total"].sum() > 1.5 * unpaid.residents["acts_total"].sum()


# Ties rewired


def test_rewiring_keeps_everybody_s_number_of_ties_and_takes_clustering_away() -> None:
    """And households, and the ties inside them."""
    settings = {
        share: Scenario().but({**TENTH, "community.ties.rewired": share}).community for share in (0.0, 0.5, 1.0)
    }
    made = {share: build_community(one, 60) for share, one in settings.items()}
    here = made[0.0].here(0)
    matrices = {share: one.ties.matrix(here) for share, one in made.items()}
    degrees = {share: np.diff(matrix.indptr) for share, matrix in matrices.items()}
    assert (degrees[0.5] != degrees[0.0]).mean() < 0.02
    assert (degrees[1.0] != degrees[0.0]).mean() < 0.02
    clustered = [clustering(matrices[share]) for share in (0.0, 0.5, 1.0)]
    assert clustered[0] > 2 * clustered[1] > 2 * clustered[2]
    homes = [one.ties.to[one.ties.layer == HOUSEHOLD] for one in made.values()]
    assert np.array_equal(homes[0], homes[2])
    assert np.array_equal(made[0.0].traits.motivation, made[1.0].traits.motivation)
    outside = made[1.0].ties
    source = np.repeat(np.arange(outside.start.size - 1), np.diff(outside.start))
    apart = outside.layer != HOUSEHOLD
    household = made[1.0].household
    assert (household[source[apart]] != household[outside.to[apart]]).all()
