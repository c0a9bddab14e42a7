"""What a comparison over the posterior says it hangs on."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np

from sim import load
from sim.lab.design.posterior import shipped_posterior
from sim.report.text.doubts import doubts

LIUHE = load("liuhe")


def study(moves: str, draws: int = 40) -> SimpleNamespace:
    """A comparison whose difference follows one number of the posterior and nothing else."""
    sets = shipped_posterior().first(draws)
    gain = np.array([float(one[moves]) for one in sets])
    return SimpleNamespace(
        draws=sets,
        arms={"none": LIUHE, "points": LIUHE.adding("points")},
        baseline="none",
        values=lambda _: {"none": np.zeros(draws), "points": 0.05 + 0.01 * (gain - gain.mean()) / gain.std()},
    )


def test_the_number_that_moves_the_difference_is_named() -> None:
    said = " ".join(one.en for one in doubts(study("resident.base"), "points"))  # type: ignore[arg-type]
    assert "willingness without any motive" in said
    assert "being asked by an active contact" not in said


def test_numbers_of_modules_that_are_off_are_never_named() -> None:
    """They cannot matter, however well they happen to go along with the difference."""
    said = " ".join(one.en for one in doubts(study("leaders.asked"), "points"))  # type: ignore[arg-type]
    assert "people on file" not in said


def test_a_number_that_data_hardly_narrowed_makes_the_answer_prior_dominated() -> None:
    said = " ".join(one.en for one in doubts(study("resident.internalise"), "points"))  # type: ignore[arg-type]
    assert "Prior-dominated" in said


def test_few_parameter_sets_tell_nothing() -> None:
    assert doubts(study("resident.base", 5), "points") == []  # type: ignore[arg-type]
