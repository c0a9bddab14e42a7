"""Make the pages and figures of the calibration, and the posterior sample that ships, from a folder of runs.

    gongtong calibrate liuhe-history --out calibration    # an hour or so on two cores
    python docs/tools/calibration.py calibration

The folder is asked for its fit once more: runs that are stored are not done again, others are.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from rich.progress import Progress, TimeElapsedColumn

from sim import load
from sim.lab.calibration.calibrate import DRAWS, SETS, Calibration, calibrate, runs_of, sample_draws
from sim.lab.calibration.prior import Prior, calibrated_numbers
from sim.lab.calibration.screening import LEFT, most_kept
from sim.lab.design.posterior import ORIGIN, write_posterior
from sim.report.analyses.calibration import sections, summary
from sim.report.figures.calibration import posterior_figure, reach_figure
from sim.report.figures.gallery import save_figure
from sim.text import LANGUAGES, Text

DOCS = Path(__file__).parents[1]
FEWEST = 107  # sets that a sample has at least
SHIPPED = DOCS.parent / "sim" / "data" / "posterior"
HEAD = Text(
    """# Calibration

Made by `python docs/tools/calibration.py` from the folder of a call of `gongtong calibrate liuhe-history`, which fits the
numbers marked *calibrated* in [parameters.md](parameters.md) to the five calibration targets of the case and to the
required patterns, and writes a posterior sample; called again with the same folder it goes on where it stopped. The
sample that ships (`sim/data/posterior`) begins with the {shipped} parameter sets that were run again and screened; where
these are fewer than {fewest}, further draws of the same fit, which were not, fill it up. How they were obtained is in
`posterior.json`.
`gongtong compare --posterior 50` runs every arm over them, and reports do so by default.

**Prior.** Uniform over each declared range, on a logarithmic scale where a range spans a factor of four or more. A
scrambled Sobol' design of {sets} sets, each run in three worlds on a seed of its own: the case's own history, the same
community left alone for nine years, and the same with points that end after four years. Kept are weekly series, activity
by age, members and elections.

**Method, by evidence.** Regression-adjusted approximate Bayesian computation and relatives of it were tried on known
truths: a quarter of the sets were taken as if they were the case and found from the others. Coverage comes first,
contraction second. A published figure with its tolerance is read as: the truth lies between the limits, every value
equally likely; simulated figures get the same uncertainty before they are compared. Where targets contradict each other
or the patterns, tolerances of targets are widened step by step, each time the one with which what was observed comes
nearest to what was simulated, until all lie where the method was tested. So a target that can be met stays as published,
and the ones widened are those that contradict the rest. Limits of patterns stay as they are.

**Required patterns.** Each is put to the model by the definitions with which they are measured everywhere else
(`sim/lab/patterns*.py`), in the way that the runs they need allow:

- Those that the three worlds show are put to every set of the design. From the most often shown to the least, sets that
  miss one are dropped as long as half of the sets are left. The limits of the others are fitted like a published figure:
  the truth lies between them, every value equally likely. An open end is put where nearly all sets that show the pattern
  lie within.
- {draws} draws of the posterior are run once more in these three worlds, on seeds of their own: what the regression
  promised is seen in a simulation. Draws that miss a pattern are dropped, which is to condition on it; again from the most
  often shown to the least, as long as half of the draws are left; the first {again} of those left go on.
- The other patterns need runs of modules alone and together, of doses, and of the package withdrawn. The first {pilot} of
  these draws are run once each in all such worlds, the rest only where a pattern can be asked for that some draw of these
  misses, and draws are dropped as before, as long as {least} are left. Of P14 the doses of all of leader discovery are put;
  whether more people asked to lead add less (P14a) is a matter of luck in a single run.
- A pattern that too few show, or after which too few would be left, is not asked for. It is named below with the share
  that shows it, and validation says how it fares over the sample.

**Held out.** Disputes, people cared for, canteen, space and money raised stand in `sim/lab/validation/held_out.py`, which the
calibration may not import (a rule that `make lint` checks); its runs do not even record them.

**What was decided on the way, and when.** In a first design of 1,000 sets the 118 backbone residents were compared with
everybody who ever took the role, and the targets contradicted one another: hardly any set had so few. The passage says
that 118 residents were *found and developed* and took up posts, so the figure is now compared with those whom leader
discovery found and who accepted; people who began by themselves, and elected members of committees, are not counted. Six
numbers (`incubation.slots`, `incubation.opening`, `backbone.willing`, `selfmanage.seats`, `party.grab_sees`,
`party.accept_base`) were opened for fitting before that, after a look at 64 runs in which no set reached the number of
organisations or of matters solved. No range was changed.

Three earlier samples shipped, of the rules of version 0.1. The first was fitted to fewer patterns; the second widened all
targets by one factor, which left the cold baseline with no say; the third asked for P1a like the other patterns, widened
targets one by one, and ran draws again in the worlds of the design. The ranges of the willingness and of other numbers
moved with the new rules (occasions of three sorts, who asks, propensities, run-in), before any run of this sample.

**This sample is small and a first one.** The design has {sets} sets, the fewest that the method is tried with, and
{draws} draws were run; it replaces a sample of rules that are no more. What it says of single numbers is little, and a
calibration in waves over all that is uncertain has to follow. Which targets it gives up, and by how much they are missed,
stands below as it came out. Its runs still booked the office's asking on top of three hours an activity; these are one and
a half since then, so that asking is not counted twice, which changes how many matters wait more than who takes part.

