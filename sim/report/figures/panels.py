"""Where things stand on a slide: panels in rows and columns, and the words round them.

Room is given in points, the unit of type. It is set beforehand, since words are broken and sized to the width of their
panel while they are written; matplotlib's constrained layout would find that width only afterwards.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import ceil
from typing import Any, NamedTuple

from matplotlib.axes import Axes
from matplotlib.cm import ScalarMappable
from matplotlib.colors import Colormap, Normalize
from matplotlib.figure import Figure
from matplotlib.gridspec import GridSpec
from matplotlib.text import Annotation
from matplotlib.ticker import FuncFormatter, MaxNLocator

from sim.report.figures import style

ACROSS, DOWN = (72 * inches for inches in style.SIZE)  # the slide in points
FEW, WIDE, WIDER = 3, 3, 4  # panels in one row; in each of several rows; in rows of more than six
BAR = 56.0  # points that a bar of colours takes with its numbers
LINE, BEFORE_WORDS = 10.0, 14.0  # points from a panel to where the line of an end label ends, and to its words


class EndLabel(NamedTuple):
    """What stands at the right of a panel, where a line ends."""

    end: float
    name: str
    words: str
    colour: str


def columns_for(count: int) -> int:
    """How many panels stand side by side, so that rows of up to three or four are filled alike."""
    return count if count <= FEW else ceil(count / ceil(count / (WIDE if count <= 2 * WIDE else WIDER)))


def in_rows(
    figure: Figure,
    count: int,
    columns: int | None = None,
    *,
    left: float = 0.0,
    right: float = 0.0,
    top: float = 0.0,
    bottom: float = 0.0,
    across: float = 0.0,
    down: float = 0.0,
) -> list[Axes]:
    """Panels that fill the slide between its subtitle and its footer, row by row.

    Parameters
    ----------
    figure : Figure
        The slide.
    count, columns : int
        How many panels, and how many side by side; by default as many as fill rows of up to three or four.
    left, right, top, bottom : float
        Room round all panels, in points; below is always room for ticks.
    across, down : float
        Room between panels side by side and between rows, in points.
    """
    columns = columns or columns_for(count)
    rows = ceil(count / columns)
    start, end = style.EDGE * ACROSS + left, style.RIGHT * ACROSS - right
    floor, roof = style.BOTTOM * DOWN + bottom, style.TOP * DOWN - top
    wide, high = (end - start - (columns - 1) * across) / columns, (roof - floor - (rows - 1) * down) / rows
    places = GridSpec(
        rows,
        columns,
        left=start / ACROSS,
        right=end / ACROSS,
        bottom=floor / DOWN,
        top=roof / DOWN,
        wspace=across / wide,
        hspace=down / high,
    )
    return [style.plain_axes(figure, places[divmod(at, columns)].get_position(figure).bounds) for at in range(count)]


def points_wide(axes: Axes) -> float:
    """The width of axes in points."""
    return float(axes.get_position().width) * ACROSS


def heading(
    axes: Axes,
    words: str,
    up: float = 8.0,
    *,
    colour: str = style.INK,
    size: float = style.HEADING,
    left: float = 0.0,
    right: float = 0.0,
    lines: int = 1,
) -> Annotation:
    """A heavy heading above a panel, no wider than it and the room at its sides, in points."""
    return style.heavy(note(axes, words, up, colour=colour, size=size, left=left, right=right, lines=lines))


def note(
    axes: Axes,
    words: str,
    up: float = 8.0,
    *,
    colour: str = style.SOFT,
    size: float = style.SMALL,
    left: float = 0.0,
    right: float = 0.0,
    lines: int = 1,
) -> Annotation:
    """Words above a panel, no wider than it and the room at its sides, in points."""
    label = beside(axes, words, (0, 1), (-left, up), xycoords="axes fraction", size=size, colour=colour)
    return style.fitted(label, (points_wide(axes) + left + right) / ACROSS, lines)


def row_name(
    axes: Axes,
    words: str,
    row: float,
    room: float,
    *,
    colour: str = style.INK,
    lines: int = 1,
) -> Annotation:
    """The name of a row at the left of a panel, no wider than the room there, in points."""
    label = beside(
        axes,
        words,
        (0, row),
        (-8, 0),
        xycoords=axes.get_yaxis_transform(),
        ha="right",
        va="center",
        size=style.WORDS,
        colour=colour,
    )
    return style.fitted(label, room / ACROSS, lines)


def beside(
    axes: Axes,
    words: str,
    at: tuple[float, float],
    off: tuple[float, float],
    *,
    size: float = style.SMALL,
    colour: str = style.INK,
    ha: str = "left",
    va: str = "baseline",
    **looks: Any,
) -> Annotation:
    """Words some points to the right and up from a place of a panel, given as `xycoords` or else in its data."""
    return axes.annotate(words, at, off, textcoords="offset points", size=size, color=colour, ha=ha, va=va, **looks)


def colour_bar(
    figure: Figure,
    beside: Sequence[Axes],
    scale: Normalize,
    colours: str | Colormap,
    said: Callable[[float], str],
    words: str = "",
) -> None:
    """The colours of a scale at the right edge of the slide, as high as the panels, what they mean above them.

    The panels leave `BAR` points and a gap at their right.
    """
    places = [axes.get_position(original=True) for axes in beside]  # as given, not what a map of one shape takes of it
    floor, roof = min(place.y0 for place in places), max(place.y1 for place in places)
    axes = style.plain_axes(figure, (style.RIGHT - BAR / ACROSS, floor, 10 / ACROSS, roof - floor))
    bar = figure.colorbar(ScalarMappable(scale, colours), axes, format=FuncFormatter(lambda value, _: said(value)))
    bar.outline.set_visible(False)
    bar.locator = MaxNLocator(5, steps=[1, 2, 5, 10])
    label = figure.text(style.RIGHT, roof + 8 / DOWN, words, size=style.SMALL - 1, color=style.SOFT, ha="right")
    style.fitted(label, 82 / ACROSS, 3)


def read_across(axes: Axes) -> None:
    """Dress a panel whose values run from left to right: a grid of upright lines, no ticks for rows."""
    axes.grid(visible=False, axis="y")
    axes.grid(visible=True, axis="x")
    axes.set_yticks([])
    axes.tick_params(axis="x", length=0)


def end_labels(axes: Axes, labels: Sequence[EndLabel], room: float, *, lines: int = 1, tall: float = 2.9) -> None:
    """Names and words where lines end, at the right of a panel, pushed apart where lines meet.

    Parameters
    ----------
    axes : Axes
        The panel, its limits set.
    labels : sequence of EndLabel
        What to write.
    room : float
        Points at the right of the panel.
    lines : int
        Lines that a name may take.
    tall : float
        Height that a label needs, in lines of type.
    """
    low, high = axes.get_ylim()
    down = style.points_high(axes)
    gap = min(style.WORDS * tall, down / len(labels)) / down * (high - low)
    places = style.spread_out([label.end for label in labels], gap, low + gap / 2, high - gap / 2)
    at_right, wide = axes.get_yaxis_transform(), points_wide(axes)
    for label, place in zip(labels, places, strict=True):
        line = [1, 1 + LINE / wide]
        axes.plot(line, [label.end, place], color=label.colour, linewidth=1.2, transform=at_right, clip_on=False)
        at = (1 + BEFORE_WORDS / wide, place)
        name = axes.annotate(
            label.name, at, xycoords=at_right, va="bottom", size=style.WORDS, color=label.colour, annotation_clip=False
        )
        style.heavy(style.fitted(name, (room - BEFORE_WORDS) / ACROSS, lines))
        beside(axes, label.words, at, (0, -2), xycoords=at_right, va="top", linespacing=1.25, annotation_clip=False)
