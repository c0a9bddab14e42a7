"""The story of one run, year by year, as a planner would tell it: Markdown in both languages."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from sim.agents.resident.columns import HINDRANCES
from sim.lab.design.arms import NONE
from sim.ledger import OFFICE, TRIAL
from sim.report.figures.spread import module_starts
from sim.report.story.events import month, year_events
from sim.report.story.organisations import associations, organisations_markdown
from sim.report.story.year import LITTLE, Year, spenders, year_paragraph
from sim.report.text.caveats import NOT_TOLD, ONE_COURSE
from sim.report.text.labels import module_label
from sim.report.text.prose import NOTHING, SEMICOLON, few, hours, joined, listing, paragraph, share, yuan
from sim.report.text.provenance import numbers_of
from sim.report.text.stages import DEFINED
from sim.report.text.table import in_markdown
from sim.results import Results
from sim.scenario import EVERY, Scenario
from sim.text import LANGUAGES, Text

EVERY_MODULE_ON = Text(
    "The scenario has every module off; here they are all on.", "方案本身没有开启任何模块，这里把所有模块都开启。"
)
TITLE = Text("# {title}, {years}: one possible course", "# {title}，{years}年：一种可能的经过")
WHAT = Text(
    "This is one run of a simulation of {people:,} residents in {households:,} households, followed week by week from "
    "{first} to {last}. Nobody in it is real.",
    "这是一次模拟的经过：{households}户、{people}名居民，从{first}到{last}逐周推演。其中没有真人。",
)
MODULES = Text("At work: {all}.", "开启的模块：{all}。")
UNDER_TRIAL = Text("A randomised trial runs inside it.", "其中进行着一项随机试验。")
NO_MODULE = Text("No module is at work.", "没有开启任何模块。")
FROM = Text("from {month} {labels}", "自{month}起，{labels}")
UNTIL = Text("{label} (until {month})", "{label}（至{month}止）")
WORDS = Text(
    "Organisations are counted from the time they take shape. Backbone residents are those who lead or have agreed to. "
    "Steps are those of the 149 pathway, on which a platform leads groups of residents to registered organisations.",
    "社会组织从成形之时计起。骨干是带头或已同意带头的居民。“九步”指149孵化流程：由孵化平台把居民团队培育成登记备案的社区社会组织。",
)
HEADING, BULLET = Text("## {year}", "## {year}年"), Text("- {item}", "- {item}")
PART = Text("## {year} ({weeks:week} of it)", "## {year}年（其中{weeks:周}）")
NOT_YET = Text("No module is at work yet.", "尚未开启任何模块。")
END = Text("## Where it stands at the end", "## 期末情形")
ALIVE = Text(
    "Of {ever:organisation} that took shape, {alive} still exist{idle}; {registered} were registered at one time or "
    "another.",
    "先后成形的社会组织有{ever}个，期末尚存{alive}个{idle}，曾登记备案的有{registered}个。",
)
IDLE = Text(", {n} of them without a single active member", "（其中{n}个已无活跃成员）")
NONE_EVER = Text("No organisation ever took shape.", "始终没有社会组织成形。")
LED = Text(
    "{ever:resident has|residents have} been backbone at one time or another; {now} still are, and {worn} gave up "
    "worn out.",
    "先后担任骨干的居民有{ever}名，期末在任{now}名，因倦怠退出{worn}名。",
)
AWAY = Text(
    "In the last half-year {away} of residents aged 12 and over took part in nothing. Of these {unasked} were never "
    "asked, {unable} could not, {unwilling} did not want to.",
    "最近半年有{away}的12岁以上居民没有参与，其中没人邀请的占{unasked}，没条件的占{unable}，不想参加的占{unwilling}。",
)
IN_ALL = Text("In all, residents gave {hours}{money}.", "全程居民共投入{hours}{money}。")
COST = Text(", and {spenders} cost {yuan}", "，{spenders}共花费{yuan}")


def scenario_to_tell(scenario: Scenario, names: Sequence[str]) -> tuple[Scenario, Text]:
    """The scenario to tell, and what the reader should know of how it was chosen.

    With names, these modules are on besides; `none` leaves the scenario as it is. Without, every module is on where
    the scenario itself has none.
    """
    if names == [NONE]:
        return scenario, NOTHING
    if names or scenario.policies:
        return scenario.adding(*names), NOTHING
    return scenario.adding(EVERY), EVERY_MODULE_ON


def story_of(results: Results, note: Text = NOTHING) -> Text:
    """The whole story as Markdown.

    Parameters
    ----------
    note
        What the reader should know of how the run was chosen.
    """
    years = np.unique(results.clock.years()).tolist()
    parts = [*introduction(results, note), *(part for year in years for part in _chapter(Year(results, year)))]
    parts += closing(results)
    said = joined(parts, Text("\n\n", "\n\n"))
    return Text(f"{said.en}\n", f"{said.zh}\n")


def introduction(results: Results, note: Text) -> list[Text]:
    """What this is, which modules are at work from when, what chance has to do with it, and a few words."""
    scenario, clock = results.scenario, results.clock
    first, last = clock.date(0), clock.date(clock.weeks - 1)
    years = Text(*(str(first.year) if first.year == last.year else f"{first.year}{to}{last.year}" for to in "–—"))
    what = WHAT.filled(
        people=scenario.community.residents, households=scenario.community.households, first=month(first),
        last=month(last),
    )  # fmt: skip
    trial = UNDER_TRIAL if TRIAL in results.modules else NOTHING
    chance = ONE_COURSE.filled(seed=results.seed)
    title = TITLE.filled(title=Text(in_markdown(scenario.title.en), in_markdown(scenario.title.zh)), years=years)
    return [title, paragraph([what, note, modules(results), trial, chance]), paragraph([WORDS, DEFINED])]


def modules(results: Results) -> Text:
    """Which modules are at work, and from when."""
    scenario, clock = results.scenario, results.clock
    if not scenario.policies:
        return NO_MODULE
    labels = {}
    for name, settings in scenario.policies.items():
        label = module_label(name)
        labels[name] = label if settings.stop is None else UNTIL.filled(label=label, month=month(settings.stop))
    starts = [
        FROM.filled(labels=listing([labels[name] for name in names]), month=month(clock.date(week)))
        for week, names in module_starts(scenario).items()
    ]
    return MODULES.filled(all=joined(starts, SEMICOLON))


def _chapter(year: Year) -> list[Text]:
    """A year: heading, paragraph, events."""
    weeks = int(year.weeks.sum())
    heading = (HEADING if year.whole else PART).filled(year=str(year.number), weeks=weeks)
    starts = module_starts(year.results.scenario)
    waiting = bool(starts) and int(np.flatnonzero(year.weeks)[-1]) < min(starts)
    said = paragraph([NOT_YET if waiting else NOTHING, year_paragraph(year)])
    items = year_events(year.results, year.number)
    bullets = joined([BULLET.filled(item=item) for item in items], Text("\n", "\n"))
    return [heading, said, bullets] if items else [heading, said]


def closing(results: Results) -> list[Text]:
    """Where the community stands at the end, the organisations it had, and what remains unknown."""
    last = Year(results, results.clock.years()[-1])
    table = Text(*(organisations_markdown(results, lang) for lang in LANGUAGES))
    standing = paragraph([_away(last), _alive(results), _led(last), _in_all(results)])
    not_told = NOT_TOLD.filled(numbers=numbers_of(results.scenario))
    return [END, standing, *([table] if associations(results) else []), not_told]


def _away(last: Year) -> Text:
    away = last.end("bystander")
    parts = {name: share(last.end(name) / max(away, 1e-9)) for name in HINDRANCES}
    return AWAY.filled(away=share(away), **parts)


def _alive(results: Results) -> Text:
    records = associations(results)
    if not records:
        return NONE_EVER
    alive = sum(one.alive for one in records)
    registered = sum(one.registered is not None for one in records)
    idle = sum(one.alive and not one.active for one in records)
    return ALIVE.filled(
        ever=len(records), alive=few(alive), registered=few(registered),
        idle=IDLE.filled(n=few(idle)) if idle else NOTHING,
    )  # fmt: skip


def _led(last: Year) -> Text:
    ever = round(last.end("backbone_ever"))
    if not ever:
        return NOTHING
    now, worn = (few(round(last.end(name))) for name in ("backbone", "backbone_burnt_out"))
    return LED.filled(ever=ever, now=now, worn=worn)


def _in_all(results: Results) -> Text:
    own = [at for at, name in enumerate(results.modules) if name != OFFICE]
    spent = float(results.yuan[:, own].sum())
    cost = COST.filled(spenders=spenders(results), yuan=yuan(spent)) if spent > LITTLE else NOTHING
    return IN_ALL.filled(hours=hours(results.value("volunteer_hours")), money=cost)
