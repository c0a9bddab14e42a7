"""Where a plan fails: sentences, a figure, and tables."""

from __future__ import annotations

from math import isinf, isnan
from pathlib import Path

import numpy as np
import polars as pl
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, MaxNLocator
from numpy.typing import NDArray

from sim.lab.analysis.discovery import Box, Discovery, Futures, Threshold
from sim.lab.design.factors import find_number, label_of
from sim.measures import Measure
from sim.report.analyses.factors import factor_name
from sim.report.figures import panels, style
from sim.report.folder import write_folder
from sim.report.text.caveats import CAUTION
from sim.report.text.labels import module_label
from sim.report.text.numbers import capital, change_words, signed, unit_of_change, yuan_words
from sim.report.text.prose import listing, load, share
from sim.report.text.table import Table, columns
from sim.text import Lang, Text

HOLDS, FAILS = "#0072B2", "#D55E00"
CHANCE = 0.6  # foreseen less often than this is little better than a coin
TITLE = Text("Where the plan fails: {plan}", "方案在哪里失效：{plan}")
ORIGINS = {
    "prior": Text(
        "{n} futures over the declared ranges of {k} uncertain numbers", "{k}个不确定参数在声明范围内的{n}种情形"
    ),
    "posterior": Text("{n} parameter sets that calibration left", "校准后的{n}组参数"),
}
LITTLE = Text('gains less than {gain} in "{what}"', "“{what}”的改善不足{gain}")
DEAR = Text("costs more than {cost} for each resident more who is active", "每增加一名活跃居民的花费超过{cost}")
EITHER = Text("{one}, or {other}", "{one}，或{other}")
RATE = Text(
    "In the model the plan fails in {failed} of {n} futures ({share}); failing means that it {meaning}, compared with "
    "{baseline}.",
    "在模型中，{n}种情形里方案有{failed}种失效（{share}）；失效指与{baseline}相比，{meaning}。",
)
MOSTLY = Text(
    "It fails mostly where {where}: there in {density} of futures, which are {coverage} of all failures.",
    "失效多在{where}之时：此类情形中{density}失效，占全部失效的{coverage}。",
)
ALSO = Text(
    "It also fails more often where {where}: in {density} of futures, {coverage} of all failures.",
    "在{where}之时也较常失效：此类情形中{density}失效，占全部失效的{coverage}。",
)
NOWHERE = Text(
    "No uncertain number tells where: failures are spread as by chance.",
    "没有哪个不确定参数能说明在哪里失效，失效如同随机分布。",
)
CHECKED = Text(
    "Put to futures it was not fitted to, this rule ranks a failing one above another {foreseen} of the time (50% is "
    "chance){weak}.",
    "用未参与拟合的情形检验：此规则有{foreseen}的把握把失效情形排在未失效者之前（50%为纯属偶然）{weak}。",
)
WEAK = Text(", so it says little", "，因此说明不了多少")
BELOW, ABOVE, WITHIN = Text("{what} < {high}", "{what} < {high}"), Text("{what} > {low}", "{what} > {low}"), Text(
    "{what} between {low} and {high}", "{what} 在 {low} 与 {high} 之间"
)  # fmt: skip
BASELINE, NONE = Text("the baseline", "对照"), Text("no module", "不加模块")


def discovery_findings(futures: Futures, threshold: Threshold, found: Discovery) -> list[Text]:
    """Where it fails, in two or three sentences."""
    failed = futures.failed(threshold)
    said: list[Text] = [
        RATE.filled(
            failed=f"{int(failed.sum())}",
            n=f"{failed.size}",
            share=share(float(failed.mean())),
            meaning=_meaning(futures, threshold),
            baseline=BASELINE if futures.baseline.policies else NONE,
        )
    ]
    if not failed.any() or failed.all():
        return said
    if not found.boxes:
        return [*said, NOWHERE]
    for template, box in zip((MOSTLY, ALSO), found.boxes, strict=False):
        said.append(template.filled(where=box_words(box), density=load(box.density), coverage=load(box.coverage)))
    if not isnan(found.foreseen):
        weak = WEAK if found.foreseen < CHANCE else Text("", "")
        said.append(CHECKED.filled(foreseen=Text(*[f"{found.foreseen:.0%}"] * 2), weak=weak))
    return said


