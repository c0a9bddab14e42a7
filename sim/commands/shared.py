"""Options that commands share, the values that are read from them, progress and lines of output."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from math import isfinite
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, TypeVar

import typer

from sim.files import make_folder, not_written
from sim.text import GongtongError, Lang, Text, shown

if TYPE_CHECKING:
    from sim.lab.design.posterior import ParameterSet
    from sim.scenario import Scenario

OUT = Path("out")  # folder of results that are given no other
MOST, MOST_WORKERS = 1_000_000, 1_000  # of what is counted, unless said; of processes
NOT_IN_NAMES, LONGEST_NAME = '/\\:*?"<>|', 80  # of files, on every system
GivenPath = TypeVar("GivenPath", bound=Path | None)

ScenarioName = Annotated[str, typer.Argument(help="Shipped scenario or YAML file. 自带方案名或 YAML 文件。")]
LangOption = Annotated[str | None, typer.Option("--lang", help="en or zh; by default the locale's. 语言。")]
WeeksOption = Annotated[int | None, typer.Option("--weeks", help="Length of the run. 运行周数。")]
SeedsOption = Annotated[
    str, typer.Option("--seeds", help="How many seeds, or a list such as 3,7,11 (3, for one). 种子个数或列表。")
]
SeedOption = Annotated[int, typer.Option("--seed", help="Luck of the run. 随机种子。")]
SetOption = Annotated[
    list[str] | None,
    typer.Option(
        "--set",
        metavar="NAME=VALUE",
        help="Change a value, such as points.budget=20000; may be repeated. 修改参数，可重复。",
    ),
]
WorkersOption = Annotated[int | None, typer.Option("--workers", help="Processes; by default one per core. 进程数。")]
OutOption = Annotated[Path | None, typer.Option("--out", help="Folder for the results. 结果目录。")]
QuietOption = Annotated[bool, typer.Option("--quiet", help="No progress bars. 不显示进度。")]


def scenario_from(name: str, weeks: int | None, settings: list[str] | None, spoken: Lang) -> Scenario:
    """A scenario by name or file, with the values that were set; what is remarked on it is said."""
    from sim.scenario.file import load
    from sim.scenario.paths import by_name

    length = {} if weeks is None else {"weeks": weeks}
    changes = by_name((*length.items(), *settings_in(settings).items()))
    scenario = load(name)
    scenario = scenario.but(changes) if changes else scenario
    remark_on([scenario], spoken)
    return scenario


def remark_on(scenarios: Iterable[Scenario], spoken: Lang) -> None:
    """A line on standard error for each thing that is remarked on any of some scenarios, before they are run."""
    from sim.scenario.remarks import remarks

    for said in dict.fromkeys(said for scenario in scenarios for said in remarks(scenario)):
        typer.echo(said.to(spoken), err=True)


def settings_in(settings: list[str] | None) -> dict[str, object]:
    """The values of `--set name=value`, by name.

    Raises
    ------
    GongtongError
        If one is not of this form, or a value is given twice.
    """
    from sim.scenario.file import parse_value
    from sim.scenario.paths import by_name

    changes: list[tuple[str, object]] = []
    for given in settings or []:
        path, equals, value = given.partition("=")
        if not equals or not path.strip():
            raise GongtongError(
                Text(f"--set: {given!r} is not of the form name=value.", f"--set：{given!r} 不是 名称=值 的形式。")
            )
        changes.append((path.strip(), parse_value(value, path.strip())))
    return by_name(changes)


def names_in(text: str) -> list[str]:
    """The names of a list with commas."""
    return [name.strip() for name in text.split(",") if name.strip()]


def seeds_in(text: str) -> list[int]:
    """The seeds of a list with commas, or the first so many where a single number is given.

    Raises
    ------
    GongtongError
        If it is neither.
    """
    from sim.lab.design.seeds import seeds_of

    try:
        numbers = [int(part) for part in text.split(",") if part.strip()]
    except ValueError:
        raise GongtongError(
            Text(
                f"--seeds: {shown(text)} is not possible; give how many, or a list such as 3,7,11.",
                f"--seeds：不能取 {shown(text)}；请给出个数，或列表，如 3,7,11。",
            )
        ) from None
    given = numbers[0] if numbers and "," not in text else numbers
    return list(seeds_of(given, "--seeds", "3,7,11 (0, for seed 0 alone)"))


def seed_in(given: int) -> int:
    """The seed of a single run."""
    from sim.lab.design.seeds import MOST_SEED

    return at_least("--seed", given, 0, MOST_SEED)


def seeds_or_draws(seeds: str, posterior: int) -> tuple[list[int], tuple[ParameterSet, ...]]:
    """The seeds to run on, and a parameter set of the posterior for each if so many are asked for."""
    draws = draws_in(posterior)
    return (list(range(posterior)), draws) if posterior else (seeds_in(seeds), ())


def draws_in(count: int) -> tuple[ParameterSet, ...]:
    """The first parameter sets of the shipped posterior sample; none for 0."""
    from sim.lab.design.posterior import shipped_posterior

    return shipped_posterior().first(count) if at_least("--posterior", count, 0) else ()


def workers_in(given: int | None) -> int | None:
    """How many processes; one or more."""
    return None if given is None else at_least("--workers", given, 1, MOST_WORKERS)


def at_least(option: str, given: int, least: int, most: int = MOST) -> int:
    """A whole number given for an option, refused where it is too small, or larger than can be meant.

    Raises
    ------
    GongtongError
        That names the option and the least or the largest number.
    """
    if given < least:
        raise GongtongError(
            Text(
                f"{option}: {given} is not possible; give {least} or more.",
                f"{option}：不能取 {given}；须不小于 {least}。",
            )
        )
    if given > most:
        raise GongtongError(
            Text(
                f"{option}: {given} is not possible; give {most:,} or less.",
                f"{option}：不能取 {given}；须不大于 {most:,}。",
            )
        )
    return given


def number_in(option: str, given: float | None) -> float | None:
    """A number given for an option; none where none is given.

    Raises
    ------
    GongtongError
        If it is not a finite one.
    """
    if given is not None and not isfinite(given):
        raise GongtongError(Text(f"{option}: {given} is not a finite number.", f"{option}：{given} 不是有限的数字。"))
    return given


def folder_named(name: str) -> Path:
    """The folder of results of that name, whatever signs it holds: one folder, and below `out`."""
    return OUT / "".join(
        "_" if sign in NOT_IN_NAMES or not sign.isprintable() else sign for sign in name[:LONGEST_NAME]
    )


def folder_at(path: GivenPath) -> GivenPath:
    """A folder for results, made before the work so that none is lost for want of a place; none where none is given.

    Raises
    ------
    GongtongError
        If it cannot be written to.
    """
    if path is None:
        return path
    try:
        make_folder(path)
        probe = path / ".writable"
        probe.touch()
        probe.unlink()
    except OSError as error:
        raise not_written(path, error) from None
    return path


def file_at(path: Path | None) -> Path | None:
    """A file for results, whose folder is made before the work.

    Raises
    ------
    GongtongError
        If it is a folder itself, or its folder cannot be written to.
    """
    if path is not None:
        if path.is_dir():
            raise GongtongError(Text(f"{path}: is a folder; name a file.", f"{path}：是目录；请给出文件名。"))
        folder_at(path.parent)
    return path


@contextmanager
def progress(label: str, total: int, quiet: bool) -> Iterator[Callable[[int], None] | None]:
    """A progress bar on standard error; nothing where nobody looks."""
    if quiet or not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns: list[Any] = [TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn()]
    with Progress(*columns, console=Console(stderr=True, markup=False)) as progress:
        task = progress.add_task(label, total=total)
        yield lambda finished: progress.update(task, completed=finished)


def say(text: str) -> None:
    """A line on standard output."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def say_files(said: Text, files: Iterable[Path], spoken: Lang) -> None:
    """A line on standard output: a sentence and the names of the files that were written."""
    say(said.to(spoken) + ", ".join(path.name for path in files))
