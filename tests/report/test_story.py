"""The story of a run: true to its numbers, in both languages, readable, and free of invented causes."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from string import Formatter

import numpy as np
import pytest

from sim import Results, run
from sim.agents.organisation import ORGANISATIONS
from sim.agents.organisation.life import BEGUN, SPONTANEOUS
from sim.ledger import Event
from sim.policies import policies
from sim.policies.incubation.words import GIVES_UP, LED, SCATTERS, TAKEN_UP, TAKES_SHAPE
from sim.policies.leaders.words import AGREE, POSTED
from sim.policies.selfmanage.words import FEW_CANDIDATES
from sim.report.story.events import OVER_THE_YEAR, year_events
from sim.report.story.organisations import organisation_lines
from sim.report.story.routine import told_together
from sim.report.story.story import EVERY_MODULE_ON, modules, scenario_to_tell, story_of
from sim.report.story.year import Year, money, organisations, year_paragraph
from sim.report.text.prose import few, hours, listing, rounded, yuan
from sim.text import Filled, Text
from tests.support import small

AGAIN = Text("The shop has run out: {missed} of {all} went home.", "店里没货：{all}人中{missed}人空手而归。")


@pytest.fixture(scope="module")
def lively() -> Results:
    """Nearly three years of a small community with a platform, leaders and points from the first week on."""
    return run(small(weeks=150, office__activities=3.0).adding("incubation", "leaders", "points"), seed=2)


@pytest.fixture(scope="module")
def told(lively: Results) -> Text:
    """Its story."""
    return story_of(lively)


def happening(lively: Results, *events: Event) -> Results:
    """The same run with other events."""
    return replace(lively, events=events)


def chapters(markdown: str) -> dict[str, str]:
    """What stands under each heading."""
    parts = re.split(r"^## (.*)$", markdown, flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def bullets(chapter: str) -> list[str]:
    """The items of a chapter."""
    return re.findall(r"^- (.*)$", chapter, re.MULTILINE)


# The whole


def test_there_is_a_chapter_for_every_year_in_both_languages(told: Text) -> None:
    """And one for the end; a year that the run only touches says so."""
    assert list(chapters(told.en)) == ["2015", "2016", "2017 (46 weeks of it)", "Where it stands at the end"]
    assert list(chapters(told.zh)) == ["2015年", "2016年", "2017年（其中46周）", "期末情形"]


def test_it_says_what_it_is(lively: Results, told: Text) -> None:
    """One run, its seed and modules, no forecast; and what one run cannot tell."""
    introduction = told.en.split("## ")[0]
    for said in ("one run of a simulation", "seed 2", "not a forecast", "1,430 residents"):
        assert said in introduction
    for name in lively.scenario.policies:
        assert policies()[name].label.en in introduction
        assert policies()[name].label.zh in told.zh
    assert "`gongtong compare`" in told.en
    assert "happened, not why" in told.en


@pytest.mark.parametrize(
    ("names", "given", "at_work", "noted"),
    [
        ([], {}, "*", True),
        (["none"], {}, "", False),
        (["points"], {}, "points", False),
        ([], {"points.dose": 1.0}, "points", False),
    ],
)
def test_every_module_is_on_unless_something_else_was_asked_for(
    names: Sequence[str], given: dict[str, object], at_work: str, noted: bool
) -> None:
    """A scenario without modules is told with all of them, and the reader is told so."""
    chosen, note = scenario_to_tell(small().but(given), names)
    assert set(chosen.policies) == (set(policies()) if at_work == "*" else {at_work} - {""})
    assert (note == EVERY_MODULE_ON) == noted


def test_modules_are_told_with_their_time() -> None:
    """From when, and until when if they stop."""
    scenario = small(modules_start="2015-06-01", points__stop="2015-12-07").adding("leaders")
    said = modules(run(scenario.but({"weeks": 52})))
    assert said.en == "At work: from 2015-06 leader discovery and points scheme (until 2015-12)."
    assert said.zh == "开启的模块：自2015-06起，选“达人”、积分制（至2015-12止）。"


def test_a_trial_is_told_and_its_costs_are_not_the_modules_own() -> None:
    """The experimenter's hand, beside the modules."""
    with_trial = run(small(weeks=20, trial__share=0.5, trial__asks=1.0, trial__start=2, trial__source="stranger"), 1)
    said = story_of(with_trial)
    assert "A randomised trial runs inside it." in said.en
    assert "其中进行着一项随机试验。" in said.zh
    assert "The modules and the trial cost " in said.en
    assert ", and the modules and the trial cost " in said.en


