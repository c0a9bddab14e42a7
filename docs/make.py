"""Remake what follows from the code at once: the parameter tables and the README's figures.

Pages with measured tables have each a tool of their own in `docs/tools`.
"""

from __future__ import annotations

import sys
from pathlib import Path

from sim import compare, load
from sim.report.figures.curves import participation
from sim.report.figures.stages import stages
from sim.report.text.parameters import parameter_table
from sim.text import LANGUAGES, Lang, Text

DOCS = Path(__file__).parent
SEEDS = range(10)
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
    sys.stdout.write("docs/parameters*.md, docs/figures/participation*.png, docs/figures/stages*.png\n")


if __name__ == "__main__":
    main()
