"""What the benchmark compares does the same work: checked here, never timed."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import mesa
import numpy as np
import pytest

from benchmarks.c.residents import ResidentsInC
from benchmarks.harness import table
from benchmarks.harness.larger import larger
from benchmarks.harness.measure import AT_LEAST, AT_MOST, Row, Target, take_turns, times
from benchmarks.parts import many
from benchmarks.plain_mesa.model import PlainModel
from benchmarks.plain_mesa.organisation import Organisation
from benchmarks.plain_mesa.society import PlainSociety
from benchmarks.recorded.run import Inputs, Recording, record_run
from benchmarks.recorded.society import ROLE, standing
from benchmarks.reference import in_c, in_mesa, in_numba
from benchmarks.reference.crowd import Crowd, Outcome, crowd_of
from sim.agents.acts import KINDS
from sim.agents.organisation.roster import ROUNDS
from sim.agents.resident.columns import STAGES, Residents
from sim.agents.resident.learning import AUTONOMY_UNIT, OWN_UNIT
from sim.rng import Streams, uniform
from sim.scenario import Scenario
from tests.support import small

needs_gcc = pytest.mark.skipif(shutil.which("gcc") is None, reason="gcc is not installed")
BUSY = {"office__activities": 4.0, "resident__base": -1.5}  # so that many take part and choose between kinds
MOVED = (
    *("motivation", "habit", "pressure", "efficacy", "belonging", "trust", "burnout", "knowledge", "weary"),
    "unheeding",
)
ASKED = {  # so that people are asked to do everyday acts, and staff do some in their stead
    "trial__by": "household",
    "trial__share": 0.5,
    "trial__start": 5,
    "trial__weeks": 20,
    "trial__about": "everyday",
    "trial__source": "stranger",
    "trial__asks": 1.0,
    "trial__relatedness": 0.2,
    "trial__done_for": 0.3,
}
STILL = {f"community__change__{name}": 0.0 for name in ("owners_move", "renters_move", "births", "deaths_at_60")}
EVENTFUL = {  # so that much becomes of organisations in little time
    "organisations__spontaneous": 0.00004,  # with more, the platform finds groups everywhere and founds none
    "organisations__mortality_new": 0.02,
    "organisations__merging": 1.0,
    "organisations__venue": 4,
    "organisations__leave": 0.006,
    "organisations__succession": 0.3,
    "organisations__dormant_after": 3,
    "backbone__stop": 0.02,
    "backbone__span": 3,
}
EXACT = ("kind", "stage", "supported", "registered", "quiet", "dormant", "planned")
CLOSE = ("funds", "cohesion", "capability", "covenant")
ROUNDING = 1e-4  # of sums in float32 over some months
LUCK_OF_ROUNDING = 1 / 500  # share of acts that may differ where a library rounds an exponential in another way


@pytest.fixture(scope="module")
def crowd() -> Crowd:
    """A tenth of the community as a crowd."""
    return crowd_of(small().community)


@pytest.fixture(scope="module")
def recording() -> Recording:
    """A year of the small community with points: births, departures and all; groups begin and end, with room for all."""
    groups = {name: EVENTFUL[name] for name in ("organisations__mortality_new", "organisations__merging")}
    groups |= {"organisations__spontaneous": 0.0004, "organisations__venue": 1000}
    return record_run(small(weeks=60, **BUSY, **ASKED, **groups).adding("points"), seed=1)


@pytest.fixture(scope="module")
def settled() -> Recording:
    """Half a year in which nobody comes or goes, which plain Mesa agents do not know."""
    return record_run(small(weeks=30, **BUSY, **ASKED, **STILL).adding("points"), seed=1)


@pytest.fixture(scope="module")
def organised() -> Recording:
    """Forty weeks of a second year in which organisations are founded, led, merged and dissolved."""
    scenario = small(weeks=100, **BUSY, **STILL, **EVENTFUL).adding("points", "leaders", "incubation")
    scenario = scenario.but({"incubation.slots": 12})
    return record_run(scenario, seed=1, first=54, weeks=40)


def test_the_crowd_has_the_ties_of_the_community(crowd: Crowd) -> None:
    """Everyone is there, ties go both ways, and about twelve a head."""
    ties = set(zip(crowd.source.tolist(), crowd.to.tolist(), strict=True))
    assert crowd.people == small().community.residents
    assert ties == {(to, source) for source, to in ties}
    assert 10 < len(ties) / crowd.people < 14


@needs_gcc
@pytest.mark.parametrize("form", [in_c.plain, in_c.best])
def test_the_c_forms_of_the_reference_rule_decide_alike(form: Callable[[Crowd, int], Outcome], crowd: Crowd) -> None:
    """Week after week as many take part, which a single other decision would soon undo."""
    acts = in_numba.ours(crowd, 100).acts
    assert acts.min() > 0
    assert form(crowd, 100).acts.tolist() == acts.tolist()


@pytest.mark.parametrize("form", [in_mesa.objects, in_mesa.arrays])
def test_the_mesa_forms_of_the_reference_rule_agree_in_distribution(
    form: Callable[[Crowd, int], Outcome], crowd: Crowd
) -> None:
    """With luck of their own, as many take part in the long run."""
    weeks = 120
    ours, theirs = (run(crowd, weeks).acts[20:] for run in (in_numba.ours, form))
    error = np.sqrt(ours.var() / ours.size + theirs.var() / theirs.size) * 2  # weeks hang together
    assert abs(ours.mean() - theirs.mean()) < 4 * error


@needs_gcc
def test_the_residents_rule_in_c_decides_as_the_engine_does(recording: Recording) -> None:
    """The same residents take part in the same weeks; some have a place in a team, and lose it as the team ends."""
    assert sum(week.places.rows.size for week in recording.weeks) > 500
    assert any(week.ended.rows.size for week in recording.weeks)
    agreement = ResidentsInC(recording).run()[1]
    assert agreement.weeks == 60
    assert agreement.acts > 500
    assert agreement.different <= agreement.acts * LUCK_OF_ROUNDING
    values = sum(column.size for column in recording.start)
    assert agreement.columns <= values * LUCK_OF_ROUNDING


@needs_gcc
def test_c_can_start_in_the_middle(recording: Recording) -> None:
    """A recording that begins later begins with the residents of that week."""
    later = record_run(recording.scenario, recording.seed, first=40, weeks=20)
    assert [week.reached for week in later.weeks] == [week.reached for week in recording.weeks[40:]]
    agreement = ResidentsInC(later).run()[1]
    assert agreement.different <= agreement.acts * LUCK_OF_ROUNDING


class SameLuck(PlainModel):
    """Plain Mesa agents with the draws of the engine."""

    def luck(self, stream: str, agent: mesa.Agent, organisation: Organisation | None = None) -> float:
        """The draw of one address."""
        key = Streams(self.recording.seed).key(stream, self.week)
        if organisation is not None:
            key ^= np.uint64(organisation.number)
        return float(uniform(key, np.uint64(agent.number)))


class SameLuckInSociety(SameLuck, PlainSociety):
    """The same with organisations."""


def _acts_apart(model: PlainModel, inputs: Inputs) -> tuple[int, int]:
    """How many acts the engine had in a week, and how many only one of both has."""
    number = model.recording.world.community.number
    occasions = [(agent.number, agent.occasion) for agent in model.residents if agent.occasion is not None]
    theirs = {(who, occasion.kind) for who, occasion in occasions if occasion.came}
    ours = set(zip(number[inputs.acts // KINDS].tolist(), (inputs.acts % KINDS).tolist(), strict=True))
    return len(ours), len(ours ^ theirs)


def _moved_apart(model: PlainModel, columns: Residents) -> list[str]:
    """Features in which more residents differ at the end than rounding explains."""
    rows = [row for row in model.by_row if columns.able[row]]
    gaps = {
        feature: [abs(getattr(model.by_row[row], feature) - getattr(columns, feature)[row]) for row in rows]
        for feature in MOVED
    }
    return [feature for feature, gap in gaps.items() if np.quantile(gap, 1 - LUCK_OF_ROUNDING) >= ROUNDING]


def test_plain_mesa_agents_with_the_same_draws_do_the_same(settled: Recording) -> None:
    """The same residents take part, and stand at the same stages at the end."""
    model, acts, apart = SameLuck(settled), 0, 0
    for inputs in settled.weeks:
        model.step()
        found = _acts_apart(model, inputs)
        acts, apart = acts + found[0], apart + found[1]
    assert acts > 500
    assert apart <= acts * LUCK_OF_ROUNDING
    columns, names = settled.world.residents, list(STAGES)
    able = [(row, agent) for row, agent in model.by_row.items() if columns.able[row]]
    assert not _moved_apart(model, columns)
    everyday = [row for row, agent in able if agent.everyday != columns.everyday[row].tolist()]
    assert len(everyday) <= len(able) * LUCK_OF_ROUNDING
    assert columns.everyday.any()
    for row, agent in able:
        # The engine keeps shares in whole units: only who stands just between two stages may be at the other
        acts = len(agent.acts)
        autonomy, own = (sum(getattr(act, share) for act in agent.acts) for share in ("autonomy", "own"))
        assert abs(autonomy * AUTONOMY_UNIT - columns.autonomy_sum[row]) <= 1 + acts
        assert abs(own * OWN_UNIT - columns.own_sum[row]) <= 1 + acts
        if agent.stage != names[columns.stage[row]]:
            assert abs(columns.autonomy_sum[row]) <= 1 + acts
        if agent.stage_unless != names[columns.stage_unless[row]]:
            assert abs(columns.own_sum[row] - OWN_UNIT * acts / 2) <= 1 + acts


def test_the_recorded_weeks_of_organisations_are_eventful(organised: Recording) -> None:
    """Otherwise it would say little that both do the same with them."""
    society, first, weeks = organised.world.society, organised.first, organised.weeks
    assert {one.founder for one in society.ever if one.founded >= first} == {"spontaneous", "incubation"}
    reasons = {one.ended.reason.en.split()[0] for one in society.ever if one.ended and one.ended.week >= first}
    assert reasons >= {"dissolved", "joined"}
    assert any(week.ended.rows.size for week in weeks)
    placed = np.concatenate([week.places.hosts for week in weeks])
    assert (placed >= 0).sum() > 500
    assert (placed == ROUNDS).sum() > 100
    modules = [made for week in weeks for made in (week.given.acted, week.given.followed)]
    for part in ("organisations", "joined", "struck", "appointed", "backbone"):
        assert any(getattr(made, part) for made in modules), part


@pytest.mark.slow
def test_plain_mesa_organisations_with_the_same_draws_do_the_same(organised: Recording) -> None:
    """The same residents take part; the same are on the lists, lead and serve at the end, and came as often."""
    model, acts, apart = SameLuckInSociety(organised), 0, 0
    for inputs in organised.weeks:
        model.step()
        found = _acts_apart(model, inputs)
        acts, apart = acts + found[0], apart + found[1]
    assert acts > 5000
    assert apart <= acts * LUCK_OF_ROUNDING
    assert not _moved_apart(model, organised.world.residents)
    end, row_of = standing(organised.world.society), {agent: row for row, agent in model.by_row.items()}
    assert [one.number for one in model.organisations] == list(end.organisations)
    listed = gone = 0
    for one in model.organisations:
        values, theirs = end.organisations[one.number], end.lists[one.number]
        ours = {row_of[m.resident]: (m.joined, m.last, m.times, m.came, m.missed) for m in one.members}
        listed, gone = listed + len(theirs), gone + len(ours.items() ^ theirs.items())
        assert [row_of[leader] for leader in one.leaders] == values["leaders"]
        assert [getattr(one, name) for name in EXACT] == [values[name] for name in EXACT]
        assert [getattr(one, name) for name in CLOSE] == pytest.approx([values[name] for name in CLOSE], abs=ROUNDING)
    assert listed > 100
    assert gone <= 2 * apart  # an act that only one has may move one membership, which then differs on both sides
    for role, (row, values) in zip(model.backbone, end.backbone.items(), strict=True):
        assert row_of[role.resident] == row
        assert [getattr(role, name) for name in ROLE] == pytest.approx(list(values.values()), abs=ROUNDING)


def test_plain_mesa_agents_start_where_the_recording_starts(recording: Recording) -> None:
    """Everybody who lives there, with their contacts and what they did in the last half year."""
    later = record_run(recording.scenario, recording.seed, first=40, weeks=1)
    model, columns = PlainModel(later), later.start
    assert len(model.agents) == int(columns.here.sum())
    for row, agent in list(model.by_row.items())[::50]:
        assert agent.closeness == columns.near_total[row]
        assert sum(closeness for other, closeness, _ in agent.contacts if other.active) == columns.near[row]
        assert len(agent.acts) == (int(columns.took[row]) & (2**26 - 1)).bit_count()


def test_a_larger_case_is_the_same_case() -> None:
    """Ten times the people have ten times the cadres and tasks."""
    case = Scenario()
    ten = larger(case, 10)
    assert ten.community.residents == 10 * case.community.residents
    assert (ten.office.staff, ten.office.tasks) == (10 * case.office.staff, 10 * case.office.tasks)
    assert ten.community.grids == case.community.grids


@pytest.mark.slow
def test_contenders_take_turns() -> None:
    """One round that does not count, then all in turn; ratios are taken within a round."""
    order: list[str] = []
    values = iter([9.0, 9.0, 1.0, 2.0, 10.0, 30.0, 100.0, 200.0])

    def run(name: str) -> Callable[[], float]:
        return lambda: (order.append(name), next(values))[1]

    measured = take_turns({"a": run("a"), "b": run("b")}, 3)
    assert order == ["a", "b"] * 4
    assert measured == {"a": [1.0, 10.0, 100.0], "b": [2.0, 30.0, 200.0]}
    assert times(measured, "b", "a") == 2.0


@pytest.mark.slow
def test_many_runs_are_the_same_work_everywhere(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every run is done and told of; the batch runner takes as many steps as there are weeks."""
    monkeypatch.setattr(many, "_scenario", lambda: small(weeks=6).adding("points"))
    many.recorded.cache_clear()
    sweep = many.Sweep(200, many.Workers(1))  # more than go into one chunk
    assert sweep() > 0
    assert len(sweep.overhead) == 1
    (row,) = many.batch_run(many.Batched, {"weeks": 4}, 1, 1, max_steps=3, display_progress=False)
    model = many.Batched(4)
    for _ in range(4):
        model.step()
    assert row["participation"] == model.datacollector.model_vars["participation"][-1]
    many.recorded.cache_clear()


