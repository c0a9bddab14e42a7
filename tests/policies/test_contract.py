"""Every policy keeps the contract, every two get along, and each clause, broken once, turns red."""

from __future__ import annotations

from typing import Any, ClassVar

import numpy as np
import pytest
from pydantic import field_serializer

from sim.contract import CLAUSES, PolicyType, check_policy, ends, get_along, is_finite_at, live, pairs, with_module
from sim.measures import Measure
from sim.param import param
from sim.policies import Policy, PolicySettings, policies, registered
from sim.text import Text
from sim.week import Week

BY_NAME = {clause.__name__: clause for clause in CLAUSES}
SWEEP = "is_finite_at_the_ends"  # taken apart below, one test a number


class GreetingSettings(PolicySettings):
    """One number."""

    warmth: float = param(
        0.3, 0.0, 1.0, "hazard per week", "extra notice by a greeting", "问候带来的提醒", source="assumption"
    )


class Greetings(Policy[GreetingSettings]):
    """The smallest good module: cadres greet everybody, who then hear more of what goes on."""

    name: ClassVar[str] = "greetings"
    label: ClassVar[Text] = Text("greetings", "问候")
    about: ClassVar[Text] = Text("Cadres greet everybody.", "社区干部问候居民。")
    source: ClassVar[str] = "assumption"
    settings_type = GreetingSettings
    measures: ClassVar[tuple[Measure, ...]] = (
        Measure("greeted", Text("people greeted", "被问候的人数"), Text("people", "人"), "sum", grids=False),
    )

    def __init__(self, *given: Any) -> None:
        super().__init__(*given)
        self.greeted = 0

    def act(self, week: Week) -> None:
        """Greet."""
        rows = np.flatnonzero(self.rows & week.residents.able)
        week.push("notice", rows, self.amount(week))
        week.book(yuan=1.0, cadre_hours=2.0)
        self.greeted = rows.size

    def amount(self, week: Week) -> float:
        """Extra notice."""
        return self.settings.warmth * self.settings.dose

    def measured(self) -> dict[str, float]:
        """How many were greeted."""
        return {"greeted": float(self.greeted)}


SUBJECTS: list[PolicyType] = [*policies().values(), Greetings]
every_policy = pytest.mark.parametrize("policy", SUBJECTS, ids=lambda policy: policy.name)


@every_policy
@pytest.mark.parametrize("clause", [name for name in BY_NAME if name != SWEEP])
def test_every_policy_keeps_every_clause(policy: PolicyType, clause: str) -> None:
    """The contract of `sim.contract`."""
    with registered(policy):
        BY_NAME[clause](policy)


@pytest.mark.parametrize(
    ("policy", "path", "value"),
    [  # the low end of one number, the high end of the next but one; the other ends are for the slow tests
        pytest.param(policy, path, value, marks=[] if at % 8 in (0, 5) else [pytest.mark.slow])
        for policy in SUBJECTS
        for at, (path, value) in enumerate(ends(policy))
    ],
    ids=lambda part: getattr(part, "name", str(part)),
)
def test_each_number_at_each_end_gives_finite_results(policy: PolicyType, path: str, value: float) -> None:
    """Every declared number of every policy."""
    with registered(policy):
        is_finite_at(policy, path, value)


@pytest.mark.parametrize(
    ("one", "other"), [pytest.param(*pair, id=" and ".join(p.name for p in pair)) for pair in pairs(SUBJECTS)]
)
def test_every_two_get_along(one: PolicyType, other: PolicyType) -> None:
    """Both at once."""
    get_along(one, other)


def test_a_policy_of_ones_own_is_checked_in_one_line() -> None:
    """And is forgotten afterwards."""
    check_policy(Greetings)
    assert "greetings" not in policies()
    with pytest.raises(AssertionError, match="greetings: label has no Chinese"):
        check_policy(OnlyEnglish)


# Each clause broken once


class Dashed(Greetings):
    """A name that cannot be written."""

    name = "good-day"


class OnlyEnglish(Greetings):
    """No Chinese label."""

    label = Text("greetings", "greetings")


class OnlyChinese(Greetings):
    """A measure without English."""

    measures = (Measure("greeted", Text("问候", "问候"), Text("people", "人"), "sum", grids=False),)


class HearsaySettings(PolicySettings):
    """A number from a source nobody knows."""

    warmth: float = param(0.3, 0.0, 1.0, "hazard", "notice", "提醒", source="hearsay")


class Hearsay(Greetings):
    """A number from nowhere."""

    settings_type = HearsaySettings  # type: ignore[assignment]


class UnknownSource(Greetings):
    """A module from nowhere."""

    source = "assumption S999"


class RoundedSettings(GreetingSettings):
    """Written to files with too few digits."""

    warmth: float = param(0.3, 0.0, 0.987, "hazard", "notice", "提醒", source="assumption")

    @field_serializer("warmth")
    def _rounded(self, value: float) -> float:
        return round(value, 1)


class Rounded(Greetings):
    """Loses digits in a file."""

    settings_type = RoundedSettings


