"""Hours of cadres, in words: what they work, and what activities and modules book of it, are two numbers."""

from __future__ import annotations

from sim.text import Text

WORKED = Text("hours cadres worked", "干部实际工时")  # all of it, tasks from above and matters too
BOOKED = Text("booked cadre hours", "占用的干部工时")  # by activities and modules
