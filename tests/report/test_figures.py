"""Figures: both languages, every size of study, nothing cut off, no sign without a glyph, honest about uncertainty."""

from __future__ import annotations

import dataclasses
import pkgutil
import subprocess
import sys
import warnings
from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import matplotlib as mpl
import networkx as nx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from matplotlib.figure import Figure
from matplotlib.ft2font import FT2Font

import sim
from sim.community import build_community
from sim.lab.comparison.study import Study
from sim.measures import MEASURES
from sim.param import declared
from sim.policies import policies
from sim.report import figures, terminal
from sim.report.archive import write_report
from sim.report.figures import colours, gallery, panels, spread, style
from sim.report.figures.costs import costs
from sim.report.figures.curves import participation
from sim.report.figures.declared import study_figures
from sim.report.figures.differences import effects, effects_matters, effects_means, effects_organised
from sim.report.figures.grids import grids, lattice
from sim.report.figures.network import grid_network
from sim.report.figures.people import age_pyramid, degree_distribution
from sim.report.figures.reasons import why
from sim.report.text import caveats
from sim.report.text import findings as summary
from sim.report.text import labels as names
from sim.report.text import numbers as words
from sim.scenario import Scenario
from sim.simulation import run
from sim.text import GongtongError, Lang, Text
from tests.support import ROOT, small
from tests.support.pictures import collisions, in_each_language, outside, said

WEEKS = 30
OF_STUDY: list[Callable[[Study, Lang], Figure]] = [one.draw for one in study_figures(weeks=WEEKS)]
OF_COMMUNITY = [grid_network, age_pyramid, degree_distribution]


@pytest.fixture(scope="module")
def study() -> Study:
    """Two arms on two seeds over thirty weeks."""
    base = small(weeks=WEEKS, modules_start="2015-03-02")
    arms = {"base": base, "points": base.adding("points")}
    return Study(arms, (0, 1), {arm: tuple(run(scenario, seed) for seed in (0, 1)) for arm, scenario in arms.items()})


def many(study: Study, count: int, seeds: int) -> Study:
    """So many arms and seeds of the same runs, under the names that arms have."""
    names = ["none", *("points", "leaders", "incubation", "party", "services", "selfmanage", "all")][:count]
    arms = {name: study.arms["points" if at else "base"] for at, name in enumerate(names)}
    runs = {name: study.results["points" if at else "base"] for at, name in enumerate(names)}
    return Study(
        arms, tuple(range(seeds)), {name: tuple(own[seed % 2] for seed in range(seeds)) for name, own in runs.items()}
    )


def pixels(figure: Figure, path: Path) -> int:
    """Draw with every warning an error, such as that of a missing glyph."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        figure.savefig(path, dpi=60)
    return path.stat().st_size


NEW_FIGURE = '''
"""The figure of births."""
from sim.report.figures import style
from sim.report.figures.declared import StudyFigure
from sim.text import Text


def births(study, lang):
    """An empty slide."""
    return style.new_figure("Births", [], "", lang)


FIGURES = (StudyFigure(births, order=15, section="effects", caption=Text("Few are born in thirty weeks.", "新生儿很少。")),)
'''


def called(part: Any) -> str:
    """A case's part by name."""
    return getattr(part, "__name__", str(part))


every_figure = pytest.mark.parametrize(("draw", "lang"), in_each_language(OF_STUDY), ids=called)


@every_figure
def test_has_every_glyph_names_the_case_and_says_what_it_is_not(
    draw: Callable[..., Figure], lang: Lang, study: Study, tmp_path: Path
) -> None:
    """Nothing is cut off or overlaps, and matplotlib is left as it was."""
    before = dict(mpl.rcParams)
    figure = draw(study, lang)
    assert dict(mpl.rcParams) == before
    assert pixels(figure, tmp_path / "figure.png") > 10_000
    text = said(figure)
    for part in (
        study.arms["base"].title.zh if lang == "zh" else study.arms["base"].title.en,
        caveats.CAUTION.to(lang),
        style.MARK.to(lang),
        Text("2 seeds", "2个随机种子").to(lang),
    ):
        assert part in text
    assert outside(figure) == []
    assert collisions(figure) == []


@every_figure
@pytest.mark.parametrize(("arms", "seeds"), [(8, 12), pytest.param(4, 2, marks=pytest.mark.slow)])
def test_nothing_of_many_arms_is_cut_off_or_overlaps(
    draw: Callable[..., Figure], lang: Lang, study: Study, arms: int, seeds: int
) -> None:
    figure = draw(many(study, arms, seeds), lang)
    assert outside(figure) == []
    assert collisions(figure) == []


