"""What services measure, and what they tell the chronicle."""

from __future__ import annotations

from functools import partial

from sim.measures import Measure, own_measure
from sim.text import Text

PEOPLE, MONEY = Text("people", "人"), Text("yuan", "元")
SERVICES: dict[str, Text] = {
    "meals": Text("canteen for the elderly", "老年食堂"),
    "care": Text("care of frail elders", "失能老人照料"),
    "childcare": Text("infant care", "婴幼儿托育"),
    "after_school": Text("after-school care", "课后托管"),
}
_of = partial(own_measure, "services")
MEASURES: tuple[Measure, ...] = (
    *(_of(name, f"served now: {label.en}", f"在服务人数：{label.zh}", PEOPLE, "last") for name, label in SERVICES.items()),
    *(_of(f"{name}_ever", f"ever served: {label.en}", f"累计服务人数：{label.zh}", PEOPLE, "last") for name, label in SERVICES.items()),
    *(_of(f"{name}_waiting", f"waiting: {label.en}", f"排队人数：{label.zh}", PEOPLE, "last") for name, label in SERVICES.items()),
    _of("coverage", "served of those who want a service", "需求覆盖率", Text("share", "占比"), "last", percent=True, headline=True),
    _of("surplus", "surplus of operators", "运营方盈余", MONEY, "sum"),
    _of("closures", "services closed so far", "累计停办的服务", Text("services", "项"), "last"),
    _of("space", "idle space of units in use for services", "用于服务的单位闲置面积", Text("m²", "平方米"), "last"),
)

STARTS = Text("A survey asks families about care of the old and the young, and the prices they accept.", "开展“一老一小”需求与可接受价格摸底。")
BUILDS = Text("It is decided to build: {service}, {places} places at {price} yuan a month; idle space from units {idle} of {space} m².", "决定建设{service}：{places}个名额，每月{price}元；利用单位闲置面积{idle}平方米，共需{space}平方米。")
DECLINES = Text("By the cost account it is decided not to build: {service}; demand {demand} at {price} yuan a month does not carry it.", "经成本核算，决定不建{service}：每月{price}元时需求{demand}人，难以维持。")
OPENS = Text("Opens: {service}, run by an operator.", "{service}投入运营。")
CLOSES = Text("The operator leaves after {months} months of loss: {service} closes, {people} people lose it.", "运营方连续亏损{months}个月后退出，{service}停办，影响{people}人。")
ENDS = Text("Support for services ends; services running: {n}.", "服务体系扶持结束，在运营服务{n}项。")
MAJOR = (STARTS, ENDS, OPENS, CLOSES)
