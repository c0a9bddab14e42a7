"""Two meetings, three nominations, four questions, one election 两会三荐四问一选. Source: liuhe-R23 to R26."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy import special

from sim.agents.backbone import LEADING_AGE, observe
from sim.agents.committee import Vote
from sim.policies.selfmanage.estate import Process
from sim.policies.selfmanage.settings import SelfManagementSettings
from sim.week import Week

SHARPNESS = 1.0
PAIR = np.int64(1 << 31)  # room for any permanent number


def adults(week: Week, estate: int) -> NDArray[np.int64]:
    """Adults of an estate who live there: rows."""
    first, last = week.community.estate_start[estate], week.community.estate_start[estate + 1]
    rows = np.arange(first, last)
    return rows[week.residents.able[rows] & (week.residents.age[rows] >= LEADING_AGE)]


def nominate(p: Process, week: Week, s: SelfManagementSettings) -> NDArray[np.int32]:
    """三荐: the party's nominees, those neighbours put forward, and those who offer themselves; in equal parts.

    The party names its own members, the backbone and those who did much; neighbours name capable people they know;
    whoever offers to stand is keen. Nobody is nominated against their will: they must agree to stand.
    """
    r, number = week.residents, week.community.number
    rows = adults(week, p.estate)
    rows = rows[week.draw("agrees to stand", number[rows]) < s.stands + r.motivation[rows]]
    each = max(round(s.seats * s.nominated / 3), 1)
    score = observe(r, rows, week.society.backbone.settings, week.normal("standing", number[rows]), SHARPNESS)
    member = week.community.traits.party_branch[rows] >= 0
    known = r.near_total[rows] / max(float(r.near_total[rows].max(initial=1)), 1.0)
    by_party = np.lexsort((number[rows], -(score + member + r.backbone[rows])))[:each]
    by_neighbours = np.lexsort((number[rows], -(known + r.skill[rows] + np.isin(rows, p.met))))[:each]
    by_themselves = np.lexsort((number[rows], -r.motivation[rows]))[:each]
    return rows[np.unique(np.concatenate([by_party, by_neighbours, by_themselves]))].astype(np.int32)


def examine(rows: NDArray[np.int32], week: Week, s: SelfManagementSettings) -> NDArray[np.bool_]:
    """Nominees who pass the check of records and the four questions 四问 (will, time, energy, ideas): bool (rows,)."""
    r = week.residents
    clean = week.trait("clean record", week.community.number[rows]) < s.clean
    return (
        clean
        & (r.motivation[rows] >= s.asked_will)
        & (r.spare[rows] >= s.asked_time)
        & (r.burnout[rows] <= s.asked_energy)
        & (r.skill[rows] >= s.asked_ideas)
    )


def ballot(p: Process, week: Week, s: SelfManagementSettings) -> Vote:
    """Secret ballot: one representative of each household votes or not, and backs whom they know or think well of."""
    r, community = week.residents, week.community
    rows = adults(week, p.estate)
    homes, first = np.unique(community.household[rows], return_index=True)
    keenest = np.maximum.reduceat(r.motivation[rows], first)
    trust = np.maximum.reduceat(r.trust[rows], first)
    leaders = np.count_nonzero(r.backbone[rows])
    visited = week.draw("visited before the election", homes) < min(s.visits * s.dose, 1.0)
    logit = (
        s.vote_base
        + s.vote_motivation * keenest
        + s.vote_active * r.active[rows].mean()
        + s.vote_trust * trust
        + s.vote_again * p.attempts
        + s.vote_leaders * leaders**0.5
        + s.vote_door * visited
        - s.vote_renter * community.places.renter[homes]
    )
    votes_cast = week.draw("votes", homes) < special.expit(logit)
    week.book(cadre_hours=float(visited.sum()) * s.visit_hours, yuan=s.election_yuan)
    votes = np.zeros(p.candidates.size, np.int64)
    for n, candidate in enumerate(p.candidates.tolist()):
        contacts = r.tie_to[r.tie_start[candidate] : r.tie_start[candidate + 1]]
        known = np.isin(homes, community.household[np.append(contacts, candidate)])
        chance = special.expit(s.back_base + s.back_known * known + s.back_record * p.standing[n])
        entity = homes.astype(np.int64) * PAIR + int(community.number[candidate])
        votes[n] = np.count_nonzero(votes_cast & (week.draw("backs", entity) < chance))
    return Vote(homes.size, int(votes_cast.sum()), votes)