@every_figure
def test_one_seed_is_said_to_be_one(draw: Callable[..., Figure], lang: Lang, study: Study) -> None:
    text = said(draw(many(study, 2, 1), lang))
    assert Text("cannot be told apart", "无法区分").to(lang) in text


@pytest.mark.parametrize(("draw", "lang"), in_each_language([effects, effects_organised, effects_matters]), ids=called)
def test_numbers_of_many_arms_stay_in_their_panel(draw: Callable[..., Figure], lang: Lang, study: Study) -> None:
    """Beside their dot, never over the arms' names or in the next panel; and no heading is cut."""
    figure = draw(many(study, 8, 2), lang)
    figure.draw_without_rendering()
    for axes in figure.axes:
        panel = axes.get_window_extent()
        numbers = [label for label in axes.texts if label.get_ha() == "left" and label.get_va() == "center"]
        assert len(numbers) == 7
        for label in numbers:
            box = label.get_window_extent()
            assert panel.x0 <= box.x0
            assert box.x1 <= panel.x1 + 1
    assert "…" not in said(figure)


def test_effects_show_only_what_some_arm_has(study: Study) -> None:
    """Solvers and measures of modules that nobody switched on are left out; those of the core are there."""
    matters, means = said(effects_matters(study, "en")), said(effects_means(study, "en"))
    assert "Matters solved by residents" in matters
    assert "Weeks waited per matter solved" in matters
    assert "by units" not in matters
    assert "Hours cadres worked" in means
    assert "Idle space" not in means


