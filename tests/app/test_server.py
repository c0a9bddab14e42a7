"""The server: rooms, links, rights, limits, and what happens when something breaks."""

from __future__ import annotations

import asyncio
import json
import socket
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from starlette.testclient import TestClient
from starlette.websockets import WebSocketDisconnect

from sim.app.server import commands, hall, rooms, talk
from sim.app.server.access import House
from sim.app.server.hall import Hall
from sim.app.server.rooms import Room
from sim.app.server.server import static_files
from sim.app.server.serving import _listen, _loopback
from sim.text import GongtongError
from tests.support.workshop import HERE, WEEKS, Page, page, session
from tests.support.workshop import server as workshop


@pytest.fixture(scope="module")
def client() -> Iterator[TestClient]:
    """One server for tests that each open rooms of their own."""
    with workshop() as found:
        yield found


def advanced(found: Page, weeks: int) -> None:
    """So many weeks, one by one."""
    for _ in range(weeks):
        assert found.ask("step")["is"] == "done"


def test_a_page_opens_plays_and_sees_every_week(client: TestClient) -> None:
    """Figures of all weeks arrive, whatever pictures were left out; it stops at the end by itself."""
    with page(client) as (one, welcome):
        assert welcome["leader"] is True
        assert (welcome["state"]["week"], welcome["state"]["weeks"]) == (0, WEEKS)
        one.send({"do": "ready", "credits": 2})
        one.ask("play", speed=400)
        while not one.pictures or one.pictures[-1]["week"] < WEEKS:
            one.hear()
        figures: list[float] = []
        for picture in one.pictures:
            assert picture["from"] == len(figures)
            figures += picture["worlds"][0]["figures"]["participation"]
        assert len(figures) == WEEKS
        assert len(one.pictures) > 1
        assert one.ask("pause")["is"] == "done"
        assert [message["playing"] for message in one.heard if message["is"] == "pace"] == [True, False, False]


def test_no_more_pictures_than_credits(client: TestClient) -> None:
    """A page that acknowledges nothing gets two, and nobody waits for it."""
    with page(client) as (slow, welcome):
        slow.send({"do": "ready", "credits": 2})
        with page(client, room=welcome["room"], view=welcome["view"]) as (quick, _):
            quick.send({"do": "ready", "credits": 2})
            slow.send({"do": "play", "speed": 400})
            while not quick.pictures or quick.pictures[-1]["week"] < WEEKS:
                quick.hear()
            got = [slow.socket.receive() for _ in range(5)]
            assert sum(one.get("bytes") is not None for one in got) == 2


def test_playing_stops_at_the_week_asked_for(client: TestClient) -> None:
    """A scene of a tour ends where its question is answered."""
    with page(client) as (one, _):
        one.ask("play", speed=400, until=13)
        while one.until("pace")["playing"]:
            pass
        assert one.ask("save")["data"]["branches"][0]["week"] == 13


def test_the_room_follows_the_facilitator_and_cannot_steer(client: TestClient) -> None:
    """The view-only link: the same state, told at once; commands are refused in a sentence."""
    with page(client) as (leader, welcome), page(client, room=welcome["room"], view=welcome["view"]) as (viewer, seen):
        assert seen["leader"] is False
        assert seen["token"] is None
        leader.ask("change", world=0, path="points", value=True)
        assert viewer.until("state")["changes"] == [
            [{"id": "0:points", "week": 0, "path": "points", "value": True,
              "label": {"en": "points scheme: on", "zh": "积分制：开启"}}]
        ]  # fmt: skip
        leader.ask("tour", name="a tour", scene=2, shown={"guess": 0.2})
        assert viewer.until("state")["scene"] == {"tour": "a tour", "scene": 2, "shown": {"guess": 0.2}}
        for name in (*(name for name, one in commands.COMMANDS.items() if one.leader), "game"):
            refused = viewer.ask(name)
            assert refused["is"] == "refused"
            assert "facilitator" in refused["text"]["en"]
        assert viewer.ask("ask", world=0, kind="grid", key=1)["title"]["en"] == "Grid 2"
        assert leader.ask("ask", world=0, kind="resident", key=10**8)["is"] == "refused"


def test_every_session_has_its_own_world(client: TestClient) -> None:
    """What one does, another does not see."""
    with page(client) as (one, _), page(client) as (other, _):
        one.ask("change", world=0, path="points", value=True)
        advanced(one, 3)
        assert other.ask("save")["data"]["branches"][0]["week"] == 0
        assert other.ask("save")["data"]["branches"][0]["stories"][0].get("changes", []) == []


