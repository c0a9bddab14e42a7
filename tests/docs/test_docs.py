"""The documents: their examples run, their links lead somewhere, and what they name exists."""

from __future__ import annotations

import re
import runpy
from itertools import chain
from pathlib import Path
from typing import Any

import pytest
import typer.main
from pydantic import BaseModel

from sim.cli import app
from sim.param import declared
from sim.policies import policies, registered
from sim.scenario import Scenario
from sim.scenario.file import parse
from sim.week import LEVERS, PLACE_LEVERS
from tests.support import ROOT, bibliography

READMES = (ROOT / "README.md", ROOT / "README.zh.md")
DOCUMENTS = (*READMES, ROOT / "CHANGELOG.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").glob("*.md")))
KINDS = {"case", "peer-reviewed", "official", "press", "secondary", "assumption"}
RELIABILITY = {"A", "B", "C", "D", "self-reported", "none"}
LINK = r"\]\(([^)#\s]+)[^)]*\)"
ABSOLUTE = r"(?:^|[\s`(\"'])(/\w+/\S*|~/\S*|[A-Z]:\\\S*)"
named = pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)


def text_of(path: Path) -> str:
    """A document as it stands."""
    return path.read_text(encoding="utf-8")


def blocks(path: Path, language: str) -> list[str]:
    """The fenced code blocks of one language."""
    return re.findall(rf"^```{language}\n(.*?)^```$", text_of(path), re.MULTILINE | re.DOTALL)


def prose(path: Path) -> str:
    """A document without its code blocks."""
    return re.sub(r"^```.*?^```$", "", text_of(path), flags=re.MULTILINE | re.DOTALL)


# Examples


