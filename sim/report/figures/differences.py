"""The figure of paired differences against the first arm, a small panel for each measure."""

from __future__ import annotations

from dataclasses import dataclass
from math import isnan

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator
from matplotlib.transforms import Bbox

from sim.lab.comparison.study import Study
from sim.measures import SOLVED_BY, YUAN, Measure
from sim.policies import policies
from sim.report.figures import colours, panels, style
from sim.report.figures.declared import StudyFigure, check_compared
from sim.report.text.intervals import levelled
from sim.report.text.labels import arm_labels
from sim.report.text.numbers import OVER, WAN, band_note, capital, footer, signed, tick_text, unit_of_change, value_text
from sim.results import find_measure
from sim.text import Lang, Text

TITLE = Text("Changes compared with: {arm}", "与“{arm}”相比的变化")
TITLE_OF = Text("{subject}, compared with: {arm}", "{subject}：与“{arm}”相比的变化")
ORGANISED = Text("Who is organised", "组织起来")
MATTERS = Text("Who solves matters", "谁来办事")
MEANS = Text("Hours, care and means", "工时、照料与资源")
READ = levelled(
    Text(
        "Paired differences on the same seeds: dot, mean of {seeds} seeds; line, {sure} interval of the mean "
        "(luck between seeds only).",
        "同一随机种子下的配对差值：圆点为{seeds}个种子的均值，横线为均值的{sure}区间（仅反映种子之间的差异）。",
    )
)
READ_DRAWS = levelled(
    Text(
        "Paired differences on the same {seeds} parameter sets and seeds: dot, mean; line, middle {middle} of them.",
        "同样{seeds}组参数与种子下的配对差值：圆点为均值，横线为其中间{middle}。",
    )
)
SCALES = Text("Every panel has a scale of its own.", "各图刻度不同。")
CROSSING = Text(" A line that crosses zero shows no clear difference.", "横线跨过零点表示没有明确差异。")
UNIT_OVER = Text("{unit}, {over}", "{unit}，{over}")
BEFORE = Text("{arm}: {value}", "{arm}：{value}")
HEADLINES = ("active_4w", "want_to", "together", "motivation", "volunteer_hours", "matters_solved")
OF_ORGANISED = ("told_to", "registered", "membership", "membership_active", "organisations", "backbone")
OF_MATTERS = (*SOLVED_BY, "waiting_per_matter")
OF_MEANS = ("cadre_hours", "cost_yuan", "cadre_overload")
DIGITS = {100.0: 0, 1.0: 1, 0.05: 3}  # after the point, by size
MOST_ACROSS = 3
MOST_NAMES = 154  # points for the names of arms
MOST_WITH_ENDS = 3  # arms; between the lines of more there is no room for the numbers of intervals
LEAST_HEADING = 0.58  # of its size, for long names
OVERHANG = 0.008  # share of the slide by which a tick's words may leave their panel
BESIDE = 9  # points between an interval and its number
EMPTY_REACH = {True: 0.01, False: 1.0}  # half an axis where nothing differs: one percentage point, or one


@dataclass(frozen=True)
class Dot:
    """One arm's difference in one measure, with its interval, in units of the measure."""

    arm: str
    mean: float
    low: float
    high: float

    @property
    def sure(self) -> bool:
        """Whether there is an interval."""
        return not isnan(self.low)


def effects_organised(study: Study, lang: Lang) -> Figure:
    """Differences in who is listed, who is active, organisations and backbone residents."""
    return effects(study, lang, study.measured(OF_ORGANISED), ORGANISED)


def effects_matters(study: Study, lang: Lang) -> Figure:
    """Differences in who solves matters and how long they wait; solvers that some arm has."""
    return effects(study, lang, study.measured(OF_MATTERS), MATTERS)


def effects_means(study: Study, lang: Lang) -> Figure:
    """Differences in cadre hours, costs, care, and what units give; of the modules that some arm has."""
    own = (one.name for module in policies().values() for one in module.measures if one.headline)
    return effects(study, lang, study.measured((*OF_MEANS, *own)), MEANS)


