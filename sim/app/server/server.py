"""The server: one page, a fixed list of files, one WebSocket; loopback by default, and nobody from outside gets in."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from importlib import resources
from pathlib import Path

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import BaseRoute, Route, WebSocketRoute
from starlette.types import ASGIApp, Lifespan
from starlette.websockets import WebSocket

from sim.app.server.access import Doorkeeper, House
from sim.app.server.hall import Hall
from sim.app.server.talk import Talk
from sim.app.world.session import Session

KINDS = {  # as browsers want them; a machine's own table may say something else
    ".css": "text/css",
    ".html": "text/html",
    ".js": "text/javascript",
    ".json": "application/json",
    ".svg": "image/svg+xml",
    ".txt": "text/plain",
    ".woff2": "font/woff2",
}


class Guarded(Starlette):
    """An application behind its door: even what goes wrong inside is answered through it."""

    def __init__(self, house: House, routes: list[BaseRoute], lifespan: Lifespan[Starlette]) -> None:
        super().__init__(routes=routes, lifespan=lifespan)
        self._house = house

    def build_middleware_stack(self) -> ASGIApp:
        """The door, and all the rest behind it."""
        return Doorkeeper(super().build_middleware_stack(), self._house)


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

    async def door(_: Request) -> Response:
        """Whether this page may talk; who may not is told why before it comes here."""
        return Response(status_code=204)

    async def talk(socket: WebSocket) -> None:
        await Talk(socket, hall, house).run()

    routes = [
        Route("/", page),
        Route("/door", door, methods=["POST"]),
        Route("/static/{path:path}", file),
        WebSocketRoute("/ws", talk),
    ]
    app = Guarded(house, routes, lifespan)
    app.state.hall = hall
    return app


def static_files() -> dict[str, Path]:
    """The files that are served, by path; nothing else on the disk is."""
    folder = Path(str(resources.files("sim.app") / "static"))
    found = {path.relative_to(folder).as_posix(): path for path in sorted(folder.rglob("*")) if path.is_file()}
    return found | {"font.ttf": Path(str(resources.files("sim") / "data" / "fonts" / "NotoSansSC-subset.ttf"))}


def _file(path: Path) -> Response:
    return Response(path.read_bytes(), media_type=KINDS.get(path.suffix, "application/octet-stream"))
