"""Where numbers come from, in words: declared, sampled, or given by whoever asks; and which release was checked."""

from __future__ import annotations

from sim.param import Declared, Status
from sim.scenario import Scenario
from sim.text import Text

GIVEN = "given"  # the status of a number that a scenario sets itself
STATUS: dict[str, Text] = {
    "measured": Text("measured", "实测"),
    "calibrated": Text("calibrated", "校准"),
    "assumed": Text("assumed", "假设"),
    GIVEN: Text("set by the scenario", "由方案设定"),
}
# What the numbers of runs are: as the end of a clause, and as a sentence
DEFAULTS = Text(
    "the declared defaults, most of them assumptions, not the calibrated sample",
    "声明的默认值（大多为假设），未用校准样本",
)
SAMPLE = Text("a parameter set of the calibrated sample, and assumptions besides", "校准样本中的一组参数，其余为假设")
FROM_DEFAULTS = Text(
    "The parameters are the declared defaults, most of them assumptions, and not the calibrated sample: read "
    "directions, not levels.",
    "参数为声明的默认值，大多是假设，未用校准样本：请看方向，不要看水平。",
)
FROM_SAMPLE = Text(
    "The parameters are of the calibrated sample, narrowed by targets which all come from one account of its own "
    "success.",
    "参数取自校准样本，经校准目标收窄，而这些目标都出自同一份自述的成功经验。",
)


def numbers_of(scenario: Scenario) -> Text:
    """What the numbers of a scenario's run are, as the end of a clause."""
    return SAMPLE if scenario.calibrated else DEFAULTS


def status_of(number: Declared, scenario: Scenario) -> Status | str:
    """The status of a number in a scenario: that of its declaration, or `GIVEN` where the scenario says another value.

    A source speaks for the declared value only, so a number that somebody typed has none.
    """
    said = number.path in scenario.held or scenario.value(number.path) != number.default
    return GIVEN if said else number.status


def same_release(one: str, other: str) -> bool:
    """Whether two versions of the model are of one release, whose numbers its golden runs keep equal."""
    return one.partition("+")[0] == other.partition("+")[0]