def effects(study: Study, lang: Lang, measures: tuple[str, ...] = HEADLINES, subject: Text | None = None) -> Figure:
    """Differences to the first arm with their intervals, one panel and one scale for each measure.

    Raises
    ------
    GongtongError
        If the study has one arm only, or a measure is unknown.
    """
    check_compared(study)
    with style.figure_style(lang):
        labels = arm_labels(study)
        several = len(study.seeds) > 1
        over = READ_DRAWS if study.draws else READ
        read = over.filled(seeds=len(study.seeds)) if several else band_note(1)
        scales = SCALES.to(lang) + (CROSSING.to(lang) if several else "")
        base = labels[study.baseline]
        title = TITLE.filled(arm=base) if subject is None else TITLE_OF.filled(subject=subject, arm=base)
        figure = style.new_figure(title.to(lang), [read.to(lang), scales], footer(study, lang), lang)
        names = _names_wide(figure, [labels[arm].to(lang) for arm in list(study.arms)[1:]])
        columns = min(len(measures), MOST_ACROSS)
        places = panels.in_rows(figure, len(measures), columns, left=names + 13, top=66, across=24, down=82)
        for at, (name, axes) in enumerate(zip(measures, places, strict=True)):
            _panel(axes, study, find_measure(name, study.measures), lang, names=0 if at % columns else names)
    return figure


def _names_wide(figure: Figure, names: list[str]) -> float:
    """Room for the arms' names at the left, in points."""
    widest = 0.0
    for name in names:
        label = figure.text(0, 0, name, size=style.WORDS)
        widest = max(widest, label.get_window_extent().width * 72 / figure.dpi)
        label.remove()
    return min(widest, MOST_NAMES)


def _panel(axes: Axes, study: Study, measure: Measure, lang: Lang, *, names: float) -> None:
    table = study.effects(measure.name)
    columns = (table[name].to_numpy(float).tolist() for name in ("difference", "low", "high"))
    dots = [Dot(*row) for row in zip(list(study.arms)[1:], *columns, strict=True)]
    ends = [value for dot in dots for value in ((dot.low, dot.high) if dot.sure else (dot.mean,))]
    low, high = min(0.0, *ends), max(0.0, *ends)
    reach = (high - low) or 2 * EMPTY_REACH[measure.percent]
    crowded = len(dots) > MOST_WITH_ENDS
    digits = _digits(measure, [dot.mean for dot in dots])
    beside = [signed(measure, dot.mean, digits, lang) for dot in dots]
    low, high = low - 0.12 * reach, high + 0.12 * reach
    if crowded:
        high = max(high, *(_room_for(axes, end, words, low) for end, words in zip(_ends(dots), beside, strict=True)))
    axes.set_xlim(low, high)
    axes.set_ylim(-len(dots) + 0.4, 0.75)
    panels.read_across(axes)
    axes.axvline(0, color=style.SOFT, linewidth=1.2, zorder=2)
    _ticks(axes, measure, lang)
    colour_of, labels = colours.arm_colours(study), arm_labels(study)
    for row, dot in enumerate(dots):
        _dot(axes, dot, -row, colour_of[dot.arm])
        if crowded:
            _number_beside(axes, dot, -row, beside[row])
        else:
            _number_above(axes, dot, -row, " ".join(_numbers(measure, dot, lang)))
        if names:
            style.heavy(panels.row_name(axes, labels[dot.arm].to(lang), -row, MOST_NAMES, colour=colour_of[dot.arm]))
    _head(axes, study, measure, lang)


def _dot(axes: Axes, dot: Dot, height: float, colour: str) -> None:
    """The mean, hollow where no interval is known, and the interval."""
    if dot.sure:
        axes.plot([dot.low, dot.high], [height, height], color=colour, linewidth=3.2, zorder=3)
    axes.plot(
        [dot.mean],
        [height],
        marker="o",
        markersize=9,
        color=colour,
        zorder=4,
        markerfacecolor=colour if dot.sure else style.PAPER,
        markeredgewidth=1.8,
    )


def _number_above(axes: Axes, dot: Dot, height: float, words: str) -> None:
    """Words above a dot, moved inwards where they would leave the panel."""
    label = style.haloed(panels.beside(axes, words, (dot.mean, height), (0, 7), ha="center", va="bottom", zorder=5))
    outside = _outside(label.get_window_extent(), axes.get_window_extent())
    label.set_position((outside * 72 / axes.figure.dpi, 7))


def _number_beside(axes: Axes, dot: Dot, height: float, words: str) -> None:
    """Words at the right of a dot and its interval."""
    panels.beside(
        axes,
        words,
        (_ends([dot])[0], height),
        (BESIDE, 0),
        va="center",
        zorder=2.5,
        bbox={"facecolor": style.PAPER, "edgecolor": "none", "pad": 1.0},
    )


