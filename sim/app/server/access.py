"""The door: who may come in, by which name the server may be called, and what is said to who may not."""

from __future__ import annotations

import ipaddress
import re
import secrets
from dataclasses import dataclass
from html import escape

from starlette.datastructures import MutableHeaders
from starlette.responses import HTMLResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from starlette.websockets import WebSocket

from sim.text import GongtongError, Text

POLICY_VIOLATED = 1008
OWN = "localhost"
PUBLIC = "/static/"  # files that hold no secret: without its script a page could not say why it may not talk
LONGEST_NAME = 253  # of a host, as the net has it
NAME = re.compile(r"(?!-)[a-z0-9_-]{1,63}(?<!-)(\.(?!-)[a-z0-9_-]{1,63}(?<!-))*")
HEADERS = {
    "Content-Security-Policy": "default-src 'self'; img-src 'self' data: blob:; style-src 'self' 'unsafe-inline'; "
    "connect-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-cache",
}
FOREIGN_NAME = Text(
    "This workshop does not answer to the name {name}. If the name is right, end the workshop and start it again with "
    "--allow-host {name}; or open it by its address in numbers.",
    "本工作坊不接受以 {name} 为名的访问。如果名称没有错，请结束工作坊，加上 --allow-host {name} 重新启动；"
    "或用数字地址打开。",
)
FOREIGN_PAGE = Text(
    "This workshop does not talk to pages from {name}. If a proxy passes it on under that name, end the workshop and "
    "start it again with --allow-host {name}.",
    "本工作坊不与来自 {name} 的页面通信。如果是代理以该名称转发，请结束工作坊，加上 --allow-host {name} 重新启动。",
)


@dataclass(frozen=True)
class House:
    """Who may come in.

    Attributes
    ----------
    token : str or None
        What opens a room; none is needed on the machine itself.
    hosts : tuple of str
        Names, besides the machine's own, under which the server may be called, itself or by a proxy in front of it;
        addresses in numbers always may.
    """

    token: str | None = None
    hosts: tuple[str, ...] = ()

    def lives_at(self, host: str) -> bool:
        """Whether a `Host` header names this server: no foreign name that was made to point here."""
        name = _name_of(host)
        if name in (OWN, *self.hosts):
            return True
        try:
            ipaddress.ip_address(name.strip("[]"))
        except ValueError:
            return False
        return True

    def trusts(self, origin: str, host: str) -> bool:
        """Whether a page is this server's own, by the name it was called by or by one that a proxy gives it."""
        scheme, _, place = origin.partition("://")
        return scheme in ("http", "https") and (place == host or _name_of(place) in self.hosts)

    def admits(self, token: object) -> bool:
        """Whether a page may open a room."""
        return self.token is None or is_secret(token, self.token)


def is_secret(given: object, secret: str) -> bool:
    """Whether what a page gives is a secret, whatever characters are in it; how long it takes tells nothing."""
    # as bytes, since texts can be compared only where both are ASCII, and of half a character there is no UTF-8
    return isinstance(given, str) and secrets.compare_digest(given.encode(errors="surrogatepass"), secret.encode())


def host_name(given: str) -> str:
    """The name of a host as `--allow-host` takes it: no scheme, no port, no path.

    Raises
    ------
    GongtongError
        If it is none.
    """
    name = given.strip().lower().rstrip(".")
    if len(name) > LONGEST_NAME or not NAME.fullmatch(name):
        raise GongtongError(
            Text(
                f"--allow-host: {given!r} is not the name of a host; give one such as teacher-pc.local, without "
                "http:// and port.",
                f"--allow-host：{given!r} 不是主机名；请给出 teacher-pc.local 这样的名称，不带 http:// 和端口。",
            )
        )
    return name


class Doorkeeper:
    """Turns away whoever calls the server by a foreign name, and web pages from elsewhere, and says why.

    What is given to pages besides how to treat it (`HEADERS`) goes with every answer, whatever comes of the request.
    """

    def __init__(self, app: ASGIApp, house: House) -> None:
        self._app, self._house = app, house

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let in, or refuse."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return

        async def sealed(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers[name] = value
            await send(message)

        refused = self._refused(scope)
        if refused is None:
            await self._app(scope, receive, sealed)
        elif scope["type"] == "websocket":
            await WebSocket(scope, receive, send).close(POLICY_VIOLATED)
        else:
            await HTMLResponse(_page(refused), 403)(scope, receive, sealed)

    def _refused(self, scope: Scope) -> Text | None:
        """Why somebody may not come in; None who may."""
        said = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope["headers"]}
        host, origin = said.get("host", ""), said.get("origin", "")
        if not self._house.lives_at(host):
            return FOREIGN_NAME.filled(name=_shown(host))
        if scope["type"] == "http" and ("origin" not in said or scope["path"].startswith(PUBLIC)):
            return None
        if self._house.trusts(origin, host):
            return None
        return FOREIGN_PAGE.filled(name=_shown(origin.partition("://")[2]))


def _name_of(place: str) -> str:
    """The name in `name:port`, in small letters."""
    return (place if place.endswith("]") else place.rsplit(":", 1)[0]).lower().rstrip(".")


def _shown(place: str) -> str:
    """The name as it may be repeated to whoever used it."""
    name = _name_of(place)
    return name if len(name) <= LONGEST_NAME and NAME.fullmatch(name) else "?"


def _page(why: Text) -> str:
    """A page that says it in both languages, and needs nothing else."""
    said = f'<p lang="zh">{escape(why.zh)}</p><p lang="en">{escape(why.en)}</p>'
    return f'<!doctype html><html><meta charset="utf-8"><title>共同 Gongtong</title><main>{said}</main></html>\n'
