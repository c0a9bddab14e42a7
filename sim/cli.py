"""The command `gongtong`. Heavy imports wait inside the commands, so that help answers at once."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from sim.text import GongtongError, Lang, Text, default_language, language

if TYPE_CHECKING:
    from sim.scenario import Scenario

BAD_INPUT, INTERRUPTED = 2, 130

app = typer.Typer(
    name="gongtong",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="Gongtong 共同: how community participation grows. 社区参与如何生长：一个居民一个居民地模拟。",
)


class Form(StrEnum):
    """How a table is printed."""

    table = "table"
    markdown = "markdown"
    csv = "csv"


ScenarioName = Annotated[str, typer.Argument(help="Shipped scenario or YAML file. 自带方案名或 YAML 文件。")]
LangOption = Annotated[str | None, typer.Option("--lang", help="en or zh; by default the locale's. 语言。")]
WeeksOption = Annotated[int | None, typer.Option("--weeks", help="Length of the run. 运行周数。")]
SeedsOption = Annotated[
    str, typer.Option("--seeds", help="How many seeds, or a list such as 3,7,11 (3, for one). 种子个数或列表。")
]
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


def main() -> None:
    """Run the command line; a wrong input gives one sentence and exit status 2."""
    try:
        app()
    except GongtongError as error:
        sys.stderr.write(error.text.to(_asked_language()) + "\n")
        sys.exit(BAD_INPUT)
    except KeyboardInterrupt:
        sys.exit(INTERRUPTED)


def _asked_language() -> Lang:
    """The language for messages, even where the command line was not understood."""
    for at, word in enumerate(sys.argv):
        name = (
            word.removeprefix("--lang=")
            if word.startswith("--lang=")
            else (sys.argv[at + 1] if word == "--lang" and at + 1 < len(sys.argv) else "")
        )
        if name in ("en", "zh"):
            return language(name)
    return default_language()


@app.command()
def run(
    scenario: ScenarioName = "liuhe",
    modules: Annotated[str, typer.Option("--with", help="Modules to switch on; * for all. 开启的模块。")] = "",
    seeds: SeedsOption = "1",
    weeks: WeeksOption = None,
    workers: WorkersOption = None,
    settings: SetOption = None,
    out: OutOption = None,
    audit: Annotated[
        bool, typer.Option("--audit", help="Check every week that everything adds up. 逐周审计。")
    ] = False,
    profile: Annotated[bool, typer.Option("--profile", help="Time per phase of the week. 各阶段耗时。")] = False,
    organisations: Annotated[
        bool, typer.Option("--organisations", help="The life of every organisation. 列出每个社会组织的经历。")
    ] = False,
    lang: LangOption = None,
    quiet: QuietOption = False,
) -> None:
    """Run a scenario once and print its years. 运行一次并按年列出结果。"""
    from sim.lab.runner import run_many
    from sim.lab.workers import warm_up
    from sim.report.terminal import print_events, print_organisations, print_profile, print_years
    from sim.simulation import Simulation

    spoken = language(lang)
    chosen = _scenario(scenario, weeks, settings)
    if modules:
        chosen = chosen.adding(*_names(modules))
    numbers = _seeds(seeds)
    many = len(numbers) > 1
    if many and (audit or profile):
        said = Text(
            "--audit and --profile look at one run; give one seed.", "--audit 和 --profile 只看一次；请给一个种子。"
        )
        raise GongtongError(said)
    folder = _folder(out)
    label = Text("runs", "次运行") if many else Text("weeks", "周")
    with _progress(label.to(spoken), len(numbers) if many else chosen.weeks, quiet) as advance:
        if many:
            results = run_many([(chosen, seed) for seed in numbers], _workers(workers), advance)
        else:
            if profile:
                warm_up(chosen)
            simulation = Simulation(chosen, numbers[0], audit=audit)
            results = [simulation.run(advance)]
    print_years(results, spoken)
    print_events(results[0], spoken)
    if organisations:
        print_organisations(results[0], spoken)
    if audit:
        _say(Text("Audit: everything adds up in every week.", "审计：每周各项均相符。").to(spoken))
    if profile:
        print_profile(simulation, spoken)
    if folder is not None:
        for result in results:
            result.save(folder / f"seed-{result.seed}" if many else folder)
        _say(Text(f"Saved in {folder}.", f"结果已存入 {folder}。").to(spoken))


@app.command()
def story(
    scenario: ScenarioName = "liuhe",
    modules: Annotated[
        str,
        typer.Option(
            "--with",
            help="Modules to switch on; none for the scenario as it is. Default: every module, where the scenario "
            "has none on. 开启的模块；none 为方案原样；方案未开启模块时默认全部开启。",
        ),
    ] = "",
    seed: Annotated[int, typer.Option("--seed", help="Luck of the run. 随机种子。")] = 0,
    weeks: WeeksOption = None,
    settings: SetOption = None,
    out: Annotated[Path | None, typer.Option("--out", help="Markdown file for the story. 存为 Markdown 文件。")] = None,
    lang: LangOption = None,
    quiet: QuietOption = False,
) -> None:
    """Tell one run as a chronicle, year by year. 按年讲述一次运行的经过。"""
    from sim.report.story import everything_unless_asked, story_of
    from sim.report.terminal import print_story
    from sim.results import write_whole
    from sim.simulation import Simulation

    spoken = language(lang)
    chosen, note = everything_unless_asked(_scenario(scenario, weeks, settings), _names(modules))
    if seed < 0:
        raise GongtongError(
            Text(f"--seed: {seed} is not possible; give 0 or more.", f"--seed：不能取 {seed}；须不小于 0。")
        )
    file = _file(out)
    with _progress(Text("weeks", "周").to(spoken), chosen.weeks, quiet) as advance:
        told = story_of(Simulation(chosen, seed).run(advance), note).to(spoken)
    if file is None:
        print_story(told)
    else:
        write_whole(file, told)
        _say(Text(f"Saved in {file}.", f"已存入 {file}。").to(spoken))


@app.command()
def compare(
    scenario: ScenarioName = "liuhe",
    arms: Annotated[
        str, typer.Option("--arms", help="Arms such as none,points,all or points+leaders. 对比方案。")
    ] = "none,all",
    seeds: SeedsOption = "5",
    weeks: WeeksOption = None,
    settings: SetOption = None,
    workers: WorkersOption = None,
    report: Annotated[
        Path | None, typer.Option("--report", "--out", help="Folder for figures, tables and data. 图表与数据目录。")
    ] = None,
    lang: LangOption = None,
    quiet: QuietOption = False,
) -> None:
    """Compare arms on the same seeds, resident by resident the same luck. 用相同种子配对比较各方案。"""
    from sim.lab.compare import arms_from
    from sim.lab.compare import compare as run_study
    from sim.report.terminal import print_study

    spoken = language(lang)
    base = _scenario(scenario, weeks, settings)
    named = arms_from(base, _names(arms))
    first = next(iter(named))
    chosen = _seeds(seeds)
    folder = _folder(report)
    with _progress(Text("runs", "次运行").to(spoken), len(chosen) * len(named), quiet) as advance:
        study = run_study(named[first], named, chosen, _workers(workers), advance)
    print_study(study, spoken)
    if folder is not None:
        from sim.report.folder import write_report

        written = write_report(study, folder, spoken)
        _say(
            Text(f"Figures and data are in {folder}: ", f"图和数据在 {folder}：").to(spoken)
            + ", ".join(path.name for path in written)
        )


@app.command()
def describe(
    scenario: ScenarioName = "liuhe",
    out: Annotated[Path | None, typer.Option("--out", help="Folder for the figures. 图的目录。")] = None,
    settings: SetOption = None,
    lang: LangOption = None,
) -> None:
    """Who lives in a scenario's community: numbers, and figures with --out. 描述合成社区。"""
    from sim.community import build_community
    from sim.report.terminal import print_community

    spoken = language(lang)
    chosen = _scenario(scenario, None, settings)
    folder = _folder(out)
    community = build_community(chosen.community, chosen.weeks)
    print_community(community, chosen, spoken)
    if folder is None:
        _say(
            Text(
                "With --out FOLDER: figures of the grid network, the age pyramid and the number of ties.",
                "加 --out 目录：画出网格网络、年龄金字塔和联系数分布。",
            ).to(spoken)
        )
        return
    from sim.report.folder import write_description

    written = write_description(community, folder, spoken)
    _say(Text(f"Figures are in {folder}: ", f"图在 {folder}：").to(spoken) + ", ".join(path.name for path in written))


