"""Look for faults: `python -m tests.faults [attack …] [--seed N] [--share X] [--out FOLDER]`; status 1 if any."""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path

from tests.faults.attacks import attacks
from tests.faults.counts import FAULTS, Counts

HEAD = ("attack", "tried", "refused", *FAULTS, "seconds")


def main() -> int:
    """Run the attacks asked for, all unless said, and print a row for each."""
    known = attacks()
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", choices=[[], *known], metavar="attack", help=", ".join(known))
    parser.add_argument("--seed", type=int, default=1, help="of the attacks' luck")
    parser.add_argument("--share", type=float, default=1.0, help="of the times each is tried")
    parser.add_argument("--out", type=Path, default=Path("out/faults"), help="where what went wrong is kept")
    asked = parser.parse_args()
    _say(_row(HEAD))
    faults = 0
    for name in asked.names or known:
        kind, counts, begun = known[name], Counts(), time.monotonic()
        kind.attack(asked.seed, max(1, round(kind.times * asked.share)), counts)
        numbers = (getattr(counts, one) for one in HEAD[1:-1])
        _say(_row((name, *numbers, f"{time.monotonic() - begun:.0f}")))
        if counts.faults:
            asked.out.mkdir(parents=True, exist_ok=True)
            (asked.out / f"{name}.txt").write_text("\n\n".join(counts.examples), "utf-8", "backslashreplace")
        faults += counts.faults
    if faults:
        _say(f"{faults} faults; what shows them is in {asked.out}")
    return int(faults > 0)


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def _row(cells: tuple[object, ...]) -> str:
    return "  ".join(f"{cell!s:<16}" if at == 0 else f"{cell!s:>10}" for at, cell in enumerate(cells))


if __name__ == "__main__":
    sys.exit(main())
