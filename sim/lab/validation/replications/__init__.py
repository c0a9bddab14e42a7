"""Virtual replications: published results repeated as experiments in the simulation, without fitting to them."""

from __future__ import annotations

from sim.lab.validation.replications.declared import (
    PublishedEffect,
    Replication,
    chosen_replications,
    load_replication,
    shipped,
)
from sim.lab.validation.replications.replicate import DEFAULT_SEEDS, ReplicatedEffect, replicate, runs_needed

__all__ = [
    "DEFAULT_SEEDS",
    "PublishedEffect",
    "ReplicatedEffect",
    "Replication",
    "chosen_replications",
    "load_replication",
    "replicate",
    "runs_needed",
    "shipped",
]
