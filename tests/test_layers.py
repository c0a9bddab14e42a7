"""Who may import whom: strictly downward, modules of policy never one another, heavy packages only where used."""

from __future__ import annotations

import ast
import json
import subprocess
import sys
import tomllib
from functools import cache
from pathlib import Path

import networkx as nx
import pytest

import sim

PACKAGE = Path(sim.__file__).parent
ROOT = PACKAGE.parent
CONTRACT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]["contracts"][0]
# The order of the house from top to bottom; packages in one row stand side by side. Declared once, for the linter too.
ORDER = [
    [part.strip().removeprefix("sim.") for part in row.replace("|", ":").split(":")]
    for row in CONTRACT["layers"]
    if row != "sim.__main__"
]
# What must hold of the order, whatever is added to it
BACKBONE = (
    "cli",
    "report",
    "lab",
    "simulation",
    "schedule",
    "recorder",
    "policies",
    "week",
    "world",
    "matters",
    "agents",
    "community",
    "rng",
    "kernel",
    "text",
)
# Names the public, without importing them: `sim` looks them up when they are first used
FACADES = {"sim", "sim.__main__"}
HEAVY = ("matplotlib", "pandas", "polars", "pyarrow", "mesa", "scipy.stats", "dask", "SALib", "numba", "networkx")


@cache
def modules() -> dict[str, Path]:
    """Every module of the package and its file."""
    found = {}
    for path in sorted(PACKAGE.rglob("*.py")):
        parts = ("sim", *path.relative_to(PACKAGE).with_suffix("").parts)
        found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return found


