"""The words of a report page: headings, captions, and how to read what is shown."""

from __future__ import annotations

from sim.agents.resident.columns import STAGES
from sim.report.text.hours import BOOKED
from sim.report.text.intervals import OF_MEAN, OF_RATIO, OF_SETS, levelled
from sim.text import Text

REPORT = Text("{place}: {arms:option} compared in the model", "{place}：模型中{arms:个}方案的比较")
REPORT_ONE = Text("{place}: one run of the model", "{place}：模型中的一个方案")
MARK = Text("illustration", "示意")
NAME = Text("Gongtong · planner's report", "共同 · 决策参考报告")

# Sections
QUESTION, RECOMMENDED = Text("The question", "问题"), Text("Recommendation", "建议")
EFFECTS_HEAD = Text("What differs", "有何不同")
PATHS_HEAD = Text("How residents came to do it together", "居民怎样走到“共同干”")
COSTS_HEAD = Text("What it costs, and who carries it", "花费多少，由谁承担")
EQUITY_HEAD = Text("Who gains, and who was moved", "谁受益，谁被带动")
WITHDRAWN_HEAD = Text("What is left when it ends", "撤出之后还剩什么")
SURE_HEAD = Text("How sure this is", "有多可靠")
ASSUMED_HEAD = Text("Assumptions, and where they come from", "假设及其来源")
MISUSE_HEAD = Text("What it must not be used for", "不得用于")
AGAIN_HEAD = Text("How to get the same numbers again", "如何逐位重现")
APPENDIX_HEAD = Text("Appendix: all tables", "附录：全部表格")

ASKED = Text(
    "What would follow in the model of {place} ({residents} invented residents, {weeks} weeks from {first}) from {arms}, compared "
    "with “{base}”? Options are chosen by “{measure}” ({unit}).",
    "在{place}的模型中（{residents}名虚构居民，自{first}起{weeks}周），与“{base}”相比，{arms}会带来什么？以“{measure}”（{unit}）为准。",
)
WITHDRAWN = Text("All modules end on {day}.", "全部模块于{day}停止。")
LOOKED_AT = Text(
    "What would follow in the model of {place} ({residents} invented residents, {weeks} weeks from {first}) with “{arms}”?",
    "在{place}的模型中（{residents}名虚构居民，自{first}起{weeks}周），“{arms}”之下会怎样？",
)
HOW_COMPARED = Text(
    "Every arm was run with the same residents and the same luck, seed by seed, so that differences come from the arms and as "
    "little as possible from chance. A difference counts as told apart only by the rule above.",
    "各方案使用同样的居民和同样的运气（逐个种子配对），差别来自方案，尽量不来自偶然。只有符合上述规则，才算能够区分。",
)
STAGES_ARE = Text("What the stages are: what a resident did in the half-year before", "各阶段是什么：看居民此前半年的作为")
UNLESS = Text("counterfactual definition", "反事实定义")
OF_STAGES = {
    STAGES["bystander"]: Text("took no part", "没有参与"),
    STAGES["told_to"]: Text(
        "took part, and pressure, reward and face weighed more than motives of their own (relative autonomy below zero)",
        "参与了，但压力、奖励与面子的分量大过自己的动机（相对自主低于零）",
    ),
    STAGES["want_to"]: Text("took part, and motives of their own weighed as much or more", "参与了，自己的动机不轻于外力"),
    STAGES["together"]: Text(
        "besides, is a member of a living organisation or committee, and had a voice or worked jointly time and again, mostly "
        "asked by one of their own or by nobody",
        "除此之外，还是存续的组织或委员会成员，多次议事发言或共同劳动，且多由居民自己邀请或自发",
    ),
    UNLESS: Text(
        "the same, but told to is who would mostly not have come without pressure or reward; what hangs on the definition "
        "is no finding",
        "其余相同，但“要我干”指若无压力或奖励多半不会来的人；只在一种定义下成立的，不算发现",
    ),
}
PATHS_MORE = Text(
    "What carried each passage is not seen here; the command “gongtong paths” with --twins runs every arm without each of its "
    "modules and says so.",
    "各阶段靠什么走到，此处看不出来；命令“gongtong paths”加 --twins 会逐个去掉模块重新运行，给出答案。",
)
MODULES_ARE = Text("What the modules do", "各模块做什么")

