"""Who lives there: people, households, estates, grids and ties, built from their own seed."""

from sim.community.build import Community, build_community
from sim.community.settings import CommunitySettings

__all__ = ["Community", "CommunitySettings", "build_community"]
