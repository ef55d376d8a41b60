"""Within a kernel: notice when code under test replaces what tests it, or looks at the test.

Tests share the interpreter with the code that they test, so none of this is a wall.
It makes the known tricks score nothing and leave a trace.
"""

from __future__ import annotations

import ast
import contextlib
import importlib
import operator
import os
import sys
import sysconfig
import types
import uuid
from collections.abc import Callable, Iterator, Sequence
from typing import Any

__all__ = ["Guard"]

_TRUSTED = (
    "builtins",
    "math",
    "numpy",
    "numpy.testing",
    "numpy.testing._private.utils",
    "numpy._core.numeric",
    "numpy.linalg",
    "unittest.case",
    "torch.testing",
    "torch.testing._comparison",
    "IPython.core.interactiveshell",
    "IPython.core.inputtransformer2",
    "ipykernel.zmqshell",
    "ipykernel.ipkernel",
    "ipykernel.kernelbase",
)
_TORCH = ("allclose", "equal", "isclose", "eq", "all", "any")
_CHANGES_BY_ITSELF = {"input", "_", "__build_class__", "display", "get_ipython", "Pdb"}
_LOOKS = {
    "sys._getframe",
    "sys._current_frames",
    "sys._current_exceptions",
    "sys.settrace",
    "sys.setprofile",
    "gc.get_objects",
    "gc.get_referrers",
    "gc.get_referents",
}
_FRAMES = {"tb_frame", "gi_frame", "cr_frame", "ag_frame"}
_HELPERS = tuple(
    os.path.join(sysconfig.get_paths()["stdlib"], name)
    for name in ("inspect.py", "traceback.py", "asyncio/base_tasks.py")
)


class Guard:
    """Remembers the functions that tests rely on, and who looks where while a test runs.

    Parameters
    ----------
    report : callable
        Takes the message for the grader.
    """

    def __init__(self, report: Callable[[dict[str, Any]], None]) -> None:
        self._report = report
        self._known = list(_known())
        self._test_file = ""
        self._shell_before: tuple = ()

    def start(self, shell: Any) -> None:
        """Take the shell as it is for the right one, and listen; nothing can stop that."""
        self._shell_before = _shell_parts(shell)
        self._streams = (sys.stdout, sys.stderr)
        sys.addaudithook(self._hear)

    def changed(self, shell: Any) -> str:
        """Return the name of the first function that is not what it was, or "".

        Parameters
        ----------
        shell : InteractiveShell
            Its own methods and transformers count, too.
        """
        for known in self._known:
            if not known.is_unchanged():
                return known.first_change()
        return "the way cells are run" if _shell_parts(shell) != self._shell_before else ""

    @contextlib.contextmanager
    def watching(
        self, shell: Any, code: str, hidden: Sequence[tuple[int, int]] = ()
    ) -> Iterator[None]:
        """Keep a test cell's source out of the history, and report who looks for it.

        Parameters
        ----------
        shell : InteractiveShell
            The kernel's.
        code : str
            The test cell.
        hidden : sequence of (int, int)
            First and last lines of its hidden parts; the grader is told when they begin and end.
        """
        history = shell.history_manager
        keep = history.store_inputs
        history.store_inputs = lambda number, source, raw=None: keep(number, "", "")
        self._test_file = shell.compile.get_code_name(code, code, 0)
        try:
            with self.marking(shell, hidden):
                yield
        finally:
            self._test_file = ""
            del history.store_inputs

    @contextlib.contextmanager
    def marking(self, shell: Any, hidden: Sequence[tuple[int, int]]) -> Iterator[None]:
        """Tell the grader when the hidden parts of a test cell begin and end."""
        marks = _Marks(hidden)
        shell.user_ns[marks.name] = self._mark
        shell.ast_transformers.append(marks)
        try:
            yield
        finally:
            shell.user_ns.pop(marks.name, None)
            if marks in shell.ast_transformers:
                shell.ast_transformers.remove(marks)

    def _mark(self, number: int) -> None:
        """Tell the grader that what follows was printed by another part of the test."""
        for stream in self._streams:
            stream.flush()
        self._report({"mark": number})

    def _hear(self, event: str, args: tuple) -> None:
        if not self._test_file:
            return
        if event not in _LOOKS:
            if event != "object.__getattr__" or args[1] not in _FRAMES:
                return
            event = args[1]
        test_file, self._test_file = self._test_file, ""  # what follows is not to be heard
        try:
            frame = sys._getframe(1)
            while frame is not None and frame.f_code.co_filename in _HELPERS:
                frame = frame.f_back
            if frame is None or not _is_students(frame.f_code.co_filename, test_file):
                return
            self._report({"peek": event})
        finally:
            self._test_file = test_file
        raise RuntimeError(f"{event} is switched off while your function is being checked")


