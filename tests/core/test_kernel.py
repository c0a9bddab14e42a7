"""Compiled kernels are kept where only their user can write, and a kernel works wherever nothing can be kept."""

from __future__ import annotations

import os
import stat
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest

from sim import kernel as kernels
from sim.kernel import PACKAGE, cache_folder, kernel

Summing = Callable[[np.ndarray], float]


def total(values: np.ndarray) -> float:
    """A loop to compile."""
    found = 0.0
    for value in values:
        found += value
    return found


@pytest.fixture
def nowhere(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Path]:
    """Neither HOME nor an entry for the user, and a package that cannot be written to; gives the temporary folder."""

    def no_home() -> Path:
        raise RuntimeError("Could not determine home directory.")

    occupied = tmp_path / "package"
    occupied.write_text("a file, where no folder can be made")
    monkeypatch.setattr(kernels, "PACKAGE", occupied)
    monkeypatch.setattr(Path, "home", no_home)
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    monkeypatch.setenv(kernels.ASKED_FOR, "")
    kernels.base_folder.cache_clear()
    cache_folder.cache_clear()
    yield tmp_path
    kernels.base_folder.cache_clear()
    cache_folder.cache_clear()


def works(compiled: Summing) -> bool:
    return compiled(np.ones(3)) == 3.0


def test_without_a_home_the_folder_is_private_and_its_name_cannot_be_guessed(nowhere: Path) -> None:
    """Compiled code is loaded from there; processes started from here find it and compile nothing again."""
    folder = cache_folder(Path(__file__))
    assert folder is not None
    assert folder.parent.parent == nowhere
    assert stat.S_IMODE(folder.parent.stat().st_mode) == 0o700
    assert folder.parent.stat().st_uid == os.getuid()
    kernels.base_folder.cache_clear()
    assert os.environ[kernels.ASKED_FOR] == str(folder.parent) == str(kernels.base_folder())
    os.environ[kernels.ASKED_FOR] = ""
    kernels.base_folder.cache_clear()
    assert kernels.base_folder() not in {None, folder.parent}
    assert works(kernel(total))


def test_where_nothing_can_be_written_kernels_are_compiled_for_this_process(
    nowhere: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(nowhere / "package"))
    assert cache_folder(Path(__file__)) is None
    assert works(kernel(total))


@pytest.mark.parametrize("ending", ["nbi", "nbc"])
def test_what_is_damaged_is_compiled_again_and_kept_whole(
    ending: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """An index or a compiled kernel of which a part is missing."""
    monkeypatch.setattr(kernels, "cache_folder", lambda _: tmp_path)
    assert works(kernel(total))
    (damaged,) = tmp_path.rglob(f"*.{ending}")
    damaged.write_bytes(damaged.read_bytes()[:40])
    assert works(kernel(total))
    again = kernel(total)
    assert works(again)
    assert sum(again.stats.cache_hits.values()) == 1


def test_a_full_disk_is_no_reason_not_to_compute(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(kernels, "cache_folder", lambda _: tmp_path)
    compiled = kernel(total)

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("numba.core.caching.IndexDataCacheFile._save_data", full)
    assert works(compiled)


def test_a_kernel_is_compiled_again_when_what_it_is_made_of_changes_and_only_then(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Its own file and what that imports, directly or not: no policy for a kernel of residents, no words for any."""
    place = tmp_path / "sim"
    for name, text in {
        "text.py": "",
        "kernel.py": "",
        "terms.py": "from sim.kernel import (\n    kernel,\n)\n",
        "decision.py": "from sim import text\nfrom sim import terms\n",
        "policy.py": "from sim.text import Text",
    }.items():
        place.mkdir(exist_ok=True)
        (place / name).write_text(text)
    monkeypatch.setattr(kernels, "PACKAGE", place)
    monkeypatch.setattr(kernels, "WORDS", place / "text.py")

    def found() -> Path | None:
        kernels.imported_files.cache_clear()
        cache_folder.cache_clear()
        return cache_folder(place / "decision.py")

    first = found()
    for name, changes in {"policy.py": False, "text.py": False, "decision.py": True, "kernel.py": True}.items():
        before = found()
        with (place / name).open("a") as file:
            file.write("\n# changed\n")
        assert (found() != before) is changes, name
    assert found() != first
    kernels.imported_files.cache_clear()
    cache_folder.cache_clear()


def test_no_kernel_of_people_depends_on_a_policy() -> None:
    """A policy that somebody adds compiles nothing again."""
    for source in PACKAGE.glob("agents/**/*.py"):
        assert not any(PACKAGE / "policies" in file.parents for file in kernels.needed_files(source)), source