def test_years_before_any_module_are_told_so() -> None:
    """Nothing is said of money or organisations where there are none."""
    results = run(small(weeks=110, modules_start="2016-06-06").adding("leaders"), seed=1)
    first = chapters(story_of(results).en)["2015"]
    assert "No module is at work yet." in first
    assert "yuan" not in first
    assert "organisation" not in first


def test_no_blank_is_left_and_no_plural_is_wrong(told: Text) -> None:
    """Neither unfilled fields nor `1 leaders`, neither doubled marks nor English in the Chinese."""
    assert not re.search(r"[{}]|\bNone\b|\bnan\b", told.en + told.zh)
    assert not re.search(
        r"\b(?:1|one) (?:\w+ )?(?:leaders|members|residents|weeks|organisations|groups|people)\b", told.en
    )
    assert not re.search(r" \.|\.\.|，，|。。|、。| {2}", told.en + told.zh)
    words = set(re.findall(r"[A-Za-z]{2,}", told.zh))
    assert words == {"gongtong", "compare"}


# A year in figures


def test_figures_are_those_of_the_run(lively: Results) -> None:
    """Read off the series again, and set beside those of the year before."""
    weeks = np.array(lively.clock.years()) == 2016
    said = year_paragraph(Year(lively, 2016)).en
    assert f"{100 * lively.series['active_4w'][weeks].mean():.1f}% of residents aged 12 and over" in said
    assert f"{100 * lively.series['want_to'][weeks][-1]:.1f}% more for reasons of their own" in said
    unless = 100 * lively.series["told_to_unless"][weeks][-1]
    assert f"Without pressure or reward {unless:.1f}% of residents would mostly not have come." in said
    assert f"{lively.series['matters_solved'][weeks].sum():.0f} matters were settled" in said
    earlier = np.array(lively.clock.years()) == 2015
    assert f"(2015: {rounded(float(lively.series['volunteer_hours'][earlier].sum())):,} hours)" in said


def test_organisations_add_up(lively: Results) -> None:
    """Those of a year ago, and those that took shape, less those that ended, are those there are."""
    for number in (2015, 2016, 2017):
        year = Year(lively, number)
        before = year.before.end("organisations") if year.before else 0
        said = organisations(year).en
        shaped, ended = (
            next((n for n in range(20) if f"{few(n).en} {verb}" in said), 0) for verb in ("took shape", "ended")
        )
        assert before + shaped - ended == year.end("organisations"), said
        assert shaped == len([event for event in lively.events if _took_shape(event, lively, number)])


def _took_shape(event: Event, lively: Results, year: int) -> bool:
    if not isinstance(event.text, Filled) or lively.clock.years()[event.week] != year:
        return False
    return event.template in (BEGUN, TAKES_SHAPE)


def test_payers_add_up_to_the_cost(lively: Results) -> None:
    """What each paid is told, and their sum."""
    year = Year(lively, 2016)
    paid = {payer: spent for payer, spent in year.paid().items() if spent > 0.5}
    said = money(year)
    assert sum(year.paid().values()) == pytest.approx(year.of("cost_yuan"))
    assert yuan(year.of("cost_yuan")).en in said.en
    for spent in paid.values():
        assert yuan(spent).en in said.en
        assert yuan(spent).zh in said.zh


def test_part_of_a_year_is_not_compared_with_a_whole_one(lively: Results) -> None:
    """Sums of 46 weeks are not set beside sums of 52; shares are."""
    said = year_paragraph(Year(lively, 2017)).en
    assert "in the year before" in said
    assert re.search(r"gave [\d,]+ hours\.", said)


