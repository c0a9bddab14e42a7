"""The command in processes of its own: as it is called, and how it ended."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from tests.faults.counts import Counts
from tests.support import ROOT
from tests.support.command import environment

PATIENCE = 180  # seconds, with a busy neighbour
REFUSED = 2


def begin(words: tuple[str, ...], env: Mapping[str, str] | None = None, **more: Any) -> subprocess.Popen[bytes]:
    """Begin a command, in a group of processes of its own."""
    own = {**(environment() if env is None else env), "PYTHONPATH": str(ROOT)}
    options = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "start_new_session": True, "env": own, **more}
    return subprocess.Popen([sys.executable, "-m", "sim", *words], **options)


def call(
    words: tuple[str, ...], env: Mapping[str, str] | None = None, seconds: float = PATIENCE, **more: Any
) -> subprocess.CompletedProcess[bytes] | None:
    """Call a command and wait; none if it did not end."""
    process = begin(words, env, **more)
    try:
        out, err = process.communicate(timeout=seconds)
    except subprocess.TimeoutExpired:
        end(process)
        return None
    return subprocess.CompletedProcess(words, process.returncode, out, err)


def end(process: subprocess.Popen[bytes]) -> None:
    """Kill -9 a command and all its workers."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.communicate()


def kill_after(words: tuple[str, ...], seconds: float, folder: Path) -> bool:
    """Begin a command in a folder and kill it after some seconds; returns whether it was still at work."""
    process = begin(words, cwd=folder)
    try:
        process.communicate(timeout=seconds)
    except subprocess.TimeoutExpired:
        end(process)
        return True
    return False


def timed(words: tuple[str, ...], folder: Path) -> tuple[subprocess.CompletedProcess[bytes] | None, float]:
    """Call a command in a folder, and say how many seconds it took."""
    begun = time.monotonic()
    return call(words, cwd=folder), time.monotonic() - begun


def judge(counts: Counts, what: str, said: subprocess.CompletedProcess[bytes] | None) -> bool:
    """Count how a command ended; returns whether it did what it was asked.

    Refusing is one sentence and status 2; a traceback, another status or more lines are a fault.
    """
    counts.tried += 1
    if said is None:
        counts.blame("hangs", what)
        return False
    errors = said.stderr.decode("utf-8", "replace")
    sentence = len(errors.strip().splitlines()) == 1
    whole = said.returncode == 0 or (said.returncode == REFUSED and sentence)
    if "Traceback" in errors or not whole:
        counts.blame("tracebacks", f"{what}\nstatus {said.returncode}\n{errors[-3000:]}")
    counts.refused += said.returncode == REFUSED
    return said.returncode == 0
