"""PyTorch where an exercise needs it: loaded then and not before, and kindly missed."""

from __future__ import annotations

import contextlib
import importlib
from collections.abc import Iterator
from types import ModuleType

from cnnkit.checks.exercise import CheckFailed
from cnnkit.checks.wording import wrapped

__all__ = ["needed", "one_thread"]


def needed(name: str) -> ModuleType:
    """Return PyTorch, or say that `name` cannot be checked without it.

    Examples
    --------
    >>> needed("build_lenet5").__name__
    'torch'
    """
    try:
        return importlib.import_module("torch")
    except ImportError:
        text = (
            f"{name} cannot be checked here: this exercise needs PyTorch, which is not installed "
            f"for this Python. It is no fault of your answer, and the other exercises do not need "
            f"it. The book's page for students says how to install it."
        )
        raise CheckFailed(wrapped(text)) from None


@contextlib.contextmanager
def one_thread(torch: ModuleType) -> Iterator[None]:
    """Keep PyTorch on one core: for nets this small, threads cost more than they save."""
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        yield
    finally:
        torch.set_num_threads(before)
