"""What the workshop says and plays: words, presets that do what they say, tours that can be played, the budget game."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from string import Formatter

import numpy as np
import pytest
from matplotlib.ft2font import FT2Font

from sim import app, load
from sim.app.content.content import board_on_wire, content, revealed_on_wire
from sim.app.content.game import COLUMNS, MOST_TEAMS, Board, GameBudget, TeamPlan, play
from sim.app.content.presets import find_preset, presets, with_preset
from sim.app.content.reveal import figure_text, read, reveal
from sim.app.content.tours import (
    Begin,
    Compare,
    Play,
    Readout,
    Scene,
    SceneChange,
    Tour,
    commands_before,
    read_tour,
    tours,
)
from sim.app.content.words import PARTS, WORDS
from sim.app.world.session import Session
from sim.app.world.story import changing, unrolled
from sim.lab.patterns.governance import OUTSIDERS
from sim.lab.run.outputs import all_measures
from sim.policies import policies
from sim.report.figures import style
from sim.scenario import Scenario, declared_numbers
from sim.simulation import Simulation
from sim.text import GongtongError, Text
from tests.support import TENTH

STATIC = Path(app.__file__).parent / "static"
SMALL = {name: value for name, value in TENTH.items() if name != "weeks"}
YEAR = 52


def fields(words: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(words) if name is not None}


def said_in(data: object) -> list[Text]:
    """Every text of plain data."""
    if isinstance(data, dict):
        if set(data) == {"en", "zh"}:
            return [Text(data["en"], data["zh"])]
        return [text for value in data.values() for text in said_in(value)]
    return [text for value in data for text in said_in(value)] if isinstance(data, list) else []


def test_no_word_is_said_twice_under_one_key() -> None:
    assert [key for key, times in Counter(key for part in PARTS for key in part).items() if times > 1] == []


def test_keys_are_english_snake_case() -> None:
    assert [key for key in WORDS if not re.fullmatch(r"[a-z][a-z0-9_]*", key)] == []


def test_both_languages_have_the_same_fields() -> None:
    assert [key for key, text in WORDS.items() if fields(text.en) != fields(text.zh)] == []


def test_every_text_of_the_content_is_there_in_both_languages() -> None:
    texts = said_in(content())
    assert len(texts) > 400
    units_alike = {"%"}
    assert [t for t in texts if not t.en or not t.zh or (t.en == t.zh and t.en not in units_alike)] == []


def test_every_text_of_the_content_has_its_glyphs() -> None:
    glyphs = FT2Font(str(style.FONT)).get_charmap()
    assert {sign for text in said_in(content()) for sign in (*text.en, *text.zh) if ord(sign) not in glyphs} == set()


def words_asked_for() -> set[str]:
    """Keys in the page's calls of `word(…)`: those said outright, and patterns for those put together."""
    asked: set[str] = set()
    for script in STATIC.rglob("*.js"):
        for call in re.findall(r"\bword\(((?:[^()]|\([^()]*\))*)", script.read_text(encoding="utf-8")):
            first = call.split(", {")[0]
            asked |= set(re.findall(r'^"([a-z0-9_]+)"', first))
            asked |= {key for pair in re.findall(r'\? "([a-z0-9_]+)" : "([a-z0-9_]+)"', first) for key in pair}
            asked |= {re.sub(r"\$\{[^}]*\}", "[a-z0-9_]+", key) for key in re.findall(r"^`([^`]+)`", first)}
    return asked


def test_every_word_the_page_asks_for_is_there() -> None:
    asked = words_asked_for()
    assert len(asked) > 100
    assert sorted(key for key in asked if not any(re.fullmatch(key, known) for known in WORDS)) == []


def test_the_screen_says_what_it_is_not() -> None:
    assert "forecast" in WORDS["illustration_long"].en
    assert "score" in WORDS["not_for_scoring_long"].en
    assert "打分" in WORDS["not_for_scoring_long"].zh


def test_is_plain_data() -> None:
    assert json.loads(json.dumps(content())) == content()


def test_there_is_each_that_the_workshop_needs() -> None:
    named = presets()
    assert {"nothing", "points", "leaders_first", "history", "everything"} <= set(named)
    assert {one.name for one in named.values() if one.failure} == {"paid", "no_quorum", "formalism"}


