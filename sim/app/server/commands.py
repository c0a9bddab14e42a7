"""What a page may ask for: each command by name, who may give it, and what it does."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from pydantic import ValidationError

from sim.app import plain
from sim.app.cards.about import ASKED, about
from sim.app.cards.resident import ties
from sim.app.content.presets import with_preset
from sim.app.exports import EXPORTS, export
from sim.app.server.rooms import FASTEST, SLOWEST, Room
from sim.app.wire import both
from sim.app.world.session_file import LONGEST_NOTE, MOST_NOTES, MOST_SEED, session_data, session_from
from sim.param import Settings
from sim.scenario.messages import first_complaint
from sim.text import GongtongError, Lang, Text

BACK = Text("Week {week}: {back}.", "第 {week} 周：{back}。")
KEPT = Text(
    "World B is kept as “{name}”; Ctrl+Z brings the comparison back.", "乙方案已保留为“{name}”；按 Ctrl+Z 可恢复对比。"
)

Message = Mapping[str, Any]
Kind = TypeVar("Kind", bound=Settings)


@dataclass(frozen=True)
class Command:
    """One command.

    Attributes
    ----------
    does : callable
        Does it, in a thread, behind the room's lock; what it returns is the answer.
    leader : bool
        Whether only the leader may give it.
    retells : bool
        Whether the story changes, so that everybody is told.
    back : Text or None
        What is said when it is taken back; None for what cannot be.
    """

    does: Callable[[Room, Message], dict[str, Any] | None]
    leader: bool = True
    retells: bool = False
    back: Text | None = None

    def obeyed(self, room: Room, message: Message) -> dict[str, Any] | None:
        """Do it, and remember how the session stood before if that can be taken back."""
        if self.back is None:
            return self.does(room, message)
        before = room.session.moment(self.back)
        answer = self.does(room, message)
        room.session.remember(before)
        return answer


def _world(message: Message) -> int:
    return plain.number(message.get("world", 0), "world", 0, 1)


def _week(message: Message, room: Room) -> int:
    return plain.number(message.get("week"), "week", 0, room.session.weeks)


def _name(message: Message, field: str = "name") -> str:
    return plain.text(message.get(field), field, 200)


def _step(room: Room, _: Message) -> None:
    room.session.step()
    room.version += 1


def _change(room: Room, message: Message) -> None:
    week = None if message.get("week") is None else _week(message, room)
    room.session.change(_world(message), _name(message, "path"), message.get("value"), week)


def _branch(room: Room, message: Message) -> None:
    room.session.keep(_name(message))


def _number(message: Message, field: str) -> int:
    return plain.number(message.get(field), field, 0, 1 << 30)


def _preset(room: Room, message: Message) -> None:
    base = room.session.worlds[0].scenario.but({"changes": ()})
    scenario = with_preset(base, _name(message))
    if message.get("seed") is not None:
        room.session.with_luck(plain.number(message["seed"], "seed", 0, MOST_SEED))
    room.session.tell_anew(_world(message), scenario)


def _compare(room: Room, message: Message) -> dict[str, Any] | None:
    kept = room.session.compare(on=plain.boolean(message.get("on"), "on"))
    return None if kept is None else {"is": "done", "text": both(KEPT.filled(name=kept))}


def _take_back(room: Room, _: Message) -> dict[str, Any]:
    back = room.session.take_back()
    return {"is": "done", "text": both(BACK.filled(back=back, week=room.session.week))}


def _restart(room: Room, message: Message) -> None:
    if message.get("seed") is not None:
        room.session.with_luck(plain.number(message["seed"], "seed", 0, MOST_SEED))
    room.session.seek(0)


def _save(room: Room, _: Message) -> dict[str, Any]:
    name = f"gongtong-{room.session.seed}-{room.session.week}.json"
    return {"is": "saved", "name": name, "data": session_data(room.session)}


def _load(room: Room, message: Message) -> None:
    room.session = session_from(message.get("data"))
    room.scene = {}


def _note(room: Room, message: Message) -> None:
    """Keep something of the page with the session: a prediction, a title."""
    note = {"scene": _name(message, "scene"), "value": _short(message.get("value"))}
    room.session.notes = [*room.session.notes[-(MOST_NOTES - 1) :], note]


def _short(value: object) -> object:
    if len(repr(value)) > LONGEST_NOTE:
        raise GongtongError(Text("value: is too long.", "value：过长。"))
    return value


def _tour(room: Room, message: Message) -> None:
    """Which scene of which tour is shown; none to end it."""
    name = None if message.get("name") is None else _name(message)
    scene = plain.number(message.get("scene", 0), "scene", 0, 1000)
    room.scene = {} if name is None else {"tour": name, "scene": scene, "shown": _short(message.get("shown"))}


def _play(room: Room, message: Message) -> None:
    until = message.get("until")
    room.until = None if until is None else plain.number(until, "until", 0, room.session.weeks)
    if message.get("speed") is not None:
        room.speed = plain.real(message["speed"], "speed", SLOWEST, FASTEST)


def _reveal(room: Room, message: Message) -> dict[str, Any]:
    """What a scene's figure came out as, beside the room's guess."""
    from sim.app.content.content import revealed_on_wire
    from sim.app.content.reveal import reveal
    from sim.app.content.tours import tours

    tour = tours().get(_name(message, "tour"))
    if tour is None:
        raise GongtongError(Text("tour: there is no such tour.", "tour：没有这个导览。"))
    scene = tour.scenes[plain.number(message.get("scene"), "scene", 0, len(tour.scenes) - 1)]
    readings = (scene.guess, *scene.figures.values())
    worlds = max(max(one.world, one.less or 0) for one in readings) + 1
    if len(room.session.worlds) < worlds or room.session.week < max(one.after for one in readings):
        raise GongtongError(
            Text("reveal: the scene was not played to its end yet.", "reveal：这一幕还没有运行到揭晓的时候。")
        )
    guess = None if message.get("guess") is None else plain.real(message["guess"], "guess", -1e9, 1e9)
    series = [live.simulation.measured(0, room.session.week) for live in room.session.worlds]
    return {"is": "revealed", **revealed_on_wire(reveal(scene, series, guess))}


def play_game(room: Room, message: Message, done: Callable[[int, int], None]) -> dict[str, Any]:
    """Live the plans of a game's teams in the community of the room; `done` is told how many of how many are lived."""
    from sim.app.content.content import board_on_wire
    from sim.app.content.game import MOST_TEAMS, GameBudget, TeamPlan, play

    teams = plain.sequence(message.get("teams"), "teams", MOST_TEAMS)
    plans = [_settings(TeamPlan, one, f"teams.{at}") for at, one in enumerate(teams)]
    budget = _settings(GameBudget, message.get("budget") or {}, "budget")
    session = room.session
    base = session.worlds[0].scenario
    board = play(base, plans, session.seed, budget, lambda lived: done(lived, len(plans) + 1))
    return {"is": "board", **board_on_wire(board)}


