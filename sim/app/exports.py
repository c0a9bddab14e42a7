"""Files to take away."""

from __future__ import annotations

from typing import Any

from sim.app.session import Session
from sim.text import Lang

EXPORTS = ("csv", "summary", "session")


def export(session: Session, what: str, world: int, lang: Lang) -> dict[str, Any]:
    """A file by its kind."""
    return {"name": f"{what}.txt", "mime": "text/plain", "text": ""}
