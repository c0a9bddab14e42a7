"""The community office: cadres whose hours are short, and the activities they hold."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy import special

from sim.agents.acts import ACTION, CARE, INTEREST, MEETING
from sim.agents.resident.columns import RETIRED, Residents
from sim.community import Community
from sim.kernel import kernel, rows_of
from sim.param import UNIT_INTERVAL, Settings, param
from sim.rng import Streams, uniform

PROGRAMME = (INTEREST, ACTION, CARE, MEETING)


class OfficeSettings(Settings):
    """Cadres, their hours, and the activities they hold by themselves."""

    staff: int = param(14, 10, 26, "cadres", "cadres in the office", "社区工作人员数", source="S60 assumption", bounds=(0, 100_000))
    week_hours: float = param(40.0, 35.0, 45.0, "hours a week", "working hours of a cadre", "工作人员周工时", source="assumption")
    overtime: float = param(0.10, 0.0, 0.3, "share of working hours", "overtime cadres put up with", "可承受的加班比例", source="S63 assumption", bounds=(0, 1))
    least_for_matters: float = param(0.05, 0.0, 0.2, "share of working hours", "hours for matters that cadres keep whatever else is asked", "无论多忙仍留给事项的工时比例", source="assumption", bounds=UNIT_INTERVAL)
    tasks: float = param(36.0, 20.0, 50.0, "tasks a week", "tasks from above: reports, inspections, meetings", "每周上级任务数", source="S61 S62")
    task_hours: float = param(11.0, 3.0, 15.0, "hours", "hours a task takes", "每项任务耗时", source="assumption")
    task_spread: float = param(0.15, 0.0, 0.4, "SD of the logarithm", "how much the load from above varies from week to week", "每周任务量的波动", source="assumption", bounds=(0, 2))
    activities: float = param(1.0, 0.3, 2.0, "activities per grid and week", "activities the office holds by itself", "社区每周在每个网格自办活动数", status="calibrated", source="assumption", bounds=(0, 20))
    activity_hours: float = param(1.5, 1.0, 4.0, "cadre hours", "hours cadres spend on an activity, besides asking people to it", "每次活动耗费干部工时（不含邀请）", source="assumption")
    share_interest: float = param(0.30, 0.1, 0.5, "weight", "interest activities among them", "其中兴趣活动的权重", source="assumption", bounds=UNIT_INTERVAL)
    share_action: float = param(0.35, 0.1, 0.5, "weight", "joint actions among them", "其中联合行动的权重", source="assumption", bounds=UNIT_INTERVAL)
    share_care: float = param(0.10, 0.0, 0.3, "weight", "care visits among them", "其中探访的权重", source="assumption", bounds=UNIT_INTERVAL)
    share_meeting: float = param(0.25, 0.1, 0.5, "weight", "meetings among them", "其中议事会的权重", source="assumption", bounds=UNIT_INTERVAL)
    publicity: float = param(1.0, 0.5, 3.0, "notices per activity", "publicity for the office's own activities", "社区自办活动的宣传力度", source="assumption", bounds=(0, 100))
    calls: float = param(12.0, 0.0, 24.0, "people per activity", "people whom cadres call up for an activity because too few come", "干部为凑人数逐个动员的人数", status="calibrated", source="liuhe assumption", bounds=(0, 1000))
    call_hazard: float = param(2.0, 1.0, 3.0, "hazard", "how surely a call reaches", "动员电话的到达程度", source="assumption", bounds=(0, 20))
    call_retired: float = param(2.0, 1.0, 4.0, "multiple", "how much likelier the retired are called up", "退休居民被动员的倍数", source="assumption")
    call_party: float = param(5.0, 1.0, 10.0, "multiple", "how much likelier party members are called up", "党员被动员的倍数", source="assumption")


def task_hours(settings: OfficeSettings, streams: Streams, week: int) -> float:
    """Hours that tasks from above take this week."""
    luck = float(special.ndtri(streams.one("tasks", week)))
    return settings.tasks * settings.task_hours * float(np.exp(settings.task_spread * luck))


def call_up(
    settings: OfficeSettings, streams: Streams, week: int, activities: NDArray[np.float64], residents: Residents,
    community: Community,
) -> NDArray[np.int64]:
    """Residents whom cadres call up this week, in grids with activities: rows.

    Cadres call those they know can come. A call surely reaches, and is felt as control; it is not the invitation of
    somebody close.
    This is 要我干 as the case begins: worn-out cadres gathering the few they can press.
    """
    called = np.empty(community.people, np.bool_)
    _call(residents.able, residents.occupation, residents.number, community.grid_start,
          community.traits.party_branch, activities * settings.calls, (settings.call_retired, settings.call_party),
          streams.key("calls", week), called)
    return np.flatnonzero(called)


@kernel
def _call(
    able: NDArray[np.bool_], occupation: NDArray[np.int8], number: NDArray[np.int32], grid_start: NDArray[np.int64],
    party_branch: NDArray[np.int16], calls: NDArray[np.float64], sooner: tuple[float, float], key: np.uint64,
    called: NDArray[np.bool_],
) -> None:
    """`sooner`: how much likelier retired people and party members are called."""
    retired, party = sooner
    for grid in range(grid_start.size - 1):
        known = 0.0
        for branch_member in (False, True):
            old = young = 0
            for row in rows_of(grid_start, grid):
                counted = able[row] & ((party_branch[row] >= 0) == branch_member)
                old += counted & (occupation[row] == RETIRED)
                young += counted & (occupation[row] != RETIRED)
            known += (old * retired + young) * (party if branch_member else 1.0)
        share = calls[grid] / max(known, 1.0)
        for row in rows_of(grid_start, grid):
            chance = share * (retired if occupation[row] == RETIRED else 1.0)
            chance *= party if party_branch[row] >= 0 else 1.0
            called[row] = able[row] & (uniform(key, np.uint64(number[row])) < chance)


def programme(settings: OfficeSettings, streams: Streams, week: int, grids: int) -> NDArray[np.float32]:
    """Activities of each kind the office holds in each grid this week: float32 (grids, kinds of `PROGRAMME`).

    Whole activities, and one more by chance for the fraction.
    """
    weight = np.array([settings.share_interest, settings.share_action, settings.share_care, settings.share_meeting])
    steps = np.cumsum(weight) / max(weight.sum(), 1e-9)
    held = np.zeros((grids, len(PROGRAMME)), np.float32)
    most = int(np.ceil(settings.activities)) + 1
    kinds = np.array([streams.key(f"office kind {nth}", week) for nth in range(most)], np.uint64)
    _hold(np.float32(settings.activities), streams.key("office activities", week), kinds, steps, held)
    return held


@kernel
def _hold(
    activities: np.float32, key: np.uint64, kinds: NDArray[np.uint64], steps: NDArray[np.float64],
    held: NDArray[np.float32],
) -> None:
    for grid in range(held.shape[0]):
        for nth in range(int(activities + uniform(key, np.uint64(grid)))):
            luck, kind = uniform(kinds[nth], np.uint64(grid)), 0
            while kind < steps.size - 1 and steps[kind] < luck:
                kind += 1
            held[grid, kind] += np.float32(1.0)