@pytest.mark.parametrize("name", presets())
def test_changes_are_possible_and_within_declared_ranges(name: str) -> None:
    scenario = with_preset(load("liuhe"), name)
    numbers = {number.path: number for number in declared_numbers()}
    assert scenario.policies.keys() == {path.split(".")[0] for path in presets()[name].changes}
    for path, value in presets()[name].changes.items():
        if path in numbers:
            assert numbers[path].low <= value <= numbers[path].high, path


@pytest.mark.parametrize("name", presets())
def test_meaning_has_no_figure_that_a_run_could_contradict(name: str) -> None:
    assert not re.search(r"\d", "".join(presets()[name].meaning))


def test_history_is_that_of_the_case() -> None:
    assert with_preset(load("liuhe"), "history").policies == load("liuhe-history").policies


def test_formalism_is_that_of_the_pattern() -> None:
    """P28 measures what the preset shows."""
    assert OUTSIDERS.items() <= presets()["formalism"].changes.items()


def test_what_was_on_before_is_off() -> None:
    assert with_preset(load("liuhe").adding("party"), "points").policies.keys() == {"points"}


def test_an_unknown_one_is_refused_with_the_nearest() -> None:
    with pytest.raises(GongtongError, match="did you mean formalism"):
        find_preset("formalist")


@cache
def lived(name: str, seed: int = 1) -> dict[str, np.ndarray]:
    """The case's whole community under a preset."""
    return dict(Simulation(with_preset(load("liuhe"), name), seed).run().series)


def year_of(name: str, measure: str, year: int = -1) -> float:
    """Mean of a year; the last unless another is given."""
    values = lived(name)[measure]
    return float(values[-YEAR:].mean() if year == -1 else values[year * YEAR : (year + 1) * YEAR].mean())


# The sentences of each preset, on the whole community of the case


@pytest.mark.slow
def test_nothing_stays_cold_because_nobody_asks() -> None:
    assert year_of("nothing", "active_4w") < 0.05
    assert year_of("nothing", "unasked") > year_of("nothing", "unable") + year_of("nothing", "unwilling")


@pytest.mark.slow
def test_points_bring_more_but_neither_motivation_nor_together() -> None:
    assert year_of("points", "active_4w") > 1.5 * year_of("nothing", "active_4w")
    assert year_of("points", "motivation") <= year_of("nothing", "motivation")
    assert year_of("points", "together") < 0.005


@pytest.mark.slow
def test_leaders_first_starts_slowly_and_still_grows() -> None:
    assert year_of("leaders_first", "active_4w", 2) < year_of("points", "active_4w", 2)
    assert year_of("leaders_first", "active_4w", 8) > 1.1 * year_of("leaders_first", "active_4w", 6)
    assert year_of("leaders_first", "active_4w") > year_of("points", "active_4w")


@pytest.mark.slow
def test_history_rises_year_after_year_to_together() -> None:
    assert (np.diff([year_of("history", "active_4w", year) for year in range(9)]) > 0).all()
    assert year_of("history", "together") > 0.05


@pytest.mark.slow
def test_everything_starts_quickest_costs_most_and_is_harder_early_than_nothing() -> None:
    others = [name for name in presets() if name != "everything"]
    early = slice(2 * YEAR, 4 * YEAR)
    for name in others:
        assert lived("everything")["active_4w"][early].mean() > lived(name)["active_4w"][early].mean()
        assert lived("everything")["cost_yuan"].sum() > lived(name)["cost_yuan"].sum()
    load_of = {name: lived(name)["cadre_overload"][early].mean() for name in ("everything", "nothing")}
    assert load_of["everything"] > 1.05 * load_of["nothing"]
    gap = year_of("everything", "active_4w") - year_of("history", "active_4w")
    assert abs(gap) < 0.2 * year_of("history", "active_4w")


@pytest.mark.slow
def test_paid_loses_most_within_half_a_year() -> None:
    lift = lived("paid")["active_4w"] - lived("nothing")["active_4w"]
    end = load("liuhe").clock.week(with_preset(load("liuhe"), "paid").policies["points"].stop)
    before, after = lift[end - 13 : end].mean(), lift[end + 13 : end + 26].mean()
    assert before > 0.01
    assert after < 0.5 * before


@pytest.mark.slow
def test_most_elections_miss_the_quorum() -> None:
    series = lived("no_quorum")
    assert series["selfmanage_no_quorum"].sum() > 0.5 * series["selfmanage_elections"].sum() > 0
    assert 0 < series["selfmanage_committees"][-1] < 0.5 * load("liuhe").community.estates


