"""Six-step self-management of estates 小区自管六步工作法."""

from sim.policies.selfmanage.method import SelfManagement
from sim.policies.selfmanage.settings import SelfManagementSettings

__all__ = ["SelfManagement", "SelfManagementSettings"]
