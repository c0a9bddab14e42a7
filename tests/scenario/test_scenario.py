"""Scenarios: whatever is wrong is told in one clear sentence, whatever is right is kept to the letter."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from sim.param import declared
from sim.policies import policies
from sim.scenario import Scenario
from sim.scenario.file import dump, load, parse, shipped
from sim.text import GongtongError, readable
from tests.support import ROOT, small

POINTS = "policies:\n  points:\n    "

# What is written, where the fault is (line:column), and what both sentences must say; {field} opens both
UNKNOWN = {
    "wekks: 60": ("1:1", "wekks", ["weeks"]),
    "community:\n  residnets: 60": ("2:3", "community.residnets", ["residents"]),
    "community:\n  ages:\n    elder: 60": ("3:5", "community.ages.elder", ["elders"]),
    "resident:\n  weight_habbit: 1.0": ("2:3", "resident.weight_habbit", ["weight_habit"]),
    "acts:\n  care:\n    huors: 1.0": ("3:5", "acts.care.huors", ["hours"]),
    "policies:\n  pionts: {}": ("2:3", "policies.pionts", ["points"]),
    f"{POINTS}budgett: 1.0": ("3:5", "policies.points.budgett", ["budget"]),
    f"{POINTS}earns:\n      car: 1": ("4:7", "policies.points.earns.car", ["care"]),
    "zzz: 1": ("1:1", "zzz", ["weeks", "community", "policies"]),
    "community:\n  zzz: 1": ("2:3", "community.zzz", ["grids", "estates"]),
    "policies:\n  zzz: {}": ("2:3", "policies.zzz", ["points"]),
    "1: 2": ("1:1", "1", ["weeks"]),
    "asking:\n  weight_stranegr: 1.0": ("2:3", "asking.weight_stranegr", ["weight_stranger"]),
    "trial:\n  shar: 1.0": ("2:3", "trial.shar", ["share"]),
    "trial:\n  also:\n    second:\n      shar: 1.0": ("4:7", "trial.also.second.shar", ["share"]),
    "trial:\n  also:\n    second:\n      also: {}": ("4:7", "trial.also.second.also", ["estates", "asks"]),
    "trial:\n  clubs:\n    choir:\n      peple: 9": ("4:7", "trial.clubs.choir.peple", ["people"]),
}
WRONG_TYPE = {
    "weeks: sixty": ("1:1", "weeks", ["'sixty'"]),
    "weeks: '60'": ("1:1", "weeks", ["'60'"]),
    "weeks: 60.5": ("1:1", "weeks", ["60.5"]),
    "weeks: true": ("1:1", "weeks", ["True"]),
    "weeks:": ("1:1", "weeks", ["None"]),
    "weeks: [60]": ("1:1", "weeks", ["60"]),
    "weeks: {a: 1}": ("1:1", "weeks", []),
    "resident:\n  weight_habit: high": ("2:3", "resident.weight_habit", ["'high'"]),
    "resident:\n  weight_habit: true": ("2:3", "resident.weight_habit", ["True"]),
    "resident: 3": ("1:1", "resident", ["3"]),
    "community: [1]": ("1:1", "community", []),
    "title: Liuhe": ("1:1", "title", ["'Liuhe'"]),
    "title:\n  en: Liuhe": ("1:1", "title.zh", []),
    "policies: [points]": ("1:1", "policies", ["points"]),
    "policies:\n  points: 3": ("2:3", "policies.points", ["3"]),
    f"{POINTS}grids: 3": ("3:5", "policies.points.grids", ["3"]),
    f"{POINTS}grids: [one]": ("3:5", "policies.points.grids.0", ["'one'"]),
    f"{POINTS}start: soon": ("3:5", "policies.points.start", ["'soon'"]),
    f"{POINTS}start: 2016": ("3:5", "policies.points.start", ["2016"]),
    f"{POINTS}deductions: 'yes'": ("3:5", "policies.points.deductions", ["'yes'"]),
    f"{POINTS}deductions: 1": ("3:5", "policies.points.deductions", ["1"]),
    "community:\n  first_monday: Monday": ("2:3", "community.first_monday", ["'Monday'"]),
    "trial:\n  also: [second]": ("2:3", "trial.also", []),
    "trial:\n  clubs:\n    choir: 3": ("3:5", "trial.clubs.choir", ["3"]),
    "trial:\n  clubs:\n    choir:\n      week: soon": ("4:7", "trial.clubs.choir.week", ["'soon'"]),
}
OUT_OF_RANGE = {
    "weeks: 0": ("1:1", "weeks", ["0", "1", "5200"]),
    "weeks: 100000000000000000000000000": ("1:1", "weeks", ["5200"]),
    "resident:\n  habit_gain: 1.5": ("2:3", "resident.habit_gain", ["1.5", "0", "1"]),
    "resident:\n  habit_gain: -0.1": ("2:3", "resident.habit_gain", ["-0.1"]),
    "resident:\n  habit_gain: .nan": ("2:3", "resident.habit_gain", ["nan"]),
    "resident:\n  habit_gain: .inf": ("2:3", "resident.habit_gain", ["inf"]),
    "resident:\n  weight_habit: 1e999": ("2:3", "resident.weight_habit", ["inf"]),
    "acts:\n  care:\n    hours: 0.0": ("3:5", "acts.care.hours", ["0.0", "0.25", "40"]),
    f"{POINTS}budget: -5": ("3:5", "policies.points.budget", ["-5", "0"]),
    f"{POINTS}budget: .inf": ("3:5", "policies.points.budget", ["inf"]),
    f"{POINTS}dose: 11": ("3:5", "policies.points.dose", ["11", "10"]),
    f"{POINTS}reward: gold": (
        "3:5",
        "policies.points.reward",
        ["'gold'", "goods", "recognition", "time_bank", "lottery"],
    ),
    f"{POINTS}grids: [13]": ("3:5", "policies.points.grids", ["13", "12"]),
    f"{POINTS}grids: [1, 0]": ("3:5", "policies.points.grids", ["0", "12"]),
    f"{POINTS}estates: [26]": ("3:5", "policies.points.estates", ["26", "25"]),
    "run_in: -1": ("1:1", "run_in", ["-1", "0", "5200"]),
    "asking:\n  contacts: 0.0": ("2:3", "asking.contacts", ["0.0", "0.1"]),
    "trial:\n  source: herald": ("2:3", "trial.source", ["'herald'", "cadre", "stranger", "notice"]),
    "trial:\n  share: 2.0": ("2:3", "trial.share", ["2.0"]),
    "trial:\n  estates: [26]": ("2:3", "trial.estates", ["26", "25"]),
    "trial:\n  also:\n    second:\n      share: 2.0": ("4:7", "trial.also.second.share", ["2.0"]),
    "trial:\n  also:\n    second:\n      estates: [0]": ("4:7", "trial.also.second.estates", ["0", "25"]),
    "trial:\n  clubs:\n    choir:\n      estate: 26": ("4:7", "trial.clubs.choir.estate", ["26", "25"]),
    "trial:\n  clubs:\n    choir:\n      kind: party": ("4:7", "trial.clubs.choir.kind", ["'party'", "volunteer"]),
}
NOT_TOGETHER = {
    f"{POINTS}start: 2016-01-04\n    stop: 2015-06-01": ("4:5", "policies.points.stop", ["2015-06-01", "2016-01-04"]),
    f"{POINTS}start: 2016-01-04\n    stop: 2016-01-04": ("4:5", "policies.points.stop", ["2016-01-04"]),
    f"modules_start: 2016-01-04\n{POINTS}stop: 2015-06-01": (
        "4:5",
        "policies.points.stop",
        ["2015-06-01", "2016-01-04"],
    ),
    f"weeks: 52\n{POINTS}start: 2020-01-06": ("4:5", "policies.points.start", ["2020-01-06", "2016-01-04"]),
    f"{POINTS}reward: lottery\n    pooled: estate": ("4:5", "policies.points.pooled", ["lottery", "goods"]),
    f"{POINTS}reward: time_bank\n    earns:\n      care: 0": ("5:7", "policies.points.earns.care", ["0"]),
    "community:\n  ages:\n    young: 14000": ("2:3", "community.ages", ["14300"]),
    "community:\n  households: 15000": ("1:1", "community.residents", ["14300", "15000"]),
    "community:\n  residents: 14300\n  households: 2000": ("2:3", "community.residents", ["14300", "2000", "10000"]),
    "community:\n  estates: 5": ("2:3", "community.estates", ["5", "12"]),
    "community:\n  party_members: 13000": ("2:3", "community.party_members", ["13000"]),
    "community:\n  ages:\n    elders_in_sixties: 0.9": ("3:5", "community.ages.elders_in_sixties", ["1"]),
    "community:\n  homes:\n    size_1: 0.9": ("3:5", "community.homes.size_1", ["1"]),
    "community:\n  first_monday: 2015-01-06": ("2:3", "community.first_monday", ["2015-01-06"]),
}
NOT_A_SCENARIO = ("", "# nothing but a comment", "null", "- 1\n- 2", "hello", "3")
NOT_YAML = {
    "weeks: [1": None,
    "weeks: 1\n   a: 2": "2:",
    "community:\n\tgrids: 12": "2:",
    "weeks: 60\n---\nweeks: 61": "2:",
    "weeks: 6\x00": None,
    "modules_start: 2016-02-31": None,
    "weeks: *missing": None,
    "weeks: %": None,
}


def complaint(text: str) -> GongtongError:
    """What is said of a scenario file with a fault."""
    with pytest.raises(GongtongError) as caught:
        parse(text, "case.yaml")
    return caught.value


def is_one_sentence(said: GongtongError) -> None:
    """One line in each language, ended once, with nothing of the machinery in it."""
    for text, stops in ((said.text.en, ".?"), (said.text.zh, "。？")):
        assert "\n" not in text
        assert text[-1] in stops
        assert text[-2] not in stops
        for machinery in ("pydantic", "Traceback", "input_value", "ruamel", "object at", "TaggedScalar", "type="):
            assert machinery not in text
    assert any("一" <= sign <= "鿿" for sign in said.text.zh)


# What is wrong is told


@pytest.mark.parametrize("text", [*UNKNOWN, *WRONG_TYPE, *OUT_OF_RANGE, *NOT_TOGETHER])
def test_a_fault_is_told_with_file_line_field_value_and_what_is_allowed(text: str) -> None:
    """One sentence in each language, beginning with the place in the file and the field."""
    where, name, mentioned = (UNKNOWN | WRONG_TYPE | OUT_OF_RANGE | NOT_TOGETHER)[text]
    said = complaint(text)
    is_one_sentence(said)
    assert said.text.en.startswith(f"case.yaml:{where}: {name}: ")
    assert said.text.zh.startswith(f"case.yaml:{where}：{name}：")
    for language in said.text:
        for word in mentioned:
            assert word in language, (word, language)


@pytest.mark.parametrize(
    "text",
    [text for text, (_, _, near) in UNKNOWN.items() if len(near) == 1 and "zzz" not in text and "1:" not in text],
)
def test_the_nearest_valid_name_is_offered(text: str) -> None:
    """A slip of the pen is recognised."""
    _, _, [near] = UNKNOWN[text]
    said = complaint(text)
    assert f"did you mean {near}?" in said.text.en
    assert f"是否指 {near}？" in said.text.zh


@pytest.mark.parametrize("text", NOT_A_SCENARIO)
def test_a_file_without_named_values_is_refused(text: str) -> None:
    """Empty files, lists and bare words are no scenarios."""
    said = complaint(text)
    is_one_sentence(said)
    assert said.text.en.startswith("case.yaml")


@pytest.mark.parametrize("text", NOT_YAML)
def test_what_is_not_yaml_is_told_with_its_line(text: str) -> None:
    """Broken YAML, impossible dates and control characters make no traceback."""
    said, where = complaint(text), NOT_YAML[text]
    assert said.text.en.startswith(f"case.yaml:{where or ''}")
    assert "\n" not in said.text.en


@pytest.mark.parametrize(
    ("text", "where"), [("weeks: 60\nweeks: 61", "2:1"), ("community:\n  grids: 12\n  grids: 11", "3:3")]
)
def test_a_key_given_twice_is_refused(text: str, where: str) -> None:
    """Instead of the last one winning in silence."""
    said = complaint(text)
    assert said.text.en.startswith(f"case.yaml:{where}: ")
    assert "duplicate key" in said.text.en
    assert text.rsplit(":", 2)[1].rsplit(maxsplit=1)[-1] in said.text.en


def test_a_run_must_end_within_the_calendar() -> None:
    """Dates end with the year 9999."""
    said = complaint("community:\n  first_monday: 9999-12-27\nweeks: 60")
    is_one_sentence(said)


def test_an_empty_list_of_grids_is_refused() -> None:
    """A module that runs nowhere is a slip, not a wish."""
    said = complaint(f"{POINTS}grids: []")
    assert "policies.points.grids" in said.text.en


def test_a_module_that_would_never_run_is_refused() -> None:
    """Start and stop in one week leave no week in which it runs."""
    said = complaint(f"{POINTS}start: 2016-01-04\n    stop: 2016-01-06")
    assert "policies.points.stop" in said.text.en


def test_only_the_first_fault_is_told() -> None:
    """One sentence at a time."""
    is_one_sentence(complaint("wekks: 60\nresident:\n  habit_gain: 7\n"))


@settings(max_examples=150)
@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5) | st.dates(),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(
                st.sampled_from(
                    ["weeks", "community", "ages", "policies", "points", "grids", "resident", "start", "title", "earns"]
                )
                | st.text(max_size=3),
                inner,
                max_size=4,
            )
        ),
        max_leaves=8,
    )
)
def test_whatever_a_file_holds_there_is_no_traceback(thing: object) -> None:
    """A scenario, or a sentence."""
    import io

    from ruamel.yaml import YAML

    out = io.StringIO()
    YAML(typ="safe").dump(thing, out)
    try:
        parse(out.getvalue(), "case.yaml")
    except GongtongError as error:
        said = error.text.en
    else:
        return
    assert said.startswith("case.yaml")


# Files


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    """With its name."""
    with pytest.raises(GongtongError) as caught:
        load(tmp_path / "nothing.yaml")
    assert "nothing.yaml" in caught.value.text.en
    assert "nothing.yaml" in caught.value.text.zh


def test_a_folder_is_no_scenario(tmp_path: Path) -> None:
    """Neither is it read nor does it crash."""
    with pytest.raises(GongtongError):
        load(tmp_path)


def test_text_that_is_not_utf8_is_told(scenario_file: Path) -> None:
    """Files in other encodings of Chinese are not guessed."""
    scenario_file.write_bytes("name: 浏河\n".encode("gb18030"))
    with pytest.raises(GongtongError) as caught:
        load(scenario_file)
    assert "UTF-8" in caught.value.text.en
    assert "case.yaml" in caught.value.text.zh


def test_an_empty_file_is_told(scenario_file: Path) -> None:
    """It is no scenario."""
    scenario_file.write_text("", encoding="utf-8")
    with pytest.raises(GongtongError) as caught:
        load(scenario_file)
    assert "case.yaml" in caught.value.text.en


@pytest.mark.parametrize("text", ["\ufeffweeks: 60\n", "weeks: 60\r\nname: 浏河\r\n", "# 说明\nweeks: 60  # 六十周\n"])
def test_other_editors_files_are_read(scenario_file: Path, text: str) -> None:
    """A byte order mark, Windows line ends and comments in Chinese do no harm."""
    scenario_file.write_text(text, encoding="utf-8", newline="")
    assert load(scenario_file).weeks == 60


def test_a_misspelt_scenario_name_is_recognised() -> None:
    """The shipped ones are offered."""
    with pytest.raises(GongtongError) as caught:
        load("lihue")
    assert "did you mean liuhe?" in caught.value.text.en
    assert "是否指 liuhe？" in caught.value.text.zh


def test_an_unnamed_scenario_takes_the_name_of_its_file(scenario_file: Path) -> None:
    """Unless it names itself."""
    scenario_file.write_text("weeks: 60\n", encoding="utf-8")
    assert load(scenario_file).name == "case"
    scenario_file.write_text("name: other\n", encoding="utf-8")
    assert load(scenario_file).name == "other"


def test_the_case_states_what_the_text_states() -> None:
    """Its figures are those of the case's text, its period that of the case, and every module is off."""
    case = load("liuhe")
    community = case.community
    assert (community.residents, community.households, community.estates, community.grids) == (14300, 5110, 25, 12)
    assert (community.party_members, community.party_branches) == (238, 6)
    assert (community.ages.infants, community.ages.elders) == (165, 2347)
    assert (case.clock.date(0), case.weeks) == (date(2015, 1, 5), 469)
    assert not case.policies


