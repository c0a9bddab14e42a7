"""What incubation measures, and what it tells the chronicle."""

from __future__ import annotations

from functools import partial

from sim.measures import Measure, own_measure
from sim.policies.incubation.pathway import STEPS
from sim.text import Text

GROUPS = Text("groups", "个")
_of = partial(own_measure, "incubation")
MEASURES: tuple[Measure, ...] = (
    *(_of(f"step_{n}", f"groups in step {n}: {step.label.en}", f"处于第{n}步的团队：{step.label.zh}", GROUPS, "last", group="steps") for n, step in enumerate(STEPS, 1)),
    _of("graduated", "organisations graduated", "累计孵化成功", GROUPS, "last", group="steps"),
    _of("given_up", "groups given up on the way", "累计中止的团队", GROUPS, "last", group="steps"),
)

OPENS = Text("The incubation platform opens, with room for {slots:group} at a time.", "社会组织孵化平台启用，可同时孵化{slots:个}团队。")
CLOSES = Text("The incubation platform closes with {n:group} still under way.", "孵化平台停办，在孵团队{n:个}。")
TAKES_SHAPE = Text("{name} ({kind}, estate {estate}) takes shape: {people:person comes|people come} regularly.", "{name}（{kind}，{estate}号小区）成形，经常参加的有{people:人}。")
LED = Text("{name} has chosen {n:leader}.", "{name}选出带头人{n:名}。")
REGISTERS = Text("{name} registers: {people:member}, {leaders:leader}, {board:board member}.", "{name}登记备案：成员{people:人}、带头人{leaders:名}、理事{board:名}。")
COVENANT = Text("{name} adopts its covenant; {n:caring merchant takes|caring merchants take} part in its points exchange.", "{name}通过社团公约，{n:家}爱心商家参加积分兑换。")
GRADUATES = Text("{name} completes the nine steps, {weeks:week} after the work with it began: {people:member}.", "{name}走完九步、孵化成功，历时{weeks:周}，成员{people:人}。")
TAKEN_UP = Text("{name} ({kind}, estate {estate}), begun unaided, is now on the pathway: {people:person comes|people come} regularly.", "自发成形的{name}（{kind}，{estate}号小区）进入孵化流程，经常参加的有{people:人}。")
GIVES_UP = Text("The platform gives up on {name} at step {n} of 9: {step}. It goes on by itself.", "平台中止孵化{name}，停在第{n}步：{step}。此后自行活动。")
SCATTERS = Text("The platform gives up on a circle that never took shape, at step {n} of 9: {step}.", "平台中止孵化一个尚未成形的团队，停在第{n}步：{step}。")
CORRECTS = Text("{name} is evaluated at {score} of 100 and gets help to improve.", "{name}评估得{score}分（满分100），进入整改提升。")
GIVEN_UP = Text("given up by the platform", "孵化中止")
MAJOR = (OPENS, CLOSES, REGISTERS, GRADUATES)
YEARLY = {
    SCATTERS: Text("the platform gives up on {times:circle that never took shape|circles that never took shape}.", "{times:个}尚未成形的团队中止孵化。")
}