def _ends(dots: list[Dot]) -> list[float]:
    """Where intervals end at the right."""
    return [dot.high if dot.sure else dot.mean for dot in dots]


def _room_for(axes: Axes, end: float, words: str, low: float) -> float:
    """Where an axis from `low` has to end so that words beside `end` stay in the panel."""
    label = axes.text(0, 0, words, size=style.SMALL)
    wide = label.get_window_extent().width + (BESIDE + 2) * axes.figure.dpi / 72
    label.remove()
    return low + (end - low) / (1 - min(wide / axes.bbox.width, 0.7))


def _outside(label: Bbox, panel: Bbox) -> float:
    """How far to move a label so that it stays in its panel, in pixels."""
    return max(panel.x0 - label.x0, 0.0) - max(label.x1 - panel.x1, 0.0)


def _head(axes: Axes, study: Study, measure: Measure, lang: Lang) -> None:
    words = capital(measure.label).to(lang)
    wide = axes.text(0, 0, words, size=style.HEADING)
    shrink = axes.bbox.width / wide.get_window_extent().width
    wide.remove()
    panels.heading(axes, words, 37, size=style.HEADING * min(max(shrink * 0.99, LEAST_HEADING), 1.0))
    base = BEFORE.filled(
        arm=arm_labels(study)[study.baseline],
        value=value_text(measure, float(study.values(measure.name)[study.baseline].mean())),
    )
    what = UNIT_OVER.filled(unit=unit_of_change(measure), over=OVER[measure.adds])
    panels.note(axes, base.to(lang), 6)
    panels.note(axes, what.to(lang), 21)


def _numbers(measure: Measure, dot: Dot, lang: Lang) -> list[str]:
    """The mean, and where known the interval, with the same digits."""
    if not dot.sure:
        return [signed(measure, dot.mean, _digits(measure, [dot.mean]), lang)]
    digits = _digits(measure, [dot.mean, dot.low, dot.high])
    mean, low, high = (signed(measure, value, digits, lang) for value in (dot.mean, dot.low, dot.high))
    return [mean, f"[{low}, {high}]"]


def _digits(measure: Measure, values: list[float]) -> int:
    """Digits after the point that say something for all of these values."""
    if measure.percent:
        return 1
    size = max(abs(value) for value in values)
    return next((digits for least, digits in DIGITS.items() if size >= least), 4) if size > 0 else 0


def _ticks(axes: Axes, measure: Measure, lang: Lang) -> None:
    """Ticks with signs; those whose words would reach into the next panel are left out."""
    kept, (low, high) = [], axes.get_xlim()
    for value in map(float, MaxNLocator(4, steps=[1, 2, 2.5, 5, 10]).tick_values(low, high)):
        label = axes.text(value, 0, _tick(measure, value, lang), size=style.SMALL, ha="center")
        if abs(_outside(label.get_window_extent(), axes.get_window_extent())) < OVERHANG * axes.figure.bbox.width:
            kept.append(value)
        label.remove()
    axes.set_xticks(kept, [_tick(measure, value, lang) for value in kept])


def _tick(measure: Measure, value: float, lang: Lang) -> str:
    words = tick_text(measure, abs(value)).removesuffix("%")
    if measure.unit == YUAN:
        size, unit = (WAN, "万") if lang == "zh" else (1e6, "M")
        words = f"{abs(value) / size:g}{unit}" if abs(value) >= size else f"{abs(value):,.6g}"
    return words if value == 0 else ("+" if value > 0 else "−") + words


FIGURES = (
    StudyFigure(
        effects,
        order=30,
        section="effects",
        compares=True,
        caption=Text(
            "The main differences to the first arm with their intervals. A line that crosses zero shows no clear "
            "difference.",
            "与第一个方案的主要差异及区间。横线跨过零点，表示没有明确差异。",
        ),
    ),
    StudyFigure(
        effects_organised,
        order=50,
        section="effects",
        compares=True,
        caption=Text(
            "Who is listed and who is active: being on a list and taking part are two things.",
            "登记与活跃：在册和参与是两回事。",
        ),
    ),
    StudyFigure(
        effects_matters,
        order=60,
        section="effects",
        compares=True,
        caption=Text("Who solves matters, and how long they wait.", "由谁办事，要等多久。"),
    ),
    StudyFigure(
        effects_means,
        order=70,
        section="effects",
        compares=True,
        caption=Text("Hours, care and means: what the differences take.", "工时、照料与资源：这些差异需要什么投入。"),
    ),
)