@app.command()
def policies(lang: LangOption = None) -> None:
    """The policy modules. 政策模块。"""
    from sim.policies import policies as known
    from sim.report.terminal import print_table

    spoken = language(lang)
    print_table(
        [Text("module", "模块").to(spoken), Text("name", "名称").to(spoken), Text("what it does", "作用").to(spoken)],
        [(name, module.label.to(spoken), module.about.to(spoken)) for name, module in known().items()],
    )


@app.command()
def phases(lang: LangOption = None) -> None:
    """The week, in the order in which it happens. 一周的先后次序。"""
    from sim.report.terminal import print_table
    from sim.schedule import PHASES

    spoken = language(lang)
    rows = [(str(n), phase.name, phase.label.to(spoken)) for n, phase in enumerate(PHASES, 1)]
    print_table(["", Text("phase", "阶段").to(spoken), Text("what happens", "内容").to(spoken)], rows)


@app.command()
def params(
    contains: Annotated[
        str, typer.Argument(help="Only numbers whose name contains this. 只列名称含此文字的参数。")
    ] = "",
    form: Annotated[Form, typer.Option("--form", help="table, markdown or csv. 形式。")] = Form.table,
    lang: LangOption = None,
) -> None:
    """Every number of the model: default, range, unit, meaning, status, source. 模型的全部参数。"""
    from sim.report.parameters import parameter_table
    from sim.report.terminal import print_rows

    header, rows = parameter_table(language(lang), contains)
    if not rows:
        raise GongtongError(Text(f"No number has {contains!r} in its name.", f"没有名称含 {contains!r} 的参数。"))
    print_rows(header, rows, form.value)


