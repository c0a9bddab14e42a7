"""What a page is told when it opens."""

from __future__ import annotations

from functools import cache
from typing import Any

from sim.app.catalogue import catalogue
from sim.app.content.presets import presets
from sim.app.content.words import WORDS
from sim.app.rooms import Room
from sim.app.views import community_of
from sim.app.wire import both
from sim.lab.keys import model_version


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
    """Words, presets, tours, and which model this is."""
    return {
        "words": {name: both(words) for name, words in WORDS.items()},
        "presets": [
            {"name": one.name, "label": both(one.label), "meaning": both(one.meaning), "failure": one.failure}
            for one in presets().values()
        ],
        "tours": [],
        "version": model_version(),
    }
