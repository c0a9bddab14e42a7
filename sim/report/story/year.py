"""A year of one run in a paragraph: its figures beside those of the year before, and nothing that they do not say."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from sim.ledger import OFFICE, PAYERS, TRIAL
from sim.report.text.numbers import capital
from sim.report.text.prose import NOTHING, against, few, hours, listing, load, paragraph, share, yuan
from sim.results import YEAR, Results
from sim.text import Text

ACTIVE = Text(
    "In an average four weeks {now} of residents aged 12 and over took part in something{against}.",
    "平均每四周有{now}的12岁以上居民参与活动{against}。",
)
STAGES = Text("In the half-year up to its end {all}{before}.", "年末前的半年里，{all}{before}。")
UNLESS = Text(
    "Without pressure or reward {share} of residents would mostly not have come.",
    "若无压力或奖励，有{share}的居民多半不会来。",
)
BECAUSE = {
    "told_to": Text(
        "{share} took part more for pressure, reward or face than for reasons of their own", "“要我干”的居民占{share}"
    ),
    "want_to": Text("{share} more for reasons of their own", "“我要干”的占{share}"),
    "together": Text("{share} acted together in organisations", "“共同干”的占{share}"),
}
STAGES_BEFORE = Text(" (a year earlier: {all})", "（上年末依次为{all}）")
ORGANISATIONS = Text(
    "At its end {alive:organisation exists|organisations exist}{before}{moves}.",
    "年末有社会组织{alive}个{before}{moves}。",
)
MOVES = Text("; {moves}", "；年内{moves}")
SHAPED = Text("{n:took shape|took shape}", "新成形{n}个")
ENDED = Text("{n:ended|ended}", "终止{n}个")
COMMITTEES = Text(
    "{n:estate has|estates have} a self-management committee{before}.", "成立自管委员会的小区有{n}个{before}。"
)
BACKBONE = Text("The backbone counts {n:resident}{before}{worn}.", "在任骨干{n}名{before}{worn}。")
WORN = Text("; {n:gave up worn out|gave up worn out}", "；年内{n}名因倦怠退出")
HOURS = Text("Residents gave {hours}{before}.", "居民共投入{hours}{before}。")
MATTERS = Text(
    "{solved:matter was|matters were} settled, {own} of them by residents, and {open} left open{before}.",
    "办结事项{solved}件，其中居民办结{own}件；年末未决{open}件{before}。",
)
CADRES = Text(
    "What was asked of cadres came to {load} of their working time{before}{modules}.",
    "交给干部的事合计相当于其工时的{load}{before}{modules}。",
)
FOR_MODULES = Text("; {spenders} took {hours} of it", "，其中{spenders}占{hours}")
MONEY = Text("{spenders} cost {yuan}{before}, {payers}.", "{spenders}花费{yuan}{before}，{payers}。")
SPENDERS = {
    False: Text("the modules", "各模块"),
    True: Text("the modules and the trial", "各模块和试验"),
}
ONE_PAYER = Text("all of it paid by {payer}", "全部由{payer}承担")
FROM = Text("{yuan} from {payer}", "{payer}{yuan}")
PAYING = PAYERS | {"government": Text("the government", "政府"), "units": Text("units in the area", "辖区单位")}
IN_YEAR = Text(" ({year}: {said})", "（{year}年{said}）")
A_YEAR_EARLIER = Text(" ({n} a year earlier)", "（上年末{n}）")
AS_MANY = Text(", as many as a year earlier", "，与上年末相同")
LITTLE = 0.5  # yuan or hours that round to nothing


@dataclass(frozen=True)
class Year:
    """A calendar year of a run, which may cover only part of it."""

    results: Results
    number: int

    @cached_property
    def weeks(self) -> NDArray[np.bool_]:
        """The weeks of the run that begin in it: bool (weeks,)."""
        return np.array(self.results.clock.years()) == self.number

    @property
    def whole(self) -> bool:
        """Whether the run covers all of it."""
        return int(self.weeks.sum()) >= YEAR

    @cached_property
    def before(self) -> Year | None:
        """The year before, None for the first."""
        earlier = Year(self.results, self.number - 1)
        return earlier if earlier.weeks.any() else None

    def of(self, measure: str) -> float:
        """A measure over the year, added up as it declares."""
        return self.results.over(measure, self.weeks)

    def end(self, measure: str) -> float:
        """A measure in the last week of the year."""
        return float(self.results.series[measure][self.weeks][-1])

    def gained(self, measure: str) -> int:
        """How much a measure that only counts up rose over the year."""
        return round(self.end(measure) - (self.before.end(measure) if self.before else 0.0))

    def paid(self) -> dict[str, float]:
        """Yuan by payer."""
        return dict(zip(PAYERS, self.results.yuan[self.weeks].sum(axis=(0, 1)).tolist(), strict=True))

    def hours_of_modules(self) -> float:
        """Cadre hours booked by policy modules."""
        own = [at for at, name in enumerate(self.results.modules) if name != OFFICE]
        return float(self.results.booked_hours[self.weeks][:, own].sum())


def spenders(results: Results) -> Text:
    """Who books costs beside the office: modules, and the trial where there is one."""
    return SPENDERS[TRIAL in results.modules]


def year_paragraph(year: Year) -> Text:
    """What the year's figures say."""
    tellers = (active, stages, organisations, committees, backbone, given, matters, cadres, money)
    return paragraph(tell(year) for tell in tellers)


