"""A random small world in the middle of a run, for tests that kernels agree with the plain reference."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.agents.acts import COSTLY, DEEP, HOSTED, JOINT, KINDS, TIMES, Acts
from sim.agents.resident.columns import ACTIVE_WEEKS, WINDOW, Residents
from sim.agents.resident.decision import NO_PLACE
from sim.agents.resident.occasions import Occasions, Offers, Push, room_for
from sim.agents.resident.rules import RULES, in_force
from sim.agents.resident.settings import ResidentSettings
from sim.agents.resident.sources import ASKERS, SOURCES, Asking, AskingSettings, asking_of
from sim.kernel import record
from sim.param import Settings, declared
from tests.support import in_a_run, read_only, reference, residents, scales

ESTATES, GRIDS, PEOPLE = 4, 2, 32
ESTATE_START = (0, 7, 7, 20, PEOPLE)
ESTATE = np.repeat(np.arange(ESTATES), np.diff(ESTATE_START))
HOUSEHOLD = np.unique(np.stack([ESTATE, np.arange(PEOPLE) // 3]), axis=1, return_inverse=True)[1].ravel()
WORDS = tuple(SOURCES)


@dataclass
class Case:
    """A random small world in the middle of a run, and the same for the reference."""

    residents: Residents
    push: Push
    offers: Offers
    settings: ResidentSettings
    rates: Any
    asked: AskingSettings
    asking: Asking
    acts: Acts
    places: tuple[NDArray[np.int32], NDArray[np.int8]]
    estate_start: NDArray[np.int64]
    collective: NDArray[np.float32]
    week: int
    rng: np.random.Generator

    @property
    def estate(self) -> NDArray[np.int32]:
        """The estate of every row."""
        return read_only(ESTATE.astype(np.int32))

    @property
    def grid(self) -> NDArray[np.int32]:
        """The grid of every row; two estates make one."""
        return read_only((self.estate // 2).astype(np.int32))

    @property
    def household(self) -> NDArray[np.int32]:
        """The household of every row; people of a household stand together."""
        return read_only(HOUSEHOLD.astype(np.int32))

    def person(self, row: int) -> SimpleNamespace:
        """A row in plain numbers."""
        return reference.person(self.residents, row)

    def pushed(self, row: int) -> SimpleNamespace:
        """A row's levers in plain numbers."""
        return reference.pushed(self.push, row)

    def place(self, row: int) -> reference.Place:
        """What is on where a row lives."""
        at, offers = int(self.estate[row]), self.offers
        return reference.Place(
            offers.notice[at].tolist(),
            offers.say[at].tolist(),
            offers.rewarded.tolist(),
            float(offers.norm[at]),
            float(self.collective[at]),
        )

    def plain_acts(self) -> list[reference.Act]:
        """The kinds of act in plain numbers."""
        acts = self.acts
        return [
            reference.Act(
                float(acts.hours[k]),
                float(acts.visibility[k]),
                float(acts.skill[k]),
                bool(acts.deep[k]),
                bool(acts.costly[k]),
                bool(acts.joint[k]),
                int(acts.times[k]),
            )
            for k in range(KINDS)
        ]