def test_rewind_branch_compare_and_save_over_the_wire(client: TestClient) -> None:
    """The facilitator's whole way; opened again, the session stands where it stood."""
    with page(client) as (one, _):
        one.ask("change", world=0, path="leaders", value=True)
        advanced(one, 12)
        one.ask("seek", week=6)
        one.ask("change", world=0, path="points", value={"budget": 2000})
        state = one.heard[-2]
        assert state["is"] == "state"
        assert (state["week"], state["branch"], len(state["branches"])) == (6, 2, 2)
        one.ask("rename", branch=2, name="甲方案")
        one.ask("compare", on=True)
        one.ask("change", world=1, path="points.dose", value=2)
        advanced(one, 6)
        one.ask("drag", world=1, change="6:points.dose", week=8)
        assert one.ask("predict", scene="x.1", value=0.4)["is"] == "done"
        saved = one.ask("save")["data"]
        series = one.ask("export", what="csv", world=0, lang="zh")["text"]
    with page(client, session=saved) as (again, welcome):
        assert welcome["state"]["week"] == 12
        assert welcome["state"]["compare"] is True
        assert welcome["state"]["notes"] == [{"scene": "x.1", "value": 0.4}]
        assert {branch["name"]["zh"] for branch in welcome["state"]["branches"]} == {"经过 1", "甲方案", "经过 3"}
        assert again.ask("export", what="csv", world=0, lang="zh")["text"] == series
        again.ask("load", data=saved)
        assert again.ask("load", data={"format": "x"})["is"] == "refused"
        assert again.ask("switch", branch=1)["is"] == "done"


def test_the_last_change_is_taken_back_and_said(client: TestClient) -> None:
    """Whatever the facilitator did, in both languages; closing the comparison tells where the story of B is."""
    with page(client) as (one, _):
        assert "nothing to take back" in one.ask("take_back")["text"]["en"]
        one.ask("change", world=0, path="points", value=True)
        one.ask("compare", on=True)
        one.ask("change", world=1, path="points", value=False)
        advanced(one, 3)
        said = one.ask("compare", on=False)["text"]
        assert said["en"] == "World B is kept as “Story 2: world B”; Ctrl+Z brings the comparison back."
        assert "乙方案" in said["zh"]
        told = [one.ask("take_back")["text"]["en"] for _ in range(4)]
        assert told == [
            "Week 3: worlds are compared as before.",
            "Week 0: the change is taken back.",
            "Week 0: worlds are compared as before.",
            "Week 0: the change is taken back.",
        ]
        state = [message for message in one.heard if message["is"] == "state"][-1]
        assert (state["compare"], state["changes"]) == (False, [[]])


def test_every_command_that_changes_the_story_can_be_taken_back() -> None:
    """Besides those that only go through it, show it, or put another in its place."""
    others = {"seek", "take_back", "tour", "predict", "load"}
    assert {name for name, one in commands.COMMANDS.items() if one.retells and one.back is None} == others


def test_nonsense_is_refused_in_a_sentence_and_the_talk_goes_on(client: TestClient) -> None:
    """Whatever is sent: no traceback, no end."""
    with page(client) as (one, _):
        wrong: list[dict[str, Any]] = [
            {"do": "fly"}, {"do": "seek"}, {"do": "seek", "week": "x"}, {"do": "seek", "week": -1},
            {"do": "change"}, {"do": "change", "path": "points", "value": [[[]]]}, {"do": "change", "path": 3},
            {"do": "change", "path": "points.dose", "value": 1}, {"do": "drag", "change": "1:x", "week": 3},
            {"do": "switch", "branch": 77}, {"do": "preset", "name": "none such"}, {"do": "compare", "on": 1},
            {"do": "rename", "branch": 1, "name": ""}, {"do": "ask", "kind": "cadre", "key": 1},
            {"do": "ask", "kind": "grid", "key": 99}, {"do": "ask", "kind": "organisation", "key": 0},
            {"do": "export", "what": "passwd"}, {"do": "play", "speed": "fast"}, {"do": "ties", "resident": -1},
            {"do": "reveal", "tour": "none", "scene": 0}, {"do": "game", "teams": []}, {"do": "load"},
            {"do": "change", "path": "points.dose", "value": 10**400}, {"do": None}, {"do": "ready", "credits": "x"},
            {"do": "predict", "scene": "a", "value": "x" * 9000},
        ]  # fmt: skip
        for message in wrong:
            answer = one.ask(str(message.pop("do")), **message)
            assert answer["is"] == "refused", message
            assert answer["text"]["en"].endswith((".", "?"))
            assert answer["text"]["zh"].endswith(("。", "？"))
        for text in ("not json", "[]", "3", '{"do":', "[" * 5000, '{"do":"predict","scene":"a","value":NaN}'):
            one.socket.send_text(text)
            assert one.until("refused")["text"]["en"] == "The message cannot be read."
        advanced(one, 1)


