"""The wire: pictures byte by byte, the map, the catalogue, and why somebody came or did not."""

from __future__ import annotations

import base64
import json
from typing import Any

import numpy as np
import pytest

from sim.agents.acts import ACTS, EVERYDAY
from sim.agents.organisation.roster import ROUNDS
from sim.agents.resident.columns import NOT_COUNTED
from sim.agents.resident.decision import Hazards, Terms, reached_by
from sim.agents.resident.sources import CADRE, HOUSEHOLD, LEADER, NOTICE, OWN, SOURCES, STRANGER, TIE
from sim.app.cards.about import ASKED, about
from sim.app.cards.occasions import DID, NONE, everyday_week, how_it_came, worn_notices
from sim.app.cards.resident import ties
from sim.app.cards.why import REACHED_BY, decision, why
from sim.app.content.model_catalogue import catalogue, curves
from sim.app.exports import EXPORTS, export
from sim.app.frames import caught_up, community_of, picture_of, state_of
from sim.app.wire import DIFFERS, YOUNG, base64_of, dots, picture
from sim.app.world.layout import FULL, layout_of
from sim.app.world.live_world import LiveWorld
from sim.app.world.session import Session
from sim.app.world.story import unrolled
from sim.community import build_community
from sim.param import declared
from sim.policies import policies
from tests.support.workshop import WEEKS, cold, read_picture, session

GOLDEN = "4754010217000000"  # GT, version 1, two worlds, 23 bytes of header


@pytest.fixture(scope="module")
def one() -> Session:
    """Two worlds after half a year, with every module; in the second points were stopped."""
    found = session("*")
    for _ in range(20):
        found.step()
    found.compare(on=True)
    found.change(1, "points", value=False)
    for _ in range(20):
        found.step()
    return found


def test_a_picture_is_these_very_bytes() -> None:
    """Version 1 of the wire, byte by byte: whoever changes it changes the version."""
    stage = np.array([NOT_COUNTED, NOT_COUNTED, 0, 1, 2, 3], np.uint8)
    here, able = np.arange(6) > 0, np.arange(6) > 1  # the first is away, the second a child
    differs = np.array([False, False, False, True, False, True])
    shown = dots(stage, able, here, differs)
    assert shown.tolist() == [0, YOUNG, 1, 2 + DIFFERS, 3, 4 + DIFFERS]
    data = picture({"week": 7, "name": "共"}, [shown, shown])
    assert data[:8].hex() == GOLDEN
    assert data[8:31] == '{"week":7,"name":"共"}'.encode()
    assert data[31:].hex() == "0005010a030c" * 2


def test_more_grids_and_estates_than_a_byte_counts_arrive_as_they_are() -> None:
    """Everybody lives on the page where they live in the model."""
    one = Session.new(cold().but({"community.grids": 270, "community.estates": 300}), 1)
    told = community_of(one)
    for name, where in (("grid", one.community.grid), ("estate", one.community.estate)):
        sent = np.frombuffer(base64.b64decode(told[name]), "<u2")
        assert np.array_equal(sent, where)
        assert sent.max() > 255
    assert (len(told["grids"]), len(told["estates"])) == (270, 300)
    assert len(read_picture(picture_of(one, caught_up(one)))["worlds"][0]["grids"]) == 270


@pytest.mark.parametrize("value", [-1, 65536])
def test_a_number_that_does_not_fit_is_never_sent_as_another(value: int) -> None:
    """Whoever packs numbers into fewer bytes is told."""
    assert base64_of(np.array([65535]), np.uint16) == "//8="
    with pytest.raises(OverflowError, match="more than uint16 holds"):
        base64_of(np.array([value]), np.uint16)


