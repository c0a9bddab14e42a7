"""The command line as a user types it: in this process, or in one of its own where that is what is tested."""

from __future__ import annotations

import io
import os
import subprocess
import sys
from contextlib import redirect_stderr, redirect_stdout
from typing import NamedTuple
from unittest.mock import patch

from sim.cli import main


class Said(NamedTuple):
    """What a command printed, and the status with which it ended."""

    returncode: int
    stdout: str
    stderr: str


def environment(language: str = "en_US.UTF-8") -> dict[str, str]:
    """The environment of a user who speaks a language."""
    return {**os.environ, "LC_ALL": language, "PYTHONIOENCODING": "utf-8"}


def gongtong(*words: str, language: str = "en_US.UTF-8", encoding: str = "utf-8") -> Said:
    """Call the command as the installed script does, without the seconds that a new Python takes to start."""
    out, err = (io.TextIOWrapper(io.BytesIO(), encoding=encoding, write_through=True) for _ in range(2))
    status = 0
    with (
        patch.object(sys, "argv", ["gongtong", *words]),
        patch.dict(os.environ, environment(language)),
        redirect_stdout(out),
        redirect_stderr(err),
    ):
        try:
            main()
        except SystemExit as end:
            status = end.code if isinstance(end.code, int) else int(end.code is not None)
    return Said(status, *(stream.buffer.getvalue().decode(encoding) for stream in (out, err)))


def in_its_own_process(*words: str) -> Said:
    """The same in a fresh Python, as a shell starts it."""
    done = subprocess.run([sys.executable, "-m", "sim", *words], capture_output=True, check=False, env=environment())
    return Said(done.returncode, done.stdout.decode(), done.stderr.decode())


def one_sentence(done: Said, *, silent: bool = True) -> str:
    """The sentence with which a command refused, checked to be one, on the right stream, with status 2.

    It printed nothing before, unless it is not said to be `silent`.
    """
    assert done.returncode == 2, done.stdout + done.stderr
    assert not silent or done.stdout == ""
    lines = done.stderr.strip().splitlines()
    assert len(lines) == 1, done.stderr
    return lines[0]


def refused(*words: str) -> str:
    """The one sentence with which the command refuses."""
    return one_sentence(gongtong(*words))
