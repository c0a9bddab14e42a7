"""Rooms: each has a session, one task that owns it, a leader and any number of pages that look on.

The task alone steps the worlds and builds pictures, in a thread, behind the room's lock; every command takes the same
lock. A page gets a picture only when it has a credit left, and each carries all it missed; so a slow page slows nobody.
"""

from __future__ import annotations

import asyncio
import json
import secrets
import sys
import traceback
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from time import monotonic
from typing import Any, TypeVar

from sim.app.frames import FrameCursor, caught_up, community_of, picture_of, state_of
from sim.app.turns import UnwantedError, in_turn
from sim.app.wire import both, json_of
from sim.app.world.session import Session
from sim.community import CommunitySettings
from sim.text import GongtongError, Text

MOST_PAGES = 80
RELOAD = 5.0  # seconds for which work goes on in a room that was left: the page may only be loading anew
BEAT = 1 / 60  # seconds: how often at most the worlds are stepped and pictures drawn
LONGEST_BURST = 0.03  # seconds of stepping before pictures are drawn and anybody else is heard
MOST_CREDITS = 4
MOST_THREADS = 128  # more than there are rooms, each with a game; most of them wait for their turn
MOST_UNREAD = 60  # messages to a page that does not read
SLOWEST, FASTEST = 0.1, 400.0  # weeks a second
CROWDED = Text("This room is full: {most} pages look on.", "该房间已满：最多 {most} 个页面同时观看。")
ENDED = Text(
    "This room ended because of an error inside the program; open a new one, or load the saved session.",
    "本房间因程序内部错误而结束；请新开房间，或打开已保存的会话。",
)

Answer = TypeVar("Answer")
workers = ThreadPoolExecutor(MOST_THREADS, "world")


async def in_thread(work: Callable[[], Answer], wanted: Callable[[], bool]) -> Answer:
    """Let the worlds' threads do something as long as it is wanted, in turn with all others."""
    return await asyncio.get_running_loop().run_in_executor(workers, lambda: in_turn(work, wanted))


@dataclass(eq=False)
class Page:
    """One open page.

    Attributes
    ----------
    leader : bool
        Whether it may steer.
    credits : int
        Pictures it is ready for.
    seen : FrameCursor
    outbox : queue of str or bytes
        What is on its way to it; None says that the page is to be closed.
    """

    leader: bool
    credits: int = 0
    seen: FrameCursor = field(default_factory=FrameCursor)
    version: int = -1
    outbox: asyncio.Queue[str | bytes | None] = field(default_factory=lambda: asyncio.Queue(MOST_UNREAD))

    def say(self, message: dict[str, Any]) -> None:
        """Send a message; a page that reads nothing for long is given up."""
        self.put(json_of(message))

    def put(self, message: str | bytes | None) -> None:
        """Put a message that is text or bytes already into the outbox; a full outbox gives the page up."""
        try:
            self.outbox.put_nowait(message)
        except asyncio.QueueFull:
            while not self.outbox.empty():
                self.outbox.get_nowait()
            self.outbox.put_nowait(None)


