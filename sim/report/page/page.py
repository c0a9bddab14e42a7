"""The report page: one HTML file that holds everything, made of the files a comparison left behind."""

from __future__ import annotations

import shlex
from base64 import b64encode
from importlib import resources
from pathlib import Path
from typing import Any, NamedTuple

from sim.files import reading, write_whole
from sim.report.analyses import choice, persistence
from sim.report.analyses.comparison import CHOICE, RETENTION
from sim.report.figures import style
from sim.report.figures.declared import Section, study_figures
from sim.report.page import evidence, paths, tables
from sim.report.page import words as say
from sim.report.page.advice import advice
from sim.report.page.files import WRITE_AGAIN, ComparisonFiles, read_files
from sim.report.page.pdf import write_pdf
from sim.report.text.caveats import CAUTION, MISUSES, PURPOSE, RIGHTS
from sim.report.text.certainty import RULE, Basis, uncertainty
from sim.report.text.numbers import capital
from sim.report.text.prose import joined, listing, paragraph
from sim.report.text.provenance import GIVEN, same_release
from sim.report.text.table import Table
from sim.text import Lang, Text

__all__ = ["build_page", "write_pdf"]

PAGE = "report.html"
LATIN = "-apple-system, 'Segoe UI', 'Helvetica Neue', Arial, 'Liberation Sans', 'Noto Sans', sans-serif"
FACES = (
    '"Noto Sans SC", "Source Han Sans SC", "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", "Shipped", sans-serif'
)
STATUSES = (GIVEN, "calibrated", "measured", "assumed")
DATA = (".csv", ".json", ".parquet", ".yaml")
FIGURE = Text("Figure", "图")


class Picture(NamedTuple):
    """A figure in the page: its number, its caption, and itself as a data URI."""

    name: str
    number: int
    caption: str
    data: str


def build_page(folder: str | Path, lang: Lang) -> Path:
    """Make `report.html` of the files in a folder; nothing is run.

    Raises
    ------
    GongtongError
        If the folder holds no report or a broken one.
    """
    from jinja2 import Environment, PackageLoader, StrictUndefined

    kept = read_files(folder)
    made = Environment(
        loader=PackageLoader("sim.report", "page"), autoescape=True, undefined=StrictUndefined, trim_blocks=True
    )
    with reading(kept.place, WRITE_AGAIN):
        content = _content(kept, lang)
    page = made.get_template("page.html.j2").render(content)
    path = kept.place / PAGE
    write_whole(path, page)
    return path


def _content(kept: ComparisonFiles, lang: Lang) -> dict[str, Any]:
    """Everything that the template fills in."""
    from markupsafe import Markup

    heads = {name: text.to(lang) for name, text in vars(say).items() if isinstance(text, Text)}
    pictures = _Pictures(kept, lang)
    basis = Basis(**kept.study["basis"])
    said = advice(kept)
    compared = bool(kept.others)
    return {
        "lang": lang,
        "say": heads,
        "style": Markup(_style(lang)),  # noqa: S704  # our own file
        "figure_word": FIGURE.to(lang),
        "title": _title(kept).to(lang),
        "subtitle": _subtitle(kept).to(lang),
        "question": _question(kept).to(lang),
        "advice": [one.to(lang) for one in said.sentences],
        "rule": RULE.to(lang),
        "caution": PURPOSE.to(lang),
        "modules": [
            {"label": Text(**one["label"]).to(lang), "about": Text(**one["about"]).to(lang)}
            for one in kept.study["modules"].values()
        ],
        "glance": tables.at_a_glance(kept, lang),
        "effects": {
            "figures": (pictures.drawn({CHOICE: choice.CAPTION}) if compared else []) + pictures.of("effects"),
            "tables": [tables.effects(kept, lang)] if compared else [],
        },
        "paths": {
            "said": [one.to(lang) for one in paths.sentences(kept)],
            "stages": [{"name": name.to(lang), "about": about.to(lang)} for name, about in say.OF_STAGES.items()],
            "figures": pictures.of("paths"),
            "tables": paths.tables(kept, lang),
        }
        if paths.PATHS in kept.tables
        else None,
        "costs": {
            "figures": pictures.of("costs"),
            "tables": [tables.per_gain(kept, lang), tables.carried(kept, lang)] if compared else [],
        },
        "equity": {
            "figures": pictures.of("equity"),
            "tables": [tables.groups(kept, lang, one) for one in tables.OF_GROUPS] + [tables.moved(kept, lang)]
            if compared
            else [],
        },
        "withdrawn": {
            "figures": pictures.drawn({RETENTION: persistence.CAPTION}),
            "tables": [tables.retention(kept, lang)],
        }
        if RETENTION in kept.tables
        else None,
        "uncertainty": uncertainty(basis).to(lang),
        "depends": evidence.depends(kept, lang) if compared else Table([], []),
        "validated": _validated(kept).to(lang),
        "missed": [
            evidence.missed(kept, lang, ("pattern",), say.MISSED_PATTERNS),
            evidence.missed(kept, lang, ("fitted", "held out"), say.MISSED_FIGURES),
        ],
        "counted": _counted(kept).to(lang),
        "settings": evidence.settings(kept, lang),
        "parameters": [table for status in STATUSES if (table := evidence.parameters(kept, lang, status)).rows],
        "sources": _sources(kept, lang),
        "misuses": [{"what": one.what.to(lang), "why": one.why.to(lang)} for one in MISUSES],
        "rights": RIGHTS.to(lang),
        "again": _again(kept, lang),
        "files": ", ".join(sorted(path.name for path in kept.place.iterdir() if path.suffix in DATA)),
        "appendix": _appendix(kept, lang),
        "footer": f"{Text(**kept.study['title']).to(lang)} · {CAUTION.to(lang)} · {kept.study['model']}",
    }


