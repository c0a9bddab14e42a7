"""`Session`: one or two worlds with the same luck, the story of their changes, and the branches it was left for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from sim.agents.resident.columns import NOT_COUNTED
from sim.app.plain import number
from sim.app.world import story
from sim.app.world.branch import SECOND, STORY, Branch, Moment, branch_name, holding, make_room, next_number
from sim.app.world.live_world import LiveWorld
from sim.community import Community
from sim.scenario import Scenario
from sim.text import GongtongError, Text

MOST_CHANGES = 200
MOST_PAST = 50  # changes that can be taken back


@dataclass
class Session:
    """What one facilitator works with.

    Attributes
    ----------
    worlds : list of LiveWorld
        One, or two to compare.
    branches : dict of Branch
        By number, the current one among them.
    here : int
        Number of the current branch.
    epoch : int
        Counts how often the story, or the place in it, changed other than by going on.
    notes : list
        Predictions of the room and what else the page wants kept, as plain data.
    past : list of Moment
        How it stood before each of the latest changes, the last one last.
    """

    worlds: list[LiveWorld]
    branches: dict[int, Branch]
    here: int = 1
    epoch: int = 0
    notes: list[Any] = field(default_factory=list)
    past: list[Moment] = field(default_factory=list)

    @classmethod
    def new(cls, scenario: Scenario, seed: int) -> Session:
        """One world at its first week."""
        told = story.unrolled(scenario)
        return cls([LiveWorld(told, seed)], {1: Branch(STORY.filled(n="1"), named=False, stories=(told,))})

    @property
    def seed(self) -> int:
        """The luck of all worlds."""
        return self.worlds[0].seed

    @property
    def week(self) -> int:
        """Weeks done."""
        return self.worlds[0].week

    @property
    def weeks(self) -> int:
        """Length of the story."""
        return self.worlds[0].scenario.weeks

    @property
    def done(self) -> bool:
        """Whether the last week is over."""
        return self.worlds[0].done

    @property
    def community(self) -> Community:
        """Who lives there, the same in all worlds."""
        return self.worlds[0].simulation.world.community

    @property
    def branch(self) -> Branch:
        """The current branch as it stands now."""
        now = self.branches[self.here]
        return replace(now, stories=tuple(world.scenario for world in self.worlds), week=self.week)

    def differs(self) -> np.ndarray[Any, np.dtype[np.bool_]]:
        """Who lives differently in the second world: bool (people,); nobody where there is one world only."""
        stages = [world.simulation.world.residents.stage for world in self.worlds]
        if len(stages) == 1:
            return np.zeros(stages[0].size, np.bool_)
        return (stages[0] != stages[1]) & (stages[0] != NOT_COUNTED) & (stages[1] != NOT_COUNTED)

    # Time

    def step(self) -> None:
        """One week in every world; nothing once the story is over."""
        if not self.done:
            for world in self.worlds:
                world.step()
            self._reach()

    def seek(self, week: int) -> None:
        """Go to the end of a week, back or ahead."""
        for world in self.worlds:
            world.seek(number(week, "week", 0, self.weeks))
        self._reach()
        self.epoch += 1

    # The story

    def change(self, world: int, name: str, value: object, week: int | None = None) -> None:
        """Let something be otherwise from a week on; the next one, unless said; a week that is over is gone back to."""
        at = self.week if week is None else week
        if at >= self.weeks:
            raise GongtongError(
                Text("The story is over; go back to change it.", "运行已结束；请先回到较早的周次再变更。")
            )
        self._tell(world, lambda told: story.changing(told, at, name, value), back_to=at)

    def drag(self, world: int, key: str, week: int) -> None:
        """Move a change in time; what has been lived since is lived anew."""
        self._tell(world, lambda told: story.moved(told, key, week))

    def undo(self, world: int, key: str) -> None:
        """Take a change back."""
        self._tell(world, lambda told: story.without(told, key))

    def tell_anew(self, world: int, scenario: Scenario) -> None:
        """Another story for a world: from the first week on, or up to where the other one stands."""
        told = story.unrolled(scenario)
        self._check_alike(world, told)
        self._tell(world, lambda _: told, back_to=None if len(self.worlds) > 1 else 0)

    def with_luck(self, seed: int) -> None:
        """The same stories with other luck, from the first week on."""
        self.worlds = [LiveWorld(world.scenario, seed) for world in self.worlds]
        self.branches = {n: replace(branch, week=0, reached=0) for n, branch in self.branches.items()}
        self.epoch += 1

    def compare(self, *, on: bool) -> Text | None:
        """A second world that starts as an exact copy of the first; or none any more.

        Returns
        -------
        The name of the branch in which the second world's story is kept; None if it was the first one's.
        """
        kept = None
        if on and len(self.worlds) == 1:
            self.worlds.append(self.worlds[0].copy())
        elif not on and len(self.worlds) > 1:
            pair = self.branch
            del self.worlds[1:]
            if pair.stories[0] != pair.stories[1]:
                kept = self._keep_aside(replace(pair, name=SECOND, stories=pair.stories[1:]))
        self.branches[self.here] = self.branch
        self.epoch += 1
        return kept

    def moment(self, back: Text) -> Moment:
        """How it stands now, and what is to be said when a change is taken back to it."""
        return Moment(back, self.seed, self.here, {**self.branches, self.here: self.branch})

    def remember(self, before: Moment) -> None:
        """Something was done that can be taken back; nothing is remembered where nothing came of it."""
        if self.moment(before.back) != before:
            self.past = [*self.past[1 - MOST_PAST :], replace(before, lived=self.branch.reached)]

    def take_back(self) -> Text:
        """Stand as before the last change; what was lived since then, and differently, is kept as a branch.

        Returns
        -------
        What was taken back, in words.

        Raises
        ------
        GongtongError
            If nothing was changed yet, or everything is taken back already.
        """
        if not self.past:
            raise GongtongError(Text("There is nothing to take back.", "没有可以撤回的改动。"))
        before, now, seed = self.past.pop(), self.branch, self.seed
        self.here, self.branches = before.here, dict(before.branches)
        if before.seed != seed:
            self.worlds = [LiveWorld(told, before.seed) for told in before.branch.stories]
        elif now.reached > before.lived and now.lived_apart(before.branch):
            self._keep_aside(replace(now, name=STORY, week=now.reached))
        self._live(before.branch)
        return before.back

    # Branches

    def keep(self, name: str) -> int:
        """Keep the story so far under a name, and go on with it; returns its number."""
        return self._enter(replace(self.branch, name=branch_name(name), named=True), old=self.branch)

    def rename(self, number: int, name: str) -> None:
        """Give a branch a name."""
        self.branches[number] = replace(self._branch(number), name=branch_name(name), named=True)

    def switch(self, number: int) -> None:
        """Go on with another branch, where it was left."""
        other = self._branch(number)
        self.branches[self.here] = self.branch
        self.here = number
        self._live(other)

    def remove(self, number: int) -> None:
        """Forget a branch that is not the current one."""
        self._branch(number)
        if number == self.here:
            raise GongtongError(
                Text("branch: the current branch stays; switch first.", "branch：当前分支不能删除；请先切换。")
            )
        del self.branches[number]
        self.epoch += 1

    # Inside

    def _tell(self, world: int, told: Callable[[Scenario], Scenario], back_to: int | None = None) -> None:
        """Let a world go by another story; a story that was lived further than they part is kept as a branch."""
        if not 0 <= world < len(self.worlds):
            raise GongtongError(
                Text(
                    f"world: there is no world {world + 1}; compare first.",
                    f"world：没有第{world + 1}个世界；请先开启对比。",
                )
            )
        old = self.branch
        new = told(old.stories[world])
        if len(new.changes) > MOST_CHANGES:
            raise GongtongError(
                Text(
                    f"changes: more than {MOST_CHANGES} in one story.", f"changes：一个经过最多 {MOST_CHANGES} 项变更。"
                )
            )
        parts_at = story.parting(old.stories[world], new)
        if parts_at == story.NEVER:
            if back_to is not None:
                self.seek(min(back_to, self.week))
            return
        stories = tuple(new if at == world else scenario for at, scenario in enumerate(old.stories))
        week = self.week if back_to is None else min(back_to, self.week)
        if parts_at < old.reached:
            fresh = Branch(STORY.filled(n=str(next_number(self.branches))), named=False, stories=stories, week=week)
            self._enter(fresh, old=replace(old, week=old.reached))
        else:
            self.branches[self.here] = replace(old, stories=stories)
        self._live(replace(self.branches[self.here], week=week))

    def _live(self, branch: Branch) -> None:
        """Let the worlds stand where a branch stands."""
        while len(self.worlds) < len(branch.stories):
            self.worlds.append(self.worlds[0].copy())
        del self.worlds[len(branch.stories) :]
        for world, scenario in zip(self.worlds, branch.stories, strict=True):
            world.seek(min(world.week, branch.week))
            world.amend(scenario)
            world.seek(branch.week)
        self._reach()
        self.epoch += 1

    def _enter(self, branch: Branch, *, old: Branch) -> int:
        """Go over to a new branch; the old one is kept, others make room."""
        self.branches[self.here] = old
        self.here = next_number(self.branches)
        self.branches[self.here] = branch
        make_room(self.branches, self.here)
        self.epoch += 1
        return self.here

    def _keep_aside(self, branch: Branch) -> Text:
        """Keep a branch beside the current one, unless another has its stories; its name gets a number."""
        at = holding(self.branches, branch.stories) or next_number(self.branches)
        kept = self.branches.get(at, replace(branch, name=branch.name.filled(n=str(at)), named=False))
        self.branches[at] = replace(kept, reached=max(kept.reached, branch.reached))
        make_room(self.branches, at, self.here)
        return kept.name

    def _reach(self) -> None:
        now = self.branches[self.here]
        if self.week > now.reached:
            self.branches[self.here] = replace(now, reached=self.week)

    def _branch(self, number: int) -> Branch:
        if number not in self.branches:
            raise GongtongError(Text(f"branch: there is no branch {number}.", f"branch：没有编号为 {number} 的分支。"))
        return self.branches[number]

    def _check_alike(self, world: int, told: Scenario) -> None:
        """Two worlds have the same people over the same weeks."""
        others = [one.scenario for at, one in enumerate(self.worlds) if at != world]
        if any((one.community, one.weeks) != (told.community, told.weeks) for one in others):
            raise GongtongError(
                Text(
                    "compare: both worlds must have the same community and length.",
                    "compare：两个世界的社区与周数须相同。",
                )
            )
