"""How a year of what a module does as a matter of routine is told in one sentence, which the module declares."""

from __future__ import annotations

from collections.abc import Sequence
from numbers import Integral

from sim.ledger import Event
from sim.policies import policies
from sim.text import Filled, Text

PLACES = ("estate", "grid")


def yearly_sentence(event: Event) -> Text | None:
    """The sentence that tells a year of such events; None if they are no routine of their module."""
    module = policies().get(event.module)
    return None if module is None else module.yearly.get(event.template)


def told_together(sentence: Text, events: Sequence[Event]) -> Text:
    """Events made from one text as one sentence."""
    made = [event.text.values for event in events if isinstance(event.text, Filled)]
    fields = {name: _together(name, [values[name] for values in made]) for name in made[0]}
    said = sentence.filled(**fields, times=len(made))
    return Text(said.en[:1].lower() + said.en[1:], said.zh)


def _together(name: str, values: Sequence[object]) -> object:
    """A year's values of one field as one."""
    numbers = [int(value) for value in values if isinstance(value, Integral)]
    if name in PLACES:
        listed = [str(number) for number in sorted(set(numbers))]
        return Text(", ".join(listed), "、".join(listed))
    if numbers:
        return sum(numbers)
    texts = [value for value in values if isinstance(value, Text)]
    return Text(_union([text.en for text in texts], ", "), _union([text.zh for text in texts], "、"))


def _union(lists: Sequence[str], comma: str) -> str:
    return comma.join(dict.fromkeys(part for one in lists for part in one.split(comma) if part))
