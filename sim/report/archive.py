"""The folder a comparison leaves behind: figures, tables, the scenarios, and what it takes to run it again."""

from __future__ import annotations

import json
from pathlib import Path

import polars as pl

from sim.community import Community
from sim.files import reading
from sim.lab.comparison.comparison import ComparisonResult
from sim.lab.comparison.file import load_comparison
from sim.lab.comparison.study import Study
from sim.lab.design.posterior import replicates
from sim.lab.run.cache import RUNS, RunCache
from sim.report.analyses.comparison import AGAIN, comparison_figures
from sim.report.analyses.validation import shipped_validation
from sim.report.figures.gallery import save_all
from sim.report.figures.network import grid_network
from sim.report.figures.people import age_pyramid, degree_distribution
from sim.report.folder import FileContent, write_folder
from sim.report.page.files import WRITE_AGAIN, ComparisonFiles, read_files
from sim.report.page.page import build_page
from sim.report.tables import StudyQuestion, manifest, tables
from sim.report.text.findings import caveat, findings
from sim.scenario.file import dump, load
from sim.text import LANGUAGES, Lang, Text

NOTHING_ASKED = StudyQuestion()
EFFECT_COLUMNS = (
    *("measure", "label", "unit", "arm", "mean", "baseline", "difference", "low", "high", "better", "seeds"),
    "narrowed",
)


def write_report(study: Study, folder: Path, lang: Lang, asked: StudyQuestion = NOTHING_ASKED) -> list[Path]:
    """Write figures, tables, one YAML file an arm, `study.json`, and last the page that is made of them.

    The page can be made again in another language without running anything (`remake`).

    Raises
    ------
    GongtongError
        If the measure by which arms are chosen is unknown.
    """
    told = manifest(study, asked) | {"lang": lang}
    drawn = save_all(study, folder, lang)
    _forget_drawn(folder)
    content: dict[str, FileContent] = {
        "effects.csv": _effects(study, lang),
        **{f"{name}.csv": pl.from_pandas(table) for name, table in tables(study, asked).items()},
        "runs.parquet": _runs(study),
        "findings.txt": "\n".join([*findings(study, lang), caveat(study).to(lang)]) + "\n",
        "validation.json": json.dumps(shipped_validation(), ensure_ascii=False, indent=1),
        **{f"arm-{arm}.yaml": dump(scenario) for arm, scenario in study.arms.items()},
        "study.json": json.dumps(told, ensure_ascii=False, indent=1),
    }
    return [*drawn, *write_folder(folder, content), build_page(folder, lang)]


def remake(folder: Path, lang: Lang) -> Path:
    """Make the page of a folder again, in either language, from what is there.

    Figures in another language than before are drawn from the runs that `gongtong compare` kept in the folder; where
    there are none, the page shows them as they are.

    Raises
    ------
    GongtongError
        If the folder holds no report or a broken one.
    """
    kept = read_files(folder)
    if lang != kept.study["lang"] and not any((folder / lang).glob("*.png")):
        with reading(folder, WRITE_AGAIN):
            study = _study(kept)
        if study is not None:
            save_all(study, folder / lang, lang)
            _save_comparison(study, folder, lang)
    return build_page(folder, lang)


def _forget_drawn(folder: Path) -> None:
    """Remove figures that were drawn in another language of what was in this folder before."""
    for path in folder.glob("*.png"):
        for lang in LANGUAGES:
            (folder / lang / path.name).unlink(missing_ok=True)


def _save_comparison(study: Study, folder: Path, lang: Lang) -> None:
    """Draw which arm to choose and what a withdrawal left, of a folder that a comparison was written to."""
    file = folder / AGAIN
    if file.is_file():
        drawn = comparison_figures(load_comparison(file), ComparisonResult(study), lang)
        write_folder(folder / lang, {f"{name}.png": figure for name, figure in drawn.items()})


def _study(kept: ComparisonFiles) -> Study | None:
    """The study of a folder from the runs kept in it; none unless all are there."""
    find = RunCache(kept.place / RUNS).find
    told, seeds, draws = kept.study["arms"], tuple(kept.study["seeds"]), kept.study["parameter_sets"]
    arms = {arm: load(kept.place / one["file"]) for arm, one in told.items()}
    results = {}
    for arm, scenario in arms.items():
        runs = [find(one.scenario, one.seed) for one in replicates(scenario, seeds, draws)]
        whole = tuple(run for run in runs if run is not None)
        if len(whole) < len(seeds):
            return None
        results[arm] = whole
    return Study(arms, seeds, results, tuple(draws), {arm: Text(**one["label"]) for arm, one in told.items()})


def write_description(community: Community, folder: Path, lang: Lang) -> list[Path]:
    """Write the figures of a community: grid network, age pyramid, number of ties."""
    drawn = {"grid_network": grid_network, "age_pyramid": age_pyramid, "degree_distribution": degree_distribution}
    return write_folder(folder, {f"{name}.png": draw(community, lang) for name, draw in drawn.items()})


def _effects(study: Study, lang: Lang) -> pl.DataFrame:
    """Every measure's paired differences, one row per measure and arm."""
    parts = []
    for name, measure in study.measures.items():
        frame = pl.from_pandas(study.effects(name))
        parts.append(
            frame.with_columns(
                pl.lit(name).alias("measure"),
                pl.lit(measure.label.to(lang)).alias("label"),
                pl.lit(measure.unit.to(lang)).alias("unit"),
            )
        )
    return pl.concat(parts).select(EFFECT_COLUMNS)


def _runs(study: Study) -> pl.DataFrame:
    """One row per arm and seed, one column per measure."""
    columns = {name: study.values(name) for name in study.measures}
    return pl.DataFrame(
        [
            {"arm": arm, "seed": seed, **{name: float(values[arm][at]) for name, values in columns.items()}}
            for arm in study.arms
            for at, seed in enumerate(study.seeds)
        ]
    )