def test_rooms_want_their_link(client: TestClient) -> None:
    """Neither a wrong room nor a wrong proof; the talk goes on and may open another."""
    with page(client) as (_, welcome):
        for opening in ({"room": "gone"}, {"room": welcome["room"]}, {"room": welcome["room"], "view": "guess"}):
            with page(client, **opening) as (other, refused):
                assert refused["is"] == "refused"
                assert other.ask("open")["is"] == "welcome"
        with page(client, room=welcome["room"], token=welcome["token"]) as (_, again):
            assert again["leader"] is True
            assert again["room"] == welcome["room"]


def test_a_classroom_needs_the_token() -> None:
    """Without the server's token nobody opens a room."""
    with workshop(House(token="secret")) as client:  # noqa: S106
        with page(client, token="guess") as (_, refused):  # noqa: S106
            assert refused["is"] == "refused"
            assert "token" in refused["text"]["en"]
        with page(client, token="secret") as (_, welcome):  # noqa: S106
            assert welcome["is"] == "welcome"
            with page(client, room=welcome["room"], view=welcome["view"]) as (_, seen):
                assert seen["leader"] is False


@pytest.mark.parametrize(
    "origin", ["http://evil.example", "null", None, "http://127.0.0.1:80", "http://localhost:8149"]
)
def test_web_pages_from_elsewhere_get_no_talk(client: TestClient, origin: str | None) -> None:
    """Only the page that this server gave, by the name it was called by."""
    with pytest.raises(WebSocketDisconnect), page(client, origin=origin):
        pass


def test_foreign_names_for_this_server_are_turned_away(client: TestClient) -> None:
    """A name that was made to point here (DNS rebinding) gets neither page nor talk."""
    assert client.get("/").status_code == 200
    for host in ("evil.example", "evil.example:8149", "127.0.0.1.evil.example", ""):
        assert client.get("/", headers={"host": host}).status_code == 403
    assert client.get("/", headers={"origin": "http://evil.example"}).status_code == 403
    for host in ("localhost:8149", "127.0.0.1", "[::1]:8149", "192.168.1.7:8149"):
        assert client.get("/", headers={"host": host}).status_code == 200
    house = House(hosts=("classroom.local",))
    assert house.lives_at("classroom.local:8149")
    assert not House().lives_at("classroom.local:8149")


def test_no_path_of_the_host_can_be_read(client: TestClient) -> None:
    """A fixed list of files, and nothing beside it."""
    for path in static_files():
        assert client.get(f"/static/{path}").status_code == 200, path
    for path in ("../server.py", "..%2fserver.py", "%2e%2e/%2e%2e/scenario.py", "/etc/passwd", "nothing", "", "vendor"):
        assert client.get(f"/static/{path}").status_code in (403, 404), path
    assert client.get("/etc/passwd").status_code == 404
    policy = client.get("/").headers["content-security-policy"]
    assert "default-src 'self'" in policy
    assert "unsafe-eval" not in policy


