"""The reference rule in C: `c/reference_rule.c`, as one writes it at first and in the best form we know."""

from __future__ import annotations

import ctypes
from time import process_time

import numpy as np

from benchmarks.c.compiled import address, library
from benchmarks.reference.crowd import WEIGHT, Crowd, Outcome

PERSON = np.dtype(
    [
        *(("own", "f4"), ("weight", "f4"), ("took", "u1"), ("active", "u1"), ("next", "u1"), ("", "u1")),
        *(("first", "i4"), ("last", "i4"), ("total", "i4")),
    ]
)


def plain(crowd: Crowd, weeks: int) -> Outcome:
    """A struct a person, contacts counted anew in every week."""
    person = np.zeros(crowd.people, PERSON)
    person["own"], person["weight"], person["total"] = crowd.own, WEIGHT, crowd.total
    person["first"], person["last"] = crowd.start[:-1], crowd.start[1:]
    keys, acts = crowd.keys(weeks), np.zeros(weeks, np.int64)
    live = library("reference_rule").plain_weeks
    arguments = (
        *(address(person), ctypes.c_int32(crowd.people), address(crowd.to), address(crowd.closeness)),
        *(address(keys), ctypes.c_int32(weeks), address(acts)),
    )
    begun = process_time()
    live(*arguments)
    return Outcome(process_time() - begun, acts)


def best(crowd: Crowd, weeks: int) -> Outcome:
    """Columns, one vectorised pass, only changes told on."""
    took, near = np.zeros(crowd.people, np.uint8), np.zeros(crowd.people, np.int32)
    changed, acts = np.zeros(crowd.people, np.uint8), np.zeros(weeks, np.int64)
    keys, per_point = crowd.keys(weeks), crowd.per_point
    live = library("reference_rule").best_weeks
    columns = (crowd.own, per_point, took, near, crowd.start, crowd.to, crowd.closeness)
    arguments = (
        *(address(column) for column in columns),
        *(ctypes.c_int32(crowd.people), address(keys), ctypes.c_int32(weeks), address(changed), address(acts)),
    )
    begun = process_time()
    live(*arguments)
    return Outcome(process_time() - begun, acts)
