"""The one-page summary of a session: what was done, what came of it in the model, and what that rests on."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.agents.resident.columns import STAGES
from sim.app.content.model_catalogue import change_label
from sim.app.frames import calibration_of
from sim.app.world import bands
from sim.app.world.live_world import LiveWorld
from sim.app.world.session import Session
from sim.lab.run.identity import model_version
from sim.lab.run.outputs import all_measures
from sim.measures import Measure
from sim.results import YEAR, value_over
from sim.text import Lang, Text

SHOWN = (
    *STAGES, "active_4w", "membership", "membership_active", "organisations", "backbone", "matters_open",
    "waiting_per_matter", "volunteer_hours", "cadre_hours", "cost_yuan", "trust", "motivation",
)  # fmt: skip
CURVED = ("active_4w", "together")
WIDE, HIGH, ROOM = 640, 150, 34
TITLE = Text("Gongtong workshop: one page", "共同工作坊：一页小结")
ILLUSTRATION = Text(
    "Illustration: one run with one seed, not a forecast. Everybody in it is invented; not for scoring people.",
    "示意：一个随机种子的一次运行，不是预测。其中人物均为虚构，不得用于给人打分。",
)
DONE = Text("What was done", "做了什么")
CAME = Text(
    "What came of it in the model, last 52 weeks up to week {week}", "模型中的结果（截至第 {week} 周的近 52 周）"
)
CURVES = Text("How it went", "经过")
HAPPENED = Text("What happened last", "最近发生的事")
RESTS = Text("What this rests on", "依据")
WORLD, DIFFERENCE = Text("World {n}", "世界{n}"), Text("World 2 − world 1", "世界2 − 世界1")
MEASURE, UNIT = Text("measure", "指标"), Text("unit", "单位")
NOTHING = Text("no module at all", "没有开任何模块")
SEED, VERSION = Text("seed {seed}", "随机种子 {seed}"), Text("model version {version}", "模型版本 {version}")
LIVES = Text("{n} residents live differently in world 2.", "世界2中有 {n} 名居民所处阶段不同。")
PER_CENT = Text("% of residents aged 12+", "12 岁以上居民的 %")
MOST_EVENTS = 12
STYLE = """
body{font:15px/1.5 "Noto Sans SC","Source Han Sans SC","Microsoft YaHei",sans-serif;max-width:760px;margin:24px auto;
color:#1f2a33;padding:0 16px}h1{font-size:24px;margin:0}h2{font-size:17px;margin:20px 0 6px}
table{border-collapse:collapse;width:100%}td,th{padding:3px 8px;border-bottom:1px solid #d7dde2;text-align:left}
td.n,th.n{text-align:right;font-variant-numeric:tabular-nums}.note{color:#4a5861}li{margin:2px 0}
@media print{body{margin:0 auto}}"""


def summary(session: Session, lang: Lang) -> str:
    """One HTML page that needs nothing else."""
    parts = [
        f"<h1>{_e(TITLE, lang)}</h1>",
        f'<p class="note">{_e(ILLUSTRATION, lang)}</p>',
        *(_story(session, n, lang) for n in range(len(session.worlds))),
        f"<h2>{_e(CAME.filled(week=str(session.week)), lang)}</h2>",
        _table(session, lang),
        _difference(session, lang),
        f"<h2>{_e(CURVES, lang)}</h2>",
        *(_curve(session, name, lang) for name in CURVED),
        _events(session.worlds[0], lang),
        f"<h2>{_e(RESTS, lang)}</h2>",
        _basis(session, lang),
    ]
    head = f'<meta charset="utf-8"><title>{_e(TITLE, lang)}</title><style>{STYLE}</style>'
    return f'<!doctype html><html lang="{lang}"><head>{head}</head><body>{"".join(parts)}</body></html>\n'


def _e(text: Text, lang: Lang) -> str:
    return escape(text.to(lang))


def _story(session: Session, n: int, lang: Lang) -> str:
    story = session.worlds[n].scenario
    said = "".join(f"<li>{change.day} · {_e(change_label(change), lang)}</li>" for change in story.changes)
    which = f" · {_e(WORLD.filled(n=str(n + 1)), lang)}" if len(session.worlds) > 1 else ""
    return f"<h2>{_e(DONE, lang)}{which}</h2><ul>{said or f'<li>{_e(NOTHING, lang)}</li>'}</ul>"


def _table(session: Session, lang: Lang) -> str:
    known, two = all_measures(), len(session.worlds) > 1
    heads = [WORLD.filled(n=str(n + 1)) for n in range(len(session.worlds))] + ([DIFFERENCE] if two else [])
    rows = [
        f"<tr><th>{_e(MEASURE, lang)}</th>{''.join(f'<th class=n>{_e(one, lang)}</th>' for one in heads)}"
        f"<th>{_e(UNIT, lang)}</th></tr>"
    ]
    found = [_last_year(live) for live in session.worlds]
    for name in SHOWN:
        measure = known[name]
        values = [_one(measure, series) for series in found]
        cells = [_number(measure, value) for value in values]
        cells += [_number(measure, values[1] - values[0], sign=True)] if two else []
        unit = PER_CENT if measure.percent else measure.unit
        rows.append(
            f"<tr><td>{_e(measure.label, lang)}</td>{''.join(f'<td class=n>{cell}</td>' for cell in cells)}"
            f"<td>{_e(unit, lang)}</td></tr>"
        )
    return f"<table>{''.join(rows)}</table>"


def _last_year(live: LiveWorld) -> dict[str, NDArray[np.float64]]:
    return live.simulation.measured(max(live.week - YEAR, 0), live.week) if live.week else {}


def _one(measure: Measure, series: dict[str, NDArray[np.float64]]) -> float:
    return value_over(measure, series, slice(None)) if series else 0.0


def _number(measure: Measure, value: float, *, sign: bool = False) -> str:
    shown = 100 * value if measure.percent else value
    digits = 1 if measure.percent else 0 if abs(shown) >= 100 or shown == int(shown) else 2  # noqa: PLR2004
    said = f"{shown:{'+' if sign else ''},.{digits}f}"
    return said.replace("-", "−") if float(said.replace(",", "")) else f"{0:.{digits}f}"


def _difference(session: Session, lang: Lang) -> str:
    if len(session.worlds) == 1:
        return ""
    return f"<p>{_e(LIVES.filled(n=f'{int(session.differs().sum()):,}'), lang)}</p>"


def _curve(session: Session, name: str, lang: Lang) -> str:
    """A small chart: band, first world solid, second dashed."""
    from sim.report.figures import colours

    if session.week < 2:  # noqa: PLR2004  # a line needs two points
        return ""
    lines = [live.simulation.measured(0, session.week)[name] for live in session.worlds]
    band: dict[str, Any] = (bands.band_of(session.worlds[0].scenario) or {}).get(name, {})
    ends = [np.array(values[: session.week]) for values in band.values()]
    top = max(float(max(values.max() for values in (*lines, *ends))), 1e-6) * 1.08
    colour = colours.STAGE_COLOURS.get(name, "#1F3A5F")
    drawn = []
    if ends:
        outline = _points(ends[0], top) + _points(ends[1], top)[::-1]
        drawn.append(f'<polygon points="{" ".join(outline)}" fill="{colour}" opacity="0.16"/>')
    for n, values in enumerate(lines):
        dash = ' stroke-dasharray="6 4"' if n else ""
        points = " ".join(_points(values, top))
        drawn.append(f'<polyline points="{points}" fill="none" stroke="{colour}" stroke-width="2"{dash}/>')
    clock = session.worlds[0].scenario.clock
    label = all_measures()[name].label
    return (
        f'<svg viewBox="0 0 {WIDE} {HIGH}" width="100%" role="img"><text x="0" y="14" font-size="14">{_e(label, lang)}'
        f'</text><text x="{WIDE}" y="14" font-size="13" text-anchor="end">0–{100 * top:.1f}%</text>{"".join(drawn)}'
        f'<text x="0" y="{HIGH - 2}" font-size="13">{clock.first}</text><text x="{WIDE}" y="{HIGH - 2}" font-size="13" '
        f'text-anchor="end">{clock.date(session.week)}</text></svg>'
    )


def _points(values: NDArray[np.float64], top: float) -> list[str]:
    x = np.linspace(0, WIDE, values.size)
    y = HIGH - 18 - (HIGH - 18 - ROOM) * values / top
    return [f"{a:.1f},{b:.1f}" for a, b in zip(x, y, strict=True)]


def _events(live: LiveWorld, lang: Lang) -> str:
    clock, last = live.scenario.clock, live.events[-MOST_EVENTS:]
    said = "".join(f"<li>{clock.date(event.week)} · {_e(event.text, lang)}</li>" for event in last)
    return f"<h2>{_e(HAPPENED, lang)}</h2><ul>{said}</ul>" if said else ""


def _basis(session: Session, lang: Lang) -> str:
    story = session.worlds[0].scenario
    said: Sequence[Text] = (
        SEED.filled(seed=str(session.seed)),
        calibration_of(story),
        bands.note(story),
        VERSION.filled(version=model_version()),
    )
    return "".join(f"<p class=note>{_e(text, lang)}</p>" for text in said)
