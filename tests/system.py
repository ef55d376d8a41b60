"""What the tests need from the system: skip without it, or fail where everything is promised."""

import os
import shutil
from typing import NoReturn

import pytest


def give_up(sentence: str) -> NoReturn:
    """Skip the test; with ``CI=true`` fail it, since nobody would notice the skip there."""
    if os.environ.get("CI") == "true":
        pytest.fail(sentence, pytrace=False)
    pytest.skip(sentence)


def require_program(name: str, *, package: str) -> str:
    """Return the path of a program, or give up and name the Debian package that has it."""
    path = shutil.which(name)
    return path or give_up(f"{name} is missing: install the Debian package {package}")
