"""The figure of paired differences against the first arm, a small panel for each measure."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil, isnan

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, MaxNLocator
from matplotlib.transforms import Bbox

from sim.lab.compare import Study
from sim.measures import YUAN, Measure
from sim.report.names import arm_labels
from sim.report.style import (
    BOTTOM,
    HEADING,
    INK,
    LEFT,
    PAPER,
    RIGHT,
    SMALL,
    SOFT,
    TOP,
    WORDS,
    figure_style,
    fitted,
    haloed,
    heavy,
    new_figure,
    plain_axes,
)
from sim.report.words import arm_colours, capital, footer, tick_text, value_text, yuan_text
from sim.results import find_measure
from sim.text import GongtongError, Lang, Text

TITLE = Text("Changes compared with: {arm}", "与“{arm}”相比的变化")
READ = Text(
    "Paired differences on the same seeds: dot, mean of {seeds} seeds; line, 95% interval (luck between seeds only).",
    "同一随机种子下的配对差值：圆点为{seeds}个种子的均值，横线为95%区间（仅反映种子之间的差异）。",
)
READ_ONE = Text(
    "Differences on one seed: there is no interval, so luck and effect cannot be told apart.",
    "仅一个随机种子的差值：没有区间，无法区分运气与效果。",
)
SCALES = Text("Every panel has a scale of its own.", "各图刻度不同。")
CROSSING = Text(" A line that crosses zero shows no clear difference.", "横线跨过零点表示没有明确差异。")
OVER = {
    "mean": Text("mean of the last year", "末年均值"),
    "sum": Text("sum of the run", "全程合计"),
    "last": Text("at the end", "期末"),
}
POINTS = Text("percentage points", "百分点")
UNIT_OVER = Text("{unit}, {over}", "{unit}，{over}")
BEFORE = Text("{arm}: {value}", "{arm}：{value}")
ALONE = Text(
    "Effects need a second arm to compare with; this study has one, {arm}.",
    "计算效果需要至少两个方案；本研究只有一个：{arm}。",
)
HEADLINES = ("active_4w", "want_to", "together", "motivation", "volunteer_hours", "matters_solved")
DIGITS = {100.0: 0, 1.0: 1, 0.05: 3}  # after the point, by size
MOST_ACROSS = 3
MOST_WITH_ENDS = 3  # arms; between the lines of more there is no room for the numbers of intervals
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


def effects(study: Study, lang: Lang, measures: tuple[str, ...] = HEADLINES) -> Figure:
    """Differences to the first arm with 95% intervals, one panel and one scale for each measure.

    Raises
    ------
    GongtongError
        If the study has one arm only, or a measure is unknown.
    """
    if len(study.arms) == 1:
        raise GongtongError(ALONE.filled(arm=study.baseline))
    with figure_style(lang):
        labels = arm_labels(study, lang)
        several = len(study.seeds) > 1
        read = READ.filled(seeds=len(study.seeds)) if several else READ_ONE
        scales = SCALES.to(lang) + (CROSSING.to(lang) if several else "")
        figure = new_figure(
            TITLE.filled(arm=labels[study.baseline]).to(lang), [read.to(lang), scales], footer(study, lang), lang
        )
        boxes = _boxes(figure, [labels[arm] for arm in list(study.arms)[1:]], len(measures))
        for at, (name, box) in enumerate(zip(measures, boxes, strict=True)):
            measure = find_measure(name, study.measures)
            axes = plain_axes(figure, box)
            _panel(axes, study, measure, lang, named=at % min(len(measures), MOST_ACROSS) == 0)
    return figure


def _boxes(figure: Figure, names: list[str], count: int) -> list[tuple[float, float, float, float]]:
    """Places of the panels, in rows of three, with room for the arms' names at the left."""
    widest = 0.0
    for name in names:
        label = figure.text(0, 0, name, size=WORDS)
        widest = max(widest, label.get_window_extent().width / figure.bbox.width)
        label.remove()
    left = LEFT - 0.012 + min(widest, 0.16) + 0.014
    columns = min(count, MOST_ACROSS)
    rows = ceil(count / columns)
    across, down = (RIGHT - left + 0.025) / columns, (TOP - BOTTOM + 0.03) / rows
    return [
        (left + at % columns * across, TOP - (at // columns + 1) * down + 0.03, across - 0.025, down - 0.152)
        for at in range(count)
    ]


def _panel(axes: Axes, study: Study, measure: Measure, lang: Lang, *, named: bool) -> None:
    table = study.effects(measure.name)
    columns = (table[name].to_numpy(float).tolist() for name in ("difference", "low", "high"))
    dots = [Dot(*row) for row in zip(list(study.arms)[1:], *columns, strict=True)]
    ends = [value for dot in dots for value in ((dot.low, dot.high) if dot.sure else (dot.mean,))]
    low, high = min(0.0, *ends), max(0.0, *ends)
    reach = (high - low) or 2 * EMPTY_REACH[measure.percent]
    margin = (0.12 if len(dots) <= MOST_WITH_ENDS else 0.18) * reach
    axes.set_xlim(low - margin, high + margin)
    axes.set_ylim(-len(dots) + 0.4, 0.75)
    axes.grid(visible=False, axis="y")
    axes.grid(visible=True, axis="x")
    axes.axvline(0, color=SOFT, linewidth=1.2, zorder=2)
    axes.xaxis.set_major_locator(MaxNLocator(5, steps=[1, 2, 2.5, 5, 10]))
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: _tick(measure, value)))
    axes.tick_params(axis="x", length=0)
    axes.set_yticks([])
    colours, labels = arm_colours(study), arm_labels(study, lang)
    for row, dot in enumerate(dots):
        _dot(axes, dot, -row, colours[dot.arm])
        if len(dots) > MOST_WITH_ENDS:
            _number_beside(axes, dot, -row, _numbers(measure, dot, lang)[0])
        else:
            _number_above(axes, dot, -row, " ".join(_numbers(measure, dot, lang)))
        if named:
            label = axes.annotate(
                labels[dot.arm],
                (0, -row),
                (-8, 0),
                xycoords=axes.get_yaxis_transform(),
                textcoords="offset points",
                ha="right",
                va="center",
                size=WORDS,
                color=colours[dot.arm],
            )
            heavy(fitted(label, 0.16))
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
        markerfacecolor=colour if dot.sure else PAPER,
        markeredgewidth=1.8,
    )


