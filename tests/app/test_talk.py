"""The talk with a page: whatever it sends, it is told in a sentence, nothing breaks, and nobody else notices."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any, cast

import pytest
from starlette.testclient import TestClient
from starlette.websockets import WebSocket

from sim.app.server import commands, talk
from sim.app.server.access import House
from sim.app.server.hall import Hall
from sim.app.wire import json_of
from sim.app.world.session_file import session_data
from tests.support.workshop import page, server, session

HALF = "half \ud83d"  # of an emoji, as a cut in the middle leaves it
SPEAKS = [
    {"do": "branch", "name": HALF},
    {"do": "rename", "branch": 1, "name": "bell \x07"},
    {"do": "predict", "scene": HALF, "value": 0.4},
    {"do": "predict", "scene": "a.1", "value": {"said": [HALF]}},
    {"do": "predict", "scene": "a.1", "value": {HALF: 1}},
    {"do": "tour", "name": "a tour", "scene": 1, "shown": {"answer": "\x00"}},
    {"do": "tour", "name": HALF, "scene": 1},
    {"do": "change", "world": 0, "path": "points", "value": HALF},
    {"do": "preset", "world": 0, "name": HALF},
    {"do": "ask", "kind": HALF, "key": 1},
    {"do": "export", "what": HALF},
    {"do": "game", "teams": [{"name": HALF, "changes": {}}]},
]


@pytest.fixture(scope="module")
def client() -> Iterator[TestClient]:
    """One server for tests that each open rooms of their own."""
    with server() as found:
        yield found


@pytest.mark.parametrize("message", SPEAKS, ids=lambda message: "-".join(str(key) for key in message))
def test_text_that_cannot_be_written_down_is_refused_for_the_whole_room(
    client: TestClient, message: dict[str, Any]
) -> None:
    """Wherever it stands; the room's other pages see nothing of it, and go on."""
    with page(client) as (one, welcome), page(client, room=welcome["room"], view=welcome["view"]) as (viewer, _):
        said = dict(message)
        refused = one.ask(said.pop("do"), **said)
        assert refused["is"] == "refused"
        assert "half a character" in refused["text"]["en"]
        assert "半个字符" in refused["text"]["zh"]
        assert one.ask("branch", name="😀 whole")["is"] == "done"
        assert viewer.until("state")["branches"][-1]["name"]["en"] == "😀 whole"


@pytest.mark.parametrize("where", ["name", "title", "note"])
def test_a_session_file_with_such_text_opens_no_room_and_spoils_none(client: TestClient, where: str) -> None:
    """In the name of a branch, a title, a note."""
    data = json.loads(json.dumps(session_data(session())))
    if where == "name":
        data["branches"][0]["en"] = HALF
    elif where == "title":
        data["branches"][0]["stories"][0]["title"] = {"en": HALF, "zh": "社区"}
    else:
        data["notes"] = [{"scene": "a", "value": HALF}]
    with page(client) as (one, _):
        assert one.ask("load", data=data)["is"] == "refused"
        assert one.ask("step")["is"] == "done"
    with page(client, session=data) as (one, refused):
        assert "half a character" in refused["text"]["en"]
        assert one.ask("open")["is"] == "welcome"


def test_what_slips_through_is_said_with_a_question_mark(client: TestClient) -> None:
    """One bad name is no reason for a room to fall silent."""
    assert json.loads(json_of({"name": HALF})) == {"name": "half ?"}
    with page(client) as (one, welcome):
        room = client.app.state.hall.rooms[welcome["room"]]  # type: ignore[attr-defined]
        room.scene = {"shown": HALF}
        one.ask("branch", name="a name")
        assert one.heard[-2]["scene"] == {"shown": "half ?"}
        assert one.ask("step")["is"] == "done"


