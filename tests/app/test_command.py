"""The command `gongtong app`: a link, a clean end, and one sentence for whatever is missing."""

from __future__ import annotations

import builtins
import json
import os
import re
import signal
import subprocess
import sys
import urllib.request
from typing import Any
from urllib.parse import urlsplit

import pytest
from typer.testing import CliRunner
from websockets import Origin
from websockets.sync.client import connect

from sim.cli import app
from sim.text import GongtongError
from tests.support import TENTH


def test_the_command_serves_until_interrupted() -> None:
    """It prints a link that opens the page, and Ctrl-C ends it with a word and status 0, whatever pages wait for."""
    small = [f"--set={name}={value}" for name, value in TENTH.items() if name != "weeks"]
    command = [sys.executable, "-m", "sim", "app", "--no-browser", "--port", "0", "--lang", "zh", *small]
    running = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env={**os.environ})
    assert running.stdout is not None
    said = running.stdout.readline()
    link = re.search(r"http://127\.0\.0\.1:\d+/\?lang=zh$", said.strip())
    assert link, said
    page = urllib.request.urlopen(link.group(), timeout=60).read().decode()  # noqa: S310
    assert "<html" in page
    port = urlsplit(link.group()).port
    reach: Any = {"uri": f"ws://127.0.0.1:{port}/ws", "origin": Origin(f"http://127.0.0.1:{port}"), "max_size": None}
    with connect(**reach) as refused:
        refused.send('{"do":"open","room":"gone"}')
        assert json.loads(refused.recv())["is"] == "refused"
    with connect(**reach) as open_page:
        open_page.send('{"do":"open"}')
        weeks = json.loads(open_page.recv())["state"]["weeks"]
        open_page.send(json.dumps({"do": "seek", "week": weeks}))
        running.send_signal(signal.SIGINT)
        rest, complaints = running.communicate(timeout=60)
    assert "工作坊已关闭" in rest
    assert complaints == ""
    assert running.returncode == 0


def test_a_missing_package_is_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    """With the command that installs it."""
    known = builtins.__import__

    def without(name: str, *given: Any, **more: Any) -> Any:
        if name.partition(".")[0] == "uvicorn":
            raise ModuleNotFoundError(name)
        return known(name, *given, **more)

    monkeypatch.delitem(sys.modules, "uvicorn", raising=False)
    monkeypatch.setattr(builtins, "__import__", without)
    found = CliRunner().invoke(app, ["app", "--no-browser"])
    assert isinstance(found.exception, GongtongError)
    assert "gongtong[app]" in found.exception.text.en


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (["--port", "70000"], ["--port", "70000", "65535"]),
        (["--seed", "-1"], ["--seed", "-1"]),
        (["--allow-host", "http://teacher-pc"], ["--allow-host", "http://teacher-pc", "teacher-pc.local"]),
        (["--host", "example.org"], ["--host", "example.org", "0.0.0.0"]),  # noqa: S104
        (["no-such-place"], ["no-such-place"]),
        (["--weeks", "2000"], ["weeks", "2000", "1040"]),
    ],
)
def test_wrong_options_are_refused_in_a_sentence(given: list[str], words: list[str]) -> None:
    """Naming the option, the value and what is allowed."""
    found = CliRunner().invoke(app, ["app", "--no-browser", *given])
    assert isinstance(found.exception, GongtongError)
    assert all(word in found.exception.text.en for word in words), found.exception.text.en
