"""Scenario files: YAML in and out, with the line of whatever is wrong."""

from __future__ import annotations

import io
from collections.abc import Mapping
from importlib import resources
from pathlib import Path
from typing import Any

from pydantic import ValidationError
from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError

from sim.nearest import nearest
from sim.scenario import Scenario
from sim.scenario.messages import Complaint, first_complaint
from sim.text import GongtongError, Text

SUFFIXES = (".yaml", ".yml")
ScenarioName = str | Path  # of a shipped one, or a file


def shipped() -> dict[str, Path]:
    """The scenarios that come with the package, by name."""
    folder = Path(str(resources.files("sim") / "data" / "scenarios"))
    return {path.stem: path for path in sorted(folder.glob("*.yaml"))}


def load(name: str | Path) -> Scenario:
    """A shipped scenario by name, or a scenario file.

    Raises
    ------
    GongtongError
        If there is no such scenario, the file is not YAML, or a value is not allowed: one sentence with file,
        line, field, value and what is allowed.
    """
    known = shipped()
    path = known.get(str(name), Path(name))
    if path.suffix not in SUFFIXES and not path.exists():
        listed = ", ".join(known)
        files = Text(f"known are {listed}, or give a .yaml file.", f"现有 {listed}，也可给出 .yaml 文件。")
        hint = nearest(str(name), known, files)
        raise GongtongError(
            Text(f"There is no scenario {str(name)!r}; {hint.en}", f"没有名为 {str(name)!r} 的方案；{hint.zh}")
        )
    return parse(read_text(path), path.name, default_name=path.stem)


def as_scenario(given: Scenario | ScenarioName) -> Scenario:
    """What somebody calls a scenario: one, a shipped one's name, or a file.

    Raises
    ------
    GongtongError
        If it is none of these, or cannot be loaded.
    """
    if isinstance(given, Scenario):
        return given
    if isinstance(given, str | Path):
        return load(given)
    kind = type(given).__name__
    raise GongtongError(
        Text(
            f"scenario: a {kind} is none; give a Scenario, the name of a shipped one, or a file.",
            f"scenario：不能用 {kind}；请给出 Scenario、自带方案名或文件。",
        )
    )


def parse(text: str, file: str, default_name: str = "unnamed") -> Scenario:
    """A scenario from the text of a file; `file` is named in messages.

    Raises
    ------
    GongtongError
        If it is not YAML, or a value is not allowed.
    """
    data = read_yaml(text, file)
    if not isinstance(data, Mapping):
        raise GongtongError(
            Text(f"{file}: a scenario is a group of named values.", f"{file}：方案文件应为一组带名称的值。")
        )
    try:
        return Scenario.model_validate({"name": default_name, **plain(data)})
    except ValidationError as error:
        raise GongtongError(with_line(first_complaint(error.errors(), Scenario), data, file)) from None


def read_text(path: Path) -> str:
    """The text of a file.

    Raises
    ------
    GongtongError
        If it cannot be read, or is not UTF-8.
    """
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8 text"
        raise GongtongError(Text(f"{path}: cannot be read ({reason}).", f"{path}：无法读取（{reason}）。")) from None


def read_yaml(text: str, file: str) -> Any:
    """The content of a YAML text, with the lines of its keys; `file` is named in messages.

    Raises
    ------
    GongtongError
        If it is not YAML.
    """
    try:
        return YAML(typ="rt").load(text)
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        where = f"{file}:{mark.line + 1}:{mark.column + 1}" if mark else file
        problem = (error.problem or "it cannot be read").split("\n")[0]
    except (YAMLError, ValueError) as error:  # a character that YAML forbids; a date that does not exist
        where, problem = file, str(error).split("\n")[0].rstrip(".")
    raise GongtongError(Text(f"{where}: not valid YAML: {problem}.", f"{where}：YAML 格式有误：{problem}。"))


def dump(scenario: Scenario) -> str:
    """The whole scenario as YAML; reading it back gives an equal one."""
    return to_yaml(scenario.model_dump(mode="json"))


def to_yaml(data: object) -> str:
    """Groups, lists and values as YAML text."""
    yaml, out = YAML(), io.StringIO()
    yaml.default_flow_style = False
    yaml.allow_unicode = True
    yaml.dump(data, out)
    return out.getvalue()


def plain(value: Any) -> Any:
    """YAML's own containers as ordinary ones."""
    if isinstance(value, Mapping):
        return {str(key): plain(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return tuple(plain(inner) for inner in value)
    if isinstance(value, float):
        return float(value)
    if isinstance(value, int) and not isinstance(value, bool):
        return int(value)
    return str(value) if isinstance(value, str) else value


def with_line(complaint: Complaint, data: Any, file: str) -> Text:
    """Put file, line and column before the sentence: those of the deepest key that is in the file."""
    line, column, at = 0, 0, data
    for nth, part in enumerate(complaint.path):
        dotted = ".".join(complaint.path[nth:])
        if isinstance(at, list):
            if not (part.isdigit() and int(part) < len(at) and isinstance(at[int(part)], Mapping)):
                break
            line, column = at.lc.item(int(part))  # type: ignore[attr-defined]  # ruamel's lists know where they stand
            at = at[int(part)]
            continue
        key = next((key for key in at if str(key) in (part, dotted)), None) if isinstance(at, Mapping) else None
        if key is None:
            break
        line, column = at.lc.key(key)
        at = at[key]
    return Text(
        f"{file}:{line + 1}:{column + 1}: {complaint.text.en}", f"{file}:{line + 1}:{column + 1}：{complaint.text.zh}"
    )


def parse_value(text: str, name: str) -> object:
    """A single value as YAML reads it: a number, a date, a list, a word."""
    return plain(read_yaml(text, name))