@dataclass(eq=False)
class Room:
    """A session with its pages.

    Attributes
    ----------
    name : str
        In links.
    leader_token, view_token : str
        What lets a page steer, or look on.
    playing, speed
        Whether weeks go by, and how many a second.
    until : int or None
        How many weeks are to be done when it stops by itself; None for the end.
    scene : dict
        What the facilitator shows besides: the tour's scene; the room follows.
    gaming : bool
        Whether a game is being lived beside.
    arriving : int
        How many pages are on their way in.
    closed : bool
        Whether it is over: nothing is worked on any more.
    """

    session: Session
    name: str = field(default_factory=lambda: secrets.token_hex(4))
    leader_token: str = field(default_factory=lambda: secrets.token_urlsafe(16))
    view_token: str = field(default_factory=lambda: secrets.token_urlsafe(8))
    playing: bool = False
    speed: float = 8.0
    until: int | None = None
    scene: dict[str, Any] = field(default_factory=dict)
    gaming: bool = False
    arriving: int = 0
    closed: bool = False
    pages: set[Page] = field(default_factory=set)
    version: int = 0
    empty_since: float = field(default_factory=monotonic)
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    wake: asyncio.Event = field(default_factory=asyncio.Event)
    _home: tuple[CommunitySettings, int] | None = None
    _debt: float = 0.0
    _last: float = 0.0

    def __post_init__(self) -> None:
        self._home = self._where()

    def _where(self) -> tuple[CommunitySettings, int]:
        """What a community is made from: settings, and for how many weeks."""
        return self.session.community.settings, self.session.weeks

    def state(self) -> dict[str, Any]:
        """The story and what goes on in the room."""
        return {**state_of(self.session), "playing": self.playing, "speed": self.speed, "scene": self.scene}

    @property
    def abandoned(self) -> bool:
        """Whether nobody is there and nobody on the way."""
        return not self.pages and not self.arriving

    def wanted(self) -> bool:
        """Whether somebody waits for what is worked on here; asked from threads, too."""
        return not self.closed and (not self.abandoned or monotonic() - self.empty_since < RELOAD)

    async def work(self, work: Callable[[], Answer]) -> Answer:
        """Do something in a thread, as long as somebody waits for it."""
        return await in_thread(work, self.wanted)

    def expect(self) -> None:
        """A page is on its way in: the room is not abandoned meanwhile."""
        self.arriving += 1

    def arrived(self) -> None:
        """It is there, or will not come."""
        self.arriving -= 1
        if self.abandoned:
            self.empty_since = monotonic()

    def join(self, page: Page) -> None:
        """A page opens."""
        if len(self.pages) >= MOST_PAGES:
            raise GongtongError(CROWDED.filled(most=MOST_PAGES))
        page.seen = caught_up(self.session)
        self.pages.add(page)
        self.wake.set()

    def part(self, page: Page) -> None:
        """A page closes; nothing goes on that nobody sees."""
        if page in self.pages:
            self.pages.remove(page)
            if not self.pages:
                self.playing, self.empty_since = False, monotonic()

    def pace(self, *, playing: bool) -> None:
        """Go on, or stop; everybody is told."""
        self.playing = playing and bool(self.pages) and self.session.week < self._end
        self._last, self._debt = monotonic(), 1.0  # the first week at once
        self.say({"is": "pace", "playing": self.playing, "speed": self.speed})
        self.wake.set()

    @property
    def _end(self) -> int:
        return self.session.weeks if self.until is None else min(self.until, self.session.weeks)

    def retell(self, state: dict[str, Any]) -> None:
        """The story changed: everybody is told all of it, and who lives there if it is another community."""
        said = {"is": "state", **state}
        if self._where() != self._home:
            self._home = self._where()
            said["community"] = community_of(self.session)
        self.say(said)
        for page in self.pages:
            page.seen = caught_up(self.session)
        self.changed()

    def changed(self) -> None:
        """Pictures are to be drawn anew."""
        self.version += 1
        self.wake.set()

    def say(self, message: dict[str, Any]) -> None:
        """Tell every page."""
        text = json_of(message)
        for page in self.pages:
            page.put(text)

    async def live(self) -> None:
        """Own the session: step while playing, draw for whoever is ready. Ends when cancelled, or by its own fault."""
        try:
            while True:
                began = monotonic()
                async with self.lock:
                    await self._beat(began)
                self.wake.clear()
                if not self.playing:
                    if not self._ready():
                        await self.wake.wait()
                    continue
                slower = max(BEAT, min(1 / self.speed, 1.0))
                # a command is heard at once meanwhile, since the lock is free
                await asyncio.sleep(max(began + slower - monotonic(), 0.001))
        except UnwantedError:
            return
        except Exception:  # noqa: BLE001  # whatever it was, other rooms go on
            traceback.print_exc(file=sys.stderr)
            self.say({"is": "ended", "text": both(ENDED)})
            for page in self.pages:
                page.put(None)

    async def _beat(self, now: float) -> None:
        weeks = self._weeks_due(now) if self.playing else 0
        ready = self._ready(stepping=weeks > 0)
        if not weeks and not ready:
            return
        drawn = await self.work(lambda: self._work(weeks, ready))
        for page, picture in drawn:
            page.credits -= 1
            page.put(picture)
        if self.playing and self.session.week >= self._end:
            self.pace(playing=False)

    def _weeks_due(self, now: float) -> int:
        """How many weeks the clock owes at this speed; what cannot be caught up is forgotten."""
        self._debt = min(self._debt + (now - self._last) * self.speed, max(self.speed * 0.25, 1.0))
        self._last = now
        weeks = int(self._debt)
        self._debt -= weeks
        return min(weeks, max(self._end - self.session.week, 0))

    def _ready(self, *, stepping: bool = False) -> list[Page]:
        return [page for page in self.pages if page.credits > 0 and (stepping or page.version != self.version)]

    def _work(self, weeks: int, ready: list[Page]) -> list[tuple[Page, bytes]]:
        """In a thread: step, then draw; pages that have seen the same get the same picture."""
        began = monotonic()
        for _ in range(weeks):
            self.session.step()
            self.version += 1
            if monotonic() - began > LONGEST_BURST:
                break
        drawn: list[tuple[Page, bytes]] = []
        kept: dict[tuple[Any, ...], tuple[bytes, FrameCursor]] = {}
        for page in ready:
            page.version = self.version
            key = (page.seen.week, tuple(page.seen.events), json.dumps(page.seen.marks))
            if key not in kept:
                kept[key] = (picture_of(self.session, page.seen), page.seen)
            picture, after = kept[key]
            page.seen = FrameCursor(after.epoch, after.week, list(after.events), list(after.marks))
            drawn.append((page, picture))
        return drawn