# Round trips


@pytest.mark.parametrize("name", shipped())
def test_shipped_scenarios_survive_the_round_trip(name: str) -> None:
    """Written out and read back they are equal, with and without every module."""
    for scenario in (load(name), load(name).adding("*")):
        again = parse(dump(scenario), "case.yaml")
        assert again == scenario
        assert again.content_hash() == scenario.content_hash()


@settings(max_examples=40)
@given(data=st.data())
def test_any_scenario_survives_the_round_trip(data: st.DataObject) -> None:
    """With any numbers in their ranges, any text for names, and any place and time for modules."""
    numbers = {f"resident.{n.path}": n for n in declared(type(Scenario().resident))} | {
        f"points.{n.path}": n for n in declared(policies()["points"].settings_type)
    }
    chosen = data.draw(st.lists(st.sampled_from(sorted(numbers)), max_size=6, unique=True))
    changes: dict[str, object] = {}
    for path in chosen:
        number = numbers[path]
        span = (
            st.integers(int(number.low), int(number.high))
            if isinstance(number.default, int)
            else st.floats(number.low, number.high)
        )
        changes[path] = data.draw(span)
    changes |= {
        "name": data.draw(st.text(max_size=8).filter(readable)),
        "title.zh": data.draw(st.text(max_size=8).filter(readable)),
        "points.grids": data.draw(st.none() | st.lists(st.integers(1, 12), min_size=1, max_size=3).map(tuple)),
        "points.start": data.draw(st.none() | st.dates(date(2014, 1, 1), date(2015, 12, 1))),
    }
    scenario = small().but(changes)
    assert parse(dump(scenario), "case.yaml") == scenario


