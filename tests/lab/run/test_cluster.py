"""A cluster on loopback: a scheduler and two workers as processes of their own, one of which is killed."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from sim.lab import Store, open_store
from sim.lab.run.batch import Tally, run_into
from sim.lab.run.workers import Workers
from sim.text import GongtongError
from tests.support import ROOT
from tests.support.labour import POISON, deadly, residents, slowly, tiny

distributed = pytest.importorskip("distributed")
pytestmark = pytest.mark.slow


class Cluster:
    """A scheduler and workers, as an administrator starts them."""

    def __init__(self) -> None:
        with socket.socket() as own:
            own.bind(("127.0.0.1", 0))
            port = own.getsockname()[1]
        self.address = f"tcp://127.0.0.1:{port}"
        self.parts = [self._dask("scheduler", "--host", "127.0.0.1", "--port", str(port))]
        self.workers = [self._dask("worker", self.address, "--nthreads", "1", "--no-nanny") for _ in range(2)]
        self.parts += self.workers
        with distributed.Client(self.address, timeout="60s") as client:
            client.wait_for_workers(2, timeout=60)

    @staticmethod
    def _dask(*arguments: str) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            [sys.executable, "-m", "dask", *arguments, "--no-dashboard"],
            cwd=ROOT,
            env={**os.environ, "PYTHONPATH": str(ROOT), "DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES": "0"},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )

    def end(self) -> None:
        """Stop everything that still runs."""
        for part in self.parts:
            part.kill()
            part.wait()


@pytest.fixture
def cluster() -> Iterator[Cluster]:
    """Ends with the test."""
    made = Cluster()
    yield made
    made.end()


def at_rows(count: int, do: Callable[[], None]) -> Callable[[int], None]:
    """What is told of progress, and then does something once."""
    ahead = [count]

    def told(stored: int) -> None:
        if ahead and stored >= ahead[0]:
            ahead.clear()
            do()

    return told


def test_a_sweep_survives_the_loss_of_a_worker(tmp_path: Path, cluster: Cluster) -> None:
    """What the dead one had goes to the other; every run is there once, and is what it is without a cluster."""
    kill = at_rows(5, cluster.workers[0].kill)
    crew = Workers(cluster=cluster.address)
    assert run_into(Store(tmp_path / "far"), tiny(60), crew, kill, measuring=slowly) == Tally(0, 60, 0)
    assert cluster.workers[0].poll() is not None
    run_into(Store(tmp_path / "near"), tiny(60), 1, measuring=residents)
    far, near = (open_store(tmp_path / where).frame().drop(columns="seconds") for where in ("far", "near"))
    assert far.equals(near)


def test_what_a_lost_cluster_has_done_is_kept(
    tmp_path: Path, cluster: Cluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One sentence; the same store goes on without it."""
    lose = at_rows(5, cluster.parts[0].kill)
    with pytest.raises(GongtongError, match="The cluster is gone; what was done is stored"):
        run_into(Store(tmp_path), tiny(60), Workers(cluster=cluster.address), lose, measuring=slowly)
    cluster.end()
    before = len(Store(tmp_path).keys("runs"))
    assert before >= 5
    monkeypatch.setattr("tests.support.labour.PAUSE", 0.0)
    assert run_into(Store(tmp_path), tiny(60), 1, measuring=slowly) == Tally(before, 60 - before, 0)


@pytest.mark.slow
def test_a_cluster_is_started_here_and_isolates_a_run_that_kills(tmp_path: Path) -> None:
    """`local`, whose workers come back after they died."""
    tally = run_into(Store(tmp_path), tiny(8), Workers(2, "local"), measuring=deadly)
    assert tally == Tally(0, 7, 1)
    failed = open_store(tmp_path).frame().query("error.notna()")
    assert failed["seed"].tolist() == [POISON]


def test_an_address_at_which_nobody_answers_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With an example of one that would do."""
    monkeypatch.setattr("sim.lab.run.cluster.PATIENCE", "1s")
    for address in ("tcp://127.0.0.1:9", "nonsense"):
        with pytest.raises(GongtongError, match=r"no scheduler answers at .* give an address such as tcp"):
            run_into(Store(tmp_path), tiny(1), Workers(cluster=address), measuring=residents)
