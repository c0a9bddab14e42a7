"""Run the experiments and make the pages `docs/findings.md` and `docs/findings.zh.md` with their figures.

    python docs/tools/findings.py --seeds 8    # about five minutes on two quiet cores; stopped, it goes on where it was

Sentences are made from the runs by rule (`sim.report.analyses.answers`); nothing in the pages is written by hand but their head.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from sim.lab.comparison.study import Study, Work
from sim.lab.experiments import find_experiments
from sim.lab.run.identity import model_version
from sim.report.analyses.answers import Answer, answer, answerable
from sim.report.text.caveats import PURPOSE
from sim.report.text.certainty import RULE
from sim.report.text.intervals import OF_MEAN, OF_SETS
from sim.report.text.provenance import FROM_SAMPLE
from sim.text import LANGUAGES, Lang, Text

DOCS = Path(__file__).parents[1]
FIGURES = DOCS / "figures"
SMALL = 80  # dots an inch: figures here are read beside text
HEAD = Text(
    "# Findings of the experiments\n\n{purpose}\n\nMade by `python docs/tools/findings.py` with model version "
    "{version}, from the files in [experiments/](../sim/data/experiments); `gongtong experiments` lists them, `gongtong "
    "experiments NAME` runs one on as many seeds as its file says. Sentences follow from the runs by rule. {rule} Over "
    "the calibrated sample, sentences and figures show the {interval}, else the {mean}. {calibrated}\n\n",
    "# 现成实验的结果\n\n{purpose}\n\n由 `python docs/tools/findings.py` 用模型版本 {version} 生成，实验文件见 "
    "[experiments/](../sim/data/experiments)；`gongtong experiments` 列出实验，`gongtong experiments 名称` 按文件所定种子数运行。"
    "句子按规则由运行结果得出。{rule}使用校准样本时，文中与图中的区间均为{interval}，否则为{mean}。{calibrated}\n\n",
)
SECTION = Text(
    "## {question}\n\n{text}\n\n*[{name}](../sim/data/experiments/{name}.yaml): {basis}.*\n\n![{question}](figures/{figure})\n\n",
    "## {question}\n\n{text}\n\n*[{name}](../sim/data/experiments/{name}.yaml)：{basis}。*\n\n![{question}](figures/{figure})\n\n",
)
OVER_DRAWS = Text(
    "{runs:run} with {seeds:seed}, each seed with a parameter set of the calibration",
    "{runs:次}运行，{seeds:个}种子，每个种子各用一组校准后的参数",
)
DEFAULTS = Text(
    "{runs:run} with {seeds:seed} at the default numbers, so that intervals hold luck only",
    "{runs:次}运行，{seeds:个}种子，参数取默认值，区间只反映运气",
)
ELSEWHERE = Text(
    "The studies that screen numbers ({names}) are read in [sensitivity.md](sensitivity.md).\n",
    "筛选参数的研究（{names}）见 [sensitivity.md](sensitivity.md)。\n",
)


def section(given: Answer, lang: Lang) -> str:
    """Question, three sentences, what they rest on, figure."""
    one = given.experiment
    figure = f"findings-{one.name}{'' if lang == 'en' else '.zh'}.png"
    given.figure(lang).savefig(FIGURES / figure, dpi=SMALL)
    basis = (OVER_DRAWS if isinstance(given.found, Study) and given.found.draws else DEFAULTS).filled(
        runs=one.runs, seeds=len(one.inquiry.seeds)
    )
    said = SECTION.filled(
        question=one.question or Text(one.name, one.name), text=given.text, name=one.name, basis=basis, figure=figure
    )
    return said.to(lang)


def page(answers: list[Answer], left_out: list[str], lang: Lang) -> str:
    """The page of findings: head, a section for each answer, and where the others are read."""
    head = HEAD.filled(
        purpose=PURPOSE, version=model_version(), rule=RULE, interval=OF_SETS, mean=OF_MEAN, calibrated=FROM_SAMPLE
    )
    names = Text(", ".join(left_out), "、".join(left_out))
    sections = [section(given, lang) for given in answers]
    return head.to(lang) + "".join(sections) + ELSEWHERE.filled(names=names).to(lang)


def main() -> None:
    """Run what is not there yet, and write."""
    parser = argparse.ArgumentParser(description="Findings of the experiments.")
    parser.add_argument("--seeds", type=int, default=8)
    parser.add_argument("--out", type=Path, default=DOCS.parent / "out" / "experiments", help="where runs are kept")
    parser.add_argument("--workers", type=int, help="processes; by default one per core")
    given = parser.parse_args()
    ready = find_experiments(folder=DOCS.parent / "sim" / "data" / "experiments")
    answers = []
    for one in (ready_one.on_seeds(given.seeds) for ready_one in ready if answerable(ready_one)):
        answers.append(answer(one, one.carry_out(given.out / one.name, Work(given.workers))))
        print(f"{one.name}: {answers[-1].text.en}")
    left_out = [one.name for one in ready if not answerable(one)]
    for lang in LANGUAGES:
        file = DOCS / f"findings{'' if lang == 'en' else '.zh'}.md"
        file.write_text(page(answers, left_out, lang), encoding="utf-8")


if __name__ == "__main__":
    main()
