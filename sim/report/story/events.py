"""The events of a year as a chronicler tells them: dated, names explained once, what recurs said once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from numbers import Integral

from sim.agents.organisation import ORGANISATIONS
from sim.agents.organisation.history import OrganisationHistory
from sim.ledger import Event
from sim.report.story.routine import told_together, yearly_sentence
from sim.report.text.prose import NOTHING
from sim.results import Results
from sim.text import Filled, Text

OFTEN = 3  # anything else told as often as this in a year is told once
OVER_THE_YEAR = Text("Over the year: {said}", "全年：{said}")
RECURS = Text(
    "{first} to {last}, {times:time}, most recently: {said}", "{first}至{last}，共{times:次}，最近一次：{said}"
)
NAMED = Text("{name} ({kind}, estate {estate})", "{name}（{kind}，{estate}号小区）")
DATED = Text("{month}: {said}", "{month}：{said}")


def year_events(results: Results, year: int) -> list[Text]:
    """What happened in a calendar year, one item each: dated events in order, then what went on all year."""
    years = results.clock.years()
    events = list(dict.fromkeys(event for event in results.events if years[event.week] == year))
    once, often = _sorted_out(events)
    told = [_dated(event, results) for event in _introduced(once, results)]
    return told + [_all_year(group, results) for group in often]


def _sorted_out(events: Sequence[Event]) -> tuple[list[Event], list[list[Event]]]:
    """Events to tell one by one, in order of time, and groups of events that are told together."""
    groups: dict[Hashable, list[Event]] = defaultdict(list)
    for event in events:
        groups[_kind(event)].append(event)
    often = [group for group in groups.values() if len(group) >= (2 if yearly_sentence(group[0]) else OFTEN)]
    grouped = {id(event) for group in often for event in group}
    return [event for event in events if id(event) not in grouped], often


def month(day: date) -> str:
    """A month as the chronicle writes it."""
    return f"{day:%Y-%m}"


def _name(event: Event) -> Text:
    """The organisation an event is about, nothing if there is none."""
    name = event.text.values.get("name") if isinstance(event.text, Filled) else None
    return name if isinstance(name, Text) else NOTHING


def _kind(event: Event) -> Hashable:
    """What makes events alike: the same words about the same thing, whatever the numbers."""
    values = event.text.values if isinstance(event.text, Filled) else {}
    if yearly_sentence(event):
        return (event.module, event.template)
    named = tuple(str(value) for value in values.values() if not isinstance(value, Integral | float))
    return (event.module, event.grid, event.template, named)


def _all_year(group: Sequence[Event], results: Results) -> Text:
    """Events that are told together, as one."""
    sentence = yearly_sentence(group[0])
    return OVER_THE_YEAR.filled(said=told_together(sentence, group)) if sentence else _recurring(group, results)


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
        yield event if one is None or one.name in seen else replace(event, text=_retold(event, one))
        seen.add(_name(event))


def _retold(event: Event, one: OrganisationHistory) -> Text:
    """An event with the organisation's kind and home after its name, unless it tells them itself."""
    if "{estate}" in event.template.en or not isinstance(event.text, Filled):
        return event.text
    named = NAMED.filled(name=one.name, kind=ORGANISATIONS[one.kind], estate=one.home)
    return event.template.filled(**{**event.text.values, "name": named})


def _dated(event: Event, results: Results) -> Text:
    return DATED.filled(month=month(results.clock.date(event.week)), said=event.text)