# Tables
ARM, MEASURE, MODULE, GROUP = (
    Text("arm", "方案"),
    Text("measure", "指标"),
    Text("module", "模块"),
    Text("group", "群体"),
)
BESIDE = Text("beside {arm}", "与{arm}相比")
BEST, REGRET = Text("chance to be best", "最优概率"), Text("expected regret", "期望遗憾")
MONEY, CADRES = (
    Text("yuan, whole run", "全程花费"),
    Text("{hours}, whole run", "全程{hours}").filled(hours=BOOKED),
)
EACH_PARTICIPANT = Text("yuan per participant added, for a year", "每新增一名参与者一年花费")
GLANCE = Text("The options at a glance", "方案一览")
EFFECTS = Text("Paired differences to the first arm", "与第一个方案的配对差值")
PER_GAIN = Text(
    "What one more costs: extra cost of the whole run over what is gained in it, beside the first arm",
    "多一个要花多少：全程增加的花费除以全程的增量，均与第一个方案相比",
)
GAIN, ADDED = Text("one more", "增量"), Text("gained over the run", "全程增量")
EACH_IN = Text("{unit} for each", "每个：{unit}")
CARRIED = Text(
    "Who carries it, whole run; below, what is added beside the first arm",
    "由谁承担（全程）；小字为比第一个方案增加的部分",
)
WHO = Text("who", "承担者")
COSTS = Text(
    "{arm}: yuan by module and year, and below them {hours}",
    "{arm}：各模块逐年花费（元），小字为{hours}",
)
PEOPLE = Text("people", "人数")
GROUPS = Text(
    "{outcome}, by group: the first arm, and what the others add",
    "{outcome}（分群体）：第一个方案的水平，及其他方案的增量",
)
PLACES = Text("{outcome}, by {dimension}, in the order of their numbers; synthetic, and not for appraising anyone",
              "{outcome}（按{dimension}编号排列）；均为合成，不得用于考核")  # fmt: skip
WORST_GRID = Text("the worst grid", "最差的网格")
ESTATE = Text("Estate {number}", "小区{number}")
MOVED = Text(
    "Moved by a stage or more beside the first arm, share of each group",
    "与第一个方案相比阶段上升或下降者，占各群体比例",
)
WAYS = ("moved_up", "moved_down")
DEFINITION, WAY, PASSAGE, STAGE = Text("definition", "定义"), Text("way", "走法"), Text("passage", "流动"), Text("stage", "阶段")
WAYS_TOGETHER = Text(
    "By what way those together in the last half-year first came there: the stages of acting before it, share of them",
    "最后半年共同干的居民当初经过哪些阶段走到，各占多少",
)
RATES = Text(
    "How often a year each passage is made for every 1,000 residents aged 12+ who stay",
    "每1000名留下的12岁以上居民每年发生多少次",
)
WAITS = Text(
    "Of all who ever took part: who was at that stage some half-year; below, years from the first stage of acting until then",
    "凡参与过的居民中，曾处于该阶段者的占比；小字为从最初参与到该阶段的年数",
)
YEARS = Text("median {median} years ({lower}–{upper})", "中位数{median}年（{lower}–{upper}）")
AT_ONCE = Text("at once for three in four or more", "四分之三以上的人一开始就是")
DEPENDS = Text(
    "The three numbers each answer goes with most (difference in {measure})",
    "各结论最依赖的三个参数（{measure}的差值）",
)
DEPENDS_ON = (
    Text("arm", "方案"), Text("number of the model", "模型参数"), Text("what the difference becomes", "差值随之如何变化"),
    Text("what the data say of it", "数据提供的信息"),
)  # fmt: skip
SWING = Text("{at_low} at {low}, {at_high} at {high}", "取{low}时{at_low}，取{high}时{at_high}")
MAY_BE_LUCK = Text("may be luck", "可能只是偶然")
NARROWED, STANDS = (
    Text("narrowed (variance down by {by})", "已收窄（方差减少{by}）"),
    Text("next to nothing: stands as assumed", "几乎没有：仍为假设"),
)
FEW_SETS = Text(
    "Which numbers the answer hangs on most is not known of this study: it takes at least ten sets of parameters "
    "(`--posterior 20`).",
    "本研究未能判断结论最依赖哪些参数：至少需要十组参数（`--posterior 20`）。",
)
MISSED_PATTERNS = Text(
    "Patterns the model fails to show: {missed} of {checked}", "模型未能重现的模式：{checked}项中的{missed}项"
)
MISSED_FIGURES = Text(
    "Published figures of the case it misses: {missed} of {checked}", "未达到的案例公布数字：{checked}项中的{missed}项"
)
WHAT, EXPECTED, MODEL = Text("what", "内容"), Text("expected", "预期"), Text("in the model (median)", "模型（中位数）")
AT_MOST, AT_LEAST = Text("at most {limit}", "至多{limit}"), Text("at least {limit}", "至少{limit}")
VALIDATED = Text(
    "The model was checked against {checked} published figures and patterns ({draws} sets of parameters, model {version}).",
    "模型与{checked}项公布数字和模式作过核对（{draws}组参数，模型版本{version}）。",
)
OTHER_VERSION = Text(
    "That was another version of the model than the one that made this report ({model}).",
    "核对所用的模型版本与本报告（{model}）不同。",
)
SETTINGS = Text("What each arm sets, as in its scenario file", "各方案的设置（与方案文件一致）")
SETTING, VALUE = Text("setting", "设置"), Text("value", "取值")
PARAMETERS = Text("{status}: {count} numbers", "{status}：{count}个参数")
OF_PARAMETERS = (
    Text("number", "参数"), levelled(Text("value (or median and {middle} of the sample)", "取值（或样本中位数与{middle}区间）")),
    Text("plausible range", "合理范围"), Text("unit", "单位"), Text("source", "来源"),
)  # fmt: skip
ONE_SEED = Text(". One seed: no intervals.", "。单一种子，没有区间。")
OVER_SEEDS = Text(
    ". Brackets: {interval} (luck between seeds only).", "。方括号：{interval}（仅反映种子之间的差异）。"
).filled(interval=OF_MEAN)
OVER_DRAWS = Text(". Brackets: {interval}.", "。方括号：{interval}。").filled(interval=OF_SETS)
OF_LEFT = Text(" Of what is left: {interval}.", "保留部分：{interval}。").filled(interval=OF_RATIO)

