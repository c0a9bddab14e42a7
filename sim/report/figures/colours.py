"""The colours of stages, hindrances, modules and arms."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import chain, cycle

from sim.lab.comparison.study import Study
from sim.lab.design.arms import ALL
from sim.ledger import OFFICE, TRIAL
from sim.policies import policies

STAGE_COLOURS = {"bystander": "#EDEFF3", "told_to": "#8E9AAF", "want_to": "#F2AE2E", "together": "#0F6E52"}
HINDRANCE_COLOURS = {"unasked": "#CFE0F0", "unable": "#D9CCE6", "unwilling": "#ECE3DB"}
# Okabe and Ito's set, which colour-blind people tell apart; modules declare theirs from it, in steps of lightness.
BLUE, GREEN, YELLOW, ORANGE = "#0072B2", "#009E73", "#E6A100", "#D55E00"
OFFICE_COLOUR, TRIAL_COLOUR = "#C3CAD4", "#D9B8C4"
OTHER_COLOURS = ("#6A3D9A", "#1B7F8C", "#8C6D1F", "#CC79A7", "#4D4D4D", "#7FB069", "#B35C44", "#3B5BA5")
FIRST_ARM, EVERY_MODULE = "#68737F", "#15212E"


def arm_colours(study: Study) -> dict[str, str]:
    """A colour for each arm: the first is grey, an arm of one module has that module's, all modules are dark."""
    own = _declared()
    chosen = {arm: own[arm] for arm in study.arms if arm in own}
    chosen |= {arm: EVERY_MODULE for arm in study.arms if arm == ALL}
    chosen[study.baseline] = FIRST_ARM
    free = (colour for colour in chain(own.values(), OTHER_COLOURS) if colour not in chosen.values())
    return {arm: chosen.get(arm) or next(free, OTHER_COLOURS[0]) for arm in study.arms}


def module_colours(modules: Iterable[str]) -> dict[str, str]:
    """A colour for each module, the office and a trial; those that declare none take the colours left over."""
    own = _declared() | {OFFICE: OFFICE_COLOUR, TRIAL: TRIAL_COLOUR}
    others = cycle(OTHER_COLOURS)
    return {module: own.get(module) or next(others) for module in modules}


def _declared() -> dict[str, str]:
    """The colours that modules declare."""
    return {name: policy.colour for name, policy in policies().items() if policy.colour}
