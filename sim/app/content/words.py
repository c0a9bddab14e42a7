"""Every word of the workshop's screen, in both languages: one catalogue, handed to the page whole.

Fields in braces (`{week}`) are filled by the page; both wordings of an entry have the same ones. Names of stages,
measures, modules and numbers are not here: they stand with what they name.
"""

from __future__ import annotations

from sim.app.content.words_cards import ABOUT, SESSION
from sim.app.content.words_facilitator import GAME, TOURS
from sim.app.content.words_help import GUIDE, KEYS, WELCOME
from sim.app.content.words_page import PAGE
from sim.app.content.words_screen import CHARTS, COMPARE, FRAME, POLICY, STAGE, TIME
from sim.text import Text

PARTS = (FRAME, STAGE, TIME, POLICY, COMPARE, CHARTS, ABOUT, SESSION, TOURS, GAME, WELCOME, GUIDE, KEYS)
WORDS: dict[str, Text] = {key: text for part in (*PARTS, PAGE) for key, text in part.items()}