def case(seed: int, extreme: float) -> Case:
    """A world at random; a share `extreme` of all values lies at an end of its scale."""
    rng = np.random.default_rng(seed)

    def scale(*shape: int) -> NDArray[np.float32]:
        inner = rng.random(shape)
        return np.where(rng.random(shape) < extreme, np.round(inner), inner).astype(np.float32)

    week = int(rng.integers(0, 2000))
    columns = {name: scale(PEOPLE) for name in scales()} | _ties(rng) | _history(rng, week)
    columns |= {
        "number": rng.permutation(10 * PEOPLE)[:PEOPLE],
        "threshold": np.where(rng.random(PEOPLE) < 0.15, -1.0, rng.uniform(0.05, 1.1, PEOPLE)),
        "fit": scale(PEOPLE, KINDS),
        "ease": rng.standard_normal(PEOPLE),
        "eases": rng.standard_normal((PEOPLE, KINDS)),
        "habits": scale(PEOPLE, KINDS),
        "everyday": np.stack([rng.integers(0, times + 1, PEOPLE) for times in TIMES[HOSTED:]], axis=1),
        "age": rng.uniform(0, 95, PEOPLE),
        "hours_total": rng.uniform(0, 500, PEOPLE),
        "spare": np.where(rng.random(PEOPLE) < extreme, 0.0, rng.lognormal(1.0, 1.0, PEOPLE)),
        "rewarded_acts": rng.choice([0, 1, 30, 200, 65534, 65535], PEOPLE),
    }
    columns["habit"] = columns["habits"][:, :HOSTED].max(axis=1)
    for name in ("satiable", "attentive", "by_face", "frail", "backbone"):
        columns[name] = rng.random(PEOPLE) < 0.4
    columns["here"] = rng.random(PEOPLE) < 0.9
    columns["able"] = columns["here"] & (rng.random(PEOPLE) < 0.9)
    for name, most in (
        ("occupation", 5),
        ("memberships", 3),
        ("formal", 2),
        ("registrations", 3),
        ("hindered", 3),
        ("stage", 4),
        ("stage_unless", 4),
        ("acts_total", 900),
    ):
        columns[name] = rng.integers(0, most, PEOPLE)
    rates, asked = _rates(rng), AskingSettings.model_validate(_somewhere(AskingSettings, rng))
    return Case(
        residents=_counted(columns),
        push=_push(rng, scale),
        offers=offers_anywhere(rng, scale),
        settings=rates,
        rates=record(rates),
        asked=asked,
        asking=asking_of(asked),
        acts=Acts(
            rng.uniform(0.25, 6, KINDS).astype(np.float32),
            scale(KINDS),
            scale(KINDS),
            DEEP,
            COSTLY,
            JOINT,
            TIMES,
        ),
        places=(
            rng.choice(np.array([-2, NO_PLACE, NO_PLACE, 0, 3], np.int32), PEOPLE),
            rng.integers(0, HOSTED, PEOPLE).astype(np.int8),
        ),
        estate_start=read_only(np.array(ESTATE_START, np.int64)),
        collective=scale(ESTATES),
        week=week,
        rng=rng,
    )


def _counted(columns: Mapping[str, Any]) -> Residents:
    """Residents whose counts of contacts are right."""
    active = columns["here"] & (columns["took"] % 2**ACTIVE_WEEKS > 0)
    uncounted = residents(PEOPLE, **columns, active=active)
    counts = reference.recounted(uncounted)
    near, outside, near_total = (np.array(own) for own in (counts.near, counts.outside, counts.near_total))
    return in_a_run(residents(PEOPLE, **columns, active=active, near=near, outside=outside, near_total=near_total))


def _ties(rng: np.random.Generator) -> dict[str, NDArray[Any]]:
    """A random graph: those at home, and chance ties."""
    family = HOUSEHOLD
    known = np.triu(rng.random((PEOPLE, PEOPLE)) < 0.15, 1)
    known = known | known.T
    at_home = (family[:, None] == family) & ~np.eye(PEOPLE, dtype=bool)
    weight = np.triu(rng.integers(1, 5, (PEOPLE, PEOPLE)), 1)
    weight = weight + weight.T
    rows = [
        np.concatenate([np.flatnonzero(at_home[row]), np.flatnonzero(known[row] & ~at_home[row])])
        for row in range(PEOPLE)
    ]
    start = np.cumsum([0, *(row.size for row in rows)])
    return {
        "tie_start": start.astype(np.int64),
        "household_end": start[:-1] + at_home.sum(axis=1),
        "tie_to": np.concatenate(rows).astype(np.int32),
        "closeness": np.concatenate([weight[row, to] for row, to in enumerate(rows)]).astype(np.uint8),
    }


