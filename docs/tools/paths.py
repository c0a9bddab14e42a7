"""Draw the paths of the case's own history: the READMEs' first figure, with its words, and those of docs/paths.md.

    python docs/tools/paths.py                            # five runs at the default numbers
    python docs/tools/paths.py --posterior 20 --twins     # 140 runs; stopped, it goes on where it was

Without `--twins` the figure of what carried each passage stays as it is.
"""

from __future__ import annotations

import argparse
from dataclasses import replace
from pathlib import Path

from rich.progress import Progress, TimeElapsedColumn

from sim import load
from sim.lab.analysis.study_paths import HEADLINE, paths_by_each
from sim.lab.analysis.twins import run_twins, twins_to_run
from sim.lab.comparison.study import Study, Work, run_arms
from sim.lab.design.arms import BASE
from sim.lab.design.posterior import shipped_posterior
from sim.lab.run.cache import RunCache
from sim.report.analyses.paths import by_definition, other_definitions, path_findings
from sim.report.figures.alluvial import TITLE, alluvial
from sim.report.figures.carried import carried
from sim.report.figures.gallery import save_figure
from sim.report.text.labels import arm_labels
from sim.report.text.prose import paragraph
from sim.text import LANGUAGES, Lang, Text

ROOT = Path(__file__).parents[2]
FIGURES = ROOT / "docs" / "figures"
README: dict[Lang, Path] = {"en": ROOT / "README.md", "zh": ROOT / "README.zh.md"}
START, END = "<!-- paths -->\n", "<!-- end of paths -->"
HISTORY = Text("the case's own history", "案例自身的历程")
PLACE = Text(
    "![{title}](docs/figures/paths.png)\n\n*{words}*\n", "![{title}](docs/figures/paths.zh.png)\n\n*{words}*\n"
)
WORDS = Text(
    "Residents by stage in the model, half-year by half-year; green ribbons are those who now do it together, and show "
    "where they come from ([docs/paths.md](docs/paths.md)).",
    "模型中居民逐半年所处的阶段；绿色的带是走到“共同干”的居民，看得出他们从哪里来（[docs/paths.md](docs/paths.md)，英文）。",
)


def history(seeds: int, draws: int, work: Work) -> Study:
    """The history over so many parameter sets of the posterior, or on so many seeds at the default numbers."""
    sets = shipped_posterior().first(draws) if draws else ()
    study = run_arms({BASE: load("liuhe-history")}, tuple(range(draws or seeds)), sets, work)
    return replace(study, titles={BASE: HISTORY})


def in_readme(study: Study, lang: Lang) -> None:
    """Put the figure and the sentences on it where the README has its marks."""
    labels, found = arm_labels(study), paths_by_each(study)
    said = [*path_findings(labels, by_definition(found, HEADLINE)), other_definitions(labels, found, HEADLINE)]
    before, rest = README[lang].read_text(encoding="utf-8").split(START)
    place = PLACE.filled(title=TITLE, words=paragraph([WORDS, *said])).to(lang)
    README[lang].write_text(before + START + place + END + rest.split(END)[1], encoding="utf-8")


def main() -> None:
    """Run what is not there yet, draw, and write."""
    parser = argparse.ArgumentParser(description="Paths of the case's own history.")
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--posterior", type=int, default=0, help="parameter sets of the calibration, one a seed")
    parser.add_argument("--twins", action="store_true", help="run without each module too, and draw what carried whom")
    parser.add_argument("--out", type=Path, default=ROOT / "out" / "paths" / "runs", help="where runs are kept")
    parser.add_argument("--workers", type=int, help="processes; by default one per core")
    given = parser.parse_args()
    keep = RunCache(given.out)
    with Progress(*Progress.get_default_columns(), TimeElapsedColumn()) as progress:

        def work(what: str, total: int) -> Work:
            task = progress.add_task(what, total=total)
            return Work(given.workers, lambda done: progress.update(task, completed=done), keep)

        study = history(given.seeds, given.posterior, work("history", given.posterior or given.seeds))
        for lang in LANGUAGES:
            save_figure(alluvial(study, lang), FIGURES / f"paths{'' if lang == 'en' else '.zh'}.png")
            in_readme(study, lang)
        if given.twins:
            twins = run_twins(study, work("twins", twins_to_run(study)))
            save_figure(carried(study, twins, BASE, "en"), FIGURES / "paths-carried.png")


if __name__ == "__main__":
    main()
