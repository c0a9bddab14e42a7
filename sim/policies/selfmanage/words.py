"""What self-management measures, and what it tells the chronicle."""

from __future__ import annotations

from functools import partial

from sim.measures import Measure, own_measure
from sim.text import Text

ESTATES, PEOPLE, ELECTIONS, MATTERS = Text("estates", "个小区"), Text("people", "人"), Text("elections", "次"), Text("matters", "件")
_of = partial(own_measure, "selfmanage")
MEASURES: tuple[Measure, ...] = (
    _of("committees", "estates with a committee", "已成立自管委员会的小区", ESTATES, "last", group="modules"),
    _of("covenants", "estates with a covenant", "已通过公约的小区", ESTATES, "last"),
    _of("elections", "elections held", "举行选举", ELECTIONS, "sum"),
    _of("no_quorum", "elections without a quorum", "未达法定人数的选举", ELECTIONS, "sum"),
    _of("no_majority", "elections in which too few won a majority", "过半当选人数不足的选举", ELECTIONS, "sum"),
    _of("quality", "quality of committees, mean over all estates", "自管质量（全部小区均值）", Text("0–1 scale", "0–1分"), "mean", group="modules"),
    _of("solved", "hard matters solved at open-space meetings", "开放空间会议解决的难题", MATTERS, "sum"),
    _of("escalated", "hard matters passed on", "上报的难题", MATTERS, "sum"),
    _of("recalled", "committees voted out", "被评议罢免的委员会", ESTATES, "sum"),
)

STARTS = Text("Six-step self-management begins; estates in view: {n}.", "推行小区自管六步工作法，涉及小区{n}个。")
ENDS = Text("The office no longer accompanies self-management; committees that go on alone: {n}.", "社区不再陪伴小区自管，自行运转的委员会{n}个。")
FEW_CANDIDATES = Text("Estate {estate}: of {nominated} nominees {passed} pass the record check and the four questions, too few for an election.", "{estate}号小区：三荐{nominated}人，通过审查和四问的仅{passed}人，不足以差额选举。")
NO_QUORUM = Text("Estate {estate}: the election fails; {turnout}% of household representatives voted, {needed}% are needed.", "{estate}号小区选举未成：户代表投票率{turnout}%，未达{needed}%。")
NO_MAJORITY = Text("Estate {estate}: the election fails; candidates who won more than half of the votes: {elected}.", "{estate}号小区选举未成：得票过半者仅{elected}人。")
ELECTED = Text("Estate {estate} elects its committee at attempt {attempt}: turnout {turnout}%, elected {elected} of {candidates} candidates.", "{estate}号小区第{attempt}次选举产生自管委员会：投票率{turnout}%，候选人{candidates}名，当选{elected}名。")
COVENANT = Text("Estate {estate} adopts its covenant after {rounds} assemblies; {people} residents took part in the discussion.", "{estate}号小区经{rounds}次居民大会通过公约，{people}名居民参与讨论。")
REJECTED = Text("Estate {estate}: the assembly rejects the draft covenant.", "{estate}号小区居民大会未通过公约草案。")
FUNDED = Text("Estate {estate} wins project money: {yuan} yuan for its facilities.", "{estate}号小区争取到项目资金{yuan}元，用于改善设施。")
RECALLED = Text("Estate {estate}: residents vote their committee out after the yearly review ({score} of 100).", "{estate}号小区年度评议{score}分（满分100），委员会被罢免。")
FADES = Text("Estate {estate}: the committee comes to nothing.", "{estate}号小区自管委员会名存实亡，自行解散。")
NAMED = Text("Committee of estate {estate}", "{estate}号小区自管委员会")
OVER = Text("voted out or faded", "被罢免或停摆")
MAJOR = (STARTS, ENDS, ELECTED, RECALLED)
YEARLY = {
    FEW_CANDIDATES: Text("{times:time} too few nominees for an election pass the record check and the four questions; estates: {estate}.", "通过审查和四问的人数不足、无法差额选举，共{times}次，涉及{estate}号小区。"),
    NO_QUORUM: Text("{times:election fails|elections fail} for want of voters; estates: {estate}.", "投票率不足、选举未成，共{times}次，涉及{estate}号小区。"),
    NO_MAJORITY: Text("{times:election fails|elections fail} because too few candidates win more than half of the votes; estates: {estate}.", "得票过半者不足、选举未成，共{times}次，涉及{estate}号小区。"),
}
UNDER_WAY = Text("self-management", "小区自管")
QUALITY, OF_FULL = Text("quality of self-management", "自管质量"), Text("{percent} of 100", "{percent} 分（满分 100）")
