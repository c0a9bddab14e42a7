"""What a page is told when it opens."""

from __future__ import annotations

from functools import cache
from typing import Any

from sim.app.content.content import content
from sim.app.content.model_catalogue import catalogue
from sim.app.frames import community_of
from sim.app.server.rooms import Room
from sim.lab.run.identity import model_version


def welcome(room: Room, *, leader: bool) -> dict[str, Any]:
    """The first message: the catalogue, the community, and the story so far."""
    return {
        "is": "welcome",
        "room": room.name,
        "leader": leader,
        "token": room.leader_token if leader else None,
        "view": room.view_token,
        "catalogue": {**catalogue(), **_content()},
        "community": community_of(room.session),
        "state": room.state(),
    }


@cache
def _content() -> dict[str, Any]:
    """Words, presets, tours and the game, and which model this is."""
    return {**content(), "version": model_version()}
