"""The command `gongtong`: the commands of `sim/commands` as one program."""

from __future__ import annotations

import codecs
import io
import os
import re
import sys
from contextlib import suppress
from typing import Annotated

import typer

from sim.command_line import UsageError, fault_of
from sim.commands import commands
from sim.files import nowhere
from sim.text import GongtongError, Lang, Text, default_language, language, refuse_unreadable

BAD_INPUT, INTERRUPTED = 2, 130
STAND_INS = {"−": "-", "•": "*", "²": "2", "µ": "u", "μ": "u", "¥": "CNY ", "→": "->", "←": "<-", "≈": "~"}

ABOUT = "Gongtong 共同: how community participation grows. 社区参与如何生长：一个居民一个居民地模拟。"

app = typer.Typer(
    name="gongtong",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)


def _say_version(asked: bool) -> None:
    """The release, and the digest of the model's code, as results name it."""
    if asked:
        from sim.lab.run.identity import model_version

        typer.echo(f"gongtong {model_version()}")
        raise typer.Exit


@app.callback(help=ABOUT)
def gongtong(
    _version: Annotated[
        bool, typer.Option("--version", callback=_say_version, is_eager=True, help="Version of the model. 模型版本。")
    ] = False,
) -> None:
    """What can be asked without a command."""


for name, command in commands().items():
    app.command(name)(command)


def main() -> None:
    """Run the command line; a wrong input gives one sentence and exit status 2."""
    sys.stdout, sys.stderr = (stream or nowhere() for stream in (sys.stdout, sys.stderr))
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors=STAND_IN)
    try:
        for given in sys.argv[1:]:
            refuse_unreadable(given, repr(given))
        _run()
    except GongtongError as error:
        sys.stderr.write(error.text.to(_asked_language()) + "\n")
        sys.exit(BAD_INPUT)
    except OSError as error:
        reason = ": ".join(str(said) for said in (error.filename, error.strerror or error) if said)
        said = Text(
            f"The system refuses: {reason}; see to that, then do the same again.",
            f"系统拒绝了操作：{reason}；请处理后重新执行。",
        )
        sys.stderr.write(said.to(_asked_language()) + "\n")
        sys.exit(BAD_INPUT)
    except KeyboardInterrupt:
        sys.exit(INTERRUPTED)
    finally:
        _let_go()


def _run() -> None:
    """The command, up to its last printed word: what cannot be printed is known here, and not after the end."""
    try:
        status = app(standalone_mode=False)
    except UsageError as error:
        message = error.format_message()
        if not message:  # a bare `gongtong` has printed its help
            sys.exit(BAD_INPUT)
        raise GongtongError(fault_of(message, sys.argv[1:])) from None
    except typer.Abort:
        sys.exit(1)
    finally:
        sys.stdout.flush()
    sys.exit(status or 0)


def _let_go() -> None:
    """Forget what standard output cannot take, such as a full disk's, so that the end is quiet."""
    try:
        sys.stdout.flush()
    except OSError:
        with suppress(OSError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _stand_in(error: UnicodeError) -> tuple[str | bytes, int]:
    """What is printed of signs that the terminal's or the file's encoding does not have: a likeness, or their number.

    On Chinese Windows that is the minus sign, on Western Windows everything Chinese.
    """
    if not isinstance(error, UnicodeEncodeError):
        raise error
    signs = error.object[error.start : error.end]
    return "".join(STAND_INS.get(sign, sign.encode("ascii", "backslashreplace").decode()) for sign in signs), error.end


STAND_IN = "gongtong.stand_in"
codecs.register_error(STAND_IN, _stand_in)


def _asked_language() -> Lang:
    """The language for messages, even where the command line was not understood."""
    found = re.search(r" --lang[= ](en|zh)(?= |$)", " ".join(sys.argv))
    return language(found[1]) if found else default_language()
