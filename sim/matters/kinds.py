"""The kinds of matter, who may solve them, and what helps with what."""

from __future__ import annotations

import numpy as np

from sim.agents.acts import ACTION, CARE, KINDS, MEDIATION, MEETING, ORGANISING
from sim.text import Text

MATTERS: dict[str, Text] = {
    "environment": Text("clutter and sanitation", "乱堆乱放与环境卫生"),
    "parking": Text("parking", "停车"),
    "facilities": Text("lifts, gas pipes, safety", "电梯、燃气管道与安全设施"),
    "property": Text("property services and noise", "物业服务与噪音"),
    "dispute": Text("neighbour dispute", "邻里纠纷"),
    "meals": Text("elders' meals", "老年人吃饭"),
    "elder_care": Text("care of frail elders", "失能老人照料"),
    "childcare": Text("infant care", "幼儿托育"),
    "after_school": Text("after-school care", "学生课后托管"),
}
ENVIRONMENT, PARKING, FACILITIES, PROPERTY, DISPUTE, MEALS, ELDER_CARE, CHILDCARE, AFTER_SCHOOL = range(len(MATTERS))
SOLVERS: dict[str, Text] = {
    "cadres": Text("cadres", "社区干部"),
    "residents": Text("residents", "居民"),
    "party": Text("party members", "党员"),
    "units": Text("units", "辖区单位"),
    "committees": Text("committees", "自管委员会"),
}
CADRES, RESIDENTS, PARTY = 0, 1, 2
OPEN, SOLVED, FAILED, LAPSED, ON_PAPER = range(5)
NOT_YET = -(1 << 20)  # week of what has not happened; weeks of the run-in are negative, too
ELDER, INFANT_UNTIL, PUPIL_FROM, PUPIL_UNTIL = 60.0, 4.0, 6.0, 13.0  # years of age of those whose needs they are
NEEDS = (MEALS, ELDER_CARE, CHILDCARE, AFTER_SCHOOL)

# Problems that hours alone rarely solve: they take money, space or contracts.
MEANS_NEEDED = (PARKING, FACILITIES)
# Which kind of act helps with which kind of matter: structure, not a parameter.
HELPS = np.zeros((KINDS, len(MATTERS)), np.bool_)
HELPS[ACTION, ENVIRONMENT] = HELPS[MEDIATION, DISPUTE] = True
HELPS[MEETING, PARKING] = HELPS[MEETING, PROPERTY] = HELPS[MEETING, DISPUTE] = True
HELPS[CARE, [MEALS, ELDER_CARE, CHILDCARE, AFTER_SCHOOL]] = True
HELPS[ORGANISING, [ENVIRONMENT, PARKING, PROPERTY]] = True
