"""Which commands there are, and in which order help names them."""

from __future__ import annotations

from pathlib import Path

import sim.commands
from sim.commands import ORDER, commands


def test_every_named_command_has_its_file() -> None:
    """The order names no command that is gone, and commands come in it."""
    assert tuple(commands()) == ORDER


def test_a_file_is_one_command() -> None:
    """What the other files hold is shared by several commands."""
    files = {path.stem for path in Path(sim.commands.__path__[0]).glob("*.py")}
    assert files - set(commands()) == {"__init__", "shared", "swept"}
