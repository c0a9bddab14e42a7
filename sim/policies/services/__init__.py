"""Six-party services for the old and the young “一老一小”六方服务体系."""

from sim.policies.services.settings import ServicesSettings
from sim.policies.services.system import Services

__all__ = ["Services", "ServicesSettings"]
