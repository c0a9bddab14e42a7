"""The kernels agree with the plain reference, person by person, on random states and random numbers in their ranges."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.agents.acts import ACTS, EVERYDAY, HOSTED, KINDS
from sim.agents.resident.attendance import give_hours, give_seats
from sim.agents.resident.columns import WINDOW, Residents
from sim.agents.resident.contacts import tell_contacts
from sim.agents.resident.decision import NO_PLACE, Luck, decide
from sim.agents.resident.everyday import DailyLuck, do_everyday
from sim.agents.resident.learning import classify, experience, fade, rate_success
from sim.agents.resident.occasions import Occasions, room_for
from sim.rng import Streams
from sim.simulation import Simulation
from tests.support import read_only, reference, reference_weeks, scales, small
from tests.support.anywhere import (
    ESTATES,
    GRIDS,
    HOUSEHOLD,
    PEOPLE,
    WORDS,
    Case,
    case,
    copied,
    offers_anywhere,
    some_occasions,
)

NEAR_A_TIE = 1e-5  # where luck is this close to a chance, float32 may fall either way
CLOSE = {"rel": 3e-5, "abs": 3e-6}
states = settings(max_examples=30)
worlds = given(seed=st.integers(0, 2**32 - 1), extreme=st.sampled_from([0.0, 0.1, 0.5]))


def agree(found: Residents, row: int, expected: SimpleNamespace) -> None:
    """Every column of a row is what the reference says."""
    person = reference.person(found, row)
    for name, value in vars(expected).items():
        got = getattr(person, name)
        if name in ("own_recent", "own_sum", "autonomy_recent", "autonomy_sum"):
            assert np.abs(np.subtract(got, value)).max() <= 1, (name, row)
        else:
            assert got == pytest.approx(value, **CLOSE), (name, row)


# Deciding


@states
@worlds
def test_being_reached_and_deciding(seed: int, extreme: float) -> None:
    """Who has an occasion, of what, by whom, with what chance, motive and autonomy, and who comes: as in the reference."""
    world = case(seed, extreme)
    streams, out = Streams(seed), room_for(PEOPLE)
    before = copied(world.residents)
    count = decide(
        world.residents,
        world.push,
        world.offers,
        world.rates,
        world.asking,
        world.acts,
        world.estate_start,
        world.household,
        world.collective,
        world.places,
        Luck(*(streams.key(name, 3) for name in Luck._fields)),
        out,
    )
    found = {int(out.row[n]): n for n in range(count)}
    assert [int(row) for row in out.row[:count]] == sorted(found)
    for home in range(HOUSEHOLD.max() + 1):
        rows = np.flatnonzero(home == HOUSEHOLD).tolist()
        expected = decided_at_home(world, rows, seed)
        if expected is None:
            continue
        for row in rows:
            assert (row in found) == (row in expected), row
            if row in expected:
                as_expected(out, found[row], *expected[row])
    for name, column in before._asdict().items():
        assert np.array_equal(column, getattr(world.residents, name)), f"deciding changed {name}"


def as_expected(out: Occasions, n: int, expected: reference.Occasion, came: bool) -> None:
    """An occasion is the one that the reference finds."""
    assert WORDS[out.source[n]] == expected.source
    assert (int(out.kind[n]), int(out.host[n])) == (
        expected.kind,
        NO_PLACE if expected.host is None else expected.host,
    )
    assert float(out.chance[n]) == pytest.approx(expected.chance, **CLOSE)
    assert float(out.own[n]) == pytest.approx(expected.own, **CLOSE)
    assert float(out.autonomy[n]) == pytest.approx(expected.autonomy, rel=3e-5, abs=2e-5)
    assert bool(out.came[n]) == came
    if abs(expected.able - expected.willing) > NEAR_A_TIE:
        assert bool(out.unable[n]) == (expected.able < expected.willing)


Decided = dict[int, tuple[reference.Occasion, bool]]


def decided_at_home(world: Case, rows: list[int], seed: int) -> Decided | None:
    """Who of a household has an occasion, and whether they come; None where luck is too close to call.

    The first who comes to an event asks those at home who would not come otherwise.
    """
    found: Decided = {}
    for row in rows:
        occasion, doubtful = reached(world, row, seed)
        if doubtful:
            return None
        if occasion is not None:
            coming = comes(world, row, occasion, seed)
            if coming is None:
                return None
            found[row] = occasion, coming
    event = next((one.kind for one, came in found.values() if came and one.host is None), None)
    for row in rows if event is not None else ():
        p = world.person(row)
        asked = reference.luck(seed, "along", 3, p.number)
        if abs(asked - world.asked.along) < NEAR_A_TIE:
            return None
        settled = row in found and (found[row][1] or found[row][0].host is not None)
        if not settled and p.able and asked < world.asked.along:
            occasion = weighed(world, row, event, "household")
            coming = comes(world, row, occasion, seed)
            if coming is None:
                return None
            found[row] = occasion, coming
    return found


def comes(world: Case, row: int, occasion: reference.Occasion, seed: int) -> bool | None:
    """Whether luck lies below the chance; None where it is too close to call."""
    drawn = reference.luck(seed, "come", 3, world.person(row).number)
    return None if abs(drawn - occasion.chance) < NEAR_A_TIE else drawn < occasion.chance


def weighed(world: Case, row: int, kind: int, source: str, host: int | None = None) -> reference.Occasion:
    """What the reference says somebody makes of an occasion."""
    p, push, place = world.person(row), world.pushed(row), world.place(row)
    return reference.occasion(p, push, world.settings, world.asked, world.plain_acts(), place, kind, source, host)


def reached(world: Case, row: int, seed: int) -> tuple[reference.Occasion | None, bool]:
    """The occasion that a row has by itself, and whether luck is too close to call."""
    p, push, place, rates = world.person(row), world.pushed(row), world.place(row), world.settings
    host, kind = (int(column[row]) for column in world.places)
    if not p.able:
        return None, False
    if host != NO_PLACE and rates.rule != "no_own_occasions":
        return weighed(world, row, kind, "own", host), False
    reach, which = (reference.luck(seed, stream, 3, p.number) for stream in ("reach", "kind"))
    steps = reference.steps_of_reach(p, push, rates, place)
    weights = np.cumsum(reference.attention(p, push, rates, place))
    doubtful = any(abs(reach - step) < NEAR_A_TIE for step in steps.values()) or (
        weights[-1] > 0 and np.abs(which - weights / weights[-1]).min() < NEAR_A_TIE
    )
    source = next((name for name, step in steps.items() if reach < step), None)
    if source is None or weights[-1] <= 0:
        return None, doubtful
    kind = next(k for k in range(KINDS) if which * weights[-1] < weights[k])
    return weighed(world, row, kind, source), doubtful


@states
@worlds
def test_hours_given(seed: int, extreme: float) -> None:
    """Those who come give the act's hours and a share of their further spare hours; the others none."""
    world = case(seed, extreme)
    occasions, count = some_occasions(world)
    hours, by_place = np.full(PEOPLE, -1, np.float32), np.full((ESTATES, KINDS), -1.0)
    r, extra = world.residents, world.rates.extra_hours
    give_hours(
        r.spare, world.push.relief, r.habit, r.motivation, extra, world.acts, occasions, count, world.estate, hours,
        by_place,
    )  # fmt: skip
    summed = np.zeros((ESTATES, KINDS))
    for n in range(count):
        row = int(occasions.row[n])
        own = float(world.acts.hours[occasions.kind[n]])
        expected = reference.hours_given(world.person(row), float(world.push.relief[row]), world.settings, own)
        assert float(hours[n]) == pytest.approx(expected if occasions.came[n] else 0.0, **CLOSE)
        summed[world.estate[row], occasions.kind[n]] += hours[n]
    assert by_place == pytest.approx(summed)


