"""Posterior samples, as `gongtong calibrate` leaves them."""

from __future__ import annotations

from importlib import resources
from pathlib import Path

from sim.lab.design.posterior import ORIGIN, SETS, read_posterior, with_parameters
from tests.support import small

ENDING = ".csv"
SHIPPED = resources.files("sim") / "data" / "posterior"
EXAMPLES = ("\n".join((SHIPPED / SETS).read_text("utf-8").splitlines()[:4]) + "\n",)


def use(path: Path) -> None:
    """Its sets are laid over a scenario."""
    folder = path.parent / "sample"
    folder.mkdir(exist_ok=True)
    (folder / SETS).write_bytes(path.read_bytes())
    (folder / ORIGIN).write_text((SHIPPED / ORIGIN).read_text("utf-8"), "utf-8")
    for draw in read_posterior(folder).draws:
        with_parameters(small(), draw)
