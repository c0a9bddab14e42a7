"""Make the pale bands of the workshop anew: where each preset went with other luck and other calibrated numbers.

`python docs/tools/bands.py [--runs 20]` writes `sim/data/bands.json`: of every measure the 10th and 90th percentile
over runs, each with its own seed and its own parameter set of the posterior, every few weeks.
"""

from __future__ import annotations

import argparse
import json
import os
from pathlib import Path

import numpy as np

from sim.app.content.presets import presets, with_preset
from sim.app.world.bands import MEASURES, PERCENTILES, STEP
from sim.app.world.story import unrolled
from sim.lab.design.posterior import shipped_posterior, with_parameters
from sim.lab.run.identity import model_version
from sim.lab.run.in_memory import run_many
from sim.scenario.file import load

FILE = Path(__file__).parents[2] / "sim" / "data" / "bands.json"


def band_of(name: str, runs: int) -> tuple[str, dict[str, object]]:
    """The hash of a preset's story, and its band."""
    story = unrolled(with_preset(load("liuhe"), name))
    draws = shipped_posterior().first(runs)
    results = run_many([(with_parameters(story, draw), seed) for seed, draw in enumerate(draws, 1)], os.cpu_count())
    found: dict[str, object] = {}
    for measure in MEASURES:
        values = np.array([result.series[measure][::STEP] for result in results if measure in result.series])
        if not values.size:
            continue
        low, high = np.percentile(values, PERCENTILES, axis=0)
        found[measure] = {"low": [float(f"{v:.4g}") for v in low], "high": [float(f"{v:.4g}") for v in high]}
    return story.content_hash(), {"preset": name, "measures": found}


def main() -> None:
    """Write the file."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=20)
    runs = parser.parse_args().runs
    bands: dict[str, object] = {}
    for name in presets():
        key, band = band_of(name, runs)
        bands[key] = band
        print(name, flush=True)
        FILE.write_text(
            json.dumps({"runs": runs, "step": STEP, "model": model_version(), "bands": bands}, separators=(",", ":"))
            + "\n",
            encoding="utf-8",
        )


if __name__ == "__main__":
    main()
