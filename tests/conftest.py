"""What many tests share: a small scenario that runs in a blink, and the community of the case, built once."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from numpy.typing import NDArray

from sim.agents.acts import KINDS
from sim.agents.residents import SHORT_WINDOW, WINDOW, Residents, settle
from sim.community import Community, CommunitySettings, build_community
from sim.report.page.pdf import BROWSERS
from sim.scenario import Scenario
from sim.simulation import Simulation

if TYPE_CHECKING:
    from playwright.sync_api import Browser

TENTH = {
    "community.residents": 1430,
    "community.households": 511,
    "community.party_members": 24,
    "community.ages.infants": 17,
    "community.ages.children": 90,
    "community.ages.teens": 90,
    "community.ages.young": 470,
    "community.ages.elders": 235,
    "community.units.units": 3,
    "office.staff": 2,
    "office.tasks": 4.0,
    "weeks": 60,
}


def small(**changes: object) -> Scenario:
    """A tenth of the case: 1,430 residents in 12 grids and 25 estates for 60 weeks, every module off.

    Changes are named as in `Scenario.but`, with two underscores for each dot: `small(points__dose=0.5)`.
    """
    return Scenario().but({**TENTH, **{name.replace("__", "."): value for name, value in changes.items()}})


@cache
def _dtypes() -> dict[str, np.dtype[Any]]:
    """The type of every column of the residents."""
    settled = settle(build_community(small().community, 1))
    return {name: column.dtype for name, column in settled._asdict().items()}


def residents(people: int, **columns: NDArray[Any]) -> Residents:
    """So many residents who live nowhere and know nobody, all columns zero but those given, each of its own type."""
    shapes = {
        "tie_start": (people + 1,),
        "tie_to": (0,),
        "closeness": (0,),
        "fit": (people, KINDS),
        "own_recent": (WINDOW, people),
        "autonomy_recent": (SHORT_WINDOW, people),
    }
    blank = {name: np.zeros(shapes.get(name, (people,)), dtype) for name, dtype in _dtypes().items()}
    return Residents(**blank | {name: np.asarray(column).astype(_dtypes()[name]) for name, column in columns.items()})


def scales() -> list[str]:
    """The columns that hold a value between 0 and 1."""
    others = {"age", "spare", "threshold", "hours_total", "fit"}
    return [name for name, dtype in _dtypes().items() if dtype == np.float32 and name not in others]


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
def browser() -> Iterator[Browser]:
    """A headless Chromium without network; skipped where there is none, unless GONGTONG_BROWSER=required."""
    required = os.environ.get("GONGTONG_BROWSER") == "required"
    place = next((found for name in BROWSERS if (found := shutil.which(name))), None)
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        place = None
    if place is None:
        said = "no Chromium browser, or no playwright"
        if required:
            pytest.fail(said)
        pytest.skip(said)
    options = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
    with sync_playwright() as driver:
        opened = driver.chromium.launch(executable_path=place, args=options)
        yield opened
        opened.close()


@pytest.fixture
def scenario_file(tmp_path: Path) -> Path:
    """A file named `case.yaml` to write a scenario into."""
    return tmp_path / "case.yaml"