def test_targets_are_met_or_missed() -> None:
    """At the bound is met; what was not measured is neither."""
    assert Row("a", "x", 1.5, target=Target(AT_MOST, 1.5)).verdict == "pass"
    assert Row("a", "x", 1.6, target=Target(AT_MOST, 1.5)).verdict == "MISS"
    assert Row("a", "x", 59.0, target=Target(AT_LEAST, 60)).verdict == "MISS"
    assert Row("a", "x", target=Target(AT_LEAST, 60)).verdict == ""


def test_the_page_keeps_its_words_and_parts_measured_before(tmp_path: Path) -> None:
    """The table is written between its marks; what was not measured again stays."""
    results, page = tmp_path / "results.json", tmp_path / "page.md"
    page.write_text(f"before\n{table.BEGIN}\nold\n{table.END}\nafter\n", encoding="utf-8")
    titles = {"a": "First", "b": "Second"}
    table.save(titles, [Row("a", "kept", 1.0, "s"), Row("b", "old", 2.0)], results)
    table.save(titles, [Row("b", "new", 1234.5, "×", Target(AT_LEAST, 60), "said")], results)
    table.write_page(titles, results, page)
    text = page.read_text(encoding="utf-8")
    assert text.startswith("before\n")
    assert text.endswith("after\n")
    assert "| kept | 1.00 | s |" in text
    assert "| new | 1,234 | × | at least 60 | pass | said |" in text
    assert "old" not in text
    assert [row["what"] for row in json.loads(results.read_text(encoding="utf-8"))["rows"]] == ["kept", "new"]
