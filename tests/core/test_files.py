"""Files are there whole or not at all, and a damaged one is a sentence that says what to do."""

from __future__ import annotations

import ast
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from sim.files import PART, reading, whole_file, write_table, write_whole
from sim.text import GongtongError, Text
from tests.support import ROOT
from tests.support.command import gongtong, one_sentence

resource = pytest.importorskip("resource")
ROOM = 50_000  # bytes that a file may have on the full disk
REMEDY = Text("make it anew", "请重新生成")


@pytest.fixture
def full_disk() -> Iterator[None]:
    """No file grows beyond `ROOM`: the system refuses in the middle of writing, as a full disk does."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    heard = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (ROOM, before[1]))
    yield
    resource.setrlimit(resource.RLIMIT_FSIZE, before)
    signal.signal(signal.SIGXFSZ, heard)


def names(folder: Path) -> list[str]:
    """What lies in a folder, hidden files too."""
    return sorted(path.name for path in folder.iterdir())


# Writing


@pytest.mark.usefixtures("full_disk")
def test_a_full_disk_is_a_sentence_and_leaves_what_was_there(tmp_path: Path) -> None:
    """Nothing is half written, and no hidden file takes up the little room there is."""
    words, table = tmp_path / "words.txt", tmp_path / "table.parquet"
    write_whole(words, "before")
    with pytest.raises(GongtongError, match=r"words\.txt: cannot be written \(.+\); make room there") as refused:
        write_whole(words, "x" * 2 * ROOM)
    assert "无法写入" in refused.value.text.zh
    with pytest.raises(GongtongError, match=r"table\.parquet: cannot be written"):
        write_table(table, pl.DataFrame({"x": np.random.Generator(np.random.PCG64(1)).random(ROOM)}))
    assert words.read_text() == "before"
    assert names(tmp_path) == ["words.txt"]


def test_what_breaks_off_leaves_nothing(tmp_path: Path) -> None:
    """Whatever goes wrong while the content is made, Ctrl-C too."""

    def break_off() -> None:
        with whole_file(tmp_path / "words.txt") as file:
            file.write(b"half a")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        break_off()
    assert names(tmp_path) == []


def test_a_folder_that_is_a_file_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "place").write_text("x")
    with pytest.raises(GongtongError, match=r"words\.txt: cannot be written"):
        write_whole(tmp_path / "place" / "words.txt", "x")


def test_hidden_files_of_killed_writers_go_and_those_of_living_ones_stay(tmp_path: Path) -> None:
    """A writer holds its file for as long as it lives."""
    writes = f"""
from pathlib import Path
from sim.files import whole_file
with whole_file(Path({str(tmp_path / "words.txt")!r})) as file:
    print("writing", flush=True)
    input()
"""
    writer = [sys.executable, "-c", writes]
    with subprocess.Popen(writer, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as living:
        assert living.stdout is not None
        assert living.stdout.readline() == b"writing\n"
        dead = tmp_path / f".other.txt.0123abcd{PART}"
        dead.write_text("half a")
        write_whole(tmp_path / "next.txt", "whole")
        assert not dead.exists()
        assert [name.startswith(".words.txt.") for name in names(tmp_path)] == [True, False]
        living.communicate(b"\n")
    assert names(tmp_path) == ["next.txt", "words.txt"]


@pytest.mark.usefixtures("full_disk")
def test_a_command_on_a_full_disk_says_so_and_leaves_no_result_that_looks_whole(tmp_path: Path) -> None:
    """The manifest is what makes a folder a whole result; with room, the same command works."""
    said = one_sentence(gongtong("run", "--weeks", "1", "--out", str(tmp_path), "--quiet"), silent=False)
    assert "cannot be written" in said
    assert not (tmp_path / "manifest.json").exists()
    assert not [name for name in names(tmp_path) if name.startswith(".")]
    resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    assert gongtong("run", "--weeks", "1", "--out", str(tmp_path), "--quiet").returncode == 0
    assert (tmp_path / "manifest.json").exists()


# Reading


@pytest.mark.parametrize(
    "error", [FileNotFoundError(2, "No such file"), KeyError("arms"), RuntimeError(), MemoryError()]
)
def test_whatever_damaged_bytes_do_to_a_reader_is_a_sentence_with_the_remedy(error: Exception) -> None:
    with (
        pytest.raises(GongtongError, match=r"^kept\.npz: cannot be read \(.+\); make it anew\.$") as refused,
        reading(Path("kept.npz"), REMEDY),
    ):
        raise error
    assert refused.value.text.zh.endswith("请重新生成。")


# The guard

WRITERS = {"write_text", "write_bytes", "write_parquet", "to_parquet", "savefig", "savez_compressed"}


@cache
def sources() -> dict[str, ast.AST]:
    """Every file of the package, as Python reads it."""
    files = sorted((ROOT / "sim").rglob("*.py"))
    return {path.relative_to(ROOT).as_posix(): ast.parse(path.read_text(encoding="utf-8")) for path in files}


def places(find: Callable[[ast.AST], Iterator[int]]) -> set[str]:
    """Where something is found, `sim/files.py` aside."""
    return {f"{name}:{line}" for name, tree in sources().items() for line in find(tree) if name != "sim/files.py"}


def written_past(tree: ast.AST) -> Iterator[int]:
    """Lines that write to a path themselves: a path, not the `file` that `whole_file` gives."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        first = node.args[0] if node.args else None
        modes = [one.value for one in node.args if isinstance(one, ast.Constant) and isinstance(one.value, str)]
        if called == "open" and any(set(mode) & set("wax+") and set(mode) <= set("wax+bt") for mode in modes):
            yield node.lineno
        given_file = isinstance(first, ast.Name) and first.id == "file"
        if called in WRITERS and not given_file:
            yield node.lineno


def test_nothing_writes_past_the_writer_of_whole_files() -> None:
    """Every file goes through `sim/files.py`, so that none is ever half there and every failure is a sentence."""
    assert places(written_past) == set()
    assert list(written_past(ast.parse("path.write_text('x')\nopen(path, 'w')"))) == [1, 2]


def read_as_the_locale_has_it(tree: ast.AST) -> Iterator[int]:
    """Lines that read or write text in the encoding of the user's locale."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            named = {one.arg for one in node.keywords}
            mode = "".join(str(one.value) if isinstance(one, ast.Constant) else "?" for one in node.args)
            opens_text = node.func.attr == "open" and set(mode) <= set("rwaxt+")
            reads_text = node.func.attr == "read_text" and not node.args
            if (opens_text or reads_text) and "encoding" not in named:
                yield node.lineno


def test_no_text_is_read_as_the_locale_has_it() -> None:
    """Files are UTF-8 whatever the user's locale is."""
    assert places(read_as_the_locale_has_it) == set()
    assert list(
        read_as_the_locale_has_it(ast.parse("path.read_text()\npath.open('r')\npath.open()\npath.open('rb')"))
    ) == [1, 2, 3]
