"""What is said of published effects and simulated ones: columns, marks, and the cells of a row."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from sim.lab.validation.replications import ReplicatedEffect
from sim.lab.validation.replications.contrasts import MEASURES
from sim.lab.validation.replications.replicate import MOST_DRAWS
from sim.report.text.caveats import CAUTION
from sim.text import Lang, Text

NONE = "–"
MEMORY = Text("* number quoted from memory", "* 已发表数字凭记忆引用")
LATER = Text("※ changed since written down", "※ 写定后有改动或补充")
SEEN = Text("§ seen before the model changed: no test any more", "§ 修改模型前已看过，不再构成检验")
NEXT = Text("to", "至")
DECIMALS = 4  # beyond which digits say nothing of an effect


class Way(NamedTuple):
    """How runs differ, in words: what the dot and the line are, what the line is called, how effects are counted."""

    drawn: Text
    interval: Text
    counted: Text


def shared(words: Text) -> Text:
    """Words with the fields `{most}` and `{few}` filled by how many sets make a verdict; others stay to be filled."""
    most, few = f"{MOST_DRAWS:.0%}", f"{1 - MOST_DRAWS:.0%}"
    return Text(*(said.replace("{most}", most).replace("{few}", few) for said in words))


OVER_SEEDS = Way(
    Text(
        "Dot: mean of {runs:seed}; line: 99% interval over seeds.",
        "圆点：{runs:个}种子的均值；横线：99%区间（种子之间）。",
    ),
    Text("99% interval", "99%区间"),
    Text(
        "{passed} of {all} effects lie within their tolerance with the whole 99% interval, {missed} outside, the "
        "others between.",
        "{all}项效应中，{passed}项的99%区间完全在容许范围内，{missed}项完全在外，其余介于两者之间。",
    ),
)
OVER_DRAWS = Way(
    shared(
        Text(
            "Dot: mean of {runs:set} of parameters, one a seed; line: the middle {most} of them.",
            "圆点：{runs:d}组参数（每个种子一组）的均值；横线：居中{most}的参数组。",
        )
    ),
    shared(Text("middle {most}", "居中{most}")),
    shared(
        Text(
            "{passed} of {all} effects lie within their tolerance in at least {most} of parameter sets, {missed} in "
            "at most {few}, the others between.",
            "{all}项效应中，{passed}项在至少{most}的参数组中落入容许范围，{missed}项至多在{few}中落入，其余介于两者之间。",
        )
    ),
)
LABELS: dict[str, Text] = {
    "effect": Text("effect", "效应"),
    "measure": Text("measure", "度量"),
    "published": Text("published", "已发表"),
    "tolerance": Text("tolerance", "容许范围"),
    "before": Text("version 0.1", "0.1版"),
    "simulated": Text("simulated", "模拟"),
    "interval": OVER_SEEDS.interval,
    "inside": Text("draws inside", "落入范围的参数组"),
    "verdict": Text("verdict", "判定"),
}


def way_of(found: Sequence[ReplicatedEffect]) -> Way:
    """How the runs differ."""
    return OVER_DRAWS if any(one.over_draws for one in found) else OVER_SEEDS


def columns_of(found: Sequence[ReplicatedEffect]) -> dict[str, Text]:
    """The columns that have something to say, with their labels."""
    columns = LABELS | {"interval": way_of(found).interval}
    if all(one.effect.before is None for one in found):
        del columns["before"]
    if not any(one.over_draws for one in found):
        del columns["inside"]
    return columns


def study_of(one: ReplicatedEffect, lang: Lang) -> str:
    """The study's title with its marks."""
    title = Text(one.replication.title.en, one.replication.title.zh).to(lang)
    return title + (" ※" if one.replication.changed else "") + (" §" if one.replication.seen else "")


def notes(found: Sequence[ReplicatedEffect], lang: Lang) -> str:
    """What the marks mean that are there, and what the model is not."""
    marks = (
        (MEMORY, any(one.effect.read == "memory" for one in found)),
        (LATER, any(one.replication.changed for one in found)),
        (SEEN, any(one.replication.seen for one in found)),
    )
    return " · ".join(words.to(lang) for words in (*(mark for mark, there in marks if there), CAUTION))


def cells_of(one: ReplicatedEffect, lang: Lang) -> dict[str, str]:
    """What a row of the table says of an effect, column by column."""
    return {
        "effect": one.finding.statement.to(lang),
        "measure": MEASURES[one.effect.measure].label.to(lang),
        "published": _number(one.effect.published) + ("*" if one.effect.read == "memory" else ""),
        "tolerance": _range(*one.effect.tolerance, lang),
        "before": NONE if one.effect.before is None else _number(one.effect.before),
        "simulated": _number(one.finding.mean) if one.measured else NONE,
        "interval": _range(*one.interval, lang) if one.measured else NONE,
        "inside": f"{one.inside:.0%}",
        "verdict": one.verdict.to(lang),
    }


def _number(value: float) -> str:
    return f"{round(value, DECIMALS):.3g}".replace("-", "−")


def _range(low: float, high: float, lang: Lang) -> str:
    return f"{_number(low)} {NEXT.to(lang)} {_number(high)}"