class _Marks(ast.NodeTransformer):
    """Puts a call between the shown and the hidden statements of a test, on no line of its own."""

    def __init__(self, hidden: Sequence[tuple[int, int]]) -> None:
        self.name = f"_{uuid.uuid4().hex}"
        self._hidden = hidden

    def visit_Module(self, module: ast.Module) -> ast.Module:
        """Insert the calls, numbered from 1."""
        body: list[ast.stmt] = []
        number, hides = 0, False
        for statement in module.body:
            last = statement.end_lineno or statement.lineno
            if hides != any(a <= last and statement.lineno <= b for a, b in self._hidden):
                hides, number = not hides, number + 1
                call = ast.Call(ast.Name(self.name, ast.Load()), [ast.Constant(number)], [])
                body.append(ast.copy_location(ast.Expr(call), statement))
            body.append(statement)
        module.body = body
        return ast.fix_missing_locations(module)


class _Known:
    """The functions of a module or a class, as they have to be.

    Thousands are compared after every test cell, so no loop of Python's runs over them.
    """

    def __init__(self, name: str, owner: Any, functions: dict[str, Any]) -> None:
        self._name = name
        self._found = vars(owner).get
        self._keys = list(functions)
        self._values = list(functions.values())
        self._with_code = [f for f in self._values if isinstance(f, types.FunctionType)]
        self._codes = [function.__code__ for function in self._with_code]

    def is_unchanged(self) -> bool:
        return all(map(operator.is_, map(self._found, self._keys), self._values)) and all(
            map(operator.is_, map(_code, self._with_code), self._codes)
        )

    def first_change(self) -> str:
        pairs = zip(self._keys, self._values, strict=True)
        changed = [key for key, value in pairs if self._found(key) is not value]
        return f"{self._name}.{changed[0]}" if changed else f"the code of {self._name}"


_code = operator.attrgetter("__code__")


def _known() -> Iterator[_Known]:
    """List the functions of the trusted modules, and the methods of their classes."""
    for name in _TRUSTED:
        if name.partition(".")[0] in sys.modules:
            with contextlib.suppress(ImportError):
                importlib.import_module(name)  # NumPy loads some of its parts at their first use
    ours = [name for name in sys.modules if name.startswith(("cnnkit.checks", "cnnkit.withhold"))]
    for name in (*_TRUSTED, *ours):
        if name in sys.modules:
            module = sys.modules[name]
            functions = {
                key: value
                for key, value in vars(module).items()
                if callable(value) and key not in _CHANGES_BY_ITSELF
            }
            yield _Known(name, module, functions)
            for key, kind in functions.items():
                if isinstance(kind, type) and kind.__module__ == name != "builtins":
                    methods = {k: v for k, v in vars(kind).items() if isinstance(v, _METHODS)}
                    yield _Known(f"{name}.{key}", kind, methods)
    if "torch" in sys.modules:
        torch = sys.modules["torch"]
        yield _Known("torch", torch, {key: getattr(torch, key) for key in _TORCH})


_METHODS = (types.FunctionType, property, staticmethod, classmethod)


def _shell_parts(shell: Any) -> tuple:
    """Return what decides how a cell is read and run, in a form that compares."""
    manager = shell.input_transformer_manager
    return (
        _overridden(shell),
        _overridden(shell.kernel),
        [(kind, frozenset(vars(kind))) for kind in type(shell).__mro__],
        [(kind, frozenset(vars(kind))) for kind in type(shell.kernel).__mro__],
        type(manager),
        sorted(vars(manager)),
        [id(each) for each in manager.cleanup_transforms],
        [id(each) for each in manager.line_transforms],
        [id(each) for each in shell.ast_transformers],
    )


def _overridden(thing: Any) -> list[tuple[str, int]]:
    """List the methods that an object has instead of its class's."""
    return sorted(
        (key, id(value))
        for key, value in vars(thing).items()
        if callable(value) and hasattr(type(thing), key)
    )


def _is_students(filename: str, test_file: str) -> bool:
    """Whether code comes from the notebook, and not from the test cell that is running."""
    if filename == test_file or filename.startswith("<frozen"):
        return False
    outer = (sys.prefix, sys.base_prefix, sysconfig.get_paths()["stdlib"], _OURS)
    return not filename.startswith(outer)


_OURS = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
