"""Write into `docs/architecture.md` what the code says: the week, and who may import whom."""

from __future__ import annotations

import ast
import re
import tomllib
from pathlib import Path
from typing import Any

from sim.schedule import PHASES

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "architecture.md"


def layered() -> list[dict[str, Any]]:
    """The contracts that order rooms from top to bottom, as they stand in `pyproject.toml`."""
    tool = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]
    return [contract for contract in tool["importlinter"]["contracts"] if contract["type"] == "layers"]


def rows(contract: dict[str, Any]) -> list[list[str]]:
    """The full names of the rooms of each layer, the highest first."""
    (container,) = contract.get("containers", ["sim"])
    named = [[name.strip().removeprefix("sim.") for name in re.split("[|:]", row)] for row in contract["layers"]]
    return [[f"{container}.{name}" for name in row] for row in named]


def picture(contract: dict[str, Any]) -> str:
    """One contract as a Mermaid flow chart: a box for each layer, an arrow to the next lower one."""
    boxes = ["   ".join(name.rsplit(".", 1)[1] for name in row) for row in rows(contract)]
    lines = ["```mermaid", "flowchart TB", *(f'    l{n}["{box}"]' for n, box in enumerate(boxes))]
    return "\n".join([*lines, "    " + " --> ".join(f"l{n}" for n in range(len(boxes))), "```"])


def table(contract: dict[str, Any]) -> str:
    """Each room of a contract with a link to it and the sentence that it says of itself."""
    lines = ["| room | what is there |", "| --- | --- |"]
    for name in (name for row in rows(contract) for name in row):
        place = ROOT.joinpath(*name.split("."))
        file = place / "__init__.py" if place.is_dir() else place.with_suffix(".py")
        said = (ast.get_docstring(ast.parse(file.read_text(encoding="utf-8"))) or "").splitlines()[0]
        where = file.parent if place.is_dir() else file
        lines.append(f"| [`{name}`](../{where.relative_to(ROOT).as_posix()}) | {said} |")
    return "\n".join(lines)


def layers() -> str:
    """Every contract with its name, its picture and its table."""
    return "\n\n".join(f"### {each['name']}\n\n{picture(each)}\n\n{table(each)}" for each in layered()) + "\n"


def week() -> str:
    """The phases of the week in their order."""
    lines = [f"| {n} | `{phase.name}` | {phase.label.en} | {phase.label.zh} |" for n, phase in enumerate(PHASES, 1)]
    return "\n".join(["| | phase | what happens | 内容 |", "| --- | --- | --- | --- |", *lines]) + "\n"


def renewed(page: str) -> str:
    """The page with what is between its marks made anew."""
    for mark, made in (("week", week()), ("layers", layers())):
        start, end = f"<!-- {mark} -->\n", f"<!-- end of {mark} -->"
        before, rest = page.split(start)
        page = f"{before}{start}\n{made}\n{end}{rest.split(end)[1]}"
    return page


if __name__ == "__main__":
    PAGE.write_text(renewed(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
