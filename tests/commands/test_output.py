"""What is printed never fails, and never costs what was worked out: files come first."""

from __future__ import annotations

import ast
import io
import subprocess
import sys
from pathlib import Path

import pytest

import sim.commands
from sim.cli import STAND_IN, main
from sim.text import Lang
from tests.commands.test_cli import SMALL
from tests.support.command import gongtong, one_sentence

COMMANDS = sorted(Path(sim.commands.__path__[0]).glob("*.py"))
CHINESE_WINDOWS, WESTERN_WINDOWS, PLAIN = "gbk", "cp1252", "ascii"


@pytest.mark.parametrize("encoding", [CHINESE_WINDOWS, WESTERN_WINDOWS, PLAIN])
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_run_prints_in_any_encoding(tmp_path: Path, encoding: str, lang: Lang) -> None:
    """Redirected to a file on Windows, say; results are saved as ever."""
    words = ("run", "--weeks", "4", "--lang", lang, "--out", str(tmp_path), *SMALL)
    done = gongtong(*words, "--set", "title.en=½ 😀", "--set", "title.zh=½ 😀", encoding=encoding)
    assert (done.returncode, done.stderr) == (0, "")
    assert r"\U0001f600" in done.stdout
    assert "2015" in done.stdout
    assert (tmp_path / "manifest.json").is_file()


@pytest.mark.parametrize("words", [("--help",), ("run", "--help"), ("policies", "--lang", "zh"), ("schema",)])
def test_words_in_both_languages_print_in_any_encoding(words: tuple[str, ...]) -> None:
    """Help is in English and Chinese at once."""
    assert gongtong(*words, encoding=PLAIN).returncode == 0


def test_a_refusal_prints_in_any_encoding() -> None:
    """Also where the sentence quotes what was given."""
    done = gongtong("run", "没有😀", "--lang", "zh", encoding=WESTERN_WINDOWS)
    assert done.returncode == 2
    assert done.stderr.isascii()
    assert r"\u6ca1\u6709\U0001f600" in done.stderr
    assert "没有\\U0001f600" in gongtong("run", "没有😀", "--lang", "zh", encoding=CHINESE_WINDOWS).stderr


def test_signs_of_numbers_have_a_likeness() -> None:
    """A difference stays negative where the encoding knows no minus sign."""
    assert "• −0.3 km²".encode(CHINESE_WINDOWS, STAND_IN) == b"* -0.3 km2"
    assert "−0.3 浏河".encode(WESTERN_WINDOWS, STAND_IN) == rb"-0.3 \u6d4f\u6cb3"
    assert "浏河 −1".encode("utf-8", STAND_IN).decode() == "浏河 −1"


def test_results_are_saved_before_they_are_printed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A disk that is full when the table is printed does not cost the run."""

    def closed(*_: object) -> None:
        raise OSError("the disk is full")

    monkeypatch.setattr("sim.report.terminal.print_years", closed)
    done = gongtong("run", "--weeks", "4", "--out", str(tmp_path), *SMALL)
    assert "the disk is full" in one_sentence(done)
    assert (tmp_path / "weekly.parquet").is_file()


@pytest.mark.parametrize("file", COMMANDS, ids=lambda path: path.stem)
def test_commands_write_files_before_they_print(file: Path) -> None:
    """In every command nothing is written after the first table is printed."""
    for function in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(function, ast.FunctionDef):
            called = [(one.lineno, ast.unparse(one.func)) for one in ast.walk(function) if isinstance(one, ast.Call)]
            printed = [line for line, name in called if name.startswith("print_") and name != "print_page"]
            wrote = [line for line, name in called if name.startswith(("write_", "save_", "_save")) or ".save" in name]
            assert not printed or not wrote or max(wrote) < min(printed), function.name


def test_a_stream_of_another_kind_is_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """A program may put anything in the place of standard output."""
    out = io.StringIO()
    monkeypatch.setattr(sys, "stdout", out)
    monkeypatch.setattr(sys, "argv", ["gongtong", "phases"])
    with pytest.raises(SystemExit):
        main()
    assert "week" in out.getvalue()


@pytest.mark.slow
@pytest.mark.skipif(not Path("/dev/full").exists(), reason="only Linux has a device that is always full")
def test_output_that_takes_nothing_is_told_in_a_sentence() -> None:
    """A disk that is full, and a stream that is closed: no traceback, neither at once nor at the end."""
    command = f"{sys.executable} -m sim params --form csv"
    full = subprocess.run(f"{command} > /dev/full", shell=True, capture_output=True, text=True, check=False)  # noqa: S602
    assert full.returncode == 2
    assert len(full.stderr.splitlines()) == 1
    closed = subprocess.run(f"{command} >&-", shell=True, capture_output=True, text=True, check=False)  # noqa: S602
    assert (closed.returncode, closed.stderr) == (0, "")
    head = subprocess.run(f"{command} | head -1", shell=True, capture_output=True, text=True, check=True)  # noqa: S602
    assert head.stderr == ""
