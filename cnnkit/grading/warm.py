"""Importing this imports all that grading needs: workers are forked from a process that did."""

from __future__ import annotations

import contextlib
import sys
import warnings
from collections.abc import Iterator

__all__: list[str] = []


@contextlib.contextmanager
def _without(name: str) -> Iterator[None]:
    """Let a module be missing that nobody has imported yet."""
    if name in sys.modules:
        yield
        return
    sys.modules[name] = None  # type: ignore[assignment]
    try:
        yield
    finally:
        del sys.modules[name]


# It compiles a grammar for international addresses, which no notebook's schema speaks of;
# that takes as long as all other imports together.
with _without("rfc3987_syntax"):
    import jsonschema  # noqa: F401

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # those of nbgrader, about itself
    import nbgrader.apps  # noqa: F401

    import cnnkit.grading.autograde
    import cnnkit.grading.feedback
    import cnnkit.grading.repair  # noqa: F401