@pytest.mark.parametrize("readme", READMES, ids=lambda path: path.name)
def test_the_program_of_the_readme_runs(readme: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The ten lines print the effect of points; here on fewer weeks and seeds."""
    (program,) = blocks(readme, "python")
    assert '"weeks": 156' in program
    assert "range(4)" in program
    example = tmp_path / "example.py"
    example.write_text(program.replace('"weeks": 156', '"weeks": 64').replace("range(4)", "range(2)"), encoding="utf-8")
    with registered():
        study = runpy.run_path(str(example))["study"]
    assert list(study.arms) == ["base", "points"]
    printed = capsys.readouterr().out
    assert "points" in printed
    assert "difference" in printed


def test_the_example_policy_does_what_the_page_says(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """It runs as a script, reaches more residents than there would be, books its cost and tells of its start."""
    program = blocks(ROOT / "docs" / "policies.md", "python")[0]
    assert '"weeks": 104' in program
    assert "range(4))" in program
    example = tmp_path / "announcement.py"
    example.write_text(
        program.replace('"weeks": 104', '"weeks": 64').replace("range(4))", "range(2), workers=1)"), encoding="utf-8"
    )
    with registered():
        names = runpy.run_path(str(example), run_name="__main__")
        assert "announcement" in capsys.readouterr().out
        assert policies()["announcement"] is names["Announcement"]
        study = names["study"]
        unasked = {arm: study.weekly("unasked", arm)[:, -1] for arm in study.arms}
        assert (unasked["announcement"] < 0.9 * unasked["base"]).all()
        last = study.results["announcement"][0]
        weeks_on = last.clock.weeks - 52
        assert last.costs().query("module == 'announcement'")["government"].sum() == pytest.approx(300 * weeks_on)
        assert "Announcements start." in [event.text.en for event in last.events]
        for snippet in blocks(ROOT / "docs" / "policies.md", "yaml"):
            assert "announcement" in parse(snippet, "policies.md").policies


@pytest.mark.parametrize("readme", READMES, ids=lambda path: path.name)
def test_the_scenario_of_the_readme_is_one(readme: Path) -> None:
    """What a newcomer copies first is accepted, and changes what it says."""
    (snippet,) = blocks(readme, "yaml")
    scenario = parse(snippet, readme.name)
    assert scenario.community.residents == 12_000
    assert scenario.policies["points"].reward == "recognition"


# The two languages, and the commands they name


def test_both_readmes_say_the_same() -> None:
    """Same headings in number and level, same commands, same programs, same places, same files."""
    english, chinese = READMES
    headings, commands, places = r"^#+ ", r"`(?:gongtong|make) [^`]*`", r"^\| \[?`[^`]+`"
    for pattern in (headings, commands, places):
        found = [sorted(re.findall(pattern, text_of(path), re.MULTILINE)) for path in READMES]
        assert found[0]
        assert found[0] == found[1]
    links = [{link.replace(".zh.", ".") for link in re.findall(LINK, prose(path))} for path in READMES]
    assert links[0] == links[1]
    for language in ("sh", "python", "yaml"):
        pair = [[re.sub(r"\s*#.*", "", block) for block in blocks(path, language)] for path in (english, chinese)]
        assert pair[0] == pair[1]
        assert pair[0]


def test_the_readme_lists_the_commands_there_are() -> None:
    """Every command of the program and no other; options that exist."""
    commands = typer.main.get_command(app).commands  # type: ignore[attr-defined]
    options = set(chain.from_iterable(option.opts for command in commands.values() for option in command.params))
    for readme in READMES:
        assert set(re.findall(r"^\| `gongtong (\w+)`", text_of(readme), re.MULTILINE)) == set(commands)
        used = set(re.findall(r"gongtong \w+[^`\n]*", text_of(readme)))
        for line in used:
            assert set(re.findall(r"--[a-z-]+", line)) <= options | {"--help"}
        assert set(re.findall(r"`(--[a-z-]+)", text_of(readme))) <= options


def test_make_knows_what_the_readme_asks_of_it() -> None:
    """The commands it names are targets of the Makefile."""
    targets = set(re.findall(r"^([\w-]+):", text_of(ROOT / "Makefile"), re.MULTILINE))
    for readme in READMES:
        asked = set(re.findall(r"^make (\w+)|`make (\w+)`", text_of(readme), re.MULTILINE))
        assert {first or second for first, second in asked} == {"app", "demo", "faults", "test"} <= targets


# What documents name


@named
def test_relative_links_lead_somewhere(document: Path) -> None:
    """Files, folders and pictures that a document links to are in the repository."""
    links = re.findall(LINK, prose(document))
    files = [document.parent / link for link in links if "://" not in link]
    missing = [file for file in files if not (file.exists() and file.resolve().is_relative_to(ROOT))]
    assert not missing


@named
def test_no_path_of_a_machine(document: Path) -> None:
    """Documents hold for every machine and stand alone."""
    own = re.findall(ABSOLUTE, text_of(document))
    assert not own


@named
def test_numbers_that_are_named_exist(document: Path) -> None:
    """A name such as `resident.notice` is a field of a scenario."""
    fields = {name: field.annotation for name, field in Scenario.model_fields.items()}
    fields |= {name: policy.settings_type for name, policy in policies().items()}
    tops = [name for name, kind in fields.items() if isinstance(kind, type) and issubclass(kind, BaseModel)]
    for path in re.findall(rf"`((?:{'|'.join(tops)})(?:\.\w+)+)`", text_of(document)):
        at: Any = fields[path.split(".")[0]]
        for part in path.split(".")[1:]:
            assert isinstance(at, type), path
            assert part in at.model_fields, path
            at = at.model_fields[part].annotation


def test_levers_are_documented() -> None:
    """The page on policies names every lever and how its pushes combine."""
    page = text_of(ROOT / "docs" / "policies.md")
    assert all(f"`{lever}`" in page for lever in chain(LEVERS, PLACE_LEVERS))
    for lever, kind in chain(LEVERS.items(), PLACE_LEVERS.items()):
        (row,) = re.findall(rf"^\| .*`{lever}`.* \| (\w+) \|$", page, re.MULTILINE)
        assert row == kind.stack


# The bibliography


def test_the_bibliography_is_complete_in_itself() -> None:
    """Every entry says in both languages what it is, of what kind and how far to trust it."""
    for key, entry in bibliography().items():
        assert set(entry) <= {"en", "zh", "kind", "reliability", "url"}, key
        assert entry["en"].strip(), key
        assert re.search(r"[\u4e00-\u9fff]", entry["zh"]), key
        assert entry["kind"] in KINDS, key
        assert entry["reliability"] in RELIABILITY, key
        assert entry.get("url", "http").startswith("http"), key
        assert (entry["kind"] == "case") == (entry["reliability"] == "self-reported"), key


def test_every_source_in_the_code_is_in_the_bibliography() -> None:
    """Of declared numbers, of modules, and wherever else the code says `source=`."""
    used = {key for number in declared(Scenario) for key in number.source}
    for policy in policies().values():
        used |= {*policy.source.split(), *(key for number in declared(policy.settings_type) for key in number.source)}
    for path in (ROOT / "sim").rglob("*.py"):
        for keys in re.findall(r"\bsource(?:: ClassVar\[str\])?\s*=\s*\"([^\"]+)\"", text_of(path)):
            used |= set(keys.split())
    assert used - set(bibliography()) == set()


@named
def test_sources_that_documents_name_are_in_the_bibliography(document: Path) -> None:
    """Keys such as S31, liuhe-R4 or ryan2000."""
    keys = set(re.findall(r"\b(S\d+|liuhe-[QR]\d+|[a-z]+(?:19|20)\d\d)\b", prose(document)))
    assert keys <= set(bibliography())