class _Pictures:
    """Numbers the figures in the order in which they are asked for."""

    def __init__(self, kept: ComparisonFiles, lang: Lang) -> None:
        self._kept, self._lang, self._count = kept, lang, 0

    def of(self, section: Section) -> list[Picture]:
        """The figures of a section that were drawn."""
        known = study_figures(compared=bool(self._kept.others), weeks=self._kept.study["weeks"])
        return self.drawn({one.name: one.caption for one in known if one.section == section})

    def drawn(self, captions: dict[str, Text]) -> list[Picture]:
        """Those of these figures, named with their captions, that were drawn."""
        found = []
        for name, caption in captions.items():
            path = self._kept.figure(name, self._lang)
            if path is not None:
                self._count += 1
                data = "data:image/png;base64," + b64encode(path.read_bytes()).decode()
                found.append(Picture(name, self._count, caption.to(self._lang), data))
        return found


def _style(lang: Lang) -> str:
    """The style sheet; a Chinese page carries the shipped font for machines that have none."""
    place = resources.files("sim.report") / "page" / "page.css"
    sheet = place.read_text("utf-8")
    if lang == "en":
        return f":root {{ --face: {LATIN}; }}\n{sheet}"
    font = b64encode(style.FONT.read_bytes()).decode()
    face = f'@font-face {{ font-family: "Shipped"; src: url("data:font/ttf;base64,{font}"); }}\n'
    return f"{face}:root {{ --face: {FACES}; }}\n{sheet}"


def _title(kept: ComparisonFiles) -> Text:
    said = say.REPORT if kept.others else say.REPORT_ONE
    return capital(said.filled(place=Text(**kept.study["title"]), arms=len(kept.study["arms"])))


def _subtitle(kept: ComparisonFiles) -> Text:
    return capital(listing([kept.label(arm) for arm in kept.study["arms"]]))


def _question(kept: ComparisonFiles) -> Text:
    study = kept.study
    parts = [_asked(kept) if study["question"] is None else Text(**study["question"])]
    if study["withdraw"] is not None:
        parts.append(say.WITHDRAWN.filled(day=study["withdraw"]))
    return paragraph(parts)


def _asked(kept: ComparisonFiles) -> Text:
    """The question in our words, where nobody gave their own."""
    study = kept.study
    measure = kept.measures[study["measure"]]
    said = say.ASKED if kept.others else say.LOOKED_AT
    return said.filled(
        place=Text(**study["title"]),
        residents=f"{study['residents']:,}",
        weeks=study["weeks"],
        first=study["first_day"],
        arms=listing([kept.label(arm) for arm in kept.others or [kept.baseline]]),
        base=kept.label(kept.baseline),
        measure=measure.label,
        unit=measure.unit,
    )


def _validated(kept: ComparisonFiles) -> Text:
    found = kept.validation
    said = say.VALIDATED.filled(checked=str(len(found["checked"])), draws=str(found["draws"]), version=found["version"])
    if same_release(found["version"], kept.study["model"]):
        return said
    other = say.OTHER_VERSION.filled(model=kept.study["model"])
    return Text(f"{said.en} {other.en}", said.zh + other.zh)


def _counted(kept: ComparisonFiles) -> Text:
    statuses = kept.tables["parameters"]["status"]
    counts = {status: str(int((statuses == status).sum())) for status in STATUSES}
    remarked = [Text(**said) for said in kept.study.get("remarks", ())]
    return joined([say.COUNTED.filled(total=str(len(statuses)), **counts), *remarked], Text(" ", ""))


def _sources(kept: ComparisonFiles, lang: Lang) -> list[dict[str, str]]:
    """The bibliography entries that the numbers of this study name."""
    from ruamel.yaml import YAML

    entries = YAML(typ="safe").load((resources.files("sim") / "data" / "sources.yaml").read_text("utf-8"))
    keys = sorted({key for sources in kept.tables["parameters"]["source"].dropna() for key in sources.split()})
    return [
        {"key": key, "words": entries[key][lang], "url": entries[key].get("url", "")} for key in keys if key in entries
    ]


def _again(kept: ComparisonFiles, lang: Lang) -> list[dict[str, object]]:
    """What it takes to get the same numbers."""
    study = kept.study
    command = shlex.join(study["command"]) if study["command"] else say.IN_PROGRAM.to(lang)
    sets = say.NO_SETS
    if study["parameter_sets"]:
        used = len({tuple(one.items()) for one in study["parameter_sets"]})
        sample = study["posterior"]
        sets = say.FROM_SAMPLE.filled(used=str(used), sets=str(sample["sets"]), version=sample.get("version", "?"))
    hashes = ", ".join(f"{one['file']} {one['hash']}" for one in study["arms"].values())
    packages = ", ".join(f"{name} {version}" for name, version in study["versions"].items())
    rows = [
        (say.COMMAND, command, bool(study["command"])),
        (say.VERSION, study["model"], True),
        (say.SEEDS, ", ".join(map(str, study["seeds"])), False),
        (say.SETS, sets.to(lang), False),
        (say.HASHES, hashes, True),
        (say.PACKAGES, packages, False),
    ]
    return [{"name": name.to(lang), "words": words, "code": code} for name, words, code in rows]


def _appendix(kept: ComparisonFiles, lang: Lang) -> list[Table]:
    found = tables.costs(kept, lang)
    if kept.others:
        found += [tables.places(kept, lang, dimension) for dimension in ("grid", "estate")]
    return found
