"""Words of the welcome and of the help: what this is, how to use it, which keys do what."""

from __future__ import annotations

from sim.text import Text

WELCOME: dict[str, Text] = {
    "welcome_title": Text("A community to try things out on", "一个可以放心试错的社区"),
    "welcome_text": Text("14,300 invented residents in 12 grids live here week by week. Switch policies on and off, go back in time, compare two worlds, and see who takes part, who stays away, and why.", "12 个网格、14,300 名虚构居民在这里一周一周地生活。你可以开关政策、倒回时间、对比两个世界，看谁参加、谁观望，以及为什么。"),
    "welcome_first": Text("In a hurry? Press play.", "想马上看？点“播放”。"),
    "welcome_tour": Text("Take a guided tour", "跟着导览走"),
    "welcome_tour_hint": Text("Question, guess, reveal: made for a room.", "提问、猜测、揭晓，适合课堂。"),
    "welcome_play": Text("Look around by myself", "自己看看"),
    "welcome_game": Text("Play the budget game", "玩预算对抗"),
    "welcome_open": Text("Open a saved session", "打开已保存的会话"),
    "welcome_caution": Text("It is an exploratory model, not a forecast. Everybody in it is invented, and it must not be used to score, rank or appraise real people, cadres or grids.", "这是探索性模型，不是预测。模型里的人都是虚构的，不得用来给真实的居民、干部或网格打分、排名、考核。"),
    "welcome_case": Text("It starts from what one community, Liuhe in Jingmen, tells of itself: a success story nobody checked. It cannot prove that the programme worked.", "模型以荆门市浏河社区的自述为起点。那是一份未经核实的成功经验，模型不能证明这套做法有效。"),
    "welcome_again": Text("Do not show this again", "不再显示"),
}

GUIDE: dict[str, Text] = {
    "help_title": Text("How this works", "使用说明"),
    "help_map": Text("Map", "地图"),
    "help_map_text": Text("One dot is one resident. The palest stay away, grey come because told to, gold come of their own will, green act together with others. Grey or gold is a matter of what weighed more over half a year: pressure, reward and face, or motives of their own. Results report beside it who would mostly not have come without pressure or reward. The bar of each grid adds its dots up.", "一点代表一名居民。最浅的是“观望”，灰色是“要我干”，金色是“我要干”，绿色是“共同干”。灰与金之分，看半年来压力、奖励与面子同自己的动机哪边分量大；若无压力或奖励多半不会来的人数，在结果中一并报告。网格的色条是合计。"),
    "help_time": Text("Time", "时间"),
    "help_time_text": Text("Play, pause, go week by week. Drag the handle back to any week: the community is then exactly as it was. From there you can go on differently; the old story is kept.", "可以播放、暂停、逐周走。把滑块拖回任意一周，社区就恢复到当时的样子。从那里可以走另一条路，原来的经过会保留。"),
    "help_policies": Text("Policies", "政策"),
    "help_policies_text": Text("Six modules of the case, each with a switch, a dose and all its numbers. Every number says whether it is measured or assumed.", "案例中的六个模块，各有开关、力度和全部参数。每个参数都注明是有据还是假设。"),
    "help_compare": Text("Two worlds", "两个世界"),
    "help_compare_text": Text("Both have the same people and the same luck. What differs comes from what you changed, in the model. Back in one world, the story of B is kept.", "两个世界的人和运气都相同，差别都来自你的改动（仅指模型中）。回到一个世界后，乙方案的经过会保留。"),
    "help_residents": Text("Why one takes part, or not", "一个人为何参加或不参加"),
    "help_residents_text": Text("Click a dot. The card says how the week's occasion came about: a place in a team that met, somebody who asked, somebody at home, a notice. Nobody asked: heard of nothing for half a year; it takes somebody they know to ask. Can't: knew of it, but time, strength or seats did not allow it; services, shorter tasks and better hours help. Don't want to: knew and could; say, meaning, company and kept promises count.", "点一个人，卡片会说明本周的机会从哪里来：团队里的固定位置、有人邀请、家人同去，或一则通知。没人邀请：半年没听说过任何活动，要由熟人去请。没条件：知道，但时间、精力或名额不允许，要靠服务减负、任务变小、换个时间。不想参加：知道也能来，要看说话算不算数、有没有意义和伙伴、答应的事办没办。"),
    "help_reading": Text("What the curves can tell", "曲线能说明什么"),
    "help_reading_text": Text("One run is one course that chance took. Where there is a pale band, it shows other seeds; differences smaller than the band cannot be told apart.", "一次运行只是一种可能的经过。浅色带是其他种子的范围，小于色带的差别分不出高下。"),
    "help_facilitator": Text("For facilitators", "给主持人"),
    "help_facilitator_text": Text("Guided tours ask, let the room guess, then reveal. The budget game gives teams the same budget. Presenter mode enlarges everything. Save the session before you leave.", "导览先提问、让大家猜，再揭晓；预算对抗让各组拿同样的预算；投影模式把一切放大。离开前请保存会话。"),
    "cant": Text("can't", "没条件"),
    "dont_want": Text("don't want to", "不想参加"),
    "nobody_asked": Text("nobody asked", "没人邀请"),
}

KEYS: dict[str, Text] = {
    "keys": Text("Keyboard", "键盘"),
    "key_space": Text("Space: play or pause, whatever was clicked last", "空格：播放或暂停，无论刚点过什么"),
    "key_take_back": Text("Ctrl+Z: take back the last change", "Ctrl+Z：撤回上一步改动"),
    "key_right": Text("→: one week on", "→：走一周"),
    "key_left": Text("←: one week back", "←：退一周"),
    "key_shift_arrow": Text("Shift with an arrow: one quarter", "Shift 加方向键：一个季度"),
    "key_home": Text("Home: first week", "Home：第一周"),
    "key_faster": Text("+ and −: faster, slower", "+ 和 −：加快、放慢"),
    "key_module": Text("1 to 6: switch a module on or off", "1 到 6：开关模块"),
    "key_compare": Text("C: two worlds", "C：两个世界"),
    "key_tours": Text("T: tours", "T：导览"),
    "key_presenter": Text("P: presenter mode", "P：投影模式"),
    "key_language": Text("L: Chinese or English", "L：切换中英文"),
    "key_save": Text("S: save session", "S：保存会话"),
    "key_slide": Text("E: slide picture", "E：导出幻灯片图"),
    "key_help": Text("?: this help", "?：本说明"),
    "key_escape": Text("Esc: close", "Esc：关闭"),
    "key_map": Text("In the map, arrow keys walk from grid to grid, Enter opens one", "在地图中，方向键在网格间移动，回车查看"),
}