class AlwaysOn(Greetings):
    """Ignores dose 0."""

    def running(self, week: int) -> bool:
        """By date only."""
        return self.first_week <= week < self.last_week

    def amount(self, week: Week) -> float:
        """Without dose."""
        return self.settings.warmth


class Early(Greetings):
    """Starts a week before its start."""

    def running(self, week: int) -> bool:
        """Too early."""
        return self.first_week - 1 <= week < self.last_week and self.settings.dose > 0


class Late(Greetings):
    """Goes on after its stop."""

    def wind_down(self, week: Week) -> None:
        """As before."""
        self.act(week)


class Elsewhere(Greetings):
    """Ignores where it shall run."""

    def act(self, week: Week) -> None:
        """Everywhere."""
        week.push("notice", slice(None), self.amount(week))


class ElsewherePlaces(Greetings):
    """Holds its activities everywhere."""

    def act(self, week: Week) -> None:
        """Everywhere."""
        week.host("interest", slice(None))


class Whimsical(Greetings):
    """Draws from the global generator."""

    def amount(self, week: Week) -> float:
        """By whim."""
        return float(np.random.rand())  # noqa: NPY002


class FirstNamed(Greetings):
    """Takes the first estate named for the most important one."""

    def amount(self, week: Week) -> float:
        """More if the first estate is the second."""
        return 0.5 if (self.settings.estates or (0,))[0] == 2 else 0.1


class Writer(Greetings):
    """Writes a column it only may read."""

    def follow(self, week: Week) -> None:
        """Would trust were so easy."""
        week.residents.trust[:] = 1.0


class SlyWriter(Greetings):
    """Unlocks a column first."""

    def follow(self, week: Week) -> None:
        """A little, once."""
        week.residents.trust.flags.writeable = True
        week.residents.trust[0] *= 0.5


class ForFree(Greetings):
    """Sends cadres to ask, who spend no hour on it."""

    def act(self, week: Week) -> None:
        """Pushed, not asked."""
        week.push("cadre", np.flatnonzero(self.rows & week.residents.able), self.amount(week))
        week.book(yuan=1.0, cadre_hours=2.0)


class Asks(Greetings):
    """Sends cadres to ask, as it should."""

    name = "asks"

    def act(self, week: Week) -> None:
        """Asked, and so at a cost."""
        rows = np.flatnonzero(self.rows & week.residents.able)
        week.ask("cadre", rows, self.amount(week))
        self.greeted = rows.size


class Undeclared(Greetings):
    """Measures what it does not declare, and not what it does."""

    measures = (
        *Greetings.measures,
        Measure("smiles", Text("smiles", "微笑"), Text("smiles", "次"), "sum", grids=False),
    )


class Refund(Greetings):
    """Books a negative cost half a year on."""

    def follow(self, week: Week) -> None:
        """Money back."""
        if week.index == 20:
            week.book(yuan=-5.0)


class Quiet(Greetings):
    """Does nothing but cost money."""

    def act(self, week: Week) -> None:
        """Pay."""
        week.book(yuan=100.0)


class Crooked(Greetings):
    """Keeps accounts that do not add up."""

    def audit(self) -> Any:
        """Own up."""
        yield Text("a greeting is missing", "少了一次问候")


class Undefined(Greetings):
    """Divides by a number that may be zero."""

    def measured(self) -> dict[str, float]:
        """Not a number at the low end."""
        with np.errstate(divide="ignore", invalid="ignore"):
            return {"greeted": float(np.float64(0.0) / np.float64(self.settings.warmth))}


class Refused(Greetings):
    """Stops the run at the high end."""

    def amount(self, week: Week) -> float:
        """Breaks down."""
        if self.settings.warmth == 1.0:
            raise ValueError("too warm")
        return super().amount(week)


BROKEN: list[tuple[PolicyType, str, str]] = [
    (Dashed, "is_named", "'good-day' cannot be written"),
    (OnlyEnglish, "speaks_both_languages", "label has no Chinese"),
    (OnlyChinese, "speaks_both_languages", "label of greeted has no English"),
    (Hearsay, "names_its_sources", "warmth names 'hearsay'"),
    (UnknownSource, "names_its_sources", "the module names 'S999'"),
    (Rounded, "survives_yaml", "not the same"),
    (AlwaysOn, "off_changes_nothing", "at dose 0 it changes"),
    (Whimsical, "repeats_itself", "two runs with the same seed differ"),
    (FirstNamed, "ignores_order", "the order of declaration changes"),
    (SlyWriter, "only_reads_residents", "follow writes the residents' column trust"),
    (Late, "keeps_to_its_time", "moves notice in week 14, after its stop"),
    (Elsewhere, "keeps_to_its_places", "moves notice outside its places"),
    (ElsewherePlaces, "keeps_to_its_places", "moves notice of activities outside its places"),
    (ForFree, "asks_at_a_cost", "sends cadre to ask in week 0 without any hours"),
    (Undeclared, "measures_what_it_declares", "smiles is declared but not measured"),
    (Refund, "books_no_negative_costs", "costs are never negative"),
    (Quiet, "does_something", "moves no measure"),
    (Crooked, "adds_up", "a greeting is missing"),
    (Undefined, SWEEP, "with warmth at 0.0, greeted is not finite"),
    (Refused, SWEEP, "too warm"),
]


