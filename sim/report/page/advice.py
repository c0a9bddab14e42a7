"""The recommendation of a report: three sentences, made of the run's own numbers, and how sure they are."""

from __future__ import annotations

from typing import NamedTuple

from sim.lab.comparison.costs import VERDICTS, Verdict
from sim.ledger import PAYERS
from sim.measures import Measure
from sim.report.analyses.choice import NEITHER
from sim.report.page.files import ComparisonFiles, MeasuredEffect
from sim.report.text.certainty import CANNOT_TELL, Contraction, tell_apart
from sim.report.text.numbers import OVER, percent, unit_of_change, value_text, yuan_words
from sim.report.text.prose import NOTHING, hours, listing
from sim.text import Text

ALONE = Text(
    "In the model, {arm} is the only arm of this study: there is nothing to compare it with, and nothing to recommend.",
    "本研究只有一个方案（{arm}），没有对照，因此不作推荐。",
)
NONE_TOLD = Text(
    "In the model, no arm can be told apart from “{base}” by “{measure}” ({own} there): this study gives no reason to "
    "choose one.",
    "在模型中，就“{measure}”而言，没有方案能与“{base}”（{own}）区分开：本研究没有给出选择某个方案的理由。",
)
FIRST = Text(
    "In the model, “{base}” itself comes out best by “{measure}” ({own}), and every other arm does worse.",
    "在模型中，就“{measure}”而言，“{base}”本身最好（{own}），其他方案都更差。",
)
ONE_BEST = Text(
    "In the model, “{arm}” comes out best by “{measure}” ({over}): {own} instead of {baseline} with “{base}”, "
    "{difference}{bounds}{apart}.",
    "在模型中，就“{measure}”（{over}）而言，“{arm}”最好：{own}，而“{base}”为{baseline}，{difference}{bounds}{apart}。",
)
SOME_BEST = Text(
    "In the model, {arms} come out best by “{measure}” ({over}), {own} instead of {baseline} with “{base}”, but which "
    "of them is better we cannot tell apart.",
    "在模型中，就“{measure}”（{over}）而言，{arms}最好（{own}），而“{base}”为{baseline}；但它们之间谁更好，无法区分。",
)
ONE_SEED = Text(
    "In the model, with a single seed, “{arm}” has the best “{measure}” ({over}): {own} instead of {baseline} with "
    "“{base}”; luck and effect cannot be told apart, so nothing can be recommended.",
    "在模型中，单一种子下“{arm}”的“{measure}”（{over}）最好：{own}，而“{base}”为{baseline}；单一种子无法区分运气与效果，不能据此推荐。",
)
NOT_ALIKE = Text(
    "That they cannot be told apart does not mean that they are alike: more seeds might tell.",
    "无法区分不等于没有差别：增加种子或许能够区分。",
)
MORE, FEWER = Text("{size} more", "高{size}"), Text("{size} less", "低{size}")
TOLD_FROM_ALL = Text(", and is told apart from all other arms", "，与其他各方案都能区分")
BEST_AT = Text(", best with a chance of {best}", "，最优的概率为{best}")
PRICE = Text(
    "Beside “{base}” it takes {yuan} over the run{payers} and books {hours} of cadres; {each}{cheaper}.",
    "与“{base}”相比，全程花费{yuan}{payers}，占用干部{hours}；{each}{cheaper}。",
)
PRICE_OF = Text(
    "Beside “{base}”, “{arm}” takes {yuan} over the run{payers} and books {hours} of cadres; {each}{cheaper}.",
    "与“{base}”相比，“{arm}”全程花费{yuan}{payers}，占用干部{hours}；{each}{cheaper}。",
)
PAID_BY = Text(" ({payers})", "（{payers}）")
EACH = Text("each participant added, for a year, costs {each}{bounds}", "每新增一名参与者一年花费{each}{bounds}")
NOT_KNOWN = Text("what an added participant costs is {verdict}", "新增一名参与者的花费{verdict}")
BETWEEN = Text(" ({low} to {high})", "（{low}至{high}）")
CHEAPER = Text(", while “{arm}” adds fewer, at {each} each", "，而“{arm}”增加较少，每名{each}")
SURE = Text(
    "This rests on {runs:run} with {seeds:seed} and {draws:set|sets} of parameters, {hangs}, and of {checked} "
    "published figures and patterns the model misses {missed}: read it as a comparison of assumptions, not as a "
    "forecast.",
    "依据：{runs:次}运行、{seeds:个}随机种子、{draws:组}参数；{hangs}；在核对过的{checked}项公布数字与模式中，模型有{missed}项"
    "未达到：只能当作对假设的比较，不是预测。",
)
HANGS = Text("it goes most with {numbers}", "结论最随以下参数而变：{numbers}")
NO_HANGS = Text(
    "on which numbers it hangs was not looked at (that takes ten sets of parameters or more)",
    "没有考察结论取决于哪些参数（至少需要十组参数）",
)
QUOTED = Text("“{label}”", "“{label}”")
ASSUMED = Text("“{label}” (stands as assumed)", "“{label}”（仍为假设）")
FROM_DATA = Text("“{label}” (narrowed by data)", "“{label}”（经数据收窄）")