def _history(rng: np.random.Generator, week: int) -> dict[str, NDArray[Any]]:
    """What people did until the end of the week before `week`, the sums in keeping with the weeks."""
    often = rng.choice([0.0, 0.02, 0.3, 1.0], PEOPLE)
    bits = {
        name: rng.random((32, PEOPLE)) < chance
        for name, chance in (("took", often), ("reached", 0.3), ("voiced", often), ("by_peers", often / 2))
    }
    columns: dict[str, NDArray[Any]] = {
        name: (marks * (1 << np.arange(32))[:, None]).sum(axis=0).astype(np.uint32) for name, marks in bits.items()
    }
    for name, low, high, dtype in (("own", 0, 251, np.uint8), ("autonomy", -120, 91, np.int8)):
        recent = np.zeros((WINDOW, PEOPLE), dtype)
        for ago in range(WINDOW):
            recent[(week - 1 - ago) % WINDOW] = np.where(bits["took"][ago], rng.integers(low, high, PEOPLE), 0)
        columns[f"{name}_recent"], columns[f"{name}_sum"] = recent, recent.sum(axis=0, dtype=np.int32)
    return columns


def _push(rng: np.random.Generator, scale: Any) -> Push:
    on = {name: scale(PEOPLE) * (rng.random(PEOPLE) < 0.5) for name in Push._fields}
    on["promise"] = rng.choice([-1.0, 0.0, 0.3, 1.0], PEOPLE)
    on["relief"] *= 10
    on["prompter"] = rng.choice([WORDS.index(word) for word in (*ASKERS, "notice")], PEOPLE)
    return Push(**{name: value.astype(np.float32) for name, value in on.items()})


def offers_anywhere(rng: np.random.Generator, scale: Any) -> Offers:
    shape = (ESTATES, KINDS)
    notice = rng.integers(0, 3, shape) * rng.random(shape) * (rng.random((ESTATES, 1)) < 0.8)
    return Offers(
        notice=notice.astype(np.float32),
        seats=np.full(shape, np.inf, np.float32),
        say=scale(*shape),
        rewarded=rng.choice([-1.0, -0.3, 0.0, 0.5, 1.0], KINDS).astype(np.float32),
        norm=scale(ESTATES),
    )


def _somewhere(settings: type[Settings], rng: np.random.Generator) -> dict[str, float]:
    """Every declared number somewhere in its plausible range."""
    drawn: dict[str, float] = {}
    for number in declared(settings):
        if isinstance(number.default, int):
            drawn[number.path] = int(rng.integers(int(number.low), int(number.high) + 1))
        else:
            drawn[number.path] = float(np.float32(rng.uniform(number.low, number.high)))
    return drawn


def _rates(rng: np.random.Generator) -> ResidentSettings:
    """The resident's numbers anywhere, under any rule."""
    rule = rng.choice(list(RULES)).item()
    return in_force(
        rule, "resident", ResidentSettings.model_validate(_somewhere(ResidentSettings, rng) | {"rule": rule})
    )


def copied(residents: Residents) -> Residents:
    """The same columns, to be written to."""
    return in_a_run(Residents(*(column.copy() for column in residents)))


def some_occasions(world: Case) -> tuple[Occasions, int]:
    """Occasions of about half of the people."""
    rng = world.rng
    rows = np.flatnonzero(world.residents.able & (rng.random(PEOPLE) < 0.6))
    out = room_for(PEOPLE)
    count = rows.size
    out.row[:count], out.kind[:count] = rows, rng.integers(0, HOSTED, count)
    out.came[:count], out.unable[:count] = rng.random((2, count)) < 0.6
    out.host[:count] = rng.choice([-2, NO_PLACE, 5], count)
    out.source[:count] = np.where(out.host[:count] == NO_PLACE, rng.integers(1, len(SOURCES), count), 0)
    out.chance[:count], out.own[:count] = rng.random((2, count))
    out.autonomy[:count] = rng.uniform(-2, 1.5, count)
    return out, count
