"""The command `gongtong phases`."""

from __future__ import annotations

from sim.commands.shared import LangOption
from sim.text import Text, language


def phases(lang: LangOption = None) -> None:
    """The week, in the order in which it happens. 一周的先后次序。"""
    from sim.report.terminal import print_table
    from sim.report.text.table import Table, columns
    from sim.schedule import PHASES

    spoken = language(lang)
    rows = [(str(n), phase.name, phase.label.to(spoken)) for n, phase in enumerate(PHASES, 1)]
    print_table(Table(["", *columns((Text("phase", "阶段"), Text("what happens", "内容")), spoken)], rows))
