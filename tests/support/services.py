"""A service for old and young in a small community."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from sim.policies.services.service import Service
from sim.policies.services.words import SERVICES
from tests.support import residents
from tests.support.scene import Scene, numbers

every_service = pytest.mark.parametrize("name", list(SERVICES))


def the(made: Scene, name: str = "meals") -> Service:
    """One of the four services."""
    return next(service for service in made.policy.services if service.name == name)


def alone(people: int, ages: list[float] | None = None, **own: Any) -> tuple[Service, Any]:
    """A canteen for people who all want it and accept any price, outside any community."""
    nobody = np.zeros(people, np.bool_)
    terms = numbers("services").meals
    service = Service(
        "meals", terms, np.ones(people, np.bool_), np.full(people, 1e6, np.float32), nobody, nobody.copy()
    )
    for name, value in own.items():
        setattr(service, name, value)
    return service, residents(people, here=np.ones(people), age=ages or [70.0] * people)
