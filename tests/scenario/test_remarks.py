"""Remarks: a scenario that is possible, but hardly what somebody meant, runs and says so."""

from __future__ import annotations

import re
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, cast

import pytest

from sim.app.frames import state_of
from sim.app.world.session import Session
from sim.community import CommunitySettings
from sim.lab.comparison.study import Study
from sim.mesa_api import CommunityModel
from sim.report.page import page
from sim.report.tables import StudyQuestion, manifest, parameters
from sim.scenario import Scenario, declared_numbers
from sim.scenario.file import load, parse, shipped
from sim.scenario.remarks import remarks
from sim.simulation import run
from tests.support import ROOT, small
from tests.support.command import gongtong

if TYPE_CHECKING:
    from sim.report.page.files import ComparisonFiles

WITHOUT_EFFECT = {number.path: number for number in declared_numbers() if not number.acts}
CROWDED = "community: {residents: 22000, households: 8000}"


def test_age_groups_that_do_not_follow_are_told() -> None:
    """They are counts of people: with more residents alone, everybody who comes is aged 40–59."""
    (said,) = remarks(parse(CROWDED, "crowded.yaml"))
    assert said.en.startswith("community.ages: 59.0% of the 22,000 residents are aged 40–59, hardly a real community")
    assert "ages.young, ages.elders" in said.en
    assert "40–59岁 占 59.0%" in said.zh


@pytest.mark.parametrize(
    ("ages", "group"),
    [
        ({"infants": 1600}, "0–3"),
        ({"children": 3000}, "4–11"),
        ({"teens": 3000}, "12–17"),
        ({"young": 1000}, "18–39"),
        ({"young": 9000, "elders": 2347}, "40–59"),
        ({"elders": 9000, "young": 2000}, "60 and over"),
    ],
)
def test_every_group_is_looked_at(ages: dict[str, int], group: str) -> None:
    scenario = Scenario().but({f"community.ages.{name}": people for name, people in ages.items()})
    assert any(f"aged {group}," in said.en for said in remarks(scenario))


def test_groups_are_those_of_the_community() -> None:
    """With the one that takes the rest, they are all residents."""
    groups = CommunitySettings().age_groups()
    assert sum(groups.values()) == 14_300
    assert list(groups) == ["infants", "children", "teens", "young", "middle", "elders"]


@pytest.mark.parametrize("name", list(shipped()))
def test_nothing_is_remarked_on_what_is_shipped(name: str) -> None:
    assert remarks(load(name)) == remarks(load(name).adding("*")) == ()


@pytest.mark.parametrize("readme", sorted(ROOT.glob("README*.md")), ids=lambda path: path.name)
def test_the_example_of_the_readme_is_a_community_like_the_case(readme: Path) -> None:
    (snippet,) = re.findall(r"```yaml\n(.*?)```", readme.read_text(encoding="utf-8"), re.DOTALL)
    found, case = parse(snippet, readme.name).community, CommunitySettings()
    for name, people in found.age_groups().items():
        assert people / found.residents == pytest.approx(case.age_groups()[name] / case.residents, abs=0.005), name


def test_inputs_without_effect_are_those_that_nothing_depends_on() -> None:
    assert set(WITHOUT_EFFECT) == {
        "community.places.with_property_company", "community.party_branches", "community.units.hours",
    }  # fmt: skip


@pytest.mark.parametrize("path", list(WITHOUT_EFFECT))
def test_setting_an_input_without_effect_is_told(path: str) -> None:
    """Until it acts; at its default there is nothing to tell."""
    number = WITHOUT_EFFECT[path]
    high = int(number.high) if isinstance(number.default, int) else number.high
    (said,) = remarks(small().but({path: high}))
    assert said.en == f"{path}: {high:g} has no effect yet; nothing in a run depends on {number.label.en}."
    assert number.label.zh in said.zh
    assert remarks(small().but({path: number.default})) == ()


SET = ("--set", "community.units.hours=10")
TOLD = "community.units.hours: 10 has no effect yet; nothing in a run depends on median volunteer hours of a unit."


@pytest.fixture
def crowded(tmp_path: Path) -> Path:
    """A scenario file of two weeks on which something is remarked."""
    path = tmp_path / "crowded.yaml"
    units = "  units: {hours: 10.0}\n"
    ages = "  ages: {infants: 16, children: 90, teens: 90, young: 470, elders: 235}\n"
    path.write_text(
        f"weeks: 2\ncommunity:\n  residents: 1430\n  households: 511\n  party_members: 24\n{ages}{units}",
        encoding="utf-8",
    )
    return path


@pytest.mark.parametrize(
    "words",
    [("run",), ("compare", "--arms", "none", "--posterior", "0", "--seeds", "2", "--workers", "1"), ("describe",)],
)
def test_commands_tell_it_once_and_go_on(crowded: Path, words: tuple[str, ...]) -> None:
    """On the stream of messages, so that results stay what they are."""
    command, *options = words
    done = gongtong(command, str(crowded), *options, "--lang", "en")
    assert done.returncode == 0, done.stderr
    assert done.stderr.splitlines() == [TOLD]
    assert TOLD not in done.stdout


def test_a_report_that_is_handed_on_tells_it_too() -> None:
    """Among what was assumed."""
    scenario = small(weeks=1, community__units__hours=10.0)
    study = Study({"none": scenario}, (0,), {"none": (run(scenario),)})
    told = manifest(study, StudyQuestion())
    assert [said["en"] for said in told["remarks"]] == [TOLD]
    kept = SimpleNamespace(study=told, tables={"parameters": parameters(study)})
    assert TOLD in page._counted(cast("ComparisonFiles", kept)).en  # noqa: SLF001  # a whole page takes seconds


def test_a_sweep_tells_it_of_its_factors(crowded: Path, tmp_path: Path) -> None:
    study = tmp_path / "study.yaml"
    study.write_text(
        f"scenario: {crowded.name}\nset: {{community.units.hours: 6.0}}\n"
        "factors: {community.units.hours: [6.0, 10.0]}\nmeasures: [trust]\n",
        encoding="utf-8",
    )
    done = gongtong("sweep", str(study), "--out", str(tmp_path / "store"), "--workers", "1", "--lang", "en")
    assert done.stderr.splitlines() == [TOLD]


def test_the_workshop_and_mesa_tell_it_too() -> None:
    scenario = small(weeks=2, community__units__hours=10.0)
    assert state_of(Session.new(scenario, 0))["remarks"] == [
        {"en": said.en, "zh": said.zh} for said in remarks(scenario)
    ]
    with pytest.warns(UserWarning, match=r"community\.units\.hours: 10 has no effect yet"):
        CommunityModel(scenario)


def test_describe_shows_every_age_group() -> None:
    shown = gongtong("describe", "liuhe", "--lang", "en").stdout
    for years, people in (
        ("0–3", "165"), ("4–11", "900"), ("12–17", "900"),
        ("18–39", "4,700"), ("40–59", "5,288"), ("60 and over", "2,347"),
    ):  # fmt: skip
        assert re.search(rf"aged {years}\W+{people} \(\d+%\)", shown), years
