"""What figures of sweeps share: names of factors, levels and groups, and rows with intervals."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from sim.lab.design.factors import label_of
from sim.lab.design.sweep import Sweep
from sim.lab.run.identity import Level
from sim.lab.run.outputs import all_measures
from sim.measures import Measure
from sim.report.text.labels import ARMS
from sim.report.text.numbers import capital
from sim.text import Lang, Text

USUAL = ("participation", "want_to", "together", "trust", "cadre_overload")  # of sweeps that keep every measure
NOT_YET = Text("as the scenario says", "按方案")


def measures_shown(study: Sweep, asked: Iterable[str]) -> tuple[str, ...]:
    """The measures a sweep's figures show: those asked for, else those the study names, else the usual ones."""
    return tuple(asked) or study.measures or USUAL


def measure_of(name: str) -> Measure:
    """A measure by name."""
    return all_measures()[name]


def factor_name(factor: str, lang: Lang) -> str:
    """The label of a factor."""
    return label_of(factor).to(lang)


def level_name(level: Level, lang: Lang) -> str:
    """A level as a person reads it."""
    if level is None:
        return NOT_YET.to(lang)
    if isinstance(level, bool):
        return (Text("on", "开") if level else Text("off", "关")).to(lang)
    if isinstance(level, date):
        return level.isoformat()
    if isinstance(level, str):
        return ARMS[level].to(lang) if level in ARMS else level
    return f"{level:,g}" if isinstance(level, int) else f"{level:.4g}"


def group_name(group: tuple[Level, ...], lang: Lang) -> str:
    """A level, or the ends of a group of many."""
    return "–".join(dict.fromkeys(level_name(level, lang) for level in group))


def subtitle_of(study: Sweep, lang: Lang) -> str:
    """The subtitle of a sweep's figure: the community, weeks, points and seeds."""
    said = Text(
        "{where}; {weeks:d} weeks; {points:,} points on {seeds:seed}",
        "{where}；{weeks:d} 周；{points:,} 个设计点，{seeds:d} 个种子",
    )
    return said.filled(
        where=Text(study.base.title.en, study.base.title.zh),
        weeks=study.base.weeks,
        points=len(study.points),
        seeds=len(study.seeds),
    ).to(lang)


def titled(title: Text, measure: str, lang: Lang) -> str:
    """A title that names a measure; it begins with a capital letter."""
    return capital(title.filled(what=measure_of(measure).label)).to(lang)
