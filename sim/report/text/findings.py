"""A study in words and tables: what differs between arms, by how much, how surely, at what cost, and why."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim.agents.resident.columns import HINDRANCES
from sim.lab.comparison.study import Study, paired
from sim.lab.run.outputs import all_measures
from sim.measures import Measure
from sim.report.text.caveats import PURPOSE
from sim.report.text.certainty import CANNOT_TELL, Basis, tell_apart, uncertainty
from sim.report.text.doubts import doubts
from sim.report.text.intervals import interval_of
from sim.report.text.labels import arm_labels
from sim.report.text.prose import NOTHING, paragraph
from sim.results import versions
from sim.text import Lang, Text

LARGE = 1000  # from here on digits after the point say nothing
SMALL = 0.001  # below, three digits that say something may be too many to write out
SPAN = {
    "mean": Text("last year", "末年均值"),
    "sum": Text("whole run", "全程合计"),
    "last": Text("at the end", "期末"),
    "ratio": Text("whole run", "全程"),
}


@dataclass(frozen=True)
class MeasureRow:
    """One measure: its value in the first arm, and each other arm's difference to it.

    Attributes
    ----------
    label, over, base : str
        What is measured, over which time, and its value in the first arm.
    values : tuple of str
        Its values in the other arms, in their order.
    effects : tuple of (difference, interval)
        Of the other arms, in the same order.
    """

    label: str
    over: str
    base: str
    values: tuple[str, ...]
    effects: tuple[tuple[str, str], ...]


def headlines() -> tuple[str, ...]:
    """Names of the measures that the table of a comparison shows unless others are asked for."""
    return tuple(name for name, measure in all_measures().items() if measure.headline)


def rows(study: Study, lang: Lang, names: tuple[str, ...] | None = None) -> list[MeasureRow]:
    """The comparison table, of those measures that say something here."""
    table = []
    for name in study.measured(names or headlines()):
        measure = study.measures[name]
        values = {arm: float(own.mean()) for arm, own in study.values(name).items()}
        effects = study.effects(name)[["difference", "low", "high"]].to_numpy(float)
        table.append(
            MeasureRow(
                measure.label.to(lang),
                SPAN[measure.adds].to(lang),
                number(measure, values[study.baseline]),
                tuple(number(measure, value) for arm, value in values.items() if arm != study.baseline),
                tuple(
                    (change(measure, difference, lang), interval(measure, low, high, lang))
                    for difference, low, high in effects
                ),
            )
        )
    return table


def number(measure: Measure, value: float) -> str:
    """A value as people read it: per cent, thousands, or three digits."""
    if measure.percent:
        return f"{100 * value:.1f}%"
    if abs(value) >= LARGE:
        return f"{value:,.0f}"
    return f"{value:.0f}" if measure.adds in ("sum", "last") and value == round(value) else f"{value:.3g}"


def change(measure: Measure, value: float, lang: Lang) -> str:
    """A signed difference; per cent become percentage points."""
    unit = Text(" points", " 个百分点").to(lang) if measure.percent else ""
    return _signed(measure, value) + unit


def interval(measure: Measure, low: float, high: float, lang: Lang) -> str:
    """The interval of a difference, or why there is none."""
    if np.isnan(low):
        return Text("one seed", "单一种子").to(lang)
    return f"[{_signed(measure, low)}, {_signed(measure, high)}]"


def _signed(measure: Measure, value: float) -> str:
    shown = 100 * value if measure.percent else value
    digits = "+,.0f" if abs(shown) >= LARGE else "+.2f" if measure.percent else "+.3g"
    if not measure.percent and 0 < abs(shown) < SMALL:
        digits = "+.5f"
    return format(shown, digits).replace("-", "−")


def findings(study: Study, lang: Lang) -> list[str]:
    """What happened and why, in sentences made of the runs' own numbers."""
    said = [_why_not(study, study.baseline)]
    for arm in list(study.arms)[1:]:
        said += [_lift(study, arm), _motive(study, arm), _price(study, arm), *doubts(study, arm)]
    return [one.to(lang) for one in said]


def basis(study: Study) -> Basis:
    """What a study rests on."""
    seeds = len(study.seeds)
    draws = len({tuple(one.items()) for one in study.draws}) or 1
    calibrated = bool(study.draws) or all(scenario.calibrated for scenario in study.arms.values())
    version = versions()["gongtong"]
    return Basis(seeds * len(study.arms), seeds, draws, calibrated=calibrated, version=version)


def caveat(study: Study) -> Text:
    """What the model is for, and what a study says of its own uncertainty."""
    return paragraph([PURPOSE, uncertainty(basis(study))])


def _mean(study: Study, measure: str, arm: str) -> float:
    return float(study.values(measure)[arm].mean())


