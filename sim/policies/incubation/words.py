"""What incubation measures, and what it tells the chronicle."""

from __future__ import annotations

from sim.measures import Measure
from sim.policies.incubation.pathway import STEPS
from sim.text import Text

GROUPS = Text("groups", "个")
MEASURES: tuple[Measure, ...] = (
    *(
        Measure(
            f"incubation_step_{n}",
            Text(f"groups in step {n}: {step.label.en}", f"处于第{n}步的团队：{step.label.zh}"),
            GROUPS,
            "last",
            grids=False,
        )
        for n, step in enumerate(STEPS, 1)
    ),
    Measure("incubation_graduated", Text("organisations graduated", "累计孵化成功"), GROUPS, "last", grids=False),
    Measure("incubation_given_up", Text("groups given up on the way", "累计中止的团队"), GROUPS, "last", grids=False),
)

OPENS = Text(
    "The incubation platform opens, with room for {slots} groups.", "社会组织孵化平台启用，可同时孵化{slots}个团队。"
)
CLOSES = Text("The incubation platform closes; groups under way: {n}.", "孵化平台停办，在孵团队{n}个。")
TAKES_SHAPE = Text(
    "{name}, {kind}, takes shape in estate {estate}: {people} people meet regularly.",
    "{name}（{kind}）在{estate}号小区成形：{people}人经常参加。",
)
LED = Text("{name} has chosen who leads it ({n}).", "{name}选出带头人{n}名。")
REGISTERS = Text(
    "{name} registers: members {people}, leaders {leaders}, board {board}.",
    "{name}登记备案：成员{people}人、带头人{leaders}名、理事{board}名。",
)
COVENANT = Text(
    "{name} adopts its covenant; caring merchants in its exchange: {n}.",
    "{name}通过社团公约，参与积分兑换的爱心商家{n}家。",
)
GRADUATES = Text(
    "{name} graduates, {weeks} weeks after the work with it began: members {people}.",
    "{name}孵化成功，历时{weeks}周，成员{people}人。",
)
GIVES_UP = Text("The platform gives {name} up at step {n} of 9: {step}.", "平台中止孵化{name}，停在第{n}步：{step}。")
CORRECTS = Text(
    "{name} is evaluated at {score} of 100 and gets corrective action.",
    "{name}评估得{score}分（满分100），进入整改提升。",
)
GIVEN_UP = Text("given up by the platform", "孵化中止")
