"""What arms and modules are called for people."""

from __future__ import annotations

from sim.lab.comparison.study import Study
from sim.lab.design.arms import ALL, BASE, NONE
from sim.ledger import OFFICE, TRIAL
from sim.policies import policies
from sim.report.text.prose import joined
from sim.text import Text

ARMS = {NONE: Text("no module", "不加模块"), ALL: Text("all modules", "全部模块"), BASE: Text("as it is", "基准")}
PLUS = Text(" + ", " + ")
OTHERS = {OFFICE: Text("community office", "社区日常工作"), TRIAL: Text("trial", "试验")}


def arm_labels(study: Study) -> dict[str, Text]:
    """The name of every arm: its title, else its modules by their labels, else what the user called it."""
    return {
        arm: study.titles[arm] if arm in study.titles else _arm_label(arm, bool(scenario.policies))
        for arm, scenario in study.arms.items()
    }


def _arm_label(arm: str, modules: bool) -> Text:
    if arm == BASE and not modules:
        return ARMS[NONE]
    if arm in ARMS:
        return ARMS[arm]
    known, parts = policies(), [part.strip() for part in arm.split("+")]
    return joined([known[part].label if part in known else Text(part, part) for part in parts], PLUS)


def module_label(module: str) -> Text:
    """The name of a module, or of the office, which books costs as modules do."""
    if module in OTHERS:
        return OTHERS[module]
    known = policies()
    return known[module].label if module in known else Text(module, module)