# Frozen, and changed only by making another


def test_a_scenario_cannot_be_changed() -> None:
    """Neither its numbers nor those of its parts nor its set of modules."""
    scenario = small().adding("points")
    for thing, name in ((scenario, "weeks"), (scenario.community, "residents"), (scenario.policies["points"], "dose")):
        with pytest.raises(ValidationError):
            setattr(thing, name, 1)
    with pytest.raises(TypeError):
        scenario.policies["points"] = scenario.policies["points"]
    with pytest.raises((TypeError, AttributeError)):
        scenario.policies.clear()


def test_adding_switches_modules_on_and_leaves_the_base_as_it_was() -> None:
    """At their default settings."""
    base = small()
    before = base.content_hash()
    with_points = base.adding("points")
    assert list(with_points.policies) == ["points"]
    assert with_points.policies["points"] == policies()["points"].settings_type()
    assert with_points.but({"policies": {}}) == base
    assert not base.policies
    assert base.content_hash() == before


def test_adding_a_module_that_is_on_keeps_its_settings() -> None:
    """Nothing is set back."""
    base = small(points__budget=5.0)
    assert base.adding("points") == base.adding("*").without(*(set(policies()) - {"points"})) == base
    assert base.adding() == base


def test_a_star_stands_for_every_module() -> None:
    """Adding all and taking all away."""
    everything = small().adding("*")
    assert list(everything.policies) == list(policies())
    assert not everything.without("*").policies
    assert everything.without("*") == small()


