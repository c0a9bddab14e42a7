"""Organisations, their lists and the backbone as they stand in a run, and what policy modules change about them."""

from __future__ import annotations

from typing import Any, NamedTuple

from sim.agents.organisation import Society

STATE = (
    "kind", "home", "founded", "stage", "leaders", "funds", "cohesion", "capability", "covenant", "supported",
    "registered", "quiet", "dormant", "planned",
)  # fmt: skip
ROLE = ("trained", "strain", "support", "tasks", "post")
Values = dict[str, Any]
Kept = tuple[int, int, int, int, int]


class Standing(NamedTuple):
    """The organisations and the backbone at one moment.

    Attributes
    ----------
    organisations : dict
        What `STATE` names, by address, in the order of founding; those that live.
    lists : dict of dict
        By address: row of the resident, and week of joining, week last there, times there, bits of the weeks, times
        missed in a row.
    backbone : dict
        What `ROLE` names, by row of the resident, in the order of appointment; those who serve.
    """

    organisations: dict[int, Values]
    lists: dict[int, dict[int, Kept]]
    backbone: dict[int, Values]


class Changes(NamedTuple):
    """The changes of organisations and the backbone between two moments.

    Attributes
    ----------
    ended : list of int
        Addresses of organisations.
    organisations : dict
        The values that are different now, by address; all values of an organisation that is `founded`.
    joined : dict of dict
        By address: row of the resident, and what is kept of the membership.
    struck : dict
        Rows of residents, by address.
    appointed : list of int
        Rows of residents.
    backbone : dict
        The values that are different now, by row.
    """

    ended: list[int]
    organisations: dict[int, Values]
    joined: dict[int, dict[int, Kept]]
    struck: dict[int, list[int]]
    appointed: list[int]
    backbone: dict[int, Values]


def standing(society: Society) -> Standing:
    """The state of a society, as plain values of its own."""
    lists = {}
    for one in society.alive:
        row, *others = (column.tolist() for column in society.of(one)[1:])
        lists[one.address] = dict(zip(row, zip(*others, strict=True), strict=True))
    backbone = society.backbone
    serving = [dict(zip(ROLE, values, strict=True)) for values in zip(
        *(getattr(backbone, name)[backbone.serving].tolist() for name in ROLE), strict=True)]  # fmt: skip
    return Standing(
        {one.address: {name: _own(getattr(one, name)) for name in STATE} for one in society.alive},
        lists,
        dict(zip(backbone.rows.tolist(), serving, strict=True)),
    )


def changes(before: Standing, after: Standing) -> Changes:
    """The changes that lead from one state to another."""
    lists = {address: (set(before.lists.get(address, ())), list_) for address, list_ in after.lists.items()}
    return Changes(
        [address for address in before.organisations if address not in after.organisations],
        _different(before.organisations, after.organisations),
        {
            address: new
            for address, (old, now) in lists.items()
            if (new := {row: kept for row, kept in now.items() if row not in old})
        },
        {address: off for address, (old, now) in lists.items() if (off := sorted(old - set(now)))},
        [row for row in after.backbone if row not in before.backbone],
        _different(before.backbone, after.backbone),
    )


def _different(before: dict[int, Values], after: dict[int, Values]) -> dict[int, Values]:
    nothing: Values = {}
    new = {
        key: {name: value for name, value in now.items() if value != before.get(key, nothing).get(name, nothing)}
        for key, now in after.items()
    }
    return {key: values for key, values in new.items() if values}


def _own(value: Any) -> Any:
    """The value, and of a list one that nobody else changes."""
    return list(value) if isinstance(value, list) else value
