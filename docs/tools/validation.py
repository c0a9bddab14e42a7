"""Validate over the posterior: `docs/validation.md` and `docs/validation.zh.md`, their figures, and the shipped record.

    python docs/tools/validation.py --posterior 16    # a quarter of an hour on two cores

The rivals are measured apart (`docs/tools/rivals.py`); what is stored of them is put into the page.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from rich.progress import Progress, TimeElapsedColumn

from sim import load
from sim.lab.design.posterior import shipped_posterior
from sim.lab.validation.rivals import GROUPS, load_rivals
from sim.lab.validation.validation import tasks_of, validate
from sim.report.analyses.rivals import rivals_table
from sim.report.analyses.validation import page, record, validation_figure
from sim.report.figures.gallery import save_figure
from sim.text import LANGUAGES, Lang, Text

DOCS = Path(__file__).parents[1]
RIVALS = DOCS / "rivals.json"
SHIPPED = DOCS.parent / "sim" / "data" / "validation.json"
HEAD = Text(
    "# Validation\n\nMade by `python docs/tools/validation.py`; `gongtong validate` gives the same for any number of "
    "parameter sets.\nHow the posterior was obtained is in [calibration.md](calibration.md), published studies "
    "repeated in the simulation in\n[replications.md](replications.md), sensitivity in [sensitivity.md](sensitivity.md), and what "
    "was checked besides in [trace.md](trace.md).\n\n![Figures of the case](figures/validation.png)\n\n",
    "# 验证\n\n由 `python docs/tools/validation.py` 生成；`gongtong validate` 可用任意组参数重做。"
    "后验如何得到见 [calibration.md](calibration.md)，已发表研究的虚拟重复见 [replications.md](replications.md)，"
    "敏感性见 [sensitivity.md](sensitivity.md)，其他检查见 [trace.md](trace.md)。\n\n![案例数据](figures/validation.zh.png)\n\n",
)
TOLD_APART = Text(
    "## Rivals against patterns\n\nA pattern says something for the full rule only where some rival fails it; the rules "
    "are described in\n[odd.md](odd.md), the reading of the table in [rivals.md](rivals.md).\n\n",
    "## 竞争结构与模式\n\n只有当某个竞争规则未能重现某一模式时，该模式才支持完整规则；规则见 [odd.md](odd.md)，"
    "解读见 [rivals.md](rivals.md)。\n\n",
)


def tables_of_rivals(lang: Lang) -> str:
    """The stored outcome of every rule on every pattern."""
    outcomes = load_rivals(RIVALS)
    return TOLD_APART.to(lang) + "\n".join(rivals_table(outcomes, group, lang) for group in GROUPS)


def main() -> None:
    """Run and write."""
    parser = argparse.ArgumentParser(description="Validation over the posterior.")
    parser.add_argument("--posterior", type=int, default=16, help="parameter sets")
    parser.add_argument("--workers", type=int, help="processes; by default one per core")
    given = parser.parse_args()
    sample = shipped_posterior()
    draws = sample.first(given.posterior)
    with Progress(*Progress.get_default_columns(), TimeElapsedColumn()) as progress:
        task = progress.add_task("parameter sets", total=tasks_of(draws, with_patterns=True))
        found = validate(
            load("liuhe-history"), draws, given.workers, lambda done: progress.update(task, completed=done)
        )
    for lang in LANGUAGES:
        ending = "" if lang == "en" else ".zh"
        text = HEAD.to(lang) + page(found, sample, lang)
        if RIVALS.exists():
            text += "\n" + tables_of_rivals(lang)
        (DOCS / f"validation{ending}.md").write_text(text, encoding="utf-8")
        save_figure(validation_figure(found, lang), DOCS / "figures" / f"validation{ending}.png")
    SHIPPED.write_text(json.dumps(record(found, sample), ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
