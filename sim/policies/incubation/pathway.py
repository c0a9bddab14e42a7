"""The nine steps of the 149 pathway, as data.

The case names one platform, four stages and nine steps, and numbers only the stages. The clauses of its four
paragraphs that are parted by semicolons are nine exactly, and are taken as the steps (case facts 1.4).
"""

from __future__ import annotations

from typing import NamedTuple

from sim.agents.organisation import ACTING, FORMING, ORGANISED, SUSTAINED
from sim.text import Text


class Step(NamedTuple):
    """One of the nine steps.

    Attributes
    ----------
    name : str
        Also the ending of its declared numbers: `weeks_survey`, `yuan_survey`.
    stage : int
        Of the organisation while the step is under way.
    label : Text
    done_when : Text
        The exit condition, in words; `sim.policies.incubation.steps` has it in code.
    source : str
    """

    name: str
    stage: int
    label: Text
    done_when: Text
    source: str


STEPS: tuple[Step, ...] = (
    Step("survey", FORMING, Text("survey, and find people with a need", "摸底锁定人群"),
         Text("enough willing people whose interests fit are found", "锁定足够多有需求、有意愿的人"), "liuhe-R2"),
    Step("interest", FORMING, Text("interest activities", "兴趣活动再锁定"),
         Text("enough people came again", "有足够多的人再次参加"), "liuhe-R2"),
    Step("discuss", ACTING, Text("discussion groups form, people get to know each other", "分组讨论、建立联系"),
         Text("enough pairs know each other", "成员之间联系足够密"), "liuhe-R3"),
    Step("act", ACTING, Text("a plan, and first joint action", "形成方案、开展行动"),
         Text("a joint action succeeded", "至少一次联合行动成功"), "liuhe-R3"),
    Step("lead", ACTING, Text("one or two leaders, a stable core", "选出1—2名领导者、稳定成员"),
         Text("one or two leaders accepted, and enough stable members", "有1—2名领导者，稳定成员达到人数"), "liuhe-R3"),
    Step("register", ORGANISED, Text("framework, elected board, name, registration", "构建框架、选举理事、登记备案"),
         Text("the board is elected and the registration filed", "理事选出且登记备案完成"), "liuhe-R4"),
    Step("covenant", ORGANISED, Text("covenant, and points exchange with merchants", "制定公约、积分兑换"),
         Text("more than half of those voting adopted the covenant, and a merchant takes part",
              "投票成员过半数通过公约，且有爱心商家参加"), "liuhe-R4"),
    Step("fund", SUSTAINED, Text("funds, regular activity, training", "链接经费、活动常态化、培训提能"),
         Text("money for half a year, an activity every other week, training held",
              "经费够用半年、至少两周一次活动、已开展培训"), "liuhe-R5"),
    Step("evaluate", SUSTAINED, Text("evaluation and improvement", "评价督导、持续改进"),
         Text("the evaluation is passed", "评估达标"), "liuhe-R5"),
)  # fmt: skip
