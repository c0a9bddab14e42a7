"""A randomised trial inside a run: some residents, drawn by lot, feel levers that the others do not, for some weeks.

It is the experimenter's hand, not a policy: it costs nothing, tells nobody and belongs to no module. Whoever is drawn
depends on the seed only, so that arms which differ in what is done draw the same people, and an arm in which nothing
is done is a placebo.
"""

from __future__ import annotations

from typing import Literal

import numpy as np
from numpy.typing import NDArray

from sim.agents.acts import KINDS
from sim.agents.levers import LEVERS
from sim.agents.resident.columns import DECIDING_AGE
from sim.clock import WEEKS_PER_YEAR
from sim.community import Community
from sim.param import UNIT_INTERVAL, Settings, param
from sim.rng import Streams
from sim.text import Text
from sim.week import Week

TRIAL = "trial"
GROUPS: dict[str, Text] = {
    "others": Text("everybody else", "其他居民"),
    "chosen": Text("those drawn", "抽中者"),
    "housemates": Text("who live with one drawn", "抽中者的同住家人"),
}
OTHERS, CHOSEN, HOUSEMATES = range(len(GROUPS))
HAZARD, HOURS = (0.0, 20.0), (0.0, 168.0)


class TrialSettings(Settings):
    """Who is drawn, when, and what is done to them; nothing, unless somebody is drawn.

    Attributes
    ----------
    by
        What the lot draws: single residents, one resident of a household, whole households, or whole estates.
        Residents who are not yet 12 when the trial begins are never drawn.
    """

    by: Literal["resident", "one_of_household", "household", "estate"] = "resident"
    share: float = param(0.0, 0.0, 1.0, "share of what is drawn", "share drawn into the trial", "抽入试验的占比", source="assumption", bounds=UNIT_INTERVAL)
    start: int = param(26, 0, 104, "weeks from the beginning of the run", "first week of the trial", "试验开始周", source="assumption", bounds=(0, 5200))
    weeks: int = param(13, 1, 104, "weeks", "length of the trial", "试验持续周数", source="assumption", bounds=(1, 5200))
    notice: float = param(0.0, 0.0, 3.0, "hazard per week", "extra hazard of getting notice, of those drawn", "抽中者额外的获知机会", source="assumption", bounds=HAZARD)
    asked: float = param(0.0, 0.0, 3.0, "hazard per week", "extra hazard of being asked in person, of those drawn", "抽中者额外的当面邀请机会", source="assumption", bounds=HAZARD)
    pressure: float = param(0.0, 0.0, 1.0, "0–1 scale", "pressure felt by those drawn", "抽中者感到的压力", source="assumption", bounds=UNIT_INTERVAL)
    reward: float = param(0.0, 0.0, 1.0, "0–1 scale", "reward expected for any act by those drawn", "抽中者对任何参与的预期奖励", source="assumption", bounds=UNIT_INTERVAL)
    controlling: float = param(0.0, 0.0, 1.0, "0–1 scale", "share of that reward felt as controlling", "该奖励中被感到受控的部分", source="assumption", bounds=UNIT_INTERVAL)
    autonomy: float = param(0.0, 0.0, 0.5, "0–1 scale", "support of autonomy on acts of those drawn", "对抽中者自主感的支持", source="assumption", bounds=UNIT_INTERVAL)
    competence: float = param(0.0, 0.0, 0.5, "0–1 scale", "support of competence on acts of those drawn", "对抽中者胜任感的支持", source="assumption", bounds=UNIT_INTERVAL)
    relatedness: float = param(0.0, 0.0, 0.5, "0–1 scale", "support of relatedness on acts of those drawn", "对抽中者联结感的支持", source="assumption", bounds=UNIT_INTERVAL)
    relief: float = param(0.0, 0.0, 40.0, "hours a week", "hours freed for those drawn", "为抽中者腾出的时间", source="assumption", bounds=HOURS)


class Trial:
    """Trial of a run: who is drawn, and what is done to them.

    Attributes
    ----------
    group : uint8 (people,)
        Index into `GROUPS`.
    """

    def __init__(self, settings: TrialSettings, community: Community, streams: Streams) -> None:
        self.settings = settings
        self.group: NDArray[np.uint8] = _draw(settings, community, streams)
        self._rows = np.flatnonzero(self.group == CHOSEN)
        self._pushed = {name: getattr(settings, name) for name in LEVERS if getattr(settings, name, 0.0)}

    def running(self, week: int) -> bool:
        """Whether anything is done to anybody in a week."""
        first = self.settings.start
        return bool(self._rows.size and self._pushed) and first <= week < first + self.settings.weeks

    def act(self, week: Week) -> None:
        """Push the levers of those drawn."""
        for lever, amount in self._pushed.items():
            week.push(lever, self._rows, amount)
        if self.settings.reward:
            week.reward_kinds([1.0] * KINDS)


def _draw(settings: TrialSettings, community: Community, streams: Streams) -> NDArray[np.uint8]:
    """Draw from those who live there, and are old enough to decide, when the trial begins."""
    group = np.full(community.people, OTHERS, np.uint8)
    if settings.share == 0:
        return group
    old_enough = settings.start - community.register.born >= DECIDING_AGE * WEEKS_PER_YEAR
    open_to = community.here(settings.start) & old_enough
    unit = {"estate": community.estate, "resident": community.number}.get(settings.by, community.household)
    drawn = open_to & (streams.draw(f"{TRIAL}/lot", 0, unit) < settings.share)
    if settings.by == "one_of_household":
        drawn = _one_of_each(community.household, drawn, streams.draw(f"{TRIAL}/one", 0, community.number))
    with_one = np.zeros(community.settings.households, np.bool_)
    with_one[community.household[drawn]] = True
    group[open_to & with_one[community.household]] = HOUSEMATES
    group[drawn] = CHOSEN
    return group


def _one_of_each(
    household: NDArray[np.int32], among: NDArray[np.bool_], luck: NDArray[np.float32]
) -> NDArray[np.bool_]:
    """Of each household, the one with the lowest lot."""
    rows = np.flatnonzero(among)
    rows = rows[np.lexsort((luck[rows], household[rows]))]
    _, first = np.unique(household[rows], return_index=True)
    one = np.zeros(among.size, np.bool_)
    one[rows[first]] = True
    return one
