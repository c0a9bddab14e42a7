"""The identity of a run: the scenario, the seed, the version of the model that ran it, and what came from outside."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cache
from hashlib import blake2b
from importlib import metadata, resources
from pathlib import Path
from typing import NamedTuple

from sim.lab.run.sources import policies_from_outside, sources_of
from sim.param import FrozenDict
from sim.scenario import Scenario

Level = float | int | bool | str | date | None
NOT_THE_MODEL = ("lab", "report", "app", "commands", "mesa_api", "contract.py", "extras.py", "cli.py", "__main__.py")


class Run(NamedTuple):
    """One run to do.

    Attributes
    ----------
    scenario : Scenario
    seed : int
    factors : mapping
        What is kept beside its outcome: by the name of each factor, the level it has in this run.
    """

    scenario: Scenario
    seed: int
    factors: Mapping[str, Level] = FrozenDict()


@cache
def model_version() -> str:
    """The release, and eight hexadecimal digits of the code that decides the numbers.

    Reports, the laboratory and the command line do not count: to change a figure is not to change the model.
    """
    package = Path(str(resources.files("sim")))
    digest = blake2b(digest_size=4)
    for path in sorted(package.rglob("*.py")):
        inside = path.relative_to(package)
        if inside.parts[0] not in NOT_THE_MODEL:
            digest.update(inside.as_posix().encode() + path.read_bytes())
    return f"{metadata.version('gongtong')}+{digest.hexdigest()}"


def identity_of(scenario: Scenario) -> str:
    """What a scenario is to a store: its content, and the source of its policies that are not of the model."""
    outside = policies_from_outside(scenario)
    return " ".join((scenario.content_hash(), *(sources_of(outside).values() if outside else ())))


def run_key(scenario_identity: str, seed: int) -> str:
    """Sixteen hexadecimal digits that are the run's name in every store; of a scenario it needs `identity_of`."""
    return blake2b(f"{scenario_identity} {seed} {model_version()}".encode(), digest_size=8).hexdigest()
