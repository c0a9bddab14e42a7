"""What can be read on a figure, and what stands in the way of reading it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pytest
from matplotlib.figure import Figure
from matplotlib.text import Text as Label

from sim.text import LANGUAGES


def in_each_language(things: Iterable[Any]) -> list[Any]:
    """Every thing in both languages; which of the two waits for the slow tests changes from thing to thing."""
    return [
        pytest.param(thing, lang, marks=[] if at % 2 == nth else [pytest.mark.slow])
        for at, thing in enumerate(things)
        for nth, lang in enumerate(LANGUAGES)
    ]


def labels(figure: Figure) -> list[Label]:
    """Every text that shows."""
    figure.draw_without_rendering()
    unseen = {
        label
        for axes in figure.axes
        for axis in (axes.xaxis, axes.yaxis)
        for tick in axis.get_major_ticks()
        for label in (tick.label1, tick.label2)
        if not min(axis.get_view_interval()) <= tick.get_loc() <= max(axis.get_view_interval())
    }
    return [
        label
        for label in figure.findobj(Label)
        if label.get_visible() and label.get_text().strip() and label not in unseen
    ]


def said(figure: Figure) -> str:
    """All words of a figure."""
    return "\n".join(label.get_text() for label in labels(figure))


def outside(figure: Figure) -> list[str]:
    """Texts that leave the slide."""
    page = figure.bbox
    boxes = [(label.get_text(), label.get_window_extent()) for label in labels(figure)]
    return [text for text, box in boxes if box.x0 < 0 or box.y0 < 0 or box.x1 > page.x1 or box.y1 > page.y1]


def collisions(figure: Figure) -> list[tuple[str, str]]:
    """Pairs of texts that stand on one another by more than a rim of two points."""
    rim = 2 * figure.dpi / 72
    boxes = [(label.get_text(), label.get_window_extent()) for label in labels(figure)]
    return [
        (one, other)
        for at, (one, a) in enumerate(boxes)
        for other, b in boxes[at + 1 :]
        if min(a.x1, b.x1) - max(a.x0, b.x0) > rim and min(a.y1, b.y1) - max(a.y0, b.y0) > rim
    ]
