"""Which arm to choose, in sentences, as a table and as a figure."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.text import Annotation
from matplotlib.ticker import FuncFormatter

from sim.lab.comparison.choice import Choice, Option, choose
from sim.lab.comparison.comparison import Comparison, ComparisonResult
from sim.lab.comparison.study import Study
from sim.measures import Measure
from sim.report.figures import colours, panels, style
from sim.report.text.certainty import CANNOT_TELL, WORSE
from sim.report.text.findings import change, number
from sim.report.text.intervals import levelled
from sim.report.text.labels import arm_labels
from sim.report.text.numbers import capital, footer, percent, plain_number, tick_text, unit_of_change
from sim.report.text.prose import listing, paragraph
from sim.report.text.table import Table, columns
from sim.text import Lang, Text

NAMES = 192  # points at the left
CAPTION = Text(
    "How often each arm is the best one, and what is given up by choosing it where another would have been better.",
    "各方案有多少次最好，以及选它而别的方案更好时少得多少。",
)
TITLE = Text("Which arm to choose by: {measure}", "选哪个方案：看“{measure}”")
BEST = Text("Best arm in so many of {worlds} worlds", "在{worlds}个世界中有多少次最好")
REGRET = Text("Given up against the best arm of each world", "比当次最好的方案少得多少（后悔值）")
MEAN_AND_UNLUCKY = Text("dot: mean; line: to the worst tenth; {unit}", "圆点为均值，横线至最差的一成；{unit}")
WORLD = Text("A world is one seed, the same in every arm.", "一个“世界”即一个随机种子，各方案相同。")
WORLD_DRAWS = Text(
    "A world is one seed with one parameter set, the same in every arm.", "一个“世界”即一个种子加一组参数，各方案相同。"
)
LEADS = Text("leads", "居首")
LEADS_ALONE = Text(
    "{measure}: {arm} comes first ({mean}) and can be told apart from every other arm; it is best in {best} of worlds.",
    "{measure}：{arm}居首（{mean}），与其他方案都分得开，在{best}的世界中最好。",
)
LEADS_AMONG = Text(
    "{measure}: {arm} has the best mean ({mean}) but cannot be told apart from {others}; choose among these by "
    "something else.",
    "{measure}：{arm}的均值最好（{mean}），但与{others}无法区分；请按其他方面在它们之间选择。",
)
SINGLE = Text(
    "{measure}: {arm} has the best value ({mean}), but a single seed cannot tell arms apart.",
    "{measure}：{arm}的数值最好（{mean}），但仅一个种子，无法区分方案。",
)
NEITHER = Text(
    "{measure}: neither more nor less of it is good by itself, so no arm is chosen by it.",
    "{measure}：多少本身无所谓好坏，不据此选方案。",
)
GIVEN_UP = Text(
    "Choosing {arm} gives up {regret} on average against what was best in each world.",
    "选{arm}，与每个世界中最好的方案相比，平均少得{regret}。",
)
NARROWED = Text(
    "The same seeds in all arms made the variance of differences in it {times} that with seeds of their own.",
    "各方案用相同种子时，其差值的方差为各用各的种子时的{times}。",
)
TO = Text("{low} to {high}", "{low}至{high}")
NARROW_ENOUGH = levelled(
    Text(
        "After {seeds} seeds every {sure} interval of the mean difference in it is within ±{found}, "
        "as was asked (±{asked}).",
        "用到{seeds}个种子时，其平均差值的{sure}区间都在±{found}以内，达到要求（±{asked}）。",
    )
)
TOO_WIDE = levelled(
    Text(
        "After {seeds} seeds, the most that were allowed, the widest {sure} interval of the mean difference in it is "
        "still ±{found}; ±{asked} was asked.",
        "用到上限{seeds}个种子时，其平均差值的{sure}区间最宽仍为±{found}，未达到要求的±{asked}。",
    )
)
OF_THE_MEAN = Text(
    "That is how well the mean over parameter sets is known; how far single sets differ does not shrink with more.",
    "这是对各组参数均值的精度；各组参数之间的差异不会因增加组数而变小。",
)


def answer(comparison: Comparison, found: ComparisonResult) -> list[Text]:
    """Sentences on the choice by the first measure: which arm, how sure that is, and how well it is known."""
    study, name = found.study, comparison.measures[0]
    said = [narrowness(comparison, found)] if comparison.narrow is not None else []
    if len(study.arms) == 1:
        return said
    measure = study.measures[name]
    if measure.good is None:
        said.append(NEITHER.filled(measure=capital(measure.label)))
    else:
        said.append(verdict(study, choose(study, name)))
    return [*said, *pairing(study, name)]


def verdict(study: Study, choice: Choice) -> Text:
    """Which arm leads, whether it can be told apart from the others, and what choosing it gives up."""
    labels, lead = arm_labels(study), _option(choice, choice.leading)
    words = {
        "measure": capital(choice.measure.label),
        "arm": labels[lead.arm],
        "mean": number(choice.measure, lead.mean),
        "best": percent(lead.best, 0),
        "others": listing([labels[arm] for arm in choice.alike]) if choice.alike else "",
    }
    said = (SINGLE if choice.worlds == 1 else LEADS_AMONG if choice.alike else LEADS_ALONE).filled(**words)
    if choice.worlds == 1 or not choice.alike:
        return said
    return paragraph([said, GIVEN_UP.filled(arm=labels[lead.arm], regret=_amount(choice.measure, lead.regret))])


def narrowness(comparison: Comparison, found: ComparisonResult) -> Text:
    """Whether intervals became as narrow as was asked, or the most seeds were done before."""
    narrow, widest = comparison.narrow, found.widest
    if narrow is None or widest is None:
        return Text("", "")
    measure = found.study.measures[narrow.measure]
    said = (NARROW_ENOUGH if widest <= narrow.half_width else TOO_WIDE).filled(
        seeds=len(found.study.seeds), found=_amount(measure, widest), asked=_amount(measure, narrow.half_width)
    )
    return paragraph([said, OF_THE_MEAN]) if found.study.draws else said


def pairing(study: Study, measure: str) -> list[Text]:
    """What the shared seeds did to the variance of differences; nothing where that cannot be said."""
    narrowed = study.effects(measure)["narrowed"].to_numpy(float)
    known = narrowed[np.isfinite(narrowed)]
    if not known.size:
        return []
    low, high = (plain_number(1 / float(end)) for end in (known.max(), known.min()))
    times = Text("{one} times", "{one}倍").filled(one=low if low == high else TO.filled(low=low, high=high))
    return [NARROWED.filled(times=times)]


def choice_table(study: Study, choice: Choice, lang: Lang) -> Table:
    """Each arm's mean, how often it is best, what it gives up, how it stands to the leading one."""
    header = [
        Text("arm", "方案"),
        choice.measure.label,
        Text("best in", "最好的世界占比"),
        Text("given up, mean", "平均后悔值"),
        Text("in the worst tenth", "最差一成时"),
        Text("against the leading arm", "与居首者相比"),
    ]
    labels = arm_labels(study)
    body = [
        [
            labels[option.arm].to(lang),
            number(choice.measure, option.mean),
            percent(option.best, 0),
            _amount(choice.measure, option.regret).to(lang),
            _amount(choice.measure, option.unlucky).to(lang),
            _standing(choice, option).to(lang),
        ]
        for option in choice.options
    ]
    return Table(columns(header, lang), body, words=1)