def test_too_much_too_often_ends_the_talk(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    """Sizes and rates are bounded; other talks go on."""
    with page(client) as (one, _):
        one.send({"do": "change", "path": "x" * 20_000, "value": 1})
        with pytest.raises(ConnectionError):
            one.until("refused")
    monkeypatch.setattr(talk, "BURST", 5.0)
    monkeypatch.setattr(talk, "RATE", 1.0)
    with page(client) as (one, _):
        for _ in range(20):
            one.send({"do": "pause"})
        with pytest.raises(ConnectionError):
            one.until("refused")
    monkeypatch.undo()
    with page(client) as (one, _):
        advanced(one, 1)


def test_rooms_and_pages_are_bounded(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    """A full workshop says so."""
    monkeypatch.setattr(rooms, "MOST_PAGES", 1)
    with page(client) as (_, welcome), page(client, room=welcome["room"], view=welcome["view"]) as (_, refused):
        assert "full" in refused["text"]["en"]
    monkeypatch.setattr(hall, "MOST_ROOMS", 0)
    with page(client) as (_, refused):
        assert "full" in refused["text"]["en"]


def test_a_room_that_dies_hurts_no_other(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its pages are told in a sentence; the others go on; a saved session opens in a new room."""
    with page(client) as (one, welcome), page(client) as (other, _):
        advanced(one, 2)
        saved = one.ask("save")["data"]
        room = client.app.state.hall.rooms[welcome["room"]]  # type: ignore[attr-defined]
        monkeypatch.setattr(room.session, "step", lambda: 1 / 0)
        one.send({"do": "play"})
        assert "error inside" in one.until("ended")["text"]["en"]
        with pytest.raises(ConnectionError):
            one.until("nothing")
        advanced(other, 2)
        with page(client, room=welcome["room"], token=welcome["token"]) as (again, refused):
            assert refused["is"] == "refused"
            assert again.ask("open", session=saved)["state"]["week"] == 2


def test_a_server_started_anew_opens_the_saved_session() -> None:
    """The page finds its room gone, and brings its session."""
    with workshop() as client, page(client) as (one, welcome):
        one.ask("change", world=0, path="points", value=True)
        advanced(one, 5)
        saved = one.ask("save")["data"]
    with workshop() as client, page(client, room=welcome["room"], token=welcome["token"]) as (one, refused):
        assert refused["is"] == "refused"
        again = one.ask("open", session=saved)
        assert again["state"]["week"] == 5
        assert again["state"]["changes"][0][0]["id"] == "0:points"


def test_a_room_nobody_looks_at_is_freed(monkeypatch: pytest.MonkeyPatch) -> None:
    """After a while; a reload in time finds it."""

    async def lives() -> tuple[int, int, bool]:
        monkeypatch.setattr(hall, "GRACE", 0.4)
        house = Hall(session)
        sweeping = asyncio.create_task(house.sweep())
        room: Room = await house.open()
        looked_at = await house.open()
        looked_at.join(rooms.Page(leader=True))
        for one in (room, looked_at):
            one.arrived()
        looked_at.pace(playing=True)
        at_first = len(house.rooms)
        for _ in range(100):
            await asyncio.sleep(0.05)
            if len(house.rooms) < at_first:
                break
        left = looked_at.name in house.rooms and room.name not in house.rooms
        sweeping.cancel()
        await house.close()
        return at_first, len(house.rooms), left

    with ThreadPoolExecutor() as elsewhere:  # where a browser's tests left no loop running
        assert elsewhere.submit(asyncio.run, lives()).result() == (2, 0, True)


def test_the_game_is_lived_beside_the_room(client: TestClient) -> None:
    """The room goes on meanwhile; everybody sees how far it is, and the board of communities."""
    with page(client) as (one, welcome), page(client, room=welcome["room"], view=welcome["view"]) as (viewer, _):
        one.send({"do": "game", "id": 900, "teams": [{"name": "A", "changes": {"points.dose": 0.5}}],
                  "budget": {"yuan": 1e9, "hours": 1000, "weeks": 104}})  # fmt: skip
        advanced(one, 1)
        board = viewer.until("board")
        assert [row["team"] for row in board["rows"]] == ["A"]
        told = [message for message in viewer.heard if message["is"] == "game"]
        assert [(message["done"], message["all"]) for message in told] == [(1, 2), (2, 2)]


def test_a_taken_port_and_a_foreign_address_are_refused_in_a_sentence() -> None:
    """Naming the port and what to try."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(GongtongError, match=f"{port} cannot be used"):
            _listen("127.0.0.1", port)
    with pytest.raises(GongtongError, match="cannot be used"):
        _listen("203.0.113.7", 0)
    with pytest.raises(GongtongError, match="not an address"):
        _listen("example.org", 0)
    free = _listen("127.0.0.1", 0)
    assert free.getsockname()[1] > 0
    free.close()


def test_only_this_machine_is_reached_without_a_token() -> None:
    """Loopback by any name; nothing else."""
    assert all(_loopback(host) for host in ("127.0.0.1", "localhost", "::1", "127.0.0.2"))
    assert not any(_loopback(host) for host in ("0.0.0.0", "::", "192.168.1.2"))  # noqa: S104


def test_messages_are_plain_json(client: TestClient) -> None:
    """No NaN, no infinity: pages would not read them."""
    with page(client) as (one, welcome):
        json.dumps(welcome, allow_nan=False)
        json.dumps(one.ask("ask", world=0, kind="resident", key=5), allow_nan=False)
        assert HERE
