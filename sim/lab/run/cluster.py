"""Workers on other machines, by dask: nothing but connecting; handing out and storing are those of every sweep."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING

from sim.extras import needing
from sim.lab.run.pool import AHEAD, Pool
from sim.text import GongtongError, Text

if TYPE_CHECKING:
    from distributed import Client

LOCAL = "local"
PATIENCE = "10s"  # to find the scheduler


@contextmanager
def open_cluster(address: str, processes: int) -> Iterator[Pool]:
    """Workers of a dask scheduler, or of one started on this machine for `local`; the store must be a folder of all.

    Raises
    ------
    GongtongError
        If dask is not installed, the scheduler does not answer, or it has no workers.
    """
    with needing("dask", "cluster"):
        import dask
        from distributed import Client, KilledWorker, LocalCluster
    with ExitStack() as stack:
        stack.enter_context(_quietly("distributed"))
        # A run that kills its worker must not be tried on the next three
        stack.enter_context(dask.config.set({"distributed.scheduler.allowed-failures": 0}))
        if address == LOCAL:
            made = LocalCluster(n_workers=processes, threads_per_worker=1, dashboard_address=None)
            client = stack.enter_context(Client(stack.enter_context(made)))
        else:
            client = stack.enter_context(_connected(address))
        count = sum(client.nthreads().values())
        if not count:
            raise GongtongError(
                Text(f"--cluster: {address} has no workers yet.", f"--cluster：{address} 还没有工作进程。")
            )
        # A measure is called once a run: the same arguments twice are two tasks
        executor = stack.enter_context(client.get_executor(pure=False))
        yield Pool(executor, count, AHEAD * count, (KilledWorker,))


@contextmanager
def _quietly(name: str) -> Iterator[None]:
    """Without what a package logs, such as tracebacks of a lost connection: what matters is said in a sentence."""
    logger = logging.getLogger(name)
    level = logger.level
    logger.setLevel(logging.CRITICAL + 1)
    try:
        yield
    finally:
        logger.setLevel(level)


@contextmanager
def _connected(address: str) -> Iterator[Client]:
    from distributed import Client

    try:
        client = Client(address, timeout=PATIENCE)
    except (OSError, ValueError) as error:
        said = Text(
            f"--cluster: no scheduler answers at {address}; give an address such as tcp://127.0.0.1:8786, or local.",
            f"--cluster：{address} 没有调度器应答；请给出如 tcp://127.0.0.1:8786 的地址，或 local。",
        )
        raise GongtongError(said) from error
    with client:
        yield client
