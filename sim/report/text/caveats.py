"""What the model must not be used for, and the words in which every output says what it is not."""

from __future__ import annotations

from typing import NamedTuple

from sim.text import Text

CAUTION = Text("exploratory model, not a forecast", "探索性模型，不是预测")
PURPOSE = Text(
    "This is an exploratory model of mechanisms, not a forecast, and must not be used to score, rank or monitor real "
    "people. Its residents are invented, and its only case is one success story told by those it honours.",
    "本模型用于探索机制，不是预测，也不得用于给真实的人打分、排名或监控。居民都是虚构的，唯一的案例是当事方自己讲述的成功经验。",
)
ONE_SEED = Text(
    "one seed: no range, so luck and effect cannot be told apart", "仅一个随机种子，没有区间，无法区分运气与效果"
)
ONE_COURSE = Text(
    "It is the course that chance took with seed {seed}; another seed gives another one. It is not a forecast.",
    "这是随机种子{seed}之下的经过，换一个种子就是另一番经过；它不是预测。",
)
NOT_TOLD = Text(
    "What it does not tell: whether the modules brought any of this about. That takes runs without them, on the same "
    "seeds and on several (`gongtong compare`). The run records what happened, not why; its numbers are "
    "{numbers}; and one run cannot show how much is luck.",
    "它没有告诉我们：这些是不是各模块带来的。要回答这个问题，需用多个相同的种子与不开模块的情形对照"
    "（`gongtong compare`）。模拟只记录发生了什么，不说明为什么；所用数值为{numbers}；单独一次运行也看不出"
    "有多少出于偶然。",
)


class Misuse(NamedTuple):
    """Something the model must not be used for, and why not."""

    what: Text
    why: Text


MISUSES: tuple[Misuse, ...] = (
    Misuse(
        Text("Scoring, ranking or monitoring real people.", "给真实的人打分、排名或监控。"),
        Text(
            "Everybody in it is invented; nothing in it can tell you about anyone.",
            "模型里的人都是虚构的，说明不了任何一个真人。",
        ),
    ),
    Misuse(
        Text("Rewarding or punishing people by a score.", "按分数奖惩居民。"),
        Text(
            "Deductions are in it so that their harm can be seen; access to a service never hangs on points.",
            "模型收入扣分，是为了让人看到它的害处；享受服务从不以积分为条件。",
        ),
    ),
    Misuse(
        Text("Finding troublemakers, or foreseeing complaints and protest.", "排查“麻烦人”，预判投诉或上访。"),
        Text(
            "Matters and disputes are counted by estate; there is no complaint of a person in it to foresee.",
            "事项与纠纷只按小区计数，模型中没有可供预判的个人投诉。",
        ),
    ),
    Misuse(
        Text("Appraising cadres, grids or party members.", "考核干部、网格或党员。"),
        Text(
            "What it measures was never checked against their work, and a target invites work on paper.",
            "它的指标从未与实际工作核对过，一旦成为考核目标，就会招来纸面文章。",
        ),
    ),
    Misuse(
        Text("Engineering elections for or against anyone.", "为支持或排斥某人而操纵选举。"),
        Text(
            "Candidates have no identity in it; only procedures can be compared.", "候选人没有身份，能比较的只有程序。"
        ),
    ),
    Misuse(
        Text("Proving that the programme in Liuhe worked.", "证明浏河的做法有效。"),
        Text(
            "The case is one success story told by those it honours, with no comparison; the model is built around it "
            "and cannot confirm it.",
            "案例是当事方讲述的一个成功故事，没有对照；模型围绕它搭建，不能反过来证实它。",
        ),
    ),
    Misuse(
        Text("Forecasts.", "预测。"),
        Text(
            "It compares what follows from stated assumptions. A single run is an illustration.",
            "它比较的是既定假设之下的结果；单独一次运行只是示意。",
        ),
    ),
    Misuse(
        Text("Another community without its own data.", "没有本地数据就套用到别的社区。"),
        Text("The figures here would be Liuhe's, or ours.", "那样得到的只是浏河的、或者我们假设的数字。"),
    ),
    Misuse(
        Text("Cutting real services, such as care or meals.", "削减真实的服务，例如照料和助餐。"),
        Text(
            "That the model did without them says nothing of those who need them.",
            "“模型里没有也行”，与需要它们的人无关。",
        ),
    ),
    Misuse(
        Text("Steering people without their knowledge.", "在居民不知情的情况下加以操纵。"),
        Text(
            "A design is worth comparing only if its rules could be published to those they apply to.",
            "只有规则能向当事居民公开的办法，才值得比较。",
        ),
    ),
)
RIGHTS = Text(
    "Staying away is everybody's right, and full participation is not a target. Taking part is not always good for "
    "people: it can wear them out, shift unpaid work onto retired women, and turn into pressure to join. Read every "
    "mean beside its spread over ages, sexes, tenants and estates. The party's leading role is represented because the "
    "case has it; the model takes no position on it, and scenarios without it are as possible.",
    "不参与是每个人的权利，人人参与也不是目标。参与未必总对人有益：它可能让人疲惫，把无偿劳动转嫁给退休妇女，也可能变成“不得不来”的压力。"
    "看任何均值，都请同时看它在年龄、性别、租户与小区之间的分布。模型写入党建引领，是因为案例如此；模型对此不持立场，不含党建引领的方案同样可以模拟。",
)
