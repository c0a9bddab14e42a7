"""The folder a comparison leaves behind: figures, tables, the scenarios, and what it takes to run it again."""

from __future__ import annotations

import json
from pathlib import Path

import polars as pl

from sim.community import Community
from sim.lab.compare import Study
from sim.report.figures import age_pyramid, degree_distribution, grid_network, save_all, save_figure
from sim.report.summary import caveat, findings
from sim.results import versions, write_whole
from sim.scenario_file import dump
from sim.text import Lang


def write_report(study: Study, folder: Path, lang: Lang) -> list[Path]:
    """Write figures, `effects.csv`, `runs.parquet`, `findings.txt`, one YAML file an arm, and `study.json` last."""
    written = save_all(study, folder, lang)
    effects = folder / "effects.csv"
    # Excel needs a byte-order mark to read Chinese in a CSV file
    write_whole(effects, "\ufeff" + _effects(study, lang).write_csv())
    runs = folder / "runs.parquet"
    _runs(study).write_parquet(runs)
    words = folder / "findings.txt"
    write_whole(words, "\n".join([*findings(study, lang), caveat(study).to(lang)]) + "\n")
    arms = []
    for arm, scenario in study.arms.items():
        arms.append(folder / f"arm-{arm}.yaml")
        write_whole(arms[-1], dump(scenario))
    manifest = folder / "study.json"
    write_whole(manifest, json.dumps(_manifest(study), ensure_ascii=False, indent=1))
    return [*written, effects, runs, words, *arms, manifest]


def write_description(community: Community, folder: Path, lang: Lang) -> list[Path]:
    """Write the figures of a community: grid network, age pyramid, number of ties."""
    drawn = {"grid_network": grid_network, "age_pyramid": age_pyramid, "degree_distribution": degree_distribution}
    return [save_figure(draw(community, lang), folder / f"{name}.png") for name, draw in drawn.items()]


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
    return pl.concat(parts).select(
        "measure",
        "label",
        "unit",
        "arm",
        "mean",
        "baseline",
        "difference",
        "low",
        "high",
        "better",
        "seeds",
        "narrowed",
    )


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


def _manifest(study: Study) -> dict[str, object]:
    return {
        "arms": {
            arm: {"hash": scenario.content_hash(), "file": f"arm-{arm}.yaml"} for arm, scenario in study.arms.items()
        },
        "seeds": list(study.seeds),
        "parameter_sets": [dict(one) for one in study.draws],
        "compared_with": study.baseline,
        "versions": versions(),
    }
