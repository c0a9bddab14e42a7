"""A policy is one place: nothing else in the package names a module, its settings or its measures."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from sim.policies import policies

SIM = Path(__file__).parents[2] / "sim"
NAMES = "|".join(policies())
SETTING = re.compile(
    "|".join(rf"\b{name}\.(?:{'|'.join(one.settings_type.model_fields)})\b" for name, one in policies().items())
)
NAMED = re.compile(rf"(?:{NAMES})(?:[+,.*].*)?")
MEASURE = re.compile(
    "|".join(rf"\b{re.escape(one.name)}\b" for module in policies().values() for one in module.measures)
)
OWN_WORD = re.compile(r"incubation|selfmanage")  # names that mean nothing else, within any identifier
STUDIES = (  # what the case and the literature say of single modules is asked of those modules
    "lab/patterns/",
    "lab/calibration/",
    "lab/validation/",
    "lab/comparison/common_luck.py",
)
OTHER_MEANINGS = {  # plain nouns of the model that are also names of modules
    ("results/tables.py", "leaders"),  # those who lead an organisation
    ("community/people.py", "party"),  # the stream of draws for party membership
    ("agents/resident/sources.py", "party"),  # party members, who ask
    ("trial.py", "party"),  # the same, sent by a trial
    ("matters/kinds.py", "party"),  # party members, who solve matters
    ("results/results.py", "party"),  # who is a party member
    ("lab/design/sweep.py", "points"),  # of a design
}


def _python(text: str) -> Iterator[str]:
    """Imports, identifiers and words of code; docstrings, texts and other sentences are prose."""
    tree = ast.parse(text)
    prose = {
        id(said)
        for call in ast.walk(tree)
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id == "Text"
        for said in call.args
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom | ast.Import):
            for path in (getattr(node, "module", None) or "", *(one.name for one in node.names)):
                yield from re.findall(rf"sim\.policies\.(?:{NAMES})\b", path)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            if id(node) not in prose and not re.search(r"\s", node.value):
                yield from (found.group() for found in _words(node.value))
        else:
            own = (getattr(node, field, None) for field in ("id", "attr", "arg", "name"))
            yield from (word for word in own if isinstance(word, str) and OWN_WORD.search(word))


def _words(word: str) -> Iterator[re.Match[str]]:
    named = NAMED.fullmatch(word)
    found = (named, SETTING.search(word), MEASURE.search(word), OWN_WORD.search(word))
    yield from [one for one in found if one][:1]


def _page(text: str) -> Iterator[str]:
    """Words of the page's code, without its comments."""
    code = re.sub(r"/\*.*?\*/|\{#.*?#\}|(?<!:)//[^\n]*", "", text, flags=re.DOTALL)
    for pattern in (SETTING, MEASURE, OWN_WORD, re.compile(rf"[\"'`](?:{NAMES})[\"'`]")):
        yield from pattern.findall(code)


def _elsewhere() -> list[Path]:
    """The files of the package that belong to no module, to no data and to no study of modules."""
    own = tuple(f"policies/{name}/" for name in policies())
    return [
        path
        for path in sorted(SIM.rglob("*"))
        if path.suffix in (".py", ".js", ".j2", ".html", ".css")
        and not path.relative_to(SIM).as_posix().startswith((*own, *STUDIES, "data/", "app/static/vendor/"))
    ]


def test_no_module_is_named_outside_its_folder() -> None:
    found = set()
    for path in _elsewhere():
        text, name = path.read_text(encoding="utf-8"), path.relative_to(SIM).as_posix()
        named = set(_python(text) if path.suffix == ".py" else _page(text))
        found |= {(name, word.strip("\"'`")) for word in named}
    assert found - OTHER_MEANINGS == set()


@pytest.mark.parametrize(
    "line",
    [
        "from sim.policies.points.words import STARTS",
        "import sim.policies.party",
        "colours = {'leaders': 1}",
        "arm = 'points+leaders'",
        "path = 'services.dose'",
        "measures = ('party_yuan',)",
        "curves(incubation_step_1=2)",
        "f'incubation_step_{n}'",
    ],
)
def test_each_way_to_name_a_module_is_seen(line: str) -> None:
    assert list(_python(line))


@pytest.mark.parametrize(
    "line", ["one.leaders", "'''The points scheme.'''", "points = 3", "say('points are lost')", "Text('points', '')"]
)
def test_plain_words_are_not_names(line: str) -> None:
    assert not list(_python(line))


@pytest.mark.parametrize("line", ['colours["points"]', "figures.party_yuan", '"points.dose"', "{ selfmanage: 1 }"])
def test_each_way_to_name_a_module_on_the_page_is_seen(line: str) -> None:
    assert list(_page(line))
    assert not list(_page(f"// {line}"))
