"""What the big party committee measures, and what it tells the chronicle."""

from __future__ import annotations

from functools import partial

from sim.measures import Measure, own_measure
from sim.text import Text

MATTERS, PEOPLE, MEETINGS = Text("matters", "件"), Text("people", "人"), Text("meetings", "次")


_of = partial(own_measure, "party")
MEASURES: tuple[Measure, ...] = (
    _of("orders", "work orders written", "制单数", MATTERS, "sum"),
    _of("grabbed", "work orders grabbed", "抢单数", MATTERS, "sum"),
    _of("assigned", "work orders assigned", "派单数", MATTERS, "sum"),
    _of("on_paper", "work orders closed on paper only", "只在纸面办结的工单", MATTERS, "sum"),
    _of("meetings", "joint meetings held", "召开联席会议", MEETINGS, "sum"),
    _of("pledged", "matters taken on by units", "单位领办事项", MATTERS, "sum"),
    _of("solved", "matters solved by units' pledges", "单位领办并办结的事项", MATTERS, "sum"),
    _of("broken", "pledges broken", "落空的领办", MATTERS, "sum"),
    _of("hours", "hours party members gave to orders", "党员办单投入工时", Text("hours", "小时"), "sum"),
    _of("agreements", "agreements in force", "生效的共驻共建协议", Text("agreements", "份"), "last"),
    _of("space", "idle space opened so far", "累计盘活闲置面积", Text("m²", "平方米"), "last", headline=True),
    _of("yuan", "money raised from units so far", "累计筹集单位资金", Text("yuan", "元"), "last", headline=True),
    _of("doors", "households visited", "敲门走访户数", Text("households", "户"), "sum"),
    _of("problems_listed", "problems on the yearly list", "年度问题清单", MATTERS, "last"),
    _of("needs_listed", "needs on the yearly list", "年度需求清单", MATTERS, "last"),
    _of("projects_listed", "projects published so far", "累计公示项目", MATTERS, "last"),
)

STARTS = Text("The big party committee is set up: first secretary, secretary and {n} members; center households: {centers}; in-service members reporting: {reported}.", "社区大党委成立：第一书记、书记和{n}名委员；党员中心户{centers}户，报到在职党员{reported}人。")
ENDS = Text("The big party committee ends; work orders open: {orders}, pledges open: {pledges}.", "社区大党委停止运作，未结工单{orders}张，未兑现领办{pledges}件。")
MEETS = Text("Joint meeting, chaired by the {chair}: matters on the agenda {agenda}, taken on by units {taken}.", "联席会议（轮值主席：{chair}）：议题{agenda}件，单位领办{taken}件。")
MEETS_EXTRA = Text("Extraordinary joint meeting, chaired by the {chair}: matters on the agenda {agenda}, taken on by units {taken}.", "临时联席会议（轮值主席：{chair}）：议题{agenda}件，单位领办{taken}件。")
SIGNS = Text("Co-building agreements signed: {n}; idle space opened {space} m², money pledged {yuan} yuan.", "签订共驻共建协议{n}份，开放闲置面积{space}平方米，承诺资金{yuan}元。")
BUILDS = Text("In grid {grid}, units' idle space of {space} m² becomes a place for all, fitted out for {yuan} yuan.", "{grid}号网格利用单位闲置面积{space}平方米建成公共活动场所，投入{yuan}元。")
LISTS = Text("The four lists of the year: problems {problems}, needs {needs}, idle space left {space} m², projects published {projects}.", "年度四张清单：问题{problems}件、需求{needs}件、可用闲置面积{space}平方米、公示项目{projects}件。")
DOORS = Text("The door-knocking campaign begins.", "开展“敲门行动”。")
APPRAISES = Text("Year-end appraisal: units that kept their quota {kept}, units that did not {missed}.", "年底测评：完成领办指标的单位{kept}家，未完成{missed}家。")
MAJOR = (STARTS, ENDS, BUILDS)
YEARLY = {
    MEETS: Text("{times:joint meeting} of the big party committee, {agenda:matter} on the agenda, {taken} taken on by units.", "大党委召开联席会议{times}次，议题{agenda}件，单位领办{taken}件。"),
    MEETS_EXTRA: Text("{times:extraordinary joint meeting}, {agenda:matter} on the agenda, {taken} taken on by units.", "召开临时联席会议{times}次，议题{agenda}件，单位领办{taken}件。"),
    SIGNS: Text("units sign {n:co-building agreement}.", "签订共驻共建协议{n}份。"),
}
