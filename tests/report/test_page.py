"""The report page: made of the folder's files alone, whole in one file, in both languages, as a planner opens it."""

from __future__ import annotations

import json
import re
import shutil
from html.parser import HTMLParser
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from playwright.sync_api import Browser

from sim.lab.comparison.study import Study
from sim.lab.design.posterior import replicates, shipped_posterior
from sim.policies import policies
from sim.report.analyses.validation import shipped_validation
from sim.report.archive import write_report
from sim.report.page.advice import advice, best_arms
from sim.report.page.files import MANIFEST, read_files
from sim.report.page.page import build_page, write_pdf
from sim.report.page.pdf import BROWSERS
from sim.report.tables import StudyQuestion
from sim.report.text.caveats import MISUSES, RIGHTS
from sim.report.text.certainty import CANNOT_TELL
from sim.results import Results
from sim.scenario.file import dump
from sim.simulation import run
from sim.text import LANGUAGES, GongtongError, Lang, Text
from tests.support import ROOT, small
from tests.support.command import gongtong

ARMS, SEEDS, WEEKS = ("none", "points", "all"), 3, 52
both_languages = pytest.mark.parametrize("lang", LANGUAGES)


@pytest.fixture(scope="module")
def study() -> Study:
    """Three arms on three parameter sets of the posterior, over a year, which is long enough for paths."""
    base = small(weeks=WEEKS, modules_start="2015-02-02")
    arms = {"none": base, "points": base.adding("points"), "all": base.adding("*")}
    draws = shipped_posterior().first(SEEDS)
    results: dict[str, tuple[Results, ...]] = {
        arm: tuple(run(one.scenario, one.seed) for one in replicates(scenario, range(SEEDS), draws))
        for arm, scenario in arms.items()
    }
    return Study(arms, tuple(range(SEEDS)), results, draws)


