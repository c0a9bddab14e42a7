"""The server: one page, a fixed list of files, one WebSocket; loopback by default, and nobody from outside gets in."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from importlib import resources
from pathlib import Path
from time import monotonic
from typing import Any, NoReturn

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route, WebSocketRoute
from starlette.websockets import WebSocket, WebSocketDisconnect

from sim.app.plain import mapping, number, text
from sim.app.server.access import POLICY_VIOLATED, Doorkeeper, House, is_secret
from sim.app.server.commands import COMMANDS, play_game
from sim.app.server.rooms import MOST_CREDITS, Hall, Page, Room, in_thread
from sim.app.server.welcome import welcome
from sim.app.wire import both
from sim.app.world.session import Session
from sim.app.world.session_file import session_from
from sim.text import GongtongError, Text

MOST_BYTES = 1_500_000  # of one message: a session file
MOST_ORDINARY = 16_000  # of any other
RATE, BURST = 200.0, 400.0  # messages a second
PATIENCE = 15.0  # seconds to open a room
TOO_BIG, GONE = 1009, 1001
HEADERS = {
    "Content-Security-Policy": "default-src 'self'; img-src 'self' data: blob:; style-src 'self' 'unsafe-inline'; "
    "connect-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-cache",
}
GAME = "game"
games = ThreadPoolExecutor(1, "game")
ONE_GAME = Text("A game is being lived already; wait for its board.", "已有一局正在推演；请等待结果。")
KINDS = {  # as browsers want them; a machine's own table may say something else
    ".css": "text/css",
    ".html": "text/html",
    ".js": "text/javascript",
    ".json": "application/json",
    ".svg": "image/svg+xml",
    ".txt": "text/plain",
    ".woff2": "font/woff2",
}
NO_TOKEN = Text("This workshop needs the link with its token.", "请使用带口令的链接打开。")
NO_ROOM = Text("This room is not open any more.", "该房间已关闭。")
NOT_LEADER = Text("{name}: only the facilitator can do this.", "{name}：只有主持人可以操作。")
UNKNOWN = Text("{name}: there is no such command.", "{name}：没有这个命令。")
NOT_JSON = Text("The message cannot be read.", "消息无法读取。")


def application(make: Callable[[], Session], house: House | None = None) -> Starlette:
    """The workshop, for sessions that begin as `make` says."""
    house, hall, files = house or House(), Hall(make), static_files()

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        sweeping = asyncio.create_task(hall.sweep())
        yield
        sweeping.cancel()
        await hall.close()

    async def page(_: Request) -> Response:
        return _file(files["index.html"])

    async def file(request: Request) -> Response:
        path = files.get(request.path_params["path"])
        return PlainTextResponse("not found", 404) if path is None else _file(path)

    async def talk(socket: WebSocket) -> None:
        await Talk(socket, hall, house).run()

    routes = [Route("/", page), Route("/static/{path:path}", file), WebSocketRoute("/ws", talk)]
    app = Starlette(routes=routes, lifespan=lifespan)
    app.add_middleware(Doorkeeper, house=house)
    app.state.hall = hall
    return app


def static_files() -> dict[str, Path]:
    """The files that are served, by path; nothing else on the disk is."""
    folder = Path(str(resources.files("sim.app") / "static"))
    found = {path.relative_to(folder).as_posix(): path for path in sorted(folder.rglob("*")) if path.is_file()}
    return found | {"font.ttf": Path(str(resources.files("sim") / "data" / "fonts" / "NotoSansSC-subset.ttf"))}


def _file(path: Path) -> Response:
    kind = KINDS.get(path.suffix, "application/octet-stream")
    return Response(path.read_bytes(), media_type=kind, headers=HEADERS)


class Talk:
    """The talk with one page, from its opening to its end."""

    def __init__(self, socket: WebSocket, hall: Hall, house: House) -> None:
        self._socket, self._hall, self._house = socket, hall, house
        self._allowance, self._counted = BURST, monotonic()
        self._beside: set[asyncio.Task[None]] = set()

    async def run(self) -> None:
        """Open a room, then hear and answer until the page goes."""
        await self._socket.accept()
        try:
            opened = await asyncio.wait_for(self._open(), PATIENCE * 8)
            if opened is None:
                return
            room, page = opened
        except (WebSocketDisconnect, RuntimeError, TimeoutError):
            return
        writer = asyncio.create_task(self._write(page))
        try:
            while True:
                message = await self._hear()
                if message is None:
                    break
                await self._answer(room, page, message)
        except (WebSocketDisconnect, RuntimeError):  # gone, or found gone while something was sent
            pass
        finally:
            room.part(page)
            page.put(None)
            await asyncio.gather(writer, return_exceptions=True)

    async def _open(self) -> tuple[Room, Page] | None:
        """Hear openings until one is good: a page whose room is gone asks for another."""
        while True:
            message = await self._hear()
            if message is None:
                return None
            try:
                return await self._enter(message)
            except GongtongError as error:
                await self._socket.send_text(json.dumps(_refusal(message, error.text), ensure_ascii=False))

    async def _enter(self, message: dict[str, Any]) -> tuple[Room, Page]:
        if message.get("do") != "open":
            raise GongtongError(UNKNOWN.filled(name="open first"))
        wanted, token = message.get("room"), message.get("token")
        if wanted:
            room = self._hall.rooms.get(text(wanted, "room", 40))
            if room is None:
                raise GongtongError(NO_ROOM)
            leader = is_secret(token, room.leader_token)
            if not leader and not is_secret(message.get("view"), room.view_token):
                raise GongtongError(NO_TOKEN)
        else:
            if not self._house.admits(token):
                raise GongtongError(NO_TOKEN)
            data = message.get("session")
            room = await self._hall.open(None if data is None else lambda: session_from(data))
            leader = True
        page = Page(leader)
        async with room.lock:
            said = await in_thread(lambda: welcome(room, leader=leader))
            room.join(page)
        page.say(_addressed(message, said))
        return room, page

    async def _answer(self, room: Room, page: Page, message: dict[str, Any]) -> None:
        name = message.get("do")
        if name == "ack":
            page.credits = min(page.credits + 1, MOST_CREDITS)
            room.wake.set()
            return
        try:
            if name == "ready":
                page.credits = number(message.get("credits", 2), "credits", 0, MOST_CREDITS)
                room.wake.set()
                return
            await self._obey(room, page, str(name), message)
        except GongtongError as error:
            page.say(_refusal(message, error.text))

    async def _obey(self, room: Room, page: Page, name: str, message: dict[str, Any]) -> None:
        command = COMMANDS.get(name)
        if command is None and name != GAME:
            raise GongtongError(UNKNOWN.filled(name=name[:40]))
        if (command is None or command.leader) and not page.leader:
            raise GongtongError(NOT_LEADER.filled(name=name))
        if command is None:
            self._beside.add(task := asyncio.create_task(self._game(room, page, message)))
            task.add_done_callback(self._beside.discard)
            return
        async with room.lock:
            said = await in_thread(lambda: command.does(room, message))
            if name in ("play", "pause"):
                room.pace(playing=name == "play")
            if command.retells:
                room.retell(await in_thread(room.state))
            room.changed()
        page.say(_addressed(message, said or {"is": "done"}))

    async def _game(self, room: Room, page: Page, message: dict[str, Any]) -> None:
        """Live a game beside the room, which goes on meanwhile; everybody sees how far it is, and the board."""
        if room.gaming:
            page.say(_refusal(message, ONE_GAME))
            return
        loop = asyncio.get_running_loop()

        def done(lived: int, of: int) -> None:
            loop.call_soon_threadsafe(room.say, {"is": GAME, "done": lived, "all": of})

        room.gaming = True
        try:
            board = await loop.run_in_executor(games, lambda: play_game(room, message, done))
        except GongtongError as error:
            page.say(_refusal(message, error.text))
            return
        finally:
            room.gaming = False
        page.say(_addressed(message, board))
        for other in room.pages - {page}:
            other.say(board)

    async def _hear(self) -> dict[str, Any] | None:
        """The next message that is not too long and not too soon after the others; none when the talk is over."""
        said = await self._socket.receive_text()
        now = monotonic()
        self._allowance = min(self._allowance + (now - self._counted) * RATE, BURST) - 1
        self._counted = now
        if self._allowance < 0:
            await self._socket.close(POLICY_VIOLATED)
            return None
        try:
            message = dict(mapping(json.loads(said, parse_constant=_no_number), "message"))
        except (ValueError, RecursionError, GongtongError):
            await self._socket.send_text(json.dumps(_refusal({}, NOT_JSON), ensure_ascii=False))
            return await self._hear()
        if len(said) > (MOST_BYTES if message.get("do") in ("open", "load") else MOST_ORDINARY):
            await self._socket.close(TOO_BIG)
            return None
        return message

    async def _write(self, page: Page) -> None:
        """Send what is in the outbox, one after the other."""
        try:
            while (message := await page.outbox.get()) is not None:
                if isinstance(message, bytes):
                    await self._socket.send_bytes(message)
                else:
                    await self._socket.send_text(message)
            await self._socket.close(GONE)
        except (WebSocketDisconnect, RuntimeError):  # the page is gone
            return


def _no_number(name: str) -> NoReturn:
    """NaN and infinities are no JSON."""
    raise ValueError(name)


def _addressed(message: dict[str, Any], said: dict[str, Any]) -> dict[str, Any]:
    """An answer that names the message it answers."""
    return {**said, "to": message["id"]} if isinstance(message.get("id"), int) else said


def _refusal(message: dict[str, Any], why: Text) -> dict[str, Any]:
    return _addressed(message, {"is": "refused", "text": both(why)})
