"""Replications of published experiments and tours of the workshop: files that contributors write."""

from __future__ import annotations

from importlib import resources
from pathlib import Path

from sim.app.content.tours import read_tour
from sim.lab.validation.replications.declared import load_replication
from sim.scenario.file import read_text

ENDING = ".yaml"
DATA = resources.files("sim") / "data"
REPLICATIONS = tuple(
    (DATA / "replications" / f"{name}.yaml").read_text("utf-8") for name in ("canvassing", "paid_to_come")
)
TOURS = tuple((DATA / "tours" / f"{name}.yaml").read_text("utf-8") for name in ("1_cold", "4_together"))
EXAMPLES = (*REPLICATIONS, *TOURS)


def use(path: Path) -> None:
    """As the one or the other."""
    if b"scenes" in path.read_bytes():
        read_tour(read_text(path), path.name)
    else:
        load_replication(path)
