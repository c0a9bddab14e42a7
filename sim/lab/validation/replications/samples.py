"""Whom a replication looks at, in which arm, and what it looks at over which weeks, as a file declares it."""

from __future__ import annotations

from typing import Literal, Self

from pydantic import model_validator

from sim.lab.validation.replications.outcomes import ANY, BY_HOUSEHOLD, BY_KIND, WantedOutcome
from sim.param import Real, Settings, Switch, Whole, refusal

Weeks = tuple[Whole, Whole]
OutcomeName = Literal[
    "acts", "hours", "asked", "reached", "took_part", "taken", "doing", "active", "motivation", "habit", "trust",
    "belonging", "efficacy", "active_contacts", "backbone", "registered", "habit_weeks", "yuan",
]  # fmt: skip
KindOfAct = Literal[
    "any", "interest", "action", "care", "meeting", "mediation", "organising", "tidying", "looking_in"
]  # fmt: skip


class OutcomeWindow(Settings):
    """An outcome over some weeks: from which week to before which, counted from 0.

    Attributes
    ----------
    kind
        Of act; `any` for all that have a host, everyday acts by their own kind only.
    per
        Whether residents are counted, or households, of which anybody at home acts for all.
    """

    outcome: OutcomeName
    weeks: Weeks
    kind: KindOfAct = "any"
    per: Literal["resident", "household"] = "resident"

    @model_validator(mode="after")
    def _told(self) -> Self:
        """Refuse a kind of act or households where an outcome is not told of them."""
        kinds, homes = ", ".join(BY_KIND), ", ".join(BY_HOUSEHOLD)
        if self.kind != ANY and self.outcome not in BY_KIND:
            raise refusal(
                f"kind: of {kinds} only, not of {self.outcome}", f"kind：仅用于 {kinds}，不用于 {self.outcome}"
            )
        if self.per == "household" and self.outcome not in BY_HOUSEHOLD:
            raise refusal(f"per: household of {homes} only, not of {self.outcome}",
                          f"per：household 仅用于 {homes}，不用于 {self.outcome}")  # fmt: skip
        return self

    @property
    def wanted(self) -> WantedOutcome:
        """What must be kept of a run for this."""
        return WantedOutcome(self.outcome, *self.weeks, self.kind, self.per == "household")


class Condition(OutcomeWindow):
    """A condition of belonging to a sample: an outcome over some weeks, at least and at most."""

    least: Real = -1e9
    most: Real = 1e9


class Sample(OutcomeWindow):
    """Residents of one arm, and the outcome that is looked at.

    Attributes
    ----------
    arm
        Name of an arm.
    group
        `everyone`, or their part in the trial.
    treatment
        Of the trial, where it has further ones; the main one is the empty name.
    age
        From and to which age, in years.
    party
        Only party members, or only others.
    only
        Conditions that all hold.
    """

    arm: str
    group: Literal["everyone", "chosen", "housemates", "others"] = "everyone"
    treatment: str = ""
    age: tuple[Real, Real] = (0.0, 150.0)
    party: Switch | None = None
    only: tuple[Condition, ...] = ()

    @property
    def all_wanted(self) -> list[WantedOutcome]:
        """What must be kept of a run for the outcome, which comes first, and for the conditions."""
        return [one.wanted for one in (self, *self.only)]