def choice_figure(study: Study, measure: str, lang: Lang) -> Figure:
    """How often each arm is best, and what is given up by choosing it: one row an arm, the best on top.

    Raises
    ------
    GongtongError
        If neither more nor less of the measure is good.
    """
    choice = choose(study, measure)
    options = sorted(choice.options, key=lambda option: option.regret)
    with style.figure_style(lang):
        title = TITLE.filled(measure=choice.measure.label).to(lang)
        world = WORLD_DRAWS if study.draws else WORLD
        figure = style.new_figure(title, ["", ""], footer(study, lang), lang)
        said = paragraph([verdict(study, choice), world]).to(lang)
        style.paragraph(figure, said, 3, style.SUBTITLE, linespacing=1.45)
        bars, lost = panels.in_rows(figure, 2, left=NAMES + 12, top=62, across=48)
        _bars(bars, study, choice, options, lang)
        _regrets(lost, study, choice, options, lang)
    return figure


def _bars(axes: Axes, study: Study, choice: Choice, options: Sequence[Option], lang: Lang) -> None:
    colour_of, labels = colours.arm_colours(study), arm_labels(study)
    for row, option in enumerate(options):
        axes.barh(-row, option.best, height=0.52, color=colour_of[option.arm], zorder=3)
        beside = option.best
        panels.beside(axes, percent(option.best, 0), (beside, -row), (6, 0), va="center", size=style.WORDS)
        _name(axes, -row, labels[option.arm].to(lang), colour_of[option.arm], _standing(choice, option).to(lang))
    axes.set_xlim(0, 1.12)
    axes.set_xticks([0, 0.25, 0.5, 0.75, 1])
    axes.xaxis.set_major_formatter(FuncFormatter(style.whole_percent))
    _frame(axes, len(options), BEST.filled(worlds=choice.worlds).to(lang), "")