# A week passes, and what acts do


@states
@worlds
def test_a_week_passes(seed: int, extreme: float) -> None:
    """Motives, habit, attitudes and the memory of weeks fade as in the reference."""
    world = case(seed, extreme)
    solved = world.rng.random(ESTATES).astype(np.float32)
    after = copied(world.residents)
    fade(after, world.push, world.rates, world.asking, world.estate_start, solved, world.week)
    for row in range(PEOPLE):
        p, push, share = world.person(row), world.pushed(row), float(solved[world.estate[row]])
        agree(after, row, reference_weeks.faded(p, push, world.settings, world.asked, HOSTED, share, world.week))


@states
@worlds
def test_experience_of_an_act(seed: int, extreme: float) -> None:
    """Those who came learn as in the reference, those who stayed away remember why, nobody else changes."""
    world = case(seed, extreme)
    none = np.full(ESTATES, 0.5, np.float32)
    fade(world.residents, world.push, world.rates, world.asking, world.estate_start, none, world.week)
    occasions, count = some_occasions(world)
    success = world.rng.random((GRIDS, KINDS)).astype(np.float32)
    hours = world.rng.uniform(0, 8, PEOPLE).astype(np.float32)
    after = copied(world.residents)
    experience(
        after,
        world.push,
        world.offers,
        world.rates,
        world.asking,
        world.acts,
        occasions,
        count,
        world.estate,
        world.grid,
        world.collective,
        success,
        hours,
        world.week,
    )
    at = {int(occasions.row[n]): n for n in range(count)}
    for row in range(PEOPLE):
        expected = world.person(row)
        if row in at and occasions.came[at[row]]:
            n = at[row]
            kind = int(occasions.kind[n])
            taken = reference_weeks.Taken(
                kind,
                WORDS[occasions.source[n]],
                bool(occasions.host[n] != NO_PLACE),
                float(occasions.own[n]),
                float(occasions.autonomy[n]),
                float(success[world.grid[row], kind]),
                float(hours[n]),
            )
            push, place = world.pushed(row), world.place(row)
            expected = reference_weeks.experienced(
                expected, push, world.settings, world.asked, world.plain_acts(), place, taken, world.week
            )
        elif row in at:
            word, unable = WORDS[occasions.source[at[row]]], bool(occasions.unable[at[row]])
            expected = reference_weeks.stayed_away(expected, world.asked, word, unable)
        agree(after, row, expected)