def test_a_picture_has_these_parts_and_no_others(one: Session) -> None:
    """As the page reads them."""
    read = read_picture(picture_of(one, caught_up(one)))
    assert set(read) == {"week", "from", "epoch", "differ", "worlds", "dots"}
    assert [set(world) for world in read["worlds"]] == [{"figures", "events", "grids", "marks_changed", "marks"}] * 2
    assert [set(world["figures"]) for world in read["worlds"]] == [set(curves())] * 2
    mark = read["worlds"][0]["marks"][0]
    assert set(mark) >= {"kind", "key", "x", "y"}
    assert [each.size for each in read["dots"]] == [one.community.people] * 2


def test_a_page_that_skips_pictures_loses_no_figure(one: Session) -> None:
    """Each picture goes on from the last one it got."""
    again = session("*")
    seen, figures, events = caught_up(again), [], []
    for weeks in (1, 4, 2, 0, 9, 15):
        for _ in range(weeks):
            again.step()
        read = read_picture(picture_of(again, seen))
        assert read["from"] == len(figures)
        figures += read["worlds"][0]["figures"]["participation"]
        events += read["worlds"][0]["events"]
    assert figures == pytest.approx(again.worlds[0].simulation.measured(0, 31)["participation"], rel=1e-5)
    assert [event["week"] for event in events] == [event.week for event in again.worlds[0].events]
    assert read_picture(picture_of(again, seen))["worlds"][0]["marks_changed"] is False


def test_a_picture_shows_who_stands_where_and_who_lives_differently(one: Session) -> None:
    """A byte each, in the order of rows; shares of each grid add up to one."""
    read = read_picture(picture_of(one, caught_up(one)))
    for at, live in enumerate(one.worlds):
        residents = live.simulation.world.residents
        unstaged = np.where(residents.here, YOUNG, 0)
        expected = np.where(residents.stage == NOT_COUNTED, unstaged, residents.stage + 1)
        assert np.array_equal(read["dots"][at] % DIFFERS, expected)
        assert np.allclose(np.array(read["worlds"][at]["grids"]).sum(axis=1), 1, atol=1e-4)
    assert read["differ"] == int((read["dots"][0] >= DIFFERS).sum()) > 0


def test_nobody_stands_on_somebody_else_and_everybody_in_their_estate(one: Session) -> None:
    """On the map of the community: estates in grids, residents in estates, one place a person at a time."""
    community = one.community
    layout = layout_of(community)
    for estate, box in enumerate(layout.estates):
        rows = slice(*community.estate_start[estate : estate + 2])
        x, y = layout.x[rows] / FULL, layout.y[rows] / FULL
        assert np.all((x >= box.x) & (x <= box.x + box.w) & (y >= box.y) & (y <= box.y + box.h))
        grid = layout.grids[int(community.places.estate_grid[estate])]
        assert grid.x - 1e-9 <= box.x
        assert box.x + box.w <= grid.x + grid.w + 1e-9
        assert box.y + box.h <= grid.y + grid.h + 1e-9
    for week in (0, 30, WEEKS - 1):
        here = community.here(week)
        places = layout.x[here].astype(np.int64) * (FULL + 1) + layout.y[here]
        assert np.unique(places).size == places.size
    assert set(layout.links) == {tuple(sorted(edge)) for edge in community.places.grid_graph.edges}
    assert layout_of(build_community(community.settings, community.weeks)) is layout


def test_grids_do_not_overlap_and_grow_with_their_people() -> None:
    """Boxes of the case's own size."""
    layout = layout_of(session().community)
    for a in range(12):
        for b in range(a):
            one, two = layout.grids[a], layout.grids[b]
            apart = one.x >= two.x + two.w or two.x >= one.x + one.w or one.y >= two.y + two.h or two.y >= one.y + one.h
            assert apart, (a, b)
    assert all(min(box.x, box.y, 1 - box.x - box.w, 1 - box.y - box.h) >= 0 for box in layout.grids)