@pytest.mark.slow
def test_formalism_fills_lists_and_leaves_matters_open() -> None:
    series = lived("formalism")
    assert series["party_on_paper"].sum() > 10
    assert year_of("formalism", "registered") > 5 * year_of("formalism", "active_4w")
    assert year_of("formalism", "together") < 0.005
    assert year_of("formalism", "matters_open") > 1.1 * year_of("nothing", "matters_open")
    assert year_of("formalism", "matters_open") > 5 * year_of("everything", "matters_open")


ONE_SCENE = """
title: {en: A tour, zh: 导览}
about: {en: About, zh: 关于}
minutes: 5
scenes:
  - title: {en: Scene, zh: 一幕}
    begin: [{do: preset, name: points}]
    question: {en: How many, zh: 多少}
    guess: {measure: active_4w, after: 8, low: 0, high: 1, step: 0.1}
    act: [{do: play, until: 8}]
    reading: {en: "It is {value}.", zh: "是{value}。"}
    debrief: {en: Why, zh: 为何}
"""


def test_there_are_those_the_workshop_needs() -> None:
    assert {"cold", "points", "leaders", "together"} <= set(tours())


@pytest.mark.parametrize("name", tours())
def test_every_scene_asks_reads_and_leads_to_talk(name: str) -> None:
    tour = tours()[name]
    assert 3 <= len(tour.scenes) <= 6
    for scene in tour.scenes:
        assert scene.question.en.endswith("?")
        assert scene.question.zh.endswith("？")
        assert scene.debrief.en.endswith("?")
        assert scene.debrief.zh.endswith("？")
        last = scene.act[-1]
        assert isinstance(last, Play)
        assert last.until == scene.guess.after, "the guess is about where the act ends"
        assert not re.search(r"\d+(\.\d+)?%", "".join(scene.reading)), "figures come from the simulation"


def test_what_brings_to_a_scene_is_all_that_came_before() -> None:
    tour = tours()["cold"]
    first, second = tour.scenes[:2]
    assert commands_before(tour, 0) == first.begin
    assert commands_before(tour, 1) == (*first.begin, *first.act, *second.begin)


@pytest.mark.parametrize(
    ("was", "instead", "complaint"),
    [
        ("active_4w", "activ_4w", r"mine.yaml:9:13: scenes.0.guess.measure: There is no measure 'activ_4w'; did you mean active_4w"),
        ("after: 8", "after: 9", "active_4w is read after week 9, but 8 are done"),
        ("step: 0.1", "step: 2", "2 does not fit between 0 and 1"),
        ("name: points", "name: point", "there is no preset 'point'"),
        ("do: play", "do: jump", r"mine.yaml:10:11: scenes.0.act.0: .*'jump'"),
        ("until: 8", "until: 8, world: 1", "world"),
        ("zh: 为何", "de: warum", "scenes.0.debrief.zh: is missing"),
        ("It is {value}", "It is {vale}", "vale"),
        ("[{do: preset, name: points}]", "[]", "no preset begins the tour"),
        ("act: [{do: play, until: 8}]", "act: [{do: play, until: 8}, {do: compare, on: true}]", "act must end with play"),
        ("after: 8,", "after: 8, world: 1,", "a world that is not shown"),
    ],
)  # fmt: skip
def test_a_wrong_tour_is_refused_in_one_sentence(was: str, instead: str, complaint: str) -> None:
    assert read_tour(ONE_SCENE, "mine.yaml").name == "mine"
    assert ONE_SCENE.count(was) == 1
    with pytest.raises(GongtongError, match=complaint) as refused:
        read_tour(ONE_SCENE.replace(was, instead), "mine.yaml")
    assert refused.value.text.en.startswith("mine.yaml:")


@pytest.mark.parametrize("name", tours())
def test_every_change_of_a_tour_is_possible(name: str) -> None:
    """The stories that it tells, without living them."""
    week, told = 0, [unrolled(load("liuhe"))]
    for scene in tours()[name].scenes:
        for command in (*scene.begin, *scene.act):
            if isinstance(command, Begin):
                assert len(told) == 1, "a preset begins one world"
                week, told = 0, [unrolled(with_preset(load("liuhe"), command.name))]
            elif isinstance(command, Compare):
                told = told[:1] * (2 if command.on else 1)
            elif isinstance(command, SceneChange):
                at = week if command.week is None else command.week
                told[command.world] = changing(told[command.world], at, command.path, command.value)
            else:
                week = command.until
    assert week <= load("liuhe").weeks


