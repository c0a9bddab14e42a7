"""Published studies repeated in the simulation: their files, their measures, their table; and what experiments need."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from sim.agents.acts import ACTS, HOSTED
from sim.cli import main
from sim.community import build_community
from sim.community.circles import HOUSEHOLD, clustering
from sim.lab.patterns.residents import FAIL, PASS, WEAK
from sim.lab.validation.replications import (
    ReplicatedEffect,
    Replication,
    chosen_replications,
    load_replication,
    replicate,
    shipped,
)
from sim.lab.validation.replications.contrasts import MEASURES
from sim.lab.validation.replications.outcomes import KINDS_OF_ACT, OUTCOMES, WantedOutcome, habit_weeks, watch
from sim.lab.validation.replications.replicate import values_of
from sim.report.analyses.replications import (
    forest,
    replication_count,
    replication_frame,
    replication_report,
    replication_table,
    write_replications,
)
from sim.report.text.effects import LABELS, OVER_DRAWS
from sim.scenario import Scenario
from sim.simulation import Simulation, run
from sim.text import LANGUAGES, GongtongError, Text
from sim.trial import CHOSEN, HOUSEMATES, OTHERS
from tests.support import ROOT, TENTH, bibliography, small

PAGE = ROOT / "docs" / "replications.md"
SMALLER = {name: value for name, value in TENTH.items() if name != "weeks"}
EXAMPLE = """
title: {en: Asked in person, zh: 当面邀请}
source: gerber2000
operationalisation: {en: Whoever is asked comes more often., zh: 被邀请者来得更多。}
settings: {weeks: 40, trial.share: 0.3, trial.start: 4, trial.weeks: 4}
arms:
  nothing: {}
  asked: {trial.asks: 3.0}
effects:
  - title: {en: acts added, zh: 新增参与}
    measure: difference
    of: {arm: asked, group: chosen, outcome: acts, weeks: [4, 8]}
    against: {arm: nothing, group: chosen, outcome: acts, weeks: [4, 8]}
    published: 0.2
    tolerance: [0.1, 0.5]
    read: memory
