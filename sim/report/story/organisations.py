"""The organisations of a run, one life after the other: for the terminal, and as a Markdown table."""

from __future__ import annotations

from collections.abc import Sequence

from rich.cells import cell_len

from sim.agents.organisation import COMMITTEE, ORGANISATIONS
from sim.agents.organisation.history import OrganisationHistory
from sim.clock import Clock
from sim.policies import policies
from sim.report.text.numbers import capital
from sim.report.text.prose import few
from sim.report.text.table import Table, columns
from sim.results import Results
from sim.text import Lang, Text

HEADER = (
    Text("organisation", "组织"),
    Text("kind", "类别"),
    Text("estate", "小区"),
    Text("founded", "起始"),
    Text("ended", "终止"),
    Text("members (active)", "名册（活跃）"),
    Text("leaders", "带头人"),
)
KINDS = ORGANISATIONS | {COMMITTEE: Text("committee", "自管委员会")}  # short enough for a column
REGISTERED = Text("registered", "登记")
NONE_EVER = Text("No organisation ever took shape.", "始终没有社会组织成形。")
COUNTED = Text(
    "{ever:organisation} took shape; {alive} exist at the end.", "先后成形{ever:个}社会组织，期末尚存 {alive} 个。"
)
COMMITTEES = Text(
    "{ever:committee was|committees were} elected in estates; {alive} exist at the end.",
    "先后选出{ever:个}小区自管委员会，期末在任 {alive} 个。",
)
BELOW = Text("Below each: when it passed the steps of the 149 pathway.", "每个组织下方：走完149孵化流程各步的时间。")
GAP, INDENT, STEP_WIDTH = "  ", "   ", 8
FIRST_RIGHT = 5  # numbers are set flush right
NEVER = "–"
ALIVE = Text("alive", "存续")


def associations(results: Results) -> list[OrganisationHistory]:
    """The organisations of a run without the committees of estates, as its measures count them."""
    return [one for one in results.organisations if one.kind != COMMITTEE]


def organisation_lines(results: Results, lang: Lang) -> list[str]:
    """What the terminal shows: two lines of heading, then one or two lines an organisation."""
    records, clock = results.organisations, results.clock
    if not records:
        return [NONE_EVER.to(lang)]
    count = {COUNTED: associations(results), COMMITTEES: [one for one in records if one.kind == COMMITTEE]}
    said = [
        capital(text.filled(ever=len(some), alive=few(sum(one.alive for one in some)))).to(lang)
        for text, some in count.items()
        if some
    ]
    rows = [columns(HEADER, lang), *(_cells(one, clock, lang) for one in records)]
    lines = _aligned(rows)
    steps = [step for policy in policies().values() for step in policy.steps]
    said += [BELOW.to(lang), lines[0], _in_columns([step.short.to(lang) for step in steps])]
    for one, line in zip(records, lines[1:], strict=True):
        said.append(line)
        if one.steps:
            said.append(_in_columns([_month(one.steps.get(step.name), clock, "") for step in steps]))
        if one.reason is not None:
            said.append(f"{INDENT}{_month(one.ended, clock)} {one.reason.to(lang)}")
    return said


def organisations_markdown(results: Results, lang: Lang) -> str:
    """A Markdown table without committees, with the date of registration instead of all steps."""
    clock = results.clock
    header = columns((*HEADER[:4], REGISTERED, *HEADER[4:]), lang)
    body = []
    for one in associations(results):
        cells = _cells(one, clock, lang)
        ended = cells[4] if one.reason is None else f"{cells[4]} {one.reason.to(lang)}"
        body.append([*cells[:4], _month(one.registered, clock), ended, *cells[5:]])
    return Table(header, body).to_markdown().rstrip()


def _cells(one: OrganisationHistory, clock: Clock, lang: Lang) -> list[str]:
    return [
        one.name.to(lang),
        KINDS[one.kind].to(lang),
        str(one.home),
        _month(one.founded, clock),
        _month(one.ended, clock, ALIVE.to(lang)),
        f"{one.listed} ({one.active})",
        str(one.leaders),
    ]


def _month(week: int | None, clock: Clock, otherwise: str = NEVER) -> str:
    return otherwise if week is None else f"{clock.date(week):%Y-%m}"


def _aligned(rows: Sequence[Sequence[str]]) -> list[str]:
    """Rows with their cells in columns; a Chinese character takes two."""
    widths = [max(cell_len(row[at]) for row in rows) for at in range(len(rows[0]))]
    return [GAP.join(_padded(cell, widths[at], right=at >= FIRST_RIGHT) for at, cell in enumerate(row)) for row in rows]


def _in_columns(cells: Sequence[str]) -> str:
    return (INDENT + GAP.join(_padded(cell, STEP_WIDTH) for cell in cells)).rstrip()


def _padded(cell: str, width: int, *, right: bool = False) -> str:
    space = " " * (width - cell_len(cell))
    return space + cell if right else cell + space
