"""What many tests share: a small scenario that runs in a blink, and the community of the case, built once."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck
from hypothesis import settings as examples

from sim.community import Community, CommunitySettings, build_community
from sim.report.page.pdf import BROWSERS
from sim.simulation import Simulation
from tests.support import ROOT, small

if TYPE_CHECKING:
    from playwright.sync_api import Browser
    from xdist.workermanage import WorkerController

# The same examples everywhere, however busy the machine
examples.register_profile("same", derandomize=True, deadline=None, suppress_health_check=[HealthCheck.too_slow])
examples.load_profile("same")

COMPILING = pytest.StashKey[subprocess.Popen[bytes]]()
COMPILE = "from sim.simulation import run; from tests.support import small; run(small().adding('*'), 1)"


def pytest_sessionstart(session: pytest.Session) -> None:
    """Compile the kernels while workers collect: each of them would otherwise compile them all."""
    if session.config.getoption("numprocesses", None) and not hasattr(session.config, "workerinput"):
        session.config.stash[COMPILING] = subprocess.Popen([sys.executable, "-c", COMPILE], cwd=ROOT)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_node_collection_finished(node: WorkerController) -> None:
    """No worker begins before the kernels are there."""
    node.config.stash[COMPILING].wait()


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