@states
@worlds
def test_how_an_activity_went(seed: int, extreme: float) -> None:
    """Success of a kind in a grid follows how many came: a few already do much."""
    world = case(seed, extreme)
    occasions, count = some_occasions(world)
    success, enough = np.full((GRIDS, KINDS), -1, np.float32), world.rates.turnout
    rate_success(occasions, count, world.grid, world.acts.joint, enough, success)
    for grid in range(GRIDS):
        for kind in range(KINDS):
            came = sum(
                bool(occasions.came[n]) and int(occasions.kind[n]) == kind and int(world.grid[occasions.row[n]]) == grid
                for n in range(count)
            )
            expected = reference_weeks.success(came, world.settings.turnout, bool(world.acts.joint[kind]))
            assert float(success[grid, kind]) == pytest.approx(expected, **CLOSE)


@states
@worlds
def test_scales_are_never_left(seed: int, extreme: float) -> None:
    """Many weeks of whatever luck and levers: everything on a 0–1 scale stays there."""
    world = case(seed, extreme)
    for week in range(world.week, world.week + 30):
        fade(world.residents, world.push, world.rates, world.asking, world.estate_start, world.collective, week)
        occasions, count = some_occasions(world)
        success = np.round(world.rng.random((GRIDS, KINDS))).astype(np.float32)
        experience(
            world.residents,
            world.push,
            world.offers,
            world.rates,
            world.asking,
            world.acts,
            occasions,
            count,
            world.estate,
            world.grid,
            world.collective,
            success,
            np.ones(PEOPLE, np.float32),
            week,
        )
    for name in scales():
        column = getattr(world.residents, name)
        assert (column >= 0).all(), name
        assert (column <= 1).all(), name


