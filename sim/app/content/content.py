"""The content as the wire carries it: plain data, every text with both languages."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sim.app.content.game import COLUMNS, MOST_TEAMS, Board, GameBudget, choices
from sim.app.content.presets import presets
from sim.app.content.reveal import Revealed, figure_unit
from sim.app.content.tours import Tour, tours
from sim.app.content.words import WORDS
from sim.app.wire import both
from sim.lab.run.outputs import all_measures
from sim.policies import policies


def content() -> dict[str, Any]:
    """What the page's catalogue has of the content: `words`, `presets`, `tours`, `game`."""
    return {
        "words": {key: both(text) for key, text in WORDS.items()},
        "presets": [
            {"name": one.name, "label": both(one.label), "meaning": both(one.meaning), "failure": one.failure}
            for one in presets().values()
        ],
        "tours": [_tour(one) for one in tours().values()],
        "game": {
            "budget": GameBudget().model_dump(),
            "most_teams": MOST_TEAMS,
            "choices": {name: list(choices(name)) for name in policies()},
            "columns": _columns(),
        },
    }


def revealed_on_wire(revealed: Revealed) -> dict[str, Any]:
    """The answer to a prediction."""
    return {
        "value": revealed.value,
        "against": both(revealed.against),
        "verdict": None if revealed.verdict is None else both(revealed.verdict),
        "reading": both(revealed.reading),
    }


def board_on_wire(board: Board) -> dict[str, Any]:
    """The board of a game."""
    return {
        "columns": _columns(),
        "rows": [{"team": row.team, "values": row.values, "ranks": row.ranks} for row in board.rows],
        "refused": [{"team": team, "text": both(why)} for team, why in board.refused.items()],
        "nothing": board.nothing,
    }


def _tour(tour: Tour) -> dict[str, Any]:
    """A tour, with the unit in which each scene's guess is entered."""
    data = tour.model_dump(mode="json", exclude_none=True)
    known = all_measures()
    for scene, told in zip(tour.scenes, data["scenes"], strict=True):
        told["guess"] |= {"percent": known[scene.guess.measure].percent, "unit": both(figure_unit(scene.guess))}
    return data


def _columns() -> list[Mapping[str, Any]]:
    return [
        {"key": one.key, "about": one.about, "label": both(one.label), "unit": both(one.unit), "percent": one.percent,
         "more_is_better": one.more_is_better}
        for one in COLUMNS
    ]  # fmt: skip
