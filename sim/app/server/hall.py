"""The hall: all rooms of one server, how many there may be, and which go first."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from time import monotonic

from sim.app.server.rooms import Room, in_thread
from sim.app.world.session import Session
from sim.text import GongtongError, Text

MOST_ROOMS = 40
GRACE = 90.0  # seconds that a room outlives its last page, so that a reload or a short cut loses nothing
FULL = Text("This workshop is full: {most} rooms are open.", "工作坊已满：最多同时开 {most} 个房间。")


class Hall:
    """All rooms of one server."""

    def __init__(self, make: Callable[[], Session]) -> None:
        self._make = make
        self.rooms: dict[str, Room] = {}
        self._promised = 0  # places of rooms that are being built
        self._closed = False
        self._tasks: dict[str, asyncio.Task[None]] = {}

    async def open(self, make: Callable[[], Session] | None = None, wanted: Callable[[], bool] = lambda: True) -> Room:
        """A new room, which expects its first page; built in a thread as long as it is wanted.

        Raises
        ------
        GongtongError
            If all places are taken.
        UnwantedError
            If it is not wanted any more.
        """
        self._take_place()
        try:
            session = await in_thread(make or self._make, lambda: wanted() and not self._closed)
        finally:
            self._promised -= 1
        room = Room(session)
        room.expect()
        self.rooms[room.name] = room
        self._tasks[room.name] = asyncio.create_task(room.live())
        self._tasks[room.name].add_done_callback(lambda _: self.end(room))
        return room

    def _take_place(self) -> None:
        """Take a place before anything is waited for; the room that was left longest ago makes one if need be."""
        while len(self.rooms) + self._promised >= MOST_ROOMS:
            left = [room for room in self.rooms.values() if room.abandoned]
            if not left:
                raise GongtongError(FULL.filled(most=MOST_ROOMS))
            self.end(min(left, key=lambda room: room.empty_since))
        self._promised += 1

    def end(self, room: Room) -> None:
        """End a room: what is worked on there stops after the week it is at."""
        room.closed = True
        self.rooms.pop(room.name, None)
        if (task := self._tasks.pop(room.name, None)) is not None:
            task.cancel()

    async def sweep(self) -> None:
        """Close rooms that nobody looked at for a while, so that their memory is free; runs for ever."""
        while True:
            await asyncio.sleep(min(GRACE / 6, 10.0))
            for room in list(self.rooms.values()):
                if room.abandoned and monotonic() - room.empty_since > GRACE:
                    self.end(room)

    async def close(self) -> None:
        """End every room, and all work, so that nothing is waited for."""
        self._closed = True
        tasks = list(self._tasks.values())
        for room in list(self.rooms.values()):
            self.end(room)
        await asyncio.gather(*tasks, return_exceptions=True)
