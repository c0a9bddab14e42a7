"""Packages that only some commands need."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sim.text import GongtongError, Text


@contextmanager
def needing(package: str, extra: str) -> Iterator[None]:
    """Import an optional package inside; a missing one is a sentence that names the command to install it."""
    try:
        yield
    except ModuleNotFoundError:
        command = f'pip install "gongtong[{extra}]"'
        raise GongtongError(
            Text(
                f"This needs {package}, not installed here; install with: {command}",
                f"此功能需要 {package}，尚未安装；安装命令：{command}",
            )
        ) from None
