"""The events of a year as a chronicler tells them: dated, names explained once, what recurs said once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from numbers import Integral

from sim.agents.organisation import ORGANISATIONS
from sim.agents.organisation.history import OrganisationHistory
from sim.agents.organisation.life import SPONTANEOUS
from sim.ledger import Event
from sim.policies.incubation.words import GIVES_UP, TAKES_SHAPE
from sim.report.story.routine import ROUTINE, year_of
from sim.report.text.prose import NOTHING
from sim.results import Results
from sim.text import Filled, Text

OFTEN = 3  # anything else told as often as this in a year is told once
OVER_THE_YEAR = Text("Over the year: {said}", "全年：{said}")
RECURS = Text(
    "{first} to {last}, {times:time}, most recently: {said}", "{first}至{last}，共{times:次}，最近一次：{said}"
)
CIRCLES = Text(
    "Over the year: the platform gives up on {n:circle that never took shape|circles that never took shape}.",
    "全年：{n:个}尚未成形的团队中止孵化。",
)
GOES_ON = Text("{said} It goes on by itself.", "{said}此后自行活动。")
TAKEN_UP = Text(
    "{name} ({kind}, estate {estate}), begun unaided, is now on the pathway: {people:person comes|people come} "
    "regularly.",
    "自发成形的{name}（{kind}，{estate}号小区）进入孵化流程，经常参加的有{people:人}。",
)
NAMED = Text("{name} ({kind}, estate {estate})", "{name}（{kind}，{estate}号小区）")
DATED = Text("{month}: {said}", "{month}：{said}")


def year_events(results: Results, year: int) -> list[Text]:
    """What happened in a calendar year, one item each: dated events in order, then what went on all year."""
    years = results.clock.years()
    events = list(dict.fromkeys(event for event in results.events if years[event.week] == year))
    shaped = {one.name for one in results.organisations}
    circles = [event for event in events if _of(event) == GIVES_UP and _name(event) not in shaped]
    once, often = _sorted_out([event for event in events if event not in circles])
    told = [_dated(event, results) for event in _introduced(once, results)]
    told += [_all_year(group, results) for group in often]
    return [*told, *([CIRCLES.filled(n=len(circles))] if circles else [])]


def _sorted_out(events: Sequence[Event]) -> tuple[list[Event], list[list[Event]]]:
    """Events to tell one by one, in order of time, and groups of events that are told together."""
    groups: dict[Hashable, list[Event]] = defaultdict(list)
    for event in events:
        groups[_kind(event)].append(event)
    often = [group for group in groups.values() if len(group) >= (2 if _of(group[0]) in ROUTINE else OFTEN)]
    grouped = {id(event) for group in often for event in group}
    return [event for event in events if id(event) not in grouped], often


def month(day: date) -> str:
    """A month as the chronicle writes it."""
    return f"{day:%Y-%m}"


def _of(event: Event) -> Text:
    """The text an event was made from."""
    return event.text.template if isinstance(event.text, Filled) else event.text


def _name(event: Event) -> Text:
    """The organisation an event is about, nothing if there is none."""
    name = event.text.values.get("name") if isinstance(event.text, Filled) else None
    return name if isinstance(name, Text) else NOTHING


def _kind(event: Event) -> Hashable:
    """What makes events alike: the same words about the same thing, whatever the numbers."""
    values = event.text.values if isinstance(event.text, Filled) else {}
    if _of(event) in ROUTINE:
        return (event.module, _of(event))
    named = tuple(str(value) for value in values.values() if not isinstance(value, Integral | float))
    return (event.module, event.grid, _of(event), named)


def _all_year(group: Sequence[Event], results: Results) -> Text:
    """Events that are told together, as one."""
    return OVER_THE_YEAR.filled(said=year_of(group)) if _of(group[0]) in ROUTINE else _recurring(group, results)


def _recurring(group: Sequence[Event], results: Results) -> Text:
    """Anything else that is told again and again: how often, and the last time."""
    first, last = (month(results.clock.date(event.week)) for event in (group[0], group[-1]))
    return RECURS.filled(times=len(group), first=first, last=last, said=group[-1].text)


def _introduced(events: Sequence[Event], results: Results) -> Iterator[Event]:
    """An organisation's kind and home are told with its first mention in the year."""
    known = {one.name: one for one in results.organisations}
    seen: set[Text] = set()
    for event in events:
        one = known.get(_name(event))
        yield event if one is None else replace(event, text=_retold(event, one, new=one.name not in seen))
        seen.add(_name(event))


def _retold(event: Event, one: OrganisationHistory, *, new: bool) -> Text:
    """An event of an organisation as one tells it who knows the organisation's whole life."""
    template, values = _of(event), dict(event.text.values if isinstance(event.text, Filled) else {})
    if template == TAKES_SHAPE and one.founder == SPONTANEOUS:
        template = TAKEN_UP
    if new and "{estate}" not in template.en:
        values["name"] = NAMED.filled(name=one.name, kind=ORGANISATIONS[one.kind], estate=one.home)
    said = template.filled(**values)
    return GOES_ON.filled(said=said) if template == GIVES_UP else said


def _dated(event: Event, results: Results) -> Text:
    return DATED.filled(month=month(results.clock.date(event.week)), said=event.text)