def test_frames_that_are_no_messages_are_refused_and_the_talk_goes_on(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Bytes, and 1,500 that cannot be read, before a room is open and after; each is told so."""
    monkeypatch.setattr(talk, "BURST", 1e6)
    frames: list[str | bytes] = [
        b"\x00\xff",
        b"{}",
        "{} {}",
        "",
        "[1]",
        "{",
        '{"do":"seek","week":1e999}',
        "NaN",
        "[" * 5000,
    ]
    with client.websocket_connect("/ws", headers={"origin": "http://127.0.0.1:8149", "host": "127.0.0.1:8149"}) as raw:
        raw.send_bytes(b"open")
        assert raw.receive_json()["text"]["en"] == "The message cannot be read."
    with page(client) as (one, _):
        for n in range(1500):
            frame = frames[n % len(frames)]
            one.socket.send_bytes(frame) if isinstance(frame, bytes) else one.socket.send_text(frame)
        for _ in range(1500):
            assert one.until("refused")["text"]["en"] == "The message cannot be read."
        assert one.ask("step")["is"] == "done"


@pytest.mark.parametrize("depth", [60, 300, 600, 950, 5000])
@pytest.mark.parametrize("field", ["value", "shown", "data", "teams", "session"])
def test_what_is_nested_too_deep_is_refused(
    client: TestClient, field: str, depth: int, capfd: pytest.CaptureFixture[str]
) -> None:
    """In a sentence, and without a traceback; it could not be told to the others in the room."""
    do = {"value": "predict", "shown": "tour", "data": "load", "teams": "game", "session": "open"}[field]
    deep = "[" * depth + "1" + "]" * depth
    with page(client) as (one, welcome), page(client, room=welcome["room"], view="wrong") as (other, _):
        asking = other if do == "open" else one
        asking.socket.send_text(f'{{"do":"{do}","name":"a","scene":"1","{field}":{deep}}}')
        assert asking.until("refused")["text"]["zh"].endswith("。")
        assert one.ask("step")["is"] == "done"
    assert "Traceback" not in capfd.readouterr().err


def test_an_error_of_the_program_is_told_and_hurts_nobody(
    client: TestClient, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    """Whoever runs the server sees where it was; the room goes on."""
    broken = replace(commands.COMMANDS["restart"], does=lambda *_: 1 / 0)
    monkeypatch.setitem(commands.COMMANDS, "restart", broken)
    with page(client) as (one, welcome), page(client, room=welcome["room"], view=welcome["view"]) as (viewer, _):
        refused = one.ask("restart")
        assert "restart: an error inside the program" in refused["text"]["en"]
        assert "程序内部出错" in refused["text"]["zh"]
        assert one.ask("branch", name="a name")["is"] == "done"
        assert viewer.until("state")["branch"] == 2
    assert "ZeroDivisionError" in capfd.readouterr().err


def test_a_page_that_asks_and_does_not_wait_is_sent_away(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    """What waits for an answer is bounded, in number and in length."""
    for name, most in (("MOST_WAITING", 3), ("MOST_WAITING_BYTES", 60_000)):
        monkeypatch.setattr(talk, name, most)
        with page(client) as (one, _):
            one.send({"do": "seek", "week": 40})
            for _ in range(8):
                one.send({"do": "predict", "scene": "a", "value": "x" * 12_000})
            with pytest.raises(ConnectionError):
                one.until("nothing")
        monkeypatch.undo()


class Deaf:
    """A page that asks and then goes, and never reads a word."""

    def __init__(self, *frames: str) -> None:
        self._frames = list(frames)

    async def accept(self) -> None:
        """Like a socket."""

    async def receive(self) -> dict[str, str]:
        """What it says, and that it goes."""
        if self._frames:
            return {"type": "websocket.receive", "text": self._frames.pop(0)}
        return {"type": "websocket.disconnect"}

    async def send_text(self, _: str) -> None:
        """Nothing ever arrives."""
        await asyncio.Event().wait()

    send_bytes = close = send_text


@pytest.mark.parametrize("frames", [(), ("x",), ('{"do":"open","room":"gone"}',), ('{"do":"open"}', '{"do":"step"}')])
def test_the_talk_with_a_page_that_goes_comes_to_an_end(
    frames: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whether it got a room, was refused or never asked, and although it reads nothing: no task is left behind."""
    monkeypatch.setattr(talk, "FAREWELL", 0.02)

    async def act() -> int:
        house = Hall(session)
        await asyncio.wait_for(talk.Talk(cast(WebSocket, Deaf(*frames)), house, House()).run(), 20)
        await house.close()
        await asyncio.sleep(0)
        return len(asyncio.all_tasks())

    with ThreadPoolExecutor() as elsewhere:  # where a browser's tests left no loop running
        assert elsewhere.submit(asyncio.run, act()).result() == 1