@pytest.mark.parametrize(
    ("told", "en", "zh"),
    [
        (yuan(85_012), "85,000 yuan", "8.5万元"),
        (yuan(424.4), "424 yuan", "424元"),
        (yuan(1_372_000), "1,370,000 yuan", "137万元"),
        (yuan(12_600_000), "12,600,000 yuan", "1260万元"),
        (yuan(345_600_000), "346,000,000 yuan", "3.46亿元"),
        (hours(12_345), "12,300 hours", "1.23万小时"),
        (hours(1), "1 hour", "1小时"),
        (few(0), "none", "0"),
        (few(2), "two", "2"),
        (few(31), "31", "31"),
        (listing([Text("a", "甲")]), "a", "甲"),
        (listing([Text("a", "甲"), Text("b", "乙"), Text("c", "丙")]), "a, b and c", "甲、乙、丙"),
    ],
)
def test_amounts_read_as_people_say_them(told: Text, en: str, zh: str) -> None:
    """Three digits say enough; Chinese counts in ten thousands."""
    assert told == Text(en, zh)


# A year's events


def test_what_happens_every_quarter_is_told_once(told: Text, lively: Results) -> None:
    """The numbers of all quarters are added up, the kinds of post put together."""
    asked, agreed = (int(lively.yearly(f"leaders_{name}")[2017]) for name in ("asked", "accepted"))
    said = AGREE.filled(n=asked, new=agreed)
    over_the_year = OVER_THE_YEAR.filled(said=said.en[:1].lower() + said.en[1:])
    assert over_the_year.en in bullets(chapters(told.en)["2017 (46 weeks of it)"])
    assert OVER_THE_YEAR.filled(said=said.zh).zh in told.zh
    posts = POSTED.filled(n=1, posts=Text("a, b", "甲、乙")), POSTED.filled(n=2, posts=Text("b, c", "乙、丙"))
    events = [Event(week, "leaders", text) for week, text in zip((1, 14), posts, strict=True)]
    said = year_events(happening(lively, *events), 2015)
    assert said == [
        Text("Over the year: new in posts: three backbone residents (a, b, c).", "全年：三名骨干上岗：甲、乙、丙。")
    ]


def test_places_are_listed_and_not_added_up(lively: Results) -> None:
    """Three failures in two estates: their numbers are names."""
    events = [
        Event(week, "selfmanage", FEW_CANDIDATES.filled(estate=estate, nominated=13, passed=4))
        for week, estate in ((1, 9), (5, 2), (9, 9))
    ]
    (said,) = year_events(happening(lively, *events), 2015)
    assert said.en.startswith("Over the year: three times too few nominees")
    assert said.en.endswith("estates: 2, 9.")
    assert "共3次，涉及2、9号小区" in said.zh


@pytest.mark.parametrize(
    ("template", "sentence"),
    [two for module in policies().values() for two in module.yearly.items()],
    ids=lambda text: text.en[:30],
)
def test_every_routine_has_a_yearly_sentence(template: Text, sentence: Text) -> None:
    """Whatever fields a routine event has, those of its year can be filled, in both languages."""
    fields = {name for text in template for _, name, _, _ in Formatter().parse(text) if name}
    texts = {"posts": Text("a", "甲"), "chair": Text("school", "学校"), "space": "10", "yuan": "10"}
    events = [Event(week, "x", template.filled(**{name: texts.get(name, 2) for name in fields})) for week in (1, 2)]
    said = told_together(sentence, events)
    assert not re.search(r"[{}]", said.en + said.zh)
    assert re.search(r"\b(two|four|4)\b", said.en)
    assert re.search(r"[24两四]", said.zh)


def test_what_happens_once_is_dated(lively: Results) -> None:
    """Even where it usually happens every quarter."""
    event = Event(13, "leaders", AGREE.filled(n=8, new=1))
    assert year_events(happening(lively, event), 2015) == [
        Text("2015-04: Of eight residents asked to lead, one agrees.", "2015-04：邀请八名达人，一人同意成为骨干。")
    ]


