"""Serving the workshop: a socket, a link, a browser, and a clean end."""

from __future__ import annotations

import ipaddress
import secrets
import socket
import threading
import webbrowser
from collections.abc import Awaitable, Callable, Sequence

import uvicorn

from sim.app.cards.why import decision
from sim.app.server.access import House, host_name
from sim.app.server.server import application
from sim.app.server.talk import MOST_BYTES
from sim.app.world.live_world import LiveWorld
from sim.app.world.session import Session
from sim.app.world.session_file import refuse_too_large
from sim.app.world.story import unrolled
from sim.scenario import Scenario
from sim.text import GongtongError, Lang, Text

READY = Text("The workshop is open at {link}", "工作坊已打开：{link}")
HOW_TO_END = Text("Ctrl-C ends it.", "按 Ctrl-C 结束。")
CLASSROOM = Text(
    "Others on this network can open it with this link; whoever has it can steer a room of their own.",
    "同一网络中的人可用此链接打开；持有链接者可开自己的房间。",
)
ENDED = Text("The workshop is closed.", "工作坊已关闭。")
BUSY = 90.0  # seconds that a page may be silent: a loaded machine is no broken connection
DRAW_AFTER = 0.4  # seconds until the server answers


BEHIND = Text(
    "Behind a proxy, put {query} after the proxy's own address; it has to pass WebSockets on.",
    "经代理访问时，请在代理的地址后加上 {query}；代理须能转发 WebSocket。",
)


class Server(uvicorn.Server):
    """A server that ends the rooms first, so that nothing which is still worked on holds up the end."""

    def __init__(self, config: uvicorn.Config, close: Callable[[], Awaitable[None]]) -> None:
        super().__init__(config)
        self._close = close

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """End rooms, then connections; who reads nothing is not waited for."""
        await self._close()
        for connection in self.server_state.connections:
            if connection.transport.get_write_buffer_size():
                connection.transport.abort()
        await super().shutdown(sockets)


def serve(
    scenario: Scenario,
    seed: int,
    host: str,
    port: int,
    say: Callable[[Text], None],
    lang: Lang,
    *,
    browser: bool,
    allowed: Sequence[str] = (),
) -> None:
    """Serve until interrupted.

    Parameters
    ----------
    allowed
        Names, besides this machine's own, under which it may be called, itself or by a proxy in front of it.

    Raises
    ------
    GongtongError
        If the port is taken, the address is none of this machine's, a name is none, or the scenario is too large.
    """
    refuse_too_large(scenario)
    names = tuple(host_name(name) for name in allowed)
    listening = _listen(host, port)
    own = listening.getsockname()[1]
    inside = _loopback(host)
    token = None if inside and not names else secrets.token_urlsafe(9)
    app = application(lambda: Session.new(scenario, seed), House(token, names))
    shown = f"[{host}]" if ":" in host else host
    if host in ("0.0.0.0", "::"):  # noqa: S104  # asked for
        shown = names[0] if names else _own_address()
    query = f"?lang={lang}" + (f"&token={token}" if token else "")
    link = f"http://{shown}:{own}/{query}"
    config = uvicorn.Config(
        app,
        log_level="warning",
        ws="websockets-sansio",
        ws_max_size=MOST_BYTES,
        ws_ping_timeout=BUSY,
        ws_per_message_deflate=not inside,
        timeout_graceful_shutdown=2,
        server_header=False,
    )
    say(READY.filled(link=link))
    if token:
        say(BEHIND.filled(query=query) if inside else CLASSROOM)
    say(HOW_TO_END)
    threading.Thread(target=_warm_up, args=(scenario,), daemon=True).start()
    if browser:
        threading.Timer(DRAW_AFTER, webbrowser.open, (link,)).start()
    try:
        Server(config, app.state.hall.close).run([listening])
    except KeyboardInterrupt:
        pass
    finally:
        listening.close()
    say(ENDED)


def _warm_up(scenario: Scenario) -> None:
    """Compile what the first week and the first click need, while the browser opens."""
    live = LiveWorld(unrolled(scenario.adding("*")), 0)
    world = live.simulation.world
    while not world.reached and not live.done:
        live.step()
    decision(live, int(world.occasions.row[0]) if world.reached else 0)


def _listen(host: str, port: int) -> socket.socket:
    try:
        address = ipaddress.ip_address("127.0.0.1" if host == "localhost" else host)
    except ValueError:
        raise GongtongError(
            Text(
                f"--host: {host!r} is not an address; give one in numbers, such as 0.0.0.0 for all of this machine's.",
                f"--host：{host!r} 不是地址；请用数字地址，如 0.0.0.0 表示本机全部地址。",
            )
        ) from None
    family = socket.AF_INET6 if address.version == 6 else socket.AF_INET  # noqa: PLR2004  # of the protocol
    listening = socket.socket(family, socket.SOCK_STREAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((str(address), port))
        listening.listen()
    except OSError as error:
        listening.close()
        reason = error.strerror
        raise GongtongError(
            Text(
                f"--port, --host: {host}:{port} cannot be used ({reason}); try another port, such as --port 0.",
                f"--port、--host：{host}:{port} 无法使用（{reason}）；请换一个端口，如 --port 0。",
            )
        ) from None
    return listening


def _loopback(host: str) -> bool:
    """Whether an address is reached from this machine only."""
    return host == "localhost" or ipaddress.ip_address(host).is_loopback


def _own_address() -> str:
    """The address under which others on the network reach this machine; no packet is sent."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))
            return str(probe.getsockname()[0])
        except OSError:
            return "127.0.0.1"
