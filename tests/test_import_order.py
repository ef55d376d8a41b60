"""Imports run one way, and ``import cnnkit`` alone stays light."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parent.parent / "cnnkit"
FILES = sorted(PACKAGE.rglob("*.py"))

# A module imports from the tiers above its own. Parts of one tier do not know each other.
TIERS = (
    {"errors", "palette", "withhold"},
    {"datasets", "filters", "images", "shapes", "sketches"},
    {"gradients", "ledger", "ops"},
    {"layers"},
    {"models", "training"},
    {"looking"},
    {"book", "checks", "grading", "plots", "widgets"},
)
ALSO_ALLOWED = {("grading", "checks")}
PYTORCH_ALLOWED = {"checks", "models"}

HEAVY = {"anywidget", "ipywidgets", "matplotlib", "nbgrader", "sklearn", "sphinx", "torch"}


def tier_of(part: str) -> int:
    """Say how far down a part of the package stands; 0 is the top."""
    for tier, parts in enumerate(TIERS):
        if part in parts:
            return tier
    pytest.fail(
        f"cnnkit.{part} has no place in the order of imports yet: put it into one of the TIERS in "
        f"{Path(__file__).name}, just below the lowest part that it imports.",
        pytrace=False,
    )


def objection(part: str, imported: str) -> str | None:
    """Say what is wrong with ``cnnkit.<part>`` importing ``cnnkit.<imported>``, if anything is."""
    if part == imported or (part, imported) in ALSO_ALLOWED:
        return None
    if tier_of(part) > tier_of(imported):
        return None
    return (
        f"cnnkit.{part} imports cnnkit.{imported}, which does not stand above it; "
        f"move what both need to a part above them"
    )


def part_of(path: Path) -> str:
    """Return the module or folder right under cnnkit that a file belongs to."""
    return path.relative_to(PACKAGE).with_suffix("").parts[0]


def imported_names(path: Path) -> set[str]:
    """List every dotted name that a file imports, at the top or inside a function."""
    names = set()
    package = ("cnnkit", *path.relative_to(PACKAGE).parts[:-1])
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            parents = package[: len(package) - node.level + 1] if node.level else ()
            source = ".".join([*parents, *filter(None, [node.module])])
            names |= {f"{source}.{alias.name}" for alias in node.names}
    return names


each_file = pytest.mark.parametrize(
    "path", FILES, ids=lambda path: path.relative_to(PACKAGE).as_posix()
)


@each_file
def test_imports_run_one_way(path):
    if path == PACKAGE / "__init__.py":
        assert not {name for name in imported_names(path) if name.startswith("cnnkit")}
        return
    tier_of(part_of(path))
    ours = (name.split(".")[1] for name in imported_names(path) if name.startswith("cnnkit."))
    imported = {part for part in ours if not part.startswith("__")}  # cnnkit.__version__ is fine
    assert not list(filter(None, (objection(part_of(path), other) for other in sorted(imported))))


@each_file
def test_the_package_knows_nothing_of_what_is_built_on_it(path):
    roots = {name.split(".")[0] for name in imported_names(path)}
    assert not roots & {"chapters", "solutions", "tests", "benchmarks"}
    if part_of(path) not in PYTORCH_ALLOWED:
        assert "torch" not in roots, "only checks and models may use PyTorch"


@pytest.mark.parametrize(
    ("part", "imported", "allowed"),
    [
        ("ops", "shapes", True),
        ("shapes", "ops", False),
        ("ops", "ops", True),
        ("filters", "images", False),
        ("layers", "models", False),
        ("grading", "checks", True),
        ("checks", "grading", False),
        ("plots", "widgets", False),
    ],
)
def test_the_rule_itself(part, imported, allowed):
    assert (objection(part, imported) is None) is allowed


def test_a_part_without_a_place_is_told_where_to_go():
    with pytest.raises(pytest.fail.Exception, match=r"put it into one of the TIERS in test_import"):
        tier_of("chess")


def test_relative_and_late_imports_are_seen(tmp_path, monkeypatch):
    monkeypatch.setattr(sys.modules[__name__], "PACKAGE", tmp_path)
    module = tmp_path / "ops" / "conv.py"
    module.parent.mkdir()
    module.write_text("from .. import shapes\nfrom .pool import x\ndef f():\n    import torch.nn\n")
    assert imported_names(module) == {"cnnkit.shapes", "cnnkit.ops.pool.x", "torch.nn"}


@pytest.mark.parametrize("module", ["cnnkit", "cnnkit.images", "cnnkit.models", "cnnkit.palette"])
def test_importing_the_core_loads_nothing_heavy(module):
    listing = f"import sys, {module}; print(*sorted({{n.split('.')[0] for n in sys.modules}}))"
    loaded = subprocess.run(
        [sys.executable, "-c", listing], capture_output=True, text=True, check=True
    ).stdout.split()
    assert "cnnkit" in loaded
    assert not HEAVY & set(loaded)
