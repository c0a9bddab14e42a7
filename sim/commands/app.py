"""The command `gongtong app`."""

from __future__ import annotations

from typing import Annotated

import typer

from sim.commands.shared import (
    LangOption,
    ScenarioName,
    SeedOption,
    SetOption,
    WeeksOption,
    say,
    scenario_from,
    seed_in,
)
from sim.text import GongtongError, Text, language

PORT = 8149


def app(
    scenario: ScenarioName = "liuhe",
    port: Annotated[int, typer.Option("--port", help="Port; 0 for any that is free. 端口，0 为任意空闲端口。")] = PORT,
    host: Annotated[
        str, typer.Option("--host", help="Address to listen at; any but this machine's own needs a token. 监听地址。")
    ] = "127.0.0.1",
    browser: Annotated[bool, typer.Option("--browser/--no-browser", help="Open the browser. 打开浏览器。")] = True,
    seed: SeedOption = 0,
    weeks: WeeksOption = None,
    settings: SetOption = None,
    lang: LangOption = None,
) -> None:
    """Open the workshop in the browser. 在浏览器中打开工作坊。"""
    from sim.extras import needing

    spoken = language(lang)
    with needing("starlette and uvicorn", "app"):
        import starlette  # noqa: F401
        import uvicorn  # noqa: F401
        import websockets  # noqa: F401
    from sim.app.server.serving import serve

    chosen = scenario_from(scenario, weeks, settings, spoken)
    if not 0 <= port <= 65535:  # noqa: PLR2004  # what ports there are
        raise GongtongError(
            Text(f"--port: {port} is not possible; give 0 to 65535.", f"--port：不能取 {port}；可取 0 到 65535。")
        )
    serve(chosen, seed_in(seed), host, port, lambda text: say(text.to(spoken)), spoken, browser=browser)
