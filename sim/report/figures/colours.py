"""What has which colour: stages, hindrances, modules, arms."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain

from sim.lab.comparison.study import Study
from sim.lab.design.arms import ALL
from sim.ledger import OFFICE

STAGE_COLOURS = {"bystander": "#EDEFF3", "told_to": "#8E9AAF", "want_to": "#F2AE2E", "together": "#0F6E52"}
HINDRANCE_COLOURS = {"unasked": "#CFE0F0", "unable": "#D9CCE6", "unwilling": "#ECE3DB"}
# Okabe and Ito's set, which colour-blind people tell apart, in steps of lightness; each module keeps its own.
MODULE_COLOURS = {
    "points": "#D55E00",
    "leaders": "#0072B2",
    "incubation": "#009E73",
    "party": "#A8325E",
    "services": "#4AA5DC",
    "selfmanage": "#E6A100",
    "office": "#C3CAD4",
}
OTHER_COLOURS = ("#6A3D9A", "#1B7F8C", "#8C6D1F", "#CC79A7", "#4D4D4D", "#7FB069", "#B35C44", "#3B5BA5")
FIRST_ARM, EVERY_MODULE = "#68737F", "#15212E"


def arm_colours(study: Study) -> dict[str, str]:
    """A colour for each arm: the first is grey, an arm of one module has that module's, all modules are dark."""
    chosen = {arm: MODULE_COLOURS[arm] for arm in study.arms if arm in MODULE_COLOURS}
    chosen |= {arm: EVERY_MODULE for arm in study.arms if arm == ALL}
    chosen[study.baseline] = FIRST_ARM
    free = (
        colour
        for colour in chain(MODULE_COLOURS.values(), OTHER_COLOURS)
        if colour not in chosen.values() and colour != MODULE_COLOURS[OFFICE]
    )
    return {arm: chosen.get(arm) or next(free, OTHER_COLOURS[0]) for arm in study.arms}


def module_colours(modules: Sequence[str]) -> dict[str, str]:
    """A colour for each module; those from outside the package take the colours left over."""
    unknown = [module for module in modules if module not in MODULE_COLOURS]
    return {
        module: MODULE_COLOURS.get(module) or OTHER_COLOURS[unknown.index(module) % len(OTHER_COLOURS)]
        for module in modules
    }
