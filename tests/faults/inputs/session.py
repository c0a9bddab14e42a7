"""Sessions of the workshop."""

from __future__ import annotations

import json
from pathlib import Path

from sim.app.world.session_file import session_data, session_from
from tests.support.workshop import session

ENDING = ".json"


def _examples() -> tuple[str, ...]:
    plain, told = session(), session("points", "leaders")
    told.seek(12)
    told.change(0, "points.dose", 0.5)
    told.keep("half the points")
    told.seek(4)
    told.compare(on=True)
    told.change(1, "services", value=True)
    return tuple(json.dumps(session_data(one), ensure_ascii=False) for one in (plain, told))


EXAMPLES = _examples()


def use(path: Path) -> None:
    """A room opens with it, and can be saved again; what is not JSON the page refuses before anybody else sees it."""
    try:
        data = json.loads(path.read_bytes().decode("utf-8", "surrogatepass"))
    except ValueError:
        return
    found = session_from(data)
    found.seek(min(found.week + 1, found.weeks))
    json.dumps(session_data(found))
