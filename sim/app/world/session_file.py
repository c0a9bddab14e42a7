"""Sessions as plain data: what it takes to live them again to the last bit. What is read may come from anybody."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sim.app.plain import boolean, mapping, number, sequence, text
from sim.app.world import story
from sim.app.world.live_world import LiveWorld
from sim.app.world.session import MOST_CHANGES, MOST_LETTERS, MOST_NAMED, MOST_UNNAMED, Branch, Session
from sim.scenario import Scenario, checked
from sim.text import GongtongError, Text, refuse_unreadable

FORMAT, VERSION = "gongtong-session", 1
MOST_RESIDENTS, MOST_WEEKS = 40_000, 1040  # what a classroom's machine can carry
MOST_NOTES, LONGEST_NOTE = 500, 4000  # notes, characters of one
MOST_SEED, MOST_NUMBER = 2**53, 1 << 30


def session_data(session: Session) -> dict[str, Any]:
    """A session as plain data, as its file holds it."""
    branches = {**session.branches, session.here: session.branch}
    return {
        "format": FORMAT,
        "version": VERSION,
        "seed": session.seed,
        "here": session.here,
        "branches": [
            {
                "number": number,
                "en": branch.name.en,
                "zh": branch.name.zh,
                "named": branch.named,
                "week": branch.week,
                "reached": branch.reached,
                "stories": [scenario.model_dump(mode="json", exclude_defaults=True) for scenario in branch.stories],
            }
            for number, branch in branches.items()
        ],
        "notes": session.notes,
    }


def session_from(data: object) -> Session:
    """The session of a file's plain data, lived up to where it stood.

    Raises
    ------
    GongtongError
        With one sentence on the first thing that is wrong.
    """
    given = mapping(data, "session")
    if given.get("format") != FORMAT or given.get("version") != VERSION:
        raise GongtongError(
            Text(
                f"session: not a session file of this version ({FORMAT} {VERSION}).",
                f"session：不是本版本的会话文件（{FORMAT} {VERSION}）。",
            )
        )
    seed = number(given.get("seed"), "session.seed", 0, MOST_SEED)
    listed = sequence(given.get("branches"), "session.branches", MOST_NAMED + MOST_UNNAMED + 1)
    branches = dict(_branch(one, f"session.branches.{at}") for at, one in enumerate(listed))
    here = number(given.get("here"), "session.here", 0, MOST_NUMBER)
    if here not in branches:
        raise GongtongError(
            Text(f"session.here: there is no branch {here}.", f"session.here：没有编号为 {here} 的分支。")
        )
    notes = [_note(one) for one in sequence(given.get("notes", []), "session.notes", MOST_NOTES)]
    now = branches[here]
    session = Session([LiveWorld(scenario, seed) for scenario in now.stories], branches, here, notes=notes)
    session.seek(now.week)
    return session


def refuse_too_large(scenario: Scenario, where: str = "") -> None:
    """Refuse what a classroom's machine cannot carry."""
    limits = (
        ("community.residents", scenario.community.residents, MOST_RESIDENTS),
        ("weeks", scenario.weeks, MOST_WEEKS),
        ("changes", len(scenario.changes), MOST_CHANGES),
    )
    for name, value, most in limits:
        if value > most:
            raise GongtongError(
                Text(
                    f"{where}{name}: {value} is too much for the workshop; at most {most}.",
                    f"{where}{name}：{value} 超出工作坊上限 {most}。",
                )
            )


def _branch(data: object, where: str) -> tuple[int, Branch]:
    given: Mapping[str, Any] = mapping(data, where)
    told = sequence(given.get("stories"), f"{where}.stories", 2)
    stories = tuple(_story(one, f"{where}.stories.{at}") for at, one in enumerate(told))
    if not stories or any((one.community, one.weeks) != (stories[0].community, stories[0].weeks) for one in stories):
        raise GongtongError(
            Text(
                f"{where}.stories: one or two stories of one community are needed.",
                f"{where}.stories：须为同一社区的一个或两个经过。",
            )
        )
    weeks = stories[0].weeks
    branch = Branch(
        Text(text(given.get("en"), f"{where}.en", MOST_LETTERS), text(given.get("zh"), f"{where}.zh", MOST_LETTERS)),
        boolean(given.get("named"), f"{where}.named"),
        stories,
        number(given.get("week"), f"{where}.week", 0, weeks),
        number(given.get("reached"), f"{where}.reached", 0, weeks),
    )
    return number(given.get("number"), f"{where}.number", 0, MOST_NUMBER), branch


def _story(data: object, where: str) -> Scenario:
    try:
        scenario = checked(mapping(data, where))
    except GongtongError as error:
        raise GongtongError(Text(f"{where}: {error.text.en}", f"{where}：{error.text.zh}")) from None
    refuse_too_large(scenario, f"{where}.")
    return story.unrolled(scenario)


def _note(given: object) -> object:
    if len(repr(given)) > LONGEST_NOTE:
        raise GongtongError(Text("session.notes: one is too long.", "session.notes：有一条过长。"))
    refuse_unreadable(given, "session.notes")
    return given
