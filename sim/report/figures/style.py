"""How figures look: the font, the colours, the sizes, and the frame of title and footer that every figure has.

Nothing here changes matplotlib's global settings: figures are drawn inside `figure_style`, and keep what they need.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

import matplotlib as mpl
from matplotlib import patheffects
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.font_manager import fontManager
from matplotlib.patches import Rectangle
from matplotlib.text import Text as Label

from sim.text import Lang, Text

FONT = Path(__file__).parents[2] / "data" / "fonts" / "NotoSansSC-subset.ttf"
FAMILY = "Noto Sans SC Subset"
SIZE = (13.333, 7.5)  # inches, 16:9: a whole slide
DPI = 150
TITLE, SUBTITLE, HEADING, WORDS, SMALL = 22.0, 13.0, 14.0, 12.0, 11.0
LEFT, RIGHT, TOP, BOTTOM = 0.045, 0.962, 0.845, 0.125
FOOT = 0.072  # height of a line of names above the footer
EDGE = LEFT - 0.012  # where words of the frame begin

INK, SOFT, FAINT, GRID, PAPER = "#1B2430", "#56616F", "#9AA4B1", "#E3E7EC", "#FFFFFF"
MARK = Text("illustration", "示意")


L = TypeVar("L", bound=Label)


@cache
def register_font() -> str:
    """Make the shipped font known to matplotlib, once a process; returns its family."""
    fontManager.addfont(FONT)
    return FAMILY


@contextmanager
def as_shipped() -> Iterator[None]:
    """Matplotlib without what a user's own `matplotlibrc` says; afterwards it is as it was."""
    with mpl.rc_context():
        mpl.rcdefaults()
        mpl.rcParams["timezone"] = "UTC"  # the one setting of figures that `rcdefaults` leaves alone
        yield


@contextmanager
def figure_style(lang: Lang) -> Iterator[None]:
    """Settings under which a figure is drawn; afterwards matplotlib is as it was."""
    with as_shipped():
        mpl.rcParams.update({
            # the second family is for signs of other scripts in a user's own titles
            "font.family": [register_font(), "DejaVu Sans"],
            "font.size": WORDS,
            "text.color": INK,
            "text.parse_math": False,
            "axes.unicode_minus": True,
            "axes.edgecolor": FAINT,
            "axes.labelcolor": SOFT,
            "axes.linewidth": 0.8,
            "axes.spines.top": False,
            "axes.spines.right": False,
            "axes.axisbelow": True,
            "axes.grid": False,
            "axes.facecolor": PAPER,
            "figure.facecolor": PAPER,
            "grid.color": GRID,
            "grid.linewidth": 0.8,
            "xtick.color": FAINT,
            "ytick.color": FAINT,
            "xtick.labelcolor": SOFT,
            "ytick.labelcolor": SOFT,
            "xtick.labelsize": SMALL,
            "ytick.labelsize": SMALL,
            "xtick.major.size": 4.0,
            "ytick.major.size": 0.0,
            "xtick.major.width": 0.8,
            "lines.solid_capstyle": "round",
            "hatch.linewidth": 0.6,
            "axes.labelpad": 6.0 if lang == "en" else 7.0,
        })  # fmt: skip
        yield


def new_figure(title: str, subtitle: Sequence[str], footer: str, lang: Lang) -> Figure:
    """A slide with its title, what to read in it, the mark of an illustration, and the footer."""
    figure = Figure(figsize=SIZE, dpi=DPI)
    FigureCanvasAgg(figure)
    heavy(figure.text(EDGE, 0.965, title, size=TITLE, va="top"))
    for line, words in enumerate(subtitle):
        figure.text(EDGE, 0.905 - 0.031 * line, words, size=SUBTITLE, color=SOFT, va="top")
    figure.text(
        RIGHT,
        0.958,
        MARK.to(lang),
        size=WORDS,
        color=SOFT,
        va="top",
        ha="right",
        bbox={"boxstyle": "round,pad=0.35", "facecolor": "none", "edgecolor": FAINT, "linewidth": 0.8},
    )
    figure.add_artist(Rectangle((EDGE, 0.052), RIGHT - LEFT + 0.012, 0.0012, color=GRID))
    fitted(figure.text(EDGE, 0.028, footer, size=SMALL, color=SOFT, va="center"), RIGHT - LEFT)
    return figure


