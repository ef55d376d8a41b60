"""Which test cells run where, as the instructor's notebook says; a submission has no say in it.

A test cell runs in the judge's process, where the names that the instructor's answers define stand
for the student's functions. A tag on the instructor's cell asks for something else:

- ``objects``: results that have no plain form stay with the student and are used from afar;
- ``in-sandbox``: the cell runs in the student's process, guarded but not apart from it.
"""

from __future__ import annotations

import ast
import re
import symtable
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from IPython.core.inputtransformer2 import TransformerManager
from nbformat import NotebookNode

from cnnkit.grading.sheet import Sheet, marks, released

__all__ = ["IN_SANDBOX", "OBJECTS", "Plan", "bound_names", "loaded_names", "plan_of", "shadowed"]

OBJECTS, IN_SANDBOX = "objects", "in-sandbox"


@dataclass(frozen=True)
class Plan:
    """How a notebook's test cells are run.

    Parameters
    ----------
    remote : tuple of str
        Names that the answers define: in test cells they mean the student's.
    before : dict
        For each test cell that runs apart, by its grade_id: what the instructor's cells above it
        define, as far as no earlier test cell's entry does.
    objects : frozenset of str
        Test cells that use objects from afar.
    seeds : bool
        Whether any cell of the instructor's seeds NumPy's global random numbers.
    """

    remote: tuple[str, ...] = ()
    before: dict[str, tuple[str, ...]] = field(default_factory=dict)
    objects: frozenset[str] = frozenset()
    seeds: bool = False

    def is_apart(self, name: str) -> bool:
        """Whether a test cell runs in the judge's process."""
        return name in self.before


def plan_of(sheet: Sheet) -> Plan:
    """Read from the instructor's notebook where its test cells are to run."""
    cells = list(_instructors(sheet))
    remote = dict.fromkeys(
        name for _, source, role, _ in cells if role == "answer" for name in bound_names(source)
    )
    before: dict[str, tuple[str, ...]] = {}
    pieces: list[str] = []
    objects = set()
    for name, source, role, tags in cells:
        if role in ("answer", "open"):  # what students may change is not run here
            pieces += _imports(source)
        elif role == "given":
            pieces.append(source)
        elif IN_SANDBOX not in tags:
            before[name] = tuple(pieces)
            pieces = []
            if OBJECTS in tags:
                objects.add(name)
    seeds = any("seed" in source for _, source, role, _ in cells if role != "answer")
    return Plan(tuple(remote), before, frozenset(objects), seeds)


def _instructors(sheet: Sheet) -> Iterator[tuple[str, str, str, Sequence[str]]]:
    """List the code cells: name, source, "answer", "given", "test" or "open", and tags."""
    known = {cell.name: cell for cell in sheet.cells}
    originals: dict[str, str] = {}
    order: list[str] = []
    for place, cell in enumerate(sheet.notebook.cells if sheet.notebook else []):
        name = marks(cell).get("grade_id") or f"cell {place + 1}"
        if cell.cell_type == "code":
            originals[name] = cell.source
            order.append(name)
    for name in dict.fromkeys([*order, *known]):
        cell = known.get(name)
        if cell is None:
            yield name, originals[name], "open", ()
        elif cell.cell_type == "code":
            role = "answer" if cell.solution else "test" if cell.grade else "given"
            # the gradebook holds an answer's stub, which may define less
            source = originals.get(name, cell.source) if cell.solution else cell.source
            yield name, source, role if cell.locked or role != "given" else "open", cell.tags


def shadowed(cells: Sequence[NotebookNode], place: int) -> bool:
    """Whether a cell of the student's below a test uses what the test's shown part defines.

    In the student's own notebook it could. So that it can here, the shown part is run there, too.
    """
    defined = set(bound_names(released(cells[place].source), imports=True))
    if not defined:
        return False
    for cell in cells[:place]:
        if cell.cell_type == "code" and not marks(cell).get("grade"):
            defined -= set(bound_names(cell.source, imports=True))
    return any(
        defined & loaded_names(cell.source)
        for cell in cells[place + 1 :]
        if cell.cell_type == "code" and not marks(cell).get("locked")
    )


@lru_cache(maxsize=4096)
def bound_names(source: str, *, imports: bool = False) -> tuple[str, ...]:
    r"""Return the names that a cell binds at its top level.

    Parameters
    ----------
    source : str
        The cell.
    imports : bool
        Whether imported names count.

    Examples
    --------
    >>> bound_names("import math\ndef f(x):\n    y = x\n    return y\na, b = 1, 2")
    ('f', 'a', 'b')
    """
    names: dict[str, None] = {}
    for node in _outside_functions(_parsed(source)):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            names[node.name] = None
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            names[node.id] = None
        elif imports and isinstance(node, (ast.Import, ast.ImportFrom)):
            names |= dict.fromkeys(
                (each.asname or each.name).partition(".")[0] for each in node.names
            )
    return tuple(names)


@lru_cache(maxsize=4096)
def loaded_names(source: str) -> frozenset[str]:
    r"""Return the names that a cell takes from other cells; all words of it if it is no Python.

    Examples
    --------
    >>> sorted(loaded_names("a = 1\ndef f(x):\n    return scale * x\nb = a + f(c)"))
    ['c', 'scale']
    """
    try:
        table = symtable.symtable(_plain_python(source), "cell", "exec")
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return frozenset(re.findall(r"[^\W\d]\w*", source))
    own = {each.get_name() for each in table.get_symbols() if each.is_assigned()}
    return frozenset(set(_global_names(table)) - own)


def _global_names(table: symtable.SymbolTable) -> Iterator[str]:
    for symbol in table.get_symbols():
        if symbol.is_referenced() and (symbol.is_global() or table.get_type() == "module"):
            yield symbol.get_name()
    for inner in table.get_children():
        yield from _global_names(inner)


def _imports(source: str) -> list[str]:
    """Return the import statements at the top level of a cell."""
    imports = (ast.Import, ast.ImportFrom)
    return [ast.unparse(node) for node in _parsed(source).body if isinstance(node, imports)]


def _outside_functions(node: ast.AST) -> Iterator[ast.AST]:
    for child in ast.iter_child_nodes(node):
        yield child
        own_scope = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda)
        if not isinstance(child, (*own_scope, ast.ListComp, ast.SetComp, ast.DictComp)):
            yield from _outside_functions(child)


def _parsed(source: str) -> ast.Module:
    try:
        return ast.parse(_plain_python(source))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return ast.Module([], [])


def _plain_python(source: str) -> str:
    """Turn IPython's magics into calls."""
    magic = re.search(r"^\s*[%!]|[?]\s*$|=\s*[%!]", source, re.MULTILINE)
    return TransformerManager().transform_cell(source) if magic else source