def _why_not(study: Study, arm: str) -> Text:
    away = _mean(study, "bystander", arm)
    parts = {name: _mean(study, name, arm) / max(away, 1e-9) for name in HINDRANCES}
    return Text(
        "{arm}: {away:.0%} of residents aged 12+ took no part in the last half year. Of these, nobody asked "
        "{unasked:.0%}; {unable:.0%} lacked the time; {unwilling:.0%} knew of something and did not want to.",
        "{arm}：近半年有{away:.0%}的12岁以上居民没有参与。其中{unasked:.0%}没人邀请，{unable:.0%}没有条件，"
        "{unwilling:.0%}知道有活动但不想参加。",
    ).filled(arm=arm_labels(study)[arm], away=away, **parts)


def _lift(study: Study, arm: str) -> Text:
    own, base = (study.values("active_4w")[one] for one in (arm, study.baseline))
    effect = paired(own, base, over_draws=bool(study.draws))
    low, high = 100 * effect["low"], 100 * effect["high"]
    sure = Text("", "")
    if np.isnan(low):
        sure = Text(" One seed says nothing about how sure this is.", "仅一个种子，无法判断可靠程度。")
    elif tell_apart(own - base) is CANNOT_TELL:
        sure = Text(" The two cannot be told apart.", "两者无法区分。")
    ends = f"[{low:+.1f}, {high:+.1f}]".replace("-", "−")
    named = Text(" ({interval} {ends})", "（{interval}{ends}）")
    what = interval_of(over_draws=bool(study.draws))
    bounds = NOTHING if np.isnan(low) else named.filled(interval=what, ends=ends)
    return Text(
        "{arm}: {mean:.1%} active in four weeks in the last year instead of {baseline:.1%}, a difference of "
        "{points:+.1f} points{bounds}.{sure}",
        "{arm}：末年四周内活跃者占{mean:.1%}，对照为{baseline:.1%}，相差{points:+.1f}个百分点{bounds}。{sure}",
    ).filled(
        arm=arm_labels(study)[arm],
        mean=effect["mean"],
        baseline=effect["baseline"],
        points=100 * effect["difference"],
        bounds=bounds,
        sure=sure,
    )


def _motive(study: Study, arm: str) -> Text:
    first = study.baseline
    motivation = _mean(study, "motivation", arm) - _mean(study, "motivation", first)
    return Text(
        "{arm}: of those who took part in half a year, {told:.0%} were moved more by pressure, reward and face than by "
        "motives of their own ({first}: {before:.0%}), and {unless:.0%} would mostly not have come without pressure or "
        "reward ({first}: {unless_before:.0%}); mean autonomous motivation moved by {motivation:+.4f}.",
        "{arm}：半年内参与者中，{told:.0%}所受的压力、奖励与面子大过自己的动机（{first}为{before:.0%}），"
        "{unless:.0%}若无压力或奖励多半不会来（{first}为{unless_before:.0%}）；平均自主动机变化{motivation:+.4f}。",
    ).filled(
        arm=arm_labels(study)[arm],
        first=arm_labels(study)[first],
        told=_of_those_acting(study, "told_to", arm),
        before=_of_those_acting(study, "told_to", first),
        unless=_of_those_acting(study, "told_to_unless", arm),
        unless_before=_of_those_acting(study, "told_to_unless", first),
        motivation=motivation,
    )


def _of_those_acting(study: Study, measure: str, arm: str) -> float:
    """A share of residents as one of those who took part in half a year."""
    return _mean(study, measure, arm) / max(1 - _mean(study, "bystander", arm), 1e-9)


def _price(study: Study, arm: str) -> Text:
    yuan = _mean(study, "cost_yuan", arm) - _mean(study, "cost_yuan", study.baseline)
    hours = _mean(study, "cadre_hours", arm) - _mean(study, "cadre_hours", study.baseline)
    share = _mean(study, "active_4w", arm) - _mean(study, "active_4w", study.baseline)
    counted = np.mean([run.residents["counted"].sum() for run in study.results[arm]])
    added = float(share * counted)
    each = Text("", "")
    if added >= 1 and yuan > 0:
        each = Text(
            ": {each:,.0f} yuan for each of the {added:,.0f} active residents added",
            "，每新增一名活跃居民（共{added:,.0f}人）{each:,.0f}元",
        ).filled(each=yuan / added, added=added)
    return Text(
        "{arm}: cost {yuan:,.0f} yuan over the run{each}; hours cadres worked: {hours:+,.0f}.",
        "{arm}：全程花费{yuan:,.0f}元{each}；干部实际工时{hours:+,.0f}小时。",
    ).filled(arm=arm_labels(study)[arm], yuan=yuan, hours=hours, each=each)
