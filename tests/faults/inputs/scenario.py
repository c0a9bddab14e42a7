"""Scenario files."""

from __future__ import annotations

from pathlib import Path

from sim.policies import policies
from sim.scenario.file import dump, load, parse
from tests.faults.living import live
from tests.support import small

ENDING = ".yaml"
WEEKS, MOST = 8, 3000  # weeks and residents of what is run
FULL = small(weeks=WEEKS, modules_start="2015-01-12", office__activities=3.0).adding(*policies())
EXAMPLES = (
    dump(small(weeks=WEEKS)),
    dump(FULL),
    dump(
        FULL.but(
            {
                "title": {"en": "A town", "zh": "一个社区"},
                "changes": [
                    {"day": "2015-02-02", "name": "points.dose", "value": 0.5},
                    {"day": "2015-02-09", "name": "leaders", "value": False},
                ],
                "calibrated": {"resident.base": -1.0},
            }
        )
    ),
)


def use(path: Path) -> None:
    """What was read is written and read again as the same, and lives some weeks that add up."""
    scenario = load(path)
    assert parse(dump(scenario), path.name) == scenario
    if scenario.community.residents <= MOST and scenario.weeks <= WEEKS:
        live(scenario)


def command(path: Path) -> tuple[str, ...]:
    """Describing it reads all of it, and builds the community."""
    return ("describe", str(path))
