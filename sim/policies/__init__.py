"""The policy modules. A module is one place in this folder, found by itself."""

from __future__ import annotations

import pkgutil
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from importlib import import_module

from sim.policies.base import AnyPolicy, Fact, Policy, PolicySettings, Step

__all__ = ["AnyPolicy", "Fact", "Policy", "PolicySettings", "Step", "policies", "register", "registered"]

_from_outside: dict[str, type[AnyPolicy]] = {}


def policies() -> dict[str, type[AnyPolicy]]:
    """Every policy module by name, in alphabetical order."""
    return dict(sorted((_shipped() | _from_outside).items()))


def register(policy: type[AnyPolicy]) -> type[AnyPolicy]:
    """Make a policy of one's own known; usable as a decorator.

    Raises
    ------
    ValueError
        If another policy has the name.
    """
    known = policies().get(policy.name)
    if known is not None and known.__qualname__ != policy.__qualname__:
        raise ValueError(f"policy: the name {policy.name!r} is taken by {known.__module__}; choose another")
    _from_outside[policy.name] = policy
    return policy


@contextmanager
def registered(*chosen: type[AnyPolicy]) -> Iterator[None]:
    """Make policies known for a while; whatever is registered meanwhile is forgotten at the end.

    Raises
    ------
    ValueError
        If another policy has the name of one of them.
    """
    before = dict(_from_outside)
    try:
        for policy in chosen:
            register(policy)
        yield
    finally:
        _from_outside.clear()
        _from_outside.update(before)


@cache
def _shipped() -> dict[str, type[AnyPolicy]]:
    found: dict[str, type[AnyPolicy]] = {}
    for module in pkgutil.iter_modules(__path__):
        if module.name == "base":
            continue
        for thing in vars(import_module(f"{__name__}.{module.name}")).values():
            if isinstance(thing, type) and issubclass(thing, Policy) and hasattr(thing, "name"):
                found[thing.name] = thing
    return found
