"""What is public is listed, documented and annotated; the sources are read, nothing is run."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

PACKAGE = Path(__file__).parent.parent / "cnnkit"

# What pages, exercises and other modules call: every parameter is explained there.
CORE = (
    "datasets",
    "errors",
    "filters",
    "gradients",
    "images",
    "layers",
    "ledger",
    "looking",
    "models",
    "ops",
    "palette",
    "shapes",
    "training",
    "withhold",
)
# And each of these shows itself at work.
WITH_EXAMPLES = ("errors", "filters", "gradients", "images", "layers", "looking", "ops", "shapes")

Definition = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef


class Module(NamedTuple):
    """A public module: its name below cnnkit, and its syntax tree."""

    name: str
    tree: ast.Module

    @property
    def part(self) -> str:
        """The module or folder right under cnnkit."""
        return self.name.split(".")[0]

    def public(self) -> Iterator[Definition]:
        """Yield the functions and classes that are defined here for others."""
        for node in self.tree.body:
            if isinstance(node, Definition) and not node.name.startswith("_"):
                yield node

    def listed(self) -> list[str] | None:
        """Return what ``__all__`` lists, or None if there is none."""
        for node in self.tree.body:
            if isinstance(node, ast.Assign) and _names(node.targets) == {"__all__"}:
                return ast.literal_eval(node.value)
        return None

    def bound(self) -> set[str]:
        """Return every name that is defined, assigned or imported at the top."""
        names = set()
        for node in self.tree.body:
            if isinstance(node, Definition):
                names.add(node.name)
            elif isinstance(node, ast.Assign):
                names |= _names(node.targets)
            elif isinstance(node, ast.AnnAssign):
                names |= _names([node.target])
            elif isinstance(node, ast.Import | ast.ImportFrom):
                names |= {alias.asname or alias.name for alias in node.names}
        return names


def _names(targets: list[ast.expr]) -> set[str]:
    return {
        node.id for target in targets for node in ast.walk(target) if isinstance(node, ast.Name)
    }


def _modules() -> Iterator[Module]:
    for path in sorted(PACKAGE.rglob("*.py")):
        parts = path.relative_to(PACKAGE).with_suffix("").parts
        parts = parts[:-1] if parts[-1] == "__init__" else parts
        if not any(part.startswith("_") for part in parts):
            yield Module(".".join(parts) or "cnnkit", ast.parse(path.read_text()))


MODULES = list(_modules())
DEFINITIONS = [
    pytest.param(module, node, id=f"{module.name}.{node.name}")
    for module in MODULES
    for node in module.public()
]

each_module = pytest.mark.parametrize("module", MODULES, ids=lambda module: module.name)
each_definition = pytest.mark.parametrize(("module", "node"), DEFINITIONS)


def _order(name: str) -> tuple:
    """Sort CONSTANTS, then Classes, then functions, with O2 before O10: as ruff does."""
    kind = 0 if name.isupper() and len(name) > 1 else 1 if name[0].isupper() else 2
    return kind, [int(part) if part.isdigit() else part for part in re.split(r"(\d+)", name)]


@each_module
def test_all_is_sorted_and_complete(module):
    listed = module.listed()
    if listed is None:
        assert not list(module.public()), f"cnnkit.{module.name} needs __all__"
        return
    assert listed == sorted(set(listed), key=_order)
    assert set(listed) <= module.bound()
    if re.fullmatch(r"checks\.\w+\.\w+", module.name):
        return  # an exercise lists itself; the mistakes beside it are its data
    assert {node.name for node in module.public()} <= set(listed)


def _parameters(node: Definition) -> list[ast.arg]:
    """List what a caller passes; for a class, to ``__init__`` or as the fields of a record."""
    if isinstance(node, ast.ClassDef):
        for member in node.body:
            if isinstance(member, ast.FunctionDef) and member.name == "__init__":
                return _parameters(member)
        return []
    arguments = node.args
    named = [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs]
    return [argument for argument in named if argument.arg not in ("self", "cls")]


def _fields(node: Definition) -> list[str]:
    is_record = isinstance(node, ast.ClassDef) and (
        any("dataclass" in ast.unparse(decorator) for decorator in node.decorator_list)
        or any(ast.unparse(base) == "NamedTuple" for base in node.bases)
    )
    return [
        member.target.id
        for member in (node.body if is_record else [])
        if isinstance(member, ast.AnnAssign) and not member.target.id.startswith("_")
    ]


@each_definition
def test_docstrings_open_with_a_sentence(module, node):
    summary = (ast.get_docstring(node) or "").split("\n", 1)[0]
    assert summary.endswith((".", "?", ":"))


@each_definition
def test_the_core_explains_every_parameter_or_says_where_it_is_explained(module, node):
    prose = (ast.get_docstring(node) or "").split("Examples\n---")[0]
    if module.part in CORE and not re.search(r"\b[Aa]s (in|for)\b|\bthose of\b", prose):
        names = [parameter.arg for parameter in _parameters(node)] + _fields(node)
        assert not [name for name in names if not re.search(rf"\b{name}\b", prose, re.IGNORECASE)]


@each_definition
def test_the_core_shows_itself_at_work(module, node):
    stores = bool(_fields(node)) or node.name.endswith("Error")  # nothing to show
    if module.part in WITH_EXAMPLES and not stores:
        assert ">>> " in (ast.get_docstring(node) or "")


@each_definition
def test_signatures_are_annotated(module, node):
    members = node.body if isinstance(node, ast.ClassDef) else [node]
    for function in members:
        if isinstance(function, ast.FunctionDef) and not function.name.startswith("_"):
            bare = [
                parameter.arg for parameter in _parameters(function) if not parameter.annotation
            ]
            assert not bare, f"{function.name} has parameters without a type"
            assert function.returns is not None, f"{function.name} has no return type"
