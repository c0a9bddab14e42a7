"""The command `gongtong policies`."""

from __future__ import annotations

from sim.commands.shared import LangOption
from sim.text import Text, language


def policies(lang: LangOption = None) -> None:
    """The policy modules. 政策模块。"""
    from sim.policies import policies as known
    from sim.report.terminal import print_table

    spoken = language(lang)
    print_table(
        [Text("module", "模块").to(spoken), Text("name", "名称").to(spoken), Text("what it does", "作用").to(spoken)],
        [(name, module.label.to(spoken), module.about.to(spoken)) for name, module in known().items()],
    )
