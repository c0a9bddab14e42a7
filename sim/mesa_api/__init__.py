"""The simulation for users of Mesa: `CommunityModel`, and residents, organisations and units as Mesa agents."""

from sim.mesa_api.model import CommunityModel

__all__ = ["CommunityModel"]