def test_a_tour_reveals_what_the_simulation_gave() -> None:
    """In a tenth of the community."""
    for scene, session in played(tours()["points"], load("liuhe").but(SMALL)):
        check_reveal(scene, session)


@pytest.mark.slow
@pytest.mark.parametrize("name", tours())
def test_every_tour_reveals_what_the_whole_community_gave(name: str) -> None:
    """And the figure is on the slider, below its end."""
    for scene, session in played(tours()[name], load("liuhe")):
        value = check_reveal(scene, session)
        assert scene.guess.low <= value < scene.guess.high, scene.title.en


def played(tour: Tour, base: Scenario) -> Iterator[tuple[Scene, Session]]:
    """Scene by scene, each once it is played, with what the facilitator's commands do."""
    session = Session.new(base, seed=1)
    for scene in tour.scenes:
        for command in (*scene.begin, *scene.act):
            if isinstance(command, Begin):
                session.tell_anew(command.world, with_preset(base, command.name))
            elif isinstance(command, Compare):
                session.compare(on=command.on)
            elif isinstance(command, SceneChange):
                session.change(command.world, command.path, command.value, command.week)
            else:
                session.seek(command.until)
        yield scene, session


def check_reveal(scene: Scene, session: Session) -> float:
    """What is revealed is read off the runs, and every figure of the text is filled."""
    worlds = [dict(live.simulation.results().series) for live in session.worlds]
    revealed = reveal(scene, worlds, scene.guess.low)
    for reading, words in (
        (scene.guess, revealed.against),
        *((one, revealed.reading) for one in scene.figures.values()),
    ):
        measured = [by_hand(reading, worlds[at]) for at in (reading.world, reading.less) if at is not None]
        shown = figure_text(reading, measured[0] - sum(measured[1:]))
        assert shown.en in words.en
        assert shown.zh in words.zh
    assert "{" not in revealed.reading.en + revealed.reading.zh
    assert set(revealed_on_wire(revealed)) == {"value", "against", "verdict", "reading"}
    return revealed.value


def by_hand(reading: Readout, series: dict[str, np.ndarray]) -> float:
    """A figure read off a series in the plainest way."""
    span = series[reading.measure][reading.after - reading.over : reading.after]
    adds = all_measures()[reading.measure].adds
    return float({"mean": span.mean(), "sum": span.sum(), "last": span[-1]}[adds])


TWO_WORLDS = ({"active_4w": np.arange(10) / 100, "matters_open": np.full(10, 7.0), "matters_solved": np.full(10, 4.0)},
          {"active_4w": np.arange(10) / 50, "matters_open": np.full(10, 1.0), "waiting_weeks": np.full(10, 6.0),
           "matters_solved": np.full(10, 4.0)})  # fmt: skip


@pytest.mark.parametrize(
    ("reading", "value", "said"),
    [
        ({"measure": "active_4w", "after": 10, "over": 2}, 0.085, Text("8.5%", "8.5%")),
        ({"measure": "active_4w", "after": 4, "over": 4}, 0.015, Text("1.5%", "1.5%")),
        ({"measure": "active_4w", "after": 10, "over": 1, "world": 1, "less": 0}, 0.09, Text("+9.0 percentage points", "+9.0个百分点")),
        ({"measure": "active_4w", "after": 10, "over": 1, "world": 0, "less": 1}, -0.09, Text("−9.0 percentage points", "−9.0个百分点")),
        ({"measure": "matters_open", "after": 10, "over": 5}, 7.0, Text("7 matters", "7件")),
        ({"measure": "matters_open", "after": 10, "over": 1, "world": 1}, 1.0, Text("1 matter", "1件")),
        ({"measure": "matters_solved", "after": 10, "over": 10}, 40.0, Text("40 matters", "40件")),
        ({"measure": "waiting_per_matter", "after": 10, "over": 10, "world": 1}, 1.5, Text("2 weeks", "2周")),
        ({"measure": "points_issued", "after": 10}, 0.0, Text("0 points", "0分")),
    ],
)  # fmt: skip
def test_reads_by_the_rule_of_the_measure(reading: dict[str, object], value: float, said: Text) -> None:
    chosen = Readout.model_validate(reading)
    assert read(chosen, TWO_WORLDS) == pytest.approx(value)
    assert figure_text(chosen, value) == said