def _number_above(axes: Axes, dot: Dot, height: float, words: str) -> None:
    """Words above a dot, moved inwards where they would leave the panel."""
    label = haloed(
        axes.annotate(
            words,
            (dot.mean, height),
            (0, 7),
            textcoords="offset points",
            ha="center",
            va="bottom",
            size=SMALL,
            color=INK,
            zorder=5,
        )
    )
    outside = _outside(label.get_window_extent(), axes.get_window_extent())
    label.set_position((outside * 72 / axes.figure.dpi, 7))


def _number_beside(axes: Axes, dot: Dot, height: float, words: str) -> None:
    """Words at the right of a dot and its interval, or at the left where the panel ends."""
    low, high = (dot.low, dot.high) if dot.sure else (dot.mean, dot.mean)
    label = haloed(
        axes.annotate(
            words, (high, height), (9, 0), textcoords="offset points", va="center", size=SMALL, color=INK, zorder=5
        )
    )
    if _outside(label.get_window_extent(), axes.get_window_extent()):
        label.xy = (low, height)
        label.set(ha="right", x=-9)


def _outside(label: Bbox, panel: Bbox) -> float:
    """How far to move a label so that it stays in its panel, in pixels."""
    return max(panel.x0 - label.x0, 0.0) - max(label.x1 - panel.x1, 0.0)


def _head(axes: Axes, study: Study, measure: Measure, lang: Lang) -> None:
    width = axes.get_position().width
    heavy(
        fitted(
            axes.annotate(
                capital(measure.label).to(lang),
                (0, 1),
                (0, 37),
                xycoords="axes fraction",
                textcoords="offset points",
                size=HEADING,
            ),
            width,
        )
    )
    unit = POINTS if measure.percent else measure.unit
    base = BEFORE.filled(
        arm=arm_labels(study, lang)[study.baseline],
        value=value_text(measure, float(study.values(measure.name)[study.baseline].mean())),
    )
    what = UNIT_OVER.filled(unit=unit, over=OVER[measure.adds])
    for line, words in enumerate((base.to(lang), what.to(lang))):
        fitted(
            axes.annotate(
                words,
                (0, 1),
                (0, 6 + 15 * line),
                xycoords="axes fraction",
                textcoords="offset points",
                size=SMALL,
                color=SOFT,
            ),
            width,
        )


def _numbers(measure: Measure, dot: Dot, lang: Lang) -> list[str]:
    """The mean, and where known the interval, with the same digits."""
    if not dot.sure:
        return [signed(measure, dot.mean, _digits(measure, [dot.mean]), lang)]
    digits = _digits(measure, [dot.mean, dot.low, dot.high])
    mean, low, high = (signed(measure, value, digits, lang) for value in (dot.mean, dot.low, dot.high))
    return [mean, f"[{low}, {high}]"]


def signed(measure: Measure, value: float, digits: int, lang: Lang) -> str:
    """A difference with its sign; per cent in percentage points."""
    if measure.unit == YUAN:
        words = yuan_text(abs(value), lang)
    else:
        words = f"{abs(100 * value if measure.percent else value):,.{digits}f}"
    nothing = not any(digit in words for digit in "123456789")
    return words if nothing else ("+" if value > 0 else "−") + words


def _digits(measure: Measure, values: list[float]) -> int:
    """Digits after the point that say something for all of these values."""
    if measure.percent:
        return 1
    size = max(abs(value) for value in values)
    return next((digits for least, digits in DIGITS.items() if size >= least), 4) if size > 0 else 0


def _tick(measure: Measure, value: float) -> str:
    words = tick_text(measure, value).removesuffix("%")
    return words if value <= 0 else f"+{words}"