def test_without_switches_modules_off() -> None:
    """Taking away one that is off changes nothing."""
    base = small(points__budget=5.0)
    assert not base.without("points").policies
    assert base.policies
    assert base.without("points").without("points") == small()


@pytest.mark.parametrize("change", ["adding", "without"])
def test_unknown_modules_cannot_be_added_or_taken_away(change: str) -> None:
    """A slip of the pen is recognised."""
    with pytest.raises(GongtongError) as caught:
        getattr(small(), change)("pionts")
    assert "did you mean points?" in caught.value.text.en
    assert "points" in caught.value.text.zh


def test_but_changes_what_is_named_and_nothing_else() -> None:
    """By dotted paths; the base stays."""
    base = small()
    other = base.but({"resident.weight_habit": 2, "community.ages.infants": 20})
    assert (other.resident.weight_habit, other.community.ages.infants) == (2.0, 20)
    assert base.resident.weight_habit != 2.0
    assert (
        other.but(
            {"resident.weight_habit": base.resident.weight_habit, "community.ages.infants": base.community.ages.infants}
        )
        == base
    )
    assert base.but({}) == base


def test_but_switches_a_module_on_by_one_of_its_numbers() -> None:
    """`points.dose` is short for `policies.points.dose`."""
    assert small().but({"points.dose": 0.5}) == small().but({"policies.points.dose": 0.5})
    assert small().but({"points.dose": 0.5}).policies["points"].dose == 0.5