@pytest.mark.parametrize(("guess", "verdict"), [(0.0, "overlook"), (0.1, "Close"), (0.9, "granted"), (None, None)])
def test_tells_how_near_the_guess_was(guess: float | None, verdict: str | None) -> None:
    revealed = reveal(read_tour(ONE_SCENE, "mine.yaml").scenes[0], [{"active_4w": np.full(8, 0.15)}], guess)
    assert revealed.value == pytest.approx(0.15)
    assert revealed.reading == Text("It is 15.0%.", "是15.0%。")
    assert (revealed.verdict is None) if verdict is None else (verdict in revealed.verdict.en)
    assert ("guessed" in revealed.against.en) == (guess is not None)


GAME = GameBudget(yuan=100_000.0, hours=30.0, weeks=2 * YEAR)
PLANS = (
    TeamPlan(name="甲", changes={"points.dose": 1.0}),
    TeamPlan(name="乙", changes={"leaders.dose": 1.0, "leaders.grids": [1, 2, 3]}),
    TeamPlan(name="丙", changes={"points.dose": 1.0}),
    TeamPlan(name="all", changes={f"{name}.dose": 1.0 for name in policies()}),
    TeamPlan(name="idle"),
)


@cache
def board() -> Board:
    told: list[int] = []
    found = play(load("liuhe").but(SMALL | {"modules_start": None}), PLANS, 1, GAME, told.append)
    assert told == [1, 2, 3, 4, 5, 6]
    return found


def test_over_the_budget_is_told_and_not_ranked() -> None:
    assert [row.team for row in board().rows] == ["甲", "乙", "丙", "idle"]
    why = board().refused["all"]
    assert re.fullmatch(
        r"all: the plan takes [\d,.]+ (yuan of government money a year|cadre hours a week); the budget is [\d,]+\.",
        why.en,
    )
    assert "预算为" in why.zh


def test_same_plan_same_community() -> None:
    rows = {row.team: row for row in board().rows}
    assert rows["甲"].values == rows["丙"].values
    assert rows["甲"].ranks == rows["丙"].ranks


def test_doing_nothing_is_on_the_board_to_compare_with() -> None:
    assert board().nothing == {row.team: row for row in board().rows}["idle"].values
    assert board().nothing["yuan"] == board().nothing["hours"] == 0.0


def test_every_column_has_its_own_order_and_there_is_no_total() -> None:
    assert {column.about for column in COLUMNS} == {"outcome", "equity", "cost"}
    for column in COLUMNS:
        values = [row.values[column.key] for row in board().rows]
        best = max(values) if column.more_is_better else min(values)
        assert {row.values[column.key] for row in board().rows if row.ranks[column.key] == 1} == {best}
        ordered = sorted(values, reverse=column.more_is_better)
        assert all(row.ranks[column.key] == 1 + ordered.index(row.values[column.key]) for row in board().rows)
    assert set(board_on_wire(board())["rows"][0]) == {"team", "values", "ranks"}


def test_worst_grid_is_no_better_than_the_community() -> None:
    assert all(row.values["worst_grid"] <= row.values["active"] for row in board().rows)


@pytest.mark.parametrize(
    ("changes", "complaint"),
    [
        ({"points.budget": 1e6}, "points.budget is not a team's to choose"),
        ({"resident.base": 5.0}, "resident.base is not a team's to choose"),
        ({"party.delivers": 1.0}, "party.delivers is not a team's to choose"),
        ({"points.dose": 99.0}, r"T: policies.points.dose: 99.0 is not allowed; .* between 0 and 10\."),
        ({"points.grids": [13]}, "13 does not exist; allowed are 1 to 12"),
        ({"points.reward": "cash"}, "'cash' is not allowed"),
    ],
)
def test_a_plan_says_only_what_is_a_teams_to_choose(changes: dict[str, object], complaint: str) -> None:
    with pytest.raises(GongtongError, match=complaint) as refused:
        play(load("liuhe").but(SMALL), [TeamPlan(name="T", changes=changes)], 1, GAME)
    assert refused.value.text.en.startswith("T: ")


@pytest.mark.parametrize(
    ("plans", "complaint"),
    [
        ([], "0 were given; 1 to 8 can play"),
        ([TeamPlan(name=str(n)) for n in range(MOST_TEAMS + 1)], "9 were given"),
        ([TeamPlan(name="A"), TeamPlan(name="A")], "two are called 'A'"),
    ],
)
def test_teams_are_some_and_differ_by_name(plans: list[TeamPlan], complaint: str) -> None:
    with pytest.raises(GongtongError, match=complaint):
        play(load("liuhe"), plans, 1)
