"""The nine steps of the 149 pathway, as data.

The case names one platform, four stages and nine steps, and numbers only the stages. The clauses of its four
paragraphs that are parted by semicolons are nine exactly, and are taken as the steps (case facts 1.4).
"""

from __future__ import annotations

from dataclasses import dataclass

from sim.agents.organisation import ACTING, FORMING, ORGANISED, SUSTAINED
from sim.policies.base import Step
from sim.text import Text


@dataclass(frozen=True)
class PathwayStep(Step):
    """One of the nine steps.

    Attributes
    ----------
    name : str
        Also the ending of its declared numbers: `weeks_survey`, `yuan_survey`.
    stage : int
        Of the organisation while the step is under way.
    done_when : Text
        The exit condition, in words; `sim.policies.incubation.steps` has it in code.
    source : str
    """

    stage: int
    done_when: Text
    source: str


STEPS: tuple[PathwayStep, ...] = (
    PathwayStep("survey", Text("survey, and find people with a need", "摸底锁定人群"),
         Text("survey", "摸底"), FORMING,
         Text("enough willing people whose interests fit are found", "锁定足够多有需求、有意愿的人"), "liuhe-R2"),
    PathwayStep("interest", Text("interest activities", "兴趣活动再锁定"),
         Text("interest", "兴趣"), FORMING,
         Text("enough people came again", "有足够多的人再次参加"), "liuhe-R2"),
    PathwayStep("discuss", Text("discussion groups form, people get to know each other", "分组讨论、建立联系"),
         Text("discuss", "讨论"), ACTING,
         Text("enough pairs know each other", "成员之间联系足够密"), "liuhe-R3"),
    PathwayStep("act", Text("a plan, and first joint action", "形成方案、开展行动"),
         Text("act", "行动"), ACTING,
         Text("a joint action succeeded", "至少一次联合行动成功"), "liuhe-R3"),
    PathwayStep("lead", Text("one or two leaders, a stable core", "选出1—2名领导者、稳定成员"),
         Text("lead", "带头人"), ACTING,
         Text("one or two leaders accepted, and enough stable members", "有1—2名领导者，稳定成员达到人数"), "liuhe-R3"),
    PathwayStep("register", Text("framework, elected board, name, registration", "构建框架、选举理事、登记备案"),
         Text("register", "登记"), ORGANISED,
         Text("the board is elected and the registration filed", "理事选出且登记备案完成"), "liuhe-R4"),
    PathwayStep("covenant", Text("covenant, and points exchange with merchants", "制定公约、积分兑换"),
         Text("covenant", "公约"), ORGANISED,
         Text("more than half of those voting adopted the covenant, and a merchant takes part",
              "投票成员过半数通过公约，且有爱心商家参加"), "liuhe-R4"),
    PathwayStep("fund", Text("funds, regular activity, training", "链接经费、活动常态化、培训提能"),
         Text("fund", "经费"), SUSTAINED,
         Text("money for half a year, an activity every other week, training held",
              "经费够用半年、至少两周一次活动、已开展培训"), "liuhe-R5"),
    PathwayStep("evaluate", Text("evaluation and improvement", "评价督导、持续改进"),
         Text("evaluate", "评估"), SUSTAINED,
         Text("the evaluation is passed", "评估达标"), "liuhe-R5"),
)  # fmt: skip