@states
@worlds
def test_stages(seed: int, extreme: float) -> None:
    """Everyone counted is classified as in the reference, by both definitions; the others keep what they had."""
    world = case(seed, extreme)
    after = copied(world.residents)
    classify(after, world.settings.together_times)
    for row in range(PEOPLE):
        p = world.person(row)
        if p.able:
            p.stage, p.stage_unless = reference_weeks.stages(p, world.settings.together_times)
        agree(after, row, p)


# Everyday acts


@states
@worlds
def test_everyday_acts(seed: int, extreme: float) -> None:
    """How often each does each everyday act, and what it leaves behind: as in the reference."""
    world = case(seed, extreme)
    streams, after, homes = Streams(seed), copied(world.residents), np.zeros(len(EVERYDAY) + 1, np.int64)
    keys = np.array([streams.key(f"everyday {kind}", 3) for kind in EVERYDAY], np.uint64)
    do_everyday(
        after, world.push, world.rates, world.asking, world.acts, world.household,
        DailyLuck(streams.key("prompted", 3), keys), homes,
    )  # fmt: skip
    for row in range(PEOPLE):
        expected = done_everyday(world, row, seed)
        if expected is not None:
            agree(after, row, expected)
    for nth in range(len(EVERYDAY)):
        assert homes[nth] == np.unique(HOUSEHOLD[after.everyday[:, nth] > 0]).size
    assert homes[-1] == np.unique(HOUSEHOLD[after.able]).size


def done_everyday(world: Case, row: int, seed: int) -> SimpleNamespace | None:
    """What the reference makes of a row's week of everyday acts; None where luck is too close to call."""
    p, push, acts = world.person(row), world.pushed(row), world.plain_acts()
    if not p.able:
        p.everyday = [0] * len(EVERYDAY)
        return p
    word = WORDS[int(push.prompter)]
    asked = reference.luck(seed, "prompted", 3, p.number)
    prompted = reference_weeks.chance_to_be_prompted(p, push, word)
    if abs(asked - prompted) < NEAR_A_TIE:
        return None
    prompter = word if asked < prompted else None
    others = world.residents.able & (HOUSEHOLD[row] == HOUSEHOLD) & (np.arange(PEOPLE) != row)
    done: dict[int, int] = {}
    for nth, kind in enumerate(EVERYDAY):
        at_home = int(world.residents.everyday[others, nth].sum())
        chance = reference_weeks.chance_everyday(
            p, push, world.settings, world.asked, acts[kind], kind, at_home, prompter
        )
        drawn = reference.luck(seed, f"everyday {kind}", 3, p.number)
        if min(abs(drawn - step) for step in reference_weeks.steps_of_count(acts[kind].times, chance)) < NEAR_A_TIE:
            return None
        done[kind] = reference_weeks.how_many(acts[kind].times, chance, drawn)
    return reference_weeks.after_everyday(p, push, world.settings, world.asked, acts, done, prompter)


def test_the_sum_of_own_motive_is_that_of_the_last_half_year(lived: Simulation) -> None:
    """The running sums that stages are read from never drift from the weeks they sum."""
    residents = lived.world.residents
    assert np.array_equal(residents.own_sum, residents.own_recent.sum(axis=0, dtype=np.int64))
    assert np.array_equal(residents.autonomy_sum, residents.autonomy_recent.sum(axis=0, dtype=np.int64))
    idle = (residents.took % 2**WINDOW) == 0
    assert not residents.own_sum[residents.here & idle].any()


# Contacts


