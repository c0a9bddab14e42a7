"""The command `gongtong policies`."""

from __future__ import annotations

from sim.commands.shared import LangOption
from sim.text import Text, language


def policies(lang: LangOption = None) -> None:
    """The policy modules. 政策模块。"""
    from sim.policies import policies as known
    from sim.report.terminal import print_table
    from sim.report.text.table import Table, columns

    spoken = language(lang)
    header = columns((Text("module", "模块"), Text("name", "名称"), Text("what it does", "作用")), spoken)
    rows = [(name, module.label.to(spoken), module.about.to(spoken)) for name, module in known().items()]
    print_table(Table(header, rows))
