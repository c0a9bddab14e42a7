"""What a newcomer reads first is true: the map of folders, the picture of the architecture, the glossary."""

from __future__ import annotations

import re
import runpy
from importlib import import_module

import pytest

from tests.support import ROOT

GLOSSARY = (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8")
ROWS = re.findall(r"^\| ([^|]+) \| ([^|]+) \| ([^|]+) \| ([^|]+) \|$", GLOSSARY, re.MULTILINE)
ENTRIES = [row for row in ROWS if row[0] not in ("word", "---")]
NAMED = sorted(set(re.findall(r"`(sim(?:\.\w+)+)`", GLOSSARY)))


def test_the_architecture_is_that_of_the_contracts() -> None:
    """`python docs/tools/architecture.py` would change nothing."""
    renewed = runpy.run_path(str(ROOT / "docs" / "tools" / "architecture.py"))["renewed"]
    page = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    assert page == renewed(page)


@pytest.mark.parametrize("readme", ["README.md", "README.zh.md"])
def test_the_map_has_every_folder(readme: str) -> None:
    """Each folder of the package has its line, and so have the folders beside it."""
    page = (ROOT / readme).read_text(encoding="utf-8")
    folders = {f"sim/{path.parent.name}" for path in (ROOT / "sim").glob("*/__init__.py")} | {"sim/data"}
    folders |= {"tests", "benchmarks", "experiments", "notebooks", "docs"}
    assert {folder for folder in folders if f"| [`{folder}/`]({folder}) |" not in page} == set()


@pytest.mark.parametrize("name", NAMED)
def test_what_the_glossary_names_exists(name: str) -> None:
    """A class, a function or a table by its full name, or a room of the house."""
    place = ROOT.joinpath(*name.split("."))
    module, _, thing = name.rpartition(".")
    assert place.is_dir() or place.with_suffix(".py").is_file() or hasattr(import_module(module), thing)


def test_a_name_has_one_meaning() -> None:
    """No word is explained twice, each has its Chinese, and each says where it lives."""
    words = [word for word, *_ in ENTRIES]
    assert len(words) == len(set(words)) > 0
    for word, chinese, _, place in ENTRIES:
        assert re.search(r"[\u4e00-\u9fff]", chinese), word
        assert "`" in place, word
