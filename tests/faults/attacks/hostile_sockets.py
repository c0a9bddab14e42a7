"""Pages that send the workshop whatever they like, while another page goes on working."""

from __future__ import annotations

import json
import logging
import re
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any

from websockets.exceptions import WebSocketException
from websockets.sync.client import ClientConnection, connect

from tests.faults.counts import Counts
from tests.faults.mutate import LETTERS, mutated_data
from tests.faults.processes import begin, end
from tests.support import TENTH

TIMES = 1200
IN_ONE = 12  # messages of a page, which then goes away without a word
PATIENCE = 30.0  # seconds for an answer
GOOD: tuple[dict[str, Any], ...] = (
    {"do": "open", "id": 1},
    {"do": "ready", "credits": 2},
    {"do": "play", "speed": 8},
    {"do": "pause"},
    {"do": "step"},
    {"do": "seek", "week": 5},
    {"do": "change", "world": 0, "path": "points", "value": True, "week": 3},
    {"do": "change", "world": 0, "path": "points.dose", "value": 0.5},
    {"do": "drag", "world": 0, "change": "3:points", "week": 4},
    {"do": "undo", "world": 0, "change": "3:points"},
    {"do": "branch", "name": "half the points"},
    {"do": "rename", "branch": 1, "name": "社区 💥"},
    {"do": "switch", "branch": 1},
    {"do": "compare", "on": True},
    {"do": "preset", "world": 0, "name": "points", "seed": 3},
    {"do": "restart", "seed": 4},
    {"do": "note", "week": 2, "text": "a note"},
    {"do": "predict", "scene": "a", "value": 0.3},
    {"do": "reveal", "tour": "1_cold", "scene": 0},
    {"do": "ask", "kind": "grid", "key": 1},
    {"do": "ties", "resident": 3},
    {"do": "export", "what": "csv", "world": 0},
    {"do": "save"},
    {"do": "load", "data": {"format": "gongtong-session", "version": 1}},
)


def attack(seed: int, times: int, counts: Counts) -> None:
    """Page after page sends odd messages; after each a good one is answered, and at the end the server still lives."""
    luck = Random(seed)
    logging.getLogger("websockets").setLevel(logging.CRITICAL)  # the client's own complaints of what was broken off
    with _server() as (link, process, errors):
        with _page(link) as good:
            _ask(good, {"do": "open"})
            for number in range(times // IN_ONE):
                sent = _send_odd(link, luck)
                counts.tried += len(sent)
                with counts.trying(f"page {number} of seed {seed}:\n" + "\n".join(sent), seconds=PATIENCE):
                    _ask(good, {"do": "seek", "week": number % 7})
        said = errors.read_text("utf-8", "replace")
        if process.poll() is not None:
            counts.blame("lost", f"the server ended\n{said[-5000:]}")
        if "Traceback" in said:
            counts.blame("tracebacks", said[:5000])


@contextmanager
def _server() -> Iterator[tuple[str, subprocess.Popen[bytes], Path]]:
    """A workshop of its own with a tenth of the community: its address, its process, and what it says of errors."""
    small = [f"--set={name}={value}" for name, value in TENTH.items() if name != "weeks"]
    with TemporaryDirectory() as folder:
        errors = Path(folder) / "errors.txt"
        with errors.open("wb") as file:
            process = begin(("app", "--no-browser", "--port=0", "--weeks=60", "--lang=en", *small), stderr=file)
        assert process.stdout is not None
        found = re.search(rb"http://[^/\s]+", process.stdout.readline())
        assert found, errors.read_text("utf-8")
        try:
            yield f"{found.group().decode().replace('http', 'ws')}/ws", process, errors
        finally:
            end(process)


def _page(link: str) -> ClientConnection:
    return connect(link, origin=link.replace("ws", "http", 1).removesuffix("/ws"), max_size=None, open_timeout=PATIENCE)  # type: ignore[arg-type]


def _send_odd(link: str, luck: Random) -> list[str]:
    """A page that opens a room, sends what it likes and goes; returns what it sent."""
    sent: list[str] = []
    with suppress(WebSocketException, OSError), _page(link) as page:
        if luck.random() < 0.8:
            _ask(page, {"do": "open"})
        for _ in range(IN_ONE):
            message = _odd(luck)
            sent.append(repr(message)[:500])
            page.send(message)
        if luck.random() < 0.2:
            page.socket.close()
    return sent


def _odd(luck: Random) -> str | bytes:
    message = json.dumps(
        mutated_data(luck.choice(GOOD), luck) if luck.random() < 0.7 else luck.choice(GOOD), default=str
    )
    way = luck.random()
    if way < 0.1:
        return message.encode()
    if way < 0.2:
        return message[: luck.randrange(len(message))]
    if way < 0.3:
        at = luck.randrange(len(message))
        return (message[:at] + luck.choice(LETTERS) + message[at:]).encode("utf-8", "replace").decode()
    if way < 0.35:
        return "[" * luck.randint(1, 4000)
    if way < 0.45:
        return message.replace('"do"', '"name": "\\ud83d", "do"', 1)
    return message


def _ask(page: ClientConnection, message: dict[str, Any]) -> None:
    """Give a command and wait until it is answered."""
    page.send(json.dumps({**message, "id": 77}))
    while True:
        heard = page.recv(timeout=PATIENCE)
        if isinstance(heard, bytes):
            page.send(json.dumps({"do": "ack"}))
        elif json.loads(heard).get("to") == 77:
            return
