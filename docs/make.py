"""Remake the generated parts of the documents: the parameter tables and the README's figures."""

from __future__ import annotations

import sys
from pathlib import Path

from sim import compare, load
from sim.lab.comparison.common_luck import VarianceReduction, figures, find_variance_reduction
from sim.lab.patterns import governance, organisations, residents
from sim.lab.patterns.residents import Finding
from sim.lab.validation.replications import ReplicatedEffect, chosen_replications, replicate
from sim.report.analyses.replications import forest, replication_table
from sim.report.figures.curves import participation
from sim.report.figures.gallery import save_figure
from sim.report.figures.stages import stages
from sim.report.text.parameters import parameter_table
from sim.report.text.table import Table, columns
from sim.text import LANGUAGES, Lang, Text

DOCS = Path(__file__).parent
SEEDS = range(10)
NARROWING_SEEDS = range(60)
SURELY = 10
HEADING = Text(
    "# Every number of the model\n\n"
    "Made from the declarations in the code (`make docs`). Status: *measured* stands in a source, *calibrated* may be "
    "fitted to calibration targets, *assumed* is a modelling choice. Sources: "
    "[sources.yaml](../sim/data/sources.yaml).\n\n",
    "# 模型的全部参数\n\n"
    "由代码中的声明生成（`make docs`）。状态：实测＝出自来源；校准＝可按校准目标拟合；假设＝建模选择。"
    "来源见 [sources.yaml](../sim/data/sources.yaml)。\n\n",
)


def parameters(lang: Lang) -> str:
    """The page with the parameter table."""
    return HEADING.to(lang) + parameter_table(lang).to_markdown()


def patterns(lang: Lang, found: list[Finding]) -> str:
    """The table of patterns for `docs/patterns.md`."""
    header = [Text("pattern", "模式"), Text("statement", "内容"), Text("expected", "预期"), Text("found", "结果"),
              Text("99% interval", "99%区间"), Text("verdict", "判定")]  # fmt: skip
    rows = [
        [one.name, one.statement.to(lang), f"{one.low:.3g} to {one.high:.3g}", f"{one.mean:.4g}",
         f"{one.interval[0]:.4g} to {one.interval[1]:.4g}", one.verdict.to(lang)]
        for one in found
    ]  # fmt: skip
    return Table(columns(header, lang), rows).to_markdown()


def narrowings(found: dict[str, dict[str, VarianceReduction]]) -> str:
    """The table of narrowing for `docs/randomness.md`: one column for each comparison, the first in detail."""
    first, *others = found
    header = ["figure", first, "95% interval", "if added acts bring luck of their own", "at most", "aim met", *others]
    rows = []
    for name, label in figures().items():
        one, *more = (comparison[name] for comparison in found.values())
        interval = f"{times(one.low)} to {times(one.high)}"
        row = [label.en, times(one.ratio), interval, times(one.nested), times(one.most), one.verdict.en]
        rows.append(row + [f"{times(other.ratio)}, {other.verdict.en}" for other in more])
    return Table(header, rows).to_markdown()


def times(ratio: float) -> str:
    """A ratio with as many digits as matter."""
    return f"{ratio:,.2f}" if ratio < SURELY else f"{ratio:,.0f}"


def replication_page(found: list[ReplicatedEffect]) -> None:
    """The table and the forest plots of `docs/replications.md`."""
    between_marks(DOCS / "replications.md", replication_table(found, "en").to_markdown())
    for at, slide in enumerate(forest(found, "en")):
        save_figure(slide, DOCS / "figures" / f"replications-{at + 1}.png")


def between_marks(page: Path, table: str, mark: str = "table") -> None:
    """Put a fresh table where the page has its marks."""
    start, end = f"<!-- {mark} -->\n", f"<!-- end of {mark} -->"
    before, rest = page.read_text(encoding="utf-8").split(start)
    page.write_text(before + start + table + end + rest.split(end)[1], encoding="utf-8")


def path(stem: str, lang: Lang, ending: str) -> Path:
    """English has the plain name."""
    return DOCS / f"{stem}{'' if lang == 'en' else '.zh'}.{ending}"


def main() -> None:
    """Write everything."""
    base = load("liuhe")
    study = compare(base, {"none": base, "points": base.adding("points")}, SEEDS)
    (DOCS / "figures").mkdir(exist_ok=True)
    for lang in LANGUAGES:
        path("parameters", lang, "md").write_text(parameters(lang), encoding="utf-8")
        for draw in (participation, stages):
            draw(study, lang).savefig(path(f"figures/{draw.__name__}", lang, "png"), dpi=110)
    for find, mark in (
        (residents.find_patterns, "table"),
        (governance.find_governance, "governance"),
        (organisations.find_patterns, "table of organisations"),
    ):
        between_marks(DOCS / "patterns.md", patterns("en", find(base, range(8))), mark)
    between_marks(DOCS / "randomness.md", narrowings(find_variance_reduction(base, NARROWING_SEEDS)))
    replication_page(replicate(chosen_replications([])))
    sys.stdout.write(
        "docs/parameters*.md, docs/patterns.md, docs/randomness.md, docs/replications.md, docs/figures/*.png\n"
    )


if __name__ == "__main__":
    main()