@pytest.mark.parametrize("columns", [80, 160])
def test_the_table_of_many_arms_is_read_downwards(
    study: Study, columns: int, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each arm has a line of its own in every block, with its whole interval; three arms still stand side by side."""
    monkeypatch.setattr(terminal, "WIDTH_WHEN_PIPED", columns)
    terminal.print_study(many(study, 8, 2), "en")
    table = capsys.readouterr().out.split("•")[0].splitlines()
    assert max(map(len, table)) <= columns
    blocks = sum("took part in the week" in line for line in table)
    assert blocks == 1
    arms = [line for line in table if line.startswith("│   points scheme")]
    assert len(arms) == len(summary.rows(study, "en"))
    assert all("[" in line and "]" in line for line in arms)
    terminal.print_study(many(study, 3, 2), "en")
    assert "points scheme: " in capsys.readouterr().out


def test_tiny_differences_are_written_out() -> None:
    """No powers of ten in a table for people."""
    trust = next(measure for measure in MEASURES if measure.name == "trust")
    assert summary.change(trust, 7.3e-05, "en") == "+0.00007"
    assert summary.interval(trust, -7.3e-05, 0.0, "en") == "[−0.00007, +0]"
    yuan = next(measure for measure in MEASURES if measure.name == "cost_yuan")
    assert words.tick_text(yuan, 5e6) == "5,000,000"


@pytest.mark.parametrize(("draw", "lang"), in_each_language(OF_COMMUNITY), ids=called)
@pytest.mark.parametrize("grids", [1, 12])
def test_figures_of_a_community(draw: Callable[..., Figure], lang: Lang, grids: int, tmp_path: Path) -> None:
    settings = small(community__grids=grids).community
    figure = draw(build_community(settings, WEEKS), lang)
    assert pixels(figure, tmp_path / "figure.png") > 10_000
    assert outside(figure) == []
    assert collisions(figure) == []
    assert caveats.CAUTION.to(lang) in said(figure)


def test_figures_need_no_pyplot() -> None:
    draw = (
        "import sys; from sim.community import build_community; from sim.report.figures.network import grid_network; "
        "from tests.support import small; "
        "grid_network(build_community(small().community, 1), 'en'); print('matplotlib.pyplot' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", draw], capture_output=True, text=True, check=True, cwd=ROOT)
    assert done.stdout.strip() == "False"


def test_all_residents_and_estates_are_in_the_figures() -> None:
    community = build_community(small().community, WEEKS)
    assert "1,430" in said(grid_network(community, "en"))
    assert "1,430" in said(age_pyramid(community, "zh"))
    infants = community.settings.ages.infants
    assert f"aged 0–3: {infants}" in said(age_pyramid(community, "en"))


@pytest.mark.parametrize("count", [1, 3, pytest.param(24, marks=pytest.mark.slow)])
def test_any_number_of_grids(study: Study, count: int, tmp_path: Path) -> None:
    scenario = small(weeks=4, community__grids=count)
    one = gallery.alone(run(scenario, 1))
    figure = grids(one, "en")
    assert pixels(figure, tmp_path / "figure.png") > 10_000
    assert outside(figure) == []
    assert all(f"Grid {grid}" in said(figure) for grid in range(1, count + 1))


@pytest.mark.parametrize("ending", ["pdf", "svg"])
def test_vector_formats_hold_chinese(study: Study, tmp_path: Path, ending: str) -> None:
    assert pixels(why(study, "zh"), tmp_path / f"figure.{ending}") > 10_000


def test_save_all_writes_whole_files(study: Study, tmp_path: Path) -> None:
    paths = gallery.save_all(study, tmp_path / "new" / "folder", "zh")
    assert [path.stem for path in paths] == [
        "stages",
        "participation",
        "effects",
        "why",
        "effects_organised",
        "effects_matters",
        "effects_means",
        "costs",
        "carriers",
        "equity",
        "gain_map",
        "moved",
        "grids",
    ]
    assert sorted(path.name for path in (tmp_path / "new" / "folder").iterdir()) == sorted(path.name for path in paths)
    assert all(path.read_bytes().startswith(b"\x89PNG") for path in paths)


def test_a_single_run_has_all_figures_but_effects(study: Study, tmp_path: Path) -> None:
    one = gallery.alone(study.results["base"][0])
    assert not [path.name for path in gallery.save_all(one, tmp_path, "en") if "effects" in path.name]
    for figure in study_figures():
        if figure.compares:
            with pytest.raises(GongtongError, match="second arm"):
                figure.draw(one, "en")


@pytest.mark.slow
def test_a_new_figure_is_one_file(study: Study, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file in the folder of figures is drawn with the others, in its place, and has its caption on the page."""
    folder, out = tmp_path / "figures", tmp_path / "out"
    folder.mkdir()
    (folder / "births.py").write_text(NEW_FIGURE, "utf-8")
    monkeypatch.setattr(figures, "__path__", [*figures.__path__, str(folder)])
    monkeypatch.setitem(sys.modules, "sim.report.figures.births", None)  # forgotten when the test ends
    del sys.modules["sim.report.figures.births"]
    written = write_report(study, out, "en")
    assert [path.stem for path in written[:3]] == ["stages", "births", "participation"]
    assert "Few are born in thirty weeks." in (out / "report.html").read_text("utf-8")


def test_an_arm_that_cost_nothing_says_so(study: Study) -> None:
    assert "nothing spent" in said(costs(study, "en"))
    assert "没有支出" in said(costs(study, "zh"))


def test_unknown_measures_are_refused(study: Study) -> None:
    with pytest.raises(GongtongError, match="active_4w"):
        participation(study, "en", "active_4")
    with pytest.raises(GongtongError, match="grid by grid"):
        grids(study, "en", "cost_yuan")


@pytest.mark.parametrize("measure", ["volunteer_hours", "cost_yuan", "points_enrolled"])
def test_any_measure_has_a_curve(study: Study, measure: str) -> None:
    figure = participation(study, "en", measure)
    assert outside(figure) == []
    assert study.measures[measure].unit.en in said(figure)


def test_effects_of_chosen_measures(study: Study) -> None:
    assert outside(effects(study, "zh", ("cost_yuan", "trust"))) == []


def parts(thing: object) -> list[object]:
    """What is inside a container, a record or one of the package's own classes."""
    if isinstance(thing, dict):
        return list(thing.values())
    if isinstance(thing, (list, tuple, set, frozenset)):
        return list(thing)
    if dataclasses.is_dataclass(thing) and not isinstance(thing, type):
        return [getattr(thing, field.name) for field in dataclasses.fields(thing)]
    return list(vars(thing).values()) if isinstance(thing, type) and thing.__module__.startswith("sim.") else []


def texts_in(thing: object, seen: set[int]) -> Iterator[Text]:
    """Every text reachable from a thing."""
    if id(thing) in seen:
        return
    seen.add(id(thing))
    if isinstance(thing, Text):
        yield thing
    else:
        for part in parts(thing):
            yield from texts_in(part, seen)


NEEDS_SOLARA = "sim.app.modeller.page"  # of an extra with an environment of its own


def all_texts() -> list[Text]:
    """Every text of the package, with the labels of the declared numbers and of the modules."""
    seen: set[int] = set()
    modules = [
        import_module(found.name)
        for found in pkgutil.walk_packages(sim.__path__, "sim.")
        if not found.name.endswith("__main__") and found.name != NEEDS_SOLARA
    ]
    texts = [text for module in modules for value in vars(module).values() for text in texts_in(value, seen)]
    texts += [number.label for number in declared(Scenario)]
    for policy in policies().values():
        texts += [policy.label, policy.about, *(number.label for number in declared(policy.settings_type))]
    return texts


def test_every_text_of_the_package_has_its_glyphs() -> None:
    glyphs = FT2Font(str(style.FONT)).get_charmap()
    texts = all_texts()
    assert len(texts) > 200
    missing = {sign for text in texts for sign in (*text.en, *text.zh) if sign != "\n" and ord(sign) not in glyphs}
    assert missing == set()


def test_the_font_holds_gb2312_and_the_signs_of_figures() -> None:
    glyphs = FT2Font(str(style.FONT)).get_charmap()
    rows = range(0xB0, 0xF8)
    chinese = "".join(bytes((row, cell)).decode("gb2312", "ignore") for row in rows for cell in range(0xA1, 0xFF))
    assert len(chinese) == 6763
    assert all(ord(sign) in glyphs for sign in chinese + "−–—…·×≥≤±→%²³½¥，。：；！？（）“”、")
    assert FT2Font(str(style.FONT)).family_name == style.FAMILY
    assert "SIL OPEN FONT LICENSE" in style.FONT.with_name("OFL.txt").read_text(encoding="utf-8")


def test_smoothing_shows_no_effect_before_its_cause() -> None:
    values = np.concatenate([np.zeros(20), np.ones(20)])[None, :]
    smooth = spread.smoothed(values, 13)[0]
    assert not smooth[:20].any()
    assert smooth[20] == pytest.approx(1 / 13)
    assert smooth[-1] == pytest.approx(1.0)
    assert spread.smoothed(np.array([[2.0, 4.0]]), 13).tolist() == [[2.0, 3.0]]


def test_ranges_are_those_the_note_promises() -> None:
    few, plenty = np.arange(3.0), np.arange(101.0)
    assert [float(end) for end in spread.bounds(few)] == [0.0, 2.0]
    assert [float(end) for end in spread.bounds(plenty)] == [10.0, 90.0]
    assert "3 seeds" in words.range_note(3).en
    assert "80%" in words.range_note(101).zh


def test_modules_are_marked_in_the_week_they_start(study: Study) -> None:
    assert spread.module_starts(study.arms["base"]) == {}
    assert spread.module_starts(study.arms["points"]) == {8: ["points"]}
    later = study.arms["points"].but({"points.start": "2015-05-04"})
    assert spread.module_starts(later) == {17: ["points"]}


@given(st.lists(st.floats(0, 100), max_size=8))
def test_labels_are_pushed_apart_and_keep_their_order(wanted: list[float]) -> None:
    places = style.spread_out(wanted, 10.0, 0.0, 100.0)
    assert all(later - earlier >= 10 - 1e-6 for earlier, later in zip(sorted(places), sorted(places)[1:], strict=False))
    order = np.argsort(wanted, kind="stable")
    assert (np.diff(np.array(places)[order]) > 0).all()
    assert all(-1e-6 <= place <= 100 + 1e-6 for place in places)


def test_labels_with_room_stay_where_they_are() -> None:
    assert style.spread_out([80.0, 10.0], 5.0, 0.0, 100.0) == [80.0, 10.0]


@given(st.lists(st.tuples(st.floats(-3, 3), st.floats(-3, 3)), min_size=1, max_size=20))
def test_every_grid_gets_a_cell_of_its_own(places: list[tuple[float, float]]) -> None:
    graph: nx.Graph[int] = nx.Graph()
    for node, place in enumerate(places):
        graph.add_node(node, pos=place)
    cells = lattice(graph)
    assert len(set(cells.values())) == len(places)
    assert all(min(cell) >= 0 for cell in cells.values())


@given(st.integers(1, 12))
def test_panels_do_not_overlap(count: int) -> None:
    boxes = [axes.get_position().bounds for axes in panels.in_rows(Figure(), count, top=30, across=20, down=50)]
    assert len(boxes) == count
    for at, (x, y, wide, high) in enumerate(boxes):
        assert min(wide, high) > 0
        for u, v, wider, higher in boxes[at + 1 :]:
            assert x + wide <= u or u + wider <= x or y + high <= v or v + higher <= y


def test_words_are_broken_and_shortened_to_fit() -> None:
    with style.figure_style("en"):
        figure = style.new_figure("title", [], "footer", "en")
        label = style.fitted(figure.text(0, 0, "a rather long name of an arm " * 4), 0.2, lines=2)
        assert label.get_text().count("\n") == 1
        assert label.get_text().endswith("…")
        assert label.get_window_extent().width <= 0.2 * figure.bbox.width
        assert style.fitted(figure.text(0, 0, "short"), 0.2).get_text() == "short"


@pytest.mark.parametrize(
    ("value", "en", "zh"),
    [
        (0.0, "¥0", "0元"),
        (950.0, "¥950", "950元"),
        (62_340.0, "¥62,340", "6.2万元"),
        (623_400.0, "¥623,000", "62.3万元"),
        (1_234_000.0, "¥1.23 million", "123.4万元"),
        (1.5e8, "¥150.00 million", "1.50亿元"),
    ],
)
def test_money(value: float, en: str, zh: str) -> None:
    assert (words.yuan_text(value, "en"), words.yuan_text(value, "zh")) == (en, zh)


def test_numbers() -> None:
    assert words.percent(0.1234) == "12.3%"
    assert words.percent(0.0001) == "<0.1%"
    assert words.percent(0.0) == "0.0%"
    assert words.percent_range(0.058, 0.061) == "5.8–6.1%"
    assert [words.plain_number(value) for value in (1234.5, 12.34, 12.0, 1.234, -0.01234)] == [
        "1,234",
        "12.3",
        "12",
        "1.23",
        "−0.012",
    ]


def test_arms_are_named_for_people(study: Study) -> None:
    assert [label.zh for label in names.arm_labels(study).values()] == ["不加模块", "积分制"]
    assert names.arm_labels(many(study, 8, 1))["all"].en == "all modules"
    own = Study({"my idea": study.arms["points"]}, (0,), {"my idea": study.results["points"][:1]})
    assert names.arm_labels(own) == {"my idea": Text("my idea", "my idea")}


def test_arms_have_colours_of_their_own(study: Study) -> None:
    eight = colours.arm_colours(many(study, 8, 1))
    assert len(set(eight.values())) == 8
    assert eight["points"] == policies()["points"].colour


def test_a_trial_has_an_account_of_its_own() -> None:
    """Its name and a colour that is neither the office's nor a module's, where its strangers' wage is shown."""
    base = small(weeks=30, trial__share=0.5, trial__asks=1.0, trial__start=2, trial__source="stranger")
    trial = Study({"base": base}, (0,), {"base": (run(base, 0),)})
    (result,) = trial.results["base"]
    assert result.yuan[:, result.modules.index("trial")].sum() > 0
    for lang, name in (("en", "trial"), ("zh", "试验")):
        assert name in said(costs(trial, lang))
    own = colours.module_colours(["office", "trial", *policies()])
    assert len(set(own.values())) == len(own)


def test_both_definitions_of_told_to_are_said_of_an_arm(study: Study) -> None:
    """Shares of those who took part, by relative autonomy and by what they would not have come without."""
    acting = 1 - study.values("bystander")["points"].mean()
    told, unless = (study.values(name)["points"].mean() / acting for name in ("told_to", "told_to_unless"))
    text = " ".join(summary.findings(study, "en"))
    assert f"{told:.0%} were moved more by pressure, reward and face than by motives of their own" in text
    assert f"and {unless:.0%} would mostly not have come without pressure or reward" in text


# A user's own settings

OWN = {
    "text.usetex": True,
    "font.size": 40,
    "font.family": "monospace",
    "axes.facecolor": "black",
    "axes.grid": True,
    "lines.linewidth": 9.0,
    "legend.frameon": True,
    "xtick.direction": "in",
    "savefig.bbox": "tight",
    "savefig.transparent": True,
    "timezone": "Asia/Shanghai",
}


@pytest.mark.parametrize("lang", ["zh", pytest.param("en", marks=pytest.mark.slow)])
def test_a_users_own_matplotlibrc_does_not_change_a_figure(study: Study, lang: Lang, tmp_path: Path) -> None:
    """To the bit; and what the user has set is set afterwards."""
    community = build_community(small().community, 52)
    drawn = []
    for settings in ({}, OWN):
        with mpl.rc_context(settings):
            before = dict(mpl.rcParams)
            paths = [
                gallery.save_figure(participation(study, lang), tmp_path / "participation.png"),
                gallery.save_figure(costs(study, lang), tmp_path / "costs.png"),
                gallery.save_figure(grid_network(community, lang), tmp_path / "grids.png"),
            ]
            drawn.append([path.read_bytes() for path in paths])
            assert dict(mpl.rcParams) == before
    assert drawn[0] == drawn[1]


def test_every_figure_is_drawn_without_a_users_own_settings(study: Study) -> None:
    """Whoever draws one does it inside the style of the house."""
    with mpl.rc_context({"text.usetex": True}):
        for draw in OF_STUDY:
            assert not any(label.get_usetex() for label in draw(study, "en").findobj(mpl.text.Text)), draw
