"""Every number of the model is declared once, completely and consistently."""

from __future__ import annotations

from collections.abc import Callable
from functools import reduce
from operator import getitem
from typing import get_args

import pytest
from pydantic import BaseModel, ValidationError

from sim.param import Declared, Settings, Status, declared, param
from sim.policies import policies
from sim.scenario import Scenario
from tests.support import bibliography

ASSUMPTION = "assumption"
TOGETHER = (
    "community.residents",
    "community.households",
    "community.estates",
    "community.ages.",
    "community.homes.size",
)
NUMBERS: dict[str, Declared] = {number.path: number for number in declared(Scenario)} | {
    f"policies.{number.path}": number
    for name, policy in policies().items()
    for number in declared(policy.settings_type, f"{name}.")
}


class Sample(Settings):
    """Two numbers to look at."""

    share: float = param(
        0.2, 0.1, 0.3, "share", "a share", "一个比例", source="S1 assumption", status="calibrated", bounds=(0, 1)
    )
    hours: float = param(3.0, 1.0, 9.0, "hours", "some hours", "若干小时", source="assumption")


class Whole(Settings):
    """Settings inside settings."""

    inner: Sample = Sample()
    count: int = param(3, 1, 9, "people", "some people", "若干人", source="liuhe", status="measured")


def those(wrong: Callable[[Declared], bool]) -> list[str]:
    """The names of all numbers of which something is true."""
    return [path for path, number in NUMBERS.items() if wrong(number)]


def chinese(text: str) -> bool:
    """Whether a text has a Chinese sign in it."""
    return any("一" <= sign <= "鿿" for sign in text)


def number_fields(settings: type[BaseModel], prefix: str = "") -> set[str]:
    """Paths of every field that holds a number, declared or not."""
    found: set[str] = set()
    for name, field in settings.model_fields.items():
        kind = field.annotation
        if isinstance(kind, type) and issubclass(kind, BaseModel):
            found |= number_fields(kind, f"{prefix}{name}.")
        elif kind in (int, float):
            found.add(f"{prefix}{name}")
    return found


# The declarations of the model


def test_there_is_no_number_without_a_declaration() -> None:
    """Whatever can be set as a number has range, unit, labels, status and source."""
    wanted = number_fields(Scenario) | {
        f"policies.{path}"
        for name, policy in policies().items()
        for path in number_fields(policy.settings_type, f"{name}.")
    }
    assert wanted == set(NUMBERS)


def test_every_default_lies_in_its_plausible_range() -> None:
    """And the plausible range in the possible one."""
    assert not those(lambda n: not n.least <= n.low <= n.default <= n.high <= n.most)
    assert not those(lambda n: not n.low < n.high)


def test_units_and_labels_are_there_in_both_languages() -> None:
    """Labels can be read alone: the Chinese one is Chinese, the English one is not."""
    assert not those(lambda n: not n.unit.strip() or not n.label.en.strip())
    assert not those(lambda n: chinese(n.label.en) or not chinese(n.label.zh))


def test_every_status_is_one_of_three() -> None:
    """Measured, calibrated or assumed."""
    assert not those(lambda n: n.status not in get_args(Status))


def test_a_measured_number_has_a_source() -> None:
    """An assumption can never look like a measurement."""
    assert not those(lambda n: not n.source)
    assert not those(lambda n: n.status == "measured" and set(n.source) == {ASSUMPTION})


def test_sources_are_in_the_bibliography_and_named_once() -> None:
    """Every key resolves, and no number names one twice."""
    known = set(bibliography())
    assert not those(lambda n: not set(n.source) <= known)
    assert not those(lambda n: len(set(n.source)) < len(n.source))


def test_policies_name_their_sources() -> None:
    """Each module says from where it comes."""
    for policy in policies().values():
        assert policy.source.split()
        assert set(policy.source.split()) <= set(bibliography())


def test_labels_tell_numbers_apart() -> None:
    """No two numbers of one group have the same label."""
    seen: dict[tuple[str, str], str] = {}
    for path, number in NUMBERS.items():
        group = path.rpartition(".")[0]
        for label in number.label:
            assert seen.setdefault((group, label), path) == path


def test_both_ends_of_every_range_are_accepted() -> None:
    """A slider may go to its ends; numbers that hang together are left out by name."""
    for path, number in NUMBERS.items():
        if path.startswith(TOGETHER):
            continue
        for value in (number.low, number.high):
            chosen = int(value) if isinstance(number.default, int) else value
            data = Scenario().but({path: chosen}).model_dump()
            assert reduce(getitem, path.split("."), data) == chosen, path


# The declaration itself


def test_declared_tells_everything_that_was_said() -> None:
    """Path, default, range, bounds, unit, label, status and sources."""
    number = next(declared(Sample))
    assert (number.path, number.default, number.low, number.high) == ("share", 0.2, 0.1, 0.3)
    assert (number.least, number.most, number.unit) == (0.0, 1.0, "share")
    assert (number.label.en, number.label.zh) == ("a share", "一个比例")
    assert (number.status, number.source) == ("calibrated", ("S1", "assumption"))


def test_numbers_are_at_least_zero_unless_said() -> None:
    """And have no upper bound unless said."""
    hours = next(number for number in declared(Sample) if number.path == "hours")
    assert (hours.least, hours.most) == (0.0, float("inf"))


def test_declared_goes_into_groups() -> None:
    """Paths are dotted, in the order of declaration."""
    assert [number.path for number in declared(Whole)] == ["inner.share", "inner.hours", "count"]
    assert [number.path for number in declared(Whole, "x.")] == ["x.inner.share", "x.inner.hours", "x.count"]


@pytest.mark.parametrize(
    "data",
    [
        {"share": 1.1},
        {"share": -0.1},
        {"share": "0.2"},
        {"share": True},
        {"share": float("nan")},
        {"hours": float("inf")},
        {"hours": -1e-9},
        {"sahre": 0.2},
        {"share": None},
    ],
)
def test_settings_refuse_what_is_not_allowed(data: dict[str, object]) -> None:
    """Values out of bounds, of another type, not finite, and unknown names."""
    with pytest.raises(ValidationError):
        Sample.model_validate(data)


def test_whole_numbers_are_whole() -> None:
    """A count takes no fractions, no text and no truth value, but 2.0; a measure takes whole numbers."""
    count = Whole.model_validate({"count": 2.0}).count
    assert (count, type(count)) == (2, int)
    for wrong in (2.5, "2", True):
        with pytest.raises(ValidationError):
            Whole.model_validate({"count": wrong})
    assert Sample.model_validate({"hours": 2}).hours == 2.0


def test_settings_are_frozen() -> None:
    """Nothing changes after it was checked."""
    sample = Sample()
    with pytest.raises(ValidationError):
        sample.share = 0.3
