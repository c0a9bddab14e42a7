"""What arms and modules are called for people."""

from __future__ import annotations

from sim.lab.comparison.study import Study
from sim.lab.design.arms import ALL, BASE, NONE
from sim.ledger import OFFICE
from sim.policies import policies
from sim.text import Lang, Text

ARMS = {NONE: Text("no module", "不加模块"), ALL: Text("all modules", "全部模块"), BASE: Text("as it is", "基准")}
OFFICE_LABEL = Text("community office", "社区日常工作")


def arm_labels(study: Study, lang: Lang) -> dict[str, str]:
    """Every arm's name for people: its title, modules by their labels, anything else as the user wrote it."""
    return {
        arm: study.titles[arm].to(lang) if arm in study.titles else _arm_label(arm, bool(scenario.policies), lang)
        for arm, scenario in study.arms.items()
    }


def _arm_label(arm: str, modules: bool, lang: Lang) -> str:
    if arm == BASE and not modules:
        return ARMS[NONE].to(lang)
    if arm in ARMS:
        return ARMS[arm].to(lang)
    known = policies()
    parts = [part.strip() for part in arm.split("+")]
    return " + ".join(known[part].label.to(lang) if part in known else part for part in parts)


def module_label(module: str, lang: Lang) -> str:
    """A module's label, or that of the office."""
    known = policies()
    if module == OFFICE:
        return OFFICE_LABEL.to(lang)
    return known[module].label.to(lang) if module in known else module
