"""The talk with one page: what it says is heard all the time, and answered one after the other."""

from __future__ import annotations

import asyncio
import json
import sys
import traceback
from collections.abc import Coroutine
from math import isfinite
from time import monotonic
from typing import Any

from starlette.websockets import WebSocket, WebSocketDisconnect

from sim.app.plain import mapping, number, sayable, text
from sim.app.server.access import POLICY_VIOLATED, House, is_secret
from sim.app.server.commands import COMMANDS, play_game
from sim.app.server.hall import Hall
from sim.app.server.rooms import MOST_CREDITS, Page, Room
from sim.app.server.welcome import welcome
from sim.app.turns import UnwantedError
from sim.app.wire import both
from sim.app.world.session_file import session_from
from sim.text import GongtongError, Text

MOST_BYTES = 1_500_000  # of one message: a session file
MOST_ORDINARY = 16_000  # of any other
RATE, BURST = 200.0, 400.0  # messages a second
MOST_WAITING = 400  # messages that wait for their answer, and
MOST_WAITING_BYTES = 2 * MOST_BYTES  # how long they are together
PATIENCE = 120.0  # seconds to open a room
FAREWELL = 1.0  # seconds in which a page can still read what was said before it is left
TOO_BIG, GONE = 1009, 1001
GAME = "game"
ONE_GAME = Text("A game is being lived already; wait for its board.", "已有一局正在推演；请等待结果。")
NO_TOKEN = Text("This workshop needs the link with its token.", "请使用带口令的链接打开。")
NO_ROOM = Text("This room is not open any more.", "该房间已关闭。")
NOT_LEADER = Text("{name}: only the facilitator can do this.", "{name}：只有主持人可以操作。")
UNKNOWN = Text("{name}: there is no such command.", "{name}：没有这个命令。")
NOT_JSON = Text("The message cannot be read.", "消息无法读取。")
FAULT = Text(
    "{name}: an error inside the program; the room goes on, but save the session.",
    "{name}：程序内部出错；房间仍在运行，请先保存会话。",
)

Message = dict[str, Any]


