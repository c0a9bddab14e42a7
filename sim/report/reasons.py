"""The figure of why residents do not take part, beside those who do."""

from __future__ import annotations

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from sim.agents.residents import HINDRANCES, STAGES
from sim.lab.compare import Study
from sim.report.spread import bounds
from sim.report.style import (
    BOTTOM, HEADING, HINDRANCE_COLOURS, INK, LEFT, RIGHT, SMALL, SOFT, STAGE_COLOURS, TOP, WORDS, figure_style, heavy,
    new_figure, row_of_names,
)
from sim.report.words import arm_labels, footer, percent, percent_range, range_note
from sim.text import Lang, Text

TITLE = Text("Why residents do not take part", "居民为何不参与")
READ = Text("Residents aged 12+ in the last half year, mean of the last year ({note}). Bystanders by what stood in the way.",
            "12岁以上居民近半年的情况，末年均值（{note}）。观望者按未参与的原因划分。")
EXPLAIN = Text(
    "Nobody asked: heard of nothing in half a year. Can't, don't want to: knew of something; what held them back last.",
    "没人邀请：半年内没有获知任何活动。没条件、不想参加：获知过活动，按最近一次未参加的原因。")
TAKE_PART = Text("take part: {share}", "参与 {share}")
NO_PART = Text("do not: {share}", "未参与 {share}")
PARTS = ("together", "want_to", "told_to", *HINDRANCES)
COLOURS = STAGE_COLOURS | HINDRANCE_COLOURS
LABELS = STAGES | HINDRANCES
ROOM, ROOM_FOR_RANGE, ROOM_FOR_BOTH = 0.045, 0.085, 0.15  # widths that hold a number, its range, both in a line
TWO_LINES = 4  # arms; bars of more are too thin for two lines of words
THICK, GAP = 0.44, 0.012
DARK = ("together",)


def why(study: Study, lang: Lang) -> Figure:
    """One bar an arm: who takes part, by stage, and what keeps the others away."""
    with figure_style(lang):
        read = READ.filled(note=range_note(len(study.seeds)))
        figure = new_figure(TITLE.to(lang), [read.to(lang), EXPLAIN.to(lang)], footer(study, lang), lang)
        row_of_names(figure, [(COLOURS[part], LABELS[part].to(lang)) for part in PARTS], LEFT - 0.012, TOP - 0.03)
        axes = figure.add_axes((LEFT - 0.012, BOTTOM - 0.055, RIGHT - LEFT + 0.012, TOP - BOTTOM + 0.0))
        axes.set_axis_off()
        axes.set(xlim=(0, 1), ylim=(-max(len(study.arms), 2), 0))
        labels = arm_labels(study, lang)
        for row, arm in enumerate(study.arms):
            _bar(axes, study, arm, -row - 0.58)
            _heads(axes, study, arm, labels[arm], (-row - 0.58 + THICK / 2, lang))
    return figure


def _bar(axes: Axes, study: Study, arm: str, middle: float) -> None:
    """The parts of one arm with their numbers; what does not fit into a part stands below the bar."""
    left, free = 0.0, 0.0  # where the next part begins, and where there is room for the next words below
    several = len(study.seeds) > 1
    one_line = len(study.arms) > TWO_LINES
    for part in PARTS:
        values = study.values(part)[arm]
        mean, (low, high) = float(values.mean()), bounds(values)
        share, ends = percent(mean), percent_range(float(low), float(high))
        axes.barh(middle, mean, THICK, left, color=COLOURS[part], edgecolor="white", linewidth=1.2)
        colour = "white" if part in DARK else INK
        beside = several and one_line and mean >= ROOM_FOR_BOTH
        under = several and not one_line and mean >= ROOM_FOR_RANGE
        if mean >= ROOM:
            heavy(axes.annotate(f"{share} ({ends})" if beside else share, (left + mean / 2, middle),
                                (0, 8 if under else 0), textcoords="offset points", ha="center", va="center",
                                size=WORDS, color=colour))
        if under:
            axes.annotate(ends, (left + mean / 2, middle), (0, -9), textcoords="offset points", ha="center",
                          va="center", size=SMALL, color=colour)
        left_out = [] if mean >= ROOM or mean == 0 else [share]
        left_out += [f"({ends})"] if several and mean > 0 and not (beside or under) else []
        if left_out:
            label = axes.annotate(" ".join(left_out), (max(left, free), middle - THICK / 2), (1, -3),
                                  textcoords="offset points", va="top", size=SMALL, color=SOFT)
            edge = label.get_window_extent().x1
            free = float(axes.transData.inverted().transform((edge, 0))[0]) + GAP
        left += mean


def _heads(axes: Axes, study: Study, arm: str, name: str, place: tuple[float, Lang]) -> None:
    """Above the bar: the arm, and how many take part and do not."""
    height, lang = place
    heavy(axes.annotate(name, (0, height), (0, 7), textcoords="offset points", size=HEADING))
    away = float(study.values("bystander")[arm].mean())
    words = [TAKE_PART.filled(share=percent(1 - away)).to(lang), NO_PART.filled(share=percent(away)).to(lang)]
    axes.annotate(("，" if lang == "zh" else ", ").join(words), (1, height), (0, 7), textcoords="offset points", size=WORDS, color=SOFT,
                  ha="right")
    # a dark line parts those who take part from those who do not
    axes.plot([1 - away, 1 - away], [height - THICK, height], color=INK, linewidth=2.5, solid_capstyle="butt")
