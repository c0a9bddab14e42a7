"""Machines that are set up otherwise: encodings, locales, no home, folders that cannot be written."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.faults.counts import Counts
from tests.faults.jobs import JOBS, TOWN, room
from tests.faults.processes import call, judge
from tests.support.command import environment

SETTINGS: tuple[dict[str, str], ...] = (
    {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
    {"LC_ALL": "POSIX", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
    {"LC_ALL": "", "LANG": "", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
    {"LC_ALL": "zh_CN.GB18030", "PYTHONUTF8": "0"},
    {"PYTHONIOENCODING": "gbk"},
    {"PYTHONIOENCODING": "cp1252"},
    {"PYTHONIOENCODING": "ascii:strict"},
    {"TERM": "dumb", "COLUMNS": "20", "NO_COLOR": "1"},
    {"HOME": "/nonexistent", "XDG_CACHE_HOME": "/proc/none", "MPLCONFIGDIR": ""},
    {"TMPDIR": "/nonexistent"},
    {"TZ": "Pacific/Kiritimati", "LC_ALL": "tr_TR.UTF-8"},
)
AWKWARD = TOWN.but({"title": {"en": "A [red]town[/b] :smile: =1+1", "zh": "一个[/b]社区 💥 é"}})
LANGUAGES = ("zh", "en")
TIMES = len(SETTINGS)


def attack(seed: int, times: int, counts: Counts) -> None:
    """A comparison with its report, of a community whose title holds all that is awkward; two at a time."""
    settings = [(own, LANGUAGES[(seed + at) % 2]) for at, own in enumerate(SETTINGS)][:times]
    with TemporaryDirectory() as folder, ThreadPoolExecutor(2) as pool:
        called = []
        for number, (own, lang) in enumerate(settings):
            place = room(Path(folder) / str(number), AWKWARD)
            env = {name: value for name, value in (environment() | own).items() if value}
            words = (*JOBS["compare"].words, "--lang", lang)
            called.append((f"compare in {lang} with {own}", place, pool.submit(call, words, env, cwd=place)))
        for what, place, said in called:
            if judge(counts, what, said.result()) and not (place / "out" / "report.html").stat().st_size:
                counts.blame("lost", what)