RETENTION = Text("What is left of each difference after all modules ended", "全部模块停止之后，各差值还剩多少")
OF_RETENTION = (
    Text("measure, arm", "指标与方案"), Text("when", "时点"), Text("value", "数值"), Text("difference", "差值"), Text("left", "保留"),
)  # fmt: skip
LEFT_UNKNOWN = Text("no clear difference before", "停止前无明确差值")

# Assumptions
COUNTED = Text(
    "The arms of this study use {total} declared numbers. {given} of them are set by the arms, "
    "{measured} are measured (stated in a source), {calibrated} may be fitted to the case's figures, and {assumed} are assumed. Sources are given by key; what they are stands below.",
    "本研究各方案共用到{total}个声明的参数：{given}个由方案设定，{measured}个为实测（出处中写明），{calibrated}个可按案例数据校准，{assumed}个为假设。"
    "来源以代号列出，说明见下。",
)
LIMITS = Text(
    "Known limits of the structure: no real network of contacts; constants of motivation from laboratories elsewhere; households decide "
    "in a simplified way; no on-line mobilisation, no pandemic, no conflict with developers; disability is not in the model, so "
    "gains cannot be shown by it.",
    "已知的结构局限：没有真实的交往网络；动机的常数来自他处的实验室；家庭决策简化；没有线上动员、疫情和与开发商的冲突；模型不含残疾状况，"
    "因此无法按此展示受益情况。",
)
SHOW_ALL = Text("Show all numbers of this kind", "展开全部此类参数")
SOURCES = Text("Sources by key", "来源代号")

# Again
SAME_BITS = Text(
    "The same version of the model, with the same scenario files, seeds and sets of parameters, gives the same numbers to the last bit "
    "on any machine of the same kind.",
    "模型版本、方案文件、随机种子与参数组相同，在同类机器上逐位得到相同的数字。",
)
COMMAND, VERSION, PACKAGES = Text("command", "命令"), Text("model", "模型版本"), Text("packages", "软件包")
SEEDS, SETS, HASHES = (
    Text("seeds", "随机种子"),
    Text("sets of parameters", "参数组"),
    Text("scenarios", "方案文件与哈希"),
)
IN_PROGRAM = Text(
    "made in a program (`sim.compare`), not from the command line", "在程序中生成（`sim.compare`），不是命令行"
)
NO_SETS = Text("none: the declared defaults, the same in all runs", "无：各次运行都用声明的默认值")
FROM_SAMPLE = Text(
    "the first {used} of {sets} of the sample that calibration left (made with model {version}); each is written out in study.json",
    "校准样本{sets}组中的前{used}组（校准所用模型版本{version}），逐组写在 study.json 中",
)
FILES = Text("Every number of this page is read from the files beside it:", "本页所有数字都读自同一文件夹中的文件：")
