"""Presets: ways to begin, each a few changes of the community with every module off.

What a preset says of its course in the model is checked by simulation (`tests/app/test_content.py`); no text has a
number that a run could contradict.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from sim.lab.patterns.governance import MODULES, OUTSIDERS
from sim.nearest import nearest
from sim.scenario import Scenario
from sim.scenario.file import load
from sim.text import GongtongError, Text

BASE, HISTORY = "liuhe", "liuhe-history"
START, MONEY_ENDS = "2016-01-04", "2018-01-01"  # modules start with the second year, as in the base
A_YEAR_LATER, TWO_YEARS_LATER = "2017-01-02", "2018-01-01"


@dataclass(frozen=True)
class Preset:
    """A way to begin.

    Attributes
    ----------
    name : str
    label, meaning : Text
        What it is called; what is done, and what the model makes of it.
    changes : mapping
        Values by dotted path, as in `Scenario.but`, for a community whose modules are all off.
    failure : bool
        Whether it is there to show how things go wrong.
    """

    name: str
    label: Text
    meaning: Text
    changes: Mapping[str, object]
    failure: bool = False


def _dates_of_the_case() -> dict[str, object]:
    """When the case began each of its modules, as its own scenario says."""
    return {f"{name}.start": settings.start for name, settings in load(HISTORY).policies.items()}


def _starting(*modules: str) -> dict[str, object]:
    return {f"{name}.start": START for name in modules}


@cache
def presets() -> dict[str, Preset]:
    """All presets, by name, in the order in which they are offered."""
    offered = (
        Preset(
            "nothing",
            Text("nothing", "什么都不做"),
            Text(
                "No module at all: the office calls, a few come. The community stays cold, mostly because nobody "
                "in particular is asked.",
                "不开任何模块：社区喊一喊，来的总是少数人。社区一直是冷的，多数人只是没有人来邀请。",
            ),
            {},
        ),
        Preset(
            "points",
            Text("points only", "只发积分"),
            Text(
                "Take part, earn points, redeem them; nothing else is done. More residents come than without. Own "
                "motivation does not grow, and acting together needs organisations that points do not bring.",
                "参与得积分、积分换东西，别的不做。来的人比不办时多；但自主动机没有提高，"
                "“共同干”要靠组织，积分带不来组织。",
            ),
            _starting("points"),
        ),
        Preset(
            "leaders_first",
            Text("leaders first", "先找达人"),
            Text(
                "First find residents who can lead, a year later incubate groups around them, another year later let "
                "estates manage themselves. A slow start; it is still growing in the last years.",
                "先发现能带头的人，一年后围绕他们孵化组织，再过一年推行小区自管。起步慢，但到最后几年还在长。",
            ),
            _starting("leaders") | {"incubation.start": A_YEAR_LATER, "selfmanage.start": TWO_YEARS_LATER},
        ),
        Preset(
            "history",
            Text("the case's own history", "案例历程"),
            Text(
                "The six modules one after another, when the case began them as far as it says so; the other dates "
                "are assumptions. Participation rises year after year, and people act together in the end.",
                "按案例先后推出六个模块，案例没写明的日期为假设。参与逐年上升，最后出现“共同干”。",
            ),
            _dates_of_the_case(),
        ),
        Preset(
            "everything",
            Text("everything at once", "六个模块全上"),
            Text(
                "All six modules from the second year on. The quickest start, at the highest cost and with the hardest "
                "years for cadres in the beginning. In the end it is not clearly ahead of the same modules one after "
                "another.",
                "第二年起六个模块一起上。起步最快，花费最高，头几年干部也最累；到最后并不明显好于依次推出。",
            ),
            _starting(*MODULES),
        ),
        Preset(
            "paid",
            Text("stops when paid for", "一停就散"),
            Text(
                "Points alone for two years, then the money ends. Within half a year most of what the points had "
                "added is gone.",
                "只靠积分办了两年，然后没钱了。不到半年，积分多带来的参与大半散去。",
            ),
            _starting("points") | {"points.stop": MONEY_ENDS},
            failure=True,
        ),
        Preset(
            "no_quorum",
            Text("election without a quorum", "选不出来"),
            Text(
                "Self-management alone. Few doors are knocked at before an election, and residents' readiness to vote "
                "is at the low end of what is plausible. Most elections miss the two thirds, and most estates end "
                "without a committee.",
                "只推小区自管，选前很少上门，居民的投票意愿取合理范围的低端。多数选举达不到三分之二，"
                "到最后多数小区还是没有自管委员会。",
            ),
            _starting("selfmanage")
            | {"selfmanage.visits": 0.2, "selfmanage.vote_base": -2.0, "selfmanage.vote_again": 0.1},
            failure=True,
        ),
        Preset(
            "formalism",
            Text("formalism", "形式主义"),
            Text(
                "Office, units and operators do everything; residents sign up but have no say, and work is reported "
                "done that is not. The lists grow long, few come in any month, nobody acts together, and matters "
                "stay open.",
                "社区、单位和运营方全包了，居民登了记却说不上话，有些事没办完就报了办结。名册越来越长，"
                "每个月来的人很少，没有人共同干，问题还压在那里。",
            ),
            _starting("points", "party", "services") | OUTSIDERS,
            failure=True,
        ),
    )
    return {preset.name: preset for preset in offered}


def find_preset(name: str) -> Preset:
    """A preset by name.

    Raises
    ------
    GongtongError
        If there is none of that name.
    """
    known = presets()
    if name not in known:
        hint = nearest(name, known)
        raise GongtongError(Text(f"There is no preset {name!r}; {hint.en}", f"没有预设方案 {name!r}；{hint.zh}"))
    return known[name]


def with_preset(base: Scenario, name: str) -> Scenario:
    """A scenario whose modules are those of a preset and no others."""
    return base.without("*").but(find_preset(name).changes)