@pytest.fixture(scope="module")
def written(study: Study, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a report; not to be changed."""
    folder = tmp_path_factory.mktemp("report")
    write_report(
        study, folder, "en", StudyQuestion(command=("gongtong", "compare", "liuhe", "--arms", "none,points,all"))
    )
    return folder


@pytest.fixture
def folder(written: Path, tmp_path: Path) -> Path:
    """A copy that may be changed."""
    return Path(shutil.copytree(written, tmp_path / "out"))


@pytest.fixture(scope="module")
def pages(written: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[Lang, Path]:
    """The page of that folder in each language, each in a folder of its own; not to be changed."""
    return {
        lang: build_page(Path(shutil.copytree(written, tmp_path_factory.mktemp("page") / lang)), lang)
        for lang in LANGUAGES
    }


class Words(HTMLParser):
    """The words of a page, and what it would load."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.words, self.loads, self._skip = "", list[str](), False
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note what a tag would load."""
        self._skip = tag == "style"
        self.loads += [value or "" for name, value in attrs if name in ("src", "href", "srcset", "data", "action")]

    def handle_data(self, data: str) -> None:
        """Take in words."""
        self.words += "" if self._skip else data


def words_of(page: Path) -> str:
    """All words of a page."""
    return Words(page.read_text("utf-8")).words


def said(folder: Path, lang: Lang) -> str:
    """All words of the page that is made of a folder."""
    return words_of(build_page(folder, lang))


# What it says


@both_languages
def test_it_says_all_that_a_report_has_to_say(written: Path, pages: dict[Lang, Path], lang: Lang) -> None:
    words = words_of(pages[lang])
    kept = read_files(written)
    for sentence in advice(kept).sentences:
        assert sentence.to(lang) in words
    for misuse in MISUSES:
        assert misuse.what.to(lang) in words
    assert RIGHTS.to(lang) in words
    assert set(kept.study["modules"]) == set(policies())
    for part in (
        *(Text(**one["about"]).to(lang) for one in kept.study["modules"].values()),
        kept.study["model"],
        "gongtong compare liuhe --arms none,points,all",
        *(one["hash"] for one in kept.study["arms"].values()),
        *(kept.label(arm).to(lang) for arm in ARMS),
        Text("stands as assumed", "仍为假设").to(lang)
        if kept.tables["depends"].size
        else Text("ten sets", "十组").to(lang),
    ):
        assert part in words


@both_languages
def test_what_the_model_misses_is_named(pages: dict[Lang, Path], lang: Lang) -> None:
    words = words_of(pages[lang])
    failed = [one for one in shipped_validation()["checked"] if one["verdict"] == "fail"]
    assert failed
    for one in failed:
        assert Text(**one["label"]).to(lang) in words


def test_the_shipped_verdicts_are_those_of_the_published_page() -> None:
    """What reports quote is what docs/validation.md says."""
    page = (ROOT / "docs" / "validation.md").read_text("utf-8")
    rows = [line.strip("| \n").split(" | ") for line in page.splitlines() if line.startswith("| ")]
    published = {(row[-5].strip() if len(row) == 6 else row[0], row[-1].strip()) for row in rows}
    for one in shipped_validation()["checked"]:
        name = one["name"] if one["kind"] == "pattern" else one["label"]["en"]
        assert (name, one["verdict"]) in published or any(name in row and row[-1] == one["verdict"] for row in rows)


@both_languages
def test_three_sentences_recommend_in_the_model(folder: Path, lang: Lang) -> None:
    runs = pd.read_parquet(folder / "runs.parquet")
    runs["active_4w"] = runs["arm"].map({"none": 0.1, "points": 0.2, "all": 0.3}) + 0.001 * runs["seed"]
    runs.to_parquet(folder / "runs.parquet")
    found = advice(read_files(folder))
    assert found.best == ("all",)
    assert len(found.sentences) == 3
    assert Text("In the model", "在模型中").to(lang) in found.sentences[0].to(lang)
    assert all(sentence.to(lang).count(Text(". ", "。").to(lang)) <= (lang == "zh") for sentence in found.sentences)


def test_arms_that_cannot_be_told_apart_are_said_to_be_so(folder: Path) -> None:
    """Two arms that take turns in being a little better: none is recommended over the other."""
    runs = pd.read_parquet(folder / "runs.parquet")
    runs["active_4w"] = runs["arm"].map({"none": 0.1, "points": 0.3, "all": 0.3}) + 0.001 * runs["seed"]
    runs.loc[(runs["arm"] == "all") & (runs["seed"] == 0), "active_4w"] += 0.05
    runs.loc[(runs["arm"] == "points") & (runs["seed"] == 1), "active_4w"] += 0.04
    runs.to_parquet(folder / "runs.parquet")
    kept = read_files(folder)
    assert set(best_arms(kept)) == {"points", "all"}
    first = advice(kept).sentences[0]
    assert CANNOT_TELL.en in first.en
    assert CANNOT_TELL.zh in first.zh


def test_nothing_is_recommended_where_nothing_differs(folder: Path) -> None:
    runs = pd.read_parquet(folder / "runs.parquet")
    runs["active_4w"] = 0.1 + 0.01 * runs["seed"]
    runs.to_parquet(folder / "runs.parquet")
    found = advice(read_files(folder))
    assert found.best == ()
    assert "no arm can be told apart" in found.sentences[0].en


@pytest.mark.slow
def test_one_seed_recommends_nothing(study: Study, tmp_path: Path) -> None:
    one = Study(study.arms, (0,), {arm: runs[:1] for arm, runs in study.results.items()})
    write_report(one, tmp_path, "en")
    found = advice(read_files(tmp_path))
    assert found.best == ()
    assert "nothing can be recommended" in found.sentences[0].en
    assert "undefined" in said(tmp_path, "en")


@pytest.mark.slow
def test_a_single_arm_has_a_page_without_comparison(study: Study, tmp_path: Path) -> None:
    write_report(Study({"all": study.arms["all"]}, study.seeds, {"all": study.results["all"]}), tmp_path, "zh")
    assert "没有对照" in said(tmp_path, "zh")


@pytest.mark.parametrize("lang", ["zh", pytest.param("en", marks=pytest.mark.slow)])
def test_paths_are_told_by_both_definitions(folder: Path, lang: Lang) -> None:
    """In sentences, figures and tables, all of `paths.csv`; a way of too few people is not told of."""
    table = pd.read_csv(folder / "paths.csv", encoding="utf-8-sig", keep_default_na=False, na_values=[""])
    of_points = (table["definition"] == "autonomy") & (table["arm"] == "points")
    for way, share in {"told_want": 0.125, "told": 0.25, "want": 0.625, "want_told": 0.0, "straight": 0.0}.items():
        own = of_points & (table["what"] == "way") & (table["name"] == way)
        table.loc[own, ["mean", "low", "high"]] = share, share - 0.01, share + 0.01
    table.loc[table["definition"] == "counterfactual", "mean"] = float("nan")
    table.to_csv(folder / "paths.csv", index=False)
    words = said(folder, lang)
    points, way = (
        Text("Points scheme", "积分制").to(lang),
        Text("want to → together (62.5%); 37.5% had been told to", "我要干 → 共同干”（62.5%）；37.5%曾经“要我干").to(
            lang
        ),
    )
    start = words.index(points + Text(": of those who are together", "：期末共同干的居民").to(lang))
    assert way in words[start : start + 200]
    assert Text("points scheme, nobody or nearly nobody", "积分制（几乎）没有人").to(lang) in words
    page = (folder / "report.html").read_text("utf-8")
    assert 'id="figure-alluvial"' in page
    assert 'id="figure-passages"' in page


@pytest.mark.slow
def test_runs_too_short_for_paths_have_no_section_of_them(study: Study, folder: Path) -> None:
    """Whatever a longer comparison left in the same folder."""
    base = small(weeks=WEEKS - 1)
    write_report(Study({"none": base}, (0,), {"none": (run(base, 0),)}), folder, "en")
    assert "How residents came to do it together" not in said(folder, "en")


# Where its numbers come from


def test_its_numbers_are_those_of_the_files(folder: Path, pages: dict[Lang, Path]) -> None:
    """A number that is changed in a file changes in the page, so it was read there."""
    table = pd.read_csv(folder / "carried.csv", encoding="utf-8-sig", keep_default_na=False)
    chosen = (table["arm"] == "all") & (table["carrier"] == "cadre_hours")
    table.loc[chosen, "mean"] = 98765.0
    table.to_csv(folder / "carried.csv", index=False)
    assert "98,765" not in words_of(pages["en"])
    assert "98,765" in said(folder, "en")


def test_effects_are_those_of_the_study(written: Path, study: Study) -> None:
    row = study.effects("active_4w").set_index("arm").loc["points"]
    effect = next(one for one in read_files(written).effects_of("active_4w") if one.arm == "points")
    assert (effect.difference, effect.low, effect.high) == pytest.approx((row["difference"], row["low"], row["high"]))
    assert np.isfinite(effect.low)


def test_every_number_used_is_listed_with_its_status(written: Path) -> None:
    table = read_files(written).tables["parameters"].set_index("path")
    assert set(table["status"]) == {"measured", "calibrated", "assumed", "given"}
    assert table.loc["resident.base", "sample_low"] < table.loc["resident.base", "sample_high"]
    assert "points.dose" in table.index
    assert table.loc["community.residents", "value"] == 1430


def test_the_same_folder_gives_the_same_page(folder: Path, pages: dict[Lang, Path]) -> None:
    assert build_page(folder, "en").read_bytes() == pages["en"].read_bytes()


@pytest.mark.slow
def test_what_another_comparison_left_in_the_folder_is_not_shown(folder: Path, study: Study) -> None:
    """Neither its figures in the other language, nor what was left after its withdrawal."""
    (folder / "zh").mkdir()
    shutil.copy(folder / "why.png", folder / "zh" / "why.png")
    (folder / "retention.csv").write_text("measure,arm,after\nactive_4w,gone,0\n")
    write_report(Study({"none": study.arms["none"]}, study.seeds, {"none": study.results["none"]}), folder, "en")
    assert not (folder / "zh" / "why.png").exists()
    assert "retention" not in read_files(folder).tables


# One file


@both_languages
def test_it_loads_nothing(pages: dict[Lang, Path], lang: Lang) -> None:
    page = pages[lang].read_text("utf-8")
    assert all(one.startswith("data:") for one in Words(page).loads)
    assert not re.search(r"url\((?![\"']?data:)|@import|<script|<link[^>]+stylesheet", page)


@pytest.mark.parametrize("lang", ["zh", pytest.param("en", marks=pytest.mark.slow)])
def test_chromium_opens_it_without_complaint(pages: dict[Lang, Path], lang: Lang, browser: Browser) -> None:
    """No error, no request, every figure there, nothing wider than the window, the language said."""
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    complaints, requests = list[str](), list[str]()
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("request", lambda request: requests.append(request.url))
    page.goto(pages[lang].as_uri())
    sizes = page.evaluate("[...document.images].map(image => [image.complete, image.naturalWidth, image.alt])")
    assert complaints == []
    assert [url for url in requests if not url.startswith(("data:", "file:"))] == []
    assert len([url for url in requests if url.startswith("file:")]) == 1
    drawn = [path.stem for path in pages[lang].parent.glob("*.png")]
    shown = page.evaluate("[...document.querySelectorAll('figure')].map(one => one.id.replace('figure-', ''))")
    assert set(drawn) - {"grids"} == set(shown)
    assert all(done and width > 1000 and words for done, width, words in sizes)
    assert page.evaluate("document.documentElement.scrollWidth") <= 1280
    assert page.evaluate("document.documentElement.lang") == {"en": "en", "zh": "zh-CN"}[lang]
    page.emulate_media(media="print")
    page.set_viewport_size({"width": 680, "height": 998})
    assert page.evaluate("document.documentElement.scrollWidth") <= 680
    page.close()


@pytest.mark.slow
def test_it_prints_to_pdf(folder: Path, browser: Browser) -> None:
    pdf = write_pdf(build_page(folder, "zh")).read_bytes()
    assert pdf.startswith(b"%PDF")
    assert len(re.findall(rb"/Type\s*/Page\b", pdf)) > 5


# The command


@pytest.mark.slow
def test_compare_leaves_a_page_that_report_makes_again_in_the_other_language(tmp_path: Path) -> None:
    file, out = tmp_path / "town.yaml", tmp_path / "out"
    file.write_text(dump(small(weeks=40, modules_start="2015-02-02")), "utf-8")
    words = ("compare", str(file), "--arms", "none,points", "--seeds", "2", "--withdraw", "2015-06-01", "--quiet")
    done = gongtong(*words, "--report", str(out), "--lang", "zh")
    assert done.returncode == 0, done.stderr
    assert "report.html" in done.stdout
    chinese = Words((out / "report.html").read_text("utf-8")).words
    assert "撤出之后还剩什么" in chinese
    assert "compare" in chinese
    made = gongtong("report", str(out), "--lang", "en")
    assert made.returncode == 0, made.stderr
    assert "What is left when it ends" in Words((out / "report.html").read_text("utf-8")).words
    assert {path.name for path in (out / "en").glob("*.png")} == {path.name for path in out.glob("*.png")}


@pytest.mark.parametrize(("lang", "words"), [("en", "there is no report here"), ("zh", "没有报告")])
def test_a_folder_without_a_report_is_one_sentence(tmp_path: Path, lang: str, words: str) -> None:
    done = gongtong("report", str(tmp_path), "--lang", lang)
    assert done.returncode == 2
    assert words in done.stderr
    assert "Traceback" not in done.stderr


def test_a_broken_report_is_one_sentence(folder: Path) -> None:
    (folder / MANIFEST).write_text(json.dumps({"arms": {}}), "utf-8")
    with pytest.raises(GongtongError, match="not whole"):
        build_page(folder, "en")
    (folder / MANIFEST).write_text("{", "utf-8")
    with pytest.raises(GongtongError, match="not whole"):
        build_page(folder, "en")


def test_pdf_without_a_folder_or_a_browser_is_one_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    without = gongtong("compare", "liuhe", "--pdf", "--lang", "en")
    assert without.returncode == 2
    assert "--report" in without.stderr
    assert BROWSERS
    monkeypatch.setenv("PATH", str(tmp_path))
    nowhere = gongtong("report", str(tmp_path), "--pdf", "--lang", "en")
    assert nowhere.returncode == 2
    assert "no Chromium browser" in nowhere.stderr


def test_an_unknown_measure_is_refused_before_anything_is_written(study: Study, tmp_path: Path) -> None:
    with pytest.raises(GongtongError, match="no measure"):
        write_report(study, tmp_path, "en", StudyQuestion("activ_4w"))
    assert list(tmp_path.iterdir()) == []
