"""The kinds of act by which residents take part, the sort of occasion each is, and the numbers that describe it.

Occasions are of three sorts. An *everyday* act is always open, several times a week, and needs nobody who holds it. A
*standing* one is held in the rhythm of a team, class or roster: whoever has a place there comes again without being
asked, everybody else comes to it as to an event. An *event* needs a host, and somebody who tells or asks.
"""

from __future__ import annotations

from typing import Any, ClassVar, Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.param import UNIT_INTERVAL, Real, Settings, param
from sim.text import Text

Sort = Literal["everyday", "standing", "event"]


class Act(Settings):
    """A kind of act: its numbers, and what it is by its nature, which is structure and no parameter.

    Attributes
    ----------
    label : Text
    sort : {"everyday", "standing", "event"}
    times : int
        Occasions a week, of everyday acts.
    serves : tuple of float, 0–1
        How far it serves each interest: arts, sport, environment, care, order.
    deep : bool
        One needs to know the community.
    costly : bool
        Not imitated before two contacts outside the family act.
    joint : bool
        Done together with others.
    hours, visibility, skill : float
        Its length; how visible taking part is, and the skill it asks for, 0–1.
    """

    label: ClassVar[Text]
    sort: ClassVar[Sort] = "standing"
    times: ClassVar[int] = 0
    serves: ClassVar[tuple[float, ...]]
    deep: ClassVar[bool] = False
    costly: ClassVar[bool] = False
    joint: ClassVar[bool] = False
    hours: Real
    visibility: Real
    skill: Real


class InterestAct(Act):
    """Dance, sport, reading: easy to join, seen by few."""

    label: ClassVar[Text] = Text("interest activity", "兴趣活动")
    serves: ClassVar[tuple[float, ...]] = (1.0, 1.0, 0.0, 0.0, 0.0)
    joint: ClassVar[bool] = True
    hours: float = param(1.5, 1.0, 2.0, "hours", "length of an interest activity", "一次兴趣活动时长", source="S21 assumption", bounds=(0.25, 40))
    visibility: float = param(0.4, 0.2, 0.6, "0–1 scale", "how visible taking part in an interest activity is", "参加兴趣活动的可见度", source="assumption", bounds=UNIT_INTERVAL)
    skill: float = param(0.1, 0.0, 0.2, "0–1 scale", "skill an interest activity asks for", "兴趣活动所需技能", source="assumption", bounds=UNIT_INTERVAL)


class ActionAct(Act):
    """Clean-ups, patrols: everyone sees who is there."""

    label: ClassVar[Text] = Text("joint clean-up or patrol", "整治、巡逻等联合行动")
    serves: ClassVar[tuple[float, ...]] = (0.0, 0.3, 1.0, 0.0, 0.4)
    costly: ClassVar[bool] = True
    joint: ClassVar[bool] = True
    hours: float = param(2.0, 1.5, 3.0, "hours", "length of a joint action", "一次联合行动时长", source="liuhe-R22 assumption", bounds=(0.25, 40))
    visibility: float = param(0.9, 0.6, 1.0, "0–1 scale", "how visible taking part in a joint action is", "参加联合行动的可见度", source="assumption", bounds=UNIT_INTERVAL)
    skill: float = param(0.1, 0.0, 0.2, "0–1 scale", "skill a joint action asks for", "联合行动所需技能", source="assumption", bounds=UNIT_INTERVAL)


class CareAct(Act):
    """Visits to neighbours who need help."""

    label: ClassVar[Text] = Text("mutual-aid visit", "邻里互助探访")
    serves: ClassVar[tuple[float, ...]] = (0.0, 0.0, 0.0, 1.0, 0.0)
    hours: float = param(1.5, 1.0, 2.0, "hours", "length of a mutual-aid visit", "一次互助探访时长", source="liuhe-R30 assumption", bounds=(0.25, 40))
    visibility: float = param(0.3, 0.1, 0.5, "0–1 scale", "how visible a mutual-aid visit is", "互助探访的可见度", source="assumption", bounds=UNIT_INTERVAL)
    skill: float = param(0.2, 0.1, 0.4, "0–1 scale", "skill a mutual-aid visit asks for", "互助探访所需技能", source="assumption", bounds=UNIT_INTERVAL)


class MeetingAct(Act):
    """Assemblies, open-space meetings, votes."""

    label: ClassVar[Text] = Text("meeting or vote", "议事与投票")
    sort: ClassVar[Sort] = "event"
    serves: ClassVar[tuple[float, ...]] = (0.0, 0.0, 0.4, 0.2, 1.0)
    deep: ClassVar[bool] = True
    joint: ClassVar[bool] = True
    hours: float = param(1.0, 0.5, 2.0, "hours", "length of a meeting", "一次议事时长", source="liuhe-R23 assumption", bounds=(0.25, 40))
    visibility: float = param(0.6, 0.4, 0.8, "0–1 scale", "how visible coming to a meeting is", "参加议事的可见度", source="assumption", bounds=UNIT_INTERVAL)
    skill: float = param(0.3, 0.2, 0.5, "0–1 scale", "skill a meeting asks for", "议事所需技能", source="assumption", bounds=UNIT_INTERVAL)