def _settings(kind: type[Kind], data: object, where: str) -> Kind:
    try:
        return kind.model_validate(plain.mapping(data, where))
    except ValidationError as error:
        said = first_complaint(error.errors(), kind).text
        raise GongtongError(Text(f"{where}.{said.en}", f"{where}.{said.zh}")) from None


def _ask(room: Room, message: Message) -> dict[str, Any]:
    kind = _name(message, "kind")
    if kind not in ASKED:
        raise GongtongError(
            Text(f"kind: {kind!r} is not one of {', '.join(ASKED)}.", f"kind：{kind!r} 不在 {'、'.join(ASKED)} 之中。")
        )
    return {"is": "about", **about(_chosen(room, message), kind, _number(message, "key"))}


def _ties(room: Room, message: Message) -> dict[str, Any]:
    return {"is": "ties", **ties(_chosen(room, message), _number(message, "resident"))}


def _export(room: Room, message: Message) -> dict[str, Any]:
    what = _name(message, "what")
    if what not in EXPORTS:
        raise GongtongError(
            Text(
                f"what: {what!r} is not one of {', '.join(EXPORTS)}.",
                f"what：{what!r} 不在 {'、'.join(EXPORTS)} 之中。",
            )
        )
    lang: Lang = "zh" if message.get("lang") == "zh" else "en"
    return {"is": "file", **export(room.session, what, _world(message), lang)}


def _chosen(room: Room, message: Message) -> Any:
    at = _world(message)
    if at >= len(room.session.worlds):
        raise GongtongError(Text("world: there is no second world.", "world：没有第二个世界。"))
    return room.session.worlds[at]


def _told(does: Callable[[Room, Message], dict[str, Any] | None], en: str, zh: str) -> Command:
    """A command that changes the story and can be taken back, with what is said then."""
    return Command(does, retells=True, back=Text(en, zh))


COMMANDS: dict[str, Command] = {
    "play": Command(_play),
    "pause": Command(lambda _room, _message: None),
    "step": Command(_step),
    "seek": Command(lambda room, said: room.session.seek(_week(said, room)), retells=True),
    "take_back": Command(_take_back, retells=True),
    "change": _told(_change, "the change is taken back", "已撤回这项改动"),
    "drag": _told(
        lambda room, said: room.session.drag(_world(said), _name(said, "change"), _week(said, room)),
        "the change is back in its week",
        "改动已移回原来的周次",
    ),
    "undo": _told(
        lambda room, said: room.session.undo(_world(said), _name(said, "change")),
        "the change is there again",
        "已恢复这项改动",
    ),
    "branch": _told(_branch, "the story goes on under its old name", "经过已恢复原名"),
    "switch": _told(
        lambda room, said: room.session.switch(_number(said, "branch")), "the story before is back", "已回到之前的经过"
    ),
    "rename": _told(
        lambda room, said: room.session.rename(_number(said, "branch"), _name(said)),
        "the old name is back",
        "已恢复原名",
    ),
    "remove": _told(
        lambda room, said: room.session.remove(_number(said, "branch")), "the story is there again", "已恢复这一经过"
    ),
    "compare": _told(_compare, "worlds are compared as before", "已恢复之前的对比状态"),
    "preset": _told(_preset, "the story before the preset is back", "已恢复选用预设之前的经过"),
    "restart": _told(_restart, "the story stands where it stood", "已回到重新开始之前"),
    "load": Command(_load, retells=True),
    "tour": Command(_tour, retells=True),
    "predict": Command(_note, retells=True),
    "reveal": Command(_reveal),
    "save": Command(_save),
    "ask": Command(_ask, leader=False),
    "ties": Command(_ties, leader=False),
    "export": Command(_export, leader=False),
}