def broken(clause: str, policy: PolicyType) -> bool:
    """Whether a policy fails a clause."""
    with registered(policy):
        try:
            BY_NAME[clause](policy)
        except AssertionError:
            return True
    return False


@pytest.mark.parametrize(("policy", "clause", "says"), BROKEN, ids=lambda part: getattr(part, "__name__", None))
def test_breaking_one_clause_turns_that_clause_red(policy: PolicyType, clause: str, says: str) -> None:
    """With a sentence that says what is wrong."""
    with registered(policy), pytest.raises(AssertionError) as found:
        BY_NAME[clause](policy)
    assert says in str(found.value)


@pytest.mark.slow
@pytest.mark.parametrize(("policy", "clause", "says"), BROKEN, ids=lambda part: getattr(part, "__name__", None))
def test_breaking_one_clause_leaves_the_others_green(policy: PolicyType, clause: str, says: str) -> None:
    """But for a name that no scenario can hold: with it nothing can be run."""
    assert [name for name in BY_NAME if broken(name, policy)] == [clause] or policy is Dashed


def test_every_clause_has_been_broken() -> None:
    """None that cannot fail."""
    assert {clause for _, clause, _ in BROKEN} == set(BY_NAME)


@pytest.mark.parametrize(
    ("policy", "clause", "says"),
    [
        (Writer, "only_reads_residents", "read-only"),
        (Early, "keeps_to_its_time", "before its start in week 8"),
        (Early, "off_changes_nothing", "before its start it changes"),
    ],
)
def test_faults_that_break_more_than_one_clause_are_named(policy: PolicyType, clause: str, says: str) -> None:
    """By the clause meant for them too."""
    with registered(policy), pytest.raises(AssertionError, match=says):
        BY_NAME[clause](policy)


def test_who_asks_by_asking_keeps_the_contract() -> None:
    """Its cost is what the contract asks for, in every clause."""
    with registered(Asks):
        for name in ("off_changes_nothing", "keeps_to_its_time", "keeps_to_its_places", "asks_at_a_cost", "adds_up"):
            BY_NAME[name](Asks)
        booked = live(with_module(Asks, 2)).results()
    greeted = booked.series["greeted"]
    asked = booked.booked_hours[:, booked.modules.index("asks")] * 8  # contacts an hour
    assert asked == pytest.approx(0.3 * greeted, rel=1e-4)


# Pairs that do not get along


class Farewells(Greetings):
    """Another good module."""

    name = "farewells"
    measures = (Measure("seen_off", Text("people seen off", "送别的人数"), Text("people", "人"), "sum", grids=False),)

    def measured(self) -> dict[str, float]:
        """How many were seen off."""
        return {"seen_off": float(self.greeted)}


class Namesake(Farewells):
    """Measures under a name that is taken."""

    measures = Greetings.measures


class ListsTwice(Farewells):
    """Puts people on its list twice."""

    def begin(self, week: Week) -> None:
        """Twice the first ten."""
        week.register(np.arange(10))
        week.register(np.arange(5))


class ListsRepeatedly(Farewells):
    """The same row twice in one breath."""

    def begin(self, week: Week) -> None:
        """Twice the first."""
        week.register(np.array([0, 0]))


class Unfinished(Farewells):
    """Not a number."""

    def measured(self) -> dict[str, float]:
        """Infinitely many."""
        return {"seen_off": float("inf")}


class Registrar(Farewells):
    """Keeps the departed on its list: registers whoever is not there."""

    def act(self, week: Week) -> None:
        """The absent."""
        if week.index == 0:
            week.register(np.flatnonzero(~week.residents.here))


@pytest.mark.parametrize(
    ("other", "says"),
    [
        (Namesake, "both measure greeted"),
        (ListsTwice, "on a list twice"),
        (ListsRepeatedly, "on a list twice"),
        (Unfinished, "seen_off is inf"),
        (Registrar, "without living there"),
    ],
)
def test_two_that_do_not_get_along_are_told_so(other: PolicyType, says: str) -> None:
    """In one sentence; and two good ones are not."""
    get_along(Greetings, Farewells)
    with pytest.raises(AssertionError, match=says):
        get_along(Greetings, other)


def test_a_result_that_hangs_on_who_was_made_first_is_found() -> None:
    """Whatever a class keeps from run to run."""

    class Counting(Farewells):
        """Counts how often it was made."""

        made: ClassVar[list[int]] = []

        def __init__(self, *given: Any) -> None:
            super().__init__(*given)
            self.made.append(1)

        def amount(self, week: Week) -> float:
            """More each time."""
            return 0.1 * len(self.made)

    with pytest.raises(AssertionError, match="the order of declaration changes"):
        get_along(Greetings, Counting)
    with registered(Counting), pytest.raises(AssertionError, match="two runs with the same seed differ"):
        BY_NAME["repeats_itself"](Counting)
