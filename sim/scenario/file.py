"""Scenario files: YAML in and out, with the line of whatever is wrong."""

from __future__ import annotations

import io
import re
from collections.abc import Mapping
from datetime import date
from importlib import resources
from pathlib import Path
from typing import Any

from pydantic import ValidationError
from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError

from sim.nearest import nearest
from sim.scenario import Scenario
from sim.scenario.messages import Complaint, first_complaint
from sim.text import GongtongError, Text, shown

SUFFIXES = (".yaml", ".yml")
ScenarioName = str | Path  # of a shipped one, or a file
# More than anybody writes, or means: bytes and values of a file, groups inside groups, the largest whole number
MOST_BYTES, MOST_VALUES, DEEPEST, LARGEST = 2_000_000, 50_000, 50, 10**30
BRACKETS = re.compile(r"[\[\]{}]")
PLAIN = (str, float, int, date, type(None))
TOO_MUCH = Text(
    f"it holds more than {MOST_VALUES:,} values, counting those that aliases repeat",
    f"所含的值超过 {MOST_VALUES:,} 个（别名所重复的也计入）",
)
TOO_DEEP = Text(f"it is nested more than {DEEPEST} deep", f"嵌套超过 {DEEPEST} 层")
STRANGE = Text(
    "it holds a value that is no number, date, text, true or false; leave out tags such as !!bool",
    "其中有的值不是数字、日期、文字、true 或 false；请去掉 !!bool 之类的标签",
)


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
    if path.suffix not in SUFFIXES and not is_there(path):
        listed = ", ".join(known)
        files = Text(f"known are {listed}, or give a .yaml file.", f"现有 {listed}，也可给出 .yaml 文件。")
        hint, said = nearest(str(name), known, files), shown(str(name))
        raise GongtongError(Text(f"There is no scenario {said}; {hint.en}", f"没有名为 {said} 的方案；{hint.zh}"))
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


def is_there(path: Path) -> bool:
    """Whether there is a file of this name, and it can be the name of one."""
    try:
        return path.is_file()
    except OSError:  # longer than names can be, say
        return False


def read_text(path: Path, most: int = MOST_BYTES) -> str:
    """The text of a file, which is looked at before it is read.

    Parameters
    ----------
    most
        Bytes that it may have.

    Raises
    ------
    GongtongError
        If it is no file or too large, cannot be read, or is not UTF-8.
    """
    try:
        if path.exists() and not path.is_file():  # a folder, or a device that never ends
            raise GongtongError(Text(f"{path}: is not a file.", f"{path}：不是文件。"))
        with path.open("rb") as file:
            read = file.read(most + 1)
        text = "" if len(read) > most else read.decode()
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8 text"
        raise GongtongError(Text(f"{path}: cannot be read ({reason}).", f"{path}：无法读取（{reason}）。")) from None
    if len(read) > most:
        raise GongtongError(
            Text(f"{path}: is larger than {most:,} bytes, which is too much.", f"{path}：超过 {most:,} 字节，过大。")
        )
    return text


def read_yaml(text: str, file: str) -> Any:
    """The content of a YAML text, with the lines of its keys; `file` is named in messages.

    Raises
    ------
    GongtongError
        If it is not YAML, or holds more than anybody can mean.
    """
    try:
        _refuse_huge(text)
        data = YAML(typ="rt").load(text)
        _expanded(data, {})
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        where = f"{file}:{mark.line + 1}:{mark.column + 1}" if mark else file
        problem = Text(*[(error.problem or "it cannot be read").split("\n")[0]] * 2)
    except GongtongError as error:
        where, problem = file, error.text
    except RecursionError:
        where, problem = file, TOO_DEEP
    except (YAMLError, ValueError) as error:  # a character that YAML forbids; a date that does not exist
        where, problem = file, Text(*[str(error).split("\n")[0].rstrip(".")] * 2)
    except Exception:  # noqa: BLE001  # whatever the library stumbles over stands in the file
        where, problem = file, STRANGE
    else:
        return data
    raise GongtongError(Text(f"{where}: not valid YAML: {problem.en}.", f"{where}：YAML 格式有误：{problem.zh}。"))


def _refuse_huge(text: str) -> None:
    """Refuse at a glance what would take minutes to read."""
    if text.count("\n") + text.count(",") > MOST_VALUES:  # each value but the first follows one of them
        raise GongtongError(TOO_MUCH)
    deep = deepest = 0
    for bracket in BRACKETS.findall(text):
        deep += 1 if bracket in "[{" else -1
        deepest = max(deep, deepest)
    if deepest > DEEPEST:
        raise GongtongError(TOO_DEEP)


def _expanded(value: Any, known: dict[int, tuple[int, int]]) -> tuple[int, int]:
    """How many values there are once aliases stand for what they name, and how deep they are nested.

    Parameters
    ----------
    known
        Groups and lists looked at, by their identity: those that aliases name are looked at once.

    Raises
    ------
    GongtongError
        If there are too many or too deep, one holds itself, or one is no kind of value that scenarios have.
    """
    if not isinstance(value, Mapping | list):
        if not isinstance(value, PLAIN) or (isinstance(value, int) and abs(value) > LARGEST):
            raise GongtongError(STRANGE)
        return 1, 1
    if id(value) not in known:
        known[id(value)] = MOST_VALUES + 1, 0  # until it is done: more than allowed, for whoever holds itself
        inside = value.values() if isinstance(value, Mapping) else value
        found = [_expanded(inner, known) for inner in inside]
        known[id(value)] = 1 + sum(many for many, _ in found), 1 + max((deep for _, deep in found), default=0)
    many, deep = known[id(value)]
    if many > MOST_VALUES:
        raise GongtongError(TOO_MUCH)
    if deep > DEEPEST:
        raise GongtongError(TOO_DEEP)
    return many, deep


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
    if isinstance(value, str):  # JSON, which is YAML too, writes an emoji as two halves
        return value.encode("utf-16", "surrogatepass").decode("utf-16", "surrogatepass")
    return value


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
