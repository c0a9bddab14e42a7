"""The command `gongtong`. Heavy imports wait inside the commands, so that help answers at once."""

from __future__ import annotations

import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from sim.commands.app import app as workshop
from sim.commands.attribute import attribute
from sim.commands.calibrate import calibrate
from sim.commands.compare import compare
from sim.commands.discover import discover
from sim.commands.experiments import experiments
from sim.commands.replicate import replicate
from sim.commands.report import report
from sim.commands.search import search
from sim.commands.sensitivity import response, sensitivity
from sim.commands.shared import (
    LangOption,
    OutOption,
    QuietOption,
    ScenarioName,
    SeedsOption,
    SetOption,
    WeeksOption,
    WorkersOption,
    file_at,
    folder_at,
    names_in,
    progress,
    say,
    scenario_from,
    seeds_in,
    workers_in,
)
from sim.commands.sweep import sweep
from sim.commands.validate import validate
from sim.text import GongtongError, Lang, Text, default_language, language

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
    modules: Annotated[
        str, typer.Option("--modules", "--with", help="Modules to switch on; * for all. 开启的模块。")
    ] = "",
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
    from sim.lab.run.in_memory import run_many
    from sim.lab.run.workers import warm_up
    from sim.report.terminal import print_events, print_organisations, print_profile, print_years
    from sim.simulation import Simulation

    spoken = language(lang)
    chosen = scenario_from(scenario, weeks, settings)
    if modules:
        chosen = chosen.adding(*names_in(modules))
    numbers = seeds_in(seeds)
    many = len(numbers) > 1
    if many and (audit or profile):
        said = Text(
            "--audit and --profile look at one run; give one seed.", "--audit 和 --profile 只看一次；请给一个种子。"
        )
        raise GongtongError(said)
    folder = folder_at(out)
    label = Text("runs", "次运行") if many else Text("weeks", "周")
    with progress(label.to(spoken), len(numbers) if many else chosen.weeks, quiet) as advance:
        if many:
            results = run_many([(chosen, seed) for seed in numbers], workers_in(workers), advance)
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
        say(Text("Audit: everything adds up in every week.", "审计：每周各项均相符。").to(spoken))
    if profile:
        print_profile(simulation, spoken)
    if folder is not None:
        for result in results:
            result.save(folder / f"seed-{result.seed}" if many else folder)
        say(Text(f"Saved in {folder}.", f"结果已存入 {folder}。").to(spoken))


@app.command()
def story(
    scenario: ScenarioName = "liuhe",
    modules: Annotated[
        str,
        typer.Option(
            "--modules",
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
    from sim.files import write_whole
    from sim.report.story.story import everything_unless_asked, story_of
    from sim.report.terminal import print_story
    from sim.simulation import Simulation

    spoken = language(lang)
    chosen, note = everything_unless_asked(scenario_from(scenario, weeks, settings), names_in(modules))
    if seed < 0:
        raise GongtongError(
            Text(f"--seed: {seed} is not possible; give 0 or more.", f"--seed：不能取 {seed}；须不小于 0。")
        )
    file = file_at(out)
    with progress(Text("weeks", "周").to(spoken), chosen.weeks, quiet) as advance:
        told = story_of(Simulation(chosen, seed).run(advance), note).to(spoken)
    if file is None:
        print_story(told)
    else:
        write_whole(file, told)
        say(Text(f"Saved in {file}.", f"已存入 {file}。").to(spoken))


app.command()(compare)
app.command()(attribute)
app.command()(search)
app.command()(discover)
app.command()(experiments)
app.command()(report)
app.command()(sweep)
app.command()(sensitivity)
app.command()(response)
app.command()(calibrate)
app.command()(validate)
app.command()(replicate)
app.command("app")(workshop)


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
    chosen = scenario_from(scenario, None, settings)
    folder = folder_at(out)
    community = build_community(chosen.community, chosen.weeks)
    print_community(community, chosen, spoken)
    if folder is None:
        say(
            Text(
                "With --out FOLDER: figures of the grid network, the age pyramid and the number of ties.",
                "加 --out 目录：画出网格网络、年龄金字塔和联系数分布。",
            ).to(spoken)
        )
        return
    from sim.report.archive import write_description

    written = write_description(community, folder, spoken)
    say(Text(f"Figures are in {folder}: ", f"图在 {folder}：").to(spoken) + ", ".join(path.name for path in written))


@app.command()
def policies(lang: LangOption = None) -> None:
    """The policy modules. 政策模块。"""
    from sim.policies import policies as known
    from sim.report.terminal import print_table
    from sim.report.text.table import Table, columns

    spoken = language(lang)
    header = columns((Text("module", "模块"), Text("name", "名称"), Text("what it does", "作用")), spoken)
    rows = [(name, module.label.to(spoken), module.about.to(spoken)) for name, module in known().items()]
    print_table(Table(header, rows))


@app.command()
def phases(lang: LangOption = None) -> None:
    """The week, in the order in which it happens. 一周的先后次序。"""
    from sim.report.terminal import print_table
    from sim.report.text.table import Table, columns
    from sim.schedule import PHASES

    spoken = language(lang)
    rows = [(str(n), phase.name, phase.label.to(spoken)) for n, phase in enumerate(PHASES, 1)]
    print_table(Table(["", *columns((Text("phase", "阶段"), Text("what happens", "内容")), spoken)], rows))


@app.command()
def params(
    contains: Annotated[
        str, typer.Argument(help="Only numbers whose name contains this. 只列名称含此文字的参数。")
    ] = "",
    form: Annotated[Form, typer.Option("--form", help="table, markdown or csv. 形式。")] = Form.table,
    lang: LangOption = None,
) -> None:
    """Every number of the model: default, range, unit, meaning, status, source. 模型的全部参数。"""
    from sim.report.terminal import print_table
    from sim.report.text.parameters import parameter_table

    table = parameter_table(language(lang), contains)
    if not table.rows:
        raise GongtongError(Text(f"No number has {contains!r} in its name.", f"没有名称含 {contains!r} 的参数。"))
    print_table(table, form.value)


@app.command()
def schema() -> None:
    """The JSON Schema of scenario files, for editors. 方案文件的 JSON Schema。"""
    import json

    from sim.scenario.schema import json_schema

    say(json.dumps(json_schema(), ensure_ascii=False, indent=1))