@app.command()
def schema() -> None:
    """The JSON Schema of scenario files, for editors. 方案文件的 JSON Schema。"""
    import json

    from sim.scenario_schema import json_schema

    _say(json.dumps(json_schema(), ensure_ascii=False, indent=1))


def _scenario(name: str, weeks: int | None, settings: list[str] | None) -> Scenario:
    from sim.scenario_file import load, parse_value

    changes: dict[str, object] = {} if weeks is None else {"weeks": weeks}
    for given in settings or []:
        path, equals, value = given.partition("=")
        if not equals or not path.strip():
            raise GongtongError(
                Text(f"--set: {given!r} is not of the form name=value.", f"--set：{given!r} 不是 名称=值 的形式。")
            )
        changes[path.strip()] = parse_value(value, path.strip())
    scenario = load(name)
    return scenario.but(changes) if changes else scenario


def _names(text: str) -> list[str]:
    return [name.strip() for name in text.split(",") if name.strip()]


def _seeds(text: str) -> list[int]:
    """A number of seeds, or the seeds themselves."""
    try:
        numbers = [int(part) for part in text.split(",") if part.strip()]
    except ValueError:
        numbers = []
    listed = "," in text
    if not numbers or min(numbers) < 0 or (not listed and numbers == [0]) or len(set(numbers)) < len(numbers):
        raise GongtongError(
            Text(
                f"--seeds: {text!r} is not possible; give how many (1 or more) or a list such as 3,7,11.",
                f"--seeds：不能取 {text!r}；请给出个数（1 以上）或列表（不重复），如 3,7,11。",
            )
        )
    return numbers if listed else list(range(numbers[0]))


def _workers(given: int | None) -> int | None:
    if given is not None and given < 1:
        raise GongtongError(
            Text(f"--workers: {given} is not possible; give 1 or more.", f"--workers：不能取 {given}；须不小于 1。")
        )
    return given


def _folder(path: Path | None) -> Path | None:
    """Make the folder before the work, so that no result is lost for want of a place."""
    if path is None:
        return None
    try:
        path.mkdir(parents=True, exist_ok=True)
        probe = path / ".writable"
        probe.touch()
        probe.unlink()
    except OSError as error:
        raise GongtongError(
            Text(f"{path}: cannot write there ({error.strerror}).", f"{path}：无法写入（{error.strerror}）。")
        ) from None
    return path


def _file(path: Path | None) -> Path | None:
    """The same for a file: its folder is made, and it must not be a folder itself."""
    if path is not None:
        if path.is_dir():
            raise GongtongError(Text(f"{path}: is a folder; name a file.", f"{path}：是目录；请给出文件名。"))
        _folder(path.parent)
    return path


@contextmanager
def _progress(label: str, total: int, quiet: bool) -> Iterator[Callable[[int], None] | None]:
    """A progress bar on standard error; nothing where nobody looks."""
    if quiet or not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns: list[Any] = [TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn()]
    with Progress(*columns, console=Console(stderr=True)) as progress:
        task = progress.add_task(label, total=total)
        yield lambda finished: progress.update(task, completed=finished)


def _say(text: str) -> None:
    typer.echo(text)
