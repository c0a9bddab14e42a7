"""The full description and the TRACE record: nothing that moves the model is missing, nothing is named that is not."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from itertools import chain
from pathlib import Path

import pytest

from sim.param import Declared, declared
from sim.policies import policies
from sim.scenario import Scenario
from sim.schedule import PHASES
from tests.support import ROOT

DOCS = ROOT / "docs"
ODD, TRACE = DOCS / "odd.md", DOCS / "trace.md"
FENCED = r"^```.*?^```$"
# The four services and the kinds of act have the same numbers; the first of each stands for all.
ALIKE = (
    r"^services\.(care|childcare|after_school)\.",
    r"^acts\.(action|care|meeting|mediation|organising|tidying|looking_in)\.",
)
# Calls that name a stream, and where in their arguments; those of `Week` have the module's name in front.
ADDRESSED = {"draw": 0, "key": 0, "one": 0, "generator": 0, "normal": 0, "trait": 0, "luck": 1}
UNNAMED = {"stream", "channel", "name", "key"}  # variables whose streams are found where they are named
# Streams whose names are put together elsewhere, and one that is no part of a run: resampling of finished runs.
CHANNELS = {f"incubation/{name}" for name in ("grant", "crowdfunding", "gift", "sponsor")}
TRAITS = {
    "type", "motivation", "belonging", "efficacy", "trust", "skill", "threshold", "attentive", "by face", "concern",
    "spare", "frailty", "work", "ease", "ease NAME",
}  # fmt: skip
OF_OTHERS = {"narrowing"}


def text_of(path: Path) -> str:
    """A document as it stands."""
    return path.read_text(encoding="utf-8")


@cache
def numbers() -> dict[str, Declared]:
    """Every declared number of the scenario and of the modules, under its dotted name."""
    own = {number.path: number for number in declared(Scenario)}
    for name, policy in policies().items():
        own |= {f"{name}.{number.path}": number for number in declared(policy.settings_type)}
    return own


def part(title: str) -> str:
    """The text of one section, to the next heading of its level or above."""
    level = title.split(" ", maxsplit=1)[0]
    return re.split(rf"^#{{1,{len(level)}}} ", text_of(ODD).split(f"\n{title}")[1], flags=re.MULTILINE)[0]


# Numbers


def test_every_declared_number_is_described() -> None:
    """Under its full name."""
    page = text_of(ODD)
    left_out = [
        path for path in numbers() if f"`{path}`" not in page and not any(re.match(alike, path) for alike in ALIKE)
    ]
    assert left_out == []


def test_services_and_kinds_of_act_that_the_first_stands_for_are_named() -> None:
    """So no group of numbers is missing."""
    page = text_of(ODD)
    for path in numbers():
        group = path.rpartition(".")[0]
        assert f"`{group}`" in page or f"`{group}." in page or not group, group


def test_names_in_equations_are_declared_numbers() -> None:
    """Whatever stands without serifs is the last part of a number's name."""
    found = {name.replace("\\ ", "_") for name in re.findall(r"\\mathsf\{([^}]*)\}", text_of(ODD))}
    assert len(found) > 100
    assert found <= {path.rpartition(".")[2] for path in numbers()}


@pytest.mark.parametrize("page", [ODD, DOCS / "odd.zh.md"], ids=lambda path: path.name)
def test_formulas_survive_markdown(page: Path) -> None:
    """Inside a line no backslash before a sign, which Markdown takes for an escape; braces are closed."""
    outside = re.sub(FENCED, "", text_of(page), flags=re.MULTILINE | re.DOTALL)
    inline = re.findall(r"\$([^$]+)\$", outside)
    blocks = re.findall(r"^```math\n(.*?)^```$", text_of(page), re.MULTILINE | re.DOTALL)
    assert outside.count("$") == 2 * len(inline)
    assert [formula for formula in inline if re.search(r"\\[^A-Za-z ]", formula)] == []
    for formula in chain(inline, blocks):
        plain = re.sub(r"\\[{}]", "", formula)
        assert plain.count("{") == plain.count("}"), formula
        assert formula.count(r"\begin{") == formula.count(r"\end{"), formula


# The week, modules, the case


def test_the_phases_stand_in_their_order() -> None:
    assert re.findall(r"^\| `(\w+)` \|", part("## I.iii The week"), re.MULTILINE) == [phase.name for phase in PHASES]


def test_every_module_has_its_submodel() -> None:
    """With a link to its folder and the rules of the case it comes from."""
    page = text_of(ODD)
    for name, policy in policies().items():
        assert f"](../sim/policies/{name})" in page, name
        assert all(re.search(rf"\b{key}\b", page) for key in policy.source.split()), name


