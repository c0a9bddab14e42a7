"""What is wrong with a command line, in one sentence of the user's language."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import typer

from sim.text import Text, shown

UsageError: Any = typer.BadParameter.__bases__[0]  # typer has it, but does not name it
# What the parser of options says, in English only, and without the value that was given
SENTENCES = (
    (
        r"Invalid value for '(?P<name>[^']+)': .*valid integer",
        Text("{name}: {given} is not possible; give a whole number", "{name}：不能取 {given}；须为整数"),
    ),
    (
        r"Invalid value for '(?P<name>[^']+)': .*valid number",
        Text("{name}: {given} is not possible; give a number", "{name}：不能取 {given}；须为数值"),
    ),
    (
        r"Invalid value for '(?P<name>[^']+)': (?P<why>.+)",
        Text("{name}: {given} is not possible ({why})", "{name}：不能取 {given}（{why}）"),
    ),
    (r"No such option: (?P<name>\S+)", Text("{name}: there is no such option", "{name}：没有这个选项")),
    (r"No such command '(?P<name>.+?)'", Text("{name}: there is no such command", "{name}：没有这个命令")),
    (r"Missing (?:argument|option) '(?P<name>.+?)'", Text("{name}: is missing", "{name}：未给出")),
    (r"Option '(?P<name>.+?)' requires", Text("{name}: needs a value after it", "{name}：后面须给出值")),
    (
        r"extra argument(?:s|\(s\))? \((?P<name>.+)\)",
        Text("{name}: is more than the command takes", "{name}：超出命令所需的参数"),
    ),
)
MEANT = re.compile(r"(?:Did you mean|Possible options:) (.+?)[?)]*$")


def fault_of(message: str, words: Sequence[str]) -> Text:
    """What the parser of options complains about.

    Parameters
    ----------
    message
        As it says it.
    words
        The command line, where the value of an option is looked for.
    """
    found = ((re.search(pattern, message), sentence) for pattern, sentence in SENTENCES)
    match, sentence = next(
        ((match, sentence) for match, sentence in found if match),
        (None, Text(message.rstrip("."), f"命令行有误：{message.rstrip('.')}")),
    )
    parts = match.groupdict() if match else {}
    said = sentence.filled(**parts, given=_given(parts.get("name", ""), words))
    meant = MEANT.search(message)
    if meant:
        return Text(f"{said.en}; do you mean {meant[1]}?", f"{said.zh}；是否指 {meant[1]}？")
    return Text(f"{said.en}; `gongtong --help` tells what there is.", f"{said.zh}；可用 `gongtong --help` 查看。")


def _given(name: str, words: Sequence[str]) -> str:
    """The value of an option on a command line; nothing if there is none."""
    for at, word in enumerate(words):
        option, equals, value = word.partition("=")
        if option == name:
            return shown(value if equals else next(iter(words[at + 1 :]), ""))
    return ""
