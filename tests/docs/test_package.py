"""What somebody has who installs the package and nothing else."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tarfile
import tomllib
from pathlib import Path
from zipfile import ZipFile

import pytest

from sim.contract import check_policy
from sim.lab.run.identity import model_version
from sim.policies import Policy
from sim.text import Text
from tests.support import ROOT
from tests.support.command import gongtong, refused

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def test_the_version_is_that_which_results_name() -> None:
    assert gongtong("--version").stdout == f"gongtong {model_version()}\n"


def test_a_calibration_that_takes_long_is_begun_only_when_somebody_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It says how long; nothing is run or written."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("sys.stdin", (tmp_path / "nobody").open("w+", encoding="utf-8"))
    said = refused("calibrate", "--workers", "2")
    assert re.search(r"calibrate: up to [\d,]+ runs, about \d+ minutes with 2 workers; add --yes to begin", said)
    assert not (tmp_path / "calibration").exists()


def test_a_policy_of_ones_own_is_checked_without_the_tests(monkeypatch: pytest.MonkeyPatch) -> None:
    """The contract suite comes with the package; a clause that is broken says so."""

    class Quiet(Policy):
        name = "quiet!"
        label = Text("quiet", "安静")

    monkeypatch.setitem(sys.modules, "tests.support", None)
    with pytest.raises(AssertionError, match="'quiet!' cannot be written before a dot"):
        check_policy(Quiet)


def test_the_page_for_an_index_has_no_links_into_the_repository() -> None:
    """They lead nowhere outside it."""
    page = (ROOT / PROJECT["project"]["readme"]).read_text(encoding="utf-8")
    assert [
        link for link in re.findall(r"\]\(([^)]+)\)|src=\"([^\"]+)\"", page) if not link[0].startswith("https")
    ] == []


@pytest.mark.slow
def test_the_distributions_hold_what_is_promised(tmp_path: Path) -> None:
    """The source distribution documents, tests and constraints; the wheel experiments, scenarios and the page."""
    pytest.importorskip("setuptools", "77", "what builds the package needs a newer setuptools")
    copy = tmp_path / "copy"
    left_out = shutil.ignore_patterns(".*", "node_modules", "out", "__pycache__", "*.egg-info", "build")
    shutil.copytree(ROOT, copy, ignore=left_out)
    build = "import setuptools.build_meta as build, sys; sys.stdout = sys.stderr; build.build_sdist('d'); build.build_wheel('d')"
    (copy / "d").mkdir()
    done = subprocess.run([sys.executable, "-c", build], cwd=copy, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    (source,), (wheel,) = (copy / "d").glob("*.tar.gz"), (copy / "d").glob("*.whl")
    with tarfile.open(source) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}
    wanted = {"constraints.txt", "CHANGELOG.md", "docs/model.md", "docs/figures/participation.png", "tests/conftest.py"}
    assert wanted <= names
    inside = set(ZipFile(wheel).namelist())
    shipped = {path.relative_to(ROOT).as_posix() for path in (ROOT / "sim" / "data").rglob("*") if path.is_file()}
    assert {name for name in shipped if "__pycache__" not in name} <= inside
    assert {"sim/contract.py", "sim/data/experiments/ageing.yaml", "sim/report/page/page.html.j2"} <= inside
    assert not [name for name in inside if name.startswith("tests") or "__pycache__" in name]
