"""The command `gongtong report`, and printing a report's page."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from sim.commands.shared import LangOption, say
from sim.text import GongtongError, Lang, Text, language

PdfOption = Annotated[
    bool, typer.Option("--pdf", help="Print the page to report.pdf with a Chromium browser. 另存为 PDF。")
]
WRITTEN = Text("The page is {page}", "报告页：{page}")


def report(
    folder: Annotated[Path, typer.Argument(help="Folder of `gongtong compare --report`. 报告目录。")],
    pdf: PdfOption = False,
    lang: LangOption = None,
) -> None:
    """Make a report's page again from its files, in either language. 由已有文件重新生成报告页。"""
    from sim.report.archive import remake

    spoken = language(lang)
    if pdf:
        browser_for(folder)
    page = remake(folder, spoken)
    say(WRITTEN.filled(page=page).to(spoken))
    if pdf:
        print_page(folder, spoken)


def browser_for(folder: Path | None) -> None:
    """Refuse `--pdf` before the work.

    Raises
    ------
    GongtongError
        If no folder is named, or there is no browser to print with.
    """
    from sim.report.page.pdf import find_browser

    if folder is None:
        raise GongtongError(
            Text(
                "--pdf: prints the page of a report; name its folder with --report.",
                "--pdf：打印的是报告页；请用 --report 指定目录。",
            )
        )
    find_browser()


def print_page(folder: Path | None, lang: Lang) -> None:
    """Print the page of a folder and say where."""
    from sim.report.page.page import PAGE, write_pdf

    if folder is not None:
        say(WRITTEN.filled(page=write_pdf(folder / PAGE)).to(lang))
