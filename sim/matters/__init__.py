"""Matters 事项: problems, disputes and needs arise per estate, are noticed or not, worked on, solved or given up."""

from sim.matters.book import MatterBook
from sim.matters.kinds import CADRES, MATTERS, MEANS_NEEDED, NEEDS, NOT_YET, RESIDENTS, SOLVED, SOLVERS
from sim.matters.known import KnownMatters
from sim.matters.settings import MatterSettings
from sim.matters.work import Book, MatterWeek

__all__ = [
    "CADRES",
    "MATTERS",
    "MEANS_NEEDED",
    "NEEDS",
    "NOT_YET",
    "RESIDENTS",
    "SOLVED",
    "SOLVERS",
    "Book",
    "KnownMatters",
    "MatterBook",
    "MatterSettings",
    "MatterWeek",
]