def test_what_the_page_is_told_is_plain_data_in_both_languages(one: Session) -> None:
    """The community, the state, the catalogue: JSON, every text twice."""

    def look(data: Any) -> int:
        if isinstance(data, dict):
            if set(data) == {"en", "zh"}:
                assert all(isinstance(words, str) and words for words in data.values())
                return 1
            return sum(look(value) for value in data.values())
        return sum(look(value) for value in data) if isinstance(data, list) else 0

    for said in (community_of(one), state_of(one), catalogue()):
        assert look(json.loads(json.dumps(said, allow_nan=False))) > 10
    community = community_of(one)
    assert len(base64.b64decode(community["x"])) == 2 * community["residents"]
    assert len(base64.b64decode(community["estate"])) == 2 * community["residents"]
    state = state_of(one)
    assert [len(values) for values in state["series"][1].values()] == [40] * len(curves())
    assert [change["id"] for change in state["changes"][1]][-1] == "20:points"
    assert state["worlds"][1]["modules"]["points"]["on"] is False
    assert state["worlds"][0]["modules"]["points"]["on"] is True


def test_the_catalogue_has_every_declared_number_of_every_module() -> None:
    """With range, step, status and source; choices and switches with words."""
    told = {one["name"]: {number["path"]: number for number in one["numbers"]} for one in catalogue()["modules"]}
    assert set(told) == set(policies())
    for name, policy in policies().items():
        numbers = {number.path: number for number in declared(policy.settings_type, f"{name}.")}
        assert set(numbers) <= set(told[name])
        for path, number in numbers.items():
            one = told[name][path]
            assert one["low"] <= one["default"] <= one["high"]
            assert 0 < one["step"] <= number.high - number.low or number.low == number.high
            assert one["status"] == number.status
            assert set(one["source"]) <= set(catalogue()["sources"]) | {"assumption"}
        words = [p for p, f in policy.settings_type.model_fields.items()
                 if p not in policy.settings_type.whole_run and (f.annotation is bool or "Literal" in str(f.annotation))]  # fmt: skip
        for field in words:
            assert f"{name}.{field}" in told[name], field
    assert len(curves()) == len(set(curves())) > 0


RULES = ["full", "no_social", "thresholds", "indirect_crowding", "no_own_occasions"]


@pytest.mark.parametrize("rule", RULES)
def test_the_terms_of_a_decision_add_up_to_what_the_kernel_used(rule: str) -> None:
    """Of everybody who was reached in some weeks: the chance, and its own part, to seven digits."""
    live = LiveWorld(unrolled(cold().but({"resident.rule": rule}).adding("*")), 2)
    live.seek(45)
    told: dict[str, int] = {}
    places = 0
    for _ in range(3):
        live.step()
        occasions, reached = live.simulation.world.occasions, live.simulation.world.reached
        assert reached > 50
        for n in range(0, reached, 5):
            one = decision(live, int(occasions.row[n]))
            assert one.chance == pytest.approx(float(occasions.chance[n]), abs=2e-7)
            external = next(term.value for term in one.terms if term.key == "external")
            own = 1 / (1 + np.exp(-(one.total - external))) / one.willing
            assert own == pytest.approx(float(occasions.own[n]), abs=2e-6)
            assert (one.kind, one.source, one.host) == (occasions.kind[n], occasions.source[n], occasions.host[n])
            assert (one.verdict == "came") == bool(occasions.came[n])
            if one.verdict in ("unable", "unwilling"):
                assert (one.verdict == "unable") == bool(occasions.unable[n])
            told[one.verdict] = told.get(one.verdict, 0) + 1
            places += one.placed
    assert {"came", "unable", "unwilling"} <= set(told)
    assert (places == 0) == (rule == "no_own_occasions")


