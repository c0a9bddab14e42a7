"""The command `gongtong params`."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

from sim.commands.shared import LangOption
from sim.text import GongtongError, Text, language


class Form(StrEnum):
    """How a table is printed."""

    table = "table"
    markdown = "markdown"
    csv = "csv"


def params(
    contains: Annotated[
        str, typer.Argument(help="Only numbers whose name contains this. 只列名称含此文字的参数。")
    ] = "",
    form: Annotated[Form, typer.Option("--form", help="table, markdown or csv. 形式。")] = Form.table,
    lang: LangOption = None,
) -> None:
    """Every number of the model: default, range, unit, meaning, status, source. 模型的全部参数。"""
    from sim.report.terminal import print_table
    from sim.report.text.parameters import parameter_table

    table = parameter_table(language(lang), contains)
    if not table.rows:
        raise GongtongError(Text(f"No number has {contains!r} in its name.", f"没有名称含 {contains!r} 的参数。"))
    print_table(table, form.value)
