"""The door: who may come in, and by which name the server may be called."""

from __future__ import annotations

import ipaddress
import secrets
from dataclasses import dataclass

from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send
from starlette.websockets import WebSocket

POLICY_VIOLATED = 1008


@dataclass(frozen=True)
class House:
    """Who may come in.

    Attributes
    ----------
    token : str or None
        What opens a room; none is needed on the machine itself.
    hosts : tuple of str
        Names under which the server may be called; addresses in numbers always are.
    """

    token: str | None = None
    hosts: tuple[str, ...] = ("localhost",)

    def lives_at(self, host: str) -> bool:
        """Whether a `Host` header names this server: no foreign name that was made to point here."""
        name = host.rsplit(":", 1)[0] if not host.endswith("]") else host
        if name.lower() in self.hosts:
            return True
        try:
            ipaddress.ip_address(name.strip("[]"))
        except ValueError:
            return False
        return True

    def admits(self, token: object) -> bool:
        """Whether a page may open a room."""
        return self.token is None or is_secret(token, self.token)


def is_secret(given: object, secret: str) -> bool:
    """Whether what a page gives is a secret, whatever characters are in it; how long it takes tells nothing."""
    # as bytes, since texts can be compared only where both are ASCII, and of half a character there is no UTF-8
    return isinstance(given, str) and secrets.compare_digest(given.encode(errors="surrogatepass"), secret.encode())


class Doorkeeper:
    """Turns away whoever calls the server by a foreign name, and web pages from elsewhere."""

    def __init__(self, app: ASGIApp, house: House) -> None:
        self._app, self._house = app, house

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let in, or refuse."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        said = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope["headers"]}
        host, origin = said.get("host", ""), said.get("origin")
        own = origin in (f"http://{host}", f"https://{host}")
        if self._house.lives_at(host) and (own or (scope["type"] == "http" and origin is None)):
            await self._app(scope, receive, send)
        elif scope["type"] == "websocket":
            await WebSocket(scope, receive, send).close(POLICY_VIOLATED)
        else:
            await PlainTextResponse("refused", 403)(scope, receive, send)
