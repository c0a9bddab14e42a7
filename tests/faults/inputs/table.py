"""Tables of a list of runs, which a sweep names."""

from __future__ import annotations

from pathlib import Path

from tests.faults.inputs import sweep

ENDING = ".csv"
EXAMPLES = (
    "points.dose,modules\n0.5,points\n1.0,points+leaders\n1.5,all\n",
    "office.activities,size,points\n1,0.1,true\n2.5,0.2,false\n",
    "resident.base,office.staff,points.stop\n-1.5,11,2018-01-01\n-1,12,2019-01-07\n",
)


def use(path: Path) -> None:
    """As a sweep reads it."""
    file = path.with_suffix(".yaml")
    file.write_text(f"scenario: liuhe\ndesign: {{kind: list, file: '{path.name}'}}\n", "utf-8")
    sweep.use(file)
