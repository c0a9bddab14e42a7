"""A folder of runs: Parquet parts, each written whole, that any number of runners may add to.

`runs-*.parquet` hold a row for each run that went well, `failed-*.parquet` one for each that did not, and
`weekly-*.parquet` the weekly series of those whose series are kept. A part appears under its name only when it is
complete and on disk, so a folder is readable at any moment, whatever was killed. The name ends on a checksum of what
was written, so that no part reads as other numbers. `plan.json` says what is in the folder.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable, Iterable, Sequence
from functools import cache, partial
from hashlib import blake2b, file_digest
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Literal, TypeVar
from uuid import uuid4

from sim.files import as_parquet, make_folder, reading, whole_file, write_whole
from sim.lab.run.identity import Run, identity_of, run_key
from sim.text import GongtongError, Text

if TYPE_CHECKING:
    import pandas as pd
    import polars as pl

T = TypeVar("T")
Kind = Literal["runs", "failed", "weekly"]
KINDS: tuple[Kind, ...] = ("runs", "failed", "weekly")
READ: tuple[Kind, ...] = ("runs", "failed")  # a row each
SMALL_PART = 8_000_000  # bytes; smaller parts are brought together
ATTEMPTS = 20  # to read a folder while somebody brings its parts together
PLAN = "plan.json"
PLANNED = ("version", "measures", "weekly", "factors")  # what every plan says
CHECKSUM = re.compile(r"\.([0-9a-f]{16})\.parquet$")
DAMAGED = ".damaged"  # added to the name of a part that cannot be read
DELETE_PLAN = Text(
    "delete it and do the same sweep again: runs that are there stay",
    "请删除该文件并重新执行同一批量：已有运行不会丢失",
)
SWEEP_AGAIN = Text(
    "do the same sweep again: it puts the file aside and does its runs anew",
    "请重新执行同一批量：该文件会被移开，其中的运行将重做",
)


class Store:
    """A folder of runs.

    Parameters
    ----------
    folder
        Where; it need not exist before something is written.
    """

    def __init__(self, folder: str | Path) -> None:
        self.folder = Path(folder)

    def parts(self, kind: Kind) -> list[Path]:
        """The files of one kind, by name."""
        return sorted(self.folder.glob(f"{kind}-*.parquet"))

    def whole(self, kind: Kind) -> list[Path]:
        """The same, each of them as it was written.

        Raises
        ------
        GongtongError
            That names the part which is damaged.
        """
        parts = self.parts(kind)
        for part in parts:
            if not _holds(part):
                with reading(part, SWEEP_AGAIN):
                    raise ValueError(part)
        return parts

    @property
    def plan(self) -> dict[str, object]:
        """The content of `plan.json`: factors, measures, versions, machine; empty for a new store.

        Raises
        ------
        GongtongError
            If the file is damaged.
        """
        path = self.folder / PLAN
        if not path.exists():
            return {}
        with reading(path, DELETE_PLAN):
            plan = dict(json.loads(path.read_text(encoding="utf-8")))
            return {name: plan[name] for name in PLANNED} | plan

    def write_plan(self, plan: dict[str, object]) -> None:
        """Write `plan.json`, whole or not at all."""
        make_folder(self.folder)
        write_whole(self.folder / PLAN, json.dumps(plan, ensure_ascii=False, indent=1, default=str))

    def write(self, kind: Kind, name: str, table: pl.DataFrame) -> Path:
        """Add a part so that it is there whole or not at all, even if the machine stops."""
        content = as_parquet(table)
        path = self.folder / f"{kind}-{name}.{_checksum(content)}.parquet"
        with whole_file(path) as file:
            file.write(content.getbuffer())
        _to_disk(self.folder)
        return path

    def keys(self, kind: Kind, parts: Iterable[Path] | None = None) -> set[str]:
        """The runs in all parts of a kind, or in some."""
        import polars as pl

        def read() -> set[str]:
            chosen = list(self.whole(kind) if parts is None else parts)
            return {key for part in chosen for key in pl.read_parquet(part, columns=["key"], glob=False)["key"]}

        return self._settled(read) if parts is None else read()

    def put_damaged_aside(self) -> list[Path]:
        """Rename the parts that cannot be read, so that their runs are missing and done again; gives the new names."""
        return [_aside(part) for kind in KINDS for part in self.parts(kind) if not _is_whole(part)]

    def _settled(self, read: Callable[[], T]) -> T:
        """Read again if a part went away meanwhile because it was brought together with others.

        Raises
        ------
        GongtongError
            That names the part which is damaged.
        """
        import polars as pl

        for _ in range(ATTEMPTS):
            try:
                return read()
            except FileNotFoundError as error:
                gone = error
            except pl.exceptions.PolarsError:
                for part in (part for kind in KINDS for part in self.parts(kind)):
                    with reading(part, SWEEP_AGAIN):
                        _check(part)
                raise
        raise gone

    def scan(self) -> pl.LazyFrame:
        """One row a run, as polars reads it when needed: for stores that do not fit into memory.

        A run that was done twice, by two runners at once, is one row; a run that failed and later went well has not
        failed.

        Raises
        ------
        GongtongError
            If there are no runs.
        """
        import polars as pl

        kept = [_read(parts) for parts in map(self.whole, READ) if parts]
        if not kept:
            raise GongtongError(Text(f"{self.folder}: there are no runs yet.", f"{self.folder}：还没有运行结果。"))
        errors = {name: pl.lit(None, pl.String).alias(name) for name in ("error", "stage")}
        known = set(kept[-1].collect_schema().names())
        rows = pl.concat(kept, how="diagonal_relaxed").unique("key", keep="first", maintain_order=True)
        return rows.with_columns([column for name, column in errors.items() if name not in known])

    def failures(self) -> pl.DataFrame:
        """One row for each run that failed and has not gone well since."""
        import polars as pl

        return self._settled(lambda: self.scan().filter(pl.col("error").is_not_null()).sort("key").collect())

    def frame(self) -> pd.DataFrame:
        """One row a run, sorted by factors and seed.

        Columns: `key`, `scenario` (hash of its content), `seed`, `version` (of the model), one for each factor, one
        for each measure, `seconds` (of computing), `stage` and `error` (none where the run went well).
        """
        import polars as pl

        factors = self.factors
        table = self._settled(lambda: self.scan().sort(*factors, "scenario", "seed").collect())
        last = [name for name in ("seconds", "stage", "error") if name in table.columns]
        return table.select(pl.exclude(*last), *last).to_pandas()

    def rows(self, runs: Iterable[Run]) -> pd.DataFrame:
        """The rows of these runs, in their order, as `frame` gives them; those not stored are missing values.

        Levels of factors are those asked for, which is not always what the store says: two points of a design can be
        the same run, such as any dose of a module that is off.
        """
        import pandas as pd

        asked = [(run_key(identity_of(run.scenario), run.seed), run.factors) for run in runs]
        found = self.frame().set_index("key").reindex([key for key, _ in asked])
        levels = pd.DataFrame([dict(factors) for _, factors in asked], index=found.index)
        return found.assign(**{name: levels[name] for name in levels.columns})

    def weekly(self, measure: str) -> pd.DataFrame:
        """A kept series: one row a run, indexed by key, one column a week; float32, not a number after a run's end.

        Raises
        ------
        GongtongError
            If the series is not kept.
        """
        import numpy as np
        import pandas as pd
        import polars as pl

        parts = self._settled(lambda: self.whole("weekly"))
        if not parts:
            raise GongtongError(
                Text(f"{self.folder}: no weekly series are kept.", f"{self.folder}：没有保存逐周序列。")
            )
        kept = self._settled(lambda: [name for name in _read(parts).collect_schema().names() if name != "key"])
        if measure not in kept:
            raise GongtongError(
                Text(
                    f"{self.folder}: {measure!r} is not kept week by week; kept are {', '.join(kept)}.",
                    f"{self.folder}：没有逐周保存 {measure!r}；已保存 {'、'.join(kept)}。",
                )
            )
        table = self._settled(
            lambda: _read(self.whole("weekly")).select("key", measure).unique("key").sort("key").collect()
        )
        weeks = table[measure].list.len().to_numpy()
        values = np.full((table.height, int(weeks.max())), np.nan, np.float32)
        values[np.arange(values.shape[1]) < weeks[:, None]] = table[measure].explode().cast(pl.Float32).to_numpy()
        return pd.DataFrame(values, index=pd.Index(table["key"].to_list(), name="key"))

    @property
    def factors(self) -> tuple[str, ...]:
        """The factors whose levels are kept beside each run."""
        kept = self.plan.get("factors", {})
        return tuple(kept) if isinstance(kept, dict) else ()

    def compact(self) -> None:
        """Bring small parts together and drop what is there twice; at any moment nothing is lost.

        The new part is on disk before the old ones go, so whoever is killed in between leaves rows twice, which every
        reading drops. Two at once can only do the same work twice.
        """
        for kind in KINDS:
            small = [part for part in self.parts(kind) if _size(part) < SMALL_PART and _is_whole(part)]
            if len(small) > 1 or (kind == "failed" and small):
                self._bring_together(kind, small)

    def _bring_together(self, kind: Kind, small: Sequence[Path]) -> None:
        import polars as pl

        over = self.keys(kind, [part for part in self.parts(kind) if part not in small])
        if kind == "failed":
            over |= self.keys("runs")
        try:
            table = _read(small).unique("key", keep="last", maintain_order=True).collect()
        except FileNotFoundError:  # somebody else is bringing them together
            return
        table = table.filter(~pl.col("key").is_in(list(over)))
        if table.height:
            self.write(kind, f"all-{uuid4().hex[:12]}", table)
        for part in small:
            part.unlink(missing_ok=True)


def open_store(folder: str | Path) -> Store:
    """A store that is there.

    Raises
    ------
    GongtongError
        If the folder holds no store.
    """
    store = Store(folder)
    if not store.plan:
        raise GongtongError(
            Text(
                f"{folder}: is no store; `gongtong sweep` makes one.",
                f"{folder}：不是结果库；可用 `gongtong sweep` 建立。",
            )
        )
    return store


def _read(parts: Iterable[Path]) -> pl.LazyFrame:
    """Parts as one table, whatever columns each has."""
    import polars as pl

    # Every part has keys, or is none of ours
    scans = [pl.scan_parquet(part, glob=False).with_columns("key") for part in parts]
    return pl.concat(scans, how="diagonal_relaxed")


def _check(part: Path) -> None:
    """Fail if a part is damaged or something else; one whose name holds no checksum is read for it."""
    import polars as pl

    if not _holds(part):
        raise ValueError(part)
    if not _named_checksum(part) and pl.read_parquet(part, glob=False).schema["key"] != pl.String:
        raise ValueError(part)


def _holds(part: Path) -> bool:
    """Whether a part is what its name says was written; one whose name says nothing may be."""
    about = part.stat()
    return not _named_checksum(part) or _checked(part, about.st_mtime_ns, about.st_size)


@cache
def _checked(part: Path, _written: int, _size: int) -> bool:
    with part.open("rb") as file:
        return _checksum(file) == _named_checksum(part)


def _checksum(content: BinaryIO) -> str:
    content.seek(0)
    return file_digest(content, partial(blake2b, digest_size=8)).hexdigest()  # type: ignore[arg-type]  # makes a hash


def _named_checksum(part: Path) -> str:
    found = CHECKSUM.search(part.name)
    return found[1] if found else ""


def _is_whole(part: Path) -> bool:
    """Whether a part can be read; one that has gone was brought together with others."""
    try:
        _check(part)
    except FileNotFoundError:
        return True
    except Exception:  # noqa: BLE001 - there is no end to what damaged bytes do to those who read them
        return False
    return True


def _aside(part: Path) -> Path:
    return part.replace(part.with_name(part.name + DAMAGED))


def _size(part: Path) -> int:
    """Bytes; none if it has gone."""
    try:
        return part.stat().st_size
    except FileNotFoundError:
        return 0


def _to_disk(folder: Path) -> None:
    """Make the names in a folder last, where the system can."""
    if hasattr(os, "O_DIRECTORY"):
        descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
