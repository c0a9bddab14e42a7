"""A command line that cannot be understood is answered as any other bad input: one sentence, in the user's language."""

from __future__ import annotations

import pytest

from tests.support.command import gongtong, one_sentence, refused

WRONG = {
    ("run", "--weeks", "abc"): (
        "--weeks: 'abc' is not possible; give a whole number",
        "--weeks：不能取 'abc'；须为整数",
    ),
    ("run", "--weeks=1.5"): ("--weeks: '1.5' is not possible; give a whole number", "--weeks：不能取 '1.5'；须为整数"),
    ("discover", "liuhe", "--gain-below", "x"): ("--gain-below: 'x' is not possible; give a number", "须为数值"),
    ("run", "--wekks", "3"): (
        "--wekks: there is no such option; do you mean --weeks",
        "--wekks：没有这个选项；是否指 --weeks",
    ),
    ("rum",): ("rum: there is no such command; do you mean 'run'?", "rum：没有这个命令；是否指 'run'？"),
    ("sweep",): ("SWEEP: is missing", "SWEEP：未给出"),
    ("run", "--weeks"): ("--weeks: needs a value after it", "--weeks：后面须给出值"),
    ("describe", "liuhe", "b"): ("b: is more than the command takes", "b：超出命令所需的参数"),
}


@pytest.mark.parametrize("words", WRONG, ids=" ".join)
def test_what_is_wrong_is_one_sentence(words: tuple[str, ...]) -> None:
    """With the option, the value and what is allowed, and the nearest valid name."""
    english, chinese = WRONG[words]
    assert refused(*words).startswith(english)
    assert chinese in one_sentence(gongtong(*words, language="zh_CN.UTF-8"))


def test_without_a_command_the_help_is_printed() -> None:
    """A bare call asks what there is."""
    done = gongtong()
    assert (done.returncode, done.stderr) == (2, "")
    assert "compare" in done.stdout
