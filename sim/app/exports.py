"""Files to take away: chart data, a one-page summary, the session, the scenario. Each says what it rests on."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

from sim.app.content.model_catalogue import curves
from sim.app.frames import calibration_of
from sim.app.summary import summary
from sim.app.world import bands
from sim.app.world.session import Session
from sim.app.world.session_file import session_data
from sim.lab.run.identity import model_version
from sim.lab.run.outputs import all_measures
from sim.report.text.table import Table, columns, for_excel
from sim.scenario.file import dump
from sim.text import Lang, Text

WORLD = Text("world {n}", "世界{n}")
LOW, HIGH = Text("{name}, band low", "{name}·色带下限"), Text("{name}, band high", "{name}·色带上限")
WEEK, DATE, SEED = Text("week", "周"), Text("date", "日期"), Text("seed", "随机种子")
STATUS, VERSION = Text("calibration status", "校准状态"), Text("model version", "模型版本")
ILLUSTRATION = Text(
    "illustration: one run with one seed, not a forecast; not for scoring people",
    "示意：一个随机种子的一次运行，不是预测；不得用于给人打分",
)
NOTE = Text("note", "说明")


def export(session: Session, what: str, world: int, lang: Lang) -> dict[str, Any]:
    """A file by its kind: name, MIME type, text."""
    return EXPORTS[what](session, world, lang)


def _csv(session: Session, _: int, lang: Lang) -> dict[str, Any]:
    """Every curve by week, of each world, with the band where there is one."""
    curves = dict(_curves(session, lang))
    header = [*columns((WEEK, DATE), lang), *curves, *columns((SEED, STATUS, VERSION, NOTE), lang)]
    story = session.worlds[0].scenario
    rests_on = [str(session.seed), calibration_of(story).to(lang), model_version(), ILLUSTRATION.to(lang)]
    rows = [
        [str(week), story.clock.date(week).isoformat(), *(f"{one[week]:.6g}" for one in curves.values()), *rests_on]
        for week in range(session.week)
    ]
    text = for_excel(Table(header, rows).to_csv("\r\n"))
    return {"name": f"gongtong-{session.seed}.csv", "mime": "text/csv;charset=utf-8", "text": text}


def _curves(session: Session, lang: Lang) -> Iterator[tuple[str, Any]]:
    """Named columns of numbers."""
    known = all_measures()
    for n, live in enumerate(session.worlds, 1):
        measured = live.simulation.measured(0, session.week) if session.week else {}
        prefix = f"{WORLD.filled(n=str(n)).to(lang)}: " if len(session.worlds) > 1 else ""
        for name in curves():
            if name in measured:
                yield f"{prefix}{known[name].label.to(lang)} ({known[name].unit.to(lang)})", measured[name]
    for name, ends in (bands.band_of(session.worlds[0].scenario) or {}).items():
        if name in known:
            label = known[name].label
            yield LOW.filled(name=label).to(lang), ends["low"]
            yield HIGH.filled(name=label).to(lang), ends["high"]


def _summary(session: Session, _: int, lang: Lang) -> dict[str, Any]:
    return {"name": f"gongtong-{session.seed}.html", "mime": "text/html;charset=utf-8", "text": summary(session, lang)}


def _session(session: Session, _: int, __: Lang) -> dict[str, Any]:
    text = json.dumps(session_data(session), ensure_ascii=False, indent=1)
    return {"name": f"gongtong-{session.seed}-{session.week}.json", "mime": "application/json", "text": text}


def _scenario(session: Session, world: int, _: Lang) -> dict[str, Any]:
    """The story as a scenario: `gongtong run` gives the same numbers to the last bit."""
    at = min(world, len(session.worlds) - 1)
    name = f"gongtong-{session.seed}-{at + 1}.yaml"
    head = f"# gongtong run {name} --seeds {session.seed},\n"
    return {"name": name, "mime": "application/yaml", "text": head + dump(session.worlds[at].scenario)}


EXPORTS: dict[str, Callable[[Session, int, Lang], dict[str, Any]]] = {
    "csv": _csv,
    "summary": _summary,
    "session": _session,
    "scenario": _scenario,
}