def box_words(box: Box) -> Text:
    """The limits of a box, one after the other."""
    return listing([_limit(name, *ends) for name, ends in box.limits.items()])


def _limit(name: str, low: float, high: float) -> Text:
    template = BELOW if isinf(low) else ABOVE if isinf(high) else WITHIN
    return template.filled(what=label_of(name), low=_plain(name, low), high=_plain(name, high))


def _plain(name: str, value: float) -> str:
    number = find_number(name)
    whole = number is not None and isinstance(number.default, int)
    return f"{value:.1f}" if whole else f"{value:.3g}"


def _meaning(futures: Futures, threshold: Threshold) -> Text:
    parts = []
    if threshold.gain is not None:
        measure = futures.aim.measure
        parts.append(LITTLE.filled(gain=_amount(measure, threshold.gain), what=measure.label))
    if threshold.cost is not None:
        parts.append(DEAR.filled(cost=yuan_words(threshold.cost)))
    return parts[0] if len(parts) == 1 else EITHER.filled(one=parts[0], other=parts[1])


def _amount(measure: Measure, value: float) -> Text:
    size = f"{100 * value:.3g}" if measure.percent else f"{value:.3g}"
    return change_words(measure, Text(size, size))


def write_discovery(futures: Futures, threshold: Threshold, found: Discovery, folder: Path, lang: Lang) -> list[Path]:
    """Write the figure, `boxes.csv`, `futures.csv` with every future, and `discovery.txt`."""
    failed = futures.failed(threshold)
    table = pl.DataFrame(
        {**futures.numbers, "gain": futures.gain, "yuan_per_participant": futures.cost, "failed": failed}
    )
    words = [sentence.to(lang) for sentence in discovery_findings(futures, threshold, found)]
    return write_folder(
        folder,
        {
            "discovery.png": discovery_figure(futures, threshold, found, lang),
            "boxes.csv": _boxes(found, lang),
            "futures.csv": table,
            "discovery.txt": "\n".join(words) + "\n",
        },
    )


def _boxes(found: Discovery, lang: Lang) -> pl.DataFrame:
    rows = [
        {
            "box": at + 1,
            "number": name,
            "label": factor_name(name, lang),
            "above": None if isinf(low) else low,
            "below": None if isinf(high) else high,
            "futures": box.futures,
            "density": box.density,
            "coverage": box.coverage,
        }
        for at, box in enumerate(found.boxes)
        for name, (low, high) in box.limits.items()
    ]
    columns = ("box", "number", "label", "above", "below", "futures", "density", "coverage")
    return pl.DataFrame(rows, schema=columns) if not rows else pl.DataFrame(rows)


def discovery_rows(found: Discovery, lang: Lang) -> Table:
    """The printed table: a row for each box."""
    header = [
        Text("where", "条件"),
        Text("futures", "情形数"),
        Text("of these fail (density)", "其中失效（密度）"),
        Text("of all failures (coverage)", "占全部失效（覆盖）"),
    ]
    rows = [
        [box_words(box).to(lang), f"{box.futures}", f"{box.density:.0%}", f"{box.coverage:.0%}"] for box in found.boxes
    ]
    return Table(columns(header, lang), rows)


