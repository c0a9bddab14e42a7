"""What many tests share: a small scenario that runs in a blink, and the community of the case, built once."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from sim.community import Community, CommunitySettings, build_community
from sim.results import Results
from sim.scenario import Scenario
from sim.simulation import Simulation

TENTH = {
    "community.residents": 1430, "community.households": 511, "community.party_members": 24,
    "community.ages.infants": 17, "community.ages.children": 90, "community.ages.teens": 90,
    "community.ages.young": 470, "community.ages.elders": 235, "community.units.units": 3,
    "office.staff": 2, "office.tasks": 4.0, "weeks": 60,
}


def small(**changes: object) -> Scenario:
    """A tenth of the case: 1,430 residents in 12 grids and 25 estates for 60 weeks, every module off.

    Changes are named as in `Scenario.but`, with two underscores for each dot: `small(points__dose=0.5)`.
    """
    return Scenario().but({**TENTH, **{name.replace("__", "."): value for name, value in changes.items()}})


@pytest.fixture(scope="session")
def settings() -> CommunitySettings:
    """The case's community as declared."""
    return CommunitySettings()


@pytest.fixture(scope="session")
def community(settings: CommunitySettings) -> Community:
    """The case's community over two years."""
    return build_community(settings, 104)


@pytest.fixture(scope="session")
def nine_years(settings: CommunitySettings) -> Community:
    """The case's community over its nine years."""
    return build_community(settings, 469)


@pytest.fixture(scope="session")
def lived() -> Simulation:
    """Five lively years of the small community, long enough for many to arrive, leave and take part."""
    simulation = Simulation(small(weeks=260, office__activities=3.0).adding("*"), seed=1)
    simulation.run()
    return simulation


@pytest.fixture(scope="session")
def cold() -> Results:
    """The small community with every module off."""
    return Simulation(small(), seed=1).run()


@pytest.fixture
def scenario_file(tmp_path: Path) -> Iterator[Path]:
    """A file named `case.yaml` to write a scenario into."""
    yield tmp_path / "case.yaml"