def test_anything_told_again_and_again_is_told_once(lively: Results) -> None:
    """How often, from when to when, and the last time: also of modules that the story knows nothing of."""
    events = [Event(week, "shop", AGAIN.filled(missed=week, all=40)) for week in (4, 8, 12)]
    assert [one.en for one in year_events(happening(lively, *events), 2015)] == [
        "2015-02 to 2015-03, three times, most recently: The shop has run out: 12 of 40 went home."
    ]
    twice = year_events(happening(lively, *events[:2]), 2015)
    assert [one.en[:9] for one in twice] == ["2015-02: ", "2015-03: "]


def test_the_same_event_is_told_once(lively: Results) -> None:
    """Twice in one week is once."""
    event = Event(4, "shop", Text("The shop opens.", "开店。"))
    assert year_events(happening(lively, event, event), 2015) == [Text("2015-02: The shop opens.", "2015-02：开店。")]


def test_names_are_explained_at_their_first_mention_in_a_year(lively: Results) -> None:
    """What kind of organisation, and where; later the name is enough."""
    one = lively.organisations[0]
    events = [Event(week, "incubation", LED.filled(name=one.name, n=week)) for week in (1, 2)]
    first, second = year_events(happening(lively, *events), 2015)
    assert f"{one.name.en} ({ORGANISATIONS[one.kind].en}, estate {one.home}) has" in first.en
    assert f"{one.name.en} has" in second.en


def test_circles_that_never_took_shape_have_no_names(lively: Results) -> None:
    """A planner never met them: how many were given up is enough. An organisation goes on by itself."""
    circles = [
        Event(week, "incubation", SCATTERS.filled(name=Text(f"C{week}", f"圈{week}"), n=1, step=Text("s", "摸")))
        for week in (1, 2)
    ]
    given_up = GIVES_UP.filled(name=lively.organisations[0].name, n=6, step=Text("board", "理事"))
    said = [one.en for one in year_events(happening(lively, *circles, Event(3, "incubation", given_up)), 2015)]
    assert said[0].endswith("at step 6 of 9: board. It goes on by itself.")
    assert said[1] == "Over the year: the platform gives up on two circles that never took shape."


def test_a_group_that_began_unaided_takes_shape_once(lively: Results, told: Text) -> None:
    """When the platform takes it up later, that is what is told."""
    unaided = {one.name: one for one in lively.organisations if one.founder == SPONTANEOUS and "interest" in one.steps}
    said = {event.text.values["name"]: event for event in lively.events if isinstance(event.text, Filled)
            and event.template in (TAKES_SHAPE, TAKEN_UP) and event.text.values["name"] in unaided}  # fmt: skip
    assert set(said) == set(unaided)
    assert unaided
    for name, event in said.items():
        assert event.template == TAKEN_UP
        assert event.text.values["kind"] == ORGANISATIONS[unaided[name].kind] != ORGANISATIONS["interest"]
        assert (told.en.count(event.text.en), told.zh.count(event.text.zh)) == (1, 1)


# The end


def test_committees_of_estates_are_not_counted_as_organisations(lively: Results) -> None:
    """They are told with the estates; measures count them apart, and so does the story."""
    committee = replace(
        lively.organisations[0], kind="committee", name=Text("Committee of estate 7", "7号小区自管委员会")
    )
    with_one = replace(lively, organisations=(*lively.organisations, committee))
    assert story_of(with_one) == story_of(lively)
    assert any(line.startswith("One committee was elected") for line in organisation_lines(with_one, "en"))


def test_the_end_counts_the_organisations(lively: Results, told: Text) -> None:
    """How many there were, exist, were registered; each in a row of the table."""
    end = chapters(told.en)["Where it stands at the end"]
    records = lively.organisations
    assert f"Of {few(len(records)).en} organisations that took shape" in end
    assert f"{few(sum(one.registered is not None for one in records)).en} were registered" in end
    for one in records:
        assert f"| {one.name.en} |" in end
        assert f"| {one.name.zh} |" in told.zh
