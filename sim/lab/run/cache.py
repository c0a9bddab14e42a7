"""Finished runs kept whole on disk, so that what was interrupted goes on where it was.

A run is one file, `KEY.npz`. `KEY` holds the scenario's content, the seed, the version of the model and the source of
policies from outside (`identity`), so a file is only found by whoever asks for the very same run.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from sim.lab.run.identity import identity_of, run_key
from sim.results import Results
from sim.scenario import Scenario
from sim.simulation import run
from sim.text import GongtongError

RUNS = "runs"  # folder of finished runs inside a report's


@dataclass(frozen=True)
class RunCache:
    """A folder of finished runs; called with a scenario and a seed it gives that run, done now or before.

    Attributes
    ----------
    folder : Path
        Made when the first run is kept.
    """

    folder: Path

    def __call__(self, scenario: Scenario, seed: int) -> Results:
        """The run as it was kept, or done and kept."""
        found = self.find(scenario, seed)
        if found is None:
            found = run(scenario, seed)
            self.keep(found)
        return found

    def place(self, scenario: Scenario, seed: int) -> Path:
        """The file of a run, whether it is there or not."""
        return self.folder / f"{run_key(identity_of(scenario), seed)}.npz"

    def find(self, scenario: Scenario, seed: int) -> Results | None:
        """A kept run, under the name and title asked for; none if there is none, or its file was damaged."""
        try:
            return replace(Results.load(self.place(scenario, seed)), scenario=scenario)
        except GongtongError:
            return None

    def keep(self, results: Results) -> Path:
        """Write a run so that it is there whole or not at all."""
        return results.save(self.place(results.scenario, results.seed))
