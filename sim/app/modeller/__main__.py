"""`python -m sim.app.modeller`: serve the page on this machine; further arguments are those of `solara run`."""

from __future__ import annotations

import os
import sys
from importlib import import_module

from sim.extras import needing
from sim.text import GongtongError, default_language

OFFLINE = {"SOLARA_TELEMETRY_MIXPANEL_ENABLE": "false"}  # read when Solara is imported; nothing leaves the machine
LOOPBACK = "127.0.0.1"


def main() -> None:
    """Start Solara's server; a missing package is one sentence."""
    os.environ.update(OFFLINE)
    try:
        with needing("Solara", "solara"):
            solara = import_module("solara.__main__")
    except GongtongError as error:
        sys.exit(error.text.to(default_language()))
    solara.cli(["run", "sim.app.modeller.page", "--host", LOOPBACK, *sys.argv[1:]])


if __name__ == "__main__":
    main()