def test_but_takes_numbers_of_numpy() -> None:
    """As a sweep draws them."""
    import numpy as np

    other = small().but({"weeks": np.int64(61), "resident.habit_gain": np.float64(0.05)})
    assert (other.weeks, other.resident.habit_gain) == (61, 0.05)
    assert type(other.weeks) is int


@pytest.mark.parametrize(
    ("changes", "mentioned"),
    [
        ({"resident.weight_habbit": 1.0}, "weight_habit"),
        ({"points.dose": 99}, "10"),
        ({"pionts.dose": 1.0}, "points"),
        ({"weeks": "many"}, "'many'"),
        ({"weeks.x": 1}, "weeks"),
        ({"": 1}, "weeks"),
        ({"resident.habit_gain": float("nan")}, "nan"),
        ({"community.residents": 3}, "3 "),
        ({"points.grids": (99,)}, "12"),
        ({"resident": None}, "resident"),
    ],
)
def test_but_refuses_what_is_not_allowed(changes: dict[str, object], mentioned: str) -> None:
    """In one sentence, as for a file."""
    base = small()
    before = base.content_hash()
    with pytest.raises(GongtongError) as caught:
        base.but(changes)
    assert mentioned in caught.value.text.en
    assert mentioned in caught.value.text.zh
    assert base.content_hash() == before


