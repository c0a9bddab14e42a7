"""Files that are there whole or not at all, and what is said of those that cannot be written or read."""

from __future__ import annotations

import io
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, TextIO
from uuid import uuid4

from sim.text import GongtongError, Text

if TYPE_CHECKING:
    import polars as pl

try:
    from fcntl import LOCK_EX, LOCK_NB, flock
except ImportError:  # Windows, where a file that somebody writes to cannot be removed anyway
    flock = None  # type: ignore[assignment]

PART = ".part"
AGAIN = Text("make room there or name another folder, then do the same again", "请腾出空间或另选目录，再重新执行")


@contextmanager
def whole_file(path: Path) -> Iterator[BinaryIO]:
    """A file to write to, which gets its name once it is complete and on disk.

    Until then it is hidden; what a writer that was killed left behind goes when the next one writes into the folder.

    Raises
    ------
    GongtongError
        If it cannot be written, such as on a full disk; what was there before is there still.
    """
    try:
        _clear(path.parent)
        part, file = _hidden(path)
        try:
            with file:
                yield file
                file.flush()
                os.fsync(file.fileno())
            part.replace(path)
        except BaseException:
            with suppress(OSError):
                part.unlink()
            raise
    except OSError as error:
        raise not_written(path, error) from None


def write_whole(path: Path, text: str) -> None:
    """Write a text so that it is there whole or not at all.

    Raises
    ------
    GongtongError
        If it cannot be written.
    """
    with whole_file(path) as file:
        file.write(text.encode())


def write_table(path: Path, table: pl.DataFrame) -> None:
    """Write a table as Parquet so that it is there whole or not at all.

    Raises
    ------
    GongtongError
        If it cannot be written.
    """
    with whole_file(path) as file:
        file.write(as_parquet(table).getbuffer())


def as_parquet(table: pl.DataFrame) -> io.BytesIO:
    """A table as a Parquet file that is still to be written."""
    content = io.BytesIO()  # polars tells of a full disk in an error of its own, without the reason of the system
    table.write_parquet(content)
    return content


def make_folder(path: Path) -> None:
    """A folder to write into, made with those above it.

    Raises
    ------
    GongtongError
        If it cannot be made.
    """
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise not_written(path, error) from None


def not_written(path: Path, error: OSError) -> GongtongError:
    """One sentence on a file or folder that cannot be written: the reason, and what to do."""
    reason = error.strerror or str(error)
    return GongtongError(
        Text(
            f"{path}: cannot be written ({reason}); {AGAIN.en}.",
            f"{path}：无法写入（{reason}）；{AGAIN.zh}。",
        )
    )


@contextmanager
def reading(path: Path, remedy: Text) -> Iterator[None]:
    """Read a file that the program wrote itself: whatever a damaged one does to its reader is one sentence.

    Parameters
    ----------
    path
        The file.
    remedy
        What to do about it.

    Raises
    ------
    GongtongError
        If the file is missing, cannot be read, or is not what it was when it was written.
    """
    try:
        yield
    except GongtongError:
        raise
    except Exception as error:  # noqa: BLE001 - there is no end to what damaged bytes do to those who read them
        said = error.strerror if isinstance(error, OSError) else None
        reason = Text(said, said) if said else Text("damaged, or something else", "已损坏或并非所需文件")
        raise GongtongError(
            Text(
                f"{path}: cannot be read ({reason.en}); {remedy.en}.", f"{path}：无法读取（{reason.zh}）；{remedy.zh}。"
            )
        ) from None


def _hidden(path: Path) -> tuple[Path, BinaryIO]:
    """A new file beside the path, held by its writer for as long as it is open."""
    while True:
        part = path.with_name(f".{path.name}.{uuid4().hex[:8]}{PART}")
        file = part.open("wb")
        if flock is None:
            return part, file
        with suppress(OSError):  # a file system without locks
            flock(file, LOCK_EX)
        if part.exists():  # else somebody cleared it away before it was held
            return part, file
        file.close()


@cache
def _clear(folder: Path) -> None:
    """Remove the hidden files of writers that are no more; a writer that lives holds its own."""
    for part in folder.glob(f".*{PART}"):
        with suppress(OSError):
            if flock is None:
                part.unlink()
                continue
            with part.open("r+b") as file:
                flock(file, LOCK_EX | LOCK_NB)
                part.unlink()


def nowhere() -> TextIO:
    """A text file that keeps nothing, such as stands for a standard stream that is closed."""
    return Path(os.devnull).open("w", encoding="utf-8")
