"""What modules do as a matter of routine, and how a year of it is told in one sentence.

In a yearly sentence whole numbers are sums over the year, except those that say which place it was: these, like
texts, are listed. `times` is how often it happened.
"""

from __future__ import annotations

from collections.abc import Sequence
from numbers import Integral

from sim.ledger import Event
from sim.policies.leaders.words import AGREE, POSTED
from sim.policies.party.words import MEETS, MEETS_EXTRA, SIGNS
from sim.policies.selfmanage.words import FEW_CANDIDATES, NO_MAJORITY, NO_QUORUM
from sim.text import Filled, Text

MEETINGS = Text(
    "{times:joint meeting} of the big party committee, {agenda:matter} on the agenda, {taken} taken on by units.",
    "大党委召开联席会议{times}次，议题{agenda}件，单位领办{taken}件。",
)
EXTRA_MEETINGS = Text(
    "{times:extraordinary joint meeting}, {agenda:matter} on the agenda, {taken} taken on by units.",
    "召开临时联席会议{times}次，议题{agenda}件，单位领办{taken}件。",
)
ROUTINE: dict[Text, Text] = {
    AGREE: AGREE,
    POSTED: POSTED,
    MEETS: MEETINGS,
    MEETS_EXTRA: EXTRA_MEETINGS,
    SIGNS: Text("units sign {n:co-building agreement}.", "签订共驻共建协议{n}份。"),
    FEW_CANDIDATES: Text(
        "{times:time} too few nominees for an election pass the record check and the four questions; estates: "
        "{estate}.",
        "通过审查和四问的人数不足、无法差额选举，共{times}次，涉及{estate}号小区。",
    ),
    NO_QUORUM: Text(
        "{times:election fails|elections fail} for want of voters; estates: {estate}.",
        "投票率不足、选举未成，共{times}次，涉及{estate}号小区。",
    ),
    NO_MAJORITY: Text(
        "{times:election fails|elections fail} because too few candidates win more than half of the votes; estates: "
        "{estate}.",
        "得票过半者不足、选举未成，共{times}次，涉及{estate}号小区。",
    ),
}
PLACES = ("estate", "grid")


def year_of(events: Sequence[Event]) -> Text:
    """Events made from one text of `ROUTINE` as one sentence."""
    made = [event.text for event in events if isinstance(event.text, Filled)]
    fields = {name: _together(name, [one.values[name] for one in made]) for name in made[0].values}
    said = ROUTINE[made[0].template].filled(**fields, times=len(made))
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