class Advice(NamedTuple):
    """What a report recommends.

    Attributes
    ----------
    sentences : tuple of Text
        What, at what price (or what it means that nothing is recommended), and how sure.
    best : tuple of str
        The arms that come out best and cannot be told apart; empty if none is better than the first arm.
    """

    sentences: tuple[Text, ...]
    best: tuple[str, ...]


def advice(kept: ComparisonFiles) -> Advice:
    """The recommendation by the measure that was asked for."""
    sure = _sure(kept)
    if not kept.others:
        return Advice((ALONE.filled(arm=kept.label(kept.baseline)), sure), ())
    if kept.study["good"] is None:
        return Advice((NEITHER.filled(**_asked(kept, kept.baseline)), sure), ())
    best = best_arms(kept)
    if not kept.several:
        return Advice((ONE_SEED.filled(**_asked(kept, best[0])), NOT_ALIKE, sure), ())
    if kept.baseline in best:
        words = _asked(kept, kept.baseline)
        if len(best) == 1:
            return Advice((FIRST.filled(**words), sure), ())
        return Advice((NONE_TOLD.filled(**words), NOT_ALIKE, sure), ())
    what = _one_best(kept, best[0]) if len(best) == 1 else _some_best(kept, best)
    cheapest = min(best, key=lambda arm: _spent(kept, arm))
    return Advice((what, _price(kept, cheapest, alone=len(best) == 1), sure), best)


def best_arms(kept: ComparisonFiles) -> tuple[str, ...]:
    """The arm with the best mean, and those that cannot be told apart from it, the best first."""
    measure = kept.study["measure"]
    told = {str(row.arm): row for row in kept.rows("choice", measure=measure)}
    if told and kept.several:
        alike = [arm for arm, row in told.items() if str(row.alike) == "True"]
        return tuple(sorted(alike, key=lambda arm: float(told[arm].regret)))
    sign = -1.0 if kept.study["good"] == "less" else 1.0
    values = {arm: sign * kept.values(measure, arm).to_numpy(float) for arm in kept.study["arms"]}
    order = sorted(values, key=lambda arm: -float(values[arm].mean()))
    top = values[order[0]]
    if not kept.several:
        return (order[0],)
    return tuple(arm for arm in order if arm == order[0] or tell_apart(top - values[arm]) is CANNOT_TELL)


def _asked(kept: ComparisonFiles, arm: str) -> dict[str, object]:
    """The words that every first sentence uses."""
    measure = kept.measures[kept.study["measure"]]
    own, base = (float(kept.values(measure.name, one).mean()) for one in (arm, kept.baseline))
    return {
        "arm": kept.label(arm),
        "base": kept.label(kept.baseline),
        "measure": measure.label,
        "over": OVER[measure.adds],
        "own": value_text(measure, own),
        "baseline": value_text(measure, base),
    }


def _one_best(kept: ComparisonFiles, arm: str) -> Text:
    measure = kept.measures[kept.study["measure"]]
    effect = next(one for one in kept.effects_of(measure.name) if one.arm == arm)
    chance = [float(row.best) for row in kept.rows("choice", measure=measure.name, arm=arm)]
    apart = TOLD_FROM_ALL if len(kept.others) > 1 else NOTHING
    if chance:
        apart = BEST_AT.filled(best=percent(chance[0], 0))
    return ONE_BEST.filled(
        **_asked(kept, arm),
        difference=_difference(measure, effect.difference),
        bounds=_bounds(measure, effect),
        apart=apart,
    )