def test_every_rule_of_the_case_has_its_place_in_the_code() -> None:
    """Those of the bibliography and no other, each once in the table."""
    rules = set(re.findall(r"^(liuhe-R\d+):", text_of(ROOT / "sim" / "data" / "sources.yaml"), re.MULTILINE))
    rows = re.findall(r"^\| (liuhe-R[^|]*)\|", part("## IV.i The rules"), re.MULTILINE)
    named = re.findall(r"liuhe-R\d+", " ".join(rows))
    assert sorted(named) == sorted(rules)


def test_every_source_of_a_number_or_module_is_named() -> None:
    page = text_of(ODD)
    used = {key for number in numbers().values() for key in number.source}
    used |= {key for policy in policies().values() for key in policy.source.split()}
    assert {key for key in used - {"assumption"} if not re.search(rf"\b{key}\b", page)} == set()


def test_every_source_that_is_no_fact_of_the_case_has_its_use() -> None:
    """The bibliography holds nothing that is used nowhere."""
    page = text_of(ODD)
    keys = set(re.findall(r"^([\w-]+):$", text_of(ROOT / "sim" / "data" / "sources.yaml"), re.MULTILINE))
    others = {key for key in keys if not key.startswith("liuhe-Q")}
    assert {key for key in others if not re.search(rf"\b{key}\b", page)} == set()


# Streams of draws


def streams_in(path: Path) -> Iterator[str]:
    """Names of streams in a source file; what is filled in stands as NAME."""
    module = path.relative_to(ROOT / "sim" / "policies").parts[0] if "policies" in path.parts else ""
    module = path.stem if path == ROOT / "sim" / "trial.py" else module
    for call in ast.walk(ast.parse(text_of(path))):
        if not isinstance(call, ast.Call):
            continue
        function = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
        at = ADDRESSED.get(function)
        if at is None or len(call.args) <= at:
            continue
        name = call.args[at]
        if isinstance(name, ast.Constant) and isinstance(name.value, str):
            said = name.value
        elif isinstance(name, ast.JoinedStr):
            said = "".join(one.value if isinstance(one, ast.Constant) else "NAME" for one in name.values)
        else:
            assert not isinstance(name, ast.Name) or name.id in UNNAMED, ast.dump(name)
            continue
        yield said if "/" in said or not module else f"{module}/{said}"


def test_every_stream_is_listed_and_no_other() -> None:
    """What the model draws from, and the table of streams; designs and other analyses have draws of their own."""
    drawn = set(CHANNELS)
    for path in (ROOT / "sim").rglob("*.py"):
        if not {"report", "lab"} & set(path.parts) and path.name not in ("rng.py", "week.py", "contract.py"):
            drawn |= set(streams_in(path))
    helper = {name for name in drawn if "/" not in name and name in TRAITS}  # drawn through `trait NAME`
    drawn = drawn - helper - OF_OTHERS
    table = part("## II.ix Stochasticity")
    rows = re.findall(r"^\| ((?:`[^`]+` ?)+)\|", table, re.MULTILINE)
    listed = {name.replace("NTH", "NAME") for row in rows for name in re.findall(r"`([^`]+)`", row)}
    assert listed == drawn
    said = re.search(r"^\| `trait NAME` \| [^|]*\| ([^|]*)\|$", table, re.MULTILINE)
    assert said is not None
    assert {one.strip() for one in said[1].split(",")} == TRAITS


# The TRACE record


def test_every_test_that_the_record_names_exists() -> None:
    named = re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", text_of(TRACE))
    assert len(named) > 60
    missing = [
        f"{file}::{test}"
        for file, test in named
        if not (ROOT / file).exists() or f"\ndef {test}(" not in text_of(ROOT / file)
    ]
    assert missing == []


def test_the_record_has_its_eight_elements_and_says_what_was_not_checked() -> None:
    elements = re.split(r"^## \d ", text_of(TRACE), flags=re.MULTILINE)[1:]
    assert len(elements) == 8
    for element in elements:
        assert "| claim | where |" in element
        assert "**Not checked.**" in element


def test_no_claim_stands_without_a_place() -> None:
    """Every row names a test, a page or a command."""
    for row in re.findall(r"^\| (?!claim|---)([^|]*\|[^|]*)\|$", text_of(TRACE), re.MULTILINE):
        claim, where = row.split("|")
        assert re.search(r"`[^`]+`|\]\(", where), claim


@pytest.mark.parametrize("page", sorted(DOCS.glob("*.md")), ids=lambda path: path.name)
def test_links_into_pages_find_their_heading(page: Path) -> None:
    """As GitHub names headings: small letters, signs left out, blanks as hyphens."""
    for target, anchor in re.findall(r"\]\(([^)#\s]*)#([^)\s]+)\)", text_of(page)):
        if "://" in target:
            continue
        other = (page.parent / target).resolve() if target else page
        headings = re.findall(
            r"^#+ (.+)$", re.sub(FENCED, "", text_of(other), flags=re.MULTILINE | re.DOTALL), re.MULTILINE
        )
        slugs = {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}
        assert anchor in slugs, (target, anchor)
