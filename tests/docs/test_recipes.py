"""The recipes work as they are written: their files, put into a copy of the package, end on a page and in the help."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from numba.core.caching import UserWideCacheLocator

from sim.kernel import cache_folder
from tests.commands.test_cli import SMALL
from tests.support import ROOT

RECIPES = (ROOT / "docs" / "recipes.md").read_text(encoding="utf-8")
FILES = dict(re.findall(r"^`(sim/[\w/]+\.py)`:\n\n```python\n(.*?)^```$", RECIPES, re.MULTILINE | re.DOTALL))
COMPARE = "compare liuhe --arms none,posters,walks --measure walks_held --seeds 2 --posterior 0 --weeks 60 --workers 1"


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a copy of the package, compiled kernels included, and the files of the page in it."""
    folder = tmp_path_factory.mktemp("house")
    shutil.copytree(ROOT / "sim", folder / "sim")
    for name, text in FILES.items():
        assert not (folder / name).exists(), f"{name} is there already: choose another example"
        (folder / name).write_text(text, encoding="utf-8")
    _carry_kernels(folder)
    return folder


def _carry_kernels(house: Path) -> None:
    """Put what is compiled here where the copy looks for it: none of its own files has a kernel."""
    place_of = UserWideCacheLocator.get_suitable_cache_subpath
    for source in (ROOT / "sim").rglob("*.py"):
        folder = cache_folder(source)
        if folder is not None and folder.exists() and folder.is_relative_to(ROOT):
            its_own = house / folder.relative_to(ROOT) / place_of(str(house / source.relative_to(ROOT)))
            shutil.copytree(folder / place_of(str(source)), its_own, dirs_exist_ok=True)


def python(house: Path, *arguments: str) -> str:
    """What a program that uses the copy prints."""
    environment = {**os.environ, "PYTHONPATH": str(house), "LC_ALL": "en_US.UTF-8", "PYTHONIOENCODING": "utf-8"}
    done = subprocess.run(
        [sys.executable, *arguments],
        capture_output=True, text=True, check=False, cwd=house, env=environment, encoding="utf-8",
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout


def gongtong(house: Path, *arguments: str) -> str:
    """What the command of the copy prints."""
    return python(house, "-m", "sim", *arguments)


def test_the_page_shows_a_file_for_each_of_four_recipes() -> None:
    """A policy, a measure, a figure, a command: one file each."""
    folders = [str(Path(name).parent) for name in FILES]
    assert folders == ["sim/policies", "sim/policies", "sim/report/figures", "sim/commands"]


@pytest.mark.slow
def test_what_is_added_is_on_the_page(house: Path) -> None:
    """The policy with its number, the measure by its label, the figure with its caption and as a file beside the page."""
    gongtong(house, *COMPARE.split(), *SMALL, "--quiet", "--report", str(house / "out"))
    page = (house / "out" / "report.html").read_text(encoding="utf-8")
    assert "reach of the posters" in page
    assert "walks held so far" in page.lower()
    assert "How far residents trust those who ask them." in page
    assert (house / "out" / "trust.png").stat().st_size > 10_000


def test_a_new_command_is_in_the_help_and_runs(house: Path) -> None:
    """Last in the list, and it does what its recipe says."""
    listed = re.findall(r"^│ (\w+) ", gongtong(house, "--help"), re.MULTILINE)
    assert listed[-1] == "levers"
    assert "notice" in gongtong(house, "levers")
