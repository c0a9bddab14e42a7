"""The command line, as a user types it."""

from __future__ import annotations

import json
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import polars as pl
import pytest

from tests.support.command import gongtong, in_its_own_process, one_sentence, refused

SMALL = [
    "--set",
    "community.residents=1430",
    "--set",
    "community.households=511",
    "--set",
    "community.ages={infants: 17, children: 90, teens: 90, young: 470, elders: 235}",
    "--set",
    "community.party_members=24",
]


def test_help_names_every_command() -> None:
    """A newcomer sees what there is."""
    done = in_its_own_process("--help")
    assert done.returncode == 0
    for command in (
        "run",
        "story",
        "compare",
        "calibrate",
        "validate",
        "sweep",
        "sensitivity",
        "response",
        "replicate",
        "describe",
        "policies",
        "phases",
        "params",
        "schema",
    ):
        assert re.search(rf"\b{command}\b", done.stdout), command


def test_help_imports_nothing_heavy() -> None:
    """Help answers at once because nothing that takes long is imported for it."""
    code = "import sys, sim.cli; print(' '.join(m for m in ('numba', 'scipy', 'pandas', 'polars', 'mesa', 'matplotlib', 'numpy') if m in sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == ""


def test_run_prints_years_and_saves_a_whole_result(tmp_path: Path) -> None:
    """One run: a table of years, the chronicle, and files with a manifest."""
    out = tmp_path / "result"
    words = ("run", "liuhe", "--with", "points", "--weeks", "60", "--seeds", "3,", "--out", str(out), *SMALL)
    done = gongtong(*words)
    assert done.returncode == 0, done.stderr
    assert "2015" in done.stdout
    assert "The points scheme starts" in done.stdout
    manifest = json.loads((out / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["seed"] == 3
    assert manifest["scenario"]["policies"]["points"]["reward"] == "goods"
    weekly = pl.read_parquet(out / "weekly.parquet")
    assert weekly.height == 60
    assert {"participation", "active_4w", "told_to", "cost_yuan"} <= set(weekly.columns)
    assert pl.read_parquet(out / "grids.parquet").height == 60 * 12


LIVELY = ["--set", "office.activities=3", "--weeks", "110", "--quiet", *SMALL]


def test_run_lists_the_lives_of_organisations() -> None:
    """Each with its kind, home and members, and below when it passed the steps; nothing cut off in a file."""
    done = gongtong(
        "run", "--with", "incubation", "--organisations", "--seeds", "3,", "--set", "modules_start=2015-01-05", *LIVELY
    )
    assert done.returncode == 0, done.stderr
    lines = done.stdout.splitlines()
    (at,) = [n for n, line in enumerate(lines) if "steps of the 149 pathway" in line]
    assert "organisations took shape" in lines[at - 1]
    assert lines[at + 1].split()[:4] == ["organisation", "kind", "estate", "founded"]
    assert lines[at + 2].split()[:6] == ["survey", "interest", "discuss", "act", "lead", "register"]
    first, steps = lines[at + 3 : at + 5]
    assert re.search(
        r"(governance|mutual aid|volunteer|interest) +\d+ +2015-\d\d +(alive|20\d\d-\d\d) +\d+ \(\d+\) +\d$", first
    )
    assert re.fullmatch(r"   20\d\d-\d\d(   20\d\d-\d\d)*", steps)
    assert "…" not in first + steps
    assert max(map(len, lines[at + 1 :])) < 100


def test_story_is_markdown_when_piped() -> None:
    """Headings by year, dated items, no frames or colours; in the language asked for."""
    done = gongtong("story", "--seed", "3", "--set", "modules_start=2015-01-05", *LIVELY)
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("# ")
    assert "\n## 2015\n" in done.stdout
    assert re.search(r"^- 2015-\d\d: ", done.stdout, re.MULTILINE)
    assert "here they are all on" in done.stdout
    assert "seed 3" in done.stdout
    assert not re.search(r"[\x1b─│┃]", done.stdout)


def test_story_without_modules_in_chinese(tmp_path: Path) -> None:
    """`--with none` tells the scenario as it is; `--out` writes a file and says so."""
    out = tmp_path / "told" / "story.md"
    done = gongtong("story", "--with", "none", "--lang", "zh", "--out", str(out), *LIVELY)
    assert done.returncode == 0, done.stderr
    assert str(out) in done.stdout
    told = out.read_text(encoding="utf-8")
    assert told.startswith("# 荆门市浏河社区，2015—2017年")
    assert "没有开启任何模块" in told
    assert "## 2016年" in told


@pytest.mark.slow
def test_compare_leaves_figures_tables_and_scenarios(tmp_path: Path) -> None:
    """The main job, small: a table with intervals, sentences that say why, and a folder to hand on."""
    out = tmp_path / "report"
    done = gongtong(
        "compare",
        "liuhe",
        "--arms",
        "none,points",
        "--seeds",
        "2",
        "--weeks",
        "70",
        "--workers",
        "1",
        "--report",
        str(out),
        *SMALL,
    )
    assert done.returncode == 0, done.stderr
    assert "active in four weeks" in done.stdout
    assert "points scheme: difference" in done.stdout
    assert "nobody asked" in done.stdout
    assert "not a forecast" in done.stdout
    for name in ("stages.png", "participation.png", "grids.png", "costs.png", "why.png"):
        assert (out / name).stat().st_size > 10_000, name
    runs = pl.read_parquet(out / "runs.parquet")
    assert runs.select("arm", "seed").rows() == [("none", 0), ("none", 1), ("points", 0), ("points", 1)]
    assert (out / "effects.csv").read_bytes().startswith(b"\xef\xbb\xbf")
    study = json.loads((out / "study.json").read_text(encoding="utf-8"))
    assert set(study["arms"]) == {"none", "points"}
    again = gongtong("run", str(out / "arm-points.yaml"), "--quiet")
    assert again.returncode == 0, again.stderr


def test_every_table_speaks_chinese() -> None:
    """`--lang zh` and a Chinese locale both give Chinese."""
    for done in (gongtong("phases", "--lang", "zh"), gongtong("phases", language="zh_CN.UTF-8")):
        assert "居民获知并决定" in done.stdout
        assert "日常小事" in done.stdout
    assert "积分制" in gongtong("policies", "--lang", "zh").stdout
    assert "每周闲暇" in gongtong("params", "spare_young", "--lang", "zh").stdout


def test_describe_prints_the_marginals_and_draws(tmp_path: Path) -> None:
    """Who lives there: the counts of the case, and three figures."""
    done = gongtong("describe", "liuhe", "--out", str(tmp_path))
    assert done.returncode == 0, done.stderr
    for number in ("14,300", "5,110", "165", "2,347", "238"):
        assert number in done.stdout
    assert len(list(tmp_path.glob("*.png"))) == 3


def test_schema_is_json_and_knows_the_modules() -> None:
    """Editors can check a scenario file."""
    schema = json.loads(gongtong("schema").stdout)
    assert "points" in schema["properties"]["policies"]["properties"]
    assert schema["additionalProperties"] is False


def test_params_as_csv_has_every_column() -> None:
    """The table of numbers can be opened in a spreadsheet."""
    lines = gongtong("params", "--form", "csv").stdout.splitlines()
    assert lines[0] == "name,default,range,unit,meaning,status,source"
    assert len(lines) > 150


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["run", "liuhee"], "did you mean liuhe?"),
        (["run", "nowhere.yaml"], "nowhere.yaml"),
        (["run", "--with", "pionts"], "did you mean points?"),
        (["run", "--set", "points.dose=99"], "between 0 and 10"),
        (["run", "--set", "points.dosis=1"], "did you mean dose?"),
        (["run", "--set", "weeks=many"], "whole number"),
        (["run", "--set", "points.grids=[13]"], "allowed are 1 to 12"),
        (["run", "--set", "weeks"], "name=value"),
        (["run", "--weeks", "0"], "between 1 and 5200"),
        (["run", "--weeks", "30", "--with", "points"], "after the run ends"),
        (["run", "--lang", "fr"], "use en or zh"),
        (["compare", "--arms", "none,none"], "named twice"),
        (["compare", "--arms", ","], "at least one arm"),
        (["compare", "--seeds", "0"], "--seeds"),
        (["compare", "--seeds", "three"], "--seeds"),
        (["compare", "--workers", "0"], "--workers"),
        (["params", "nothing_like_this"], "nothing_like_this"),
        (["story", "--with", "pionts"], "did you mean points?"),
        (["story", "--seed", "-1"], "give 0 or more"),
    ],
)
def test_bad_input_gets_one_sentence(arguments: list[str], says: str) -> None:
    """What is wrong, where, and what is allowed; status 2, never a traceback."""
    assert says in refused(*arguments)


