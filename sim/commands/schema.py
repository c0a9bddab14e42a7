"""The command `gongtong schema`."""

from __future__ import annotations

import json

from sim.commands.shared import say


def schema() -> None:
    """The JSON Schema of scenario files, for editors. 方案文件的 JSON Schema。"""
    from sim.scenario.schema import json_schema

    say(json.dumps(json_schema(), ensure_ascii=False, indent=1))
