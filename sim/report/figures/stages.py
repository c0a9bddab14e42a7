"""The figure of stages: how many residents are told to, want to, and do it together, week by week."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, MaxNLocator
from matplotlib.transforms import ScaledTranslation

from sim.agents.resident.columns import BYSTANDER, STAGES, WINDOW
from sim.lab.comparison.study import Study
from sim.report.figures import colours, panels, style
from sim.report.figures.declared import StudyFigure
from sim.report.figures.spread import bounds, last_weeks, module_starts
from sim.report.figures.timeline import last_year, mark_starts, started, time_axis
from sim.report.text.labels import arm_labels
from sim.report.text.numbers import footer, percent, percent_range, range_note
from sim.report.text.prose import NOTHING
from sim.report.text.stages import DEFINED
from sim.text import Lang, Text

TITLE = Text(
    "From being told to, to wanting to, to doing it together", "从“要我干”到“我要干”再到“共同干”：各阶段居民占比"
)
READ = Text(
    "Residents aged 12+ who took part in the past {weeks} weeks, by stage{early}. The axis stops short of 100%.",
    "近{weeks}周内参与过的12岁以上居民占比，按阶段叠加{early}。纵轴未画到100%。",
)
READ_UNCUT = Text(
    "Residents aged 12+ by whether they took part in the past {weeks} weeks, and why{early}.",
    "12岁以上居民按近{weeks}周内是否参与及参与阶段划分{early}。",
)
EARLY = Text(" (at the start, in the weeks so far)", "（开头{weeks}周按已过周数计）").filled(weeks=WINDOW)
LABELS = Text("Labels: mean of the last year ({note}).", "标注为末年均值（{note}）。")
DOTTED = Text(" Dotted: the range of all who take part.", "点线：参与者合计的区间。")
START = Text("start", "启动")
TAKING_PART = tuple(STAGES)[BYSTANDER + 1 :]
LABELS_WIDE = 107  # points at the right of a panel
TO_THE_TOP = 0.6  # from this share on, an axis to 100% wastes nothing
TOPS = (0.01, 0.02, 0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5, 0.6, 0.7)


def stages(study: Study, lang: Lang) -> Figure:
    """Stages of taking part as stacked areas, one panel for each arm; the axis is cut where nobody takes part."""
    with style.figure_style(lang):
        several = len(study.seeds) > 1
        top = _top(max(float((1 - study.weekly("bystander", arm)).max()) for arm in study.arms))
        cold = min(scenario.run_in for scenario in study.arms.values()) < WINDOW
        read = (READ if top < 1 else READ_UNCUT).filled(weeks=WINDOW, early=EARLY if cold else NOTHING)
        labels = LABELS.filled(note=range_note(len(study.seeds))).to(lang) + (DOTTED.to(lang) if several else "")
        figure = style.new_figure(TITLE.to(lang), [read.to(lang), labels], footer(study, lang), lang)
        count, columns = len(study.arms), panels.columns_for(len(study.arms))
        places = panels.in_rows(figure, count, left=21, right=LABELS_WIDE, top=30, across=LABELS_WIDE, down=51)
        for at, (arm, axes) in enumerate(zip(study.arms, places, strict=True)):
            _panel(axes, study, arm, top, lang)
            axes.tick_params(axis="y", labelleft=at % columns == 0)
    return figure


def _panel(axes: Axes, study: Study, arm: str, top: float, lang: Lang) -> None:
    scenario = study.arms[arm]
    axes.set_ylim(0, top)
    axes.set_axisbelow(False)
    axes.grid(visible=True, axis="y", color="white", alpha=0.6)
    axes.yaxis.set_major_formatter(FuncFormatter(style.whole_percent))
    axes.yaxis.set_major_locator(MaxNLocator(5, steps=[1, 2, 2.5, 5, 10]))
    time_axis(axes, scenario)
    _areas(axes, study, arm)
    alone = len(scenario.policies) == 1  # its name is that of the arm, above
    starts = module_starts(scenario).items()
    words = {week: START.to(lang) if alone else started(modules, lang) for week, modules in starts}
    mark_starts(axes, words, scenario, colours.STAGE_COLOURS["bystander"])
    panels.heading(axes, arm_labels(study)[arm].to(lang), right=86)
    _labels(axes, study, arm, lang)


def _areas(axes: Axes, study: Study, arm: str) -> None:
    """Means over seeds, one on the other, on the ground of bystanders; dotted, how far seeds differ in all of them."""
    weeks = np.arange(study.arms[arm].weeks)
    axes.fill_between(weeks, 0, axes.get_ylim()[1], color=colours.STAGE_COLOURS["bystander"], linewidth=0)
    base = np.zeros(weeks.size)
    for name in TAKING_PART:
        top = base + study.weekly(name, arm).mean(axis=0)
        axes.fill_between(weeks, base, top, color=colours.STAGE_COLOURS[name], linewidth=0)
        axes.plot(weeks, top, color="white", linewidth=0.7)
        base = top
    if len(study.seeds) > 1:
        for edge in bounds(1 - study.weekly("bystander", arm)):
            axes.plot(weeks, edge, color=style.INK, linewidth=0.8, linestyle=(0, (1, 1.6)))


def _labels(axes: Axes, study: Study, arm: str, lang: Lang) -> None:
    """Every stage with its last year at the right, where its area ends, pushed apart where areas are thin."""
    names = (*TAKING_PART, "bystander")
    ends = last_weeks(study.arms[arm])
    tops = np.cumsum([study.weekly(stage, arm).mean(axis=0)[ends][-1] for stage in names])
    low, high = axes.get_ylim()
    tops[-1] = high
    middles = (tops + np.concatenate([[0.0], tops[:-1]])) / 2
    several = len(study.seeds) > 1
    gap = style.SMALL * (2.9 if several else 1.6) / style.points_high(axes) * (high - low)
    places = style.spread_out([float(middle) for middle in middles], gap, low + gap / 2, high - gap / 2)
    for stage, place in zip(names, places, strict=True):
        mean, least, most = last_year(study, stage, arm)
        spread = f"\n({percent_range(least, most)})" if several and most > 0 else ""
        _label(axes, place, stage, f"{STAGES[stage].to(lang)} {percent(mean)}{spread}")


def _label(axes: Axes, place: float, stage: str, words: str) -> None:
    """A square in the colour of a stage, and words, at the right of the panel."""
    colour = colours.STAGE_COLOURS[stage]
    beside = axes.get_yaxis_transform() + ScaledTranslation(8 / 72, 0, axes.figure.dpi_scale_trans)
    axes.plot(
        [1],
        [place],
        marker="s",
        markersize=7,
        color=colour,
        markeredgewidth=0.6,
        clip_on=False,
        transform=beside,
        markeredgecolor=style.FAINT if stage == "bystander" else colour,
    )
    panels.beside(
        axes,
        words,
        (1, place),
        (14, 0),
        xycoords=axes.get_yaxis_transform(),
        va="center",
        linespacing=1.15,
        annotation_clip=False,
    )


def _top(most: float) -> float:
    """Where to end the axis: just above the most, or at 100% where most take part."""
    return 1.0 if most > TO_THE_TOP else next(top for top in TOPS if top >= most * 1.06)


FIGURES = (
    StudyFigure(
        stages,
        order=10,
        section="effects",
        caption=Text(
            "How many residents take part, and why: because they were told to, because they want to, or together "
            "with others. An arm whose area is mostly grey lives on pressure and reward; green is participation "
            "that residents themselves carry. {defined}",
            "有多少居民参与，出于什么原因：被要求、自愿，还是共同参与。灰色为主说明靠压力和奖励维持；绿色是居民自己撑起来的参与。{defined}",
        ).filled(defined=DEFINED),
    ),
)