def test_bad_input_ends_the_process_with_status_two() -> None:
    """The same sentence in a shell."""
    assert one_sentence(in_its_own_process("run", "liuhee")) == refused("run", "liuhee")


def test_bad_input_in_chinese() -> None:
    """The sentence comes in the user's language."""
    done = gongtong("run", "--set", "points.dose=99", "--lang", "zh")
    assert done.returncode == 2
    assert "须在 0 与 10 之间" in done.stderr


def test_a_folder_that_cannot_be_written_is_found_out_before_the_work(tmp_path: Path) -> None:
    """No result is lost for want of a place."""
    occupied = tmp_path / "file"
    occupied.write_text("x")
    assert "cannot be written" in refused("run", "--out", str(occupied))
    assert "name a file" in refused("story", "--out", str(tmp_path))


def test_interrupting_ends_at_once_without_a_traceback() -> None:
    """Ctrl-C: status 130, nothing left running."""
    process = subprocess.Popen(
        [sys.executable, "-m", "sim", "run", "--weeks", "5000"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    while "llvmlite" not in Path(f"/proc/{process.pid}/maps").read_text():  # loaded when a run begins
        time.sleep(0.05)
    time.sleep(1)
    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=60)
    # A shell says 130 of both: Python ends itself by the signal if it fell into source that a library had executed
    assert process.returncode in (130, -signal.SIGINT)
    assert "Traceback" not in said