def test_who_was_reached_and_by_whom_is_what_the_kernel_drew() -> None:
    """Whoever's luck lies below the chance told was reached, by the source told; nobody else was. Whom those at home asked along may have been reached before."""
    live = LiveWorld(unrolled(cold().adding("*")), 2)
    live.seek(46)
    world = live.simulation.world
    number = world.community.number
    luck = world.streams.draw("reach", live.week - 1, number)
    sources = set()
    for row in np.flatnonzero(world.residents.able)[::3].tolist():
        one = decision(live, row)
        if one.placed:
            assert (one.reached_by, one.reach, one.source) == ({}, 1.0, OWN)
        elif one.source != HOUSEHOLD and abs(one.reach - luck[row]) > 1e-6:  # the kernel reckons with seven digits
            by_day = one.kind >= 0
            assert by_day == (luck[row] < one.reach)
            if by_day:
                ways = Hazards(*(np.float32(hazard) for hazard in one.reached_by.values()))
                assert one.source == reached_by(ways, luck[row])
        sources.add(one.source)
    assert {OWN, HOUSEHOLD, TIE, NOTICE} <= sources


def test_how_an_occasion_came_about_is_said_in_plain_words() -> None:
    """A place that met, the backbone's rounds, somebody at home, whoever asked, a notice, and one that draws no more."""
    assert tuple(REACHED_BY) == Hazards._fields
    one = session("*")
    one.seek(WEEKS - 4)
    live = one.worlds[0]
    world = live.simulation.world
    row = int(world.occasions.row[0])
    group = next(group for group in world.society.alive if not group.forming)
    assert how_it_came(live, row, OWN, int(ROUNDS))[0].en.startswith("Goes on rounds as a backbone resident")
    assert f"place in {group.name.en}" in how_it_came(live, row, OWN, group.index)[0].en
    for source in range(HOUSEHOLD, STRANGER + 1):
        (said,) = how_it_came(live, row, source, -1)
        assert ("home" if source == HOUSEHOLD else list(SOURCES.values())[source].en) in said.en
    live.before["unheeding"][:] = 0.9
    attentive = world.residents.attentive
    reader, other = (int(np.flatnonzero(attentive == reads)[0]) for reads in (True, False))
    assert [said.en for said in how_it_came(live, reader, NOTICE, -1)] == [
        "Read a notice, or was reminded.",
        "Notices hardly draw this person any more: 10% of the attention they had is left.",
    ]
    assert worn_notices(live, other) == []


def test_a_place_missed_is_said_until_it_is_lost() -> None:
    """How often in a row, of how many that lose it."""
    one = session("*")
    live = one.worlds[0]
    found = None
    while found is None and not one.done:
        one.step()
        world = live.simulation.world
        occasions, n = world.occasions, world.reached
        at_home = np.flatnonzero((occasions.host[:n] >= 0) & ~occasions.came[:n])
        found = next((int(occasions.row[at]) for at in at_home), None)
    assert found is not None
    told = why(live, found)
    assert told["text"]["en"].startswith(("Could not come this time", "Did not feel like it this time"))
    roster, host = world.society.roster, decision(live, found).host
    missed = roster.missed[(roster.organisation == host) & (roster.row == found)]
    assert f"missed in a row by now: {missed[0]};" in told["occasion"][1]["en"]
    roster.missed[:] = world.society.settings.patience
    assert "the place is lost" in why(live, found)["occasion"][1]["en"]
    assert ";" not in why(live, found)["occasion"][1]["en"]


def test_whose_word_weighed_is_named() -> None:
    """The term `asked` bears the name of its source; every other term has words too."""
    one = session("*")
    one.seek(44)
    live = one.worlds[0]
    named = {}
    for row in live.simulation.world.occasions.row[: live.simulation.world.reached].tolist():
        terms = {term["name"]: term["label"]["en"] for term in why(live, row)["terms"]}
        assert set(terms) == set(Terms._fields[1:])
        named[decision(live, row).source] = terms["asked"]
    assert named[TIE] == "asked by a neighbour or friend"
    assert named[CADRE] == "asked by a cadre"
    assert named[LEADER] == "asked by a recognised leader"
    assert named[NOTICE] == "asked by nobody in person"