def _some_best(kept: ComparisonFiles, best: tuple[str, ...]) -> Text:
    measure = kept.measures[kept.study["measure"]]
    own = [value_text(measure, float(kept.values(measure.name, arm).mean())) for arm in best]
    return SOME_BEST.filled(
        **_asked(kept, best[0]) | {"own": listing([Text(one, one) for one in own])},
        arms=listing([QUOTED.filled(label=kept.label(arm)) for arm in best]),
    )


def _difference(measure: Measure, value: float) -> Text:
    """A difference in words: `66.6 percentage points more`."""
    size = f"{100 * abs(value):.1f}" if measure.percent else value_text(measure, abs(value))
    unit = unit_of_change(measure)
    return (MORE if value >= 0 else FEWER).filled(size=Text(f"{size} {unit.en}", f"{size}{unit.zh}"))


def _bounds(measure: Measure, effect: MeasuredEffect) -> Text:
    scale = 100.0 if measure.percent else 1.0
    low, high = (f"{scale * end:+.3g}".replace("-", "−") for end in (effect.low, effect.high))
    return BETWEEN.filled(low=low, high=high)


def _spent(kept: ComparisonFiles, arm: str) -> float:
    return sum(float(row.difference) for row in kept.rows("carried", arm=arm) if row.carrier in PAYERS)


def _price(kept: ComparisonFiles, arm: str, *, alone: bool) -> Text:
    """What an arm costs, who pays, and what an added participant costs."""
    carried = {str(row.carrier): float(row.difference) for row in kept.rows("carried", arm=arm)}
    total = _spent(kept, arm)
    shares = [
        Text(f"{label.en} {percent(carried[payer] / total, 0)}", f"{label.zh}{percent(carried[payer] / total, 0)}")
        for payer, label in PAYERS.items()
        if total > 0 and carried[payer] > 0
    ]
    each, cheaper = _each(kept, arm)
    return (PRICE if alone else PRICE_OF).filled(
        arm=kept.label(arm),
        base=kept.label(kept.baseline),
        yuan=yuan_words(total),
        payers=PAID_BY.filled(payers=listing(shares)) if shares else NOTHING,
        hours=hours(carried["cadre_hours"]),
        each=each,
        cheaper=cheaper,
    )


def _each(kept: ComparisonFiles, arm: str) -> tuple[Text, Text]:
    """What an added participant costs, and which arm adds some for less."""
    rows = {str(row.arm): row for row in kept.rows("per_gain", gain="participant", cost="yuan")}
    own = rows[arm]
    if own.verdict != "known":
        verdict: Verdict = own.verdict
        return NOT_KNOWN.filled(verdict=VERDICTS[verdict]), NOTHING
    each = EACH.filled(
        each=yuan_words(own.each), bounds=BETWEEN.filled(low=yuan_words(own.low), high=yuan_words(own.high))
    )
    less = [row for row in rows.values() if row.verdict == "known" and row.high < own.low and row.added < own.added]
    if not less:
        return each, NOTHING
    cheapest = min(less, key=lambda row: float(row.each))
    return each, CHEAPER.filled(arm=kept.label(cheapest.arm), each=yuan_words(cheapest.each))


def _sure(kept: ComparisonFiles) -> Text:
    """How sure: what it rests on, what it hangs on, and what the model misses."""
    basis = kept.study["basis"]
    checked = kept.validation["checked"]
    missed = sum(one["verdict"] == "fail" for one in checked)
    return SURE.filled(
        **{name: basis[name] for name in ("runs", "seeds", "draws")},
        hangs=_hangs(kept),
        checked=str(len(checked)),
        missed=str(missed),
    )


def _hangs(kept: ComparisonFiles) -> Text:
    chosen = [arm for arm in best_arms(kept) if arm != kept.baseline] if kept.study["good"] else []
    arm = next(iter([*chosen, *kept.others, kept.baseline]))
    rows = list(kept.rows("depends", arm=arm))
    if not rows:
        return NO_HANGS
    said = []
    for row in rows:
        learnt = Contraction(Text(row.en, row.zh), float(row.narrowed))
        said.append((ASSUMED if learnt.from_prior else FROM_DATA).filled(label=learnt.label))
    return HANGS.filled(numbers=listing(said))
