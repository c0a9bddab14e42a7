"""What becomes of organisations: who may take over, which are near their end, which could join."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from sim.agents.backbone import Backbone
from sim.agents.organisation.organisation import COMMITTEE, Organisation
from sim.agents.organisation.roster import Roster
from sim.agents.organisation.settings import OrganisationSettings
from sim.agents.resident.columns import Residents
from sim.community import Community

HALF_YEAR_BITS = np.uint32((1 << 27) - 1)  # 26 weeks: the one that ends has moved on by then, the lowest bit is free


def chances_to_end(
    s: OrganisationSettings, organisations: Sequence[Organisation], present: Sequence[int], week: int
) -> NDArray[np.float64]:
    """Chance of each organisation to end this week: float64 (organisations,).

    It is high for the new, leaderless, small and dormant, low for the large.

    Source: S47 (formal nonprofits: one in five gone within eight years, the young and small first), S48, S49.
    """
    age = np.array([week - one.founded for one in organisations], np.float64)
    led = np.array([bool(one.leaders) for one in organisations])
    newness = s.mortality_new * np.exp(-age / s.mortality_age) * np.where(led, s.mortality_led, s.mortality_leaderless)
    chance = s.mortality + newness
    many = np.maximum(np.array(present, np.float64) / s.small, 1.0)
    chance *= np.where(np.array(present) < s.small, s.mortality_small, many**-s.mortality_size)
    chance *= np.where([one.dormant for one in organisations], s.mortality_dormant, 1.0)
    return chance * np.where([one.supported for one in organisations], s.mortality_supported, 1.0)


def heirs(r: Residents, roster: Roster, backbone: Backbone) -> NDArray[np.int32]:
    """Members who could take the lead, best first: willing and able, or backbone already, and there lately."""
    rows = roster.row
    lately = (roster.came & HALF_YEAR_BITS) != 0
    s = backbone.settings
    known = np.isin(rows, backbone.rows)
    fit = (r.motivation[rows] >= s.willing) & (r.skill[rows] >= s.capable)
    candidates = np.flatnonzero(lately & r.able[rows] & (fit | known))
    order = np.lexsort((r.number[rows[candidates]], -roster.times[candidates], ~known[candidates]))
    return rows[candidates[order]]


def partners(
    s: OrganisationSettings,
    organisations: Sequence[Organisation],
    present: Callable[[Organisation], int],
    community: Community,
) -> Iterator[tuple[Organisation, Organisation]]:
    """Weak organisations, each with the largest one of its kind in its own grid or one next to it."""
    grid, graph = community.places.estate_grid, community.places.grid_graph
    for weak in organisations:
        if weak.kind == COMMITTEE or weak.supported or weak.forming or (present(weak) >= s.small and weak.leaders):
            continue
        near = {int(grid[weak.home]), *graph[int(grid[weak.home])]}
        strong = [
            one for one in organisations
            if one.alive and one is not weak and one.kind == weak.kind and not one.forming
            and int(grid[one.home]) in near and present(one) >= max(s.small, present(weak) + 1)
        ]  # fmt: skip
        if weak.alive and strong:
            yield weak, max(strong, key=lambda one: (present(one), -one.index))
