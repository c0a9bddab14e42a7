"""NSGA-II over whole numbers, as pymoo does it: many aims at once, under constraints, the same for the same seed."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.extras import needing
from sim.rng import Streams

Genes = Mapping[str, int]
Judged = tuple[NDArray[np.float64], NDArray[np.float64]]


class Evolution(NamedTuple):
    """How long to search.

    Attributes
    ----------
    population, generations : int
        Candidates in a generation, and how many generations.
    seed : int
        Luck of the search.
    """

    population: int
    generations: int
    seed: int


def evolve(
    variables: Mapping[str, tuple[int, int]],
    judge: Callable[[list[Genes]], Judged],
    evolution: Evolution,
    begin: Sequence[Genes] = (),
) -> None:
    """Search; whoever judges sees every candidate and keeps what it wants.

    Parameters
    ----------
    variables
        Least and most of each gene; one of 0 and 1 is flipped, others are moved.
    judge
        Of the candidates of a generation: what to make small, float64 (candidates, aims), and what must not be above
        zero, float64 (candidates, constraints).
    begin
        Candidates of the first generation; chance fills it up.
    """
    with needing("pymoo", "lab"):
        from pymoo.algorithms.moo.nsga2 import NSGA2, binary_tournament
        from pymoo.core.evaluator import Evaluator
        from pymoo.core.mixed import MixedVariableDuplicateElimination, MixedVariableMating
        from pymoo.core.population import Population
        from pymoo.core.problem import Problem
        from pymoo.core.variable import Binary, Integer
        from pymoo.operators.selection.tournament import TournamentSelection
        from pymoo.problems.static import StaticProblem

    genes = _first(variables, evolution, begin)
    objectives, constraints = judge(genes)
    kinds = {name: Binary() if ends == (0, 1) else Integer(bounds=ends) for name, ends in variables.items()}
    problem = Problem(vars=kinds, n_obj=objectives.shape[1], n_ieq_constr=constraints.shape[1])
    different = MixedVariableDuplicateElimination()
    algorithm = NSGA2(
        pop_size=evolution.population,
        sampling=Population.new("X", np.array(genes, dtype=object)),
        mating=MixedVariableMating(
            selection=TournamentSelection(func_comp=binary_tournament), eliminate_duplicates=different
        ),
        eliminate_duplicates=different,
    )
    algorithm.setup(problem, termination=("n_gen", evolution.generations), seed=evolution.seed, verbose=False)
    while algorithm.has_next():
        candidates = algorithm.ask()
        objectives, constraints = judge([_whole(one) for one in candidates.get("X")])
        Evaluator().eval(StaticProblem(problem, F=objectives, G=constraints), candidates)
        algorithm.tell(infills=candidates)


def _first(variables: Mapping[str, tuple[int, int]], evolution: Evolution, begin: Sequence[Genes]) -> list[Genes]:
    """The first generation: what is given, and chance."""
    rng = Streams(evolution.seed).generator("search")
    low, high = (np.array(ends) for ends in zip(*variables.values(), strict=True))
    drawn = rng.integers(low, high + 1, (evolution.population, len(variables)))
    lucky = [_whole(dict(zip(variables, row, strict=True))) for row in drawn]
    given = [_whole(genes) for genes in begin][: evolution.population]
    return [*given, *lucky[len(given) :]]


def _whole(genes: Mapping[str, object]) -> dict[str, int]:
    return {name: int(value) for name, value in genes.items()}  # type: ignore[call-overload]  # numpy's own integers
