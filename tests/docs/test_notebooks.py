"""The notebooks: thin, in both languages, without outputs, and every one runs."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient
from nbformat import NotebookNode

from tests.support import ROOT

FOLDER = ROOT / "notebooks"
NOTEBOOKS = sorted(FOLDER.glob("*.ipynb"))
CHINESE = r"[\u4e00-\u9fff]"
each = pytest.mark.parametrize("file", NOTEBOOKS, ids=lambda file: file.stem)


def cells(file: Path, kind: str) -> list[NotebookNode]:
    """The cells of one kind."""
    return [cell for cell in nbformat.read(file, as_version=4).cells if cell.cell_type == kind]


def test_there_are_four() -> None:
    """First run; a policy; a sweep; a published pattern."""
    assert [file.stem for file in NOTEBOOKS] == [
        "1_first_run",
        "2_a_policy",
        "3_a_sweep",
        "4_a_published_pattern",
    ]


@each
def test_a_notebook_is_thin_and_kept_without_outputs(file: Path) -> None:
    """It uses what the program has and defines nothing; what it shows is made when it runs."""
    for cell in cells(file, "code"):
        assert not cell.outputs
        assert cell.execution_count is None
        made = [
            node
            for node in ast.walk(ast.parse(re.sub("^%.*$", "", cell.source, flags=re.MULTILINE)))
            if isinstance(node, ast.FunctionDef | ast.ClassDef)
        ]
        assert not made
    assert sum(len(cell.source.splitlines()) for cell in cells(file, "code")) < 60


@each
def test_headings_and_words_are_in_both_languages(file: Path) -> None:
    """Every cell of text, and every heading, has English and Chinese."""
    texts = [cell.source for cell in cells(file, "markdown")]
    headings = re.findall(r"^#+ .*$", "\n".join(texts), re.MULTILINE)
    assert len(headings) >= 4
    for words in (*texts, *headings):
        assert re.search(CHINESE, words), words
        assert re.search(r"[A-Za-z]{3}", words), words


@pytest.mark.slow
@each
def test_a_notebook_runs(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """From top to bottom, in its own folder, in a kernel of its own; the last cell shows something."""
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    book = nbformat.read(file, as_version=4)
    NotebookClient(book, timeout=120, kernel_name="python3", resources={"metadata": {"path": FOLDER}}).execute()
    shown = [cell for cell in book.cells if cell.cell_type == "code" and cell.outputs]
    assert "data" in shown[-1].outputs[-1]
