"""Everything that a report writes into a folder: figures, tables and texts, each file whole or not at all."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import polars as pl
from matplotlib.figure import Figure

from sim.files import make_folder, write_table, write_whole
from sim.report.figures.gallery import save_figure
from sim.report.text.table import for_excel, to_cell

FileContent = Figure | pl.DataFrame | str


def write_folder(folder: Path, content: Mapping[str, FileContent]) -> list[Path]:
    """Write each figure, table and text under its name, and give back their paths in the same order.

    A table is written as Parquet where its name ends so, else as comma-separated values that Excel reads.
    """
    make_folder(folder)
    for name, one in content.items():
        path = folder / name
        if isinstance(one, Figure):
            save_figure(one, path)
        elif isinstance(one, str):
            write_whole(path, one)
        elif path.suffix == ".parquet":
            write_table(path, one)
        else:
            write_whole(path, for_excel(_without_formulas(one).write_csv()))
    return [folder / name for name in content]


def _without_formulas(table: pl.DataFrame) -> pl.DataFrame:
    """The table with all words in it, and the names of its columns, as cells of a spreadsheet."""
    of_words = (
        pl.Series(name, [None if words is None else to_cell(words) for words in table[name]], pl.String)
        for name, kind in table.schema.items()
        if kind == pl.String
    )
    return table.with_columns(*of_words).rename(to_cell)
