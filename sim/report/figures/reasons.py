"""The figure of why residents do not take part, beside those who do."""

from __future__ import annotations

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from sim.agents.resident.columns import HINDRANCES, STAGES
from sim.lab.comparison.study import Study
from sim.report.figures import colours, panels, style
from sim.report.figures.declared import StudyFigure
from sim.report.figures.spread import bounds
from sim.report.text.labels import arm_labels
from sim.report.text.numbers import footer, percent, percent_range, range_note
from sim.text import Lang, Text

TITLE = Text("Why residents do not take part", "居民为何不参与")
READ = Text(
    "Residents aged 12+ in the last half year, mean of the last year ({note}). Bystanders by what stood in the way.",
    "12岁以上居民近半年的情况，末年均值（{note}）。观望者按未参与的原因划分。",
)
EXPLAIN = Text(
    "Nobody asked: heard of nothing in half a year. Can't, don't want to: knew of something; what held them back last.",
    "没人邀请：半年内没有获知任何活动。没条件、不想参加：获知过活动，按最近一次未参加的原因。",
)
TAKE_PART = Text("take part: {share}", "参与 {share}")
NO_PART = Text("do not: {share}", "未参与 {share}")
ASIDE = Text(" ({parts})", "（{parts}）")
PARTS = ("together", "want_to", "told_to", *HINDRANCES)
COLOURS = colours.STAGE_COLOURS | colours.HINDRANCE_COLOURS
LABELS = STAGES | HINDRANCES
ROOM, ROOM_FOR_RANGE, ROOM_FOR_BOTH = 0.045, 0.085, 0.15  # widths that hold a number, its range, both in a line
MOST_TALL = 4  # arms; bars of more are too thin for two lines of words
THICK, MIDDLE, GAP = 0.44, 0.58, 0.012
DARK = ("together",)


def why(study: Study, lang: Lang) -> Figure:
    """One bar an arm: who takes part, by stage, and what keeps the others away."""
    with style.figure_style(lang):
        read = READ.filled(note=range_note(len(study.seeds)))
        figure = style.new_figure(TITLE.to(lang), [read.to(lang), EXPLAIN.to(lang)], footer(study, lang), lang)
        style.row_of_names(figure, [(COLOURS[part], LABELS[part].to(lang)) for part in PARTS])
        crowded = len(study.arms) > MOST_TALL
        (axes,) = panels.in_rows(figure, 1, top=32, bottom=-32)
        axes.set_axis_off()
        spare = max(2 - len(study.arms), 0) / 2  # one bar alone stands in the middle, no thicker than two
        axes.set(xlim=(0, 1), ylim=(-len(study.arms) - spare, spare))
        labels = arm_labels(study)
        for row, arm in enumerate(study.arms):
            left_out = _bar(axes, study, arm, -row - MIDDLE, crowded=crowded)
            away = float(study.values("bystander")[arm].mean())
            _head(
                axes,
                labels[arm].to(lang),
                _said(left_out if crowded else {}, away, lang),
                away,
                -row - MIDDLE + THICK / 2,
            )
            if not crowded:
                _below(axes, left_out, -row - MIDDLE - THICK / 2, lang)
    return figure


def _bar(axes: Axes, study: Study, arm: str, middle: float, *, crowded: bool) -> dict[str, tuple[float, str]]:
    """The parts of one arm with their numbers; returns where a part begins and what did not fit into it."""
    left, left_out = 0.0, {}
    for part in PARTS:
        values = study.values(part)[arm]
        mean, (low, high) = float(values.mean()), bounds(values)
        share, ends = percent(mean), percent_range(float(low), float(high)) if len(study.seeds) > 1 else ""
        axes.barh(middle, mean, THICK, left, color=COLOURS[part], edgecolor="white", linewidth=1.2)
        inside = _inside(mean, share, ends, crowded=crowded)
        place, colour = (left + mean / 2, middle), "white" if part in DARK else style.INK
        for line, words in enumerate(inside):
            label = panels.beside(
                axes,
                words,
                place,
                (0, (8, -9)[line] if len(inside) > 1 else 0),
                ha="center",
                va="center",
                size=(style.WORDS, style.SMALL)[line],
                colour=colour,
            )
            if line == 0:
                style.heavy(label)
        missing = [] if inside else [share]
        missing += [f"({ends})"] if ends not in " ".join(inside) else []
        if missing and mean > 0:
            left_out[part] = (left, " ".join(missing))
        left += mean
    return left_out


def _inside(mean: float, share: str, ends: str, *, crowded: bool) -> list[str]:
    """What fits into a part of a bar, in one line or two."""
    if mean < ROOM:
        return []
    if crowded:
        return [f"{share} ({ends})" if ends and mean >= ROOM_FOR_BOTH else share]
    return [share, ends] if ends and mean >= ROOM_FOR_RANGE else [share]


def _below(axes: Axes, left_out: dict[str, tuple[float, str]], height: float, lang: Lang) -> None:
    """Under the bar, each as near its part as there is room, what did not fit; parts without any number by name."""
    labels, lefts, widths, free = [], [], [], 0.0
    for part, (left, words) in left_out.items():
        named = words if words.startswith("(") else f"{LABELS[part].to(lang)} {words}"
        label = panels.beside(axes, named, (left, height), (1, -3), va="top", colour=style.SOFT)
        labels.append(label)
        widths.append(float(label.get_window_extent().width) / axes.bbox.width)
        lefts.append(max(left, free))
        free = lefts[-1] + widths[-1] + GAP
    end = 1.0
    for at in reversed(range(len(labels))):
        lefts[at] = min(lefts[at], end - widths[at])
        labels[at].xy = (lefts[at], height)
        end = lefts[at] - GAP


def _said(left_out: dict[str, tuple[float, str]], away: float, lang: Lang) -> str:
    """How many take part and do not, and the parts too narrow for any number."""
    narrow = [f"{LABELS[part].to(lang)} {words.split()[0]}" for part, (_, words) in left_out.items() if words[0] != "("]
    both = [TAKE_PART.filled(share=percent(1 - away)).to(lang), NO_PART.filled(share=percent(away)).to(lang)]
    comma = "，" if lang == "zh" else ", "
    aside = ASIDE.filled(parts=comma.join(narrow)).to(lang) if narrow else ""
    return comma.join(both) + aside


def _head(axes: Axes, name: str, said: str, away: float, height: float) -> None:
    """Above the bar: the arm, and its numbers; across it, a dark line that ends those who take part."""
    style.heavy(panels.beside(axes, name, (0, height), (0, 6), size=style.HEADING))
    panels.beside(axes, said, (1, height), (0, 6), size=style.WORDS, colour=style.SOFT, ha="right")
    axes.plot([1 - away, 1 - away], [height - THICK, height], color=style.INK, linewidth=2.5, solid_capstyle="butt")


FIGURES = (
    StudyFigure(
        why,
        order=40,
        section="effects",
        caption=Text(
            "What stands in the way of those who do not take part. Nobody asked calls for inviting; can't for time"
            " and place; don't want to is a choice, and everybody's right.",
            "未参与者的障碍。没人邀请，需要去请；没条件，需要时间和场所；不想参加是一种选择，也是每个人的权利。",
        ),
    ),
)