def _name(axes: Axes, height: float, arm: str, colour: str, standing: str) -> None:
    """An arm's name at the left of its row, and under it how it stands."""
    name = _beside(axes, arm, height, 1)
    name.set(va="bottom", size=style.HEADING, color=colour, linespacing=1.1)
    style.heavy(style.fitted(name, (NAMES - 10) / panels.ACROSS, lines=2))
    _beside(axes, standing, height, -3).set(va="top", size=style.SMALL, color=style.SOFT)


def _beside(axes: Axes, words: str, height: float, up: float) -> Annotation:
    """Words at the left of a row."""
    at_left = axes.get_yaxis_transform()
    return panels.beside(axes, words, (0, height), (-10, up), size=style.WORDS, xycoords=at_left, ha="right")


def _regrets(axes: Axes, study: Study, choice: Choice, options: Sequence[Option], lang: Lang) -> None:
    colour_of, measure = colours.arm_colours(study), choice.measure
    most = max((option.unlucky for option in options), default=0.0) or max(option.regret for option in options)
    for row, option in enumerate(options):
        axes.plot([option.regret, option.unlucky], [-row, -row], color=colour_of[option.arm], linewidth=3.2, zorder=3)
        axes.plot([option.regret], [-row], "o", markersize=10, color=colour_of[option.arm], zorder=4)
        panels.beside(
            axes,
            _amount(measure, option.regret).to(lang),
            (option.regret, -row),
            (0, 9),
            ha="left" if option.regret < most / 8 else "center",
            va="bottom",
        )
    axes.set_xlim(0 - 0.03 * most, 1.12 * most or 1)
    axes.xaxis.set_major_formatter(lambda value, _: tick_text(measure, value).removesuffix("%"))
    axes.locator_params(axis="x", nbins=5)
    _frame(axes, len(options), REGRET.to(lang), MEAN_AND_UNLUCKY.filled(unit=unit_of_change(measure)).to(lang))


def _frame(axes: Axes, rows: int, heading: str, below: str) -> None:
    axes.set_ylim(-rows + 0.45, 0.6)
    panels.read_across(axes)
    axes.axvline(0, color=style.FAINT, linewidth=1.0, zorder=2)
    panels.heading(axes, heading, 26)
    panels.note(axes, below)


def _standing(choice: Choice, option: Option) -> Text:
    """How an arm stands to the leading one."""
    if option.arm == choice.leading:
        return LEADS
    return CANNOT_TELL if option.alike else WORSE


def _option(choice: Choice, arm: str) -> Option:
    return next(option for option in choice.options if option.arm == arm)


def _amount(measure: Measure, value: float) -> Text:
    """A size of a difference, without sign; per cent in points, and means on a scale without unit."""
    unit = Text("", "") if measure.adds == "mean" else Text(f" {measure.unit.en}", measure.unit.zh)
    return Text(
        change(measure, value, "en").lstrip("+−") + unit.en, change(measure, value, "zh").lstrip("+−") + unit.zh
    )
