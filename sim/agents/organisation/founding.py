"""Groups that residents gather by themselves: who might begin one, and who comes along."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.agents.acts import INTEREST
from sim.agents.backbone import LEADING_AGE, BackboneSettings
from sim.agents.organisation.settings import OrganisationSettings
from sim.agents.resident.columns import WINDOW_BITS, Residents
from sim.community import Community
from sim.kernel import kernel
from sim.rng import uniform

SPARE_LEAST = np.float32(2.0)  # hours a week without which nobody begins anything
KEEN = np.float32(0.6)


def initiators(
    r: Residents, s: OrganisationSettings, leads: BackboneSettings, weeks: float, key: np.uint64
) -> NDArray[np.int64]:
    """Residents who set out to gather a group: willing, able, with time, taking part lately; rows.

    `weeks` is how many weeks this look stands for.
    """
    sets_out = np.empty(r.here.size, np.bool_)
    needs = (np.float32(leads.willing), np.float32(leads.capable))
    hazard = (np.float32(s.spontaneous * weeks), np.float32(s.spontaneous_keen))
    _set_out(r.able, r.age, r.motivation, r.skill, r.spare, r.took, r.number, needs, hazard, key, sets_out)
    return np.flatnonzero(sets_out)


@kernel
def _set_out(
    able: NDArray[np.bool_],
    age: NDArray[np.float32],
    motivation: NDArray[np.float32],
    skill: NDArray[np.float32],
    spare: NDArray[np.float32],
    took: NDArray[np.uint32],
    number: NDArray[np.int32],
    needs: tuple[np.float32, np.float32],
    hazard: tuple[np.float32, np.float32],
    key: np.uint64,
    out: NDArray[np.bool_],
) -> None:
    willing, capable = needs
    base, keen = hazard
    for row in range(out.size):
        could = able[row] & (age[row] >= LEADING_AGE) & (spare[row] >= SPARE_LEAST) & (motivation[row] >= willing)
        could &= (skill[row] >= capable) & ((took[row] & WINDOW_BITS) != 0)
        chance = base * (np.float32(1.0) + keen * np.float32(motivation[row] > KEEN))
        out[row] = could & (uniform(key, np.uint64(number[row])) < chance)


def nucleus_of(row: int, r: Residents, community: Community, s: OrganisationSettings, luck: float) -> NDArray[np.int32]:
    """The initiator and those who come along: people of the grid who take part and are in no team, contacts first.

    Most groups begin small; `luck`, a uniform draw, decides how many can be won at most.
    """
    most = s.nucleus_least + int(luck**2 * max(s.nucleus - s.nucleus_least + 1, 0))
    first, last = community.grid_start[community.grid[row]], community.grid_start[community.grid[row] + 1]
    near = np.arange(first, last)
    lively = r.able[near] & ((r.took[near] & WINDOW_BITS) != 0) & (r.memberships[near] == 0) & (near != row)
    near = near[lively]
    contact = np.isin(near, r.tie_to[r.tie_start[row] : r.tie_start[row + 1]])
    order = np.lexsort((r.number[near], -r.fit[near, INTEREST], ~contact))
    return np.concatenate([[row], near[order][: most - 1]]).astype(np.int32)