class MediationAct(Act):
    """Settling a dispute between neighbours."""

    label: ClassVar[Text] = Text("mediation", "纠纷调解")
    sort: ClassVar[Sort] = "event"
    serves: ClassVar[tuple[float, ...]] = (0.0, 0.0, 0.0, 0.6, 1.0)
    deep: ClassVar[bool] = True
    costly: ClassVar[bool] = True
    hours: float = param(3.0, 2.0, 4.0, "hours", "length of a mediation", "一次调解时长", source="assumption", bounds=(0.25, 40))
    visibility: float = param(0.5, 0.3, 0.7, "0–1 scale", "how visible mediating is", "参与调解的可见度", source="assumption", bounds=UNIT_INTERVAL)
    skill: float = param(0.6, 0.4, 0.8, "0–1 scale", "skill a mediation asks for", "调解所需技能", source="assumption", bounds=UNIT_INTERVAL)


class OrganisingAct(Act):
    """Work for an organisation or a committee."""

    label: ClassVar[Text] = Text("organising", "组织工作")
    serves: ClassVar[tuple[float, ...]] = (0.3, 0.3, 0.3, 0.3, 0.7)
    deep: ClassVar[bool] = True
    costly: ClassVar[bool] = True
    joint: ClassVar[bool] = True
    hours: float = param(4.0, 2.0, 6.0, "hours", "length of a piece of organising work", "一次组织工作时长", source="assumption", bounds=(0.25, 40))
    visibility: float = param(0.7, 0.5, 0.9, "0–1 scale", "how visible organising is", "组织工作的可见度", source="assumption", bounds=UNIT_INTERVAL)
    skill: float = param(0.5, 0.3, 0.7, "0–1 scale", "skill organising asks for", "组织工作所需技能", source="assumption", bounds=UNIT_INTERVAL)


class TidyingAct(Act):
    """Sorting one's waste, keeping the stairwell clear: cheap, every day, at one's own door."""

    label: ClassVar[Text] = Text("keeping things tidy", "日常整洁与分类")
    sort: ClassVar[Sort] = "everyday"
    times: ClassVar[int] = 7
    serves: ClassVar[tuple[float, ...]] = (0.0, 0.0, 1.0, 0.0, 0.2)
    hours: float = param(0.1, 0.02, 0.3, "hours", "time an act of keeping things tidy takes", "一次日常整洁所需时间", source="assumption", bounds=(0.01, 40))
    visibility: float = param(0.3, 0.1, 0.5, "0–1 scale", "how visible keeping things tidy is", "日常整洁的可见度", source="assumption", bounds=UNIT_INTERVAL)
    skill: float = param(0.0, 0.0, 0.2, "0–1 scale", "skill keeping things tidy asks for", "日常整洁所需技能", source="assumption", bounds=UNIT_INTERVAL)


class LookingInAct(Act):
    """Looking in on a neighbour."""

    label: ClassVar[Text] = Text("looking in on a neighbour", "顺道照看邻里")
    sort: ClassVar[Sort] = "everyday"
    times: ClassVar[int] = 2
    serves: ClassVar[tuple[float, ...]] = (0.0, 0.0, 0.0, 1.0, 0.0)
    hours: float = param(0.3, 0.1, 0.6, "hours", "time it takes to look in on a neighbour", "一次顺道照看所需时间", source="assumption", bounds=(0.01, 40))
    visibility: float = param(0.2, 0.1, 0.4, "0–1 scale", "how visible looking in on a neighbour is", "顺道照看的可见度", source="assumption", bounds=UNIT_INTERVAL)
    skill: float = param(0.1, 0.0, 0.2, "0–1 scale", "skill looking in on a neighbour asks for", "顺道照看所需技能", source="assumption", bounds=UNIT_INTERVAL)


class ActSettings(Settings):
    """The kinds of act."""

    interest: InterestAct = InterestAct()
    action: ActionAct = ActionAct()
    care: CareAct = CareAct()
    meeting: MeetingAct = MeetingAct()
    mediation: MediationAct = MediationAct()
    organising: OrganisingAct = OrganisingAct()
    tidying: TidyingAct = TidyingAct()
    looking_in: LookingInAct = LookingInAct()


ACTS: dict[str, type[Act]] = {name: type(field.default) for name, field in ActSettings.model_fields.items()}
INTEREST, ACTION, CARE, MEETING, MEDIATION, ORGANISING, TIDYING, LOOKING_IN = range(len(ACTS))
KINDS = len(ACTS)
EVERYDAY = tuple(n for n, act in enumerate(ACTS.values()) if act.sort == "everyday")
HOSTED = len(ACTS) - len(EVERYDAY)  # these come first
SERVES = np.array([act.serves for act in ACTS.values()], np.float32)  # (kinds, interests)
DEEP, COSTLY, JOINT = (
    np.array([getattr(act, name) for act in ACTS.values()]) for name in ("deep", "costly", "joint")
)  # bool (kinds,)
TIMES = np.array([act.times for act in ACTS.values()], np.int64)


class Acts(NamedTuple):
    """The kinds of act for kernels: float32, bool and int64 arrays (kinds,), in the order of `ACTS`."""

    hours: NDArray[np.float32]
    visibility: NDArray[np.float32]
    skill: NDArray[np.float32]
    deep: NDArray[np.bool_]
    costly: NDArray[np.bool_]
    joint: NDArray[np.bool_]
    times: NDArray[np.int64]


def acts_of(settings: ActSettings) -> Acts:
    """The declared numbers of the kinds of act as arrays, in the order of `ACTS`."""
    def column(name: str) -> NDArray[Any]:
        return np.array([getattr(getattr(settings, kind), name) for kind in ACTS], np.float32)

    return Acts(column("hours"), column("visibility"), column("skill"), DEEP, COSTLY, JOINT, TIMES)


def fits(interest: NDArray[np.float32]) -> NDArray[np.float32]:
    """How well each kind of act fits each person's interests, 0–1: float32 (people, kinds)."""
    return np.clip(interest @ SERVES.T, 0.0, 1.0).astype(np.float32)