def discovery_figure(futures: Futures, threshold: Threshold, found: Discovery, lang: Lang) -> Figure:
    """Left: the gain over the number that tells most. Right: the two that tell most, with the box of failures."""
    failed = futures.failed(threshold)
    first, second = _two(futures, found)
    modules = [module_label(name) for name in futures.plan.policies]
    title = TITLE.filled(plan=listing(modules)).to(lang)
    place = Text(futures.plan.title.en, futures.plan.title.zh)
    origin = ORIGINS[futures.origin].filled(n=failed.size, k=len(futures.numbers))
    seeds = Text("{n:seed} each", "每种{n:d}个种子").filled(n=len(futures.seeds))
    footer = "·".join(part.to(lang) for part in (place, origin, seeds, CAUTION))
    sentences = discovery_findings(futures, threshold, found)
    join = " " if lang == "en" else ""
    with style.figure_style(lang):
        figure = style.new_figure("", [], footer, lang)
        style.heavy(style.fitted(figure.text(style.EDGE, 0.965, title, size=style.HEADING + 4, va="top"), 0.84))
        words = join.join(sentence.to(lang) for sentence in sentences[:2])
        style.paragraph(figure, words, 3)
        axes, beside = panels.in_rows(figure, 2, left=60, right=2, top=70, bottom=32, across=91)
        _dots(axes, futures.numbers[first], futures.gain, failed, lang)
        _gain_axis(axes, futures, threshold, lang)
        _dots(beside, futures.numbers[first], futures.numbers[second], failed, lang)
        for box in found.boxes[:1]:
            _shade(axes, box.limits.get(first), None)
            _shade(beside, box.limits.get(first), box.limits.get(second))
        for panel in (axes, beside):
            style.fitted(panel.set_xlabel(_name(first).to(lang), fontsize=style.WORDS), 0.36, 2)
        style.fitted(
            beside.set_title(_name(second).to(lang), fontsize=style.WORDS, loc="left", color=style.SOFT, pad=10), 0.36
        )
        axes.legend(
            loc="lower left", bbox_to_anchor=(0.0, 1.09), frameon=False, fontsize=style.SMALL, ncols=2, borderpad=0
        )
    return figure


def _name(number: str) -> Text:
    return capital(label_of(number))


def _two(futures: Futures, found: Discovery) -> tuple[str, str]:
    """The two numbers that tell most; where none does, those that go most with the gain."""
    together = {
        name: abs(float(np.corrcoef(own, futures.gain)[0, 1])) if np.ptp(own) and np.ptp(futures.gain) else 0.0
        for name, own in futures.numbers.items()
    }
    first, second, *_ = sorted(together, key=lambda name: (-found.importance[name], -together[name]))
    return first, second


def _dots(axes: Axes, x: NDArray[np.float64], y: NDArray[np.float64], failed: NDArray[np.bool_], lang: Lang) -> None:
    for which, colour, marker, name in (
        (~failed, HOLDS, "o", Text("holds", "有效")),
        (failed, FAILS, "X", Text("fails", "失效")),
    ):
        axes.scatter(x[which], y[which], s=34, color=colour, marker=marker, alpha=0.85, linewidths=0, zorder=3,
                     label=name.to(lang))  # fmt: skip
    axes.xaxis.set_major_locator(MaxNLocator(5))
    axes.margins(0.03, 0.06)


def _gain_axis(axes: Axes, futures: Futures, threshold: Threshold, lang: Lang) -> None:
    measure = futures.aim.measure
    digits = 1 if measure.percent else 0 if np.abs(futures.gain).max() >= 100 else 2  # noqa: PLR2004 - of a tick
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: signed(measure, value, digits, lang)))
    axes.axhline(0, color=style.SOFT, linewidth=0.8)
    if threshold.gain is not None:
        axes.axhline(threshold.gain, color=style.INK, linewidth=1.2, linestyle=(0, (4, 3)), zorder=2)
    unit = unit_of_change(measure)
    words = Text(f"gain: {measure.label.en} ({unit.en})", f"改善：{measure.label.zh}（{unit.zh}）")
    style.fitted(
        axes.set_title(capital(words).to(lang), fontsize=style.WORDS, loc="left", color=style.SOFT, pad=10), 0.385
    )


def _shade(axes: Axes, across: tuple[float, float] | None, up: tuple[float, float] | None) -> None:
    """The box of failures behind the dots."""
    (left, right), (low, high) = axes.get_xlim(), axes.get_ylim()
    x0, x1 = (max(across[0], left), min(across[1], right)) if across else (left, right)
    y0, y1 = (max(up[0], low), min(up[1], high)) if up else (low, high)
    axes.fill([x0, x1, x1, x0], [y0, y0, y1, y1], color=FAILS, alpha=0.12, linewidth=0, zorder=1)
    axes.set_xlim(left, right)
    axes.set_ylim(low, high)
