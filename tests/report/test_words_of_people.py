"""Titles are people's words: never markup of a terminal, never a formula of a spreadsheet, never HTML or Markdown."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest

import sim
from sim.lab.comparison.study import Study, compare
from sim.report.folder import write_folder
from sim.report.page.files import _read
from sim.report.story.story import story_of
from sim.report.terminal import print_study, print_table, print_years
from sim.report.text.table import Table, from_cell, in_markdown, to_cell
from sim.simulation import run
from sim.text import Text
from tests.support import small
from tests.support.command import gongtong

RICH = ("[/b] off", "[red] alert", ":smile:", "ends in ]", "back\\", "[link=http://a]b[/link]")
FORMULAS = ("=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", "＝1+1", "\t=1", "'=1", "''@x")
NO_FORMULAS = ("none", "浏河", "+0.31", "-12.5%", "1e-05", "", "−0.2", "'tis", "a=b", "-3")
HTML = "<script>alert(1)</script>"
FIELDS = ("{0}", "{title}", "%s", "$x$")
SOURCE = Path(sim.__path__[0])


@pytest.fixture(scope="module")
def study() -> Study:
    """Arms that are called as people call them when they are tired, or angry."""
    base = small(weeks=8, title={"en": f"{RICH[0]} {HTML} {FIELDS[0]}", "zh": RICH[1]})
    arms = {"[red]": base, "=1+1": base.but({"office.activities": 3.0})}
    titles = {"[red]": Text(*RICH[:2]), "=1+1": Text(RICH[2], RICH[3])}
    return replace(compare(base, arms, (0, 1), workers=1), titles=titles)


# Terminal


@pytest.mark.parametrize("word", [*RICH, *FORMULAS, HTML, *FIELDS])
def test_a_terminal_shows_words_as_they_are(word: str, capsys: pytest.CaptureFixture[str]) -> None:
    """In a title, a heading and a cell."""
    word = word.strip()
    print_table(Table([f"{word} h", "b"], [[f"{word} c", "1"]], f"{word} t"))
    said = capsys.readouterr().out
    for place in "htc":
        assert f"{word} {place}" in said


def test_a_comparison_shows_titles_as_they_are(study: Study, capsys: pytest.CaptureFixture[str]) -> None:
    """Side by side or one below the other, and in sentences."""
    print_study(study, "en")
    across = capsys.readouterr().out
    wide = {f"{name} {at}": scenario for name, scenario in study.arms.items() for at in range(2)}
    results = {name: study.results[name[:-2]] for name in wide}
    print_study(Study(wide, study.seeds, results), "en")
    down = capsys.readouterr().out
    print_years([study.results["[red]"][0]], "en")
    for said in (across, down, capsys.readouterr().out):
        assert f"{RICH[0]} {HTML} {FIELDS[0]}" in said
    assert "[/b] off" in across
    assert ":smile:" in across
    assert "[red] 0" in down
    assert "=1 + 1 1" in down  # an arm without a title is called by its parts


def test_there_is_one_place_where_a_console_is_made() -> None:
    """Whoever prints asks for it; progress bars, which show only our own words, have one of their own."""
    made = {path.name for path in SOURCE.rglob("*.py") if re.search(r"\bConsole\(", path.read_text(encoding="utf-8"))}
    assert made == {"terminal.py", "shared.py"}


# Spreadsheets


@pytest.mark.parametrize("word", FORMULAS)
def test_no_cell_is_a_formula(word: str) -> None:
    """It begins with the mark by which spreadsheets know words, and is read back without it."""
    assert to_cell(word) == f"'{word}"
    assert from_cell(to_cell(word)) == word


@pytest.mark.parametrize("word", [*NO_FORMULAS, *RICH, HTML])
def test_other_cells_are_as_they_are(word: str) -> None:
    """Numbers stay numbers, with their sign."""
    assert to_cell(word) == word == from_cell(word)


def test_tables_and_frames_hold_no_formula(tmp_path: Path) -> None:
    """Names of columns neither; what is read back is what was written."""
    words = [*FORMULAS, *NO_FORMULAS]
    [head, *rows] = csv.reader(io.StringIO(Table(["=A", "n"], [[word, "-1"] for word in words]).to_csv()))
    assert head == ["'=A", "n"]
    assert rows == [[to_cell(word), "-1"] for word in words]
    frame = pl.DataFrame({"arm": words, "=n": [-1.5] * len(words), "none": [None] * len(words)})
    [path] = write_folder(tmp_path, {"a.csv": frame})
    with path.open(encoding="utf-8-sig", newline="") as file:
        [head, *rows] = csv.reader(file)
    assert head == ["arm", "'=n", "none"]
    assert rows == [[to_cell(word), "-1.5", ""] for word in words]
    back = _read(path)
    assert list(back.columns) == ["arm", "=n", "none"]
    assert back["=n"].eq(-1.5).all()
    assert back["arm"].fillna("").tolist() == words


def test_tables_are_written_where_formulas_are_kept_out() -> None:
    """Nobody else writes comma-separated values that hold words."""
    writers = {
        path.relative_to(SOURCE).as_posix()
        for path in SOURCE.rglob("*.py")
        if re.search(r"csv\.writer|write_csv\(|\.to_csv\(path|write_excel|DictWriter", path.read_text(encoding="utf-8"))
    }
    assert writers == {"report/folder.py", "report/text/table.py"}


# Markdown


@pytest.mark.parametrize("word", ["[a](http://b)", HTML, "# head", "two\nlines", "*a*", "`a`", "a|b"])
def test_words_are_no_markdown(word: str) -> None:
    """Every sign that means something there is escaped, and a title is one line."""
    assert re.sub(r"\\(.)", r"\1", in_markdown(word)) == " ".join(word.split())
    assert not re.search(r"(?<!\\)[\[\]<>#*`|]|\n", in_markdown(word))


def test_a_story_is_headed_by_its_title() -> None:
    """As one heading, whatever stands in it."""
    told = story_of(run(small(weeks=4, title={"en": f"# {HTML}\n# x {{0}}", "zh": "[a](b)"}), 0))
    assert told.en.splitlines()[0].startswith(r"# \# \<script\>alert(1)\</script\> \# x {0}, 2015")
    assert told.zh.startswith(r"# \[a\](b)，2015年")


# All together


@pytest.mark.slow
def test_a_study_of_such_titles_goes_all_the_way(tmp_path: Path) -> None:
    """From a file to the terminal, tables, figures and the page, and from there to the other language."""
    (tmp_path / "b[1].yaml").write_text(
        f"question: {{en: '[/b] {HTML}', zh: '=1+1 [red]'}}\n"
        "weeks: 20\n"
        "set: {modules_start: 2015-02-02, title.en: '[red] {x} ]', title.zh: '@x {0}'}\n"
        "arms:\n"
        "  none: {title: {en: '[/b] :smile:', zh: '-没有]'}}\n"
        f"  '=1+1': {{modules: points, title: {{en: '=1+1', zh: '{HTML}'}}}}\n"
        "  '[red] 100%': {modules: leaders}\n"
        "seeds: 2\n",
        encoding="utf-8",
    )
    out = tmp_path / "out[1] *"
    done = gongtong("compare", str(tmp_path / "b[1].yaml"), "--report", str(out), "--quiet")
    assert (done.returncode, done.stderr) == (0, "")
    assert "[/b] :smile:" in done.stdout
    assert gongtong("report", str(out), "--lang", "zh").returncode == 0
    page = (out / "report.html").read_text(encoding="utf-8")
    assert HTML not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert not re.search(r"^=|,=", (out / "effects.csv").read_text(encoding="utf-8"), re.MULTILINE)
