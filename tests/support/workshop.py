"""What the tests of the workshop share: a small story, and a page that talks to a server in the same process."""

from __future__ import annotations

import json
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np
from starlette.testclient import TestClient

from sim.app.server.access import House
from sim.app.server.server import application
from sim.app.world.live_world import LiveWorld
from sim.app.world.session import Session
from sim.scenario import Scenario
from sim.simulation import Simulation
from tests.support import small

HERE = "http://127.0.0.1:8149"
WEEKS = 60


def cold() -> Scenario:
    """A tenth of the case after half a year, nothing switched on."""
    return small(weeks=WEEKS, run_in=26, office__activities=3.0)


def session(*names: str, seed: int = 3) -> Session:
    """A session on it, with some modules on."""
    return Session.new(cold().adding(*names), seed)


def measured_and_columns(simulation: Simulation) -> dict[str, np.ndarray[Any, Any]]:
    """Everything that a run measured so far, and everybody's columns: to be compared to the last bit."""
    measured = {name: values.copy() for name, values in simulation.measured(0, simulation.week).items()}
    residents = simulation.world.residents
    return measured | {f"of residents: {name}": np.array(column) for name, column in residents._asdict().items()}


def lived(live: LiveWorld) -> dict[str, np.ndarray[Any, Any]]:
    """The same of a live world."""
    return measured_and_columns(live.simulation)


def alike(one: dict[str, np.ndarray[Any, Any]], other: dict[str, np.ndarray[Any, Any]]) -> bool:
    """Whether two are the same to the last bit."""
    return one.keys() == other.keys() and all(np.array_equal(one[name], other[name]) for name in one)


class Page:
    """A page of the workshop."""

    def __init__(self, socket: Any) -> None:
        self.socket = socket
        self.pictures: list[dict[str, Any]] = []
        self.heard: list[dict[str, Any]] = []
        self._number = 0

    def send(self, message: object) -> None:
        """Send anything."""
        self.socket.send_text(json.dumps(message))

    def ask(self, do: str, /, **values: object) -> dict[str, Any]:
        """Give a command and wait for its answer; other messages and pictures are kept."""
        self._number += 1
        self.send({"do": do, "id": self._number, **values})
        while True:
            message = self.hear()
            if message is not None and message.get("to") == self._number:
                return message

    def hear(self) -> dict[str, Any] | None:
        """The next message; none if it was a picture, which is acknowledged."""
        got = self.socket.receive()
        if got["type"] == "websocket.close":
            raise ConnectionError(got.get("code"))
        if got.get("bytes") is not None:
            self.pictures.append(read_picture(got["bytes"]))
            self.send({"do": "ack"})
            return None
        message: dict[str, Any] = json.loads(got["text"])
        self.heard.append(message)
        return message

    def until(self, kind: str) -> dict[str, Any]:
        """The next message of a kind."""
        while True:
            message = self.hear()
            if message is not None and message["is"] == kind:
                return message

    def picture(self) -> dict[str, Any]:
        """The next picture."""
        before = len(self.pictures)
        while len(self.pictures) == before:
            self.hear()
        return self.pictures[-1]


def read_picture(data: bytes) -> dict[str, Any]:
    """A picture as a page reads it: the header, and `dots`, an array a world."""
    magic, version, worlds, length = struct.unpack("<2sBBI", data[:8])
    assert (magic, version) == (b"GT", 1)
    header: dict[str, Any] = json.loads(data[8 : 8 + length])
    dots = np.frombuffer(data[8 + length :], np.uint8)
    return {**header, "dots": np.split(dots, worlds)}


@contextmanager
def server(house: House | None = None) -> Iterator[TestClient]:
    """The workshop in this process."""
    with TestClient(application(session, house), base_url=HERE) as client:
        yield client


@contextmanager
def page(client: TestClient, origin: str | None = HERE, **opening: object) -> Iterator[tuple[Page, dict[str, Any]]]:
    """A page that has opened a room, and its welcome."""
    with client.websocket_connect(
        f"ws://{HERE.removeprefix('http://')}/ws", headers={} if origin is None else {"origin": origin}
    ) as socket:
        found = Page(socket)
        yield found, found.ask("open", **opening)