# Hash


def test_the_hash_tells_scenarios_apart_by_content() -> None:
    """Any number, module or date counts; name and title do not."""
    base = small()
    others = [
        base.but(change)
        for change in (
            {"weeks": 61},
            {"resident.weight_habit": 1.4999999},
            {"community.seed": 1},
            {"points.dose": 1.0},
            {"points.dose": 0.0},
            {"points.grids": (1,)},
            {"points.grids": (2,)},
            {"points.start": date(2015, 2, 2)},
            {"modules_start": date(2015, 2, 2)},
        )
    ]
    hashes = [scenario.content_hash() for scenario in (base, *others)]
    assert len(set(hashes)) == len(hashes)
    assert base.but({"name": "other", "title.en": "Another"}).content_hash() == base.content_hash()
    assert (
        base.but({"resident.weight_habit": 2}).content_hash() == base.but({"resident.weight_habit": 2.0}).content_hash()
    )


def test_the_hash_is_the_same_in_every_process() -> None:
    """Whatever Python's hash seed."""
    code = "from tests.support import small\nprint(small(points__budget=5.0).content_hash())"
    done = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, "PYTHONHASHSEED": "5"},
        text=True,
        capture_output=True,
        check=True,
        cwd=ROOT,
    )
    assert done.stdout.strip() == small(points__budget=5.0).content_hash()


def test_order_of_modules_and_keys_does_not_matter() -> None:
    """A scenario is what it says, not how it is written."""
    one = parse("weeks: 60\npolicies:\n  points:\n    dose: 0.5\n    budget: 3.0\n", "a.yaml", "x")
    other = parse("policies:\n  points:\n    budget: 3.0\n    dose: 0.5\nweeks: 60\n", "b.yaml", "x")
    assert one == other
    assert one.content_hash() == other.content_hash()