@cache
def imports(module: str) -> frozenset[tuple[str, bool]]:
    """What a module imports from the package, and whether that happens only for type checkers."""
    found = set()

    def walk(node: ast.AST, typing_only: bool) -> None:
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test):
            typing_only = True
        if isinstance(node, ast.Import):
            found.update((alias.name, typing_only) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{module} imports relatively"
            for alias in node.names:
                whole = f"{node.module}.{alias.name}"
                found.add((whole if whole in modules() else str(node.module), typing_only))
        for child in ast.iter_child_nodes(node):
            walk(child, typing_only)

    walk(ast.parse(modules()[module].read_text(encoding="utf-8")), typing_only=False)
    return frozenset((name, typing) for name, typing in found if name in modules())


def layer(module: str) -> int:
    """Height of a module, the top being 0."""
    return next(height for height, side_by_side in enumerate(ORDER) if module.split(".")[1] in side_by_side)


def inside() -> list[str]:
    """Every module but the facades."""
    return [module for module in modules() if module not in FACADES]


def test_every_module_has_its_place_in_the_order() -> None:
    """Nothing new escapes the order by having a new name."""
    for module in inside():
        assert any(module.split(".")[1] in row for row in ORDER), module


def test_no_place_in_the_order_is_left_empty() -> None:
    """What is gone is struck from the order."""
    found = {module.split(".")[1] for module in inside()}
    assert found == {name for row in ORDER for name in row}


def test_the_order_has_its_backbone() -> None:
    """From commands down to words: questions above answers, policies above people, people above places."""
    heights = [layer(f"sim.{name}") for name in BACKBONE]
    assert heights == sorted(set(heights))


def test_imports_run_downward() -> None:
    """From a higher layer to a lower one, or within one package; imports inside functions and for types included."""
    for module in inside():
        package = module.split(".")[1]
        for other, _ in imports(module):
            assert other != "sim", f"{module} imports the facade"
            same = other.split(".")[1] == package
            assert same or layer(other) > layer(module), f"{module} imports {other}"


def test_there_is_no_circular_import() -> None:
    """Not between any two modules, imports inside functions included."""
    graph = nx.DiGraph(
        (module, other)
        for module in inside()
        for other, typing_only in imports(module)
        if not typing_only and other != module
    )
    cycles = [sorted(cycle) for cycle in nx.strongly_connected_components(graph) if len(cycle) > 1]
    assert not cycles


def test_policies_never_import_one_another() -> None:
    """What they share they share through levers, matters and organisations."""
    for module in inside():
        parts = module.split(".")
        if parts[1] != "policies" or len(parts) < 3 or parts[2] == "base":
            continue
        for other, _ in imports(module):
            named = other.split(".")
            if named[1] == "policies":
                assert len(named) > 2, f"{module} imports the registry"
                assert named[2] in (parts[2], "base"), f"{module} imports {other}"


def test_policies_see_the_world_through_a_week_only() -> None:
    """A module imports neither the world's state nor the schedule, the recorder or the office."""
    for module in inside():
        parts = module.split(".")
        if parts[1] == "policies" and len(parts) > 2 and parts[2] != "base":
            forbidden = {
                "sim.world",
                "sim.schedule",
                "sim.recorder",
                "sim.simulation",
                "sim.scenario.scenario",
                "sim.agents.office",
                "sim.agents.resident.learning",
            }
            assert not forbidden & {other for other, _ in imports(module)}, module


def loaded_by(statement: str) -> set[str]:
    """Names of all packages and modules that a fresh Python has loaded after a statement."""
    code = f"import json, sys\n{statement}\nprint(json.dumps(sorted(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], text=True, capture_output=True, check=True, cwd=ROOT)
    return set(json.loads(done.stdout.splitlines()[-1]))


def test_heavy_packages_are_not_loaded_to_begin_with() -> None:
    """So that help answers at once."""
    assert not loaded_by("import sim, sim.cli") & set(HEAVY)


def test_a_run_loads_no_tables_no_figures_and_no_mesa() -> None:
    """Workers of a batch pay only for what they use."""
    used = "import sim.simulation, sim.lab.run.in_memory; from sim import Scenario, load, run"
    assert not loaded_by(used) & {"matplotlib", "pandas", "polars", "pyarrow", "mesa", "dask", "rich", "typer"}


def test_importing_has_no_side_effects() -> None:
    """`import sim` builds nothing, and the public names are found when used."""
    loaded = {name for name in loaded_by("import sim") if name.startswith("sim")}
    assert loaded == {"sim"}
    for name in sim.__all__:
        assert getattr(sim, name) is not None
    assert set(sim.__all__) <= set(dir(sim))
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        sim.nothing  # noqa: B018


# What a fit adds to figures, and which draws are taken, is no run
CALIBRATION = ("sim.lab.calibration.fit", "sim.lab.calibration.calibrate")


def test_nobody_draws_from_numpys_global_stream() -> None:
    """All randomness of runs is addressed; the one generator is made from an address.

    The fit of a calibration is no run: what it adds to figures comes from a generator with a seed of its own. The contract
    suite stirs the global streams on purpose, to find out a module that draws from them.
    """
    for module, path in modules().items():
        if module == "sim.contract":
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Attribute) and ast.unparse(node).startswith(("np.random.", "random.")):
                allowed = {"np.random.Generator", "np.random.PCG64", "np.random.SeedSequence"}
                assert ast.unparse(node) in allowed, f"{module}: {ast.unparse(node)}"
                assert "PCG64" not in ast.unparse(node) or module == "sim.rng" or module in CALIBRATION
            if isinstance(node, ast.Import):
                assert "random" not in [alias.name for alias in node.names], module


COLUMNS = {"Residents", "Push", "Offers", "Occasions", "Asking", "Acts"}


def test_inlined_helpers_take_columns_one_by_one() -> None:
    """All columns handed to one are counted reference by reference in every turn of a loop, five times as long."""
    given = {
        (file.stem, one.name): {ast.unparse(taken.annotation) for taken in one.args.args if taken.annotation}
        for file in sorted(PACKAGE.rglob("*.py"))
        for one in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(one, ast.FunctionDef) and "inlined" in {ast.unparse(mark) for mark in one.decorator_list}
    }
    assert len(given) > 10
    assert [helper for helper, taken in given.items() if taken & COLUMNS] == []
