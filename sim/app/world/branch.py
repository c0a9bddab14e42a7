"""Branches: the ways a story went, each under a number and a name; and the moments that a change is taken back to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sim.app.world import story
from sim.scenario import Scenario
from sim.text import GongtongError, Text

MOST_NAMED, MOST_UNNAMED = 30, 8
MOST_LETTERS = 60
STORY = Text("Story {n}", "经过 {n}")
SECOND = Text("Story {n}: world B", "经过 {n}：乙方案")


@dataclass(frozen=True)
class Branch:
    """A way the story went.

    Attributes
    ----------
    name : Text
    named : bool
        By a person; others make room when there are too many.
    stories : tuple of Scenario
        One a world.
    week, reached : int
        Where it stands, and how far it was lived.
    """

    name: Text
    named: bool
    stories: tuple[Scenario, ...]
    week: int = 0
    reached: int = 0

    def lived_apart(self, other: Branch) -> bool:
        """Whether weeks were lived here that are not those of another branch's stories."""
        pairs = zip(self.stories, (*other.stories, other.stories[0]), strict=False)
        return any(story.parting(mine, theirs) < self.reached for mine, theirs in pairs)


@dataclass(frozen=True)
class Moment:
    """How a session stood before it was changed.

    Attributes
    ----------
    back : Text
        What is said to whoever takes the change back.
    seed : int
    here : int
        Number of the branch it was in.
    branches : dict of Branch
        By number.
    lived : int
        How far the changed story was lived at once, with the change itself.
    """

    back: Text
    seed: int
    here: int
    branches: dict[int, Branch]
    lived: int = 0

    @property
    def branch(self) -> Branch:
        """The branch it was in."""
        return self.branches[self.here]


def next_number(branches: Mapping[int, Branch]) -> int:
    """The number of the next branch."""
    return max(branches) + 1


def holding(branches: Mapping[int, Branch], stories: tuple[Scenario, ...]) -> int | None:
    """The number of a branch with just these stories; none if no branch has them."""
    return next((number for number, branch in branches.items() if branch.stories == stories), None)


def make_room(branches: dict[int, Branch], *kept: int) -> None:
    """Forget the oldest branches where there are too many; some are kept in any case."""
    for named, most in ((True, MOST_NAMED), (False, MOST_UNNAMED + 1)):
        alike = [number for number, branch in branches.items() if branch.named == named]
        free = [number for number in alike if number not in kept]
        for oldest in free[: max(len(alike) - most, 0)]:
            del branches[oldest]


def branch_name(given: str) -> Text:
    """A name as a person gave it.

    Raises
    ------
    GongtongError
        If there is nothing in it, or too much.
    """
    name = " ".join(given.split())
    if not 0 < len(name) <= MOST_LETTERS:
        raise GongtongError(
            Text(f"name: give 1 to {MOST_LETTERS} characters.", f"name：请给出 1 到 {MOST_LETTERS} 个字。")
        )
    return Text(name, name)