class Talk:
    """The talk with one page, from its opening to its end."""

    def __init__(self, socket: WebSocket, hall: Hall, house: House) -> None:
        self._socket, self._hall, self._house = socket, hall, house
        self._page = Page(leader=False)
        self._room: Room | None = None
        self._inbox: asyncio.Queue[tuple[int, Message] | None] = asyncio.Queue()
        self._waiting = 0  # length of what is in the inbox
        self._gone, self._code = False, GONE
        self._allowance, self._counted = BURST, monotonic()
        self._beside: set[asyncio.Task[None]] = set()

    async def run(self) -> None:
        """Open a room, then hear and answer until the page goes."""
        await self._socket.accept()
        listener, writer = self._task(self._listen()), self._task(self._write())
        try:
            room = await asyncio.wait_for(self._open(), PATIENCE)
            while room is not None and (message := await self._next()) is not None:
                await self._answer(room, message)
        except (TimeoutError, UnwantedError):
            pass
        finally:
            self._leave()
            listener.cancel()
            await asyncio.wait({listener, writer}, timeout=FAREWELL)
            writer.cancel()

    def _leave(self) -> None:
        """The page is gone, or is sent away: nothing is done for it any more."""
        self._gone = True
        if self._room is not None:
            self._room.part(self._page)
        self._page.put(None)
        self._inbox.put_nowait(None)

    # What comes in

    async def _listen(self) -> None:
        """Hear until the page goes, whatever is being worked on meanwhile: who is gone waits for nothing."""
        try:
            while (got := await self._socket.receive())["type"] == "websocket.receive":
                said = got.get("text")
                if (refused := self._refused(said)) is not None:
                    self._code = refused
                    break
                self._take(said)
                await asyncio.sleep(0)  # so that answers go out between messages that were sent in one go
        finally:
            self._leave()

    def _refused(self, said: str | None) -> int | None:
        """Why a page is sent away: it says too much or too often; None if it may go on."""
        now = monotonic()
        self._allowance = min(self._allowance + (now - self._counted) * RATE, BURST) - 1
        self._counted = now
        if self._allowance < 0 or self._inbox.qsize() >= MOST_WAITING or self._waiting > MOST_WAITING_BYTES:
            return POLICY_VIOLATED
        return TOO_BIG if len(said or "") > MOST_BYTES else None

    def _take(self, said: str | None) -> None:
        """Put a message into the inbox, or say that it cannot be read."""
        try:
            message = dict(mapping(json.loads(said or "", parse_constant=_finite, parse_float=_finite), "message"))
        except (ValueError, RecursionError, GongtongError):
            self._page.say(_refusal({}, NOT_JSON))
            return
        length = len(said or "")
        self._waiting += length
        self._inbox.put_nowait((length, message))

    async def _next(self) -> Message | None:
        """The next message; none when the talk is over."""
        found = await self._inbox.get()
        if found is None or self._code != GONE:
            return None
        length, message = found
        self._waiting -= length
        if length > MOST_ORDINARY and message.get("do") not in ("open", "load"):
            self._code = TOO_BIG
            return None
        return message

    # The opening

    async def _open(self) -> Room | None:
        """Hear openings until one is good: a page whose room is gone asks for another. None if the page goes before."""
        while self._room is None and (message := await self._next()) is not None:
            try:
                await self._enter(message)
            except GongtongError as error:
                self._page.say(_refusal(message, error.text))
            except UnwantedError:
                raise
            except Exception as error:  # noqa: BLE001  # whatever it was, other talks go on
                self._page.say(_refusal(message, _fault("open", error)))
        return self._room

    async def _enter(self, message: Message) -> None:
        room, leader = await self._wanted_room(message)
        try:
            async with room.lock:
                said = await room.work(lambda: welcome(room, leader=leader))
                if room.closed:
                    raise GongtongError(NO_ROOM)
                self._page.leader = leader
                if not self._gone:
                    room.join(self._page)
                    self._room = room
        finally:
            room.arrived()
        self._page.say(_addressed(message, said))

    async def _wanted_room(self, message: Message) -> tuple[Room, bool]:
        """The room that a page asks for, which expects it, and whether it may lead there."""
        if message.get("do") != "open":
            raise GongtongError(UNKNOWN.filled(name="open first"))
        wanted, token = message.get("room"), message.get("token")
        if not wanted:
            if not self._house.admits(token):
                raise GongtongError(NO_TOKEN)
            data = message.get("session")
            make = None if data is None else lambda: session_from(data)
            return await self._hall.open(make, lambda: not self._gone), True
        room = self._hall.rooms.get(text(wanted, "room", 40))
        if room is None:
            raise GongtongError(NO_ROOM)
        leader = is_secret(token, room.leader_token)
        if not leader and not is_secret(message.get("view"), room.view_token):
            raise GongtongError(NO_TOKEN)
        room.expect()
        return room, leader

    # Answers

    async def _answer(self, room: Room, message: Message) -> None:
        page, name = self._page, message.get("do")
        if name == "ack":
            page.credits = min(page.credits + 1, MOST_CREDITS)
            room.wake.set()
            return
        try:
            if name == "ready":
                page.credits = number(message.get("credits", 2), "credits", 0, MOST_CREDITS)
                room.wake.set()
                return
            # to its end, even if this talk is cut off meanwhile: others live in the room
            await asyncio.shield(self._task(self._obey(room, str(name), message)))
        except GongtongError as error:
            page.say(_refusal(message, error.text))
        except UnwantedError:
            raise
        except Exception as error:  # noqa: BLE001  # whatever it was, the others in the room go on
            page.say(_refusal(message, _fault(str(name)[:40], error)))

    async def _obey(self, room: Room, name: str, message: Message) -> None:
        command, page = COMMANDS.get(name), self._page
        if command is None and name != GAME:
            raise GongtongError(UNKNOWN.filled(name=name[:40]))
        if (command is None or command.leader) and not page.leader:
            raise GongtongError(NOT_LEADER.filled(name=name))
        sayable(message, name)
        if command is None:
            self._task(self._game(room, message))
            return
        async with room.lock:
            try:
                said = await room.work(lambda: command.obeyed(room, message))
                if name in ("play", "pause"):
                    room.pace(playing=name == "play")
                if command.retells:
                    room.retell(await room.work(room.state))
            except UnwantedError:
                self._hall.end(room)  # what was begun there is not finished: nobody may find it so
                raise
            room.changed()
        page.say(_addressed(message, said or {"is": "done"}))

    def _task(self, doing: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        """Something that goes on by itself; what goes wrong there when nobody listens any more is nobody's."""
        task = asyncio.create_task(doing)
        self._beside.add(task)
        task.add_done_callback(self._beside.discard)
        task.add_done_callback(lambda over: over.cancelled() or over.exception())
        return task

    async def _game(self, room: Room, message: Message) -> None:
        """Live a game beside the room, which goes on meanwhile; everybody sees how far it is, and the board."""
        page = self._page
        if room.gaming:
            page.say(_refusal(message, ONE_GAME))
            return
        loop = asyncio.get_running_loop()

        def done(lived: int, of: int) -> None:
            loop.call_soon_threadsafe(room.say, {"is": GAME, "done": lived, "all": of})

        room.gaming = True
        try:
            board = await room.work(lambda: play_game(room, message, done))
        except GongtongError as error:
            page.say(_refusal(message, error.text))
            return
        except UnwantedError:
            return
        except Exception as error:  # noqa: BLE001  # whatever it was, the room goes on
            page.say(_refusal(message, _fault(GAME, error)))
            return
        finally:
            room.gaming = False
        page.say(_addressed(message, board))
        for other in room.pages - {page}:
            other.say(board)

    # What goes out

    async def _write(self) -> None:
        """Send what is in the outbox, one after the other."""
        try:
            while (message := await self._page.outbox.get()) is not None:
                if isinstance(message, bytes):
                    await self._socket.send_bytes(message)
                else:
                    await self._socket.send_text(message)
            await self._socket.close(self._code)
        except (WebSocketDisconnect, RuntimeError):  # the page is gone
            return


def _finite(said: str) -> float:
    """A number of a message; NaN and infinities, also as 1e999, are no JSON and could not be said to anybody."""
    value = float(said)
    if not isfinite(value):
        raise ValueError(said)
    return value


def _fault(name: str, error: Exception) -> Text:
    """What is said of an error that nobody thought of; what is nested too deep is the page's own."""
    if isinstance(error, RecursionError):
        return NOT_JSON
    traceback.print_exception(error, file=sys.stderr)
    return FAULT.filled(name=name)


def _addressed(message: Message, said: Message) -> Message:
    """An answer that names the message it answers."""
    return {**said, "to": message["id"]} if isinstance(message.get("id"), int) else said


def _refusal(message: Message, why: Text) -> Message:
    return _addressed(message, {"is": "refused", "text": both(why)})