def active(year: Year) -> Text:
    """The share of active residents."""
    now, before = year.of("active_4w"), year.before
    compared = against(now, before.of("active_4w"), share) if before else NOTHING
    return ACTIVE.filled(now=share(now), against=compared)


def stages(year: Year) -> Text:
    """Who was told to, wanted to, acted together, in the half-year that ends with the year."""
    names = [name for name in BECAUSE if name != "together" or _ever(year, name)]
    before = NOTHING
    if year.before:
        before = STAGES_BEFORE.filled(all=listing([share(year.before.end(name)) for name in names]))
    said = STAGES.filled(
        all=listing([BECAUSE[name].filled(share=share(year.end(name))) for name in names]), before=before
    )
    unless = "told_to_unless"
    return paragraph([said, UNLESS.filled(share=share(year.end(unless))) if _ever(year, unless) else NOTHING])


def organisations(year: Year) -> Text:
    """How many are alive, how many came and went; nothing where there never was one."""
    if not _ever(year, "organisations"):
        return NOTHING
    alive, ended = round(year.end("organisations")), year.gained("organisations_ended")
    shaped = year.gained("organisations") + ended
    moves = [text.filled(n=n) for text, n in ((SHAPED, shaped), (ENDED, ended)) if n]
    said = MOVES.filled(moves=listing(moves)) if moves else NOTHING
    return ORGANISATIONS.filled(alive=alive, before=_earlier(year, "organisations"), moves=said)


def committees(year: Year) -> Text:
    """How many estates manage themselves; nothing where none ever did."""
    name = "organisations_committee"
    if not _ever(year, name):
        return NOTHING
    return COMMITTEES.filled(n=round(year.end(name)), before=_earlier(year, name))


def backbone(year: Year) -> Text:
    """How many lead, and how many of them gave up worn out."""
    if not _ever(year, "backbone"):
        return NOTHING
    worn = year.gained("backbone_burnt_out")
    return BACKBONE.filled(
        n=round(year.end("backbone")), before=_earlier(year, "backbone"), worn=WORN.filled(n=worn) if worn else NOTHING
    )


def given(year: Year) -> Text:
    """Hours that residents gave."""
    name = "volunteer_hours"
    return HOURS.filled(hours=hours(year.of(name)), before=_beside(year, lambda one: one.of(name), hours))


def matters(year: Year) -> Text:
    """Matters solved and left open."""
    return MATTERS.filled(
        solved=round(year.of("matters_solved")),
        own=few(round(year.of("matters_solved_by_residents"))),
        open=few(round(year.of("matters_open"))),
        before=_earlier(year, "matters_open"),
    )


def cadres(year: Year) -> Text:
    """What cadres carried."""
    took, name = year.hours_of_modules(), "cadre_overload"
    return CADRES.filled(
        load=load(year.of(name)),
        before=_in_year(year.before, load(year.before.of(name))) if year.before else NOTHING,
        modules=FOR_MODULES.filled(spenders=spenders(year.results), hours=hours(took)) if took > LITTLE else NOTHING,
    )


def money(year: Year) -> Text:
    """What it cost and who paid; nothing where nothing was spent."""
    paid = {payer: spent for payer, spent in year.paid().items() if spent > LITTLE}
    if not paid:
        return NOTHING
    parts = [FROM.filled(yuan=yuan(spent), payer=PAYING[payer]) for payer, spent in paid.items()]
    payers = listing(parts) if len(parts) > 1 else ONE_PAYER.filled(payer=PAYING[next(iter(paid))])
    before = _beside(year, lambda one: sum(one.paid().values()), yuan)
    return MONEY.filled(
        spenders=capital(spenders(year.results)), yuan=yuan(sum(paid.values())), before=before, payers=payers
    )


def _ever(year: Year, measure: str) -> bool:
    """Whether there is anything to say of a measure, this year or the year before."""
    first = year.before or year
    return bool(year.results.series[measure][first.weeks | year.weeks].any())


def _beside(year: Year, total: Callable[[Year], float], say: Callable[[float], Text]) -> Text:
    """The year before in brackets: only whole years are compared by their sums, and nothing with nothing."""
    if year.before is None or not (year.whole and year.before.whole) or total(year.before) <= LITTLE:
        return NOTHING
    return _in_year(year.before, say(total(year.before)))


def _in_year(year: Year, said: Text) -> Text:
    return IN_YEAR.filled(year=str(year.number), said=said)


def _earlier(year: Year, measure: str) -> Text:
    """A number of a year ago in brackets."""
    if year.before is None:
        return NOTHING
    now, before = round(year.end(measure)), round(year.before.end(measure))
    return AS_MANY if now == before else A_YEAR_EARLIER.filled(n=few(before))