def paragraph(figure: Figure, words: str, lines: int, size: float = WORDS, **looks: Any) -> None:
    """Words under the title of a slide, broken into at most some lines as wide as the slide."""
    fitted(figure.text(EDGE, 0.905, words, size=size, color=SOFT, va="top", **looks), RIGHT - LEFT, lines)


def fitted(label: L, width: float, lines: int = 1) -> L:
    """Break a text into lines no wider than a share of the figure; what is left over ends in an ellipsis."""
    figure = label.get_figure(root=True)
    if figure is None:
        return label
    most, left, done = width * figure.bbox.width, label.get_text(), list[str]()

    def too_wide(words: str) -> bool:
        label.set_text(words)
        return bool(label.get_window_extent().width > most)

    while left and len(done) < lines:
        line, rest = left, ""
        while len(line) > 1 and too_wide(line + ("…" if rest and len(done) == lines - 1 else "")):
            line = line[:-1].rstrip()
            rest = left[len(line) :]
        if rest and len(done) < lines - 1 and " " in line and not rest.startswith(" "):
            line = line[: line.rindex(" ")]
        left = left[len(line) :].lstrip()
        done.append(line + ("…" if left and len(done) == lines - 1 else ""))
    label.set_text("\n".join(done))
    return label


def heavy(label: L) -> L:
    """Set a text in a heavier weight: a thin outline in its own colour, since one weight is shipped."""
    label.set_path_effects(
        [
            patheffects.Stroke(linewidth=float(label.get_fontsize()) * 0.03, foreground=label.get_color()),
            patheffects.Normal(),
        ]
    )
    return label


def haloed(label: L, colour: str = PAPER) -> L:
    """Put a rim in the colour of the ground round a text that stands on lines."""
    label.set_path_effects([patheffects.withStroke(linewidth=3.0, foreground=colour)])
    return label


def plain_axes(figure: Figure, box: tuple[float, float, float, float]) -> Axes:
    """Axes at a place of the figure (left, bottom, width, height), with a light horizontal grid."""
    axes = figure.add_axes(box)
    # ticks are made when drawn, which may be after the style has ended, so they are told their font here
    axes.tick_params(labelfontfamily=[FAMILY, "DejaVu Sans"])
    axes.grid(visible=True, axis="y")
    axes.spines["left"].set_visible(False)
    return axes


def row_of_names(figure: Figure, names: Sequence[tuple[str, str]], *, foot: bool = False) -> None:
    """Coloured squares with names in one line under the subtitle or above the footer, smaller where they are many.

    Each item is a colour and a text.
    """
    left, height = EDGE, FOOT if foot else TOP - 0.03
    labels = [figure.text(0, height, words, size=WORDS, va="center") for _, words in names]
    widths = [float(label.get_window_extent().width) / figure.bbox.width for label in labels]
    beside, gap = 0.015, 0.02
    shrink = min((RIGHT - left - (beside + gap) * len(names)) / max(sum(widths), 1e-9), 1.0)
    for (colour, _), label, width in zip(names, labels, widths, strict=True):
        figure.add_artist(Rectangle((left, height - 0.009), 0.0105, 0.0187, color=colour, linewidth=0))
        label.set(x=left + beside, size=WORDS * shrink)
        left += beside + width * shrink + gap


def points_high(axes: Axes) -> float:
    """The height of axes in points, the unit of type sizes."""
    return float(axes.bbox.height) / axes.figure.dpi * 72


def whole_percent(value: float, _: int) -> str:
    """A tick of an axis of shares."""
    return f"{100 * value:.4g}%"


def spread_out(wanted: Sequence[float], gap: float, low: float, high: float) -> list[float]:
    """Positions as near to the wanted ones as labels allow that need a gap between them, within bounds."""
    order = sorted(range(len(wanted)), key=lambda at: wanted[at])
    places = [min(max(wanted[at], low), high) for at in order]
    for at in range(1, len(places)):
        places[at] = max(places[at], places[at - 1] + gap)
    if places and places[-1] > high:
        places[-1] = high
        for at in range(len(places) - 2, -1, -1):
            places[at] = min(places[at], places[at + 1] - gap)
    found = dict(zip(order, places, strict=True))
    return [found[at] for at in range(len(wanted))]