"""


def written(folder: Path, text: str = EXAMPLE, name: str = "example") -> Path:
    """A replication in a file."""
    path = folder / f"{name}.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def at_small_size(*replications: Replication) -> list[ReplicatedEffect]:
    """One seed in a tenth of the case."""
    return replicate(replications, [1], workers=1, besides=SMALLER)


@pytest.fixture(scope="module")
def found() -> list[ReplicatedEffect]:
    """A small table."""
    return at_small_size(*chosen_replications(["canvassing", "passed_on_at_home"]))


# The shipped files

every_file = pytest.mark.parametrize("name", shipped())


@every_file
def test_a_shipped_replication_names_its_sources_and_speaks_both_languages(name: str) -> None:
    """Sources of the bibliography, Chinese in Chinese; arms that are used."""
    one = load_replication(shipped()[name])
    assert set(one.source.split()) <= set(bibliography())
    for words in (one.title, one.operationalisation, *(effect.title for effect in one.effects)):
        assert words.en.isascii()
        assert re.search(r"[\u4e00-\u9fff]", words.zh)
    assert {sample.arm for effect in one.effects for sample in effect.samples} == set(one.arms)


@every_file
def test_a_shipped_replication_runs(name: str) -> None:
    """A row an effect, whatever it says at this size."""
    one = load_replication(shipped()[name])
    found = at_small_size(one)
    assert [row.effect for row in found] == list(one.effects)
    assert all(np.isfinite(row.finding.values).all() for row in found)
    assert any(row.measured for row in found)


def test_what_was_to_be_replicated_is_there() -> None:
    """Rewards, habits, recognition, asking, contagion, households."""
    sources = " ".join(load_replication(path).source for path in shipped().values()).split()
    assert {"S31", "lally2010", "ashraf2014", "S30", "centola2010", "nickerson2008"} <= set(sources)


def test_studies_that_changed_the_model_say_so_and_what_version_01_gave() -> None:
    """All six field studies, and none of the older ones."""
    studies = {name: load_replication(path) for name, path in shipped().items()}
    seen = {name: one for name, one in studies.items() if one.seen}
    assert set(" ".join(one.source for one in seen.values()).split()) == {
        *("xu2016", "fon2013", "shanghai36", "dongyong", "gerber2000", "nickerson2008", "burn1991")
    }
    assert all(any(effect.before is not None for effect in one.effects) for one in seen.values())


@pytest.mark.slow
def test_the_committed_table_is_what_the_program_produces() -> None:
    """On the default seeds, to the last digit shown."""
    page = PAGE.read_text(encoding="utf-8").split("<!-- table -->\n")[1].split("<!-- end of table -->")[0]
    assert page == replication_table(replicate(chosen_replications([])), "en").to_markdown()


# A file of one's own


def test_adding_a_file_adds_a_row(tmp_path: Path) -> None:
    """Nothing but the file is needed."""
    own = written(tmp_path)
    before = chosen_replications(["passed_on_at_home"])
    after = chosen_replications(["passed_on_at_home", str(own)])
    rows = [replication_table(at_small_size(*chosen), "en").rows for chosen in (before, after)]
    assert rows[1][: len(rows[0])] == rows[0]
    assert [row[:2] for row in rows[1][len(rows[0]) :]] == [["Asked in person", "acts added"]]


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("measure: difference", "measure: diference", ["example.yaml:11:", "effects.0.measure", "diference", "ratio"]),
        ("outcome: acts", "outcome: act", ["'act'", "took_part"]),
        ("arm: asked", "arm: aksed", ["aksed", "nothing, asked"]),
        ("group: chosen", "group: picked", ["picked", "housemates"]),
        ("weeks: [4, 8]", "weeks: [8, 4]", ["[8, 4]"]),
        ("weeks: [4, 8]", "weeks: [4, 80]", ["80", "40"]),
        ("published: 0.2", "published: 0.9", ["0.1 to 0.5", "0.9"]),
        ("published: 0.2", "published: much", ["much", "number"]),
        ("read: memory", "read: hearsay", ["hearsay", "stored"]),
        ("trial.asks: 3.0", "trial.asks: 99.0", ["99", "20"]),
        ("trial.asks: 3.0", "trial.aks: 3.0", ["trial.aks", "asks"]),
        ("source: gerber2000", "sources: gerber2000", ["example.yaml:3:1", "sources", "source?"]),
        ("measure: difference", "measure: odds_ratio", ["odds_ratio", "took_part"]),
        ("measure: difference", "measure: share_passed_on", ["source_of"]),
        ("measure: difference", "measure: difference\n    at: 0.5", ["quantile"]),
        ("outcome: acts", "outcome: acts, kind: sorting", ["sorting", "tidying"]),
        ("outcome: acts", "outcome: trust, kind: tidying", ["kind", "acts", "trust"]),
        ("outcome: acts", "outcome: hours, per: household", ["household", "acts", "hours"]),
        ("outcome: acts", "outcome: acts, treatment: second", ["asked", "'second'", "main"]),
        ("outcome: acts", "outcome: acts, age: [60]", ["age"]),
        ("read: memory", "read: memory\n    before: little", ["little", "number"]),
        ("settings:", "settings", ["not valid YAML"]),
        (EXAMPLE, "- nothing", ["group of named values"]),
    ],
)
def test_bad_input_gets_one_sentence(tmp_path: Path, old: str, new: str, says: list[str]) -> None:
    """With the file, the value and what is allowed, in both languages."""
    with pytest.raises(GongtongError) as caught:
        load_replication(written(tmp_path, EXAMPLE.replace(old, new)))
    for text in caught.value.text:
        assert "example.yaml" in text
        assert "\n" not in text
    for word in says:
        assert word in caught.value.text.en
    assert re.search(r"[\u4e00-\u9fff]", caught.value.text.zh)


@pytest.mark.parametrize(("name", "says"), [("canvasing", "canvassing"), ("nothing.yaml", "cannot be read")])
def test_an_unknown_replication_gets_one_sentence(name: str, says: str) -> None:
    """With the nearest name."""
    with pytest.raises(GongtongError, match=says):
        chosen_replications([name])


def test_one_question_is_run_once(tmp_path: Path) -> None:
    """Arms that ask the same run once, also those of two files; and give the same to both."""
    twice = [load_replication(written(tmp_path)), load_replication(written(tmp_path, name="again"))]
    runs: list[int] = []
    found = replicate(twice, [1], workers=1, done=runs.append, besides=SMALLER)
    assert runs == [1, 2]
    assert found[0].finding.values.tolist() == found[1].finding.values.tolist()


@pytest.mark.slow
def test_the_same_with_any_number_of_workers(tmp_path: Path) -> None:
    """To the last bit."""
    own = [load_replication(written(tmp_path))]
    one, two = (replicate(own, [1, 2], workers=number, besides=SMALLER)[0] for number in (1, 2))
    assert one.finding.values.tolist() == two.finding.values.tolist()


# Measures


@pytest.mark.parametrize(
    ("measure", "samples", "expected"),
    [
        ("difference", ([1, 3], [0, 1]), 1.5),
        ("ratio", ([1, 3], [0, 1]), 4.0),
        ("ratio", ([1, 3], [0, 0]), np.nan),
        ("odds_ratio", ([1, 1, 1, 0], [1, 0, 0, 0]), 9.0),
        ("odds_ratio", ([1, 1], [1, 0]), np.nan),
        ("standardised_difference", ([2, 4], [1, 3]), 1 / np.sqrt(2)),
        ("standardised_difference", ([2], [1, 3]), np.nan),
        ("share_passed_on", ([2], [1], [6], [4]), 0.5),
        ("share_left", ([3], [2], [6], [2]), 0.25),
        ("difference_of_ratios", ([1], [2], [3], [4]), -0.25),
        ("difference_of_ratios", ([1], [2], [3], [0]), np.nan),
        ("level", ([1, 3],), 2.0),
        ("level", ([],), np.nan),
        ("quantile", ([1, 2, 9],), 2.0),
        ("quantile", ([],), np.nan),
    ],
)
def test_effect_measures(measure: str, samples: tuple[list[float], ...], expected: float) -> None:
    """By hand; nothing where there is nothing to compute."""
    found = MEASURES[measure].compute([np.array(one, np.float64) for one in samples], 0.5)
    assert found == pytest.approx(expected, nan_ok=True)


def test_weeks_to_form_a_habit() -> None:
    """From the first act to 95% of the mean of the last quarter; nothing for those without habit."""
    weeks = np.arange(200)
    late = np.where(weeks < 10, 0, 1 - np.exp(-(weeks - 9) / 20))
    path = np.stack([late, np.zeros(200)], axis=1).astype(np.float32)
    formed, never = habit_weeks(path)
    assert formed == np.ceil(-20 * np.log(0.05))
    assert np.isnan(never)


def test_every_outcome_is_what_the_run_says() -> None:
    """Flows over the weeks, states at their end, for those who lived there throughout."""
    scenario = small(weeks=30)
    seen = watch(scenario, 1, [WantedOutcome(name, 0, 30) for name in OUTCOMES])
    simulation = Simulation(scenario, 1)
    simulation.run()
    residents = simulation.world.residents
    values = {wanted.outcome: value for wanted, value in seen.values.items()}
    assert not seen.party.all()
    assert np.array_equal(seen.household, simulation.world.community.household)
    assert set(values) == set(OUTCOMES)
    assert np.array_equal(values["acts"], residents.acts_total)
    assert np.array_equal(values["took_part"], residents.acts_total > 0)
    assert np.allclose(values["hours"], residents.hours_total)
    assert np.array_equal(values["motivation"], residents.motivation)
    assert np.array_equal(values["active_contacts"], residents.outside)
    assert (values["asked"] <= values["reached"]).all()
    assert (values["acts"] <= values["reached"]).all()
    reached = values["reached"] > 0
    assert np.allclose(values["taken"][reached], values["acts"][reached] / values["reached"][reached])
    assert np.isnan(values["taken"][~reached]).all()
    assert not (seen.counted & ~residents.able).any()
    assert seen.counted.sum() > 0.8 * residents.able.sum()


def test_everyday_acts_are_counted_by_their_own_kind_only() -> None:
    """By resident and by household; what has a host is the sum over its kinds."""
    scenario = small(weeks=12, resident__everyday_base=0.0)
    wanted = [
        WantedOutcome(outcome, 0, 12, kind, homes)
        for outcome in ("acts", "doing", "took_part")
        for kind in KINDS_OF_ACT
        for homes in (False, True)
    ]
    seen = watch(scenario, 1, wanted)
    simulation = Simulation(scenario, 1)
    tidied, weeks_of_it = (np.zeros(simulation.world.community.people, np.int64) for _ in range(2))
    while not simulation.done:
        simulation.step()
        tidied += simulation.world.residents.everyday[:, 0]
        weeks_of_it += simulation.world.residents.everyday[:, 0] > 0
    by_kind = {one[3:]: value for one, value in seen.values.items() if one.outcome == "acts"}
    assert tidied.sum() > 0
    assert np.array_equal(by_kind["tidying", False], tidied)
    assert np.allclose(seen.values[WantedOutcome("doing", 0, 12, "tidying")], weeks_of_it / 12)
    hosted = list(ACTS)[:HOSTED]
    assert np.array_equal(by_kind["any", False], sum(by_kind[kind, False] for kind in hosted))
    assert np.array_equal(by_kind["any", False], simulation.world.residents.acts_total)
    for outcome in ("acts", "doing", "took_part"):
        home = seen.values[WantedOutcome(outcome, 0, 12, "tidying", True)]
        assert (home >= seen.values[WantedOutcome(outcome, 0, 12, "tidying")])[simulation.world.residents.able].all()
        assert all(np.ptp(home[seen.household == one]) == 0 for one in np.unique(seen.household)[:50])
    assert np.array_equal(
        seen.values[WantedOutcome("took_part", 0, 12, "tidying", True)],
        seen.values[WantedOutcome("doing", 0, 12, "tidying", True)] > 0,
    )


def test_samples_are_those_of_an_age_a_party_and_a_treatment(tmp_path: Path) -> None:
    """Whoever is looked at, nobody else."""
    text = EXAMPLE.replace("trial.share: 0.3,", "trial.share: 0.3, trial.also.second.share: 0.5,")
    study = load_replication(written(tmp_path, text))
    ((effect,), (scenario, _)) = study.effects, study.scenarios(SMALLER).values()
    run_of_it = watch(scenario, 1, effect.of.all_wanted)
    outcome = run_of_it.values[effect.of.wanted]
    for changed, who in (
        ({"treatment": "second"}, run_of_it.groups["second"] == CHOSEN),
        ({"group": "everyone", "age": (60.0, 70.0)}, (run_of_it.age >= 60) & (run_of_it.age <= 70)),
        ({"group": "everyone", "party": True}, run_of_it.party),
        ({"group": "everyone", "party": False}, ~run_of_it.party),
    ):
        among = who & run_of_it.counted
        assert 0 < among.sum() < run_of_it.counted.sum()
        assert np.array_equal(values_of(effect.of.model_copy(update=changed), run_of_it), outcome[among])


def test_of_households_there_is_one_value_each(tmp_path: Path) -> None:
    """However many live there."""
    text = EXAMPLE.replace("outcome: acts", "outcome: doing, kind: tidying, per: household")
    study = load_replication(written(tmp_path, text))
    sample = study.effects[0].of.model_copy(update={"group": "everyone"})
    seen = watch(study.scenarios(SMALLER)["nothing"], 1, sample.all_wanted)
    assert values_of(sample, seen).size == np.unique(seen.household[seen.counted]).size


# Over parameter sets


def test_every_seed_takes_a_parameter_set_of_its_own(tmp_path: Path) -> None:
    """The k-th seed the k-th; the verdict is by how many of them lie inside."""
    study = load_replication(written(tmp_path))
    draws = [{"resident.base": -3.0}, {"resident.base": -20.0}]
    (both,) = replicate([study], [1, 2], workers=1, besides=SMALLER, draws=draws)
    (first,) = replicate([study], [1], workers=1, besides={**SMALLER, **draws[0]})
    (second,) = replicate([study], [2], workers=1, besides={**SMALLER, **draws[1]})
    assert both.finding.values.tolist() == [*first.finding.values, *second.finding.values]
    assert both.over_draws
    assert not first.over_draws
    assert second.finding.mean == 0.0


def with_values(one: ReplicatedEffect, values: list[float], seeds: int) -> ReplicatedEffect:
    """An effect over parameter sets that gave these numbers, in so many runs."""
    return replace(one, finding=replace(one.finding, values=np.array(values)), seeds=seeds, over_draws=True)


@pytest.mark.parametrize(
    ("inside", "outside", "without", "verdict"),
    [(4, 1, 0, PASS), (3, 2, 0, WEAK), (3, 1, 1, WEAK), (2, 3, 0, WEAK), (1, 4, 0, FAIL), (0, 1, 4, FAIL)],
)
def test_the_verdict_over_parameter_sets_is_by_the_share_inside(
    found: list[ReplicatedEffect], inside: int, outside: int, without: int, verdict: Text
) -> None:
    """Four in five pass; a run that gives no number is not inside."""
    one = found[0]
    values = [one.effect.published] * inside + [one.finding.high + 1] * outside
    over = with_values(one, values, inside + outside + without)
    assert over.inside == inside / 5
    assert over.verdict == verdict


@pytest.mark.parametrize("lang", LANGUAGES)
def test_over_parameter_sets_everything_says_so(tmp_path: Path, found: list[ReplicatedEffect], lang: Any) -> None:
    """A column for the share inside, the middle 80% in place of the interval, other words; over seeds none of it."""
    over = [with_values(one, [one.finding.low, *[one.effect.published] * 8, one.finding.high + 9], 10) for one in found]
    label, middle = (words.to(lang) for words in (LABELS["inside"], OVER_DRAWS.interval))
    table, plain = replication_table(over, lang), replication_table(found, lang)
    assert (label in table.header, middle in table.header) == (True, True)
    assert (label in plain.header, middle in plain.header) == (False, False)
    assert {row[table.header.index(label)] for row in table.rows} == {"90%"}
    assert over[0].interval == pytest.approx(np.quantile(over[0].finding.values, [0.1, 0.9]))
    assert "90%" in replication_report(over, lang)
    assert replication_count(over) != replication_count(found)
    assert write_replications(over, tmp_path, lang)[0].name == "replications-1.png"
    assert replication_frame(over, lang)["share_inside"].to_list() == [0.9] * len(over)


def test_what_version_01_gave_has_a_column_where_any_effect_has_it(tmp_path: Path) -> None:
    """A dash where it was not asked; no column where it never was."""
    text = EXAMPLE + EXAMPLE.split("effects:\n")[1].replace("acts added", "once more") + "    before: 0.125\n"
    (never, *_), both = (
        at_small_size(load_replication(written(tmp_path))),
        at_small_size(load_replication(written(tmp_path, text, "both"))),
    )
    label = LABELS["before"].en
    assert label not in replication_table([never], "en").header
    table = replication_table(both, "en")
    assert [row[table.header.index(label)] for row in table.rows] == ["–", "0.125"]
    assert "Version 0.1: 0.125." in replication_report(both, "en")
    assert replication_frame(both, "en")["version_0.1"].to_list() == [None, 0.125]


# Table, figures, files, command


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_folder_has_figures_table_and_text(tmp_path: Path, found: list[ReplicatedEffect], lang: Any) -> None:
    """All that the command promises."""
    files = write_replications(found, tmp_path, lang)
    assert [file.name for file in files] == ["replications-1.png", "replications.csv", "replications.txt"]
    assert all(file.stat().st_size > 100 for file in files)
    words = replication_report(found, lang)
    assert all((one.effect.title.zh if lang == "zh" else one.effect.title.en) in words for one in found)
    assert "*" in words


def test_many_effects_go_on_several_slides(found: list[ReplicatedEffect]) -> None:
    """A study stays together; every effect is on one slide."""
    slides = forest(found * 12, "en")
    assert len(slides) > 1
    shown = [text.get_text() for slide in slides for text in slide.axes[0].texts]
    assert shown.count("by letter, share added") == 12


def test_the_table_has_plain_numbers_for_other_programs(found: list[ReplicatedEffect]) -> None:
    """A row an effect."""
    frame = replication_frame(found, "en")
    assert frame.height == len(found)
    assert frame["published"].to_list() == [one.effect.published for one in found]
    assert frame["simulated"].to_list() == [one.finding.mean for one in found]


@pytest.mark.parametrize(("runs", "says"), [(["--seeds", "1"], "99%区间"), (["--posterior", "2"], LABELS["inside"].zh)])
def test_the_command_prints_the_table(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    runs: list[str],
    says: str,
) -> None:
    """One file, one seed or two parameter sets, in Chinese."""
    text = EXAMPLE.replace("settings: {", "settings: {" + "".join(f"{k}: {v}, " for k, v in SMALLER.items()))
    out = tmp_path / "out"
    monkeypatch.setattr(
        "sys.argv",
        [
            "gongtong",
            "replicate",
            str(written(tmp_path, text)),
            *[*runs, "--workers", "1", "--lang", "zh", "--quiet", "--out"],
            str(out),
        ],
    )
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == 0
    printed = capsys.readouterr().out
    assert "新增参与" in printed
    assert says in (out / "replications.csv").read_text(encoding="utf-8") + printed
    assert (out / "replications.csv").exists()


# The trial inside a run


def groups(**changes: object) -> tuple[Simulation, Any]:
    """Parts in a trial, in a tenth of the case."""
    simulation = Simulation(small(**changes), 1)
    return simulation, simulation.trial.group


def test_without_a_trial_nobody_is_drawn() -> None:
    """As every scenario is by default."""
    _, group = groups()
    assert (group == OTHERS).all()


@pytest.mark.parametrize("by", ["resident", "one_of_household", "household", "estate"])
def test_the_lot_draws_what_it_says(by: str) -> None:
    """A share of the units; housemates are those who live with one drawn; children are left out."""
    simulation, group = groups(trial__share=0.4, trial__by=by, trial__start=0)
    community, able = simulation.world.community, simulation.world.residents.able
    chosen, housemates = group == CHOSEN, group == HOUSEMATES
    assert not ((chosen | housemates) & ~able).any()
    unit = community.estate if by == "estate" else community.household
    if by == "resident":
        assert chosen.sum() == pytest.approx(0.4 * able.sum(), rel=0.1)
        return
    drawn = np.unique(unit[chosen])
    assert drawn.size == pytest.approx(0.4 * np.unique(unit[able]).size, rel=0.4)
    if by == "one_of_household":
        assert np.bincount(community.household[chosen]).max() == 1
        assert set(community.household[housemates]) <= set(drawn)
        assert housemates.sum() > 0
    else:
        assert np.array_equal(chosen, able & np.isin(unit, drawn))
        assert not housemates.any()


def test_arms_draw_the_same_people_and_seeds_draw_others() -> None:
    """Whatever is done to them."""
    one, other = small(trial__share=0.3), small(trial__share=0.3, trial__asks=2.0)
    assert np.array_equal(Simulation(one, 1).trial.group, Simulation(other, 1).trial.group)
    assert not np.array_equal(Simulation(one, 1).trial.group, Simulation(one, 2).trial.group)


def test_a_placebo_changes_nobody() -> None:
    """Being drawn without anything being done is to the last bit like no trial at all."""
    plain, placebo = run(small(), 1), run(small(trial__share=0.5), 1)
    assert all(np.array_equal(plain.series[name], placebo.series[name]) for name in plain.series)
    assert plain.residents["chosen"].sum() == 0
    assert placebo.residents["chosen"].sum() > 0


def test_levers_are_felt_by_those_drawn_while_the_trial_lasts() -> None:
    """Not before, not after, and by nobody else."""
    scenario = small(trial__share=0.3, trial__start=2, trial__weeks=3, trial__relief=7.0, weeks=8)
    simulation = Simulation(scenario, 1)
    chosen = simulation.trial.group == CHOSEN
    while not simulation.done:
        simulation.step()
        felt = simulation.world.push.relief
        assert (felt[chosen] == (7.0 if 2 <= simulation.week - 1 < 5 else 0.0)).all()
        assert (felt[~chosen] == 0).all()


def test_rewards_of_a_trial_count_for_every_kind_of_act() -> None:
    """People are paid for coming, to whatever it is."""
    base = {"trial__share": 1.0, "trial__start": 0, "trial__weeks": 20, "weeks": 20, "resident__notice": 2.0}
    unpaid, paid = (run(small(**base, trial__reward=reward), 1) for reward in (0.0, 1.0))
    assert paid.residents["acts_total"].sum() > 1.5 * unpaid.residents["acts_total"].sum()


# Ties rewired


def test_rewiring_keeps_everybody_s_number_of_ties_and_takes_clustering_away() -> None:
    """And households, and the ties inside them."""
    settings = {
        share: Scenario().but({**TENTH, "community.ties.rewired": share}).community for share in (0.0, 0.5, 1.0)
    }
    made = {share: build_community(one, 60) for share, one in settings.items()}
    here = made[0.0].here(0)
    matrices = {share: one.ties.matrix(here) for share, one in made.items()}
    degrees = {share: np.diff(matrix.indptr) for share, matrix in matrices.items()}
    assert (degrees[0.5] != degrees[0.0]).mean() < 0.02
    assert (degrees[1.0] != degrees[0.0]).mean() < 0.02
    clustered = [clustering(matrices[share]) for share in (0.0, 0.5, 1.0)]
    assert clustered[0] > 2 * clustered[1] > 2 * clustered[2]
    homes = [one.ties.to[one.ties.layer == HOUSEHOLD] for one in made.values()]
    assert np.array_equal(homes[0], homes[2])
    assert np.array_equal(made[0.0].traits.motivation, made[1.0].traits.motivation)
    outside = made[1.0].ties
    source = np.repeat(np.arange(outside.start.size - 1), np.diff(outside.start))
    apart = outside.layer != HOUSEHOLD
    household = made[1.0].household
    assert (household[source[apart]] != household[outside.to[apart]]).all()
