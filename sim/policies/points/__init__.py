"""The points scheme 积分制."""

from sim.policies.points.scheme import Points
from sim.policies.points.settings import PointsSettings

__all__ = ["Points", "PointsSettings"]