@states
@worlds
def test_contacts_are_told_of_those_who_changed(seed: int, extreme: float) -> None:
    """After any change of who is active, everybody's counts are those of a recount."""
    world = case(seed, extreme)
    residents = world.residents
    residents.took[:] = np.where(world.rng.random(PEOPLE) < 0.5, residents.took << np.uint32(3), residents.took)
    tell_contacts(residents)
    counts = reference.recounted(residents)
    assert residents.near.tolist() == counts.near
    assert residents.outside.tolist() == counts.outside


@pytest.mark.parametrize("weeks", [60, 150])
def test_contacts_are_counted_right_through_arrivals_and_departures(weeks: int) -> None:
    """After many weeks in which hundreds came and went, everybody who lives there counts contacts as in a recount."""
    simulation = Simulation(small(weeks=weeks, office__activities=3.0, community__change__renters_move=0.5), seed=2)
    simulation.run()
    residents, register = simulation.world.residents, simulation.world.community.register
    assert ((register.arrives > 0) & residents.here).sum() > 50
    assert (register.leaves < weeks).sum() > 50
    counts, here = reference.recounted(residents), residents.here
    for name in ("near_total", "near", "outside"):
        wrong = here & (getattr(residents, name) != np.array(getattr(counts, name)))
        assert not wrong.any(), f"{name} is wrong for {wrong.sum()} of {here.sum()} residents"
    assert not residents.active[~here].any()


def test_a_couple_that_moves_in_knows_each_other_once() -> None:
    """Newcomers count one another, and their new neighbours, once and not twice."""
    simulation = Simulation(small(weeks=104, office__activities=0.0, community__change__renters_move=0.5), seed=0)
    simulation.run()
    residents, register = simulation.world.residents, simulation.world.community.register
    counts = np.array(reference.recounted(residents).near_total)
    newcomers = residents.here & (register.arrives > 0)
    assert np.array_equal(residents.near_total[newcomers], counts[newcomers])


# Seats


@states
@given(seed=st.integers(0, 2**32 - 1), places=st.integers(0, 12))
def test_seats_go_by_lot_and_none_stays_empty(seed: int, places: int) -> None:
    """Who has a place in the team keeps it; of all others as many stay as seats are left, whatever the order of rows."""
    rng = np.random.default_rng(seed)
    estate = np.sort(rng.integers(0, ESTATES, PEOPLE)).astype(np.int32)
    number = rng.permutation(1000)[:PEOPLE].astype(np.int32)
    offers = offers_anywhere(rng, lambda *shape: rng.random(shape).astype(np.float32))
    offers.seats[:] = places
    occasions = room_for(PEOPLE)
    occasions.row[:], occasions.kind[:] = np.arange(PEOPLE), rng.integers(0, len(ACTS), PEOPLE)
    occasions.came[:] = rng.random(PEOPLE) < 0.8
    occasions.no_seat[:] = False
    occasions.host[:] = rng.choice([-2, NO_PLACE, NO_PLACE, 5], PEOPLE)
    wanted = occasions.came.copy()
    key = Streams(seed).key("seats", 0)
    turned_away = give_seats(offers, occasions, PEOPLE, read_only(estate), read_only(number), key)
    assert not (occasions.came & ~wanted).any()
    assert turned_away == wanted.sum() - occasions.came.sum()
    assert np.array_equal(occasions.no_seat, wanted & ~occasions.came)
    lots = {row: reference.luck(seed, "seats", 0, int(number[row])) for row in range(PEOPLE)}
    for at in range(ESTATES):
        for kind in range(KINDS):
            came = [row for row in range(PEOPLE) if wanted[row] and estate[row] == at and occasions.kind[row] == kind]
            queue = sorted((row for row in came if occasions.host[row] == NO_PLACE), key=lots.__getitem__)
            placed = set(came) - set(queue)
            served = {row for row in came if occasions.came[row]}
            assert served == placed | set(queue[: max(places - len(placed), 0)])
