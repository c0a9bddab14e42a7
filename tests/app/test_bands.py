"""The pale bands: of every preset, as long as its story is untouched, and of no other story."""

from __future__ import annotations

import numpy as np
import pytest

from sim.app.content.presets import presets, with_preset
from sim.app.world.bands import MEASURES, band_of, note
from sim.app.world.story import changing, unrolled
from sim.scenario.file import load


@pytest.mark.parametrize("name", presets())
def test_every_preset_has_its_band(name: str) -> None:
    """By measure and week; the lower end is the lower one. Fails when a preset changed: docs/tools/bands.py again."""
    story = unrolled(with_preset(load("liuhe"), name))
    band = band_of(story)
    assert band is not None
    assert band["seeds"] >= 10
    assert set(band) == {*MEASURES, "seeds"}
    for measure in MEASURES:
        low, high = np.array(band[measure]["low"]), np.array(band[measure]["high"])
        assert low.size == high.size == story.weeks
        assert np.all(low <= high)
        assert (high > low).any() or measure != "active_4w"
    assert str(band["seeds"]) in note(story).en


def test_a_story_changed_by_hand_has_none() -> None:
    """And says so."""
    story = changing(unrolled(with_preset(load("liuhe"), "points")), 100, "points.budget", 20_000.0)
    assert band_of(story) is None
    assert note(story).en.startswith("No band")