**Time.** A set of the design takes about nine seconds of one core, a draw as much in the worlds of the design and about a
minute in the others.

![Learnt](figures/calibration-learnt.png)

![Reach](figures/calibration-reach.png)

""",
    """# 校准

由 `python docs/tools/calibration.py` 根据一次 `gongtong calibrate liuhe-history` 的目录生成。该命令把[参数表](parameters.zh.md)中标为
“校准”的参数拟合到案例的五个校准目标和必备模式，写出后验样本；对同一目录再次运行即可续跑。随附样本（`sim/data/posterior`）有
先列经重新模拟筛选的{shipped}组参数；不足{fewest}组时，以同一拟合中未经重新模拟的抽样补足。来历见 `posterior.json`。`gongtong compare --posterior 50` 在这些参数上运行每个方案，报告默认如此。

先验为各声明范围内的均匀分布（跨度四倍以上者取对数）；{sets}组参数各在三个世界中运行一次：案例历程、同一社区不设任何模块九年、
仅办积分且四年后停办。方法按证据选取：先看对已知真值的覆盖率，再看收缩程度。

必备模式逐一向模型提出，定义与别处测量时相同。三个世界能显示的，按满足者由多到少依次剔除未满足的参数组，只要仍留下一半；其余的把范围
当作公布数字及容差来拟合。从后验抽取{draws}组，在这三个世界中重新模拟，剔除未满足者（即以该模式为条件），只要仍留下一半，取其中
{again}组；它们再在其余世界（单独与联合的模块、剂量、全部撤出）中各运行一次，剔除未满足者，只要仍留下{least}组；前{pilot}组在全部世界中运行，
其余只在仍有可问模式的世界中运行。满足者太少、或剔除后所剩太少的不作约束，下文列出比例，在样本上的表现见验证。

目标与目标、目标与模式相互矛盾时，逐步放宽目标的容差，每一步放宽最能使观测接近模拟的那一个，直到各项落在方法检验过的范围内：能达到的
目标保持公布的容差，被放宽的正是与其余相矛盾的。模式的范围不放宽。

预测类数字（纠纷、受关爱者、食堂、面积、资金）从不参与拟合，校准代码无法引用它们，其运行也不记录它们。118名骨干按原文“发掘培养、
走上岗位”理解，只计由选“达人”发掘并接受者；这一口径与另外六个开放参数是在看过首轮结果之后定的，特此说明。

此前随附过三份样本，均属0.1版规则：第一份只拟合到较少的模式；第二份所有目标按同一倍数放宽，冷基线因而不起作用；第三份像其他模式
一样要求P1a、逐个放宽目标、抽样先在设计所用的世界中重新模拟。参与意愿等数字的范围随新规则（三类机会、谁来邀请、个人难易、预热）调整，
在本样本的任何运行之前已定。

本样本很小，是新规则下的第一份：设计只有{sets}组（该方法检验过的最少组数），重新模拟{draws}组，用以取代规则已不存在的旧样本。它对单个
数字说明不了多少，之后须对一切不确定之处分批重新校准。放弃了哪些目标、偏差多少，见下文。

![学到了什么](figures/calibration-learnt.zh.png)

![能否达到](figures/calibration-reach.zh.png)

""",
)


def again(folder: Path, sets: int, draws: int) -> Calibration:
    """The calibration of a folder, going on there if it is not whole."""
    history = load("liuhe-history")
    with Progress(*Progress.get_default_columns(), TimeElapsedColumn()) as progress:
        task = progress.add_task("runs", total=runs_of(history, sets, draws))
        return calibrate(history, folder, sets, draws, done=lambda done: progress.update(task, completed=done))


def ship(folder: Path, result: Calibration) -> None:
    """The sample to where it ships, filled up with draws of the same fit where few were left by screening."""
    origin = json.loads((folder / ORIGIN).read_text(encoding="utf-8"))
    wanted = max(FEWEST - len(result.draws), 0)
    more = Prior(calibrated_numbers()).values(sample_draws(result.fit.sample, wanted)) if wanted else []
    write_posterior(SHIPPED, [*result.draws, *more], origin | {"draws_unscreened": wanted})


def main() -> None:
    """Fit, write the pages, draw the figures, and copy the sample to where it ships."""
    parser = argparse.ArgumentParser(description="Pages of the calibration.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--runs", type=int, default=SETS, help="parameter sets of the design")
    parser.add_argument("--draws", type=int, default=DRAWS, help="draws that are screened")
    given = parser.parse_args()
    result = again(given.folder, given.runs, given.draws)
    for lang in LANGUAGES:
        ending = "" if lang == "en" else ".zh"
        head = HEAD.filled(
            shipped=len(result.draws), fewest=FEWEST, sets=result.fit.sets, draws=result.screening.draws, again=result.screening.again,
            least=int(LEFT * most_kept(given.draws)), pilot=result.screening.pilot,
        ).to(lang)  # fmt: skip
        text = f"{head}{summary(result, lang)}\n\n{sections(result, lang)}"
        (DOCS / f"calibration{ending}.md").write_text(text, encoding="utf-8")
        save_figure(posterior_figure(result, lang), DOCS / "figures" / f"calibration-learnt{ending}.png")
        save_figure(reach_figure(result, lang), DOCS / "figures" / f"calibration-reach{ending}.png")
    ship(given.folder, result)


if __name__ == "__main__":
    main()