def test_the_everyday_acts_of_the_week_are_told_as_counted() -> None:
    """As often as the column says, of how many occasions."""
    assert list(DID) == [list(ACTS)[kind] for kind in EVERYDAY]
    live = session().worlds[0]
    live.step()
    everyday = live.simulation.world.residents.everyday
    said = {}
    for row, counts in enumerate(((0, 0), (5, 1), (7, 2), (0, 1))):
        everyday[row] = counts
        said[counts] = everyday_week(live, row)
    assert said[0, 0] == NONE
    assert said[5, 1].en == "kept things tidy on 5 of 7 occasions; looked in on a neighbour once"
    assert said[7, 2].en == "kept things tidy on all 7 occasions; looked in on a neighbour twice"
    assert said[0, 1].zh == "顺道照看邻里：1 次"


def test_why_is_about_the_last_week_also_after_a_rewind() -> None:
    """The same terms, whether the week was lived once or again."""
    one = session("*")
    one.seek(44)
    live = one.worlds[0]
    rows = live.simulation.world.occasions.row[: live.simulation.world.reached : 9].tolist()
    first = [why(live, row) for row in rows]
    one.seek(60)
    one.seek(44)
    assert [why(one.worlds[0], row) for row in rows] == first
    reached = set(live.simulation.world.occasions.row[: live.simulation.world.reached].tolist())
    able = np.flatnonzero(live.simulation.world.residents.able).tolist()
    left_out = next(row for row in able if row not in reached)
    assert why(one.worlds[0], left_out)["verdict"] == "unasked"
    away = next(row for row in range(one.community.people) if not one.worlds[0].simulation.world.residents.here[row])
    assert why(one.worlds[0], away)["verdict"] == "away"


def test_why_before_anything_happened() -> None:
    """A sentence, no terms."""
    assert "terms" not in why(session().worlds[0], 0)


@pytest.mark.parametrize("kind", [kind for kind in ASKED if kind != "committee"])
def test_everything_on_the_map_tells_what_it_is(one: Session, kind: str) -> None:
    """A title, facts, a history; the figures are the model's."""
    live = one.worlds[0]
    world = live.simulation.world
    key = {"resident": int(world.society.backbone.rows[0]), "organisation": world.society.alive[0].index}.get(kind, 2)
    told = json.loads(json.dumps(about(live, kind, key), allow_nan=False))
    assert told["title"]["zh"]
    assert len(told["facts"]) > 4
    if kind == "grid":
        rows = slice(*world.community.grid_start[2:4])
        assert told["facts"][0][1]["en"] == f"{int(world.residents.here[rows].sum()):,}"
        assert sum(told["stages"]) == pytest.approx(1, abs=1e-3)
        assert len(told["history"]["values"]) == live.week
    if kind == "resident":
        assert len(told["half_year"]) == 26
        assert told["history"]["values"][-1] in range(5)
        assert told["why"]["verdict"]
        known = ties(live, key)
        assert known["rows"]
        assert all(world.residents.here[row] for row in known["rows"])


@pytest.mark.parametrize("what", EXPORTS)
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_every_export_says_what_it_rests_on(one: Session, what: str, lang: Any) -> None:
    """The seed; where people read it, calibration status and that it is an illustration."""
    file = export(one, what, 0, lang)
    assert str(one.seed) in file["name"]
    if what == "csv":
        assert file["text"].startswith("\ufeff")
        assert len(file["text"].splitlines()) == 41
    if what in ("csv", "summary"):
        assert ("校准" if lang == "zh" else "calibra") in file["text"]
        assert ("示意" if lang == "zh" else "llustration") in file["text"]


def test_words_in_a_summary_are_words_and_never_markup() -> None:
    """Names come from session files, which come from anybody."""
    evil = cold().but({"title": {"en": "<script>alert(1)</script>", "zh": "<b>"}}).adding("points")
    found = Session.new(evil, 1)
    found.step()
    assert "<script" not in export(found, "summary", 0, "en")["text"]
